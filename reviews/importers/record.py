"""A comment as an export tells it, whatever its format."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass
class Page:
    """The post or thread that comments stand below."""

    ref: str
    url: str = ""
    title: str = ""
    slug: str = ""


@dataclass
class Record:
    """One comment. `state` is "visible", or why it is not: unapproved, spam, deleted."""

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
    problem: str = ""

    @cached_property
    def digest(self) -> str:
        """Tells two comments apart that bear one id."""
        said = "\x1f".join(
            (self.page.ref, self.text, self.name, self.email, str(self.posted_at), self.parent)
        )
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
