"""All URLs of the site, from the URL resolver."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# What every ModelAdmin has; "moved" is the short address that leads to "change".
STANDARD = ("changelist", "add", "change", "delete", "history", "moved")
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)\$?")


@dataclass(frozen=True)
class Address:
    """`name` as `reverse` takes it, or the route in angle brackets where there is none.

    `model` ("spaces.space") and `page` are set for the standard pages of the staff's admin.
    """

    name: str
    route: str
    parameters: tuple[str, ...]
    model: str = ""
    page: str = ""

    def path(self, **values: str) -> str:
        """The path, with `values` in the place of the parameters."""
        if not self.name.startswith("<"):
            return reverse(self.name, kwargs={key: values[key] for key in self.parameters})
        return "/" + PLACEHOLDER.sub(lambda match: str(values[match[1] or match[2]]), self.route)


def all_addresses() -> list[Address]:
    """Each name once, in the order of the resolver."""
    found = {address.name: address for address in _walk(get_resolver(), "", "", ())}
    return list(found.values())


def _walk(
    resolver: URLResolver, route: str, namespace: str, parameters: tuple[str, ...]
) -> Iterator[Address]:
    for one in resolver.url_patterns:
        whole = f"{route}{one.pattern}"
        names = (*parameters, *one.pattern.regex.groupindex)
        if isinstance(one, URLPattern):
            name = f"{namespace}{one.name}" if one.name else f"<{whole}>"
            yield Address(name, whole, names, *_standard(name, whole))
        else:
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _walk(one, whole, inner, names)


def _standard(name: str, route: str) -> tuple[str, str]:
    for model in admin.site._registry:
        label = model._meta.label_lower
        if route == f"admin/{label.replace('.', '/')}/<path:object_id>/":
            return label, "moved"
        stem, _dash, page = name.rpartition("_")
        if stem == f"admin:{label.replace('.', '_')}" and page in STANDARD:
            return label, page
    return "", ""
