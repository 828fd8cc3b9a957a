"""Text search: words, typing errors, interpretation, the index; the same results on every database."""

import io

import pytest
from django.core.management import call_command
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from spaces.directory.models import Space
from spaces.directory.querysets import LOWEST_TIER
from spaces.search.query_parser.facet_words import read_facet_words
from spaces.search_index import backends, dictionary
from spaces.search_index.backends import IndexQuery, MatchesIndex
from spaces.search_index.models import IndexTerm
from spaces.search_index.rebuild import FIRST_TIER, tier_of
from tests.factories import make_amenity, make_space
from tests.spaces.search import searching

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus(gazetteer):
    liege, brussels, lyon = gazetteer["liege"], gazetteer["brussels"], gazetteer["lyon"]
    make_space("Mundo-B", city=brussels, amenities=("wifi",), street="Rue d’Edimbourg 26")
    make_space("Betacowork", city=brussels, former_names=("Betagroup Coworking",), recommendation_score=0.8)
    make_space("NUMA", city=lyon, former_names=("La Cantine",))
    make_space("La Cantine du Quai", city=lyon, amenities=("wifi", "coffee"))
    make_space(
        "Alpha", city=liege, description="Une ancienne cantine près de la gare.", recommendation_score=0.9
    )
    make_space("Café Lequet", city=liege, kind="cafe", amenities=("wifi",))
    make_space("Le Café de l’Été", city=liege)
    make_space("Espace Coworking", city=liege, neighbourhood="Outremeuse", amenities=("meeting_rooms",))
    return gazetteer


def query_of(words: str, query: str = "") -> str:
    data = QueryDict(query, mutable=True)
    data["q"] = words
    return data.urlencode()


def search(words: str, query: str = "", **places):
    return searching.search(query_of(words, query), **places)


def chips(words: str, query: str = "", **places):
    return searching.controls(query_of(words, query), **places).chips


def names(words: str, query: str = "", **places) -> list[str]:
    return searching.names(query_of(words, query), **places)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # whole words of names, beginnings of words, words elsewhere; then recommended ones
        ("cantine", ["La Cantine du Quai", "NUMA", "Alpha"]),
        ("la cantine", ["La Cantine du Quai", "NUMA", "Alpha"]),
        ("canti", ["La Cantine du Quai", "NUMA", "Alpha"]),
        ("quai cantine", ["La Cantine du Quai"]),
        ("CANTINE QUAI", ["La Cantine du Quai"]),
        ("outremeuse", ["Espace Coworking"]),
        ("edimbourg", ["Mundo-B"]),
        ("mundo b", ["Mundo-B"]),
        ("Mundo B", ["Mundo-B"]),
        ("mundob", ["Mundo-B"]),
        ("numa", ["NUMA"]),
        # typing errors
        ("betaco werk", ["Betacowork"]),
        ("betacwork", ["Betacowork"]),
        ("cantnie", ["La Cantine du Quai", "NUMA", "Alpha"]),
        ("outremuese", ["Espace Coworking"]),
        ("xyzzy", []),
    ],
)
def test_words_find_the_same_on_every_database(corpus, typed, found):
    assert names(typed) == found


def test_similar_words_are_marked_and_never_mixed_with_exact_ones(corpus):
    assert search("cantnie").candidates.is_near
    assert not search("cantine").candidates.is_near


@pytest.mark.parametrize("typed", ["coworking", "espace", "space", "coworking space", "espace de coworking"])
def test_stop_words_alone_find_spaces(corpus, typed):
    assert "Espace Coworking" in names(typed, city=corpus["liege"])


@pytest.mark.parametrize(
    ("typed", "labels", "found"),
    [
        ("coworking liège wifi", ["Liège", "wifi"], ["Café Lequet"]),
        ("wifi coworking Luik", ["Liège", "wifi"], ["Café Lequet"]),
        ("salles de réunion liège", ["Liège", "meeting rooms"], ["Espace Coworking"]),
        ("meeting rooms liege", ["Liège", "meeting rooms"], ["Espace Coworking"]),
        ("café liège", ["Liège", "café"], ["Café Lequet"]),
        ("café wifi quai", ["“quai”", "café", "wifi"], []),
        ("Bruxeles wifi", ["Brussels", "wifi"], ["Mundo-B"]),
        ("mundo Bruxeles", ["Brussels", "“mundo”"], ["Mundo-B"]),
        ("Le Café de l’Été", ["“Le Café de l’Été”"], ["Le Café de l’Été"]),
    ],
)
def test_places_and_amenities_in_a_text_become_chips(corpus, typed, labels, found):
    assert [chip.label for chip in chips(typed)] == labels
    assert names(typed) == found


def test_chips_remove_what_the_text_means_one_by_one(corpus):
    place, wifi = chips("coworking liège wifi")
    assert place.remove_url == "/en/spaces/?amenity=wifi"
    assert wifi.remove_url == "/en/spaces/?place=be%2Fliege"


def test_amenity_in_a_text_is_selected_and_counted(corpus):
    options = {option.value: option for option in search("liège wifi").facets["amenity"]}
    assert options["wifi"].selected
    assert options["wifi"].count == 1


def test_mistyped_city_redirects_to_its_page(corpus, client):
    assert client.get("/en/spaces/", {"q": "Bruxeles"}).url == "/en/be/brussels/"


def test_every_way_of_changing_rows_updates_the_index(corpus):
    space = Space.objects.get(name="NUMA")
    found = Space.objects.filter(MatchesIndex(IndexQuery((("lantern",),))))
    Space.objects.filter(pk=space.pk).update(search_text=" lantern ")
    assert found.get() == space
    space.search_text = " other "
    Space.objects.bulk_update([space], ["search_text"])
    assert not found.exists()
    copy = Space(name="Copy", slug="copy", city=space.city, search_text=" lantern ")
    Space.objects.bulk_create([copy])
    assert found.get().slug == "copy"
    found.delete()
    assert not found.exists()


def test_rebuilding_changes_no_results(corpus):
    before = [names(typed) for typed in ("cantine", "mundob", "betacwork", "coworking liège wifi")]
    Space.objects.update(search_text="", country_code="", facet_terms="", cell=None)
    call_command("rebuild_search", stdout=io.StringIO())
    assert [names(typed) for typed in ("cantine", "mundob", "betacwork", "coworking liège wifi")] == before


def test_recount_updates_and_deletes_terms(corpus):
    call_command("rebuild_search", "--quick", stdout=io.StringIO())
    assert IndexTerm.objects.get(text="cantine").count == 3
    assert backends.count_terms()["#a:wifi"] == 3
    Space.objects.filter(name="Alpha").delete()
    dictionary.recount()
    assert IndexTerm.objects.get(text="cantine").count == 2
    assert not IndexTerm.objects.filter(text="ancienne").exists()


def test_space_is_found_by_an_amenity_added_later(corpus):
    make_amenity(Space.objects.get(name="NUMA"), "bar")
    assert names("bar lyon") == ["NUMA"]


def test_many_matches_are_found_by_rank_tiers(corpus, monkeypatch):
    """With a low limit of rows that are sorted at once, results and order stay the same."""
    call_command("rebuild_search", "--quick", stdout=io.StringIO())
    asked = [("cantine", ""), ("wifi", ""), ("cantine", "amenity=wifi"), ("le", ""), ("cantine", "sort=name")]
    before = [names(words, query) for words, query in asked]
    monkeypatch.setattr("spaces.search.strategies.narrow.FEW", 0)
    assert [names(words, query) for words, query in asked] == before


def test_number_of_queries_of_a_text_search_is_bounded(corpus, client, django_assert_max_num_queries):
    for number in range(30):
        make_space(f"Lantern {number}", city=corpus["lyon"], amenities=("wifi", "coffee"))
    for words, most in (
        ("lantern", 40),
        ("lantern wifi", 40),
        ("coworking lyon wifi", 20),
        ("xyzzy yzzyx", 45),
    ):
        with django_assert_max_num_queries(most):
            client.get("/en/spaces/", {"q": words})


@given(st.integers(0, 10**7))
def test_rank_tier_falls_with_the_position(place):
    assert tier_of(place) <= tier_of(place + 1) <= LOWEST_TIER
    assert (tier_of(place) == 0) == (place < FIRST_TIER)


@given(st.text(alphabet="abcdefgh", min_size=4, max_size=12), st.data())
def test_word_with_one_typing_error_is_similar(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    slips = {word[:at] + word[at + 1 :], word[:at] + "z" + word[at:], word[:at] + "z" + word[at + 1 :]}
    for slip in slips:
        assert dictionary.is_similar(word, slip)
        assert dictionary.variants(word) & dictionary.variants(slip)


def test_kinds_and_amenities_are_understood_in_every_language():
    assert read_facet_words("bibliothèque imprimante").kinds == ["library"]
    assert read_facet_words("library").kinds == ["library"]
    assert read_facet_words("coworking wifi").rest == ""
    assert read_facet_words("impression").amenities == read_facet_words("printing").amenities == ["printing"]
