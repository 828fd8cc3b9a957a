"""Managers keep their own spaces true, and nobody else's; their word stands above every import."""

import json
import re

import pytest
from django.core import mail
from django.core.management import call_command

from spaces.managers import claims, fact_names, facts, outdated
from spaces.managers.claims import is_at_own_domain
from spaces.managers.models import Claim, Level, Role, SuggestedEdit
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Statement
from tests.factories import (
    make_amenity,
    make_manager,
    make_member,
    make_plan,
    make_source,
    make_space,
    make_statement,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(db):
    return make_space(name="The Mill", slug="the-mill", website="https://www.mill.example/", phone="+32 4 1")


@pytest.fixture
def owner(client, mill):
    member = make_manager(mill, email="olga@mail.example")
    client.force_login(member)
    return member


def import_csv(tmp_path, text, source="Open data"):
    path = tmp_path / "spaces.csv"
    path.write_text(text)
    call_command("import_spaces", str(path), source=source, as_of="2026-10", verbosity=0, report="json")


# Claiming


@pytest.mark.parametrize(
    ("email", "website", "proven"),
    [
        ("a@mill.example", "https://www.mill.example/", True),
        ("a@MILL.example", "http://mill.example/en/", True),
        ("a@evil-mill.example", "https://mill.example", False),
        ("a@mill.example.evil.example", "https://mill.example", False),
        ("a@facebook.com", "https://facebook.com/themill", False),
        ("a@mill.example", "", False),
        ("", "https://mill.example", False),
    ],
)
def test_an_email_address_is_proof_at_the_spaces_own_domain_only(email, website, proven):
    assert is_at_own_domain(email, make_space(website=website)) == proven


def test_an_email_address_at_the_own_domain_is_verified_by_a_code(
    client, mill, django_capture_on_commit_callbacks
):
    marie = make_member()
    client.force_login(marie)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/spaces/the-mill/claim/", {"email": "desk@mill.example"})
    assert mail.outbox[0].to == ["desk@mill.example"]
    code = re.search(r"^ {4}([A-Z0-9]{8})$", mail.outbox[0].body, re.MULTILINE)[1]
    assert not Role.objects.exists()
    assert (
        "wrong or too old"
        in client.post("/en/spaces/the-mill/claim/code/", {"code": "WRONG"}).content.decode()
    )
    response = client.post("/en/spaces/the-mill/claim/code/", {"code": code.lower()})
    assert response.url == "/en/spaces/the-mill/keep/"
    assert Role.objects.get().level == Level.OWNER
    assert Claim.objects.get().state == "approved"


def test_a_code_cannot_be_guessed(client, mill, django_capture_on_commit_callbacks):
    client.force_login(make_member())
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/spaces/the-mill/claim/", {"email": "desk@mill.example"})
    code = re.search(r"^ {4}([A-Z0-9]{8})$", mail.outbox[0].body, re.MULTILINE)[1]
    for _number in range(5):
        client.post("/en/spaces/the-mill/claim/code/", {"code": "WRONG"})
    client.post("/en/spaces/the-mill/claim/code/", {"code": code})
    assert not Role.objects.exists()


def test_other_claims_are_decided_by_a_moderator(client, mill, django_capture_on_commit_callbacks):
    marie = make_member()
    client.force_login(marie)
    client.post("/en/spaces/the-mill/claim/", {"evidence": "Call me at the desk."})
    client.post("/en/spaces/the-mill/claim/", {"evidence": "Call me at the desk, please."})
    claim = Claim.objects.get()
    assert (claim.state, claim.evidence) == ("waiting", "Call me at the desk, please.")
    client.force_login(make_user("boss@example.org", is_staff=True, is_superuser=True))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/spaces/claim/", {"action": "approve", "_selected_action": [claim.pk]})
    assert Role.objects.get().member == marie
    assert mail.outbox[0].to == [marie.email]


def test_the_account_page_shows_the_state_of_a_claim(client, mill):
    member, judge = make_member("Olga"), make_user(is_staff=True)
    client.force_login(member)
    client.post("/en/spaces/the-mill/claim/", {"evidence": "My name is on the door."})

    def asked() -> str:
        page = client.get("/en/account/").content.decode()
        return page.partition('id="asked"')[2].partition("</section>")[0]

    assert "The Mill" in asked()
    assert "waiting for a moderator" in asked()
    claims.decline(Claim.objects.get(), judge, "Another name is there.")
    assert "declined" in asked()
    assert "Another name is there." in asked()
    client.post("/en/spaces/the-mill/claim/", {"evidence": "It is mine."})
    Claim.objects.filter(state="declined").delete()
    claims.approve(Claim.objects.get(), judge, "So it is.")
    assert asked() == ""


def test_a_claim_requires_an_address_or_evidence(client, mill):
    client.force_login(make_member())
    page = client.post("/en/spaces/the-mill/claim/", {}).content.decode()
    assert "Give an address or say how we can know." in page
    assert not Claim.objects.exists()


# Whose is it


PATHS = (
    "/en/spaces/the-mill/keep/",
    "/en/spaces/the-mill/keep/confirm/",
    "/en/spaces/the-mill/keep/share/",
    "/en/spaces/the-mill/keep/leave/",
    "/en/spaces/the-mill/keep/hours/",
    "/en/spaces/the-mill/keep/photos/",
    "/en/spaces/the-mill/keep/photos/1/",
    "/en/spaces/the-mill/keep/suggestions/1/",
    "/en/spaces/the-mill/join/",
    "/manage/spaces/space/{pk}/change/",
    "/manage/spaces/space/{pk}/history/",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_managers_of_other_spaces_have_no_access(client, mill, path, method):
    stranger = make_member("Tom")
    Role.objects.create(space=make_space(), member=stranger, level=Level.OWNER)
    client.force_login(stranger)
    response = getattr(client, method)(path.format(pk=mill.pk), {"fact": "all", "answer": "accept"})
    assert response.status_code in (404, 405)
    assert not Statement.objects.exists()


@pytest.mark.parametrize("path", [*PATHS, "/manage/"])
def test_members_and_visitors_have_no_access(client, mill, path):
    path = path.format(pk=mill.pk)
    assert client.get(path).status_code in (302, 405)
    client.force_login(make_member("Tom"))
    response = client.get(path)
    assert response.status_code in (302, 404, 405)
    if response.status_code == 302:
        assert "login" in response.url


def test_the_list_shows_own_spaces_only(client, mill, owner):
    make_space(name="Not hers")
    page = client.get("/manage/spaces/space/").content.decode()
    assert "The Mill" in page
    assert "Not hers" not in page
    assert client.get("/manage/").status_code == 200


# Confirming


def test_all_facts_are_confirmed_by_one_button(client, mill, owner):
    make_plan(mill, 18, as_of="2019")
    make_statement(mill, {"phone": "+32 4 1"}, as_of="2019")
    page = client.get("/en/spaces/the-mill/keep/").content.decode()
    assert "stale or undated" in page
    client.post("/en/spaces/the-mill/keep/confirm/", {"fact": "all"})
    assert not any(fact.is_old for fact in outdated.known_facts([mill])[mill.pk])
    assert "Nothing is old." in client.get("/en/spaces/the-mill/keep/").content.decode()
    price = Plan.objects.get(is_current=True)
    assert (price.amount, price.as_of_basis, price.as_of) == (18, Basis.CONFIRMED, facts.today())
    assert Plan.objects.get(is_current=False).as_of == "2019"
    public = client.get("/en/spaces/the-mill/").content.decode()
    assert "The manager of the space" in public
    assert "confirmed by the manager" in public


def test_a_single_fact_can_be_confirmed(client, mill, owner):
    client.post("/en/spaces/the-mill/keep/confirm/", {"fact": "phone"})
    assert list(Statement.objects.values_list("facts", flat=True)) == [{"phone": "+32 4 1"}]


# Editing


def form(mill, **changed):
    """What the manager's form sends, with some fields changed."""
    fields = [*fact_names.FACTS, "latitude", "longitude"]
    data = {name: "" if getattr(mill, name) is None else getattr(mill, name) for name in fields}
    return data | {"plans-TOTAL_FORMS": 0, "plans-INITIAL_FORMS": 0} | changed


def test_an_edited_fact_is_confirmed_by_the_manager(client, mill, owner):
    make_statement(mill, {"phone": "+32 4 1"}, source=make_source("old list"), as_of="2019")
    changes = form(mill, phone="+32 4 2", opening_hours="Mo-Fr 09:00-17:00", name="The New Mill")
    response = client.post(f"/manage/spaces/space/{mill.pk}/change/", changes)
    assert response.status_code == 302, response.context["errors"]
    mill.refresh_from_db()
    assert (mill.phone, mill.schedule is not None) == ("+32 4 2", True)
    assert mill.names.get().name == "The Mill"
    statements = Statement.objects.filter(as_of_basis=Basis.CONFIRMED)
    confirmed = {name for facts in statements.values_list("facts", flat=True) for name in facts}
    assert confirmed == {"phone", "opening_hours", "name"}
    page = client.get("/en/spaces/the-mill/").content.decode()
    assert "Otherwise:" in page
    assert "old list" in page


def test_invalid_hours_are_refused(client, mill, owner):
    response = client.post(f"/manage/spaces/space/{mill.pk}/change/", form(mill, opening_hours="24h"))
    assert "This cannot be read" in response.content.decode()
    mill.refresh_from_db()
    assert mill.opening_hours == ""


def test_amenities_are_ticked_and_their_details_stay(client, mill, owner):
    make_amenity(mill, "wifi", "fibre")
    make_amenity(mill, "coffee")
    make_amenity(make_space(), "kitchen")
    response = client.post(f"/manage/spaces/space/{mill.pk}/change/", form(mill, has=["wifi", "kitchen"]))
    assert response.status_code == 302, response.context["errors"]
    assert dict(mill.amenity_rows.values_list("amenity", "detail")) == {"wifi": "fibre", "kitchen": ""}
    confirmed = Statement.objects.get(as_of_basis=Basis.CONFIRMED)
    assert confirmed.facts == {"amenities": ["kitchen", "wifi"]}


def test_a_new_price_replaces_the_old_one_which_is_stored(client, mill, owner):
    old = make_plan(mill, 15, as_of="2019")
    price = {
        "plans-TOTAL_FORMS": 1, "plans-INITIAL_FORMS": 1, "plans-0-id": old.pk, "plans-0-space": mill.pk,
        "plans-0-what": "hot_desk", "plans-0-unit": "day", "plans-0-quantity": 1, "plans-0-amount": "18",
        "plans-0-currency": "eur", "plans-0-tax_included": "unknown",
    }  # fmt: skip
    response = client.post(f"/manage/spaces/space/{mill.pk}/change/", form(mill, **price))
    assert response.status_code == 302, response.context["errors"]
    mill.refresh_from_db()
    assert mill.day_price == 18
    assert Plan.objects.get(is_current=False).amount == 15
    assert Plan.objects.get(is_current=True).as_of_basis == Basis.CONFIRMED


# Imports and suggestions


ROW = (
    "id,name,city,country,phone,amenities,day_price,currency\n1,The Mill,Liège,BE,{phone},wifi,{price},EUR\n"
)


def test_an_import_suggests_changes_of_confirmed_facts(tmp_path, client, gazetteer, capsys):
    import_csv(tmp_path, ROW.format(phone="+32 4 111 11 11", price=12))
    mill = Statement.objects.get().space
    owner = make_member("Olga")
    Role.objects.create(space=mill, member=owner, level=Level.OWNER)
    client.force_login(owner)
    mill.phone = "+32 4 222 22 22"
    mill.save()
    mill.plans.update(amount=18)
    facts.confirm(mill, ["phone", "prices", "amenities"])
    capsys.readouterr()
    for _run in range(2):
        import_csv(tmp_path, ROW.format(phone="+32 4 111 11 11", price=12))
        assert json.loads(capsys.readouterr().out)["unchanged"] == 1
        mill.refresh_from_db()
        assert (mill.phone, mill.day_price) == ("+32 4 222 22 22", 18)
        assert set(SuggestedEdit.objects.values_list("fact", flat=True)) == {"phone", "prices"}
    page = client.get(f"/en/spaces/{mill.slug}/keep/").content.decode()
    assert "+32 4 111 11 11" in page
    phone, prices = SuggestedEdit.objects.get(fact="phone"), SuggestedEdit.objects.get(fact="prices")
    client.post(f"/en/spaces/{mill.slug}/keep/suggestions/{phone.pk}/", {"answer": "decline"})
    client.post(f"/en/spaces/{mill.slug}/keep/suggestions/{prices.pk}/", {"answer": "accept"})
    mill.refresh_from_db()
    assert (mill.phone, mill.day_price) == ("+32 4 222 22 22", 12)
    import_csv(tmp_path, ROW.format(phone="+32 4 111 11 11", price=12))
    assert not SuggestedEdit.objects.filter(state="waiting").exists()


def test_a_changed_file_does_not_overwrite_confirmed_facts(tmp_path, gazetteer):
    import_csv(tmp_path, ROW.format(phone="+32 4 111 11 11", price=12))
    mill = Statement.objects.get().space
    facts.confirm(mill, ["phone", "prices", "amenities"])
    changed = ROW.replace("wifi", "wifi coffee").format(phone="+32 4 333 33 33", price=99)
    import_csv(tmp_path, changed)
    mill.refresh_from_db()
    assert mill.phone.endswith("111 11 11")
    assert mill.day_price == 12
    assert mill.amenity_rows.count() == 1
    assert set(SuggestedEdit.objects.values_list("fact", flat=True)) == {"phone", "prices", "amenities"}
