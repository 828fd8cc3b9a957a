"""What a list offers where nothing matches."""

import pytest

from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space
from tests.factories import make_award, make_city, make_gathering, make_label, make_programme, make_space
from tests.pages import cards, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def brussels():
    city = make_city("Brussels", population=1_019_022)
    make_space("The Hub Brussels", city=make_city("Ixelles"), status="closed", closed="2012")
    make_space("Old Mill", city=city, status="closed", former_names=("Fosbury Albert",))
    for number in range(4):
        make_space(f"Table {number}", city=city, amenities=("wifi",) if number else ())
    refresh_city_counts([city.pk])
    return city


def read(client, query: str, path: str = "/en/spaces/"):
    return page(client.get(path, {"q": query}, follow=True))


def test_a_closed_space_is_shown_where_the_text_is_its_name(client, brussels):
    shown = read(client, "The Hub Brussels")
    assert shown.texts(".chips li a")[0].endswith("“The Hub Brussels”")
    assert "The Hub Brussels Ixelles · closed" in shown.one("#no-match").text
    make_space("The Hub Brussels 2", city=brussels)
    shown = read(client, "the hub brussels")  # also beside open ones
    assert shown.texts(".cards h3") == ["The Hub Brussels 2"]
    assert "The Hub Brussels, Ixelles closed" in shown.texts(".note p")


@pytest.mark.parametrize(("query", "closed"), [("hub brussels", "The Hub Brussels"), ("fosbury", "Old Mill")])
def test_closed_spaces_that_fit_are_counted_and_linked(client, brussels, query, closed):
    shown = read(client, query)
    link = next(one for one in shown.select(".note a") if "closed place" in one.text)
    assert link.text == "1 closed place fits"
    assert closed in shown.one("#no-match").text
    assert cards(client.get(link["href"])) == [closed]


def test_the_search_without_the_narrowest_filter_is_offered_with_its_count(client, brussels):
    query = {"q": "wifi brussels", "kind": "library", "photos": "1"}
    Space.objects.filter(name="Table 1").update(photo_count=1)
    shown = page(client.get("/en/spaces/", query))
    link = next(one for one in shown.select(".note a") if one.text.startswith("Without"))
    assert link.text == "Without library: 1 place"
    assert cards(client.get(link["href"])) == ["Table 1"]


def test_words_that_fit_elsewhere_are_offered_without_the_place(client, brussels):
    make_space("MolenGeek", city=make_city("Molenbeek"))
    shown = read(client, "molengeek brussels")
    assert "Without Brussels: 1 place" in shown.one("#no-match").text
    assert "MolenGeek" in shown.one("#no-match").text


def test_programmes_labels_and_events_that_bear_the_words_are_offered(client, brussels):
    programme = make_programme(name="Creative Wallonia")
    forge = make_space("La Forge", city=brussels)
    make_award(programme, space=forge, label=make_label(programme, name="Creative Wallonia Space"))
    make_gathering(title="Creative Wallonia Week", start="2100-05-23")
    shown = read(client, "creative wallonia")
    links = {one.text: one["href"] for one in shown.select(".note a")}
    assert links["Creative Wallonia"] == programme.get_absolute_url()
    assert links["Creative Wallonia Space"].startswith("/en/spaces/?label=")
    assert links["La Forge"] == forge.get_absolute_url()
    assert "Creative Wallonia Week" in links
    assert "Creative Wallonia" not in read(client, "creative table xylophone").text


@pytest.mark.parametrize(
    "query",
    [
        "q=meeting+room+hammock+for+two+hours+Brussels",
        "q=six+days+a+month+hammock+Brussels",
        "q=hammock+Brussels&near=50.85,4.35&sort=distance",
    ],
)
def test_an_empty_list_in_an_order_of_its_own_offers_other_things_too(client, brussels, query):
    assert page(client.get(f"/en/spaces/?{query}")).one(".note a", text="clear all filters")


def test_words_that_find_open_spaces_are_no_search_for_closed_ones(client, brussels):
    make_space("Library of tables", city=brussels, kind="library")
    make_space("Old library", city=brussels, kind="library", status="closed")
    shown = page(client.get("/en/spaces/?q=library&photos=1"))
    assert "closed place" not in shown.one("#no-match").text
