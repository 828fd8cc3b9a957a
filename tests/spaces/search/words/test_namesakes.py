"""Which of several places of one name a text means, and what is offered beside it."""

import pytest

from spaces.search.query_parser.interpret import interpret
from spaces.search.query_parser.places import resolve
from spaces.search_index.dictionary import Dictionary
from tests.factories import make_city, make_space

pytestmark = pytest.mark.django_db

# From GeoNames (CC BY 4.0): name, country, region, population, spaces, other names.
CITIES = (
    ("Porto", "PT", "17", 252_687, 0, ("Oporto",)),
    ("Bordeaux", "FR", "75", 265_328, 48, ("Porto", "BOD")),
    ("Bergen", "NO", "46", 294_029, 0, ()),
    ("Bergen", "NL", "07", 29_715, 0, ()),
    ("Mons", "BE", "WAL", 95_299, 3, ("Bergen",)),
    ("Valencia", "VE", "07", 1_619_470, 0, ()),
    ("Valencia", "ES", "60", 824_340, 0, ()),
    ("Valence", "FR", "84", 63_864, 4, ("Valencia",)),
    ("Rome", "IT", "07", 2_318_895, 0, ("Roma", "ローマ")),
    ("Rome", "US", "GA", 36_323, 1, ()),
    ("Lomé", "TG", "24", 2_188_376, 0, ("Rome",)),
    ("Genève", "CH", "GE", 183_981, 0, ("Geneva", "Genf")),
    ("Geneva", "US", "IL", 21_495, 0, ()),
    ("Cambridge", "GB", "ENG", 145_674, 0, ()),
    ("Cambridge", "US", "MA", 110_402, 0, ()),
    ("Cambridge", "CA", "08", 129_920, 0, ()),
    ("Santiago", "CL", "12", 4_837_295, 0, ()),
    ("Santiago de Compostela", "ES", "58", 99_536, 9, ("Santiago",)),
    ("Vienna", "AT", "09", 1_691_468, 0, ("Vienne", "Wien")),
    ("Vienne", "FR", "84", 31_555, 0, ()),
    ("Hattiesburg", "US", "MS", 46_805, 0, ("The Hub", "Hub City")),
    ("Brussels", "BE", "BRU", 1_019_022, 3, ("Bruxelles", "Brussel", "브뤼셀")),
    ("London", "GB", "ENG", 8_961_989, 20, ()),
    ("London", "CA", "08", 422_324, 3, ()),
    ("Paris", "FR", "11", 2_138_551, 9, ()),
    ("Paris", "US", "TX", 24_782, 0, ()),
)


@pytest.fixture
def world():
    for name, country, region, population, spaces, names in CITIES:
        slug = f"{name}-{country}".lower().replace(" ", "-")
        make_city(
            name,
            country,
            names=names,
            region=region,
            population=population,
            space_count=spaces,
            slug=slug,
            latitude=None,
            longitude=None,
        )


# What is typed, the visitor's country, what is chosen ("" for none), and what is offered first beside it.
TABLE = (
    ("Porto", None, "Porto PT", "Bordeaux FR"),
    ("Porto Portugal", None, "Porto PT", ""),
    ("porto, portugal", "FR", "Porto PT", ""),
    ("Bordeaux", None, "Bordeaux FR", ""),
    ("Bergen", None, "Bergen NO", "Bergen NL"),
    ("Bergen", "BE", "Bergen NO", "Bergen NL"),
    ("Bergen", "NL", "", "Bergen NL"),
    ("Bergen België", None, "Mons BE", ""),
    ("Valencia", None, "", "Valencia VE"),
    ("Valencia", "ES", "Valencia ES", "Valencia VE"),
    ("Valencia Spain", None, "Valencia ES", ""),
    ("Rome", None, "Rome IT", "Rome US"),
    ("Rome", "US", "", "Rome IT"),
    ("Rome Georgia", None, "Rome US", ""),
    ("ローマ", None, "Rome IT", ""),
    ("Geneva", None, "Genève CH", "Geneva US"),
    ("Geneva IL", None, "Geneva US", ""),
    ("Cambridge", None, "", "Cambridge GB"),
    ("Cambridge MA", None, "Cambridge US", ""),
    ("Cambridge Massachusetts", None, "Cambridge US", ""),
    ("Cambridge England", "US", "Cambridge GB", ""),
    ("Cambridge, UK", None, "Cambridge GB", ""),
    ("Santiago", None, "Santiago CL", "Santiago de Compostela ES"),
    ("Santiago de Chile", None, "Santiago CL", ""),
    ("Santiago in Spain", None, "Santiago de Compostela ES", ""),
    ("Vienna", None, "Vienna AT", ""),
    ("Wien", None, "Vienna AT", ""),
    ("Vienne", None, "Vienna AT", "Vienne FR"),
    ("Vienne France", None, "Vienne FR", ""),
    ("the hub brussels", None, "Brussels BE", ""),
    ("브뤼셀", None, "Brussels BE", ""),
    ("London", "GB", "London GB", "London CA"),
    ("London", "CA", "", "London GB"),
    ("Paris", "US", "Paris FR", "Paris US"),
    ("Paris Texas", None, "Paris US", ""),
)


@pytest.mark.parametrize(("typed", "visitor", "chosen", "offered"), TABLE)
def test_the_main_name_then_people_spaces_and_the_visitors_country_decide(
    world, typed, visitor, chosen, offered
):
    found = resolve(typed, visitor)
    places = [
        f"{place.value.name} {place.country_code}" for place in (found.chosen, *found.candidates) if place
    ]
    assert places[: bool(found.chosen)] == [chosen][: bool(chosen)]
    assert offered in places[bool(found.chosen) :][:1] or not offered


def test_a_short_alias_counts_only_if_the_words_find_nothing(world):
    assert interpret("bod", None, None, Dictionary()).place.value.name == "Bordeaux"
    make_space("Bod", city=make_city("Liège"))
    assert interpret("bod", None, None, Dictionary()).place is None


def test_a_place_that_is_certain_is_meant_even_without_spaces(world):
    make_space("Rue de Rome", city=make_city("Liège"), street="2 rue de Rome", amenities=("wifi",))
    assert interpret("rome", None, None, Dictionary()).place.country_code == "IT"
    assert interpret("rome wifi", None, None, Dictionary()).place.country_code == "IT"
    assert interpret("rue de rome", None, None, Dictionary()).place is None
