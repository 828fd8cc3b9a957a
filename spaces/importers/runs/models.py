"""Applied imports, and what each changed of spaces that were there before."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from spaces.provenance.models import Source


class RunState(models.TextChoices):
    """How far an import is. A killed one is "running" until the next import or undo finds it."""

    RUNNING = "running", _("running")
    FINISHED = "finished", _("finished")
    STOPPED = "stopped", _("stopped before its end")


class ImportRun(models.Model):
    """One file that was imported, wholly or in part; its statements lead to it.

    `digest` is that of the file and what was stated of it: the same import again completes one that stopped.
    `problem` says why it did, and `report` is that of the import. `not_taken_back` lists {"ref", "reason"} of
    what undoing the import had to leave as it was.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="runs", verbose_name=_("source"))
    file_name = models.CharField(_("file"), max_length=255)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("imported by"),
    )
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.FINISHED)
    problem = models.CharField(_("what went wrong"), max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    report = models.JSONField(_("report"), default=dict)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    not_taken_back = models.JSONField(_("what could not be taken back"), default=list, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source}: {self.file_name}"


class ImportedChange(models.Model):
    """What one import changed of one space that was there before; see `spaces.importers.runs.changes`."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="+")
    changed = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")

    def __str__(self) -> str:
        return f"{self.run_id}: {self.space_id}"
