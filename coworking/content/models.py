"""Pages that the operator writes: about, legal notice, privacy, terms, any other."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from coworking.fields.lines import LineField


class ContentPage(models.Model):
    """A page in one language; pages with the same slug are translations of one another."""

    slug = models.SlugField(_("address"), max_length=60, help_text=_("/en/pages/privacy/ for “privacy”"))
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    title = LineField(_("title"), max_length=120)
    body = models.TextField(_("text"), help_text=_("In Markdown: # Heading, - list, [words](address)"))
    is_published = models.BooleanField(_("published"), default=False)
    order = models.PositiveSmallIntegerField(
        _("place in the footer"), default=10, help_text=_("Smaller numbers first; 0 for not in the footer")
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("page of the site")
        verbose_name_plural = _("pages of the site")
        ordering = ["order", "slug", "language"]
        constraints = [models.UniqueConstraint("slug", "language", name="content_page_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its URL in its own language."""
        with override(self.language):
            return reverse("content_page", args=[self.slug])
