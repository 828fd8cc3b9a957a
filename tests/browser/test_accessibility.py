"""axe finds nothing on the pages that stand for their kind; `make look` asks about all the others."""

import pytest
from django.conf import settings

from tests.look.checks import axe_violations, layout_faults
from tests.safety.cast import Cast, make_cast

# In the order of who may see them, so that each signs in once.
PAGES = {
    "anonymous": ("/en/", "/en/spaces/", "/en/be/liege/", "/en/spaces/here/"),
    "member": ("/en/spaces/here/", "/en/suggest-a-space/"),
    "manager": ("/manage/", "/manage/spaces/space/"),
    "administrator": ("/admin/", "/admin/spaces/space/", "/admin/spaces/space/{pk}/change/"),
}
IN_THE_DARK = ("/en/be/liege/", "/admin/spaces/space/{pk}/change/")


@pytest.fixture
def cast(gazetteer) -> Cast:
    return make_cast()


def test_axe_and_our_own_rules_find_nothing_on_pages_of_any_role(page, cast):
    """In the light; one page of each kind is asked about in the dark, too. axe takes half a second a page."""
    found = {}
    for who, paths in PAGES.items():
        if who in cast.cookies:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": cast.cookies[who]}
            page.context.add_cookies([cookie | {"domain": "localhost", "path": "/"}])
        for path in paths:
            page.goto(path.format(pk=cast.space.pk))
            page.wait_for_load_state("networkidle")
            found[who, path] = axe_violations(page) + layout_faults(page)
            if path in IN_THE_DARK:
                page.emulate_media(color_scheme="dark")
                page.reload()  # else axe would look while the colours change
                page.wait_for_load_state("networkidle")
                found["dark", path] = axe_violations(page) + layout_faults(page)
                page.emulate_media(color_scheme="light")
    assert {where: faults for where, faults in found.items() if faults} == {}
