"""Whether an accent colour can be read, by the contrast that WCAG 2 asks of text (level AA).

The colours that it stands on are those of `static/css/tokens.css`, in the light and in the dark theme.
"""

import colorsys
import re
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEAST = 4.5
LIGHT, DARK = "light", "dark"
GROUNDS = {"paper": _("the page"), "sheet": _("cards and fields"), "wash": _("the footer")}
ON_ACCENT = {"accent-ink": _("the text of buttons")}
_STEPS = 100  # of lightness, when a colour for the dark theme is derived


def check(colour: str, theme: str) -> None:
    """Raise ValidationError if links or the text of buttons would be hard to read in this colour."""
    ratio, name, ground = _worst(colour, theme)
    if ratio >= LEAST:
        return
    message = (
        _("%(colour)s has too little contrast in the light theme: %(ratio)s to 1 with %(name)s (%(ground)s);"
          " text needs %(least)s to 1. Choose a darker colour.")
        if theme == LIGHT
        else _("%(colour)s has too little contrast in the dark theme: %(ratio)s to 1 with %(name)s"
               " (%(ground)s); text needs %(least)s to 1. Choose a lighter colour.")
    )  # fmt: skip
    shown = {"colour": colour, "ratio": f"{int(ratio * 100) / 100:.2f}", "name": name, "ground": ground}
    raise ValidationError(message, params=shown | {"least": LEAST})


def for_dark_theme(colour: str) -> str:
    """Return the colour, as much lighter as the dark theme needs."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(_STEPS + 1):
        lighter = lightness + (1 - lightness) * step / _STEPS
        channels = colorsys.hls_to_rgb(hue, lighter, saturation)
        found = "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
        if _worst(found, DARK)[0] >= LEAST:
            return found
    return "#ffffff"


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours: 1 for the same, 21 for black and white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _worst(colour: str, theme: str) -> tuple[float, str | Promise, str]:
    """Return (contrast, name, colour) of what the colour contrasts least with."""
    tokens = _tokens()[theme]
    named = (GROUNDS | ON_ACCENT).items()
    return min((ratio(colour, tokens[token]), str(name), tokens[token]) for token, name in named)


@cache
def _tokens() -> dict[str, dict[str, str]]:
    """Return {theme: {token: colour}} of the style sheet: the first block is light, the second dark."""
    text = (settings.BASE_DIR / "static/css/tokens.css").read_text("utf-8")
    light, dark = text.split("prefers-color-scheme: dark", 1)
    found = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", part)) for part in (light, dark)]
    return {LIGHT: found[0], DARK: found[0] | found[1]}


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
