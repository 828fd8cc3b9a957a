"""Tests of awards on the page of a space, and of the filter by label."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import (
    make_award,
    make_city,
    make_label,
    make_programme,
    make_source,
    make_space,
)
from tests.pages import cards, chips, options

pytestmark = pytest.mark.django_db

PAGE = "/en/programmes/rural-desks/"


def page_of(client, path=PAGE):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def day(offset):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


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


def test_space_page_shows_its_awards_and_labels(client, rural, django_assert_max_num_queries):
    space = make_space("The Mill")
    award = make_award(rural, space, "50000", label=make_label(rural), starts="2012", ends="2015-06")
    make_award(rural, space, "60000", same_as=award, source=make_source("a blog"))
    page_of(client, space.get_absolute_url())  # now the vocabulary is memoised
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


def test_label_filter_finds_spaces_with_any_of_the_labels(client, labelled):
    assert found(client, "label=good-place") == ["Both", "One"]
    assert found(client, "label=fine-place") == ["Both"]
    assert found(client, "label=good-place&label=fine-place") == ["Both", "One"]
    assert found(client, "label=good-place&kind=cafe") == ["Both"]


def test_label_facet_counts_within_the_other_filters_and_has_a_chip(client, labelled):
    response = client.get("/en/spaces/?label=fine-place&kind=cafe")
    assert options(response, "label") == {"good-place": "1", "fine-place": "1"}
    without = chips(response)["Fine Place"]
    assert "label" not in without
    assert "kind=cafe" in without


def test_kinds_are_counted_within_the_label(client, labelled):
    assert options(client.get("/en/spaces/?label=fine-place"), "kind") == {"cafe": "1"}


def test_unknown_label_shows_a_message_and_the_list(client, labelled):
    response = client.get("/en/spaces/?label=nonsense")
    assert "nonsense" in response.content.decode()
    assert len(cards(response)) == 3


@pytest.mark.usefixtures("any_day")
def test_expired_label_is_not_found(client, rural):
    label = make_label(rural)
    make_award(rural, make_space("Was"), label=label, ends=day(-1))
    make_award(rural, make_space("Is"), label=label, ends=day(0)[:4])
    assert found(client, "label=good-place") == ["Is"]


def test_award_by_another_source_does_not_confer_a_label_by_itself(client, rural):
    label, award = make_label(rural), make_award(rural, make_space("The Mill"))
    make_award(rural, award.space, same_as=award, source=make_source("a"), label=label)
    assert found(client, "label=good-place") == []


def test_without_labels_there_is_no_filter_by_label(client):
    make_space()
    assert "Labelled by" not in page_of(client, "/en/spaces/")


def test_label_facet_needs_a_bounded_number_of_queries(client, rural, django_assert_max_num_queries):
    city = make_city()
    for number in range(15):
        label = make_label(rural, f"Label {number}")
        make_award(rural, make_space(f"Mill {number}", city=city), label=label)
    with django_assert_max_num_queries(24):
        client.get("/en/be/liege/?label=label-1")
