"""Members report changes of a space; a moderator or its manager accepts or declines them."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from spaces.audit.models import SpaceLogEntry
from spaces.contributions import reports, suggested_edits
from spaces.directory.amenity_rows import amenities_of
from spaces.directory.models import Space
from spaces.history.models import HistoryEvent
from spaces.managers import facts
from spaces.managers.models import Role, SuggestedEdit
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Statement
from tests.factories import (
    make_amenity,
    make_member,
    make_plan,
    make_source,
    make_sourced_space,
    make_space,
    make_staff,
    make_user,
)
from tests.pages import page
from tests.threads import at_once

pytestmark = pytest.mark.django_db
FORM = "/en/spaces/the-mill/report/"
QUEUE = "/admin/queues/reports/"


@pytest.fixture
def mill(db):
    return make_sourced_space()


@pytest.fixture
def marie(client):
    member = make_member()
    client.force_login(member)
    return member


def send(client, **changed):
    """Send the form as it came, with some fields changed."""
    data = page(client.get(FORM)).one("form.contribution-form").form_data()
    return client.post(FORM, data | changed)


def decide(client, action, suggestion, **data):
    return client.post(f"{QUEUE}act/", {"action": action, "pk": suggestion.pk, **data})


def test_visitors_must_sign_in(client, mill):
    assert "login" in client.get(FORM).url


def test_the_form_contains_the_current_facts(client, mill, marie):
    page = client.get(FORM).content.decode()
    for value in (
        'value="+32 4 111 11 11"',
        'value="Rue Haute 12"',
        'value="18"',
        'value="50.63373, 5.56749"',
    ):
        assert value in page
    assert page.count('"yes" selected') == 1


def test_an_answer_on_the_page_of_the_space_fills_the_form(client, mill, marie):
    def opened(answer):
        return page(client.get(FORM, {"answer": answer})).one("form.contribution-form")

    make_amenity(mill, "lift", value="no")
    filled = opened("power:yes").form_data()
    client.post(f"{FORM}?answer=power:yes", filled)
    assert [(row.fact, row.value) for row in SuggestedEdit.objects.all()] == [("amenities", {"power": "yes"})]
    assert opened("closed").form_data()["what"] == ["closed"]
    for answer, field in (("price", "day_price"), ("hours", "opening_hours")):
        assert opened(answer).one("[autofocus]")["name"] == field
    known = opened("").one(".amenity-values").html
    for answer in ("wifi:perhaps", "unknown:yes", "not_a_space", "wifi", ":"):
        assert opened(answer).one(".amenity-values").html == known


def test_only_changed_fields_are_reported(client, mill, marie):
    assert send(client, phone="+32 4 222 22 22").status_code == 302
    suggestion = SuggestedEdit.objects.get()
    assert (suggestion.fact, suggestion.value, suggestion.member) == ("phone", "+32 4 222 22 22", marie)
    assert suggestion.as_of == facts.today()
    mill.refresh_from_db()
    assert mill.phone == "+32 4 111 11 11"


def test_an_unchanged_form_is_no_report(client, mill, marie):
    assert "You changed nothing." in send(client).content.decode()
    assert not SuggestedEdit.objects.exists()


def test_every_field_can_be_reported(client, mill, marie):
    send(
        client, name="The New Mill", kind="cafe", street="Rue Basse 3", postcode="4000", phone="",
        website="mill.example", email="a@mill.example", opening_hours="Mo-Su", position="50.64, 5.57",
        day_price="20", **{"amenities-wifi": "no", "amenities-coffee": "yes"},
    )  # fmt: skip
    facts = set(SuggestedEdit.objects.values_list("fact", flat=True))
    assert facts == {
        "name", "kind", "street", "postcode", "website", "phone", "email", "opening_hours", "position",
        "prices", "amenities",
    }  # fmt: skip
    client.force_login(make_staff("moderator"))
    page = client.get(QUEUE).content.decode()
    assert "café" in page
    for suggestion in SuggestedEdit.objects.all():
        decide(client, "accept", suggestion)
    mill.refresh_from_db()
    assert (mill.name, mill.kind, mill.phone, mill.latitude) == ("The New Mill", "cafe", "", 50.64)
    assert (mill.day_price, mill.opening_hours) == (20, "Mo-Su")
    assert amenities_of(mill) == {"wifi": "no", "coffee": "yes"}
    assert mill.names.get().name == "The Mill"
    assert Plan.objects.get(is_current=False).amount == 18


def test_accepting_a_price_changes_no_other_price(client, mill, marie):
    make_plan(mill, 200, "month")
    make_plan(mill, 9, "hour")
    send(client, day_price="20", month_price="200")
    assert [price["unit"] for price in SuggestedEdit.objects.get().value] == ["day"]
    client.force_login(make_staff("moderator"))
    decide(client, "accept", SuggestedEdit.objects.get())
    current = Plan.objects.filter(is_current=True).order_by("amount")
    assert [(plan.amount, plan.source.name) for plan in current] == [
        (9, "a price list"), (20, "Marie"), (200, "a price list"),
    ]  # fmt: skip


def test_a_report_that_a_moderator_accepts_has_the_member_as_its_source(
    client, mill, marie, django_capture_on_commit_callbacks
):
    send(client, phone="+32 4 222 22 22", note="I called them.")
    boss = make_staff("moderator")
    client.force_login(boss)
    assert "I called them." in client.get(QUEUE).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        decide(client, "accept", SuggestedEdit.objects.get(), reason="I called, too.")
    mill.refresh_from_db()
    assert mill.phone == "+32 4 222 22 22"
    found = Statement.objects.get(source__key=f"member:{marie.pk}")
    assert (found.facts, found.as_of_basis) == ({"phone": "+32 4 222 22 22"}, Basis.REPORTED)
    assert mail.outbox[0].to == [marie.email]
    assert "I called, too." in mail.outbox[0].body
    page = client.get("/en/spaces/the-mill/").content.decode()
    assert "told by a member" in page
    assert "open data" in page
    entry = SpaceLogEntry.objects.get()
    assert (entry.actor, entry.action, entry.reason) == (boss, "suggestion_accepted", "I called, too.")
    client.force_login(marie)
    assert "accepted" in client.get("/en/account/").content.decode()
    assert "téléphone\N{NO-BREAK SPACE}: +32 4 222 22 22" in client.get("/fr/account/").content.decode()


def test_a_report_that_a_manager_accepts_is_confirmed_by_them(client, mill, marie):
    send(client, phone="+32 4 222 22 22")
    owner = make_member("Olga")
    Role.objects.create(space=mill, member=owner, level="owner")
    client.force_login(owner)
    suggestion = SuggestedEdit.objects.get()
    assert "+32 4 222 22 22" in client.get("/en/spaces/the-mill/keep/").content.decode()
    client.post(f"/en/spaces/the-mill/keep/suggestions/{suggestion.pk}/", {"answer": "accept"})
    statements = Statement.objects.filter(replaced_at=None, facts__phone="+32 4 222 22 22")
    assert {row.as_of_basis for row in statements} == {Basis.CONFIRMED, Basis.REPORTED}


def test_a_report_that_a_moderator_accepts_overrides_an_older_confirmation(client, mill, marie):
    facts.confirm(mill, ["phone", "street"])
    send(client, phone="+32 4 222 22 22")
    client.force_login(make_staff("moderator"))
    decide(client, "accept", SuggestedEdit.objects.get())
    assert facts.confirmed_facts([mill.pk])[mill.pk] == {"street"}
    assert Statement.objects.filter(facts__phone="+32 4 111 11 11", as_of_basis=Basis.CONFIRMED).exists()


def test_the_members_data_contain_what_they_reported(client, mill, marie):
    send(client, phone="+32 4 222 22 22")
    found = client.get("/en/account/export/").json()["reported_changes"]
    assert [(row["space"], row["fact"], row["value"]) for row in found] == [
        ("The Mill", "phone", "+32 4 222 22 22")
    ]


# A space that closed, moved, or is no coworking space


def test_a_closed_space_leaves_the_search_and_gets_an_event(client, mill, marie):
    send(client, what="closed", when="2026-03", phone="+32 4 222 22 22")
    assert SuggestedEdit.objects.get().fact == "life"
    client.force_login(make_staff("moderator"))
    assert "closed, 2026-03" in client.get(QUEUE).content.decode()
    decide(client, "accept", SuggestedEdit.objects.get())
    mill.refresh_from_db()
    assert (mill.status, mill.closed, mill.phone) == ("closed", "2026-03", "+32 4 111 11 11")
    event = HistoryEvent.objects.get()
    assert (event.type, event.date, event.source.name) == ("closed", "2026-03", "Marie")
    mill.city.refresh_from_db()
    assert mill.city.space_count == 0
    assert "This place has closed" in client.get("/en/spaces/the-mill/").content.decode()


def test_the_date_of_a_closing_is_read_as_people_type_it(client, mill, marie):
    page = send(client, what="closed", when="mars 2026, je crois").content.decode()
    assert 'value="mars 2026, je crois"' in page
    send(client, what="closed", when="mars 2026")
    client.force_login(make_staff("moderator"))
    assert "closed, 2026-03" in client.get(QUEUE).content.decode()


def test_a_space_may_have_closed_on_an_unknown_date(client, mill, marie):
    send(client, what="closed")
    client.force_login(make_staff("moderator"))
    decide(client, "accept", SuggestedEdit.objects.get())
    mill.refresh_from_db()
    assert (mill.status, mill.closed, HistoryEvent.objects.get().date) == ("closed", "", "")


def test_a_space_that_moved_gets_the_new_address(client, mill, marie):
    send(client, what="moved", when="2026", street="Rue Basse 3", phone="+32 4 222 22 22")
    assert set(SuggestedEdit.objects.values_list("fact", flat=True)) == {"life", "phone"}
    client.force_login(make_staff("moderator"))
    decide(client, "accept", SuggestedEdit.objects.get(fact="life"))
    mill.refresh_from_db()
    assert (mill.status, mill.street, mill.latitude) == ("open", "Rue Basse 3", None)
    assert HistoryEvent.objects.get().note == "Rue Haute 12 → Rue Basse 3"


def test_a_move_is_one_report_of_the_whole_address_and_answered_in_its_language(
    mill, django_capture_on_commit_callbacks
):
    changes = {"street": "Rue Basse 3", "postcode": "4020", "position": [50.6, 5.5]}
    with translation.override("fr"):
        assert reports.report(make_member(), mill, changes, "moved", "2026") == 1
    with django_capture_on_commit_callbacks(execute=True):
        suggested_edits.accept(SuggestedEdit.objects.get(), make_staff("moderator"))
    mill.refresh_from_db()
    assert (mill.street, mill.postcode, mill.latitude, mill.longitude) == ("Rue Basse 3", "4020", 50.6, 5.5)
    assert "Merci d’aider" in mail.outbox[0].body


def test_a_space_may_have_moved_to_an_unknown_address(client, mill, marie):
    send(client, what="moved")
    client.force_login(make_staff("moderator"))
    decide(client, "accept", SuggestedEdit.objects.get())
    mill.refresh_from_db()
    assert (mill.status, mill.street) == ("moved", "Rue Haute 12")


def test_what_is_no_coworking_space_is_unpublished(client, mill, marie):
    send(client, what="not_a_space", note="It is a flat.")
    client.force_login(make_staff("moderator"))
    decide(client, "accept", SuggestedEdit.objects.get())
    assert client.get("/en/spaces/the-mill/").status_code == 404
    assert Space.objects.filter(slug="the-mill").exists()


@pytest.mark.parametrize("when", ["yesterday", "2026-13", "26"])
@pytest.mark.once
def test_an_invalid_date_is_refused(client, mill, marie, when):
    assert "is not understood as a date" in send(client, what="closed", when=when).content.decode()


def test_a_report_is_stored_whole_or_not_at_all(mill):
    with pytest.raises(TypeError):
        reports.report(make_member(), mill, {"phone": "+32 4 222 22 22", "street": {"no JSON"}})
    assert not SuggestedEdit.objects.exists()


# Once


def test_the_same_change_is_reported_once_and_not_after_it_was_declined(client, mill, marie):
    send(client, phone="+32 4 222 22 22")
    assert "reported this already" in client.get(send(client, phone="+32 4 222 22 22").url).content.decode()
    suggestion = SuggestedEdit.objects.get()
    client.force_login(make_staff("moderator"))
    decide(client, "decline", suggestion, reason="I called: it is not.")
    client.force_login(marie)
    send(client, phone="+32 4 222 22 22")
    suggestion.refresh_from_db()
    assert suggestion.state == "declined"
    assert "I called: it is not." in client.get("/en/account/").content.decode()
    assert reports.report(marie, mill, {"phone": "+32 4 333 33 33"}) == 1


def test_an_accepted_change_may_be_reported_again_after_another_change(client, mill, marie):
    send(client, phone="+32 4 222 22 22")
    client.force_login(make_staff("moderator"))
    decide(client, "accept", SuggestedEdit.objects.get())
    Space.objects.update(phone="+32 4 333 33 33")
    other = SuggestedEdit.objects.create(
        space=mill, fact="street", value="x", digest="x", source=make_source(), state="accepted"
    )
    client.force_login(marie)
    send(client, phone="+32 4 222 22 22", note="Again.")
    again = SuggestedEdit.objects.get(fact="phone")
    assert (again.state, again.note, again.decided_by, again.decided_at) == ("waiting", "Again.", None, None)
    other.refresh_from_db()
    assert other.state == "accepted"


def test_concurrent_decisions_accept_a_report_once(shared_database):
    space = make_space()
    reports.report(make_member(), space, {}, "closed")
    suggestion = SuggestedEdit.objects.get()
    bosses = [make_user(is_staff=True, is_superuser=True) for _one in range(2)]

    def press(number):
        client = Client()
        client.force_login(bosses[number])
        return decide(client, "accept", suggestion).status_code

    assert at_once(2, press) == [302, 302]
    assert HistoryEvent.objects.count() == 1
    assert SpaceLogEntry.objects.count() == 1


def test_accepting_the_amenities_of_a_data_set_adds_them_and_removes_none(client, mill):
    make_amenity(make_space(), "kitchen")
    suggestion = SuggestedEdit.objects.create(
        space=mill,
        fact="amenities",
        value={"kitchen": "no"},
        digest="x",
        source=make_source("x"),
        as_of="2026",
    )
    client.force_login(make_staff("moderator"))
    decide(client, "accept", suggestion)
    assert amenities_of(mill) == {"wifi": "yes", "kitchen": "no"}


# Who


def test_a_manager_goes_on_confirming_the_amenities_that_an_accepted_report_leaves(mill):
    make_amenity(mill, "coffee")
    facts.confirm(mill, ["amenities"])
    reports.report(make_member(), mill, {"amenities": {"coffee": "no"}})
    suggested_edits.accept(SuggestedEdit.objects.get(), make_staff("moderator"))
    rows = mill.statements.filter(as_of_basis=Basis.CONFIRMED).order_by("pk")
    assert [(row.facts, row.replaced_at is None) for row in rows] == [
        ({"amenities": {"wifi": "yes", "coffee": "yes"}}, False),
        ({"amenities": {"wifi": "yes"}}, True),
    ]


def test_suggestions_of_imports_are_in_the_moderators_queue_without_a_manager(client, mill):
    suggestion = SuggestedEdit.objects.create(
        space=mill, fact="phone", value="+32 4 9", digest="x", source=make_source("open data"), as_of="2026"
    )
    client.force_login(make_staff("moderator"))
    assert "+32 4 9" in client.get(QUEUE).content.decode()
    Role.objects.create(space=mill, member=make_member("Olga"), level="owner")
    assert not SuggestedEdit.objects.for_moderators().exists()
    assert suggestion.state == "waiting"


@pytest.mark.parametrize("who", ["member", "editor"])
def test_only_moderators_decide(client, mill, marie, who):
    send(client, phone="+32 4 222 22 22")
    if who == "editor":
        client.force_login(make_staff("editor"))
    expected = 403 if who == "editor" else 302
    assert client.get(QUEUE).status_code == expected
    assert decide(client, "accept", SuggestedEdit.objects.get()).status_code == expected
    assert SuggestedEdit.objects.get().state == "waiting"


def test_query_count_does_not_grow_with_the_number_of_reports(client, db, django_assert_max_num_queries):
    for number in range(9):
        space = make_space(amenities=("wifi",))
        make_plan(space)
        price = {"unit": "day", "amount": "20", "currency": "EUR"}
        reports.report(make_member(f"M{number}"), space, {"prices": [price], "amenities": {"coffee": "yes"}})
    client.force_login(make_staff("moderator"))
    with django_assert_max_num_queries(16):
        client.get(QUEUE)


def test_the_page_of_a_space_links_to_the_form(client, mill):
    assert 'href="/en/spaces/the-mill/report/"' in client.get("/en/spaces/the-mill/").content.decode()


def test_prices_are_read_as_members_type_them(client, mill, marie):
    send(client, day_price="24,50", month_price="à partir de 250 €")
    day, month = SuggestedEdit.objects.get().value
    assert (day["unit"], day["amount"], day["is_from"]) == ("day", "24.50", False)
    assert (month["unit"], month["amount"], month["is_from"]) == ("month", "250.00", True)


def test_thousands_in_a_price_are_shown_before_they_count(client, mill, marie):
    shown = page(send(client, month_price="1.250"))
    assert "Understood as €1,250.00" in shown.one("form.contribution-form").text
    assert not SuggestedEdit.objects.exists()
    client.post(FORM, shown.one("form.contribution-form").form_data())
    assert SuggestedEdit.objects.get().value[0]["amount"] == "1250.00"


def test_hours_that_nobody_can_read_are_no_change_when_they_stay(client, mill, marie):
    Space.objects.filter(pk=mill.pk).update(opening_hours="sur rendez-vous")
    send(client, phone="+32 4 333 33 33", opening_hours="sur rendez-vous")
    assert SuggestedEdit.objects.get().fact == "phone"


def test_reported_hours_are_asked_back_in_words(client, mill, marie):
    answer = send(client, opening_hours="Mo-Fr 9-18").content.decode()
    assert "Monday to Friday 09:00–18:00" in answer
    assert 'value="Mo-Fr 09:00-18:00"' in answer
    assert not SuggestedEdit.objects.exists()
