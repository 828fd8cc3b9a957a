"""WordPress's export (WXR): posts with their comments.

Element names: https://github.com/WordPress/wordpress-develop/blob/trunk/src/wp-admin/includes/export.php
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from reviews.importers.html import plain_text
from reviews.importers.reading import elements, local, text_of
from reviews.importers.record import Page, Record

STATES = {"1": "visible", "approved": "visible", "0": "unapproved", "hold": "unapproved", "": "visible"}
MENTIONS = ("pingback", "trackback")


def records(path: Path) -> Iterator[Record]:
    """Every comment of every post, in the order of the file."""
    for item in elements(path, lambda name: name == "item"):
        page = _page(item)
        for comment in item:
            if local(comment.tag) == "comment":
                yield _record(comment, page)


def source(path: Path) -> str:
    """The address of the site that the export came from, or empty."""
    for element in elements(path, lambda name: name in ("base_site_url", "base_blog_url", "link", "item")):
        if local(element.tag) == "item":
            return ""
        if element.text:
            return element.text.strip()[:200]
    return ""


def _page(item: Element) -> Page:
    title, link = text_of(item, "title"), text_of(item, "link")
    return Page(text_of(item, "post_id") or link or title or "?", link, title, text_of(item, "post_name"))


def _record(comment: Element, page: Page) -> Record:
    state = text_of(comment, "comment_approved")
    parent = text_of(comment, "comment_parent")
    return Record(
        ref=text_of(comment, "comment_id"),
        page=page,
        text=plain_text(text_of(comment, "comment_content")),
        name=plain_text(text_of(comment, "comment_author")),
        email=text_of(comment, "comment_author_email"),
        url=text_of(comment, "comment_author_url"),
        posted_at=_date(comment),
        parent="" if parent == "0" else parent,
        state=STATES.get(state, state),
        is_pingback=text_of(comment, "comment_type") in MENTIONS,
    )


def _date(comment: Element) -> dt.datetime | None:
    for name in ("comment_date_gmt", "comment_date"):
        try:
            found = dt.datetime.fromisoformat(text_of(comment, name))
        except ValueError:
            continue
        if 1990 <= found.year < 9999:
            return found.replace(tzinfo=dt.UTC)  # comment_date has no zone: taken as UTC
    return None
