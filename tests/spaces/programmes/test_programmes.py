"""Programmes: every word with its source, conflicts side by side, totals that count each award once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils import timezone

from spaces.programmes.models import Award, Call, CallDocument, Programme, ProgrammeFact
from tests.factories import (
    make_award,
    make_call,
    make_city,
    make_label,
    make_programme,
    make_source,
    make_space,
)
from tests.pages import cards, chips, options

pytestmark = pytest.mark.django_db
PAGE = "/en/programmes/rural-desks/"


@pytest.fixture
def rural():
    return make_programme("Rural Desks", region="Wallonia", funder="The region")


def page_of(client, path=PAGE):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def day(offset):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


def fact(programme, what, source="a newspaper", **value):
    return ProgrammeFact.objects.create(
        programme=programme, what=what, source=make_source(source), as_of="2013", **value
    )


# A programme's page


def test_page_tells_programme_awards_and_total(client, rural):
    make_award(rural, make_space("The Mill"), "50000")
    make_award(rural, None, "25000.50", project="The Barn", place="Chimay")
    make_award(rural, None, "700", project="The Loft", currency="CHF")
    make_award(rural, None, project="No amount")
    response = client.get(PAGE)
    for text in ("The region", "Wallonia", "The Mill", "The Barn", "Chimay", "€75,000.50", "CHF"):
        assert text in response.content.decode()
    assert response.context["totals"] == [
        ("EUR", Decimal("75000.50"), 2),
        ("CHF", Decimal("700"), 1),
    ]


def test_another_sources_word_on_an_award_stands_beside_it_and_does_not_count(client, rural):
    award = make_award(rural, make_space("The Mill"), "50000")
    make_award(rural, award.space, "60000", same_as=award, source=make_source("a blog"))
    response = client.get(PAGE)
    for text in ("€60,000", "a blog", "sources differ"):
        assert text in response.content.decode()
    assert response.context["totals"] == [("EUR", Decimal("50000"), 1)]


def test_a_silent_source_agrees(client, rural):
    award = make_award(rural, make_space("The Mill"), "50000")
    make_award(rural, award.space, same_as=award, source=make_source("a blog"))
    page = page_of(client)
    assert "Also: a blog" in page
    assert "sources differ" not in page


def test_facts_that_differ_stand_side_by_side_and_agreeing_ones_once(client, rural):
    fact(rural, "budget", "parliament", number=600000, currency="EUR")
    fact(rural, "budget", "a blog", number=100000, currency="EUR")
    fact(rural, "applications", "parliament", number=18)
    fact(rural, "applications", "a blog", number=18)
    response = client.get(PAGE)
    page = response.content.decode()
    assert "€600,000" in page
    assert "€100,000" in page
    assert page.count("<div>18 ") == 1
    assert response.context["differing"] == ["budget"]


def test_terms_that_differ_in_the_whole_grant_are_in_conflict(client, rural):
    call = make_call(rural, cap_per_year=100000, years=3, currency="EUR")
    make_call(rural, same_as=call, source=make_source("a"), cap_per_year=100000, years=3, currency="EUR")
    assert client.get(PAGE).context["differing_calls"] == []
    make_call(rural, same_as=call, source=make_source("b"), grant_max=150000, years=3, currency="EUR")
    assert client.get(PAGE).context["differing_calls"] == [call]


def test_documents_of_a_call_are_linked(client, rural):
    CallDocument.objects.create(call=make_call(rural), title="Rules", url="https://example.org/rules.pdf")
    assert 'href="https://example.org/rules.pdf"' in page_of(client)


def test_hidden_space_is_named_and_not_linked(client, rural):
    space = make_space("The Mill", is_published=False)
    make_award(rural, space)
    page = page_of(client)
    assert "The Mill" in page
    assert space.get_absolute_url() not in page


def test_award_keeps_its_recipient_when_the_space_goes(client, rural):
    space = make_space("The Mill")
    make_award(rural, space, "50000")
    space.delete()
    assert "The Mill" in page_of(client)


def test_no_text_of_a_programme_is_markup(client, rural):
    make_award(rural, None, project="<script>alert(1)</script>")
    Programme.objects.update(name="<b>Bold</b>", description="<img src=x>", doubts="<img src=y>")
    for path in (PAGE, "/en/programmes/", "/fr/programmes/rural-desks/"):
        page = page_of(client, path)
        assert "<script>alert" not in page
        assert "<img src=" not in page.replace('<img src="/static', "")
        assert "<b>Bold" not in page


def test_unknown_programme_is_not_found(client):
    assert client.get("/en/programmes/nothing/").status_code == 404


@pytest.mark.parametrize("path", [PAGE, "/en/programmes/", "/en/calls/"])
def test_pages_do_not_ask_more_for_more_rows(client, rural, path, django_assert_max_num_queries):
    label = make_label(rural)
    for number in range(20):
        award = make_award(rural, make_space(f"Mill {number}"), "100", label=label)
        make_award(rural, award.space, "200", same_as=award, source=make_source("a blog"))
        make_programme()
        call = make_call(rural, f"Call {number}", deadline=day(number - 10))
        make_call(rural, call.name, same_as=call, source=make_source("a blog"))
        fact(rural, "note", f"source {number}", text="A note.")
    with django_assert_max_num_queries(16):
        client.get(path)


def test_list_names_programmes_by_country(client, rural):
    make_programme("Fabriques", "FR")
    make_award(rural, None, project="The Barn")
    page = page_of(client, "/en/programmes/")
    assert page.index("Belgium") < page.index("Rural Desks") < page.index("France") < page.index("Fabriques")
    assert "1 award known" in page


def test_empty_lists_say_so(client):
    assert "No programme is known yet" in page_of(client, "/en/programmes/")
    assert "No call with a known deadline is open" in page_of(client, "/en/calls/")


def test_nothing_is_not_counted(client, rural):
    page = page_of(client, "/en/programmes/")
    assert "0 award" not in page
    assert "0 open call" not in page
    assert "All calls, with their deadlines" in page
    assert "0 award" not in page_of(client)
    make_call(rural, deadline=day(3))
    assert "1 open call" in page_of(client, "/en/programmes/")


def test_every_page_leads_to_programmes_and_calls(client):
    page = page_of(client, "/fr/")
    assert 'href="/fr/programmes/"' in page
    assert 'href="/fr/calls/"' in page


def test_sitemap_names_programmes(client, rural):
    assert PAGE in client.get("/sitemap-programmes.xml").content.decode()
    assert "sitemap-programmes.xml" in client.get("/sitemap.xml").content.decode()


# Calls


def test_open_calls_by_deadline_then_the_closed_latest_first(client, rural):
    for name, offset in (("Later", 40), ("Today", 0), ("Yesterday", -1), ("Long ago", -400), ("Soon", 3)):
        make_call(rural, name, deadline=day(offset))
    make_call(rural, "Some time")
    response = client.get("/en/calls/")
    assert [entry.row.name for entry in response.context["open"]] == ["Today", "Soon", "Later"]
    assert [entry.row.name for entry in response.context["closed"]] == ["Yesterday", "Long ago"]
    assert [entry.row.name for entry in response.context["undated"]] == ["Some time"]
    assert response.content.decode().count("Closed: the deadline was") == 2


def test_a_deadline_known_to_the_month_is_open_until_the_month_is_over(client, rural):
    today = day(0)
    make_call(rural, "This month", deadline=today[:7])
    make_call(rural, "This year", deadline=today[:4])
    make_call(rural, "Last year", deadline=str(int(today[:4]) - 1))
    context = client.get("/en/calls/").context
    assert {entry.row.name for entry in context["open"]} == {"This month", "This year"}
    assert [entry.row.name for entry in context["closed"]] == ["Last year"]


def test_closed_calls_come_in_pages(client, rural):
    for number in range(35):
        make_call(rural, f"Call {number}", deadline="2019-01-01")
    assert len(client.get("/en/calls/").context["closed"]) == 30
    assert len(client.get("/en/calls/", {"page": "2"}).context["closed"]) == 5


# What must be unique, and what cannot be


@pytest.mark.parametrize(
    "again",
    [
        lambda p, a, c: make_award(p, a.space),
        lambda p, a, c: make_call(p, c.name, source=make_source("other")),
        lambda p, a, c: make_award(p, a.space, same_as=a, source=make_source("twice")),
        lambda p, a, c: make_call(p, "x", same_as=c, source=make_source("twice")),
        lambda p, a, c: make_award(p, None),
        lambda p, a, c: make_award(p, None, "-1", project="x"),
        lambda p, a, c: make_call(p, "x", grant_min=2, grant_max=1, currency="EUR"),
        lambda p, a, c: make_call(p, "x", grant_max=1),
        lambda p, a, c: fact(p, "note"),
        lambda p, a, c: fact(p, "budget", "twice", number=1),
    ],
)
def test_the_database_refuses(rural, again):
    award, call = make_award(rural, make_space()), make_call(rural)
    make_award(rural, award.space, same_as=award, source=make_source("twice"))
    make_call(rural, "x", same_as=call, source=make_source("twice"))
    fact(rural, "budget", "twice", number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        again(rural, award, call)


def test_the_same_space_is_awarded_again_in_another_period(rural):
    space = make_space()
    make_award(rural, space, starts="2012")
    make_award(rural, space, starts="2017")
    assert space.awards.count() == 2


def test_another_word_points_at_a_row_of_the_same_programme_that_stands(rural):
    call = make_call(rural)
    other = make_call(rural, same_as=call, source=make_source("a"))
    stranger = make_call(make_programme())
    for wrong in (other, stranger):
        with pytest.raises(ValidationError) as caught:
            Call(programme=rural, name="x", source=call.source, same_as=wrong).full_clean()
        assert "same_as" in caught.value.message_dict


def test_a_label_of_another_programme_is_refused(rural):
    award = make_award(rural, make_space())
    award.label = make_label(make_programme())
    with pytest.raises(ValidationError, match="another programme"):
        award.full_clean()


def test_a_row_that_others_point_at_is_not_deleted_alone_but_goes_with_its_programme(rural):
    award = make_award(rural, make_space())
    make_award(rural, award.space, same_as=award, source=make_source("a"))
    with pytest.raises(RestrictedError):
        award.delete()
    rural.delete()
    assert not Award.objects.exists()


# On spaces and in the search


def test_space_page_shows_its_awards_and_labels(client, rural, django_assert_max_num_queries):
    space = make_space("The Mill")
    award = make_award(rural, space, "50000", label=make_label(rural), starts="2012", ends="2015-06")
    make_award(rural, space, "60000", same_as=award, source=make_source("a blog"))
    with django_assert_max_num_queries(9):
        page = page_of(client, space.get_absolute_url())
    for text in (
        "Programmes and labels",
        PAGE,
        "€50,000",
        "2012 – June 2015",
        "?label=good-place",
        "€60,000",
    ):
        assert text in page
    assert "Programmes and labels" not in page_of(client, make_space().get_absolute_url())


@pytest.fixture
def labelled(rural):
    """Two labels, and a space without."""
    good, fine = make_label(rural, "Good Place"), make_label(make_programme(), "Fine Place")
    both, one = make_space("Both", kind="cafe"), make_space("One")
    make_space("None")
    make_award(rural, both, label=good)
    make_award(rural, one, label=good)
    make_award(fine.programme, both, label=fine)
    return good, fine


def found(client, query):
    response = client.get(f"/en/spaces/?{query}")
    assert response.status_code == 200
    return sorted(cards(response))


def test_labels_narrow_a_search_any_of_the_ticked_will_do(client, labelled):
    assert found(client, "label=good-place") == ["Both", "One"]
    assert found(client, "label=fine-place") == ["Both"]
    assert found(client, "label=good-place&label=fine-place") == ["Both", "One"]
    assert found(client, "label=good-place&kind=cafe") == ["Both"]


def test_label_facet_counts_under_the_other_filters_and_has_a_chip(client, labelled):
    response = client.get("/en/spaces/?label=fine-place&kind=cafe")
    assert options(response, "label") == {"good-place": "1", "fine-place": "1"}
    without = chips(response)["Fine Place"]
    assert "label" not in without
    assert "kind=cafe" in without


def test_kinds_are_counted_under_the_label(client, labelled):
    assert options(client.get("/en/spaces/?label=fine-place"), "kind") == {"cafe": "1"}


def test_unknown_label_leaves_a_message_and_the_list(client, labelled):
    response = client.get("/en/spaces/?label=nonsense")
    assert "nonsense" in response.content.decode()
    assert len(cards(response)) == 3


def test_label_that_has_run_out_is_not_in_force(client, rural):
    label = make_label(rural)
    make_award(rural, make_space("Was"), label=label, ends=day(-1))
    make_award(rural, make_space("Is"), label=label, ends=day(0)[:4])
    assert found(client, "label=good-place") == ["Is"]


def test_another_sources_word_does_not_label_by_itself(client, rural):
    label, award = make_label(rural), make_award(rural, make_space("The Mill"))
    make_award(rural, award.space, same_as=award, source=make_source("a"), label=label)
    assert found(client, "label=good-place") == []


def test_without_labels_there_is_no_such_filter(client):
    make_space()
    assert "Labelled by" not in page_of(client, "/en/spaces/")


def test_the_label_facet_asks_a_bounded_number_of_times(client, rural, django_assert_max_num_queries):
    city = make_city()
    for number in range(15):
        label = make_label(rural, f"Label {number}")
        make_award(rural, make_space(f"Mill {number}", city=city), label=label)
    with django_assert_max_num_queries(24):
        client.get("/en/be/liege/?label=label-1")
