"""WordPress's export (WXR): posts with their comments.

Element names: https://github.com/WordPress/wordpress-develop/blob/trunk/src/wp-admin/includes/export.php
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from coworking.files.xml_stream import child_text, elements, local_name
from reviews.comments.choices import SourceReason
from reviews.importers.formats.base import CommentFormat, Note, report_repairs
from reviews.importers.html import plain_text
from reviews.importers.record import MAX_REF_LENGTH, CommentRecord, Page, date, rating

STATES = {"1": "visible", "approved": "visible", "0": "unapproved", "hold": "unapproved", "": "visible"}
MENTIONS = ("pingback", "trackback")
# Plugins store their own logs as comments too: order_note, action_log, note, editorial-comment, like, ...
COMMENTS = ("", "comment", "review", *MENTIONS)
RATINGS = ("rating", "hp_rating")  # WooCommerce, GeoDirectory, Directorist; HivePress
PUBLIC_STATUSES = ("", "publish", "inherit")  # "inherit": an attachment is as public as its post


@dataclass(frozen=True)
class Post:
    """What comments stand on. `state` is "visible", or why its comments are not shown."""

    page: Page
    state: str


def read(path: Path, note: Note) -> Iterator[CommentRecord]:
    """The comments of all posts, then those of attachments: the file is read again where there are any."""
    parents: set[str] = set()
    for item in _items(path, report_repairs(note)):
        comments, parent = _comments(item), _parent_of_attachment(item)
        if comments and parent:
            parents.add(parent)
        elif comments:
            post = _post(item)
            if child_text(item, "post_type") == "attachment":
                note(f"attachment {post.page.ref}", "the file does not say which post it belongs to")
            yield from (_record(comment, post, note) for comment in comments)
    if parents:
        yield from _read_attachments(path, parents, note)


def _read_attachments(path: Path, parents: set[str], note: Note) -> Iterator[CommentRecord]:
    """The comments of attachments, as comments of the posts (`parents`, ids) that these belong to."""
    posts = {}
    for item in _items(path):
        if child_text(item, "post_id") in parents:
            posts[child_text(item, "post_id")] = _post(item)
    for item in _items(path):
        parent, comments = _parent_of_attachment(item), _comments(item)
        if not parent or not comments:
            continue
        post = attachment = _post(item)
        if parent in posts:
            state = posts[parent].state if attachment.state == "visible" else attachment.state
            post = Post(posts[parent].page, state)
        else:
            note(f"attachment {attachment.page.ref}", f"its post {parent} is not in the file")
        yield from (_record(comment, post, note) for comment in comments)


def _items(path: Path, repaired: Callable[[int], object] = lambda count: None) -> Iterator[Element]:
    return elements(path, lambda element: local_name(element.tag) == "item", repaired)


def _comments(item: Element) -> list[Element]:
    return [child for child in item if local_name(child.tag) == "comment"]


def _parent_of_attachment(item: Element) -> str:
    """The id of the post that an attachment belongs to; "" of anything else."""
    parent = child_text(item, "post_parent")
    return parent if child_text(item, "post_type") == "attachment" and parent != "0" else ""


def read_source(path: Path) -> str:
    """The URL of the site that the export came from, or ""."""
    names = {"base_site_url", "base_blog_url", "link", "item"}
    for element in elements(path, lambda element: local_name(element.tag) in names):
        if local_name(element.tag) == "item":
            return ""
        if element.text:
            return element.text.strip()[:200]
    return ""


def _post(item: Element) -> Post:
    title, link = child_text(item, "title"), child_text(item, "link")
    ref = child_text(item, "post_id") or link or title or "?"
    page = Page(ref, link, title, slug=child_text(item, "post_name"))
    status = child_text(item, "status").lower()
    if status not in PUBLIC_STATUSES:
        return Post(page, f"page:{status}")
    return Post(page, SourceReason.PASSWORD_PAGE if child_text(item, "post_password") else "visible")


def _record(comment: Element, post: Post, note: Note) -> CommentRecord:
    ref = child_text(comment, "comment_id")[:MAX_REF_LENGTH]
    kind = child_text(comment, "comment_type").lower()
    if kind not in COMMENTS:
        return CommentRecord(ref, post.page, not_a_comment=f"the type {kind[:100]}")
    approved = child_text(comment, "comment_approved")
    state = STATES.get(approved, approved)
    parent = child_text(comment, "comment_parent")
    return CommentRecord(
        ref=ref,
        page=post.page,
        text=plain_text(child_text(comment, "comment_content")),
        name=plain_text(child_text(comment, "comment_author")),
        email=child_text(comment, "comment_author_email"),
        url=child_text(comment, "comment_author_url"),
        posted_at=_date(comment),
        parent="" if parent == "0" else parent[:MAX_REF_LENGTH],
        state=post.state if state == "visible" else state,
        is_pingback=kind in MENTIONS,
        rating=_rating(comment, ref, note),
    )


def _rating(comment: Element, ref: str, note: Note) -> int | None:
    """The stars of a comment; another rating, such as one of a plugin that is not known, is reported."""
    found = None
    for meta in comment:
        key, value = child_text(meta, "meta_key"), child_text(meta, "meta_value")
        if "rating" not in key.lower():
            continue
        stars = rating(value) if key in RATINGS else None
        if stars and found is None:
            found = stars
        else:
            note(ref, f"its {key[:100]} {value[:100]} is not used")
    return found


def _date(comment: Element) -> dt.datetime | None:
    # comment_date has no zone: taken as UTC
    return date(child_text(comment, "comment_date_gmt")) or date(child_text(comment, "comment_date"))


FORMAT = CommentFormat(
    key="wxr",
    summary="WordPress's export (WXR)",
    recognises=lambda file: file.root == "rss",
    read=read,
    read_source=read_source,
)
