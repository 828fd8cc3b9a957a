"""WordPress's export (WXR): posts with their comments.

Element names: https://github.com/WordPress/wordpress-develop/blob/trunk/src/wp-admin/includes/export.php
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from coworking.files.xml_stream import child_text, elements, local_name
from reviews.importers.formats.base import CommentFormat
from reviews.importers.html import plain_text
from reviews.importers.record import MAX_REF_LENGTH, CommentRecord, Page, date

STATES = {"1": "visible", "approved": "visible", "0": "unapproved", "hold": "unapproved", "": "visible"}
MENTIONS = ("pingback", "trackback")


def read(path: Path) -> Iterator[CommentRecord]:
    """The comments of all posts, in the order of the file."""
    for item in elements(path, lambda element: local_name(element.tag) == "item"):
        page = _page(item)
        for comment in item:
            if local_name(comment.tag) == "comment":
                yield _record(comment, page)


def read_source(path: Path) -> str:
    """The URL of the site that the export came from, or ""."""
    names = {"base_site_url", "base_blog_url", "link", "item"}
    for element in elements(path, lambda element: local_name(element.tag) in names):
        if local_name(element.tag) == "item":
            return ""
        if element.text:
            return element.text.strip()[:200]
    return ""


def _page(item: Element) -> Page:
    title, link = child_text(item, "title"), child_text(item, "link")
    ref = child_text(item, "post_id") or link or title or "?"
    return Page(ref, link, title, slug=child_text(item, "post_name"))


def _record(comment: Element, page: Page) -> CommentRecord:
    state = child_text(comment, "comment_approved")
    parent = child_text(comment, "comment_parent")
    return CommentRecord(
        ref=child_text(comment, "comment_id")[:MAX_REF_LENGTH],
        page=page,
        text=plain_text(child_text(comment, "comment_content")),
        name=plain_text(child_text(comment, "comment_author")),
        email=child_text(comment, "comment_author_email"),
        url=child_text(comment, "comment_author_url"),
        posted_at=_date(comment),
        parent="" if parent == "0" else parent[:MAX_REF_LENGTH],
        state=STATES.get(state, state),
        is_pingback=child_text(comment, "comment_type") in MENTIONS,
    )


def _date(comment: Element) -> dt.datetime | None:
    # comment_date has no zone: taken as UTC
    return date(child_text(comment, "comment_date_gmt")) or date(child_text(comment, "comment_date"))


FORMAT = CommentFormat(
    key="wxr",
    summary="WordPress's export (WXR)",
    root="rss",
    read=read,
    read_source=read_source,
)
