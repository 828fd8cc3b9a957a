"""What a manager confirms, and what of a source's facts is suggested to them."""

import pytest

from spaces.audit.models import SpaceLogEntry
from spaces.directory.models import Space
from spaces.managers import facts
from spaces.managers.models import SuggestedEdit
from spaces.provenance.models import Basis
from tests.factories import make_amenity, make_plan, make_source, make_space

HOURS = "Mo-Fr 09:00-18:00"


def test_a_fact_is_confirmed_as_it_is_by_then_and_logged_with_whoever_confirms_it(mill, owner):
    Space.objects.filter(pk=mill.pk).update(phone="+32 4 2")  # since `mill` was read
    facts.confirm(mill, ["phone", "street"], owner)
    stated = {name: value for row in mill.statements.all() for name, value in row.facts.items()}
    assert stated == {"phone": "+32 4 2", "street": ""}
    facts.confirm(mill, ["phone"])
    facts.confirm(mill, [], owner)
    entry = SpaceLogEntry.objects.get()
    assert (entry.actor, entry.action, entry.space) == (owner, "facts_confirmed", mill)
    assert entry.about == f"{mill}: street and number, telephone"


@pytest.mark.parametrize(
    ("shown", "text", "is_set"),
    [(HOURS, "24/7", True), ("Sa 10:00-12:00", HOURS, True), ("Sa 10:00-12:00", "24/7", False)],
)
def test_hours_that_changed_since_they_were_shown_are_overwritten_by_the_same_only(
    mill, owner, shown, text, is_set
):
    Space.objects.filter(pk=mill.pk).update(opening_hours=HOURS, is_published=False)
    assert facts.set_hours(mill, text, owner, shown=shown) == is_set
    hours, is_published = Space.objects.values_list("opening_hours", "is_published").get(pk=mill.pk)
    assert (hours, is_published) == (text if is_set else HOURS, False)
    assert mill.statements.exists() == is_set


def test_another_name_is_set_and_the_former_one_recorded_unless_only_its_spelling_changed(mill):
    facts.rename(mill, "THE MILL")
    assert not mill.names.exists()
    facts.rename(mill, "The Windmill")
    assert (mill.name, mill.names.get().name) == ("The Windmill", "THE MILL")


def test_facts_are_confirmed_by_current_statements_and_prices_of_their_space(mill):
    other = make_space()
    make_plan(other, as_of_basis=Basis.CONFIRMED)
    make_plan(mill, as_of_basis=Basis.CONFIRMED, is_current=False)
    facts.confirm(mill, ["phone"])
    assert facts.confirmed_facts([mill.pk]) == {mill.pk: {"phone"}}
    assert facts.confirmed_facts([other.pk]) == {other.pk: {"prices"}}


@pytest.mark.parametrize(
    ("fact", "same", "another"),
    [
        ("name", "the MILL", "The Windmill"),
        ("phone", "+32 4 1", "+32 4 2"),
        ("amenities", {"wifi": "yes"}, {"wifi": "no"}),
        ("prices", [{"unit": "day", "amount": "18.0", "currency": "EUR"}], []),
        ("prices", [], [{"unit": "day", "amount": "19", "currency": "EUR"}]),
        ("prices", [], [{"unit": "day", "amount": "18", "currency": "USD"}]),
        ("prices", [], [{"unit": "month", "amount": "18", "currency": "EUR"}]),
        ("prices", [], [{"unit": "day", "amount": "18", "currency": "EUR", "quantity": 5}]),
    ],
)
def test_what_a_source_states_otherwise_of_a_confirmed_fact_is_suggested(mill, fact, same, another):
    make_plan(mill, 18)
    make_amenity(mill, "wifi")
    source = make_source()
    facts.create_suggested_edits(mill, {fact: same}, {fact}, source, "2026")
    facts.create_suggested_edits(mill, {fact: another}, {"street"}, source, "2026")
    assert not SuggestedEdit.objects.exists()
    facts.create_suggested_edits(mill, {fact: another}, {fact}, source, "2026")
    assert list(SuggestedEdit.objects.values_list("fact", "value", "as_of")) == (
        [(fact, another, "2026")] if another else []
    )


def test_each_value_is_suggested_once_and_counted_while_it_waits(mill):
    source, other = make_source(), make_space()
    for phone in ("+32 4 2", "+32 4 3", "+32 4 2"):
        facts.create_suggested_edits(mill, {"phone": phone}, {"phone"}, source, "2026")
    for date in ("2026-03", "", "2026-03"):
        facts.suggest_closing(mill, date, source, "2026")
    facts.suggest_closing(other, "", source, "2026")
    assert facts.count_waiting_suggestions([mill]) == {mill.pk: 4}
    life = SuggestedEdit.objects.filter(space=mill, fact="life").order_by("pk")
    assert [(row.value, row.as_of) for row in life] == [
        ({"type": "closed", "date": "2026-03"}, "2026"),
        ({"type": "closed", "date": ""}, "2026"),
    ]
    life.update(state="declined")
    assert facts.count_waiting_suggestions([mill, other]) == {mill.pk: 2, other.pk: 1}
    assert facts.value_digest({"a": 1, "b": 2}) == facts.value_digest({"b": 2, "a": 1})
