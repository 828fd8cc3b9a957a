"""Anybody answers what the page of a space asks, with one tap and without an account."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from spaces.answers import networks
from spaces.answers.models import NetworkKey, VisitorAnswer
from spaces.audit.log import space_log
from spaces.audit.models import SpaceLogEntry
from spaces.contributions import suggested_edits
from spaces.directory.amenity_rows import amenities_of
from spaces.history.models import HistoryEvent
from spaces.managers import facts
from spaces.managers.models import SuggestedEdit
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Statement
from tests.factories import (
    make_amenity,
    make_manager,
    make_member,
    make_plan,
    make_space,
    make_staff,
    make_statement,
)
from tests.pages import page
from tests.threads import at_once

pytestmark = pytest.mark.django_db
FORM = "/en/spaces/mill/answer/"
HERE, NEXT_DOOR, ELSEWHERE = "192.0.2.7", "192.0.2.200", "198.51.100.1"


@pytest.fixture
def mill(db):
    return make_space("The Mill", slug="mill", street="Rue Haute 1")


def tap(answer, address=HERE, client=None, **fields):
    """Tap an answer as somebody with that address, without cookies; the response."""
    return (client or Client()).post(FORM, {"answer": answer, **fields}, REMOTE_ADDR=address)


def states():
    return sorted(SuggestedEdit.objects.values_list("state", flat=True))


def test_an_amenity_waits_until_a_second_visitor_agrees(mill):
    assert tap("wifi:yes").status_code == 302
    assert (amenities_of(mill), states()) == ({}, ["waiting"])
    tap("wifi:yes", ELSEWHERE)
    assert (amenities_of(mill), states()) == ({"wifi": "yes"}, ["accepted"])
    statement = Statement.objects.get()
    assert (statement.source.key, statement.as_of_basis) == ("visitors:2", Basis.ANSWERED)
    assert not VisitorAnswer.objects.exists()


def test_the_page_says_how_many_visitors_and_in_which_month(client, mill, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 12, 12, tzinfo=dt.UTC))
    make_statement(mill, {"name": mill.name}, as_of="2026-11-01")
    tap("power:no")
    tap("power:no", ELSEWHERE)
    assert "2 visitors, November 2026" in page(client.get("/en/spaces/mill/")).text
    french = page(client.get("/fr/spaces/mill/")).text
    assert "2 visiteurs, novembre 2026" in french


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        (HERE, NEXT_DOOR, True),
        (HERE, "192.0.3.7", False),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::9", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("::ffff:192.0.2.9", HERE, True),
    ],
)
def test_two_visitors_of_one_network_count_once(mill, first, second, is_one):
    tap("wifi:yes", first)
    tap("wifi:yes", second)
    assert (amenities_of(mill) == {}) is is_one
    assert VisitorAnswer.objects.count() == is_one


def test_one_network_counts_once_on_several_days(mill, time_machine):
    for day in (2, 3, 20):
        time_machine.move_to(dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC))
        tap("wifi:yes")
    assert (states(), VisitorAnswer.objects.count()) == (["waiting"], 1)
    tap("wifi:yes", ELSEWHERE)
    assert states() == ["accepted"]


def test_after_thirty_days_the_hash_is_gone_and_agrees_with_nobody(mill, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))
    tap("wifi:yes")
    time_machine.move_to(dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC))
    tap("wifi:yes", ELSEWHERE)
    assert (states(), amenities_of(mill)) == (["waiting"], {})
    assert [key.day for key in NetworkKey.objects.all()] == [dt.date(2026, 12, 2)]
    assert VisitorAnswer.objects.count() == 1


def test_the_nightly_command_deletes_old_keys_with_their_hashes(mill, time_machine, capsys):
    time_machine.move_to(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))
    tap("wifi:yes")
    time_machine.move_to(dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC))
    call_command("delete_network_keys")
    assert VisitorAnswer.objects.count() == 1
    time_machine.move_to(dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC))
    call_command("delete_network_keys")
    assert "1 keys deleted" in capsys.readouterr().out
    assert not NetworkKey.objects.exists()
    assert not VisitorAnswer.objects.exists()
    assert states() == ["waiting"]  # a moderator still reads it


def test_no_address_is_stored(mill):
    tap("wifi:yes")
    row = VisitorAnswer.objects.get()
    assert row.network == networks.hash_of("192.0.2.0/24", row.key)
    columns = [*VisitorAnswer.objects.values_list(), *NetworkKey.objects.values_list()]
    assert "192.0.2" not in str([*columns, *SuggestedEdit.objects.values_list()])


def test_visitors_who_contradict_one_another_wait_for_a_moderator(client, mill):
    tap("wifi:yes")
    tap("wifi:no", ELSEWHERE)
    tap("wifi:no", "203.0.113.1")
    assert (states(), amenities_of(mill)) == (["waiting", "waiting"], {})
    client.force_login(make_staff("moderator"))
    queue = page(client.get("/admin/queues/reports/"))
    sources = [text.partition(",")[0] for text in queue.texts(".queue-item .meta")]
    assert sources == ["a visitor", "2 visitors"]
    edit = SuggestedEdit.objects.get(value={"wifi": "no"})
    client.post("/admin/queues/reports/act/", {"action": "accept", "pk": edit.pk})
    assert amenities_of(mill) == {"wifi": "no"}
    assert Statement.objects.get().source.key == "visitors:2"


def test_a_visitor_who_corrects_an_answer_contradicts_nobody(mill):
    tap("wifi:yes")
    tap("wifi:no")
    tap("wifi:no", ELSEWHERE)
    assert amenities_of(mill) == {"wifi": "no"}


@pytest.mark.parametrize(
    ("answer", "fields", "fact"),
    [
        ("open:closed", {}, "life"),
        ("open:moved", {"street": "Rue Basse 2"}, "life"),
        ("price", {"day_price": "20"}, "prices"),
        ("hours", {"opening_hours": "Mo-Fr 09:00-18:00"}, "opening_hours"),
        ("address", {"street": "Rue Basse 2"}, "street"),
    ],
)
def test_price_closure_hours_and_address_wait_for_a_moderator_however_many_agree(mill, answer, fields, fact):
    for address in (HERE, ELSEWHERE, "203.0.113.1"):
        assert tap(answer, address, **fields).status_code == 302
    edit = SuggestedEdit.objects.get()
    assert (edit.fact, edit.state, edit.visitor_answers.count()) == (fact, "waiting", 3)
    before = mill.status, mill.street
    mill.refresh_from_db()
    assert (mill.status, mill.street) == before
    suggested_edits.accept(edit, make_staff("moderator"))
    mill.refresh_from_db()
    rows = [*Statement.objects.all(), *HistoryEvent.objects.all(), *Plan.objects.all()]
    assert {(row.source.key, row.as_of_basis) for row in rows} == {("visitors:3", Basis.ANSWERED)}


def test_still_open_is_confirmed_by_two_visitors(mill):
    make_statement(mill, {"name": mill.name}, as_of="2013")
    tap("open:open")
    mill.refresh_from_db()
    assert mill.confirmed_on == "2013"
    tap("open:open", ELSEWHERE)
    mill.refresh_from_db()
    assert mill.confirmed_on == timezone.localdate().isoformat()
    assert Statement.objects.get(source__key="visitors:2").facts == {"status": "open"}


def test_a_closure_contradicts_still_open(mill):
    tap("open:closed")
    tap("open:open", ELSEWHERE)
    tap("open:open", "203.0.113.1")
    assert states() == ["waiting", "waiting"]


def test_nothing_that_a_manager_confirmed_is_overridden(client, mill):
    make_amenity(mill, "wifi", "slow", value="limited")
    manager = make_manager(mill)
    facts.confirm(mill, ["amenities", "status"])
    for answer in ("wifi:no", "open:closed"):
        tap(answer)
        tap(answer, ELSEWHERE)
    assert (amenities_of(mill), states()) == ({"wifi": "limited: slow"}, ["waiting"] * 2)
    for edit in SuggestedEdit.objects.all():
        client.force_login(make_staff("moderator"))
        client.post("/admin/queues/reports/act/", {"action": "accept", "pk": edit.pk})
    assert states() == ["waiting"] * 2
    edit = SuggestedEdit.objects.get(fact="amenities")
    suggested_edits.accept(edit, manager)
    assert amenities_of(mill) == {"wifi": "no"}
    current = Statement.objects.get(as_of_basis=Basis.CONFIRMED, replaced_at=None, ref__contains="amenit")
    assert current.facts == {"amenities": {"wifi": "no"}}


def test_what_a_manager_made_unknown_stays_unknown(mill):
    make_manager(mill)
    row = make_amenity(mill, "wifi")
    facts.confirm(mill, ["amenities"])
    row.delete()
    facts.confirm(mill, ["amenities"])
    tap("wifi:yes")
    tap("wifi:yes", ELSEWHERE)
    assert (amenities_of(mill), states()) == ({}, ["waiting"])


def test_visitors_who_agree_with_the_manager_leave_the_managers_statement_first(mill):
    make_amenity(mill, "wifi", "fibre")
    make_manager(mill)
    facts.confirm(mill, ["amenities"])
    tap("wifi:yes")
    tap("wifi:yes", ELSEWHERE)
    assert (amenities_of(mill), states()) == ({"wifi": "yes: fibre"}, ["accepted"])
    assert Statement.objects.filter(as_of_basis=Basis.CONFIRMED, replaced_at=None).exists()


def test_a_member_reports_and_a_manager_or_moderator_confirms_at_once(client, mill):
    marie = make_member()
    client.force_login(marie)
    tap("wifi:yes", client=client)
    assert (SuggestedEdit.objects.get().member, amenities_of(mill)) == (marie, {})
    client.force_login(make_manager(mill))
    make_amenity(mill, "coffee")
    tap("power:yes", client=client)
    assert amenities_of(mill) == {"coffee": "yes", "power": "yes"}
    confirmed = Statement.objects.get(as_of_basis=Basis.CONFIRMED)
    assert confirmed.facts == {"amenities": {"power": "yes"}}
    client.force_login(make_staff("moderator"))
    tap("price", client=client, day_price="21")
    assert Plan.objects.get().amount == 21
    assert not VisitorAnswer.objects.exists()


def test_a_declined_answer_does_not_come_back_within_thirty_days(mill, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))
    tap("wifi:yes")
    suggested_edits.decline(SuggestedEdit.objects.get(), make_staff("moderator"))
    tap("wifi:yes", ELSEWHERE)
    assert states() == ["declined"]
    time_machine.move_to(dt.datetime(2026, 12, 3, 12, tzinfo=dt.UTC))
    tap("wifi:yes", ELSEWHERE)
    assert (states(), VisitorAnswer.objects.count()) == (["waiting"], 1)


def test_what_visitors_agreed_on_can_be_undone(mill):
    tap("wifi:yes")
    tap("wifi:yes", ELSEWHERE)
    entry = SpaceLogEntry.objects.get()
    assert entry.actor is None
    space_log.undo(make_staff("moderator"), entry, "It has none.")
    assert (amenities_of(mill), states()) == ({}, ["waiting"])
    assert not Statement.objects.filter(replaced_at=None).exists()


def test_two_visitors_at_once_are_two(shared_database):
    space = make_space("The Mill", slug="mill")
    statuses = at_once(2, lambda n: tap("wifi:yes", f"192.0.{n}.1").status_code)
    assert statuses == [302, 302]
    assert (amenities_of(space), states()) == ({"wifi": "yes"}, ["accepted"])


def test_one_network_at_once_is_one(shared_database):
    space = make_space("The Mill", slug="mill")
    at_once(4, lambda n: tap("wifi:yes", f"192.0.2.{n}"))
    assert (amenities_of(space), states(), VisitorAnswer.objects.count()) == ({}, ["waiting"], 1)


@pytest.mark.once
def test_too_many_answers_are_refused_and_the_choice_stays(mill, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"answer": "1/h/key"}
    assert tap("wifi:yes").status_code == 302
    refused = tap("price", NEXT_DOOR, day_price="19,50")
    assert refused.status_code == 429
    shown = page(refused)
    assert "Try again in an hour" in shown.one(".error").text
    assert shown.one("form.space-answer").form_data()["day_price"] == ["19,50"]
    assert tap("power:yes", NEXT_DOOR).status_code == 429
    assert tap("power:yes", ELSEWHERE).status_code == 302


@pytest.mark.once
def test_answers_of_one_network_about_one_space_are_limited(mill, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"answer_space": "1/d/key"}
    make_space("Other", slug="other")
    assert [tap("wifi:yes").status_code, tap("power:yes").status_code] == [302, 429]
    other = Client().post("/en/spaces/other/answer/", {"answer": "wifi:yes"}, REMOTE_ADDR=HERE)
    assert other.status_code == 302


@pytest.mark.once
def test_the_page_of_the_space_is_shared_and_that_of_the_answer_is_not_stored(client, mill):
    assert "public" in client.get("/en/spaces/mill/")["Cache-Control"]
    for response in (client.get(FORM, {"answer": "wifi:yes"}), tap("wifi:yes"), tap("wifi")):
        assert set(response["Cache-Control"].split(", ")) == {"private", "no-store"}


@pytest.mark.once
def test_a_tap_on_the_page_leads_to_its_answer_and_then_to_the_next_prompt(client, mill):
    make_statement(mill, {"name": mill.name}, as_of=timezone.localdate().isoformat())
    buttons = page(client.get("/en/spaces/mill/")).select(".space-ask button")
    assert [button["value"] for button in buttons][:3] == ["wifi:yes", "wifi:no", "wifi:unknown"]
    shown = page(client.get(FORM, {"answer": "wifi:yes"}))
    assert shown.one(".space-answer .actions button:not(.quiet)")["value"] == "wifi:yes"
    response = client.post(FORM, {"answer": "wifi:yes"}, follow=True, REMOTE_ADDR=HERE)
    shown = page(response)
    assert shown.one("h1").text == "Are there power sockets at the tables?"
    assert "as soon as a second visitor" in shown.one(".messages, .message").text
    shown = page(client.get(FORM, {"answer": "power:unknown", "answered": "wifi"}))
    assert shown.one("h1").text == "What does a day cost?"


@pytest.mark.once
def test_i_do_not_know_is_no_dead_end_and_stores_nothing(client, mill):
    answered = []
    for _number in range(20):
        shown = page(client.get(FORM, {"answered": answered}))
        if not shown.has("form.space-answer"):
            break
        key = shown.select("form.space-answer button")[-1]["value"].partition(":")[0]
        answered.append(key)
        assert tap(f"{key}:unknown").status_code == 302
    assert shown.one("h1").text == "Thank you"
    assert not SuggestedEdit.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        ("wifi:perhaps", {}), ("wifi", {}), ("", {}), ("nothing:yes", {}), ("price", {"day_price": "cheap"}),
        ("hours", {"opening_hours": "now and then"}), ("wifi:yes", {"homepage": "https://spam.example"}),
        ("price", {}), ("open:open\0", {}),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_aloud(mill, answer, fields):
    refused = tap(answer, **fields)
    assert refused.status_code in (200, 400)
    assert not SuggestedEdit.objects.exists()
    for value in fields.values():
        assert value in refused.content.decode()


@pytest.mark.once
def test_a_place_that_is_gone_or_a_sample_is_asked_nothing(mill):
    closed = make_space("Gone", slug="gone", status="closed")
    sample = make_space("Sample", slug="sample", is_sample=True)
    for space in (closed, sample):
        url = f"/en/spaces/{space.slug}/answer/"
        assert Client().post(url, {"answer": "wifi:yes"}).status_code == 200
    assert not SuggestedEdit.objects.exists()
    assert Client().get("/en/spaces/nowhere/answer/").status_code == 404


@pytest.mark.once
def test_an_old_price_is_confirmed_as_it_stands(mill):
    make_plan(mill, "18", as_of="2013")
    shown = page(Client().get(FORM, {"answer": "price"}))
    data = shown.one("form.space-answer").form_data()
    tap("price", day_price=data["day_price"][0])
    value = SuggestedEdit.objects.get().value
    assert [(price["unit"], price["amount"]) for price in value] == [("day", "18.00")]


@pytest.mark.once
def test_answers_are_in_french_too(mill):
    shown = page(Client().get("/fr/spaces/mill/answer/?answer=wifi:yes"))
    assert shown.one("h1").text == "Y a-t-il le wifi ?"
    assert shown.texts(".space-answer .actions button") == ["Oui", "Non", "En partie", "Je ne sais pas"]
