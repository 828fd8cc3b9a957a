"""The documentation names every command and variable, and names none that does not exist."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.utils.translation import override

from spaces.directory.amenities import AMENITIES

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OUR_COMMANDS = sorted(
    name for name, app in get_commands().items() if app in {"coworking", "spaces", "reviews"}
)
READERS = ("coworking/settings.py", "coworking/environment.py", "gunicorn.conf.py")
ENVIRONMENT = re.compile(
    r"""(?:environ\.get|flag|comma_separated|whole_number|folder)\(\s*["']([A-Z0-9_]+)"""
)


@cache
def text_of_all() -> str:
    return "\n".join(page.read_text() for page in PAGES)


def variables() -> set[str]:
    return {name for path in READERS for name in ENVIRONMENT.findall((ROOT / path).read_text())}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_the_settings_are_seen():
    assert {"DATABASE_URL", "DEBUG", "ALLOWED_HOSTS", "WEB_CONCURRENCY"} <= variables()


@pytest.mark.parametrize("name", sorted(variables()))
def test_a_variable_is_documented(name):
    assert f"| `{name}` |" in (ROOT / "docs/configuration.md").read_text()
    assert f"\n#{name}=" in (ROOT / ".env.example").read_text()


def test_the_example_lists_no_variable_that_nothing_reads():
    listed = set(re.findall(r"^#([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert listed == variables()


@pytest.mark.parametrize("name", OUR_COMMANDS)
def test_a_command_is_documented(name):
    assert name in text_of_all()


def test_commands_in_the_documentation_exist():
    named = set(re.findall(r"manage\.py ([a-z_]+)", text_of_all()))
    assert named >= {"migrate", "load_gazetteer"}
    assert named - set(get_commands()) == set()


def test_targets_in_the_documentation_exist():
    named = set(re.findall(r"`make ([a-z-]+)|^    make ([a-z-]+)", text_of_all(), re.MULTILINE))
    assert {one or other for one, other in named} - make_targets() == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page):
    links = re.findall(r"^(?! {4}).*?\]\(([^)#:]+)\)", page.read_text(), re.MULTILINE)
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_example_sets_nothing():
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


def test_the_keys_of_all_amenities_are_documented():
    section = (ROOT / "docs/importing.md").read_text().split("\n## Amenities\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", section, re.MULTILINE)
    with override("en"):
        known = [
            (key, str(amenity.label), ", ".join(f"`{tag}={value}`" for tag, value in amenity.osm))
            for key, amenity in AMENITIES.items()
        ]
    assert rows == known


def test_the_table_of_scheduled_work_lists_the_commands_of_its_crontab():
    section = (ROOT / "docs/operations.md").read_text().split("\n## Scheduled work\n")[1].split("\n## ")[0]
    scheduled = re.findall(r"\$MANAGE ([a-z_]+)", section)
    assert sorted(scheduled) == sorted(re.findall(r"^\| `([a-z_]+)", section, re.MULTILINE))
    assert set(scheduled) <= set(get_commands())
    for line in re.findall(r"^    [\d*]+ .*$", section, re.MULTILINE):
        assert not re.search(r"(?<!\\)%", line), "cron ends a command at a % without a backslash"
