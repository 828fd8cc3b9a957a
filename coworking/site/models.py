"""What the operator decides about the whole site, in the staff's admin."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from coworking.fields.lines import LineField
from coworking.site import contrast

ONLY = 1  # the key of the only row
COLOUR = r"\A#[0-9a-fA-F]{6}\Z"
is_a_colour = RegexValidator(COLOUR, _("Write a colour as “#” and six digits or letters: #6b2fa0."))
TEXTS = ("tagline", "heading", "introduction", "footer")  # keys of `texts`


class SignUp(models.TextChoices):
    """Who may make an account."""

    OPEN = "open", _("everybody")
    INVITATION = "invitation", _("whoever the staff invite")
    CLOSED = "closed", _("nobody")


class SiteSettings(models.Model):
    """The one row of settings; what is empty is as the software ships it.

    `texts` is {language: {name of TEXTS: text}}, without those that are empty.
    """

    name = LineField(
        _("name"), max_length=60, blank=True, help_text=_("Empty for SITE_NAME of the environment.")
    )
    logo = models.ImageField(
        _("logo"),
        upload_to="site/",
        width_field="logo_width",
        height_field="logo_height",
        blank=True,
        help_text=_("JPEG, PNG, WebP, AVIF or HEIC. It stands at the top of every page, 40 pixels high."),
    )
    logo_width = models.PositiveIntegerField(null=True, editable=False)
    logo_height = models.PositiveIntegerField(null=True, editable=False)
    logo_has_name = models.BooleanField(
        _("the logo contains the name"),
        default=False,
        help_text=_("Then it is not repeated beside it."),
    )
    icon = models.ImageField(
        _("icon"),
        upload_to="site/",
        blank=True,
        help_text=_("Square, at least 192 pixels wide: for the tabs and bookmarks of browsers."),
    )
    social_image = models.ImageField(
        _("social image"),
        upload_to="site/",
        width_field="social_image_width",
        height_field="social_image_height",
        blank=True,
        help_text=_("1200 × 630 pixels: shown with links to pages that have no picture of their own."),
    )
    social_image_width = models.PositiveIntegerField(null=True, editable=False)
    social_image_height = models.PositiveIntegerField(null=True, editable=False)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[is_a_colour],
        help_text=_("Of links and buttons, such as #6b2fa0. It is refused where text would be hard to read."),
    )
    accent_dark = models.CharField(
        _("accent colour in the dark theme"),
        max_length=7,
        blank=True,
        validators=[is_a_colour],
        help_text=_("Empty for a lighter tone of the accent colour."),
    )
    texts = models.JSONField(default=dict, editable=False)
    sign_up = models.CharField(
        _("who may make an account"), max_length=10, choices=SignUp, default=SignUp.OPEN
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("site")
        constraints = [models.CheckConstraint(condition=models.Q(pk=ONLY), name="site_settings_once")]

    def __str__(self) -> str:
        return str(_("Settings of the site"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = ONLY
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse accent colours that are hard to read."""
        if self.accent_dark and not self.accent:
            raise ValidationError({"accent": _("Choose a colour for the light theme, too.")})
        errors = {}
        for field, theme in (("accent", contrast.LIGHT), ("accent_dark", contrast.DARK)):
            colour = getattr(self, field).lower()
            setattr(self, field, colour)
            try:
                if re.match(COLOUR, colour):  # else its validator has refused it
                    contrast.check(colour, theme)
            except ValidationError as error:
                errors[field] = error
        if errors:
            raise ValidationError(errors)
