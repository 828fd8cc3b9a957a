"""The authors of imported comments: by a hash of the e-mail address, else by account, else by name."""

from collections.abc import Iterable

from coworking.database import bulk
from coworking.i18n.normalize import normalize_name
from reviews.comments.authors import hash_email
from reviews.comments.models import Author
from reviews.importers.record import CommentRecord

MAX_AUTHORS = 50_000  # in memory at a time


class AuthorFinder:
    """Finds or creates the authors of a source's comments, and caches those of earlier batches."""

    def __init__(self, source: str):
        self.source = source
        self._pks: dict[str, int] = {}

    def find(self, records: list[CommentRecord]) -> list[int]:
        """The primary key of each record's author. The first name that a file gives to an author stays."""
        authors = [self._build(record) for record in records]
        if len(self._pks) > MAX_AUTHORS:
            self._pks.clear()
        by_key = {author.key: author for author in reversed(authors)}
        wanted = by_key.keys() - self._pks.keys()
        self._load(wanted)
        new = sorted(wanted - self._pks.keys())
        if new:
            columns = {
                "key": new,
                "name": [by_key[key].name for key in new],
                "email_hash": [by_key[key].email_hash for key in new],
            }
            bulk.insert_columns(Author, columns, ignore_conflicts=True)
            self._load(new)
        return [self._pks[author.key] for author in authors]

    def _load(self, keys: Iterable[str]) -> None:
        self._pks |= dict(Author.objects.filter(key__in=keys).values_list("key", "pk"))

    def _build(self, record: CommentRecord) -> Author:
        """The unsaved author of a record."""
        email_hash = hash_email(record.email) if record.email else ""
        name = record.name[:200]
        if email_hash:
            key = f"mail:{email_hash}"
        elif record.account:
            key = f"account:{self.source}:{record.account}"[:300]
        elif name:
            key = f"name:{self.source}:{normalize_name(name) or name}"[:300]
        else:
            # Anonymous: the comment's own id keeps two anonymous authors apart.
            key = f"none:{self.source}:{record.ref or record.digest}"[:300]
        return Author(key=key, name=name, email_hash=email_hash)
