"""Help texts of form fields are accessible: every `aria-describedby` names an element of the page."""

import pytest

from spaces.photos.models import Photo
from tests.factories import make_manager, make_member, make_space, make_staff
from tests.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OUT, MEMBER, MANAGER, STAFF = range(4)
FORMS = [
    ("/en/account/signup/", OUT),
    ("/en/account/password/change/", MEMBER),
    ("/en/suggest-a-space/", MEMBER),
    ("/en/spaces/the-mill/report/", MEMBER),
    ("/en/spaces/the-mill/claim/", MEMBER),
    ("/en/spaces/the-mill/recommend/", MEMBER),
    ("/en/spaces/the-mill/keep/photos/", MANAGER),
    ("/en/spaces/the-mill/keep/hours/", MANAGER),
    ("/admin/spaces/space/import/", STAFF),
]


@pytest.mark.parametrize(("path", "who"), FORMS)
def test_every_description_is_on_the_page(client, path, who):
    space = make_space("The Mill", slug="the-mill")
    Photo.objects.create(space=space, image="a.jpg", width=4, height=3, widths=[])
    if who != OUT:
        people = {MEMBER: make_member, MANAGER: lambda **fields: make_manager(space, **fields)}
        client.force_login(people[who](password="a long pass phrase") if who in people else make_staff())
    shown = page(client.get(path))
    named = {one for names in shown.values("[aria-describedby]", "aria-describedby") for one in names.split()}
    assert named - set(shown.values("[id]", "id")) == set()
