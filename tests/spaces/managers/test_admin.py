"""The managers' admin gives access to their own spaces only, whatever the URL."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from spaces.directory.models import Space
from spaces.pricing.models import Plan
from tests.factories import make_manager, make_member, make_plan, make_space, make_statement, make_user
from tests.spaces.managers.test_editing import form

pytestmark = pytest.mark.django_db
CHANGE_FORM = "/manage/spaces/space/{}/change/"


@pytest.fixture
def mill(db):
    return make_space(name="The Mill", slug="the-mill")


@pytest.fixture
def secret(db):
    return make_space(name="Secret Loft", slug="secret-loft", is_published=False)


@pytest.fixture
def olga(client, mill):
    member = make_manager(mill)
    client.force_login(member)
    return member


ELSEWHERE = (
    "/manage/spaces/space/{pk}/",
    "/manage/spaces/space/{pk}/change/",
    "/manage/spaces/space/{pk}/change/?_popup=1",
    "/manage/spaces/space/{pk}/change/?_to_field=id",
    "/manage/spaces/space/{pk}/history/",
    "/manage/spaces/space/{pk}/delete/",
    "/manage/spaces/space/{pk}/delete/?_popup=1&_to_field=id",
    "/manage/spaces/space/{slug}/change/",
    "/manage/spaces/space/add/",
    "/manage/spaces/space/add/?_popup=1",
    "/manage/spaces/plan/",
    "/manage/spaces/role/",
    "/manage/coworking/user/",
    "/manage/reviews/comment/",
    "/manage/r/{type}/{pk}/",
    "/manage/password_change/",
    "/manage/nowhere/",
)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ELSEWHERE)
@pytest.mark.once
def test_other_spaces_are_not_found(client, olga, secret, path, method):
    kind = ContentType.objects.get_for_model(Space).pk
    path = path.format(pk=secret.pk, slug=secret.slug, type=kind)
    response = getattr(client, method)(path, follow=True)
    assert response.status_code == 404
    assert "Secret Loft" not in response.content.decode()


def test_spaces_can_be_neither_added_nor_deleted(client, olga, mill):
    for path in ("add", f"{mill.pk}/delete"):
        assert client.post(f"/manage/spaces/space/{path}/", {"post": "yes"}).status_code == 404
    client.post("/manage/spaces/space/", {"action": "delete_selected", "_selected_action": [mill.pk]})
    assert Space.objects.filter(pk=mill.pk).exists()


@pytest.mark.parametrize("path", ["", "spaces/", "spaces/space/", "jsi18n/", "autocomplete/", "login/", "x/"])
def test_members_without_a_space_have_no_access(client, path):
    client.force_login(make_member("Tom"))
    assert client.get(f"/manage/{path}").status_code == 404
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.get(f"/manage/{path}").status_code == 404


def test_visitors_are_redirected_to_the_sign_in_page_of_members(client):
    response = client.get("/manage/spaces/space/", follow=True)
    assert response.redirect_chain[-1][0] == "/en/account/login/?next=%2Fmanage%2Fspaces%2Fspace%2F"


def test_a_superuser_sees_their_own_spaces_here_too(client, mill, secret):
    boss = make_manager(mill, "Boss")
    type(boss).objects.filter(pk=boss.pk).update(is_staff=True, is_superuser=True)
    client.force_login(boss)
    assert "Secret Loft" not in client.get("/manage/spaces/space/").content.decode()
    assert client.get(CHANGE_FORM.format(secret.pk)).status_code == 404


def test_autocomplete_finds_own_spaces_only(client, olga, mill, secret):
    fields = {"app_label": "spaces", "model_name": "space", "field_name": "successor", "term": ""}
    found = client.get("/manage/autocomplete/", fields).json()["results"]
    assert [row["text"] for row in found] == ["The Mill"]
    assert client.get("/manage/autocomplete/", fields | {"term": "Secret"}).json()["results"] == []


@pytest.mark.parametrize("query", ["q=Secret", "name__startswith=S", "is_published__exact=0", "o=1", "all=1"])
def test_no_search_or_filter_shows_other_spaces(client, olga, secret, query):
    response = client.get(f"/manage/spaces/space/?{query}", follow=True)
    assert "Secret Loft" not in response.content.decode()


@pytest.mark.parametrize("query", ["roles__member__email__startswith=o", "successor__name=x"])
def test_filters_by_other_peoples_data_are_refused(client, olga, query):
    assert client.get(f"/manage/spaces/space/?{query}").status_code in (302, 400)


def test_a_price_of_another_space_cannot_be_changed_or_deleted(client, olga, mill, secret):
    theirs = make_plan(secret, 99)
    for deleted in ({}, {"plans-0-DELETE": "on"}):
        price = {
            "plans-TOTAL_FORMS": 1, "plans-INITIAL_FORMS": 1, "plans-0-id": theirs.pk,
            "plans-0-space": mill.pk,
            "plans-0-what": "hot_desk", "plans-0-unit": "day", "plans-0-quantity": 1, "plans-0-amount": "1",
            "plans-0-currency": "EUR", "plans-0-tax_included": "unknown",
        }  # fmt: skip
        client.post(CHANGE_FORM.format(mill.pk), form(mill, **price, **deleted))
        theirs.refresh_from_db()
        assert (theirs.space, theirs.amount, theirs.is_current) == (secret, 99, True)


def test_no_field_moves_a_price_to_another_space(client, olga, mill, secret):
    price = {
        "plans-TOTAL_FORMS": 1, "plans-0-space": secret.pk, "plans-0-what": "hot_desk", "plans-0-unit": "day",
        "plans-0-quantity": 1, "plans-0-amount": "1", "plans-0-currency": "EUR",
        "plans-0-tax_included": "unknown",
    }  # fmt: skip
    client.post(CHANGE_FORM.format(mill.pk), form(mill, **price))
    assert not Plan.objects.filter(space=secret).exists()


def test_fields_that_the_form_does_not_show_cannot_be_sent(client, olga, mill, secret):
    sent = {"slug": "mine", "is_published": "", "successor": secret.pk, "is_sample": "on", "city": 1}
    assert client.post(CHANGE_FORM.format(mill.pk), form(mill, **sent)).status_code == 302
    mill.refresh_from_db()
    assert (mill.slug, mill.is_published, mill.successor, mill.is_sample) == ("the-mill", True, None, False)


def test_the_history_page_shows_public_names(client, olga, mill):
    boss = make_user("boss@example.org", is_staff=True)
    kind = ContentType.objects.get_for_model(Space)
    entry = {"content_type": kind, "object_id": mill.pk, "object_repr": "The Mill", "action_flag": CHANGE}
    LogEntry.objects.create(user=boss, change_message="Moved the pin.", **entry)
    client.post(CHANGE_FORM.format(mill.pk), form(mill, phone="+32 4 2"))
    page = client.get(f"/manage/spaces/space/{mill.pk}/history/").content.decode()
    assert "Moved the pin." in page
    assert "Olga" in page
    assert "@example.org" not in page


def test_the_index_shows_own_spaces_only(client, olga, mill, secret):
    make_manager(secret, "Tom")
    kind = ContentType.objects.get_for_model(Space)
    LogEntry.objects.create(
        user=olga, content_type=kind, object_id=secret.pk, object_repr="Secret Loft", action_flag=CHANGE
    )
    page = client.get("/manage/").content.decode()
    assert "The Mill" in page
    assert "Secret Loft" not in page


def test_query_counts_do_not_grow_with_the_number_of_rows(client, olga, mill, django_assert_max_num_queries):
    for number in range(12):
        space = make_space()
        space.roles.create(member=olga)
        make_statement(space, {"phone": "+32"}, as_of="2015")
        make_plan(space, 18, as_of="2015")
        make_plan(mill, 10 + number, as_of="2015")
    with django_assert_max_num_queries(11):
        client.get("/manage/")
    with django_assert_max_num_queries(11):
        client.get("/manage/spaces/space/")
    with django_assert_max_num_queries(14):
        client.get(CHANGE_FORM.format(mill.pk))
    with django_assert_max_num_queries(34):
        client.get("/en/spaces/the-mill/keep/")


def test_markup_is_shown_as_text(client, olga, mill):
    Space.objects.filter(pk=mill.pk).update(name="<script>alert(1)</script>")
    for path in (
        "/manage/",
        "/manage/spaces/space/",
        CHANGE_FORM.format(mill.pk),
        "/en/spaces/the-mill/keep/",
    ):
        assert "<script>alert" not in client.get(path).content.decode()
