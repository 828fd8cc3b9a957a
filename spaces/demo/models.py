"""Whether this site may still get the demo."""

from django.db import models
from django.db.models import Q


class OwnSite(models.Model):
    """One row says that this is somebody's own site: `load_demo` loads nothing into it any more.

    `manage.py go_live` writes it, and `load_demo --never`. It is in the database and not in a file, so that a
    backup and a move to another database carry it along.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="own_site_one_row")]

    def __str__(self) -> str:
        return f"own site since {self.since:%Y-%m-%d}"

    @classmethod
    def declare(cls) -> None:
        """Store that this is somebody's own site. Safe to repeat."""
        cls.objects.get_or_create(pk=cls.ONLY)
