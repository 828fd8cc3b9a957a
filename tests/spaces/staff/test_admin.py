"""The staff's admin of spaces, prices and claims, and the dashboard of its index page."""

import pytest
from django.contrib import admin
from django.core import mail
from django.test import RequestFactory
from django.urls import reverse

from spaces.audit.models import SpaceLogEntry
from spaces.directory.models import Space, SpaceSlug
from spaces.managers import claims
from spaces.pricing.models import Plan
from tests.factories import make_city, make_member, make_plan, make_space, make_statement, make_user
from tests.pages import page as parsed

pytestmark = pytest.mark.django_db
OURS = [model for model in admin.site._registry if model._meta.app_label in ("spaces", "coworking")]


@pytest.fixture
def staff(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.model_name)
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_every_list_and_form_opens(staff, model, page):
    make_statement(make_space())
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
    request = RequestFactory().get(address)
    request.user = make_user(is_superuser=True)
    may = page == "changelist" or admin.site._registry[model].has_add_permission(request)
    assert staff.get(address).status_code == (200 if may else 403)


def test_query_count_of_the_list_does_not_grow_with_the_number_of_spaces(
    staff, django_assert_max_num_queries
):
    for _number in range(20):
        make_space()
    with django_assert_max_num_queries(10):
        staff.get(reverse("admin:spaces_space_changelist"))


def test_a_changed_slug_redirects_and_a_changed_city_updates_the_counts(staff):
    space = make_space("Old Mill", slug="old-mill")
    make_plan(space)
    mons = make_city("Mons")
    change = reverse("admin:spaces_space_change", args=[space.pk])
    form = staff.get(change).context["adminform"].form
    data = {key: "" if value is None else value for key, value in form.initial.items()}
    data |= {"slug": "new-mill", "name": "New Mill", "city": mons.pk, "is_published": "on"}
    for formset in staff.get(change).context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    response = staff.post(change, data)
    assert response.status_code == 302, response.context["errors"]
    mons.refresh_from_db()
    assert mons.space_count == 1
    assert Space.objects.get(pk=space.pk).normalized_name == "new mill"
    assert SpaceSlug.objects.get(slug="old-mill").space == space


def test_the_form_of_a_space_has_current_prices_and_a_link_to_the_others(staff):
    space = make_space()
    for number in range(5):
        make_plan(space, 10 + number, is_current=number == 4)
    make_plan(make_space(), 99, is_current=False)
    page = staff.get(reverse("admin:spaces_space_change", args=[space.pk]))
    formset = next(one.formset for one in page.context["inline_admin_formsets"] if one.formset.model is Plan)
    assert [form.instance.amount for form in formset.initial_forms] == [14]
    link = parsed(page).one("a", text="4 prices that no longer stand")
    rows = staff.get(link["href"]).context["cl"].queryset
    assert sorted(plan.amount for plan in rows) == [10, 11, 12, 13]


@pytest.mark.parametrize("action", ["correct", "delete"])
def test_a_corrected_or_deleted_price_updates_the_space(staff, action):
    space = make_space()
    plan = make_plan(space, 10)
    make_plan(space, 20, as_of="2020-01")
    if action == "correct":
        address = reverse("admin:spaces_plan_change", args=[plan.pk])
        initial = staff.get(address).context["adminform"].form.initial
        data = {key: "" if value is None else value for key, value in initial.items()} | {"amount": "15"}
        assert staff.post(address, data).status_code == 302
    else:
        data = {"action": "delete_selected", "_selected_action": [plan.pk], "post": "yes"}
        assert staff.post(reverse("admin:spaces_plan_changelist"), data).status_code == 302
    space.refresh_from_db()
    assert space.day_price == (15 if action == "correct" else 20)


def test_visitors_are_redirected_to_sign_in(client):
    response = client.get(reverse("admin:spaces_space_changelist"))
    assert response.status_code == 302
    assert "login" in response.url


# The dashboard


def test_the_dashboard_counts_the_queues(client, db):
    space = make_space()
    claims.submit(make_member(), space, "", "I hold the key.")
    client.force_login(make_user(is_staff=True, is_superuser=True))
    links = parsed(client.get("/admin/")).links("nav.queues a")
    assert links["1 Claims"] == "/admin/spaces/claim/?state__exact=waiting"
    assert links["0 Held"] == "/admin/moderation/?queue=held"


def test_the_dashboard_shows_queues_by_permission(client, db):
    client.force_login(make_user(is_staff=True))
    assert "What waits" not in client.get("/admin/").content.decode()


def test_deciding_a_claim_is_logged(db):
    moderator, member, space = make_user(), make_member(), make_space("The Mill")
    claims.approve(claims.submit(member, space, "", "I hold the key."), moderator, "She does.")
    entry = SpaceLogEntry.objects.get()
    assert (entry.actor, entry.space, entry.reason) == (moderator, space, "She does.")
    assert entry.action == "claim_approved"
    assert "The Mill" in entry.about


@pytest.mark.parametrize(
    ("typed", "expected"), [("Her name is on the door.", "Her name"), ("", "looked at it")]
)
def test_the_member_is_notified_of_the_reason_for_a_decision(
    staff, typed, expected, django_capture_on_commit_callbacks
):
    claim = claims.submit(make_member(email="ann@example.org"), make_space(), "", "I hold the key.")
    form = {"action": "decline", "_selected_action": [claim.pk], "reason": typed}
    with django_capture_on_commit_callbacks(execute=True):
        staff.post("/admin/spaces/claim/", form)
    claim.refresh_from_db()
    assert claim.state == "declined"
    assert expected in claim.reason
    assert expected in mail.outbox[-1].body
