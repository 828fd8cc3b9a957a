"""No page is older than what it shows: every watched table is changed, and every kind of page looked at."""

import datetime as dt
import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Model, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coworking.caching import data_version, memoize, middleware, reads
from coworking.caching.data_version import watched_tables
from reviews.comments.models import Comment, Thread
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.maps import clusters
from spaces.opening_hours.models import Schedule, ScheduleSpan
from spaces.search.filter_form import facet_counts
from spaces.search.sql import Selection
from tests.coworking.database.full_site import make_full_site
from tests.factories import make_city, make_comment, make_manager, make_member, make_plan, make_space

pytestmark = pytest.mark.django_db
NAME = {"name": Concat(F("name"), Value(" (changed)"))}
TITLE = {"title": Concat(F("title"), Value(" (changed)"))}
# Of each table something that a page shows, and its new value: by SQL alone, in all rows at once.
CHANGES = {
    "coworking_contentpage": TITLE,
    "coworking_sitesettings": NAME,
    "spaces_amenity": {"is_retired": True},
    "spaces_award": {"project": "Changed", "note": "Changed"},
    "spaces_call": NAME,
    "spaces_calldocument": TITLE,
    "spaces_city": NAME,
    "spaces_cityname": {"normalized_name": "changed"},
    "spaces_country": {"currency": "CHF"},
    "spaces_event": TITLE,
    "spaces_historyevent": {"date": "1999"},
    "spaces_label": NAME,
    "spaces_photo": {"credit": "Changed"},
    "spaces_plan": {"amount": 17},
    "spaces_programme": NAME,
    "spaces_programmefact": {"text": "Changed"},
    "spaces_rate": {"per_euro": 17},
    "spaces_role": None,  # deleted
    "spaces_schedulespan": None,
    "spaces_schedule": {"expression": "24/7", "spans_until": None},
    "spaces_source": NAME,
    "spaces_space": NAME,
    "spaces_spaceamenity": {"value": "no"},
    "spaces_spacekind": {"is_retired": True},
    "spaces_spacename": NAME,
    "spaces_statement": {"as_of": "1999-01"},
    "coworking_user": {"display_name": "Changed"},
    "reviews_author": {"user": None, "name": "Changed"},
    "reviews_recommendation": {"good_for": ["clients"]},
    "reviews_comment": {"text": "Changed"},
    "reviews_thread": {"space": None, "city": None},
}  # fmt: skip
# Former addresses, which redirect; texts of which facts are made; what only the staff and members are shown;
# what maps of very many spaces are drawn from.
NOT_SHOWN = {
    "coworking_user_groups", "coworking_user_user_permissions", "reviews_importedthread", "spaces_cityslug",
    "spaces_eventstatement", "spaces_indexterm", "spaces_mapcell", "spaces_proposal", "spaces_spaceslug",
    "spaces_termvariant",
}  # fmt: skip
# What only pages of more spaces call than a test has.
OF_LARGE_SITES = (
    lambda: clusters.fit_summed(),
    lambda: facet_counts.count_matching(Selection()),
    lambda: facet_counts.count_terms(Selection()),
)


def model_of(table: str) -> type[Model]:
    return next(
        model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table
    )


def paths_of(space: Space) -> list[str]:
    own, city = space.get_absolute_url(), space.city.get_absolute_url()
    return [
        "/en/", "/en/about/", "/fr/spaces/?open=now",
        "/en/spaces/?days=6&currency=EUR&sort=usage", "/en/be/", city, own, f"{own}comments/",
        f"/en/compare/?space={space.slug}", "/en/programmes/", "/en/programmes/digital-wallonia/",
        "/en/events/", "/en/suggest/?q=li", "/en/map/clusters.json?bounds=-60,-180,75,180&zoom=3",
        "/sitemap-spaces-0.xml",
    ]  # fmt: skip


def seen(paths: list[str]) -> dict[str, bytes]:
    return {path: Client().get(path).content for path in paths}


@pytest.mark.once
def test_every_page_shows_every_change_at_once(stopped_clock):
    space = make_full_site()
    make_comment(space, "Said by a manager.", make_manager(space, "Paul"))
    make_plan(space, "20", currency="USD")
    minute = int(timezone.now().timestamp() / 60)
    ScheduleSpan.objects.update(is_wall=False, start=minute - 60, end=minute + 60)
    today, week = timezone.now().date(), dt.timedelta(days=7)
    Schedule.objects.update(spans_from=today - week, spans_until=today + week)
    Space.objects.filter(pk=space.pk).update(schedule=Schedule.objects.get())
    paths, unseen = paths_of(space), []
    before = seen(paths)
    for table, values in CHANGES.items():
        rows = model_of(table)._base_manager.all()
        if values:
            rows.update(**values)
        else:
            rows.delete()
        visitor = seen(paths)
        memoize.clear()
        with override_settings(PAGE_CACHE_SECONDS=0):
            after = seen(paths)
        for path in paths:
            assert visitor[path] == after[path], (table, path)
        if before == after:
            unseen.append(table)
        before = after
    assert not unseen
    assert CHANGES.keys() | NOT_SHOWN == watched_tables().keys()


def test_every_memoised_function_depends_on_the_tables_that_it_reads():
    """A function that no page here calls fails, too: add a page that does."""
    for path in [*paths_of(make_full_site()), "/en/spaces/?q=wifi", "/en/spaces/?q=nothing+anywhere"]:
        Client().get(path)
    memoize._request_started(None, environ={"REQUEST_METHOD": "GET"})
    for call in OF_LARGE_SITES:
        call()
    memoize._request_finished(None)
    ours = [memoized for memoized in memoize._all if not memoized.name.startswith("tests.")]
    stamps = {one.name: [stamp for stamp, _value in one.values.values()] for one in ours}
    assert [name for name, found in stamps.items() if not found] == []
    touched = {}
    for table in {table for found in stamps.values() for stamp in found for table in stamp}:
        before = data_version.versions()
        with connection.cursor() as cursor:
            key = model_of(table)._meta.pk.column
            cursor.execute(f"UPDATE {table} SET {key} = {key}")
        touched[table] = dict(before) | {table: data_version.versions()[table]}
    for name, found in stamps.items():
        for stamp in found:
            assert stamp, name
            assert not any(reads.is_valid(stamp, touched[table]) for table in stamp), name


def test_every_way_to_write_is_counted_for_its_table():
    make_full_site()
    for table, counted in watched_tables().items():
        model, counts = model_of(table), [data_version.versions()[table]]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in model._meta.concrete_fields)
        column = quote(counted.columns[0] if counted.columns else model._meta.pk.column)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE copy AS SELECT {columns} FROM {table}")
            for statement in (
                f"UPDATE {table} SET {column} = {column}",
                f"DELETE FROM {table}",
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM copy",
            ):
                cursor.execute(statement)
                counts.append(data_version.versions()[table])
            cursor.execute("DROP TABLE copy")
        grown = [later > former for former, later in zip(counts, counts[1:], strict=False)]
        assert grown == [True, True, counted.inserts], table


def test_emptying_comments_at_once_is_counted_for_every_part():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    before = data_version.versions()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reviews_comment CASCADE")
    after = data_version.versions()
    assert all(after[name] > before[name] for name in before if name.startswith("reviews_comment"))


def queries_of(path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(path).status_code == 200
    return len(queries)


def test_a_comment_elsewhere_costs_other_pages_nothing():
    space = make_space("Le Hangar")
    parts = {key % data_version.PARTS for key in (space.pk, space.city_id)}
    others = (make_space(f"Elsewhere {number}") for number in range(3))
    other = next(one for one in others if one.pk % data_version.PARTS not in parts)
    make_comment(space, "Bright.")
    paths = ["/en/spaces/", "/en/be/", space.get_absolute_url(), space.city.get_absolute_url()]
    seen(paths)
    make_comment(other, "Quiet.", make_member("Paul"))
    assert [queries_of(path) for path in paths] == [1] * len(paths)
    with override_settings(PAGE_CACHE_SECONDS=0):
        paths.append("/en/")  # it shows the newest comments: drawn again, with what is memoised
        seen(paths)
        once = [queries_of(path) for path in paths]
        make_comment(other, "Quiet, as I said.")
        assert [queries_of(path) for path in paths] == once
    for path in ("/en/", other.get_absolute_url()):
        assert "Quiet, as I said." in Client().get(path).content.decode()


def test_a_batch_of_an_import_leaves_the_vocabulary_and_the_names_of_labels(tmp_path):
    make_space(city=make_city("Liège"))
    file = tmp_path / "spaces.csv"
    file.write_text("id,name,country,city\n1,Imported space,BE,Liège\n")
    with override_settings(PAGE_CACHE_SECONDS=0):
        seen(["/en/", "/en/spaces/"])
        call_command("import_spaces", str(file), "--source", "A", "--licence", "CC0", stdout=io.StringIO())
        versions = data_version.versions()
    still_valid = {
        one.name.rpartition(".")[2]
        for one in memoize._all
        if any(reads.is_valid(stamp, versions) for stamp, _value in one.values.values())
    }
    assert {"_memoized", "label_choices"} <= still_valid
    assert not {"spaces_by_country", "largest_countries_and_cities"} & still_valid


def test_a_comment_that_moves_to_another_space_changes_both_pages():
    space, other = make_space("Le Hangar"), make_space("Elsewhere")
    comment, paths = make_comment(space, "Bright."), [space.get_absolute_url(), other.get_absolute_url()]
    make_comment(other, "Quiet.")
    assert ["Bright." in body.decode() for body in seen(paths).values()] == [True, False]
    Comment.objects.filter(pk=comment.pk).update(thread=other.thread)
    assert ["Bright." in body.decode() for body in seen(paths).values()] == [False, True]
    Thread.objects.filter(space=space).delete()
    Thread.objects.filter(space=other).update(space=space)
    assert ["Bright." in body.decode() for body in seen(paths).values()] == [True, False]


def test_a_page_that_was_computed_while_somebody_wrote_is_not_served_to_others(rf):
    city = make_city("Liège")

    def view(request: HttpRequest) -> HttpResponse:
        names = ", ".join(City.objects.values_list("name", flat=True))
        City.objects.filter(name="Liège").update(name="Luik")  # commits after the page has read
        return HttpResponse(names, headers={"ETag": '"a"'})

    cache = middleware.PageCacheMiddleware(view)
    assert [cache(rf.get("/page")).content.decode() for _time in range(3)] == ["Liège", "Luik", "Luik"]
    assert City.objects.get(pk=city.pk).name == "Luik"


def test_the_former_table_is_replaced_and_its_count_goes_on():
    with connection.cursor() as cursor:
        for name in (name for name, _table in triggers(cursor)):
            on = "" if connection.vendor == "sqlite" else f" ON {dict(triggers(cursor))[name]}"
            cursor.execute(f"DROP TRIGGER {name}{on}")
        cursor.execute(f"DROP TABLE {data_version.TABLE}")
        cursor.execute(f"CREATE TABLE {data_version.TABLE} (id integer PRIMARY KEY, version bigint NOT NULL)")
        cursor.execute(f"INSERT INTO {data_version.TABLE} VALUES (1, 700), (2, 77)")
        data_version.install_triggers(None, using="default")
        cursor.execute(data_version.READ)
        assert cursor.fetchone()[0] > 777
    before = data_version.versions()
    make_city("Liège")
    assert data_version.versions()["spaces_city"] > before["spaces_city"]


def triggers(cursor) -> list[tuple[str, str]]:
    cursor.execute(data_version.EXISTING_TRIGGERS[connection.vendor], [f"{data_version.PREFIX}%"])
    return cursor.fetchall()
