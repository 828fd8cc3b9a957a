"""All strategies find the same spaces in the same order."""

import io
import itertools

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import QueryDict

from spaces.directory.models import Space
from spaces.search.results import cards
from spaces.search_index import derived_columns
from tests.factories import make_city, make_plan, make_space
from tests.spaces.search.searching import names, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(forty, monkeypatch):
    """More spaces than eight candidates."""
    monkeypatch.setattr("spaces.search.candidates.LIMIT", 8)
    return forty


@pytest.fixture(scope="module")
def forty(django_db_setup, django_db_blocker):
    """Forty spaces in two cities, for the whole module; a third of them cafés; words at random."""
    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("spaces.search_index.rebuild.FIRST_TIER", 2)  # then 4, 8, 16, 32
            yield make_forty()
        transaction.set_rollback(True)


def make_forty():
    cities = make_city("Liège"), make_city("Lyon", "FR")
    for number in range(40):
        name = "Harbour" if number in (5, 18) else "Lantern" if number % 4 else "House"
        make_space(
            f"{name} {number}",
            city=cities[number % 2],
            kind="cafe" if number % 3 == 0 else "coworking",
            amenities=("wifi", "coffee") if number % 5 else ("wifi",),
            description="A lantern above the door." if number % 2 else "Quiet, by the harbour.",
            recommendation_score=(number * 7 % 40) / 40,
        )
    call_command("rebuild_search", "--quick", stdout=io.StringIO())
    return cities


QUERIES = (
    "q=lantern", "q=harbour", "q=harbour&kind=coworking", "q=house", "q=lantern&kind=cafe",
    "q=lantern&amenity=coffee", "q=door&kind=coworking",
    "q=lantern&amenity=wifi&amenity=coffee&kind=coworking", "kind=cafe", "kind=cafe&amenity=coffee",
    "q=lantern&place=fr", "q=the&kind=cafe", "q=lant&kind=cafe&kind=coworking",
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_frequent_words_are_found_in_the_order_of_rare_ones(crowd, query, monkeypatch):
    """Few rows are sorted at once; with `FEW` at 0 they are found by rank tiers."""
    plain = names(query)
    assert len(plain) == 8 or query in ("q=house", "q=the&kind=cafe", "q=lantern&place=fr")
    for few, entries in ((0, 50), (0, 0), (0, 10**9), (3, 50)):
        monkeypatch.setattr("spaces.search.strategies.narrow.FEW", few)
        monkeypatch.setattr("spaces.search.strategies.planner.ENTRIES_PER_ROW", max(entries, 0.001))
        assert names(query) == plain, (few, entries)


@pytest.mark.parametrize("query", QUERIES)
def test_counts_of_kinds_are_those_without_the_kind(crowd, query):
    asked = QueryDict(query, mutable=True)
    shown = {option.value: option.count for option in search(query).facets["kind"] if option.count}
    asked.pop("kind", None)
    others = search(asked.urlencode())
    expected = {option.value: option.count for option in others.facets["kind"] if option.count}
    assert shown == expected


def test_cards_have_the_values_of_their_rows(crowd, django_assert_num_queries):
    space = make_space("Priced", street="Rue 1", opening_hours="Mo-Fr 09:00-18:00", is_sample=True)
    make_plan(space, "18.50")
    pks = [space.pk, *Space.objects.exclude(pk=space.pk).values_list("pk", flat=True)[:5], 10**9]
    slow = Space.objects.select_related("city", "schedule").in_bulk(pks)
    with django_assert_num_queries(1):
        quick = cards(pks)
        related = [(space.city.name, space.city.country_id, str(space.schedule)) for space in quick]
    assert [space.pk for space in quick] == pks[:-1]
    for one, (city, country, schedule) in zip(quick, related, strict=True):
        other = slow[one.pk]
        assert (city, country, schedule) == (other.city.name, other.city.country_id, str(other.schedule))
        for name in (
            "name",
            "day_price",
            "is_sample",
            "status",
            "confirmed_on",
            "facet_terms",
            "price_currency",
        ):
            assert getattr(one, name) == getattr(other, name)
        assert one.description == other.description  # asked for when it is wanted


@pytest.mark.parametrize("sort", ["recommended", "price", "name", "freshness"])
def test_prices_of_a_city_are_counted_among_the_candidates(crowd, sort, monkeypatch):
    liege, _lyon = crowd
    for number, space in enumerate(Space.objects.filter(city=liege).order_by("pk")[:6]):
        make_plan(space, "18" if number % 2 else "22.5")
    assert sum(search(f"sort={sort}", city=liege).price_counts().values()) <= 6  # the pool holds eight of 20
    monkeypatch.setattr("spaces.search.candidates.LIMIT", 40)
    counts = {str(price): n for price, n in search(f"sort={sort}", city=liege).price_counts().items()}
    assert counts == {"18.00": 3, "22.50": 3}


def test_growing_circles_find_the_nearest_of_the_whole_circle(crowd, monkeypatch):
    """However small the first circle is: many spaces around the point, few, or none."""
    spaces = list(Space.objects.order_by("pk"))
    for number, space in enumerate(spaces):
        space.latitude, space.longitude = 50.6 + (number % 13) ** 2 / 900, 5.5 + number / 4000
    Space.objects.bulk_update(spaces, ["latitude", "longitude"])
    derived_columns.refresh(spaces)
    call_command("rebuild_search", "--quick", stdout=io.StringIO())
    for latitude, radius in itertools.product((50.6, 50.58), (1, 3, 20, 200)):
        near = Space.objects.in_search().near(latitude, 5.5, radius).order_by("distance_km", "pk")
        expected = list(near.values_list("pk", flat=True))
        for limit in (4, 8, 60):
            monkeypatch.setattr("spaces.search.candidates.LIMIT", limit)
            asked = search(f"near={latitude},5.5&radius={radius}")
            assert asked.candidates.pks == expected[:limit], (latitude, radius, limit)
            assert asked.is_more == (len(expected) > limit), (latitude, radius, limit)
