"""Synthetic spaces: the same seed makes the same data, derived like any other, not among real spaces."""

import io

import pytest
from django.core.management import CommandError, call_command

from reviews.comments.models import Author, Comment
from reviews.near_duplicates.models import Shingle
from reviews.recommendations.models import Recommendation
from reviews.recommendations.queries import find_wrong_counts
from spaces.directory.models import Space, SpaceAmenity
from spaces.geography.models import City
from spaces.opening_hours.models import Schedule
from spaces.pricing.models import Plan
from spaces.provenance.models import Source, Statement
from spaces.search_index import derived_columns
from tests.factories import make_space
from tests.pages import page

pytestmark = pytest.mark.django_db


def make(count: int, *options: str) -> str:
    out = io.StringIO()
    call_command("make_spaces", str(count), *options, stdout=out)
    return out.getvalue()


def remove() -> None:
    call_command("remove_samples", stdout=io.StringIO())


def snapshot() -> list:
    """All rows that are made, without primary keys and times of recording."""
    spaces = Space.objects.order_by("slug").values_list(
        "slug", "name", "city__geonameid", "latitude", "longitude", "schedule__expression", "day_price",
        "search_text", "confirmed_on", "completeness", "recommended_count", "recommendation_count", "status",
    )  # fmt: skip
    plans = Plan.objects.order_by("space__slug", "what", "unit", "days_included", "amount").values_list(
        "space__slug", "what", "unit", "days_included", "amount", "currency", "as_of", "source__key"
    )
    statements = Statement.objects.order_by("space__slug", "source__key").values_list(
        "space__slug", "source__key", "facts"
    )
    amenities = SpaceAmenity.objects.order_by("space__slug", "amenity").values_list("space__slug", "amenity")
    comments = Comment.objects.order_by("thread__space__slug", "author__user__email").values_list(
        "thread__space__slug", "author__user__email", "text", "posted_at"
    )
    recommendations = Recommendation.objects.order_by("space__slug", "member__email").values_list(
        "space__slug", "member__email", "recommends", "good_for"
    )
    return [list(rows) for rows in (spaces, plans, statements, amenities, comments, recommendations)]


def test_a_seed_always_makes_the_same(gazetteer):
    make(60)
    first = snapshot()
    assert len(first[0]) == 60
    assert all(first)
    remove()
    make(60)
    assert snapshot() == first
    make(60, "--seed", "2")
    assert Space.objects.count() == 120


def test_a_larger_count_adds_the_missing_spaces(gazetteer):
    make(50)
    whole = snapshot()
    remove()
    make(20)
    assert "30 synthetic spaces made, 20 were there" in make(50)
    assert snapshot() == whole
    assert "0 synthetic spaces made, 50 were there" in make(50)


def test_derived_columns_and_counts_are_right(gazetteer):
    make(80)
    columns = [name for name in derived_columns.DERIVED if name != "schedule"]
    made = list(Space.objects.order_by("pk").values(*columns, "schedule"))
    assert Schedule.objects.count() > 5
    derived_columns.refresh(Space.objects.select_related("city__country"))
    assert list(Space.objects.order_by("pk").values(*columns, "schedule")) == made
    assert find_wrong_counts() == []
    for city in City.objects.all():
        assert city.space_count == Space.objects.in_search().filter(city=city).count()


def test_the_data_are_realistic(gazetteer):
    make(150)
    spaces = Space.objects.all()
    assert set(spaces.values_list("is_sample", flat=True)) == {True}
    assert spaces.exclude(network="").count() > 10
    assert {"open", "closed"} <= set(spaces.values_list("status", flat=True))
    assert spaces.filter(schedule=None).exclude(opening_hours="").count() == 0
    assert Plan.objects.filter(what="meeting_room", unit="hour").exists()
    for plan in Plan.objects.select_related("space__city__country"):
        assert plan.currency == plan.space.city.country.currency
    assert spaces.exclude(latitude=None).exists()
    big, small = City.objects.get(slug="london"), City.objects.get(slug="suva")
    assert big.space_count > small.space_count
    for comment in Comment.objects.all():
        assert comment.shingles.exists()


def test_pages_show_them(gazetteer, client):
    make(40)
    for space in Space.objects.order_by("pk")[:5]:
        assert client.get(space.get_absolute_url()).status_code == 200
    commented = Comment.objects.order_by("pk").first()
    assert commented.text in page(client.get(commented.thread.space.get_absolute_url())).text


def test_a_database_with_real_spaces_is_refused_unless_asked_for(gazetteer):
    make_space("A real one", city=gazetteer["liege"])
    with pytest.raises(CommandError, match="real spaces"):
        make(5)
    assert Space.objects.count() == 1
    make(5, "--yes-among-real")
    assert Space.objects.count() == 6


def test_remove_samples_removes_all_of_them(gazetteer):
    real = make_space("A real one", city=gazetteer["liege"])
    make(60, "--yes-among-real")
    remove()
    assert list(Space.objects.all()) == [real]
    assert list(City.objects.with_spaces()) == [gazetteer["liege"]]
    for rows in (Statement, Plan, SpaceAmenity, Comment, Shingle, Recommendation, Author):
        assert not rows.objects.exists()
    assert not Source.objects.filter(key__startswith="sample-data").exists()


def test_without_a_gazetteer_the_error_names_the_command_to_run():
    with pytest.raises(CommandError, match="load_gazetteer"):
        make(5)
