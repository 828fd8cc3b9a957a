"""What people talk about: a space, a city, or a page elsewhere that nobody has placed yet."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coworking.fields import WebField
from spaces.models import City, Space


class Thread(models.Model):
    """The comments on one space or one city; on neither while an imported thread waits for a moderator."""

    space = models.OneToOneField(Space, models.CASCADE, null=True, blank=True, related_name="thread")
    city = models.OneToOneField(City, models.CASCADE, null=True, blank=True, related_name="thread")
    title = models.CharField(_("title"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [
            models.CheckConstraint(
                condition=Q(space=None) | Q(city=None),
                name="thread_one_subject",
                violation_error_message=_("A thread is about a space or about a city, not both."),
            )
        ]

    def __str__(self) -> str:
        return str(self.subject or self.title)

    def get_absolute_url(self) -> str:
        return f"{self.subject.get_absolute_url()}#word" if self.subject else ""

    @property
    def subject(self) -> Space | City | None:
        return self.space or self.city


class ImportedThread(models.Model):
    """A thread as an export knows it. `thread` is where its comments stand; without a subject it waits."""

    source = models.CharField(_("source"), max_length=200)
    ref = models.CharField(_("id in the source"), max_length=200)
    url = WebField(_("URL"), max_length=1000, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="imported")

    class Meta:
        verbose_name = _("imported thread")
        verbose_name_plural = _("imported threads")
        constraints = [models.UniqueConstraint("source", "ref", name="imported_thread_once")]

    def __str__(self) -> str:
        return self.title or self.url or self.ref
