"""The demo data: real spaces with sources, samples that are marked and can be taken away."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from spaces.demo.loader import read, samples
from spaces.models import LifeEvent, Photo, Plan, Space, Statement

pytestmark = pytest.mark.django_db


def test_everything_is_loaded_once(demo):
    count = Space.objects.count()
    assert count == len(read("spaces.json")) + len(samples())
    call_command("load_demo", stdout=io.StringIO())
    assert Space.objects.count() == count


def test_every_fact_of_a_real_space_has_a_source_with_an_address(demo):
    real = Space.objects.filter(is_sample=False)
    for rows in (Statement, Plan, LifeEvent):
        assert not rows.objects.filter(space__in=real, source__url="").exists()
    assert not real.filter(statements=None).exists()


def test_undated_pages_stay_undated(demo):
    assert Statement.objects.filter(as_of_basis="not_before").exists()


def test_earlier_prices_are_kept_and_do_not_stand(demo):
    old = Plan.objects.filter(is_current=False)
    assert old.exists()
    for plan in old:
        newer = plan.space.plans.filter(is_current=True, what=plan.what, unit=plan.unit)
        assert newer.filter(as_of__gt=plan.as_of).exists()


def test_la_cantine_became_numa(demo):
    assert Space.objects.get(slug="la-cantine-paris").successor.name == "NUMA"


def test_samples_say_so_wherever_they_show(demo, client):
    sample = Space.objects.filter(is_sample=True, status="open").first()
    assert "This is a sample" in client.get(sample.get_absolute_url()).content.decode()
    assert "sample</span>" in client.get(sample.city.get_absolute_url()).content.decode()
    assert sample.slug not in client.get("/sitemap-spaces.xml").content.decode()


def test_samples_are_removed_with_their_pictures_and_nothing_else(demo, django_capture_on_commit_callbacks):
    real = set(Space.objects.filter(is_sample=False).values_list("pk", flat=True))
    files = [Path(settings.MEDIA_ROOT) / photo.image.name for photo in Photo.objects.all()]
    assert files
    assert all(file.exists() for file in files)
    call_command("remove_samples", "--dry-run", stdout=io.StringIO())
    assert Photo.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("remove_samples", stdout=io.StringIO())
    assert set(Space.objects.values_list("pk", flat=True)) == real
    assert not any(file.exists() for file in files)


def test_database_with_spaces_is_left_alone(demo):
    Space.objects.exclude(pk=Space.objects.first().pk).delete()
    call_command("load_demo", "--if-empty", stdout=io.StringIO())
    assert Space.objects.count() == 1


def test_without_a_gazetteer_it_says_what_to_do():
    with pytest.raises(CommandError, match="load_gazetteer"):
        call_command("load_demo")
