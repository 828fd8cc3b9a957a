"""Merging two spaces: no row is lost, former URLs redirect, and the merge can be undone."""

import pytest
from django.test import Client

from coworking.accounts.models import User
from coworking.audit.registry import NotPossible
from spaces.audit.log import space_log
from spaces.audit.models import SpaceLogEntry
from spaces.directory.models import Space, SpaceSlug
from spaces.duplicates import merging
from spaces.duplicates.models import LikelyDuplicate
from spaces.managers import facts
from spaces.managers.models import Role, SuggestedEdit
from spaces.photos.models import Photo
from spaces.provenance.models import Statement
from tests.factories import (
    make_city,
    make_event,
    make_member,
    make_plan,
    make_source,
    make_space,
    make_statement,
    make_user,
)
from tests.pages import page as parsed
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    user = make_user("boss@example.org", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def mill(db):
    return make_space("The Mill", slug="the-mill", phone="+32 4 222 22 22", amenities=("wifi",))


@pytest.fixture
def twin(mill):
    """The same place from another source, with a row of every kind that a space can have."""
    space = make_space(
        "Mill Coworking", slug="mill-coworking", website="https://mill.example/", phone="+32 4 999 99 99",
        amenities=("wifi", "coffee"), former_names=("Old Mill",), city=make_city("Mons"),
    )  # fmt: skip
    SpaceSlug.objects.create(space=space, slug="old-mill")
    make_statement(space, {"name": space.name, "website": space.website}, source=make_source("open data"))
    make_plan(space, 18)
    make_event(space)
    Photo.objects.create(space=space, image="a.webp", width=10, height=10, alt="Desks")
    return space


def pair(first, second, **fields):
    return LikelyDuplicate.objects.create(first=first, second=second, score=90, reasons=["domain"], **fields)


def state():
    """All rows of spaces, as plain values."""
    found = {"spaces": sorted(Space.objects.values_list("slug", "name", "phone", "website", "merged_into"))}
    for relation in merging._relations_to_space():
        column = f"{relation.field.name}__slug"
        rows = relation.related_model._base_manager.values_list("pk", column)
        found[f"{relation.related_model.__name__}.{column}"] = sorted(rows)
    found["published"] = sorted(Space.objects.published().values_list("slug", "day_price"))
    found["counts"] = sorted(type(Space.objects.first().city).objects.values_list("slug", "space_count"))
    return found


def test_a_merge_moves_all_rows_and_former_urls_redirect(client, mill, twin, boss):
    entry = merging.merge(boss, mill, twin, "One door.")
    mill.refresh_from_db()
    assert (mill.website, mill.phone) == ("https://mill.example/", "+32 4 222 22 22")
    assert mill.day_price == 18
    assert set(mill.amenity_rows.values_list("amenity", flat=True)) == {"wifi", "coffee"}
    assert set(mill.names.values_list("name", flat=True)) == {"Old Mill", "Mill Coworking"}
    assert mill.photos.get().alt == "Desks"
    assert (mill.statements.count(), mill.history_events.count()) == (1, 1)
    for slug in ("mill-coworking", "old-mill"):
        assert client.get(f"/en/spaces/{slug}/").url == "/en/spaces/the-mill/"
    page = client.get("/en/spaces/the-mill/").content.decode()
    assert "open data" in page
    assert not Space.objects.published().filter(pk=twin.pk).exists()
    assert type(mill.city).objects.get(slug="mons").space_count == 0
    assert (entry.actor, entry.reason, entry.action) == (boss, "One door.", "merged")
    assert entry.about == "Mill Coworking (mill-coworking) → The Mill (the-mill)"


def test_undoing_a_merge_restores_all_rows(mill, twin, boss):
    make_space("Successor of both", slug="heir")
    Space.objects.filter(pk=twin.pk).update(successor=Space.objects.get(slug="heir"))
    Space.objects.filter(pk=mill.pk).update(successor=twin)
    before = state()
    entry = merging.merge(boss, mill, twin)
    assert state() != before
    space_log.undo(boss, entry, "Two doors.")
    assert state() == before


def test_merges_are_undone_once_and_in_reverse_order(mill, twin, boss):
    third = make_space("Third")
    first = merging.merge(boss, mill, twin)
    second = merging.merge(boss, third, mill)
    assert SpaceSlug.objects.get(slug="mill-coworking").space == third
    with pytest.raises(NotPossible):
        space_log.undo(boss, first, "")
    space_log.undo(boss, second, "")
    space_log.undo(boss, first, "")
    with pytest.raises(NotPossible):
        space_log.undo(boss, first, "")


def test_a_merged_space_is_not_merged_again(mill, twin, boss):
    merging.merge(boss, mill, twin)
    for target, other in ((mill, twin), (twin, mill), (make_space(), twin), (mill, mill)):
        with pytest.raises(NotPossible):
            merging.merge(boss, target, other)
    with pytest.raises(NotPossible, match=r"Already decided: merged two spaces"):
        merging.dismiss(boss, pair(mill, twin))
    assert SpaceLogEntry.objects.count() == 1


def test_undoing_a_merge_leaves_later_changes(mill, twin, boss):
    entry = merging.merge(boss, mill, twin)
    Space.objects.filter(pk=mill.pk).update(website="https://new.example/")
    make_event(mill, "renamed", "2026")
    space_log.undo(boss, entry, "")
    mill.refresh_from_db()
    assert mill.website == "https://new.example/"
    assert mill.history_events.get().type == "renamed"


def test_managers_move_and_confirmed_facts_have_precedence(mill, twin, boss):
    olga, tom = make_member("Olga"), make_member("Tom")
    Role.objects.create(space=mill, member=olga, level="owner")
    Role.objects.create(space=twin, member=tom, level="owner")
    facts.confirm(mill, ["phone"])
    facts.confirm(twin, ["phone", "website", "prices"])
    make_plan(mill, 12)
    entry = merging.merge(boss, mill, twin)
    mill.refresh_from_db()
    assert (mill.phone, mill.day_price) == ("+32 4 222 22 22", 18)
    assert dict(mill.roles.values_list("member__display_name", "level")) == {"Olga": "owner", "Tom": "editor"}
    facts.confirm(mill, ["phone", "website"])
    current = Statement.objects.filter(space=mill, source__key="manager", replaced_at=None)
    assert sorted(fact for row in current for fact in row.facts) == ["phone", "website"]
    space_log.undo(boss, entry, "")
    assert Role.objects.get(member=tom).level == "owner"
    mill.refresh_from_db()
    assert mill.day_price == 12


def test_a_confirmed_value_replaces_an_unconfirmed_one_unless_it_is_the_name(mill, twin, boss):
    facts.confirm(twin, ["phone", "name", "amenities"])
    entry = merging.merge(boss, mill, twin)
    mill.refresh_from_db()
    assert (mill.phone, mill.name) == ("+32 4 999 99 99", "The Mill")
    space_log.undo(boss, entry, "")
    mill.refresh_from_db()
    assert mill.phone == "+32 4 222 22 22"


def test_the_same_suggestion_about_both_spaces_is_shown_once(mill, twin, boss):
    for space in (mill, twin):
        SuggestedEdit.objects.create(
            space=space, fact="phone", value="1", digest="x", source=make_source("open data")
        )
    merging.merge(boss, mill, twin)
    assert mill.suggested_edits.count() == 1
    assert SuggestedEdit.objects.count() == 2


def test_dismissed_pairs_and_no_waiting_ones_move_to_the_target(mill, twin, boss):
    target, waiting, other = (make_space(name) for name in ("Goose", "Duck", "Swan"))
    for first, second, is_dismissed in (
        (mill, twin, True), (twin, other, True), (twin, waiting, False), (twin, target, True),
    ):  # fmt: skip
        pair(first, second, is_dismissed=is_dismissed)
    pair(target, other, is_dismissed=True)
    before = set(LikelyDuplicate.objects.values_list("first", "second", "is_dismissed"))
    entry = merging.merge(boss, target, twin)
    pairs = LikelyDuplicate.objects.values_list("first", "second", "is_dismissed")
    assert set(pairs) - before == {(mill.pk, target.pk, True)}
    space_log.undo(boss, entry, "")
    assert set(pairs.all()) == before


def test_photos_follow_those_of_the_target_while_it_has_slots(mill, twin, boss):
    moved = twin.photos.get().pk
    photos = [
        Photo(space=mill, image="m.webp", width=1, height=1, slot=slot, order=slot) for slot in range(2, 13)
    ]
    photos += [Photo(space=twin, image="b.webp", width=1, height=1, slot=12, order=5)]
    Photo.objects.bulk_create(photos)
    rows = Photo.objects.order_by("pk").values_list("pk", "space", "slot", "order")
    before = list(rows)
    entry = merging.merge(boss, mill, twin)
    assert rows.get(pk=moved) == (moved, mill.pk, 1, 13)
    assert (mill.photos.count(), twin.photos.get().slot) == (12, 12)
    space_log.undo(boss, entry, "")
    assert list(rows.all()) == before


def test_the_owner_of_the_duplicate_owns_a_target_without_an_owner(mill, twin, boss):
    tom, eve = make_member("Tom"), make_member("Eve")
    Role.objects.create(space=twin, member=tom, level="owner")
    Role.objects.create(space=mill, member=eve, level="editor")
    merging.merge(boss, mill, twin)
    assert dict(mill.roles.values_list("member__display_name", "level")) == {"Tom": "owner", "Eve": "editor"}


def test_the_name_of_the_duplicate_is_another_name_unless_it_is_the_same(mill, twin, boss):
    merging.merge(boss, mill, make_space("the mill"))
    assert not mill.names.exists()
    entry = merging.merge(boss, mill, twin)
    assert dict(mill.names.values_list("name", "is_former")) == {"Old Mill": True, "Mill Coworking": False}
    space_log.undo(boss, entry, "")
    assert not mill.names.exists()


def test_a_decision_that_cannot_be_logged_changes_nothing(mill, twin):
    row, before = pair(mill, twin), state()
    for decide in (merging.dismiss, lambda *args: merging.merge_pair(*args, into_first=True)):
        with pytest.raises(ValueError, match="unsaved"):
            decide(User(), row)  # an account that is not saved cannot be the actor of an entry
        assert state() == before
    assert LikelyDuplicate.objects.waiting().get() == row


# The queue


def test_the_queue_shows_both_spaces_and_their_differences(client, mill, twin, boss):
    pair(mill, twin)
    page = client.get("/admin/queues/duplicates/").content.decode()
    assert "<mark>+32 4 222 22 22</mark>" in page
    assert "90 of 100 likely" in page
    assert "the same web domain" in page
    assert "<svg" in page
    dashboard = parsed(client.get("/admin/"))
    assert dashboard.one('nav.queues a[href="/admin/queues/duplicates/"]').text == "1 Likely duplicates"


def test_a_pair_is_merged_and_the_merge_undone_in_the_queue(client, mill, twin, boss):
    row = pair(mill, twin)
    client.post("/admin/queues/duplicates/act/", {"pk": row.pk, "action": "keep_second", "reason": "same"})
    mill.refresh_from_db()
    assert mill.merged_into == twin
    assert "Nothing waits." in client.get("/admin/queues/duplicates/").content.decode()
    assert not LikelyDuplicate.objects.waiting().exists()
    entry = SpaceLogEntry.objects.get()
    client.post("/admin/queues/duplicates/act/", {"pk": entry.pk, "action": "undo", "reason": "wrong"})
    mill.refresh_from_db()
    assert mill.merged_into is None
    assert LikelyDuplicate.objects.waiting().count() == 1


def test_a_pair_is_dismissed_and_the_dismissal_undone(client, mill, twin, boss):
    row = pair(mill, twin)
    for _time in range(2):
        client.post("/admin/queues/duplicates/act/", {"pk": row.pk, "action": "apart"})
    assert not LikelyDuplicate.objects.waiting().exists()
    entry = SpaceLogEntry.objects.get()
    client.post("/admin/queues/duplicates/act/", {"pk": entry.pk, "action": "undo", "reason": "wrong"})
    assert LikelyDuplicate.objects.waiting().count() == 1


@pytest.mark.parametrize("data", [{}, {"action": "explode"}, {"action": "apart", "pk": "x"}])
def test_invalid_requests_change_nothing(client, mill, twin, boss, data):
    pair(mill, twin)
    assert client.post("/admin/queues/duplicates/act/", data).status_code in (302, 404)
    assert LikelyDuplicate.objects.waiting().count() == 1


def test_log_entries_of_other_actions_cannot_be_undone_here(client, mill, boss):
    entry = SpaceLogEntry.objects.create(action="claim_approved", about="x")
    response = client.post(
        "/admin/queues/duplicates/act/", {"pk": entry.pk, "action": "undo", "reason": "wrong"}
    )
    assert response.status_code == 404


@pytest.mark.parametrize("staff", [False, True])
def test_only_moderators_decide(client, mill, twin, staff):
    row = pair(mill, twin)
    client.force_login(make_user(is_staff=staff))
    expected = 403 if staff else 302
    assert client.get("/admin/queues/duplicates/").status_code == expected
    response = client.post("/admin/queues/duplicates/act/", {"pk": row.pk, "action": "apart"})
    assert response.status_code == expected
    assert LikelyDuplicate.objects.waiting().count() == 1


def test_query_count_does_not_grow_with_the_number_of_pairs(client, boss, django_assert_max_num_queries):
    for number in range(9):
        one, other = make_space(f"One {number}"), make_space(f"Other {number}", amenities=("wifi",))
        make_plan(one)
        pair(one, other)
    with django_assert_max_num_queries(18):
        client.get("/admin/queues/duplicates/")


def test_concurrent_decisions_merge_once(shared_database):
    mill, twin = make_space("The Mill"), make_space("Mill")
    row = pair(*sorted((mill, twin), key=lambda space: space.pk))
    bosses = [make_user(is_staff=True, is_superuser=True) for _one in range(2)]

    def press(number):
        client = Client()
        client.force_login(bosses[number])
        action = ("keep_first", "keep_second")[number]
        data = {"pk": row.pk, "action": action}
        return client.post("/admin/queues/duplicates/act/", data).status_code

    assert at_once(2, press) == [302, 302]
    assert Space.objects.filter(merged_into=None).count() == 1
    assert SpaceLogEntry.objects.count() == 1
