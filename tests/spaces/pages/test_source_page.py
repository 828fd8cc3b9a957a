"""The page of a source says what it is, and what on this site comes from it."""

import pytest

from spaces.models import Basis, Source
from spaces.provenance.own_sources import manager_source, member_source
from tests.factories import (
    make_award,
    make_event,
    make_gathering,
    make_member,
    make_plan,
    make_programme,
    make_source,
    make_space,
    make_statement,
)
from tests.pages import page

pytestmark = pytest.mark.django_db
NOTE = "It recommends two directories: neo-nomade and eworky."


@pytest.fixture
def article(db):
    return make_source(
        "https://paper.example/1", name="The Paper of 2011", url="https://paper.example/1", note=NOTE
    )


def test_a_source_lists_what_it_states_and_from_when(client, article, django_assert_max_num_queries):
    mill, table = make_space("The Mill"), make_space("À table")
    make_statement(mill, {"phone": "1", "street": "2"}, source=article, as_of="2011")
    make_plan(mill, source=article, as_of="2011-09")
    make_statement(table, {"phone": "1"}, source=article, as_of="2011-08", as_of_basis=Basis.NOT_BEFORE)
    make_event(table, source=article, as_of="2012-03", as_of_basis=Basis.PRINTED)
    hidden = make_space("Hidden", is_published=False)
    make_statement(hidden, {"phone": "1"}, source=article, as_of="2020")
    make_gathering(title="A fair", source=article, as_of="2011-05", as_of_basis=Basis.PRINTED)
    make_award(make_programme(name="A fund"), mill, source=article, as_of="2011", as_of_basis=Basis.PRINTED)
    with django_assert_max_num_queries(16):
        shown = page(client.get(article.get_absolute_url()))
    assert shown.one("h1").text == "The Paper of 2011"
    assert NOTE in shown.text
    facts = dict(zip(shown.texts("dl.facts dt"), shown.texts("dl.facts dd"), strict=True))
    assert facts["Address"] == "paper.example"
    assert facts["Licence"] == "CC BY 4.0"
    assert facts["Its facts are from"] == "2011 to March 2012, 1 entry is undated"
    assert facts["On this site"] == "7 facts"
    assert shown.texts("#main section li") == [
        "À table Liège · March 2012, printed at the source",
        "The Mill Liège · September 2011, printed at the source",
        "A fund 2011, printed at the source",
        "A fair Liège · May 2011, printed at the source",
    ]
    assert shown.texts("#main h2") == ["Facts", "Places 2", "Programmes 1", "Events 1"]


def test_a_source_with_more_than_is_read_says_so(client, article, monkeypatch):
    monkeypatch.setattr("spaces.pages.sources.MOST_ROWS", 2)
    monkeypatch.setattr("spaces.pages.sources.MAX_SHOWN", 1)
    for number in range(3):
        make_statement(make_space(f"Space {number}"), source=article)
    shown = page(client.get(article.get_absolute_url()))
    assert "more than 2 facts" in shown.text
    assert "The first 1 by name." in shown.text


@pytest.mark.once
def test_people_and_the_site_itself_have_no_such_page(client):
    for source in (member_source(make_member()), manager_source(), make_source("sample-data/prices")):
        assert client.get(source.get_absolute_url()).status_code == 404
        assert source not in Source.objects.with_page()
    assert client.get(f"/en/sources/{'9' * 18}/").status_code == 404
    unused = page(client.get(make_source("unused").get_absolute_url()))
    assert "Nothing on this site comes from it now." in unused.text


@pytest.mark.parametrize("query", ["neo-nomade", "Eworky", "neonomade", "2011 paper"])
def test_a_search_that_finds_nothing_offers_sources_that_bear_the_words(client, article, query):
    make_source("other", name="Another paper")
    member_source(make_member("Eworky"))
    shown = page(client.get("/en/spaces/", {"q": query}))
    assert shown.texts("#no-match p")[1:] == [f"The Paper of 2011 source · {NOTE}"]
    assert shown.one("#no-match p + p a")["href"] == article.get_absolute_url()
