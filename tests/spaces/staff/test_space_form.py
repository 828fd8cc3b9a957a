"""The form of a space in the staff's admin."""

import pytest
from django.urls import reverse

from spaces.directory.models import Space, SpaceSlug
from spaces.pricing.models import Plan
from tests.factories import make_city, make_plan, make_space, make_user
from tests.pages import page as parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


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


@pytest.mark.once
def test_the_staff_sees_in_words_what_typed_hours_mean_before_they_are_saved(staff):
    space = make_space(opening_hours="by appointment")
    change = reverse("admin:spaces_space_change", args=[space.pk])
    data = parsed(staff.get(change)).one("#space_form").form_data()
    answer = parsed(staff.post(change, data | {"opening_hours": "Mo-Fr 9-18"}))
    assert "Monday to Friday 09:00–18:00" in answer.one(".field-opening_hours .errorlist").text
    assert answer.one("[name=opening_hours]")["value"] == "Mo-Fr 09:00-18:00"
    assert staff.post(change, answer.one("#space_form").form_data()).status_code == 302
    space.refresh_from_db()
    assert space.opening_hours == "Mo-Fr 09:00-18:00"
