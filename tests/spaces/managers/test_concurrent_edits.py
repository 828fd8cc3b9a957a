"""Two managers who have one form open save only what each of them changed."""

import pytest
from django.test import Client

from spaces.managers import facts
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Statement
from tests.factories import make_amenity, make_manager, make_plan, make_space, make_staff
from tests.pages import page

pytestmark = pytest.mark.django_db
CONFLICT = "Somebody else has changed this since you opened the form."


class Editor:
    """A person with the form of a space open in a browser."""

    def __init__(self, user, url, form="#space_form"):
        self.client, self.url, self.form = Client(), url, form
        self.client.force_login(user)
        self.open()

    def open(self):
        self.data = page(self.client.get(self.url)).one(self.form).form_data()

    def save(self, **changes):
        """Send the form with some fields changed; returns the page that answers, and stores its fields."""
        response = self.client.post(self.url, self.data | changes)
        if response.status_code == 200:
            shown = page(response)
            self.data = shown.one(self.form).form_data()
            return shown
        assert response.status_code == 302
        return None


@pytest.fixture
def mill(db):
    make_amenity(make_space(), "kitchen")
    return make_space(
        "The Mill", slug="the-mill", phone="+32 4 1", street="Rue Haute 12", amenities=("wifi",)
    )


@pytest.fixture(params=["managers", "staff"])
def editors(request, mill):
    """Two managers, or two editors of the staff, with the form of one space open."""
    if request.param == "managers":
        users = [make_manager(mill, "Olga"), make_manager(mill, "Ed", level="editor")]
        url = f"/manage/spaces/space/{mill.pk}/change/"
    else:
        users = [make_staff("editor"), make_staff("editor")]
        url = f"/admin/spaces/space/{mill.pk}/change/"
    return [Editor(user, url) for user in users]


def choice(shown, name, whose):
    """{name: value} of the radio button that settles a conflict about a field."""
    buttons = shown.select(f'input[type=radio][name="choice-{name}"]')
    return {f"choice-{name}": next(b["value"] for b in buttons if b["value"].startswith(whose))}


def test_changes_of_different_fields_are_both_saved(editors, mill):
    first, second = editors
    first.save(phone="+32 4 2")
    second.save(street="Rue Basse 3")
    mill.refresh_from_db()
    assert (mill.phone, mill.street) == ("+32 4 2", "Rue Basse 3")


@pytest.mark.once
def test_only_what_a_manager_changed_is_confirmed_by_them(mill):
    url = f"/manage/spaces/space/{mill.pk}/change/"
    first, second = (Editor(make_manager(mill, name), url) for name in ("Olga", "Ed"))
    first.save(phone="+32 4 2", **{"amenities-kitchen": "yes"})
    Statement.objects.all().delete()
    second.save(street="Rue Basse 3")
    assert [row.facts for row in Statement.objects.filter(as_of_basis=Basis.CONFIRMED)] == [
        {"street": "Rue Basse 3"}
    ]
    assert set(mill.amenity_rows.values_list("amenity", flat=True)) == {"wifi", "kitchen"}


@pytest.mark.parametrize(("whose", "phone"), [("mine", "+32 4 3"), ("theirs", "+32 4 2")])
@pytest.mark.once
def test_where_both_changed_one_field_the_second_chooses(editors, mill, whose, phone):
    first, second = editors
    first.save(phone="+32 4 2")
    shown = second.save(phone="+32 4 3", street="Rue Basse 3")
    error = shown.one("li", CONFLICT).text
    assert "yours: +32 4 3" in error
    assert "theirs: +32 4 2" in error
    assert (second.data["phone"], second.data["street"]) == (["+32 4 3"], ["Rue Basse 3"])
    mill.refresh_from_db()
    assert (mill.phone, mill.street) == ("+32 4 2", "Rue Haute 12")
    assert second.save() is not None, "an answer is needed"
    assert second.save(**choice(shown, "phone", whose)) is None
    mill.refresh_from_db()
    assert (mill.phone, mill.street) == (phone, "Rue Basse 3")


@pytest.mark.once
def test_a_choice_does_not_count_for_a_value_that_the_person_has_not_seen(editors, mill):
    first, second = editors
    first.save(phone="+32 4 2")
    shown = second.save(phone="+32 4 3")
    first.open()
    first.save(phone="+32 4 4")
    again = second.save(**choice(shown, "phone", "mine"))
    assert "theirs: +32 4 4" in again.one("li", CONFLICT).text
    mill.refresh_from_db()
    assert mill.phone == "+32 4 4"


@pytest.mark.once
def test_the_same_change_twice_is_no_conflict(editors, mill):
    first, second = editors
    first.save(phone="+32 4 2")
    assert second.save(phone="+32 4 2") is None


@pytest.mark.once
def test_a_choice_of_amenities_shows_their_names(mill):
    url = f"/manage/spaces/space/{mill.pk}/change/"
    first, second = (Editor(make_manager(mill, name), url) for name in ("Olga", "Ed"))
    first.save(**{"amenities-kitchen": "no"})
    shown = second.save(**{"amenities-wifi": ""})
    assert "yours: empty theirs: wifi, no kitchen" in shown.one("li", CONFLICT).text
    assert second.save(**choice(shown, "amenities", "mine")) is None
    assert not mill.amenity_rows.exists()


@pytest.mark.once
def test_a_field_that_others_changed_is_not_refused_for_its_former_value(mill):
    mill.opening_hours = "after lunch"
    mill.save(update_fields=["opening_hours"])
    url = f"/manage/spaces/space/{mill.pk}/change/"
    second = Editor(make_manager(mill), url)
    facts.set_hours(mill, "Mo-Fr 09:00-17:00", make_manager(mill))
    assert second.save(phone="+32 4 2") is None
    mill.refresh_from_db()
    assert (mill.opening_hours, mill.phone) == ("Mo-Fr 09:00-17:00", "+32 4 2")


# Prices


@pytest.fixture
def managers(mill):
    """Two managers with the form of a space open that has two prices: by day, then by month."""
    make_plan(mill, 18, "day")
    make_plan(mill, 200, "month")
    url = f"/manage/spaces/space/{mill.pk}/change/"
    return [Editor(make_manager(mill, name), url) for name in ("Olga", "Ed")]


def prices(mill):
    current = mill.plans.filter(is_current=True).order_by("unit", "amount")
    return [f"{plan.amount:.0f} {plan.unit} {plan.as_of_basis}" for plan in current]


def row(editor, unit):
    """The prefix of the row of a price in the form."""
    return next(
        n.removesuffix("-unit") for n, v in editor.data.items() if v == [unit] and n.endswith("-unit")
    )


def test_changes_of_different_prices_are_both_saved_and_only_these_confirmed(managers, mill):
    first, second = managers
    first.save(**{f"{row(first, 'day')}-amount": "20"})
    second.save(**{f"{row(second, 'month')}-amount": "210"})
    assert prices(mill) == ["20 day confirmed", "210 month confirmed"]
    assert Plan.objects.count() == 4


@pytest.mark.once
def test_a_saved_form_does_not_change_or_confirm_prices_that_it_only_showed(managers, mill):
    first, second = managers
    first.save(**{f"{row(first, 'day')}-amount": "20"})
    second.save(phone="+32 4 2")
    assert prices(mill) == ["20 day confirmed", "200 month printed"]


@pytest.mark.parametrize(("whose", "amount"), [("mine", "22"), ("theirs", "20")])
def test_where_both_changed_one_price_the_second_chooses(managers, mill, whose, amount):
    first, second = managers
    first.save(**{f"{row(first, 'day')}-amount": "20"})
    name = f"{row(second, 'day')}-amount"
    shown = second.save(**{name: "22"})
    error = shown.one("li", CONFLICT).text
    assert "yours: €22 / day theirs: €20 / day" in error
    assert second.data[name] == ["22"]
    assert prices(mill) == ["20 day confirmed", "200 month printed"]
    assert second.save(**choice(shown, name, whose)) is None
    assert prices(mill) == [f"{amount} day confirmed", "200 month printed"]


def test_a_price_that_was_confirmed_meanwhile_is_replaced_as_the_form_showed_it(managers, mill):
    _first, second = managers
    facts.confirm(mill, [facts.PRICES])
    second.save(**{f"{row(second, 'day')}-amount": "22"})
    assert prices(mill) == ["22 day confirmed", "200 month confirmed"]


def test_changing_a_price_that_another_removed_is_a_conflict(managers, mill):
    first, second = managers
    first.save(**{f"{row(first, 'day')}-DELETE": "on"})
    name = f"{row(second, 'day')}-amount"
    shown = second.save(**{name: "22"})
    assert "yours: €22 / day theirs: removed" in shown.one("li", CONFLICT).text
    assert second.save(**choice(shown, name, "mine")) is None
    assert prices(mill) == ["22 day confirmed", "200 month printed"]


def test_removing_a_price_that_another_changed_leaves_theirs_and_says_so(managers, mill):
    first, second = managers
    first.save(**{f"{row(first, 'day')}-amount": "20"})
    second.save(**{f"{row(second, 'day')}-DELETE": "on"})
    assert prices(mill) == ["20 day confirmed", "200 month printed"]
    assert "their price stays" in page(second.client.get(second.url)).one(".messagelist").text


def test_two_managers_who_remove_one_price_remove_it_once(managers, mill):
    for editor in managers:
        assert editor.save(**{f"{row(editor, 'day')}-DELETE": "on"}) is None
    assert prices(mill) == ["200 month printed"]


def test_the_same_new_price_of_both_is_added_once(managers, mill):
    for editor in managers:
        prefix = f"plans-{int(editor.data['plans-TOTAL_FORMS'][0]) - 1}"
        new = {"what": "hot_desk", "unit": "week", "quantity": "1", "amount": "60", "currency": "EUR"}
        assert editor.save(**{f"{prefix}-{name}": value for name, value in new.items()}) is None
    assert prices(mill) == ["18 day printed", "200 month printed", "60 week confirmed"]


@pytest.mark.once
def test_a_kind_that_somebody_else_changed_stays(editors, mill):
    first, second = editors
    first.save(kind="cafe")
    second.save(phone="+32 4 2")
    mill.refresh_from_db()
    assert (mill.kind, mill.phone) == ("cafe", "+32 4 2")
