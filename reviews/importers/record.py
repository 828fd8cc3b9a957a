"""A comment of an export, in whatever format."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property

MAX_REF_LENGTH = 200  # the rest is left out; the digest distinguishes two comments with the same id


def date(text: str) -> dt.datetime | None:
    """A moment in ISO 8601, in UTC where it has no zone; None where it is none, or none of a comment."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 1990 <= found.year < 9999:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def date_of_json(value: object) -> dt.datetime | None:
    """A moment in ISO 8601 or in seconds since 1970; None where it is none."""
    if isinstance(value, int | float):
        try:
            value = dt.datetime.fromtimestamp(value, dt.UTC).isoformat()
        except (OverflowError, OSError, ValueError):
            return None
    return date(value) if isinstance(value, str) else None


def rating(text: str) -> int | None:
    """A number of stars out of five; None where the text is none, such as "0" and "4.5"."""
    whole = text.strip().removesuffix(".0")
    return int(whole) if whole in ("1", "2", "3", "4", "5") else None


@dataclass
class Page:
    """The post, or the thread, that comments belong to."""

    ref: str
    url: str = ""
    title: str = ""
    slug: str = ""


@dataclass
class CommentRecord:
    """One comment. `ref` is its id at the source, `parent` the id of the comment that it replies to.

    `account` identifies the author's account at the source, where it has accounts. `state` is "visible", or
    why it is not: one of `SourceReason`, or the source's own word. `posted_at` is None where the date is
    unknown. `rating` is a number of stars, 1 to 5. `not_a_comment` says what it is instead, where it is
    something else.
    """

    ref: str
    page: Page
    text: str = ""
    name: str = ""
    email: str = ""
    account: str = ""
    url: str = ""
    posted_at: dt.datetime | None = None
    parent: str = ""
    state: str = "visible"
    is_pingback: bool = False
    not_a_comment: str = ""
    rating: int | None = None

    @cached_property
    def digest(self) -> str:
        """A hash that differs for two comments of the same id."""
        content = "\x1f".join(
            (self.page.ref, self.text, self.name, self.email, str(self.posted_at), self.parent)
        )
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def label(self) -> str:
        """How a report refers to the comment."""
        return self.ref or f"a comment on {self.page.title or self.page.ref}"
