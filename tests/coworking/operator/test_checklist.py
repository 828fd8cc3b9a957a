"""The checklist on the staff's dashboard: what is missing before the site goes public."""

import os

import pytest

from coworking.content.models import ContentPage
from coworking.operator import checklist
from coworking.site.models import SiteSettings
from tests.factories import make_space, make_staff
from tests.pages import page

pytestmark = pytest.mark.django_db
NAME, PAGES = "The site has a name of its own", "Legal notice and privacy are published"


def states(client):
    """{item: whether it is done} of the dashboard."""
    rows = page(client.get("/admin/")).select(".checklist li")
    words = [row.text.partition(" ")[2].partition(" docs/")[0] for row in rows]
    return {label: "is-done" in row.classes for label, row in zip(words, rows, strict=True)}


@pytest.fixture
def boss(client):
    client.force_login(make_staff("administrator"))
    return client


def test_what_is_missing_becomes_done(boss):
    sample = make_space(is_sample=True)
    before = states(boss)
    assert not before[NAME]
    assert not before[PAGES]
    assert not before["No samples are shown"]
    SiteSettings.objects.create(name="Ours")
    for slug in ("legal", "privacy"):
        ContentPage.objects.create(slug=slug, title=slug, body="We, [Ann](/en/).", is_published=True)
    sample.delete()
    after = states(boss)
    assert after[NAME]
    assert after[PAGES]
    assert after["What stands in brackets there is replaced"]
    assert after["No samples are shown"]


def test_brackets_of_a_starting_text_are_reported(boss):
    ContentPage.objects.create(slug="privacy", title="Privacy", body="Run by [your name].", is_published=True)
    assert not states(boss)["What stands in brackets there is replaced"]


def test_checks_of_a_public_site_are_listed_with_what_to_do(boss, settings):
    settings.DEBUG = True
    missing = page(boss.get("/admin/")).texts(".checklist .is-missing")
    assert [text for text in missing if "DEBUG" in text]


@pytest.mark.parametrize("role", ["moderator", "editor"])
def test_only_who_may_change_the_site_sees_the_checklist(client, role):
    client.force_login(make_staff(role))
    assert not states(client)


def test_a_backup_counts_for_a_week(boss):
    label = "A backup of the last seven days exists"
    checklist.backup_marker().unlink(missing_ok=True)
    assert not states(boss)[label]
    checklist.backup_marker().touch()  # as `manage.py backup` does
    assert states(boss)[label]
    eight_days_ago = checklist.backup_marker().stat().st_mtime - 8 * 24 * 3600
    os.utime(checklist.backup_marker(), (eight_days_ago, eight_days_ago))
    assert not states(boss)[label]
