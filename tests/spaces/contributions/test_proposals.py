"""Members propose spaces: likely duplicates are shown, a moderator decides, the member is notified."""

import datetime as dt

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from coworking.audit.registry import NotPossible, Outcome
from spaces.audit.log import space_log
from spaces.audit.models import SpaceLogEntry
from spaces.contributions import proposals
from spaces.contributions.models import Proposal
from spaces.directory.amenity_rows import amenities_of
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.managers import facts
from spaces.managers.models import SuggestedEdit
from spaces.provenance.models import Basis, Source, Statement
from spaces.provenance.own_sources import member_source
from tests.factories import (
    make_amenity,
    make_country,
    make_member,
    make_plan,
    make_space,
    make_staff,
    make_statement,
    make_user,
)
from tests.pages import page
from tests.threads import at_once

pytestmark = pytest.mark.django_db
FORM = "/en/suggest-a-space/"
QUEUE = "/admin/queues/proposals/"


@pytest.fixture
def marie(client):
    member = make_member()
    client.force_login(member)
    return member


def form_data(**changed):
    """The data of a complete form."""
    return {
        "name": "The Mill", "kind": "coworking", "city": "Luik", "country": "BE", "street": "Rue Haute 12",
        "website": "mill.example", "phone": "+32 4 222 22 22", "position": "50.6337, 5.5675",
        "opening_hours": "Mo-Fr 09:00-18:00", "day_price": "18",
        "amenities-wifi": "yes", "amenities-coffee": "no",
        "how": "I work there on Mondays.",
    } | changed  # fmt: skip


def send(client, **changed):
    return client.post(FORM, form_data(**changed))


def decide(client, action, **data):
    return client.post(f"{QUEUE}act/", {"action": action, "pk": Proposal.objects.get().pk, **data})


def moderate(client):
    boss = make_staff("moderator")
    client.force_login(boss)
    return boss


def test_visitors_must_sign_in(client, gazetteer):
    for path in (FORM, f"{FORM}likely/"):
        assert "login" in client.get(path).url
    assert send(client).status_code == 302
    assert not Proposal.objects.exists()


def test_a_proposal_is_stored_with_all_facts_of_the_form(client, gazetteer, marie):
    assert send(client).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.member, proposal.state, proposal.city.slug) == (marie, "waiting", "liege")
    assert proposal.facts["website"] == "https://mill.example"
    assert proposal.facts["prices"][0] | {"amount": "18.00", "currency": "EUR"} == proposal.facts["prices"][0]
    assert not Space.objects.exists()
    page = client.get("/en/account/").content.decode()
    assert "The Mill" in page
    assert "waiting for a moderator" in page


def test_a_member_proposes_the_same_space_only_once(client, gazetteer, marie):
    send(client)
    send(client, name="THE  MILL!", city="Liège")
    page = client.post(FORM, form_data(name="the mill", city="Lüttich"), follow=True).content.decode()
    assert "suggested this space already" in page
    assert Proposal.objects.count() == 1
    client.force_login(make_member("Tom"))
    send(client)
    assert Proposal.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "!!!", "This is no name."),
        ("city", "12", "This is no city."),
        ("website", "under construction", "This is no web address."),
        ("phone", "ask me", "This is no telephone number."),
        ("position", "here", "Write latitude and longitude"),
        ("position", "500, 500", "Write latitude and longitude"),
        ("how", "", "This field is required."),
        ("country", "XX", "Select a valid choice"),
        ("homepage", "https://spam.example", "it is there to catch robots"),
    ],
)
@pytest.mark.once
def test_an_invalid_field_is_reported_and_the_form_keeps_its_input(
    client, gazetteer, marie, field, value, message
):
    page = send(client, **{field: value}).content.decode()
    assert message in page
    assert "Mo-Fr 09:00-18:00" in page
    assert not Proposal.objects.exists()


# Likely duplicates


@pytest.fixture
def mill(gazetteer):
    return make_space(
        "Mill coworking",
        slug="mill",
        city=gazetteer["liege"],
        street="Rue Haute 12",
        latitude=50.63371,
        longitude=5.56752,
    )


def test_likely_duplicates_are_shown_and_the_form_keeps_its_input(client, mill, marie):
    page = send(client).content.decode()
    assert "Is it one of these?" in page
    assert 'href="/en/spaces/mill/"' in page
    assert 'href="/en/spaces/mill/report/"' in page
    assert "<svg" in page
    for typed in (
        "Rue Haute 12",
        "mill.example",
        "Mo-Fr 09:00-18:00",
        "I work there on Mondays.",
        'value="18"',
    ):
        assert typed in page
    assert page.count('"yes" selected') == page.count('"no" selected') == 1
    assert not Proposal.objects.exists()
    send(client, seen=[mill.pk])
    assert Proposal.objects.count() == 1


def test_a_new_likely_duplicate_is_shown_before_the_proposal_is_accepted(client, mill, marie):
    assert "Is it one of these?" in send(client, seen=["999"]).content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"name": "The Mill", "city": "Liège", "country": "BE"}, True),
        ({"name": "mill", "city": "Mons", "country": "BE"}, False),
        ({"name": "Another name", "website": "https://www.mill.example/x"}, True),
        ({"name": "Another name", "phone": "04 / 333.33.33", "country": "BE"}, True),
        ({"name": "Another name", "phone": "04 / 333.33.33", "country": "DE"}, False),
        ({"name": "The Mill", "position": "50.6337, 5.5675"}, True),
        ({"name": "Wild Goose", "city": "Liège", "country": "BE"}, False),
        ({}, False),
    ],
)
def test_likely_duplicates_are_shown_while_typing(client, gazetteer, marie, typed, found):
    make_space(
        "Mill coworking",
        slug="mill",
        city=gazetteer["liege"],
        website="http://mill.example",
        phone="+32 4 333 33 33",
    )
    make_space("Nobody’s", slug="nobody", city=gazetteer["mons"])
    response = client.get(f"{FORM}likely/", typed, headers={"hx-request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert ("spaces/mill/" in page) == found
    assert "nobody" not in page
    assert "<html" not in page


def test_hidden_and_merged_spaces_are_not_offered(client, mill, marie):
    Space.objects.update(is_published=False)
    assert send(client).status_code == 302


@pytest.mark.usefixtures("stopped_clock")
def test_too_many_proposals_are_refused_and_the_form_keeps_its_input(client, gazetteer, marie):
    for number in range(20):
        send(client, name=f"Place number {'abcdefghijklmnopqrst'[number]}", website="", phone="", position="")
    response = send(client, website="", phone="", position="")
    assert response.status_code == 429
    assert "I work there on Mondays." in response.content.decode()
    assert Proposal.objects.count() == 20


# Deciding


def test_an_approved_proposal_becomes_a_space_with_the_member_as_its_source(
    client, gazetteer, marie, django_capture_on_commit_callbacks
):
    send(client)
    boss = moderate(client)
    page = client.get(QUEUE).content.decode()
    assert "I work there on Mondays." in page
    assert "Nothing like it stands here." in page
    with django_capture_on_commit_callbacks(execute=True):
        decide(client, "approve")
    space = Space.objects.get()
    assert (space.name, space.city, space.day_price, space.phone) == (
        "The Mill", gazetteer["liege"], 18, "+32 4 222 22 22",
    )  # fmt: skip
    assert amenities_of(space) == {"wifi": "yes", "coffee": "no"}
    statement = Statement.objects.get()
    assert (statement.source.name, statement.as_of_basis) == ("Marie", Basis.REPORTED)
    assert statement.as_of == facts.today()
    assert mail.outbox[0].to == [marie.email]
    assert "/en/spaces/the-mill/" in mail.outbox[0].body
    entry = SpaceLogEntry.objects.get()
    assert (entry.actor, entry.action, entry.space) == (boss, "proposal_approved", space)
    public = client.get("/en/spaces/the-mill/").content.decode()
    assert "told by a member" in public
    gazetteer["liege"].refresh_from_db()
    assert gazetteer["liege"].space_count == 1


def test_the_member_is_notified_in_their_language(
    client, gazetteer, marie, django_capture_on_commit_callbacks
):
    client.post("/fr/suggest-a-space/", form_data())
    moderate(client)
    with django_capture_on_commit_callbacks(execute=True):
        decide(client, "decline", reason="Fermé depuis 2019.")
    assert "Raison\N{NO-BREAK SPACE}:" in mail.outbox[0].body
    assert "Fermé depuis 2019." in mail.outbox[0].body
    assert mail.outbox[0].body.rstrip().endswith(f"{settings.SITE_NAME}.")


def test_an_unknown_village_is_created_as_a_city(client, gazetteer, marie):
    send(client, city="Ohey", position="50.43, 5.12")
    moderate(client)
    assert "the gazetteer does not know this city" in client.get(QUEUE).content.decode()
    decide(client, "approve")
    village = City.objects.get(name="Ohey")
    assert (village.timezone, village.space_count) == ("Europe/Brussels", 1)
    assert client.get("/en/be/ohey/").status_code == 200


def test_merging_into_a_space_fills_empty_fields_only(
    client, mill, marie, django_capture_on_commit_callbacks
):
    Space.objects.filter(pk=mill.pk).update(phone="+32 4 111 11 11")
    make_plan(Space.objects.get(), 25)
    send(client, seen=[mill.pk])
    moderate(client)
    assert 'value="mill"' in client.get(QUEUE).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        decide(client, "merge", space="mill")
    mill.refresh_from_db()
    assert (mill.name, mill.phone, mill.website) == (
        "Mill coworking",
        "+32 4 111 11 11",
        "https://mill.example",
    )
    assert mill.day_price == 25
    assert Statement.objects.get().facts["phone"] == "+32 4 222 22 22"
    assert Proposal.objects.get().state == "merged"
    assert "joined its page" in mail.outbox[0].body
    assert "Marie" in client.get("/en/spaces/mill/").content.decode()
    client.force_login(marie)
    assert 'href="/en/spaces/mill/"' in client.get("/en/account/").content.decode()


def test_merging_into_a_space_does_not_overwrite_confirmed_facts(client, mill, marie):
    Space.objects.filter(pk=mill.pk).update(phone="+32 4 111 11 11")
    facts.confirm(Space.objects.get(), ["phone"])
    send(client, seen=[mill.pk])
    moderate(client)
    decide(client, "merge", space="/en/spaces/mill/")
    assert SuggestedEdit.objects.get(fact="phone").state == "waiting"
    mill.refresh_from_db()
    assert mill.phone == "+32 4 111 11 11"


def test_a_members_price_does_not_join_the_prices_that_a_manager_confirmed(client, mill, marie):
    make_plan(mill, 20, "day")
    facts.confirm(mill, [facts.PRICES])
    price = {"what": "hot_desk", "unit": "month", "amount": "150", "currency": "EUR"}
    description = {"name": "Mill Coworking", "prices": [price]}
    proposal, _new = proposals.propose(marie, mill.city.country, "Liège", mill.city, description, "")
    proposals.merge(make_staff("moderator"), proposal, mill)
    assert [plan.unit for plan in mill.plans.filter(is_current=True)] == ["day"]
    assert SuggestedEdit.objects.get(fact="prices").state == "waiting"


def test_merging_into_a_space_requires_an_existing_one(client, mill, marie):
    send(client, seen=[mill.pk])
    moderate(client)
    for words in ("", "nowhere", "/"):
        decide(client, "merge", other=words)
    assert "no single space here called “nowhere”" in client.get(QUEUE).content.decode()
    assert Proposal.objects.get().state == "waiting"
    decide(client, "merge", other="Mill Coworking")
    assert Proposal.objects.get().space == mill


def test_a_declined_proposal_shows_the_reason(client, gazetteer, marie, django_capture_on_commit_callbacks):
    send(client)
    moderate(client)
    decide(client, "decline")
    assert Proposal.objects.get().state == "waiting"
    with django_capture_on_commit_callbacks(execute=True):
        decide(client, "decline", reason="It is a flat.")
    assert "It is a flat." in mail.outbox[0].body
    decide(client, "approve")
    assert not Space.objects.exists()
    client.force_login(marie)
    page = client.get("/en/account/").content.decode()
    assert "declined" in page
    assert "It is a flat." in page
    assert "declined" in client.post(FORM, form_data(), follow=True).content.decode()


def test_deleting_the_member_removes_their_name_from_the_source(client, gazetteer, marie):
    send(client)
    moderate(client)
    decide(client, "approve")
    marie.delete()
    assert Source.objects.get(key__startswith="member:").name == "A member"
    assert Proposal.objects.get().member is None


@pytest.mark.parametrize("role", ["", "editor", "member"])
def test_only_moderators_decide(client, gazetteer, marie, role):
    send(client)
    client.force_login({"": make_user, "editor": lambda: make_staff("editor"), "member": make_member}[role]())
    expected = 403 if role == "editor" else 302
    assert client.get(QUEUE).status_code == expected
    assert decide(client, "approve").status_code == expected
    assert not Space.objects.exists()


def test_query_count_does_not_grow_with_the_number_of_proposals(
    client, gazetteer, django_assert_max_num_queries
):
    for number in range(9):
        name = f"Mill {'abcdefghi'[number] * 3}"
        make_space(f"{name} coworking", city=gazetteer["liege"])
        facts = {"name": name, "kind": "coworking", "latitude": 50.63373, "longitude": 5.56749}
        proposals.propose(make_member(name), make_country(), "Liège", gazetteer["liege"], facts, "x")
    moderate(client)
    with django_assert_max_num_queries(16):
        page = client.get(QUEUE).content.decode()
    assert page.count('class="candidate"') >= 9


def test_query_count_of_the_form_is_bounded(client, mill, marie, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(FORM)
    with django_assert_max_num_queries(16):
        client.get(f"{FORM}likely/", form_data())


# Races


def test_concurrent_submissions_make_one_proposal(shared_database):
    make_space()
    marie = make_member()

    def press(_number):
        client = Client()
        client.force_login(marie)
        return client.post(FORM, form_data(website="", phone="", position="")).status_code

    assert set(at_once(8, press)) == {302}
    assert Proposal.objects.count() == 1


def test_two_moderators_approving_at_once_make_one_space(shared_database):
    city = make_space().city
    facts = {"name": "The Mill", "kind": "coworking"}
    proposal, _new = proposals.propose(make_member(), city.country, "Liège", city, facts, "x")
    bosses = [make_user(is_staff=True, is_superuser=True) for _one in range(2)]

    def press(number):
        client = Client()
        client.force_login(bosses[number])
        return client.post(f"{QUEUE}act/", {"action": "approve", "pk": proposal.pk}).status_code

    assert at_once(2, press) == [302, 302]
    assert Space.objects.filter(name="The Mill").count() == 1
    assert SpaceLogEntry.objects.count() == 1


def test_hours_as_people_type_them_are_shown_in_words_before_they_are_proposed(client, gazetteer, marie):
    answer = page(send(client, opening_hours="Lundi au vendredi de 9h à 18h"))
    assert "Monday to Friday 09:00–18:00" in answer.one(".error").text
    assert not Proposal.objects.exists()
    client.post(FORM, answer.one("form.stacked-form").form_data())
    assert Proposal.objects.get().facts["opening_hours"] == "Mo-Fr 09:00-18:00"


def test_hours_that_are_not_understood_are_left_as_text_when_they_are_sent_again(client, gazetteer, marie):
    answer = page(send(client, opening_hours="mornings, ring twice"))
    assert "“mornings”" in answer.texts(".error")[0]
    again = answer.one("form.stacked-form").form_data()
    assert again["opening_hours"] == ["mornings, ring twice"]
    other = page(client.post(FORM, again | {"opening_hours": "evenings"}))
    assert "“evenings”" in other.texts(".error")[0]
    client.post(FORM, again)
    assert Proposal.objects.get().facts["opening_hours"] == "mornings, ring twice"


# What each decision stores


def propose(member, city, name="The Mill", **more):
    description = {"name": name, "kind": "coworking", **more}
    proposal, _new = proposals.propose(member, city.country, city.name, city, description, "I work there.")
    return proposal


@pytest.fixture
def liege(gazetteer):
    return gazetteer["liege"]


def test_a_proposal_is_of_the_day_on_which_it_was_made(liege):
    proposal, boss = propose(make_member(), liege, phone="+32 4 1"), make_staff("moderator")
    Proposal.objects.update(created_at=dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC))
    space = proposals.approve(boss, proposal, "I called.")
    statement = space.statements.get()
    assert (statement.as_of, statement.as_of_basis) == ("2026-03-04", Basis.REPORTED)
    assert statement.facts["phone"] == "+32 4 1"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.space, proposal.reason) == ("approved", space, "I called.")
    assert proposal.decided_by == boss
    assert abs(timezone.now() - proposal.decided_at) < dt.timedelta(minutes=5)
    entry = SpaceLogEntry.objects.get()
    assert (entry.reason, entry.about) == ("I called.", "The Mill, Liège")


def test_what_is_merged_into_a_space_has_the_member_and_the_day_of_the_proposal(liege, mill):
    price = {"what": "hot_desk", "unit": "month", "amount": "150", "currency": "EUR"}
    marie = make_member()
    proposal = propose(marie, liege, prices=[price], amenities={"wifi": "yes"}, phone="+32 4 222 22 22")
    Proposal.objects.update(created_at=dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC))
    make_plan(mill, 20, "day")
    make_amenity(mill, "wifi")
    assert proposals.merge(make_staff("moderator"), proposal, mill, "the same").pk == mill.pk
    statement = mill.statements.get()
    plan = mill.plans.get(unit="month")
    for row in (statement, plan):
        assert (row.source.name, row.as_of, row.as_of_basis) == ("Marie", "2026-03-04", Basis.REPORTED)
    assert (statement.ref, statement.facts["name"]) == (f"proposal:{proposal.pk}", "The Mill")
    mill.refresh_from_db()
    assert (mill.month_price, mill.day_price, mill.phone) == (150, 20, "+32 4 222 22 22")
    assert mill.amenity_rows.count() == 1
    proposal.refresh_from_db()
    assert (proposal.state, proposal.space, proposal.reason) == ("merged", mill, "the same")


def test_amenities_that_the_space_lacks_are_added(liege, mill):
    make_space("Coffee house", amenities=("coffee",))
    make_amenity(mill, "wifi")
    proposal = propose(make_member(), liege, amenities={"wifi": "no", "coffee": "yes"})
    proposals.merge(make_staff("moderator"), proposal, mill)
    assert amenities_of(mill) == {"wifi": "yes", "coffee": "yes"}


def test_amenities_that_a_manager_confirmed_do_not_grow_by_a_proposal(liege, mill):
    make_space("Coffee house", amenities=("coffee",))
    make_amenity(mill, "wifi")
    facts.confirm(mill, ["amenities"])
    proposals.merge(make_staff("moderator"), propose(make_member(), liege, amenities={"coffee": "yes"}), mill)
    assert list(mill.amenity_rows.values_list("amenity", flat=True)) == ["wifi"]


@pytest.mark.parametrize(("current", "amounts"), [(True, [20]), (False, [20, 25])])
def test_a_price_of_a_kind_that_the_space_has_is_not_added(liege, mill, current, amounts):
    make_plan(mill, 20, "day", is_current=current)
    price = {"what": "hot_desk", "unit": "day", "amount": "25", "currency": "EUR"}
    proposals.merge(make_staff("moderator"), propose(make_member(), liege, prices=[price]), mill)
    assert sorted(mill.plans.values_list("amount", flat=True)) == amounts


def test_nothing_is_merged_into_a_space_that_is_merged_itself(liege, mill):
    Space.objects.filter(pk=mill.pk).update(merged_into=make_space())
    proposal = propose(make_member(), liege)
    with pytest.raises(NotPossible, match="merged into another"):
        proposals.merge(make_staff("moderator"), proposal, mill)
    assert Proposal.objects.get().state == "waiting"


def test_a_proposal_whose_member_has_left_can_only_be_declined(liege, mill):
    marie, boss = make_member(), make_staff("moderator")
    proposal = propose(marie, liege)
    marie.delete()
    for decide in (lambda: proposals.approve(boss, proposal), lambda: proposals.merge(boss, proposal, mill)):
        with pytest.raises(NotPossible, match="has left"):
            decide()
    proposals.decline(boss, proposal, "A flat.")
    assert Proposal.objects.get().state == "declined"


def test_an_approval_that_the_database_refuses_leaves_nothing_and_may_be_tried_again(liege, mill):
    one = propose(make_member(), liege)
    make_statement(mill, source=member_source(one.member), ref=f"proposal:{one.pk}")
    before = Space.objects.count()
    with pytest.raises(NotPossible, match="try again"):
        proposals.approve(make_staff("moderator"), one)
    one.refresh_from_db()
    assert (one.state, Space.objects.count()) == ("waiting", before)


def test_a_proposal_is_decided_once_and_taken_back_once(liege, mill):
    boss, proposal = make_staff("moderator"), propose(make_member(), liege)
    assert proposals.outcome(proposal) is None
    proposals.decline(boss, proposal, "A flat.")
    proposal.refresh_from_db()
    assert proposals.outcome(proposal) == Outcome(proposal.get_state_display(), boss, proposal.decided_at)
    for decide in (proposals.approve, lambda *args: proposals.merge(*args, mill)):
        with pytest.raises(NotPossible, match="Already decided"):
            decide(boss, proposal)
    entry = SpaceLogEntry.objects.get()
    Proposal.objects.update(state="waiting")
    with pytest.raises(NotPossible, match="waits already"):
        space_log.undo(boss, entry, "again")


def test_a_proposal_is_another_in_another_country_or_city(gazetteer):
    marie, liege = make_member(), gazetteer["liege"]
    first = propose(marie, liege)
    again, is_new = proposals.propose(marie, liege.country, "Luik", liege, {"name": "THE MILL"}, "")
    assert (again, is_new) == (first, False)
    for country, name, city in (
        (make_country("FR"), "Liège", None),
        (liege.country, "Mons", gazetteer["mons"]),
        (liege.country, "Ohey", None),
    ):
        proposal, is_new = proposals.propose(marie, country, name, city, {"name": "The Mill"}, "So it is.")
        assert is_new
        assert (proposal.city_name, proposal.city, proposal.how) == (name, city, "So it is.")


def shown_step(response) -> str:
    """The heading of the only step that is shown."""
    (step,) = (one for one in page(response).select(".step") if "hidden" not in one)
    return step.one("h2").text


def test_going_on_asks_for_nothing_of_later_steps(client, gazetteer, marie):
    response = client.post(
        FORM, {"name": "Mill", "kind": "cafe", "city": "Luik", "country": "BE", "step": "2"}
    )
    assert "What do you know of it?" in shown_step(response)
    assert not page(response).has(".error-summary")
    assert not Proposal.objects.exists()


def test_an_error_leads_back_to_its_step_and_names_its_field_at_the_top(client, gazetteer, marie):
    response = send(client, website="no web site", step="send")
    assert "What do you know of it?" in shown_step(response)
    assert page(response).one("title").text.startswith("Error: ")
    assert page(response).one(".error-summary a")["href"] == "#id_website"
    described = page(response).one("#id_website")["aria-describedby"]
    assert page(response).one(f"#{described} .error").text == "This is no web address."


def test_going_back_keeps_everything_and_complains_of_nothing(client, gazetteer, marie):
    response = client.post(FORM, {"name": "", "phone": "no number", "how": "I work there.", "step": "1"})
    assert "Which place is it?" in shown_step(response)
    assert not page(response).has(".error-summary")
    assert page(response).one("#id_phone")["value"] == "no number"
    assert page(response).one("#id_how").text == "I work there."


def test_a_space_that_it_is_not_is_shown_once(client, mill, marie):
    first = send(client, step="2")
    assert "Which place is it?" in shown_step(first)
    seen = [field["value"] for field in page(first).select("#likely [name=seen]")]
    second = send(client, step="2", seen=seen)
    assert "What do you know of it?" in shown_step(second)
    answered = [field["value"] for field in page(second).select("[name=answered]")]
    assert answered == seen
    live = client.get(f"{FORM}likely/", form_data(answered=answered))
    assert not page(live).has("#likely-title")
    send(client, step="send", answered=answered)
    assert Proposal.objects.count() == 1
