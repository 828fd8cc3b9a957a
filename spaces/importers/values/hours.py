"""Reading opening hours of imported records."""

from django.utils.translation import gettext as _

from spaces.importers.values import clean
from spaces.importers.values.notes import ValueNote
from spaces.opening_hours import typed
from spaces.opening_hours.typed import LONGEST, HoursNotUnderstood


def read_hours(column: str, value: str, notes: list[str]) -> str:
    """Return opening hours in OSM's syntax where they are certain; else their text, with one of the notes.

    `column` is where they stand in the file.
    """
    text = clean.text(value)
    if not text:
        return ""
    if len(text) > LONGEST:
        message = _("longer than %(limit)s characters, left out: “%(text)s…”")
        notes.append(ValueNote(column, message % {"limit": LONGEST, "text": text[:60]}))
        return ""
    try:
        reading = typed.read(value)  # with its line breaks, which separate days
    except HoursNotUnderstood as error:
        message = _("“%(text)s” is left as text: “%(part)s” is not understood")
        notes.append(ValueNote(column, message % {"text": text, "part": error.part}))
        return text
    if reading.is_certain:
        return clean.text(reading.expressions[0])
    message = _("“%(text)s” is left as text: it may mean %(meanings)s.%(doubts)s")
    values = {
        "text": text,
        "meanings": " | ".join(reading.expressions),
        "doubts": "".join(f" {doubt}" for doubt in reading.doubts),
    }
    notes.append(ValueNote(column, message % values))
    return text
