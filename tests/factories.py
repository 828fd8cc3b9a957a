"""Factories of rows for tests: each fills the fields that the test does not give.

The derived columns of the space and the space count of its city are up to date afterwards.
"""

import datetime as dt
import itertools
from collections.abc import Iterable
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from coworking.accounts.models import User
from coworking.i18n.normalize import normalize_name
from reviews.comments.models import Comment
from reviews.comments.queries import get_or_create_thread
from reviews.posting.workflow import post_as_member
from spaces.directory.amenities import AMENITIES
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Amenity, Space, SpaceAmenity, SpaceName
from spaces.events.models import Event
from spaces.geography.models import City, CityName, Country
from spaces.geography.queries import MAX_POPULATION
from spaces.history.models import HistoryEvent
from spaces.managers.models import Level, Role
from spaces.pricing.models import Plan, Rate
from spaces.programmes.models import Award, Call, Label, Programme
from spaces.provenance.amenity_values import value_and_detail
from spaces.provenance.models import Basis, Source, Statement
from spaces.search_index import derived_columns, dictionary

CURRENCIES = {"BE": "EUR", "FR": "EUR", "GB": "GBP", "NO": "NOK", "US": "USD", "NZ": "NZD", "FJ": "FJD"}
_numbers = itertools.count(1)


def make_user(email: str = "", password: str = "", **fields) -> User:
    """A user who may sign in with `password`, when one is given."""
    return User.objects.create_user(email or f"user{next(_numbers)}@example.org", password or None, **fields)


def make_country(code: str = "BE") -> Country:
    """The country with this code, created if it does not exist."""
    country, _made = Country.objects.get_or_create(code=code, defaults={"currency": CURRENCIES.get(code, "")})
    return country


def make_city(
    name: str = "Liège",
    country: str = "BE",
    *,
    names: tuple[str, ...] = (),
    latitude: float | None = 50.63373,
    longitude: float | None = 5.56749,
    timezone: str = "Europe/Brussels",
    **fields,
) -> City:
    """A city with its name and the other `names`, which a lookup finds."""
    city = City.objects.create(
        country=make_country(country),
        name=name,
        slug=fields.pop("slug", normalize_name(name).replace(" ", "-")),
        latitude=latitude,
        longitude=longitude,
        timezone=timezone,
        **fields,
    )
    rows = {normalize_name(other): other for other in (*names, name)}
    CityName.objects.bulk_create(
        CityName(city=city, name=text, normalized_name=normalized, is_main=normalized == normalize_name(name))
        for normalized, text in rows.items()
    )
    return city


def make_source(key: str = "", **fields) -> Source:
    """The source with this key, created if it does not exist."""
    key = key or f"source-{next(_numbers)}"
    defaults = {"name": key, "licence": "CC BY 4.0", **fields}
    source, _made = Source.objects.get_or_create(key=key, defaults=defaults)
    return source


def make_space(
    name: str = "",
    *,
    city: City | None = None,
    amenities: Iterable[str] | dict[str, str] = (),
    former_names: tuple[str, ...] = (),
    **fields,
) -> Space:
    """A published open space, by default in Liège; `amenities` are those that it has, or {key: text}."""
    number = next(_numbers)
    name = name or f"Space {number}"
    city = city or City.objects.filter(country="BE", slug="liege").first() or make_city()
    position = {"latitude": city.latitude, "longitude": city.longitude}
    slug = fields.pop("slug", f"{normalize_name(name).replace(' ', '-')}-{number}")
    space = Space(name=name, slug=slug, city=city, **(position | fields))
    texts = amenities if isinstance(amenities, dict) else dict.fromkeys(amenities, "yes")
    values = {key: value_and_detail(texts[key]) for key in sorted(texts, key=_order)}
    _save_derived(space, former_names, {key: value for key, (value, _detail) in values.items()})
    for key, (value, detail) in values.items():
        make_amenity(space, key, detail, value=value, derived=False)
    SpaceName.objects.bulk_create(SpaceName(space=space, name=former) for former in former_names)
    return space


def _save_derived(space: Space, names: Iterable[str], amenities: dict[str, str]) -> None:
    """Save a new space with its derived columns, and count the spaces of its city.

    It does what `refreshed` does, in a quarter of the time (2 ms): tests make thousands of spaces, and there
    is nothing to read about a new one.
    """
    derived_columns.derive(space, plans=(), names=list(names), dates=[], price_dates=[], amenities=amenities)
    space.schedule = derived_columns.schedules_for([space]).get(space.pk)
    space.save(force_insert=True)
    dictionary.add_terms_of([space])
    city = space.city
    _count_spaces(city, "city" if city.area_of_id else "area")
    if city.area_of:
        _count_spaces(city.area_of, "area")


def _count_spaces(city: City, column: str) -> None:
    count = Space.objects.in_search().filter(**{column: city}).count()
    City.objects.filter(pk=city.pk).update(space_count=count)
    CityName.objects.filter(city=city).update(weight=count * MAX_POPULATION + city.population)


def make_amenity(
    space: Space, key: str = "wifi", detail: str = "", *, value: str = "yes", derived: bool = True
) -> SpaceAmenity:
    """What is known of an amenity of the space, from the vocabulary."""
    amenity, _made = Amenity.objects.get_or_create(key=key, defaults={"order": _order(key)})
    row = SpaceAmenity.objects.create(space=space, amenity=amenity, value=value, detail=detail)
    if derived:
        derived_columns.refresh([space])
    return row


def _order(key: str) -> int:
    """The place of an amenity in the vocabulary."""
    return list(AMENITIES).index(key) if key in AMENITIES else 1000


def make_statement(
    space: Space,
    facts: dict | None = None,
    *,
    source: Source | None = None,
    as_of: str = "2026-03-12",
    as_of_basis: str = Basis.PRINTED,
    **fields,
) -> Statement:
    """A statement of `source` about the space; by default only its name."""
    statement = Statement.objects.create(
        space=space,
        source=source or make_source("a web page"),
        ref=fields.pop("ref", f"ref-{next(_numbers)}"),
        facts={"name": space.name} if facts is None else facts,
        as_of=as_of,
        as_of_basis=as_of_basis,
        **fields,
    )
    derived_columns.refresh([space])
    return statement


def make_plan(
    space: Space,
    amount: str | Decimal = "18",
    unit: str = "day",
    *,
    source: Source | None = None,
    as_of: str | None = None,
    as_of_basis: str = Basis.PRINTED,
    **fields,
) -> Plan:
    """A price of the space: by default of a hot desk, in the currency of its country, asked for today."""
    plan = Plan.objects.create(
        space=space,
        amount=Decimal(amount),
        unit=unit,
        currency=fields.pop("currency", space.city.country.currency or "EUR"),
        source=source or make_source("a price list"),
        as_of=timezone.localdate().isoformat() if as_of is None else as_of,
        as_of_basis=as_of_basis,
        **fields,
    )
    derived_columns.refresh([space])
    return plan


def make_rate(currency: str = "USD", per_euro: str = "1.0891", date: str = "2026-03-12") -> Rate:
    """The exchange rate of the European Central Bank: units of the currency for one euro on a day."""
    source = make_source("ecb-reference-rates", name="European Central Bank")
    return Rate.objects.create(
        currency=currency, per_euro=Decimal(per_euro), date=dt.date.fromisoformat(date), source=source
    )


def make_event(space: Space, type: str = "opened", date: str = "2011-05", **fields) -> HistoryEvent:
    """An event in the history of the space."""
    source = fields.pop("source", None) or make_source("a newspaper")
    return HistoryEvent.objects.create(space=space, type=type, date=date, source=source, **fields)


def make_programme(name: str = "", country: str = "BE", **fields) -> Programme:
    """A programme of a country."""
    name = name or f"Programme {next(_numbers)}"
    return Programme.objects.create(
        name=name,
        slug=fields.pop("slug", normalize_name(name).replace(" ", "-")),
        country=make_country(country),
        **_with_provenance(fields),
    )


def make_call(programme: Programme, name: str = "2026", deadline: str = "", **fields) -> Call:
    """A call of the programme; with `same_as`, the same call from another source."""
    return Call.objects.create(programme=programme, name=name, deadline=deadline, **_with_provenance(fields))


def make_label(programme: Programme, name: str = "Good Place") -> Label:
    return Label.objects.create(programme=programme, name=name, slug=normalize_name(name).replace(" ", "-"))


def make_award(programme: Programme, space: Space | None = None, amount: str = "", **fields) -> Award:
    """An award of the programme, in euros: to the space, or to a project named in `fields`."""
    money = {"amount": Decimal(amount), "currency": fields.pop("currency", "EUR")} if amount else {}
    return Award.objects.create(programme=programme, space=space, **money, **_with_provenance(fields))


def make_gathering(title: str = "", start: str = "2026-05-23", **fields) -> Event:
    """An event, by default in Liège, or at a space."""
    title = title or f"Gathering {next(_numbers)}"
    if "space" not in fields and "city" not in fields:
        fields["city"] = City.objects.filter(country="BE", slug="liege").first() or make_city()
    return Event.objects.create(title=title, start=start, **_with_provenance(fields))


def _with_provenance(fields: dict) -> dict:
    """The fields, with a default source and date."""
    return {"source": make_source("a newspaper"), "as_of": "2026-03-12", "as_of_basis": "printed"} | fields


def refreshed(space: Space) -> Space:
    """Update the derived columns of the space and the space count of its city."""
    derived_columns.refresh([space])
    refresh_city_counts([space.city_id])
    return space


def make_member(name: str = "Marie", password: str = "", email: str = "") -> User:
    """A member with a verified e-mail address and a public name."""
    user = make_user(email, password, display_name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_manager(space: Space, name: str = "Olga", level: str = Level.OWNER, **fields) -> User:
    """A member who manages the space, by default as its owner."""
    member = make_member(name, **fields)
    Role.objects.create(space=space, member=member, level=level)
    return member


def make_comment(subject: Space | City, text: str = "", member: User | None = None, **options) -> Comment:
    """A comment of a member on a space or a city, posted as the site does."""
    text = text or f"Comment number {next(_numbers)}, with a word of its own."
    return post_as_member(member or make_member(), get_or_create_thread(subject), text, **options).comment


def make_staff(role: str = "", password: str = "") -> User:
    """A staff user in the group of a role; a superuser without a role."""
    user = make_user(password=password, is_staff=True, is_superuser=not role)
    user.groups.set(Group.objects.filter(name=role))
    return user


def make_sourced_space() -> Space:
    """The space "The Mill" with a telephone number, a price and wifi from open data."""
    space = make_space(
        "The Mill", slug="the-mill", phone="+32 4 111 11 11", street="Rue Haute 12", amenities=("wifi",)
    )
    make_plan(space, 18)
    make_statement(space, {"phone": "+32 4 111 11 11"}, source=make_source("open data"), as_of="2019")
    return space
