"""Values that nobody types, where they once made an error of ours (500)."""

import pytest
from django.core import mail
from django.urls import reverse

from coworking.fields.json_text import JSONFormField, is_storable
from coworking.fields.keys import primary_key
from coworking.fields.partial_dates import is_partial_date
from coworking.files.spreadsheets import guarded
from spaces.events.models import Event
from spaces.managers import team
from tests.factories import make_city, make_gathering, make_member, make_space, make_staff
from tests.pages import page

pytestmark = pytest.mark.django_db
HUGE = "9" * 30
IMPOSSIBLE = ["anything=1", "id__in=x", "name__regex=(", "name__range=1"]


@pytest.fixture
def boss_client(client):
    client.force_login(make_staff())
    return client


def event_form(event, **fields):
    """What the staff's form of an event sends."""
    return {
        "title": event.title,
        "slug": event.slug,
        "kind": event.kind,
        "city": event.city_id,
        "timezone": event.timezone,
        "start": event.start,
        "source": event.source_id,
        "as_of_basis": event.as_of_basis,
        "statements-TOTAL_FORMS": 0,
        "statements-INITIAL_FORMS": 0,
        **fields,
    }


def statement_form(event, facts):
    return event_form(
        event,
        **{
            "statements-TOTAL_FORMS": 1,
            "statements-0-source": event.source_id,
            "statements-0-facts": facts,
            "statements-0-as_of_basis": "unknown",
        },
    )


@pytest.mark.parametrize("text", ["²", "٣", "1²", "-1", "", None, "9" * 19, "x"])
def test_a_key_is_a_number_in_plain_digits_that_databases_take(text):
    assert primary_key(text) == 0
    assert primary_key("120") == 120


@pytest.mark.parametrize("reply", ["²", HUGE, "x"])
def test_a_reply_to_no_comment_shows_the_thread(client, reply):
    assert client.get(f"/en/spaces/{make_space().slug}/comments/", {"reply": reply}).status_code == 200


def test_a_superscript_is_no_number_for_a_spreadsheet():
    assert guarded("-²") == "'-²"
    assert guarded("-2.5") == "-2.5"


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_opening_hours_are_not_evaluated_at_the_ends_of_time(client, at):
    make_space(
        city=make_city("Auckland", "NZ", timezone="Pacific/Auckland"), opening_hours="Mo-Su 00:00-24:00"
    )
    response = client.get("/en/spaces/", {"open": "at", "at": at})
    assert response.status_code == 200
    assert "Write a year from 1000 to 2999." in page(response).text


def test_partial_dates_stay_in_the_range_of_dates():
    assert [is_partial_date(text) for text in ("0999", "1000", "2999-12-31", "3000-01-01", "٢٠٢٦")] == [
        False, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("start", ["0001-01-01", "9999-12-31", "9999"])
def test_an_event_at_the_ends_of_time_is_refused_with_a_message(boss_client, start):
    event = make_gathering()
    response = boss_client.post(f"/admin/spaces/event/{event.pk}/change/", event_form(event, start=start))
    assert response.status_code == 200
    assert "is not understood as a date" in page(response).text


@pytest.mark.parametrize("path", ["/en/account/login/", "/en/account/signup/", "/admin/login/"])
def test_signing_in_ignores_a_next_that_is_no_url(client, path):
    assert client.get(path, {"next": "http://["}).status_code == 200


@pytest.mark.parametrize("following", ["!", "home", "http://[", "a:b"])
def test_a_favourite_leads_back_to_an_address_only(client, following):
    client.force_login(make_member())
    space = make_space()
    response = client.post(f"/en/spaces/{space.slug}/favourite/", {"next": following})
    assert response.status_code == 302
    assert response["Location"] in (following, space.get_absolute_url())


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("get", "/en/spaces/", {"in": "be/\x00"}),
        ("get", "/en/suggest-a-space/", {"in": "be/\x00"}),
        ("get", "/en/spaces/", {"\x00": "x"}),
        ("get", "/en/%00/", {}),
        ("get", "/letters/%00/", {}),
        ("post", "/en/account/login/", {"login": "a\x00@example.org", "password": "x"}),
        ("post", "/en/account/login/", {"a\x00": "x"}),
    ],
)
def test_a_request_with_nul_is_refused(client, method, path, data):
    assert getattr(client, method)(path, data).status_code == 400


def test_a_cookie_with_nul_is_refused(client):
    client.cookies["sessionid"] = "x"
    client.cookies["sessionid"].set("sessionid", "x", '"x\\000"')
    assert client.get("/en/").status_code == 400


def test_a_line_break_in_a_title_becomes_a_space(boss_client, client):
    event = make_gathering()
    response = boss_client.post(
        f"/admin/spaces/event/{event.pk}/change/", event_form(event, title="Open\r\ndays")
    )
    assert response.status_code == 302
    event.refresh_from_db()
    assert event.title == "Open days"
    calendar = client.get(reverse("event_calendar", args=[event.slug])).content.decode()
    assert "SUMMARY:Open days\r\n" in calendar


def test_a_calendar_is_written_whatever_text_is_in_the_database(client):
    event = make_gathering(description="one\x0btwo\rthree")
    Event.objects.filter(pk=event.pk).update(title="Open\u2028days")
    calendar = client.get(reverse("event_calendar", args=[event.slug])).content.decode()
    assert "SUMMARY:Open days\r\n" in calendar
    assert "DESCRIPTION:one\\ntwo\\nthree\r\n" in calendar


def test_the_subject_of_an_e_mail_is_one_line(django_capture_on_commit_callbacks):
    space, owner = make_space(), make_member()
    space.name = "The\nMill"
    with django_capture_on_commit_callbacks(execute=True):
        team.invite(owner, space, "new@example.org")
    assert [message.subject for message in mail.outbox] == ["Keep the page of The Mill true"]


@pytest.mark.parametrize("query", IMPOSSIBLE)
def test_an_export_with_an_unknown_filter_is_refused(boss_client, query):
    assert boss_client.get(f"/admin/spaces/city/export/?{query}").status_code == 400


@pytest.mark.parametrize("query", IMPOSSIBLE)
@pytest.mark.parametrize("model", ["spaces/city", "auth/group", "coworking/user"])
def test_a_list_of_the_staff_refuses_an_impossible_filter(boss_client, model, query):
    assert boss_client.get(f"/admin/{model}/?{query}").status_code in (302, 400)


@pytest.mark.parametrize("path", ["spaces/city/export/", "spaces/city/", "auth/group/", "coworking/user/"])
def test_a_filter_by_a_number_that_no_column_holds_finds_nothing_or_is_refused(boss_client, path):
    """SQLite fails at such a number; PostgreSQL compares it."""
    assert boss_client.get(f"/admin/{path}?id__in={HUGE}").status_code in (200, 302, 400)


@pytest.mark.parametrize("key", ["x", "²", HUGE, ""])
@pytest.mark.parametrize("model", ["spaces/city", "auth/group", "coworking/user"])
def test_an_action_on_an_impossible_key_is_refused(boss_client, model, key):
    data = {"action": "delete_selected", "_selected_action": key}
    assert boss_client.post(f"/admin/{model}/", data).status_code == 400


@pytest.mark.parametrize("key", ["x", "²", HUGE])
def test_an_impossible_key_in_a_form_of_the_staff_has_a_message(boss_client, key):
    event = make_gathering()
    response = boss_client.post(f"/admin/spaces/event/{event.pk}/change/", event_form(event, city=key))
    assert response.status_code == 200
    assert page(response).has(".field-city .errorlist")
    response = boss_client.post(
        f"/admin/spaces/event/{event.pk}/change/", statement_form(event, "{}") | {"statements-0-source": key}
    )
    assert response.status_code == 200
    assert page(response).has(".errorlist")


@pytest.mark.parametrize("name", ["nowhere.csv", ".."])
def test_an_import_whose_preview_is_gone_is_not_carried_out(boss_client, name):
    data = {"import_file_name": name, "original_file_name": "a.csv", "format": "0"}
    response = boss_client.post("/admin/spaces/source/process_import/", data)
    assert response.status_code == 200
    assert boss_client.post("/admin/spaces/source/process_import/", data | {"format": "7"}).status_code == 200


@pytest.mark.parametrize(
    "facts", ['{"a": "\\u0000"}', '{"a": "\\ud800"}', '{"a": NaN}', '{"a": 1e999}', "[" * 100_000, "9" * 5000]
)
def test_json_that_no_database_stores_is_refused_with_a_message(boss_client, facts):
    event = make_gathering()
    response = boss_client.post(f"/admin/spaces/event/{event.pk}/change/", statement_form(event, facts))
    assert response.status_code == 200
    assert page(response).has(".field-facts .errorlist")


def test_a_backslash_typed_into_json_is_stored():
    assert JSONFormField().clean(r'{"a": "\\u0000"}') == {"a": r"\u0000"}
    assert is_storable({"a": [1, "é", None]})
