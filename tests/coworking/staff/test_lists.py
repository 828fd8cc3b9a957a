"""The staff's lists stay quick: nothing is counted to its end, and more rows ask for nothing more."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coworking.accounts.models import User
from coworking.staff.admin import PAGES_AHEAD, PeekingPaginator
from spaces.geography.models import City
from tests.factories import make_city, make_comment, make_member, make_space, make_staff
from tests.safety.cast import furnish

pytestmark = pytest.mark.django_db
# Groups are a handful; the settings of the site are one row, whose list leads to its form.
NO_LISTS = ("auth.Group", "coworking.SiteSettings")
MODELS = [model for model in admin.site._registry if model._meta.label not in NO_LISTS]
WHOLE_COUNT = re.compile(r'SELECT COUNT\(\*\) AS "__count" FROM "\w+"')


def address(model, page="changelist", *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def asked(client, url: str) -> list[str]:
    """The queries of a page."""
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in context.captured_queries]


@pytest.mark.once
def test_no_list_counts_or_asks_more_for_more_rows(staff):
    furnish(make_space(), make_space(city=make_city("Mons")))
    few = {model: asked(staff, address(model)) for model in MODELS}
    searched = {model: asked(staff, f"{address(model)}?q=space") for model in MODELS}
    for number in range(4):
        furnish(make_space(), make_space(city=make_city(f"Town {number}")))
    for model in MODELS:
        assert [one for one in (*few[model], *searched[model]) if WHOLE_COUNT.search(one)] == []
        assert len(asked(staff, address(model))) <= len(few[model]) + 1, model


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_no_list_filters_by_what_must_be_read_first(model):
    """Dates as a hierarchy, and filters that list every value that there is, read the whole table."""
    model_admin = admin.site._registry[model]
    assert model_admin.date_hierarchy is None
    assert model_admin.show_full_result_count is False
    for name in model_admin.list_filter:
        if isinstance(name, type) and issubclass(name, admin.SimpleListFilter):
            continue  # it lists what it likes, not the values of a column
        field = model._meta.get_field(name)
        assert field.choices or field.get_internal_type() in ("BooleanField", "ManyToManyField"), name


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_no_form_lists_all_rows_of_a_big_table(model, rf):
    """Foreign keys are found by typing; only tables that stay small are lists."""
    request = rf.get("/")
    request.user = make_staff()
    small = {"Amenity", "Group", "Permission"}
    model_admin = admin.site._registry[model]
    for one in (model_admin, *model_admin.get_inline_instances(request)):
        free = {*one.autocomplete_fields, *one.raw_id_fields, *one.get_readonly_fields(request)}
        for field in one.opts.get_fields():
            if (
                field.many_to_one
                and field.editable
                and field.name not in free
                and one.has_change_permission(request)
            ):
                is_parent = one is not model_admin and field.related_model is model
                assert is_parent or field.related_model.__name__ in small, (one, field.name)


# The paginator


def test_it_counts_a_few_pages_ahead_and_says_that_there_is_more():
    User.objects.bulk_create(User(email=f"many{number}@example.org") for number in range(60))
    rows = User.objects.order_by("pk")
    first = PeekingPaginator(rows, 5, page="1")
    assert (first.count, first.is_cut) == (5 * (PAGES_AHEAD + 1) + 1, True)
    later = PeekingPaginator(rows, 5, page="3")
    assert (later.count, later.is_cut, later.num_pages) == (60, False, 12)
    assert [user.pk for user in later.page(12)] == [user.pk for user in rows[55:60]]


def test_pages_of_what_is_found_by_typing_have_an_order(rf):
    cities = admin.site._registry[City]
    assert cities.get_paginator(rf.get("/"), City.objects.all(), 5).object_list.ordered
    by_name = City.objects.order_by("name")
    assert cities.get_paginator(rf.get("/"), by_name, 5).object_list.query.order_by == ("name",)


@pytest.mark.parametrize("page", ["", None, "nonsense", "-3", "0"])
def test_a_mistyped_page_is_the_first(page):
    assert PeekingPaginator(User.objects.order_by("pk"), 5, page=page).most >= 5 * PAGES_AHEAD


def test_a_cut_list_says_so_and_offers_no_tick_for_all(staff):
    User.objects.bulk_create(User(email=f"many{number}@example.org") for number in range(1200))
    page = staff.get("/admin/coworking/user/").content.decode()
    assert "more than 1,100 users" in page
    assert "Click here to select the objects across all pages" not in page
    assert "many1199@example.org" in staff.get("/admin/coworking/user/?q=many1199").content.decode()


# Searching


@pytest.mark.parametrize(
    ("model", "words", "found"),
    [
        ("spaces/space", "mill", "The Old Mill"),
        ("spaces/space", "liege old", "The Old Mill"),
        ("spaces/city", "luik", "Liège"),
        ("spaces/city", "lie", "Liège"),
        ("spaces/source", "a web", "a web page"),
        ("spaces/claim", "mill", "The Old Mill"),
        ("coworking/user", "ANN@", "ann@example.org"),
        ("coworking/user", "Ann", "ann@example.org"),
        ("reviews/comment", "mill", "Good light"),
        ("reviews/comment", "Ann", "Good light"),
        ("reviews/comment", "good LIGHT.", "Good light"),
        ("reviews/author", "Ann", ">Ann<"),
    ],
)
def test_what_staff_look_for_is_found(staff, model, words, found):
    space = make_space("The Old Mill", city=make_city(names=("Luik",)))
    ann = make_member("Ann", email="ann@example.org")
    furnish(space, make_space("Elsewhere", city=make_city("Mons")))
    make_comment(space, "Good light.", ann)
    app, name = model.split("/")
    assert found in staff.get(f"/admin/{app}/{name}/", {"q": words}).content.decode()
    assert found not in staff.get(f"/admin/{app}/{name}/", {"q": "nothing is called this"}).content.decode()
