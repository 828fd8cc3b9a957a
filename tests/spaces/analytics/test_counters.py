"""Tests of counting views, appearances in lists and clicks."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from spaces.analytics import counters
from spaces.analytics.models import CountKind, WeeklyCount
from spaces.directory.models import Space
from tests.factories import make_city, make_manager, make_space

pytestmark = pytest.mark.django_db
PERSON = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def mill(db):
    return make_space(slug="the-mill", website="https://mill.example/desks")


def pixel_of(page):
    return page.content.decode().partition('class="pixel" src="')[2].partition('"')[0]


def look(client, path, **headers):
    """Open a page as a browser does, with its picture of one pixel."""
    return client.get(pixel_of(client.get(path)), headers=PERSON | headers)


def sums(space):
    counters.flush()
    return dict(space.weekly_counts.values_list("kind", "count"))


def test_view_is_counted_by_the_pixel_of_the_page(client, mill):
    client.get("/en/spaces/the-mill/", headers=PERSON)
    assert sums(mill) == {}
    picture = look(client, "/en/spaces/the-mill/")
    assert picture["Content-Type"] == "image/gif"
    assert picture["Cache-Control"] == "private, max-age=1800"
    assert not picture.cookies
    look(client, "/fr/spaces/the-mill/")
    assert sums(mill) == {"view": 2}


def test_list_counts_for_each_space_that_it_shows(client, mill):
    other, elsewhere = make_space(city=mill.city), make_space(city=make_city("Mons"))
    look(client, "/en/be/liege/")
    look(client, "/en/spaces/?q=" + other.name)
    assert (sums(mill), sums(other), sums(elsewhere)) == ({"shown": 1}, {"shown": 2}, {})


def test_empty_list_has_no_pixel(client, mill):
    assert pixel_of(client.get("/en/spaces/?q=nowhere")) == ""


def test_website_redirects_to_the_web_site_of_the_space_and_counts(client, mill):
    assert (
        'href="/en/spaces/the-mill/website/" rel="nofollow noopener"'
        in client.get("/en/spaces/the-mill/").content.decode()
    )
    response = client.get("/en/spaces/the-mill/website/", headers=PERSON)
    assert (response.status_code, response.url) == (302, "https://mill.example/desks")
    assert sums(mill) == {"click": 1}


@pytest.mark.parametrize("query", ["?next=https://evil.example", "?url=//evil.example", "//evil.example"])
def test_website_ignores_query_parameters(client, mill, query):
    response = client.get(f"/en/spaces/the-mill/website/{query}")
    assert response.status_code == 404 or response.url == "https://mill.example/desks"


@pytest.mark.parametrize(
    "website", ["", "javascript:alert(1)", "ftp://mill.example", "//evil.example", "data:,x"]
)
def test_website_does_not_redirect_to_other_schemes(client, mill, website):
    Space.objects.filter(pk=mill.pk).update(website=website)
    assert client.get("/en/spaces/the-mill/website/").status_code == 404


def test_website_of_an_unpublished_space_is_not_found(client, mill):
    Space.objects.filter(pk=mill.pk).update(is_published=False)
    assert client.get("/en/spaces/the-mill/website/").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"user-agent": "curl/8.5"},
        {"user-agent": "python-requests/2.32"},
        {"user-agent": ""},
        {"sec-purpose": "prefetch;prerender"},
    ],
)
def test_robots_and_prefetches_are_not_counted(client, mill, headers):
    look(client, "/en/spaces/the-mill/", **headers)
    client.get("/en/spaces/the-mill/website/", headers=PERSON | headers)
    assert sums(mill) == {}


def test_head_requests_are_not_counted(client, mill):
    client.head(f"/count/view/{mill.pk}.gif", headers=PERSON)
    client.head("/en/spaces/the-mill/website/", headers=PERSON)
    assert sums(mill) == {}


@pytest.mark.parametrize("tail", ["", "x", "1-", "-1", "1.5", "9" * 19, "-".join("1" * 25)])
def test_invalid_pixel_urls_are_not_counted(client, tail):
    assert client.get(f"/count/view/{tail}.gif", headers=PERSON).status_code == 404


def test_unknown_primary_keys_are_ignored(client, mill):
    client.get(f"/count/shown/{mill.pk}-{10**17}-{mill.pk}.gif", headers=PERSON)
    assert sums(mill) == {"shown": 1}
    assert WeeklyCount.objects.count() == 1


def test_tally_has_a_bounded_number_of_keys():
    tally, week = counters.Tally(), dt.date(2026, 11, 23)
    for number in range(counters.MAX_KEYS + 10):
        tally.add({(number, week, "view"): 1})
    assert len(tally.take()) == counters.MAX_KEYS


def test_view_writes_nothing_and_reads_at_most_the_data_version(client, mill, django_assert_max_num_queries):
    with django_assert_max_num_queries(1) as asked:
        client.get(f"/count/view/{mill.pk}.gif", headers=PERSON)
    assert all("data_version" in query["sql"] for query in asked.captured_queries)


def test_week_begins_on_monday():
    assert counters.monday(dt.date(2026, 11, 29)) == dt.date(2026, 11, 23)
    assert counters.monday(dt.date(2026, 11, 23)) == dt.date(2026, 11, 23)


def test_one_row_per_space_week_and_kind(mill):
    row = {"space": mill, "week": dt.date(2026, 11, 23), "kind": CountKind.VIEW}
    WeeklyCount.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        WeeklyCount.objects.create(**row)


def test_threads_and_processes_lose_no_count(shared_database):
    mill, week = make_space(), counters.monday(timezone.localdate())
    start = threading.Barrier(4)

    def process():
        tally = counters.Tally()  # of a process of its own
        try:
            start.wait()
            for _batch in range(5):
                for _view in range(10):
                    tally.add({(mill.pk, week, "view"): 1})
                counters.write(tally.take())
        finally:
            connection.close()

    threads = [threading.Thread(target=process) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert WeeklyCount.objects.get().count == 200


@pytest.mark.usefixtures("any_day")
def test_manager_sees_a_chart_and_a_table_with_old_weeks(client, mill):
    last = counters.monday(timezone.localdate())
    for ago, count in ((1, 7), (100, 5)):
        WeeklyCount.objects.create(
            space=mill, week=last - dt.timedelta(weeks=ago), kind=CountKind.VIEW, count=count
        )
    look(client, "/en/spaces/the-mill/")
    client.force_login(make_manager(mill))
    page = client.get("/en/spaces/the-mill/keep/").content.decode()
    assert "views of the page 8" in page
    assert page.count("<rect") == 26
    assert "Counted without cookies" in page
    assert WeeklyCount.objects.count() == 3


def test_space_without_views_says_so(client, mill):
    client.force_login(make_manager(mill))
    page = client.get("/en/spaces/the-mill/keep/").content.decode()
    assert "nobody has looked at the page" in page
    assert "the highest is 0" not in page
