"""Tests of the lists of programmes and of calls."""

import datetime as dt

import pytest
from django.utils import timezone

from spaces.programmes.models import ProgrammeFact
from tests.factories import (
    make_award,
    make_call,
    make_label,
    make_programme,
    make_source,
    make_space,
)
from tests.pages import page, sitemap_pages

pytestmark = pytest.mark.django_db

PAGE = "/en/programmes/rural-desks/"


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


@pytest.mark.parametrize("path", [PAGE, "/en/programmes/", "/en/calls/"])
def test_more_rows_need_no_more_queries(client, rural, path, django_assert_max_num_queries):
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


def test_programmes_are_listed_by_country(client, rural):
    make_programme("Fabriques", "FR")
    make_award(rural, None, project="The Barn")
    page = page_of(client, "/en/programmes/")
    assert page.index("Belgium") < page.index("Rural Desks") < page.index("France") < page.index("Fabriques")
    assert "1 award known" in page


def test_empty_lists_say_so(client):
    assert "No programme is known yet" in page_of(client, "/en/programmes/")
    assert "No call with a known deadline is open" in page_of(client, "/en/calls/")


def test_pages_link_to_programmes_and_calls_once_there_are_any(client):
    links = {"/fr/programmes/", "/fr/calls/"}
    assert not links & set(page(client.get("/fr/")).values(".site-foot a", "href"))
    make_call(make_programme())
    assert links <= set(page(client.get("/fr/")).values(".site-foot a", "href"))


def test_programmes_are_in_the_sitemap(client, rural):
    assert PAGE in sitemap_pages(client)


OPEN, UNDATED, CLOSED = "main > ul", "section[aria-labelledby=undated]", "section[aria-labelledby=closed]"


def names(shown, part):
    """The names of the calls in a part of the page, each with its state."""
    return [text.split(": ")[1] for text in shown.texts(f"{part} li.entry h3")]


@pytest.mark.usefixtures("any_day")
def test_open_calls_are_listed_by_deadline_and_closed_ones_latest_first(client, rural):
    for name, offset in (("Later", 40), ("Today", 0), ("Yesterday", -1), ("Long ago", -400), ("Soon", 3)):
        make_call(rural, name, deadline=day(offset))
    make_call(rural, "Some time")
    response = client.get("/en/calls/")
    shown = page(response)
    assert names(shown, OPEN) == ["Today open", "Soon open", "Later open"]
    assert names(shown, CLOSED) == ["Yesterday closed", "Long ago closed"]
    assert names(shown, UNDATED) == ["Some time"]
    assert response.content.decode().count("Closed: the deadline was") == 2


@pytest.mark.usefixtures("any_day")
def test_call_with_a_month_as_deadline_is_open_until_the_month_ends(client, rural):
    today = day(0)
    make_call(rural, "This month", deadline=today[:7])
    make_call(rural, "This year", deadline=today[:4])
    make_call(rural, "Last year", deadline=str(int(today[:4]) - 1))
    shown = page(client.get("/en/calls/"))
    assert set(names(shown, OPEN)) == {"This month open", "This year open"}
    assert names(shown, CLOSED) == ["Last year closed"]


def test_closed_calls_are_paginated(client, rural):
    for number in range(35):
        make_call(rural, f"Call {number}", deadline="2019-01-01")
    assert len(names(page(client.get("/en/calls/")), CLOSED)) == 30
    assert len(names(page(client.get("/en/calls/", {"page": "2"})), CLOSED)) == 5
