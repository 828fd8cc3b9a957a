"""A comment of an export, in whatever format."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property


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

    `state` is "visible", or why it is not: unapproved, spam, deleted. `posted_at` is None where the date is
    unknown.
    """

    ref: str
    page: Page
    text: str = ""
    name: str = ""
    email: str = ""
    url: str = ""
    posted_at: dt.datetime | None = None
    parent: str = ""
    state: str = "visible"
    is_pingback: bool = False

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
