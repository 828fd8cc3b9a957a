"""The managers' form of opening hours: several days at once, holidays, text, and the preview."""

import pytest

from spaces.audit.models import SpaceLogEntry
from spaces.directory.models import Space
from spaces.provenance.models import Basis, Statement
from tests.factories import make_manager, make_space
from tests.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = "/en/spaces/the-mill/keep/hours/"


@pytest.fixture
def mill(client, db):
    space = make_space(slug="the-mill", opening_hours="Mo-Fr 09:00-18:00")
    client.force_login(make_manager(space))
    return space


def send(client, text="", days=(), start="", end="", press="", **fields):
    data = {"text": text, "days": days, "start": start, "end": end} | fields
    return client.post(PAGE, data | ({"act": press} if press else {}))


def text_of(response):
    return page(response).one("form.hours-form").form_data()["text"][0]


def test_times_are_added_to_several_days_at_once(client, mill):
    weekdays = ["0", "1", "2", "3", "4"]
    text = text_of(send(client, "", weekdays, "09:00", "12:30", press="add"))
    assert text == "Mo-Fr 09:00-12:30"
    text = text_of(send(client, text, weekdays, "13:30", "18:00", press="add"))
    text = text_of(send(client, text, ["5", "6"], "10:00", "02:00", press="add"))
    text = text_of(send(client, text, ["7"], press="close"))
    assert text == "Mo-Fr 09:00-12:30,13:30-18:00; Sa,Su 10:00-02:00; PH off"
    assert text_of(send(client, text, press="like_other_days")).endswith("02:00")
    mill.refresh_from_db()
    assert mill.opening_hours == "Mo-Fr 09:00-18:00"


def test_midnight_to_midnight_is_day_and_night(client, mill):
    text = text_of(send(client, "", [str(day) for day in range(7)], "00:00", "00:00", press="add"))
    assert text == "24/7"


@pytest.mark.parametrize(
    ("days", "start", "end", "message"),
    [
        ([], "09:00", "18:00", "Tick at least one day."),
        (["0"], "", "18:00", "Give both times."),
        (["0"], "09:00", "09:00", "are the same time"),
        (["0"], "25:00", "18:00", "Enter a valid time."),
        (["9"], "09:00", "18:00", ""),
    ],
)
def test_invalid_times_are_reported_and_the_form_keeps_its_input(client, mill, days, start, end, message):
    response = send(client, "Sa 10:00-14:00", days, start, end, press="add")
    page = response.content.decode()
    assert message in page
    assert "Sa 10:00-14:00" in page
    assert f'value="{start}"' in page or not start


def test_hours_that_a_week_cannot_express_are_not_changed(client, mill):
    text = "Mo-Fr 09:00-18:00; SH off"
    response = send(client, text, ["5"], "10:00", "12:00", press="add")
    assert text_of(response) == text
    assert "change the text itself" in response.content.decode()


def test_the_preview_shows_the_week_and_the_status_and_saves_nothing(client, mill):
    page = send(client, "24/7", press="preview").content.decode()
    assert "Open, day and night" in page
    assert page.count("00:00–24:00") == 7
    assert "not kept yet" in page
    mill.refresh_from_db()
    assert mill.opening_hours == "Mo-Fr 09:00-18:00"
    assert not Statement.objects.exists()


def test_htmx_gets_the_form_without_the_layout(client, mill):
    response = client.post(PAGE, {"text": "24/7"}, headers={"hx-request": "true"})
    page = response.content.decode()
    assert "Open, day and night" in page
    assert "<html" not in page


def test_saved_hours_are_confirmed_by_the_manager(client, mill):
    response = send(client, " Mo-Sa 08:00-20:00; PH off ", save="1")
    assert response.url == "/en/spaces/the-mill/keep/"
    mill.refresh_from_db()
    assert (mill.opening_hours, mill.schedule.expression) == ("Mo-Sa 08:00-20:00; PH off",) * 2
    statement = Statement.objects.get()
    assert (statement.as_of_basis, statement.facts) == (
        Basis.CONFIRMED,
        {"opening_hours": "Mo-Sa 08:00-20:00; PH off"},
    )
    assert SpaceLogEntry.objects.get().action == "facts_confirmed"


def test_hours_that_another_manager_saved_meanwhile_are_shown_before_they_are_replaced(client, mill):
    opened = page(client.get(PAGE)).one("#hours-form").form_data()
    Space.objects.update(opening_hours="Mo-Fr 10:00-20:00")
    response = client.post(PAGE, opened | {"text": "Mo-Fr 08:00-16:00", "save": "1"})
    shown = page(response).one("#hours-form")
    assert "Mo-Fr 10:00-20:00" in shown.one("[role=alert]").text
    again = shown.form_data()
    assert again["text"] == ["Mo-Fr 08:00-16:00"]
    mill.refresh_from_db()
    assert mill.opening_hours == "Mo-Fr 10:00-20:00"
    assert not Statement.objects.exists()
    client.post(PAGE, again | {"save": "1"})
    mill.refresh_from_db()
    assert mill.opening_hours == "Mo-Fr 08:00-16:00"


def test_invalid_hours_are_not_saved(client, mill):
    response = send(client, "from nine to five", save="1")
    page = response.content.decode()
    assert "This cannot be read" in page
    assert "from nine to five" in page
    mill.refresh_from_db()
    assert mill.opening_hours == "Mo-Fr 09:00-18:00"


def test_hours_can_be_removed(client, mill):
    send(client, "", save="1")
    mill.refresh_from_db()
    assert (mill.opening_hours, mill.schedule) == ("", None)


def test_markup_is_shown_as_text(client, mill):
    assert "<script>alert" not in send(client, "<script>alert(1)</script>", press="preview").content.decode()


def test_hours_as_people_type_them_are_shown_in_words_before_they_are_saved(client, mill):
    response = send(client, "lu-ve 9h-18h, fermé le dimanche; PH off", save="1", shown=mill.opening_hours)
    form = page(response).one("form.hours-form")
    assert "Monday to Friday 09:00–18:00; public holidays closed" in form.one(".error").text
    assert "lu-ve 9h-18h" in form.one(".error").text
    assert text_of(response) == "Mo-Fr 09:00-18:00; PH off"
    mill.refresh_from_db()
    assert mill.opening_hours == "Mo-Fr 09:00-18:00"
    assert client.post(PAGE, form.form_data() | {"save": "1"}).status_code == 302
    mill.refresh_from_db()
    assert mill.opening_hours == "Mo-Fr 09:00-18:00; PH off"


def test_hours_that_may_mean_two_things_come_back_as_typed_with_both(client, mill):
    response = send(client, "ma 9h-17h", save="1")
    message = page(response).one(".error").text
    assert "Tuesday 09:00–17:00 (Tu 09:00-17:00) or: Monday 09:00–17:00 (Mo 09:00-17:00)" in message
    assert text_of(response) == "ma 9h-17h"


def test_a_doubt_stands_beside_the_reading(client, mill):
    response = send(client, "Mo-Fr 9-6", save="1")
    assert "morning or of the evening" in page(response).one(".error").text
    assert text_of(response) == "Mo-Fr 09:00-18:00"


def test_what_is_not_understood_is_named(client, mill):
    response = send(client, "lundi matin 9h-12h", save="1")
    assert "“matin”" in page(response).one(".error").text
    assert text_of(response) == "lundi matin 9h-12h"
    assert "As the source writes it" not in page(response).one("#hours-week").text


def test_the_preview_has_the_hours_in_words_while_they_are_typed(client, mill):
    week = page(send(client, "ma t/m vr 9-17u")).one("#hours-week")
    assert week.one(".hours-words").text == "Monday to Friday 09:00–17:00"
    assert week.has("svg.week")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Mo-Fr 18:00-03:00; PH off", "goes on into it"),
        ("Jun-Aug Mo-Fr 18:00-03:00; PH off", "may be shown wrong"),
        ("Mo-Fr 18:00-03:00", ""),
        ("Mo-Fr 09:00-18:00; PH off", ""),
    ],
)
def test_the_preview_warns_about_nights_beside_public_holidays(client, mill, text, note):
    notes = page(send(client, text, press="preview")).one("#hours-week").texts(".note")
    assert [note in found for found in notes] == ([True] if note else [])


def test_the_preview_has_the_sun_of_the_place(client, mill):
    Space.objects.update(latitude=68.4, longitude=17.4)  # Narvik, where the sun never sets in June
    text = page(send(client, "sunrise-sunset", press="preview")).one("#hours-week")
    assert "07:00–19:00" not in text.html


def test_the_preview_says_that_school_holidays_are_not_known(client, mill):
    preview = page(send(client, "Mo-Fr 09:00-18:00; SH off", press="preview")).one("#hours-week")
    assert "school holidays are not known here" in preview.text
