"""Views, lists and clicks are summed by the week; robots are not counted, and nobody is led elsewhere."""

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


def test_a_view_is_counted_by_the_picture_that_the_page_asks_for(client, mill):
    client.get("/en/spaces/the-mill/", headers=PERSON)
    assert sums(mill) == {}
    picture = look(client, "/en/spaces/the-mill/")
    assert picture["Content-Type"] == "image/gif"
    assert picture["Cache-Control"] == "private, max-age=1800"
    assert not picture.cookies
    look(client, "/fr/spaces/the-mill/")
    assert sums(mill) == {"view": 2}


def test_a_list_counts_for_each_space_that_it_shows(client, mill):
    other, elsewhere = make_space(city=mill.city), make_space(city=make_city("Mons"))
    look(client, "/en/be/liege/")
    look(client, "/en/spaces/?q=" + other.name)
    assert (sums(mill), sums(other), sums(elsewhere)) == ({"shown": 1}, {"shown": 2}, {})


def test_a_list_of_nothing_asks_for_nothing(client, mill):
    assert pixel_of(client.get("/en/spaces/?q=nowhere")) == ""


def test_the_way_out_leads_to_the_spaces_own_web_site_and_counts(client, mill):
    assert (
        'href="/en/spaces/the-mill/website/" rel="nofollow noopener"'
        in client.get("/en/spaces/the-mill/").content.decode()
    )
    response = client.get("/en/spaces/the-mill/website/", headers=PERSON)
    assert (response.status_code, response.url) == (302, "https://mill.example/desks")
    assert sums(mill) == {"click": 1}


@pytest.mark.parametrize("query", ["?next=https://evil.example", "?url=//evil.example", "//evil.example"])
def test_nothing_in_the_address_leads_elsewhere(client, mill, query):
    response = client.get(f"/en/spaces/the-mill/website/{query}")
    assert response.status_code == 404 or response.url == "https://mill.example/desks"


@pytest.mark.parametrize(
    "website", ["", "javascript:alert(1)", "ftp://mill.example", "//evil.example", "data:,x"]
)
def test_what_is_no_web_address_is_no_way_out(client, mill, website):
    Space.objects.filter(pk=mill.pk).update(website=website)
    assert client.get("/en/spaces/the-mill/website/").status_code == 404


def test_the_way_out_of_an_unpublished_space_is_closed(client, mill):
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
def test_robots_and_pages_fetched_in_advance_are_left_out(client, mill, headers):
    look(client, "/en/spaces/the-mill/", **headers)
    client.get("/en/spaces/the-mill/website/", headers=PERSON | headers)
    assert sums(mill) == {}


def test_asking_for_the_head_counts_nothing(client, mill):
    client.head(f"/count/view/{mill.pk}.gif", headers=PERSON)
    client.head("/en/spaces/the-mill/website/", headers=PERSON)
    assert sums(mill) == {}


@pytest.mark.parametrize("tail", ["", "x", "1-", "-1", "1.5", "9" * 19, "-".join("1" * 25)])
def test_other_addresses_count_nothing(client, tail):
    assert client.get(f"/count/view/{tail}.gif", headers=PERSON).status_code == 404


def test_invented_numbers_harm_nobody(client, mill):
    client.get(f"/count/shown/{mill.pk}-{10**17}-{mill.pk}.gif", headers=PERSON)
    assert sums(mill) == {"shown": 1}
    assert WeeklyCount.objects.count() == 1


def test_invented_numbers_do_not_fill_the_memory():
    tally, week = counters.Tally(), dt.date(2026, 11, 23)
    for number in range(counters.MAX_KEYS + 10):
        tally.add({(number, week, "view"): 1})
    assert len(tally.take()) == counters.MAX_KEYS


def test_a_view_writes_nothing_and_asks_for_the_data_version_at_most(
    client, mill, django_assert_max_num_queries
):
    with django_assert_max_num_queries(1) as asked:
        client.get(f"/count/view/{mill.pk}.gif", headers=PERSON)
    assert all("data_version" in query["sql"] for query in asked.captured_queries)


def test_a_week_begins_on_monday():
    assert counters.monday(dt.date(2026, 11, 29)) == dt.date(2026, 11, 23)
    assert counters.monday(dt.date(2026, 11, 23)) == dt.date(2026, 11, 23)


def test_one_row_a_space_a_week_and_a_kind(mill):
    row = {"space": mill, "week": dt.date(2026, 11, 23), "kind": CountKind.VIEW}
    WeeklyCount.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        WeeklyCount.objects.create(**row)


def test_many_threads_and_processes_lose_no_count(shared_database):
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


def test_the_manager_sees_them_drawn_and_in_words_and_old_weeks_stay(client, mill):
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


def test_a_page_that_nobody_looked_at_says_so_in_words(client, mill):
    client.force_login(make_manager(mill))
    page = client.get("/en/spaces/the-mill/keep/").content.decode()
    assert "nobody has looked at the page" in page
    assert "the highest is 0" not in page
