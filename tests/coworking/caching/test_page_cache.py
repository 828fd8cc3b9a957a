"""The page cache for clients without cookies, which is never older than the data."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coworking.caching import data_version, middleware
from reviews.moderation.decisions import reject
from spaces.directory.models import Space
from tests.factories import make_comment, make_member, make_plan, make_space
from tests.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(gazetteer) -> Space:
    return make_space("Le Hangar", city=gazetteer["liege"], slug="le-hangar")


def page_of(space: Space, **options):
    return Client().get(space.get_absolute_url(), **options)


def queries_of(path: str, django_assert_num_queries, count: int, **options):
    with django_assert_num_queries(count):
        return Client().get(path, **options)


def test_a_cached_page_costs_one_query(space, django_assert_num_queries):
    for path in (space.get_absolute_url(), space.city.get_absolute_url(), "/en/", "/en/suggest/?q=han"):
        first = Client().get(path)
        again = queries_of(path, django_assert_num_queries, 1)
        assert (again.status_code, again.content) == (200, first.content)
        assert again["Content-Type"] == first["Content-Type"]
        assert "Content-Security-Policy" in again or "json" in again["Content-Type"]


def change_price(space):
    make_plan(space, "17.50")


def change_in_sql(space):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE spaces_space SET name = 'Seventeen 17.50'")


def change_in_bulk(space):
    Space.objects.bulk_update([Space(pk=space.pk, description="17.50")], ["description"])


def change_comment(space):
    make_comment(space, "I paid 17.50 for a day here.")


@pytest.mark.parametrize("change", [change_price, change_in_sql, change_in_bulk, change_comment])
def test_a_change_is_visible_on_the_next_page(space, change):
    assert "17.50" not in page_of(space).content.decode()
    change(space)
    assert "17.50" in page_of(space).content.decode()


def test_each_change_changes_the_data_version(space):
    """Also several ones in one transaction, with a look at the page between them."""
    for number in range(3):
        Space.objects.filter(pk=space.pk).update(description=f"Version {number}")
        assert f"Version {number}" in page_of(space).content.decode()


def test_a_deletion_is_visible_at_once(space):
    comment = make_comment(space, "Words that will not stay.")
    assert comment.text in page_of(space).content.decode()
    reject(make_member("Moderator"), comment, "spam")
    assert comment.text not in page_of(space).content.decode()
    Space.objects.filter(pk=space.pk).delete()
    assert page_of(space).status_code == 404


def test_an_import_is_visible_at_once(gazetteer, tmp_path):
    path = gazetteer["liege"].get_absolute_url()
    assert "Imported space" not in Client().get(path).content.decode()
    file = tmp_path / "spaces.csv"
    file.write_text("id,name,country,city\n1,Imported space,BE,Liège\n")
    call_command("import_spaces", str(file), "--source", "A survey", "--licence", "CC0", stdout=io.StringIO())
    assert "Imported space" in Client().get(path).content.decode()


def test_a_rolled_back_change_is_never_visible(space):
    before = page_of(space).content
    with transaction.atomic():
        Space.objects.filter(pk=space.pk).update(name="Never so called")
        transaction.set_rollback(True)
    assert page_of(space).content == before
    Space.objects.filter(pk=space.pk).update(name="Called otherwise")
    assert "Called otherwise" in page_of(space).content.decode()


def test_changes_of_excluded_models_do_not_change_the_data_version(space, django_assert_num_queries):
    page_of(space)
    member = make_member("Marie")
    member.last_login = timezone.now()
    path = space.get_absolute_url()
    before = data_version.versions()
    member.save(update_fields=["last_login"])
    member.favourites.create(space=space)
    assert data_version.versions() == before
    member.display_name = "Marie-Anne"
    member.save()
    assert data_version.versions() != before
    queries_of(path, lambda count: django_assert_num_queries(count, exact=False), 60)


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_do_not_block_each_other_and_are_all_counted(shared_database, space):
    """A page that is computed while somebody writes is not cached beyond the writer's commit."""
    before = data_version.versions()
    pks = [make_space(f"Space {number}", city=space.city).pk for number in range(4)]
    middle = data_version.versions()
    assert middle != before

    def rename(pk: int) -> None:
        with transaction.atomic():
            Space.objects.filter(pk=pk).update(name=f"Renamed {pk}")
        connection.close()

    with transaction.atomic():
        if connection.vendor == "postgresql":
            Space.objects.filter(pk=space.pk).update(name="Written, not committed")
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(rename, pks))
    if connection.vendor != "postgresql":
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(rename, pks))
    assert data_version.versions() != middle
    html = Client().get(space.city.get_absolute_url()).content.decode()
    assert all(f"Renamed {pk}" in html for pk in pks)


def test_pages_of_members_are_not_cached(space):
    make_comment(space, "Said by a member.")
    member = Client()
    member.force_login(make_member("Marie"))
    anonymous = page_of(space).content.decode()
    own = member.get(space.get_absolute_url())
    assert "csrfmiddlewaretoken" in own.content.decode()
    assert "csrfmiddlewaretoken" not in anonymous
    assert "private" in own["Cache-Control"]
    assert page_of(space).content.decode() == anonymous
    other = Client()
    other.force_login(make_member("Paul"))
    assert member.cookies["sessionid"].value not in other.get(space.get_absolute_url()).content.decode()


def test_a_page_with_a_form_is_not_cached_and_its_form_works():
    strict, path = Client(enforce_csrf_checks=True), "/en/account/login/"
    first, second = Client().get(path), strict.get(path)
    assert first.content != second.content
    assert "private" in second["Cache-Control"] or "no-store" in second["Cache-Control"]
    token = second.context["csrf_token"]
    answer = strict.post(path, {"login": "a@example.org", "password": "x", "csrfmiddlewaretoken": token})
    assert answer.status_code == 200


def test_public_pages_contain_no_csrf_token(space):
    """A token would keep a page out of the cache for good."""
    for path in (
        space.get_absolute_url(),
        space.city.get_absolute_url(),
        "/en/",
        "/en/spaces/",
        "/en/about/",
    ):
        response = Client().get(path)
        assert "csrfmiddlewaretoken" not in response.content.decode()
        assert response["Cache-Control"].startswith("public")
        assert not response.cookies


def test_whoever_changes_something_bypasses_the_caches_for_a_moment(space):
    reader = Client()
    page_of(space)
    reader.post("/en/account/login/", {"login": "nobody@example.org", "password": "x"})
    assert "private" in reader.get(space.get_absolute_url())["Cache-Control"]


def test_languages_are_cached_separately(space):
    path = space.city.get_absolute_url()
    french = path.replace("/en/", "/fr/")
    english = Client().get(path)
    for _time in range(2):
        assert Client().get(path).content == english.content
        assert 'lang="fr"' in Client().get(french).content.decode()
    assert 'lang="en"' in english.content.decode()


def test_a_page_that_varies_by_accept_language_is_cached_by_language(gazetteer):
    make_space("Un", city=gazetteer["paris"])
    make_space("Two", city=gazetteer["paris-us"])
    for _time in range(2):
        for language in ("fr-FR", "en-US"):
            response = Client().get("/en/suggest/?q=paris", headers={"Accept-Language": language})
            fresh = _uncached("/en/suggest/?q=paris", language)
            assert response.content == fresh
            assert "Accept-Language" in response["Vary"]


def test_two_pages_that_vary_by_accept_language_are_not_mixed_up(gazetteer):
    make_space("Un", city=gazetteer["paris"])
    english = {"Accept-Language": "en-US"}
    for _time in range(2):
        found = [Client().get(f"/en/suggest/?q={word}", headers=english).content for word in ("paris", "un")]
        assert found == [_uncached(f"/en/suggest/?q={word}", "en-US") for word in ("paris", "un")]
        assert found[0] != found[1]


def _uncached(path: str, language: str) -> bytes:
    with override_settings(PAGE_CACHE_SECONDS=0):
        return Client().get(path, headers={"Accept-Language": language}).content


def test_compressed_and_plain_pages_are_cached_separately(space):
    path = space.get_absolute_url()
    for _time in range(2):
        packed = Client().get(path, headers={"Accept-Encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in Client().get(path)


def test_a_head_request_gets_the_headers_without_a_body(space):
    first = Client().get(space.get_absolute_url())
    head = Client().head(space.get_absolute_url())
    assert head.content == b""
    assert head["ETag"] == first["ETag"]
    assert head["Content-Length"] == str(len(first.content))


def test_a_client_with_the_current_page_gets_304(space, django_assert_num_queries):
    first = page_of(space)
    known = {"If-None-Match": first["ETag"]}
    same = page_of(space, headers=known)
    assert (same.status_code, same.content) == (304, b"")
    assert {name: same[name] for name in ("ETag", "Vary")} == {name: first[name] for name in ("ETag", "Vary")}
    assert "s-maxage" in same["Cache-Control"]
    caches["pages"].clear()
    assert page_of(space, headers=known).status_code == 304
    Space.objects.filter(pk=space.pk).update(description="Something else")
    assert page_of(space, headers=known).status_code == 200


def test_a_page_expires_and_its_shared_lifetime_shrinks(space, monkeypatch):
    """What is left of a page's time is what other caches may keep it for."""
    start = timezone.now().timestamp()
    left = []
    for seconds in (0, 45, 59.9, 61):
        monkeypatch.setattr("time.time", lambda now=start + seconds: now)
        left.append(page_of(space)["Cache-Control"])
    assert [header.split(", ")[:3] for header in left] == [
        ["public", "max-age=0", f"s-maxage={seconds}"] for seconds in (60, 15, 0, 60)
    ]


def test_zero_seconds_turns_the_page_cache_off(space):
    with override_settings(PAGE_CACHE_SECONDS=0):
        assert "private" in page_of(space)["Cache-Control"]
        assert caches["pages"].get("anything") is None


def test_each_host_and_scheme_has_its_own_pages(space, settings):
    """Pages contain their own address: that of one host must not be served under another one."""
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    for _time in range(2):
        for scheme in ("http", "https"):
            for host in settings.ALLOWED_HOSTS:
                response = page_of(space, headers={"host": host}, secure=scheme == "https")
                data, trail = page(response).json_ld()
                for url in (data["url"], trail["itemListElement"][0]["item"]):
                    assert url.startswith(f"{scheme}://{host}/")


def test_pages_of_a_former_release_are_not_served(space, monkeypatch):
    """They link to style sheets and scripts that are there no more."""
    page_of(space)
    monkeypatch.setattr(staticfiles_storage, "manifest_hash", "newer", raising=False)
    with CaptureQueriesContext(connection) as queries:
        page_of(space)
    assert len(queries) > 1


def test_pages_with_other_parameters_are_other_pages(space):
    path = space.city.get_absolute_url()
    assert "No places match." not in Client().get(path, {"q": "hangar"}).content.decode()
    assert "No places match." in Client().get(path, {"q": "xylophone"}).content.decode()


@pytest.mark.parametrize("cookie", ["sessionid", "django_language", "messages", "fresh"])
def test_clients_that_may_see_something_of_their_own_get_an_uncached_page(space, cookie):
    page_of(space)
    client = Client()
    client.cookies[cookie] = "x"
    assert "private" in client.get(space.get_absolute_url())["Cache-Control"]


def test_clients_that_send_credentials_get_an_uncached_page(space):
    page_of(space)
    assert "private" in page_of(space, headers={"Authorization": "Basic eDp5"})["Cache-Control"]


def test_other_cookies_do_not_matter(space, django_assert_num_queries):
    page_of(space)
    client = Client()
    client.cookies["theme"] = "dark"
    with django_assert_num_queries(1):
        client.get(space.get_absolute_url())


def test_a_head_request_is_not_stored_in_place_of_the_page(space):
    Client().head(space.get_absolute_url())
    assert b"Le Hangar" in page_of(space).content


def test_a_file_with_a_lifetime_of_its_own_is_neither_changed_nor_cached(db, rf):
    bodies = iter(["one", "two"])
    own = {"ETag": '"a"', "Cache-Control": "max-age=99"}
    cache = middleware.PageCacheMiddleware(lambda request: HttpResponse(next(bodies), headers=own))
    for body in (b"one", b"two"):
        response = cache(rf.get("/file"))
        assert (response.content, response["Cache-Control"]) == (body, "max-age=99")


def test_a_part_of_a_page_is_private_and_never_served_as_the_page(space):
    """Also by a cache that does not look at Vary: the URL of both is the same."""
    url = f"{space.get_absolute_url()}comments/"
    for _time in range(2):
        part = Client().get(url, headers={"HX-Request": "true"})
        assert b"<html" not in part.content
        assert "private" in part["Cache-Control"]
        whole = Client().get(url)
        assert b"<html" in whole.content
        assert "HX-Request" not in whole["Vary"]


def test_a_map_that_reads_the_visitors_country_varies_by_language(space):
    found = Client().get("/en/map/clusters.json?bounds=50,5,51,6&zoom=9&q=paris")
    assert "Accept-Language" in found["Vary"]


def test_a_page_that_is_too_large_is_served_and_not_cached(space, monkeypatch):
    monkeypatch.setattr(middleware, "MAX_BYTES", 10)
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert b"Le Hangar" in page_of(space).content
        assert len(queries) > 1


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (404, {}),
        (200, {"Vary": "Cookie, X-Wish"}),
        (200, {"Cache-Control": "private"}),
        (200, {"Cache-Control": "max-age=0, no-store"}),
        (200, {"Cache-Control": "no-cache"}),
    ],
)
def test_a_response_that_is_not_the_same_for_everybody_is_not_public(status, headers):
    for vary in ({}, {"Vary": "Cookie, accept-encoding"}, {"Vary": ", ".join(middleware.IN_KEY)}):
        assert middleware.is_public(HttpResponse(headers=vary))
    assert not middleware.is_public(HttpResponse(status=status, headers=headers))


def test_a_response_with_a_cookie_or_in_parts_is_not_public():
    with_cookie = HttpResponse()
    with_cookie.set_cookie("a", "b")
    assert not middleware.is_public(with_cookie)
    assert not middleware.is_public(StreamingHttpResponse(["a"]))


def test_a_private_response_varies_on_cookies_and_has_its_own_cache_control_if_any():
    response = middleware.mark_private(HttpResponse())
    assert (response["Cache-Control"], response["Vary"]) == ("private, no-cache", "Cookie, HX-Request")
    own = middleware.mark_private(HttpResponse(headers={"Cache-Control": "max-age=9"}))
    assert own["Cache-Control"] == "max-age=9"


@pytest.mark.parametrize("https", [False, True])
def test_the_cookie_of_those_who_changed_something_lasts_as_long_as_a_page(settings, https):
    settings.HTTPS = https
    cookie = middleware.mark_fresh(HttpResponse()).cookies["fresh"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (60, True, "Lax")
    assert bool(cookie["secure"]) == https


def test_without_a_page_cache_no_cookie_is_set(settings):
    settings.PAGE_CACHE_SECONDS = 0
    assert not middleware.mark_fresh(HttpResponse()).cookies


def test_errors_and_redirects_are_not_cached(gazetteer):
    for path in ("/en/spaces/no-such/", "/"):
        assert "private" in Client().get(path)["Cache-Control"]
    make_space("No such", city=gazetteer["liege"], slug="no-such")
    assert Client().get("/en/spaces/no-such/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_without_a_data_version_pages_are_served_but_not_cached(space, monkeypatch, caplog):
    monkeypatch.setattr(data_version, "READ", "SELECT no_such_column")
    answer = page_of(space)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")
    assert "no page is kept" in caplog.text


def test_installing_triggers_again_changes_nothing(db):
    before = _triggers()
    data_version.install_triggers(None, using="default")
    assert _triggers() == before
    assert len(before) > 20


def _triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(data_version.EXISTING_TRIGGERS[connection.vendor], ["data_version_%"])
        return {name for name, _table in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_a_closed_connection_is_opened_again(shared_database):
    """The database was restarted between two requests: the reader sees the page."""
    before = data_version.versions()
    take_away()
    assert data_version.versions() == before


def take_away() -> None:
    """End the connection: on PostgreSQL at the server, unseen by us; SQLite has none."""
    if connection.vendor == "sqlite":
        return connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    return other.close()
