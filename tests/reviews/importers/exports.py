"""Small exports of comments for tests, and where the real ones are."""

import os
from html import escape
from pathlib import Path

SHARED = Path(os.environ.get("SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))


def comment(ref, text, name="Ann", email="ann@example.org", parent="0", date="2011-08-24 09:00:00", **more):
    fields = {
        "comment_id": ref,
        "comment_author": name,
        "comment_author_email": email,
        "comment_author_url": more.get("url", ""),
        "comment_date_gmt": date,
        "comment_content": text,
        "comment_approved": more.get("approved", "1"),
        "comment_type": more.get("type", ""),
        "comment_parent": parent,
    }
    inner = "".join(f"<wp:{key}>{escape(str(value))}</wp:{key}>" for key, value in fields.items())
    meta = "".join(
        f"<wp:commentmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:commentmeta>"
        for key, value in more.get("meta", {}).items()
    )
    return f"<wp:comment>{inner}{meta}</wp:comment>"


def item(
    *comments, link="https://old.example/2011/coworking/", title="Coworking", slug="coworking", **fields
):
    """A post; `fields` are those of `wp:`, such as post_id and status."""
    fields = {"post_id": "7", "post_name": slug, **fields}
    inner = "".join(f"<wp:{key}>{value}</wp:{key}>" for key, value in fields.items())
    return f"<item><title>{escape(title)}</title><link>{link}</link>{inner}{''.join(comments)}</item>"


def wxr_of(*items):
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
        "<link>https://old.example</link><wp:base_site_url>https://old.example</wp:base_site_url>"
        f"{''.join(items)}</channel></rss>"
    )


def wxr(*comments, **fields):
    return wxr_of(item(*comments, **fields))
