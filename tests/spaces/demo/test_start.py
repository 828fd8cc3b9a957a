"""From an empty database to a site of one's own: with the whole demo and without it."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from coworking.accounts.models import User
from spaces.demo.accounts import LOGINS, logins_file
from spaces.directory.models import Space
from spaces.photos.models import Photo
from tests.conftest import make_capitals
from tests.spaces.demo.own_site import counts, go_live

pytestmark = pytest.mark.django_db


def test_no_row_and_no_file_of_the_demo_remains(
    public_site, quick_pictures, client, django_capture_on_commit_callbacks
):
    make_capitals()
    call_command("rebuild_search", "--quick", stdout=io.StringIO())
    before = counts()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("load_demo", stdout=io.StringIO())
    files = [Path(settings.MEDIA_ROOT) / photo.image.name for photo in Photo.objects.all()]
    client.force_login(User.objects.get(email=LOGINS[0]))
    with django_capture_on_commit_callbacks(execute=True):
        go_live()
    administrator = {"coworking.User": 1, "account.EmailAddress": 1, "spaces.OwnSite": 1}
    assert counts() == before | administrator
    assert files
    assert not any(file.exists() for file in files)
    assert not logins_file().exists()


def test_a_site_that_was_started_empty_never_gets_the_demo(db):
    make_capitals()
    for option in ("--never", "--never", "--if-empty"):
        call_command("load_demo", option, stdout=io.StringIO())
    assert not Space.objects.exists()
    assert not User.objects.exists()
