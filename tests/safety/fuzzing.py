"""Requests with values that nobody expects, made out of the site's own pages and forms."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from django.core.cache import cache as limits
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests.pages import Element, page

Pairs = tuple[tuple[str, str], ...]

# What takes the place of a value.
NUMBERS = (
    "0", "-1", "1", "²", "٣", "½", "1.5", "1,5", "1e3", "1e400", "nan", "-inf", "0x10", "1_0", "+1",
    "--1", "9" * 18, "9" * 19, "9" * 30, "-" + "9" * 20, "9" * 5000, "1e99999999", "0.0000000001",
)  # fmt: skip
TIMES = (
    "0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59", "0000-00-00", "2026-02-30",
    "0001", "9999", "9999-12", "10000-01-01", "2026-03-29T02:30", "24:00", "99:99", "2026", "2026-13",
    "-2026", "Mo-Fr 25:00-99:00", "24/7 off", "1000 Jan 01-9999 Dec 31 00:00-24:00", "PH off; SH off",
    "easter +99999 days",
)  # fmt: skip
URLS = (
    "http://[", "http://[::1", "//[", "https://example.org:99999999/", "http://\u2100.example/",
    "javascript:x", "https://", "//", "/", "\\", "../..", "a@b", "a@[", "@", "!", "%", "%00", "a:b",
    "home", "?", "#",
)  # fmt: skip
TEXTS = (
    "", " ", "a\nb", "a\r\nb", "a\x0bb", "a\u2028b", "\t", "\x01", "\x7f", "\x85", "\ufeff", "\ufffe",
    "\u202e", "\u0301", "🙂", "ﬀ", "ß", "İ", "一", "'", '"', "' OR 1=1 --", "<a <a <a", "{{ x }}", "%s",
    "%(x)s", "=1+1", "-", "_", ".", "x" * 300, "x" * 10_000, "é" * 250, "(", "on", "null", "__all__",
    "id__in", "-pk",
)  # fmt: skip
STRUCTURES = (
    "[", "{}", "[]", "[[]]", '{"a": "\\u0000"}', '{"a": "\\ud800"}', '{"a": NaN}', "[" * 2000,
    "be/liege/x", "be/", "/be", ",", "1,2", "91,181", "nan,nan", "1,2,3,4", "nan,nan,nan,nan",
    "90,180,-90,-180", "-90,-180,90,180", "1e308,1e308,1e308,1e308", "0,0,0,0", "spaces.space", "1-2-3",
    "a" * 64, "EUR", "XYZ", "be", "en",
)  # fmt: skip
VALUES = (*NUMBERS, *TIMES, *URLS, *TEXTS, *STRUCTURES)
WITH_NUL = ("\x00", "a\x00b", "1\x00", "be/\x00")
# What takes the place of a part of a path.
PARTS = (
    "0", "9" * 18, "9" * 30, "-1", "²", "٣", "x", "_5F", "_", "a/b", "%00", "%0A", "é", "..", "x" * 300,
    "1:2",
)  # fmt: skip
# Parameters and fields that Django and its libraries read, whatever our own code asks for.
OTHERS = (
    "anything", "", "id__in", "pk", "name__regex", "name__range", "city__name", "status__exact",
    "id__gt", "o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters", "next", "a[b]",
    "_facets", "source", "space", "city", "_selected_action", "action", "index", "select_across", "post",
    "import_file_name", "original_file_name", "format", "resource", "app_label", "model_name",
    "field_name", "term", "username", "password", "login", "code", "form-TOTAL_FORMS", "_saveasnew",
    "_continue",
)  # fmt: skip
COOKIES = ("sessionid", "csrftoken", "messages", "django_language", "fresh")
ODD_COOKIES = ('"\\000"', '"\\377"', "²", "x" * 3000, '"', "é")
ASKED = re.compile(r"\b(?:GET|POST)(?:\.get|\.getlist)?[\[(]\"(\w+)\"")
ROOT = Path(__file__).parents[2]


@cache
def names() -> tuple[str, ...]:
    """All parameters and fields that our code asks a request for by name, and those of libraries."""
    files = sorted(path for app in ("coworking", "spaces", "reviews") for path in (ROOT / app).rglob("*.py"))
    asked = {name for path in files for name in ASKED.findall(path.read_text())}
    return tuple(sorted(asked | set(OTHERS)))


@dataclass(frozen=True)
class Sent:
    """A request. Parameters and fields are (name, value) pairs; `fields` is None for a GET."""

    path: str
    query: Pairs = ()
    fields: Pairs | None = None
    files: tuple[str, ...] = ()
    cookie: tuple[str, str] | None = None
    htmx: bool = False

    def by(self, client: Client) -> HttpResponseBase:
        """Send it, past any limit of the rate; what it changes in the database is rolled back."""
        limits.clear()
        url = quote(self.path, safe="/%") + (f"?{urlencode(self.query)}" if self.query else "")
        headers = {"HX-Request": "true"} if self.htmx else {}
        if self.cookie:
            client.cookies[self.cookie[0]] = ""
            client.cookies[self.cookie[0]].set(self.cookie[0], *self.cookie[1:] * 2)
        with transaction.atomic():
            response = self._send(client, url, headers)
            transaction.set_rollback(True)
        return response

    def _send(self, client: Client, url: str, headers: dict[str, str]) -> HttpResponseBase:
        if self.fields is None:
            return client.get(url, headers=headers)
        if not self.files:
            form = "application/x-www-form-urlencoded"
            return client.post(url, urlencode(self.fields), content_type=form, headers=headers)
        data: dict[str, list[object]] = {}
        for name, value in self.fields:
            data.setdefault(name, []).append(value)
        for name in self.files:
            data[name] = [SimpleUploadedFile("odd\u2028 name.csv", b"id,name\n1,x\n", "text/csv")]
        return client.post(url, data, headers=headers)


def requests_of(path: str, source: HttpResponseBase) -> Iterator[Sent]:
    """The requests that a page offers: its forms, each with one of its buttons, and links with parameters."""
    shown = page(source)
    for form in shown.select("form"):
        yield from _requests_of_form(path, form)
    for href in dict.fromkeys(shown.values("a", "href")):
        if "?" in href and (sent := _link(path, href)):
            yield sent


def _requests_of_form(path: str, form: Element) -> Iterator[Sent]:
    target = _link(path, form.get("action") or path)
    if target is None:
        return
    fields = tuple((name, value) for name, values in form.form_data().items() for value in values)
    buttons = [
        (one.get("name"), one.get("value")) for one in form.select("button, [type=submit]") if one.get("name")
    ]
    files = tuple(one.get("name") for one in form.select("[type=file]"))
    for button in buttons or [None]:
        sent = (*fields, button) if button else fields
        if form.get("method").lower() == "post":
            yield replace(target, fields=sent, files=files)
        else:
            yield replace(target, query=sent)


def _link(path: str, href: str) -> Sent | None:
    """A GET of an address on this site, or None for one elsewhere."""
    url = urlsplit(urljoin(f"http://testserver{path}", href))
    return Sent(url.path, tuple(parse_qsl(url.query))) if url.netloc == "testserver" else None


@dataclass
class Fuzzer:
    """Changes requests; the same seed makes the same changes."""

    random: random.Random

    def value(self) -> str:
        return self.random.choice(WITH_NUL if self.random.random() < 0.01 else VALUES)

    def pairs(self, known: Pairs, share: float) -> Pairs:
        """Pairs with a share of their values changed, and one changed, left out, doubled or added."""
        changed = [(name, self.value() if self.random.random() < share else value) for name, value in known]
        place = self.random.randrange(len(changed)) if changed else 0
        name = changed[place][0] if changed else self.random.choice(names())
        changes: tuple[Callable[[], object], ...] = (
            lambda: changed.__setitem__(slice(place, place + 1), [(name, self.value())]),
            lambda: changed.__setitem__(slice(place, place + 1), []),
            lambda: changed.append((name, self.value())),
            lambda: changed.append((self.random.choice(names()), self.value())),
        )
        self.random.choices(changes, (6, 1, 1, 1))[0]()
        return tuple(changed)

    def foreign(self, count: int) -> Pairs:
        """Parameters that a page may or may not know."""
        return tuple((name, self.value()) for name in self.random.sample(names(), count))

    def change(self, sent: Sent) -> Sent:
        """A request that a page offers, with some of its values changed."""
        share = self.random.choice((0.0, 0.1, 0.5))
        htmx = self.random.random() < 0.2
        if sent.fields is None:
            return replace(sent, query=self.pairs(sent.query, share), htmx=htmx)
        return replace(sent, fields=self.pairs(sent.fields, share), htmx=htmx)

    def move(self, path: str) -> str:
        """A path with one of its parts changed."""
        parts = path.split("/")
        place = self.random.randrange(1, max(2, len(parts) - 1))
        parts[place] = self.random.choice(PARTS)
        return "/".join(parts)

    def cookie(self) -> tuple[str, str]:
        return self.random.choice(COOKIES), self.random.choice(ODD_COOKIES)
