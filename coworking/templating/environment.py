"""The Jinja2 environment of public pages: one for each language.

Django's own backend for Jinja2 has a single environment. With one for each language, a text is translated
when a template is compiled and not whenever it is rendered (`coworking.templating.constants`).

Views use `coworking.templating.rendering`. Functions for templates are registered with
`coworking.templating.library`.
"""

import datetime as dt
from collections.abc import Callable, MutableMapping
from functools import cache, lru_cache, partial
from types import CodeType
from typing import Any

from django.conf import settings
from django.template.defaultfilters import date as format_date
from django.template.defaultfilters import truncatechars
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, Undefined, nodes
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # private, in C

from coworking.templating import library
from coworking.templating.constants import FoldConstants
from coworking.templating.urls import slug_of
from coworking.templating.whitespace import RemoveIndentation

CONSTANT_FUNCTIONS = ("_", "icon", "static", "url")  # the same arguments give the same result
SAFE_TYPES = (int, float, Markup, SafeString)  # their text needs no escaping


class PageTemplate(Template):
    """A template whose code escapes what it outputs with `escape_output`."""

    @classmethod
    def from_code(cls, *args: Any, **kwargs: Any) -> Template:
        """Return the template of a compiled module, whose code calls the global name `escape`."""
        template = super().from_code(*args, **kwargs)
        template.root_render_func.__globals__["escape"] = escape_output
        return template


class PageEnvironment(Environment):
    """Evaluates calls with constant arguments when it compiles a template."""

    template_class = PageTemplate

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return one plain dictionary: each `import` compares its names, and Jinja2's ChainMap is slow."""
        return {**self.globals, **(d or {})}

    def compile(  # type: ignore[override]  # one signature in place of Jinja2's overloads
        self, source: str | nodes.Template, *args: Any, **kwargs: Any
    ) -> CodeType | str:
        """Compile the source or the syntax tree of a template."""
        tree = source if isinstance(source, nodes.Template) else self.parse(source, *args[:2])
        functions: dict[str, Any] = {name: self.globals[name] for name in CONSTANT_FUNCTIONS}
        folded = FoldConstants(functions | {"pgettext": translate_in_context}, gettext).visit(tree)
        code: CodeType | str = super().compile(folded.set_environment(self), *args, **kwargs)
        return code


def active_environment() -> PageEnvironment:
    """Return the environment of the active language."""
    return environment(get_language(), get_script_prefix())


@cache
def environment(language: str | None, prefix: str) -> PageEnvironment:
    """Return the environment of a language, for URLs that begin with `prefix`.

    Its compiled templates hold translations; these cannot change, since catalogues are read once, too.
    """
    library.autodiscover()
    created = PageEnvironment(
        loader=FileSystemLoader(settings.BASE_DIR / "templates"),
        autoescape=True,
        auto_reload=settings.DEBUG,
        undefined=StrictUndefined if settings.STRICT_TEMPLATES else Undefined,
        extensions=["jinja2.ext.i18n", RemoveIndentation],
    )
    created.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    memoized: dict[str, Callable[..., Any]] = {**library.memoized_functions, "num": num, "day": day}
    functions = {
        "static": static,
        "url": partial(url, language, prefix),
        "local": localtime,
        "capfirst": capfirst,
        "truncatechars": truncatechars,
        **library.functions,
        **{name: lru_cache(4096)(function) for name, function in memoized.items()},
    }
    created.globals |= functions | {"_": cache(translate), "language_code": language}
    created.filters |= functions
    return created


def escape_output(value: Any) -> str:
    """Return a value as it stands in HTML, like `markupsafe.escape`, as a plain string.

    The result is joined with its neighbours at once, so the `Markup` that `markupsafe.escape` makes of it is
    lost again. The page of a city outputs 1,100 values; without this, it takes a tenth more processor time.
    `_escape_inner` is private to MarkupSafe, written in C: `html.escape` takes four to six times as long.
    """
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return str(value) if kind in SAFE_TYPES else str(escape(value))


def translate(message: str) -> Markup:
    """Translate a message that contains no variables: `_("Filters")`."""
    return Markup(gettext(message))


def translate_in_context(context: str, message: str) -> Markup:
    """Translate a message whose meaning depends on its context: `pgettext("a minimum price", "from")`."""
    return Markup(pgettext(context, message))


def capfirst(text: str) -> str:
    """Return the text with its first character in upper case."""
    return text[:1].upper() + text[1:]


def num(number: float) -> str:
    """Format a number for the active language, with thousands separators."""
    return number_format(number, use_l10n=True, force_grouping=True)


def day(date: dt.date, date_format: str) -> str:
    """Format a date with one of Django's date formats."""
    return format_date(date, date_format)


def url(language: str | None, prefix: str, view_name: str, *args: str | int) -> str:
    """Return the URL of a view in a language. A last argument of type `str` is a slug."""
    *others, slug = args or (0,)
    if not isinstance(slug, str):
        return reverse(view_name, args=args)
    before, after = slug_of(view_name, tuple(others), language, prefix)
    return f"{before}{slug}{after}"
