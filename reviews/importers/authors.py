"""Who wrote imported comments: known by a hash of the address; else by the name within the source."""

from coworking.database import bulk
from coworking.i18n.normalize import normalize_name
from reviews.comments.authors import hash_address
from reviews.comments.models import Author
from reviews.importers.record import Record

MOST = 50_000  # authors kept in mind at a time


class AuthorFinder:
    """Finds or makes the authors of a batch; those of batches before are mostly in mind."""

    def __init__(self, source: str):
        self.source = source
        self.keys: dict[str, int] = {}

    def find(self, records: list[Record]) -> list[int]:
        """The key of each record's author."""
        said = [self._author(record) for record in records]
        self._learn({author.key: author for author in reversed(said)})
        return [self.keys[author.key] for author in said]

    def _learn(self, authors: dict[str, Author]) -> None:
        """Look up, and make, those that are not in mind; the first word of a file about somebody stands."""
        if len(self.keys) > MOST:
            self.keys.clear()
        wanted = authors.keys() - self.keys.keys()
        self._look_up(wanted)
        new = sorted(wanted - self.keys.keys())
        if new:
            columns = {
                "key": new,
                "name": [authors[key].name for key in new],
                "email_hash": [authors[key].email_hash for key in new],
            }
            bulk.insert_columns(Author, columns, ignore_conflicts=True)
            self._look_up(new)

    def _look_up(self, keys) -> None:
        self.keys |= dict(Author.objects.filter(key__in=keys).values_list("key", "pk"))

    def _author(self, record: Record) -> Author:
        email_hash = hash_address(record.email) if record.email else ""
        name = record.name[:200]
        if email_hash:
            key = f"mail:{email_hash}"
        elif name:
            key = f"name:{self.source}:{normalize_name(name) or name}"[:300]
        else:
            # Nobody known: the comment's own id keeps two nobodies apart.
            key = f"none:{self.source}:{record.ref or record.digest}"[:300]
        return Author(key=key, name=name, email_hash=email_hash)
