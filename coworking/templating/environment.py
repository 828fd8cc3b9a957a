"""The second template language: Jinja2, for what a page draws dozens of times or every page draws.

Django's own language reads well and is slow: it took four fifths of the time of a page with 24 cards. Most
pages, forms and letters are written in it. Lists and the pages of spaces are `.jinja` (`page()`), and so are
cards, filters, maps, comments and the parts of the frame, which
`{% draw "spaces/search/_card.jinja" space=space %}` (`coworking.templatetags.site`) puts into any other page.

There is an environment for each language, so that a text is translated once and not once for each use
(`coworking.templating.constants`): that is why Django's own backend for Jinja2 was not taken. An app offers a
function to these templates with `register(name=function)` in the module that has it, which its `ready()` or
its templates load.
"""

import datetime as dt
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.template import engines
from django.template.defaultfilters import date as format_date
from django.template.defaultfilters import truncatechars
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, FileSystemLoader, nodes
from markupsafe import Markup

from coworking.templating.constants import Constants
from coworking.templating.output import PlainOutput, text
from coworking.templating.urls import slug_of

if TYPE_CHECKING:
    from coworking.accounts.requests import HttpRequest

CONSTANT = ("_", "icon", "static", "url")  # give the same for the same arguments
_functions: dict[str, Callable] = {}
_words: dict[str, Callable] = {}


def register(**functions: Callable) -> None:
    """Let `.jinja` templates call these, also as filters: `{{ space|opening }}`."""
    _functions.update(functions)


def register_words(**functions: Callable) -> None:
    """The same for what depends on nothing but its arguments and the language: `{{ amount|money("EUR") }}`.

    Each language remembers its own answers.
    """
    _words.update(functions)


def draw(template: str, values: dict[str, Any]) -> SafeString:
    """What the `.jinja` template makes of these values, in the reader's language."""
    return mark_safe(_environment().get_template(template).render(values))


def page(request: "HttpRequest", template: str, values: dict[str, Any]) -> HttpResponse:
    """A whole page, of a template that extends `frame/page.jinja`."""
    framed = {
        "request": request,
        "user": request.user,
        "messages": get_messages(request),
        "language": get_language(),
        "site_name": settings.SITE_NAME,
        "with_search": True,
    }
    return HttpResponse(draw(template, framed | values))


def macro(template: str, name: str) -> Callable[..., str]:
    """A macro out of a `.jinja` template, in the reader's language."""
    return getattr(_environment().get_template(template).module, name)


def _environment() -> Environment:
    return environment(get_language(), get_script_prefix())


class Compiling(Environment):
    """What calls with constants give stands in the compiled template, which puts out plain text."""

    code_generator_class = PlainOutput
    text = staticmethod(text)

    def make_globals(self, d: Any) -> dict[str, Any]:
        """One plain dictionary: each `import` compares its names, and Jinja2's own chain is slow."""
        return {**self.globals, **(d or {})}

    def compile(self, source, *args, **kwargs):
        """As Jinja2 does, from the text of a template or from its tree."""
        tree = source if isinstance(source, nodes.Template) else self.parse(source, *args[:2])
        constant: dict[str, Any] = {name: self.globals[name] for name in CONSTANT}
        tree = Constants(constant | {"pgettext": in_context}, gettext).visit(tree).set_environment(self)
        return super().compile(tree, *args, **kwargs)


@cache
def environment(language: str | None, prefix: str) -> Environment:
    """The environment of a language, where addresses begin with `prefix`.

    What it keeps of texts stays true: catalogues are read once, too.
    """
    engines.all()  # loads the template tags of every app, and they register what they offer
    made = Compiling(
        loader=FileSystemLoader(settings.BASE_DIR / "templates"),
        autoescape=True,
        auto_reload=settings.DEBUG,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    words: dict[str, Callable] = {**_words, "num": num, "day": day}
    ours = {
        "static": static,
        "url": partial(url, language, prefix),
        "local": localtime,
        "capfirst": capfirst,
        "truncatechars": truncatechars,
        **_functions,
        **{name: lru_cache(4096)(write) for name, write in words.items()},
    }
    made.globals |= ours | {"_": cache(translated)}
    made.filters |= ours
    return made


def translated(text: str) -> Markup:
    """A text that stands as it is: `_("Filters")`."""
    return Markup(gettext(text))


def in_context(context: str, text: str) -> Markup:
    """The same for a text whose meaning depends on where it stands: `pgettext("a minimum price", "from")`."""
    return Markup(pgettext(context, text))


def capfirst(text: str) -> str:
    """The same with a capital letter in front."""
    return text[:1].upper() + text[1:]


def num(number: float) -> str:
    """A number as the reader's language writes it, thousands apart."""
    return number_format(number, use_l10n=True, force_grouping=True)


def day(date: dt.date, form: str) -> str:
    """A day in Django's date format."""
    return format_date(date, form)


def url(language: str | None, prefix: str, name: str, *args: str | int) -> str:
    """The address of the view called `name` in a language; of its arguments a text is a slug."""
    *others, slug = args or (0,)
    if not isinstance(slug, str):
        return reverse(name, args=args)
    before, after = slug_of(name, tuple(others), language, prefix)
    return f"{before}{slug}{after}"
