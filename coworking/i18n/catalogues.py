"""Extraction of messages from code and templates, and checks of the catalogues, without system gettext.

Babel reads Python and Jinja2 and writes catalogues; Django's own templates are converted by Django into
Python-like text that Babel can read.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

METHODS = [
    (f"{folder}/**.{suffix}", method)
    for folder, suffix, method in (
        ("coworking", "py", "python"),
        ("spaces", "py", "python"),
        ("reviews", "py", "python"),
        ("templates", "html", "coworking.i18n.catalogues:extract_template"),
        ("templates", "txt", "coworking.i18n.catalogues:extract_template"),
        ("templates", "jinja", "jinja2.ext:babel_extract"),
    )
]
OPTIONS = {"templates/**.jinja": {"silent": "false", "trimmed": "true"}}
KEYWORDS = DEFAULT_KEYWORDS | {
    f"{name}{suffix}": DEFAULT_KEYWORDS[name]
    for name in ("gettext", "ngettext", "pgettext", "npgettext")
    for suffix in ("_lazy", "_noop")
}
HEADER = "# {language} messages of the coworking directory."
# A browser may break a line at an ordinary space, and the next line would start with a punctuation mark.
BAD_LINE_BREAKS = {"fr": re.compile(r"[ \n][:;!?»]|«[ \n]")}


def extract_template(
    fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[Any, ...]]:
    """Babel extraction method for Django templates: (line, function, messages, comments)."""
    code = templatize(fileobj.read().decode())
    flush_left = "\n".join(line.strip() for line in code.splitlines())
    return extract_python(BytesIO(flush_left.encode()), keywords, comment_tags, options)


def extract(root: Path) -> Catalog:
    """A catalogue, without translations, of all messages in the code and templates under `root`."""
    template = Catalog()
    found = extract_from_dir(root, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",))
    for filename, _line, text, comments, context in found:
        template.add(text, locations=[(filename, 0)], auto_comments=comments, context=context)
    return template


def catalogue_path(locale_dir: Path, language: str) -> Path:
    """The path of the catalogue of a language ("pt-br")."""
    return locale_dir / to_locale(language) / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """The catalogue in the file `path`; an empty one when there is no such file."""
    locale = to_locale(language)
    if not path.exists():
        header = HEADER.format(language=language)
        return Catalog(
            locale=locale, project="coworking-directory", header_comment=header, charset="utf-8", fuzzy=False
        )
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update(path: Path, language: str, template: Catalog) -> Catalog:
    """Update the catalogue in `path` to the messages of `template`, preserve its translations, and return it.

    New messages are not translated by fuzzy matching: a guess would have to be reviewed anyway.
    """
    catalogue = read(path, language)
    created = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.creation_date = created  # without changed messages the file does not change
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, ignore_obsolete=True, include_lineno=False, sort_output=True)
    return catalogue


def problems(catalogue: Catalog, template: Catalog) -> Iterator[tuple[str, str]]:
    """(problem, message) for each message of `template` that `catalogue` does not translate correctly."""
    for message in template:
        if message.id and (reason := problem_with(message, catalogue)):
            yield reason, " / ".join(as_tuple(message.id))


def bad_line_breaks(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """(problem, message) for each translation with an ordinary space where no line may be broken."""
    wrong = BAD_LINE_BREAKS.get(catalogue.locale.language) if catalogue.locale else None
    if not wrong:
        return
    for message in catalogue:
        for form in as_tuple(message.string or ""):
            if message.id and (found := wrong.search(form)):
                yield f"needs a no-break space at “{found[0]}”", " / ".join(as_tuple(message.id))


def problem_with(wanted: Message, catalogue: Catalog) -> str:
    """What is wrong with the translation of one message; empty if nothing is."""
    found = catalogue.get(wanted.id, wanted.context)
    if found is None:
        return "missing"
    if found.fuzzy:
        return "fuzzy"
    forms = as_tuple(found.string or "")
    expected = catalogue.num_plurals if wanted.pluralizable else 1
    if len(forms) != expected or not all(forms):
        return "untranslated"
    return "; ".join(str(error) for error in found.check(catalogue))


def as_tuple(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The plural forms of a message: one, or several."""
    return (text,) if isinstance(text, str) else tuple(text)
