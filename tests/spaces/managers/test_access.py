"""Managers have access to their own spaces only, members and visitors to none."""

import pytest

from spaces.managers.models import Level, Role
from spaces.provenance.models import Statement
from tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db


PATHS = (
    "/en/spaces/the-mill/keep/",
    "/en/spaces/the-mill/keep/confirm/",
    "/en/spaces/the-mill/keep/share/",
    "/en/spaces/the-mill/keep/leave/",
    "/en/spaces/the-mill/keep/hours/",
    "/en/spaces/the-mill/keep/photos/",
    "/en/spaces/the-mill/keep/photos/1/",
    "/en/spaces/the-mill/keep/suggestions/1/",
    "/en/spaces/the-mill/join/",
    "/manage/spaces/space/{pk}/change/",
    "/manage/spaces/space/{pk}/history/",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.once
def test_managers_of_other_spaces_have_no_access(client, mill, path, method):
    stranger = make_member("Tom")
    Role.objects.create(space=make_space(), member=stranger, level=Level.OWNER)
    client.force_login(stranger)
    response = getattr(client, method)(path.format(pk=mill.pk), {"fact": "all", "answer": "accept"})
    assert response.status_code in (404, 405)
    assert not Statement.objects.exists()


@pytest.mark.parametrize("path", [*PATHS, "/manage/"])
def test_members_and_visitors_have_no_access(client, mill, path):
    path = path.format(pk=mill.pk)
    assert client.get(path).status_code in (302, 405)
    client.force_login(make_member("Tom"))
    response = client.get(path)
    assert response.status_code in (302, 404, 405)
    if response.status_code == 302:
        assert "login" in response.url


def test_the_list_shows_own_spaces_only(client, mill, owner):
    make_space(name="Not hers")
    page = client.get("/manage/spaces/space/").content.decode()
    assert "The Mill" in page
    assert "Not hers" not in page
    assert client.get("/manage/").status_code == 200
