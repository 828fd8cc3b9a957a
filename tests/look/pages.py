"""Which pages are looked at: a few that stand for their kind, or every address that answers with a page."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings

from coworking.staff import roles
from spaces.directory.models import Space
from spaces.events.models import Event
from spaces.geography.models import City
from spaces.programmes.models import Programme
from tests.factories import make_comment, make_plan, make_staff
from tests.safety.cast import PASSWORD, WHO, Cast, make_cast
from tests.safety.site_urls import all_addresses

LONG_NAME = "The Old Printing House of Saint-Josse, a laboratory with a rather long and winding name"
LONG_TEXT = "Quiet in the morning, louder after lunch. " * 60
UNBROKEN = "https://example.org/" + "a-rather-long-address-without-any-place-to-break" * 3
MANY = 40  # comments and prices of one space


@override_settings(ALLOWED_HOSTS=["testserver"])
@transaction.atomic
def prepare(amount: str, out: str) -> None:
    """Add what each page needs; write down {name of a page: [role, path]} and the cookies of the roles."""
    logging.disable()  # of pages that are refused
    if amount == "none":
        cookies = {"administrator": _session(make_staff(roles.ADMINISTRATOR, PASSWORD))}
        found = dict(_bare_pages())
    else:
        cast = make_cast()
        if amount == "much":
            _fill_up(cast.space)
        cookies = cast.cookies
        found = dict(_answering(cast)) | dict(_more_pages(cast))
    Path(out).write_text(json.dumps({"pages": found, "cookies": cookies}, indent=1))


def _session(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _bare_pages() -> Iterator[tuple[str, tuple[str, str]]]:
    """Pages of a site that has no space yet: those whose address names nothing."""
    city = City.objects.order_by("-population").select_related("country")[0]
    yield "city", ("anonymous", city.get_absolute_url())
    yield "country", ("anonymous", f"/en/{city.country_id.lower()}/")
    cast = Cast(
        Space(), None, 0, cookies={"administrator": _session(make_staff(roles.ADMINISTRATOR, PASSWORD))}
    )
    yield from _answering(cast, everything=False)


def _answering(cast: Cast, everything: bool = True) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each address that answers GET with a page, as the first of `WHO` to whom it does."""
    clients = {who: cast.client(who) for who in WHO if who == "anonymous" or who in cast.cookies}
    for address in all_addresses():
        if address.parameters and not everything:
            continue
        path = address.path(**cast.parameters(address.name, address.model)) if everything else address.path()
        for who, client in clients.items():
            response = client.get(path)
            if response.status_code == 200 and b"<html" in response.content[:1000]:
                yield address.name, (who, path)
                break


def _more_pages(cast: Cast) -> Iterator[tuple[str, tuple[str, str]]]:
    """Pages that an address alone does not show."""
    space = Space.objects.in_search().filter(is_sample=False).exclude(opening_hours="").order_by("pk").first()
    city = City.objects.order_by("-space_count").select_related("country")[0]
    yield "city, large", ("anonymous", city.get_absolute_url())
    yield "city, filtered", ("anonymous", f"{city.get_absolute_url()}?amenity=wifi&kind=coworking")
    yield "city, open now", ("anonymous", f"{city.get_absolute_url()}?open=now")
    yield "search, words", ("anonymous", "/en/spaces/?q=coffee+wifi")
    yield "search, nothing", ("anonymous", "/en/spaces/?q=zzzzzzzz")
    yield "search, near", ("anonymous", "/en/spaces/?near=50.85,4.35&radius=5")
    yield "search, error", ("anonymous", "/en/spaces/?radius=x")
    yield "not found", ("anonymous", "/en/spaces/no-such-space/")
    if space:
        yield "space with hours", ("anonymous", space.get_absolute_url())
        yield "space, own", ("manager", cast.space.get_absolute_url())
        yield "compare, two", ("anonymous", f"/en/compare/?space={space.slug}&space={cast.space.slug}")
    for model, view in ((Event, "event"), (Programme, "programme")):
        row = model.objects.order_by("pk").first()
        if row:
            yield view, ("anonymous", row.get_absolute_url())
    closed = Space.objects.filter(status="closed", is_published=True).order_by("pk").first()
    if closed:
        yield "space, closed", ("anonymous", closed.get_absolute_url())


def _fill_up(space: Space) -> None:
    """Give a space too much of everything."""
    space.name, space.description, space.website = LONG_NAME, LONG_TEXT, UNBROKEN
    space.save()
    for number in range(MANY):
        make_comment(space, text=f"{number}. {LONG_TEXT if number % 5 == 0 else 'Fine.'}")
        make_plan(space, str(10 + number), label=f"A plan with a name of its own, number {number}")
