"""Amenities and kinds are data: what an operator adds is known everywhere, and no upgrade overwrites it."""

import pytest
from django.apps import apps
from django.urls import reverse

from spaces.directory.amenity_rows import amenities_of
from spaces.directory.models import Amenity, Space, SpaceAmenity, SpaceKind
from spaces.directory.receivers import sync_vocabulary
from spaces.importers.typed.words import read_amenities
from tests.factories import make_city, make_space, make_staff
from tests.pages import page
from tests.spaces.importers.importing import feature, geojson, run, write

pytestmark = pytest.mark.django_db
STUDIO = {
    "key": "podcast_studio", "name_en": "podcast studio", "name_fr": "studio de podcast", "icon": "podcast",
    "other_names": "recording booth\ncabine d'enregistrement", "osm": "studio=podcast", "order": "1000",
}  # fmt: skip


@pytest.fixture
def editor(client):
    client.force_login(make_staff("editor"))
    return client


@pytest.fixture
def liege():
    return make_city()


def add(client, model, **data):
    return client.post(reverse(f"admin:spaces_{model}_add"), data)


def change(client, model, key, **data):
    return client.post(reverse(f"admin:spaces_{model}_change", args=[key]), data)


def test_an_amenity_that_an_operator_adds_is_known_everywhere_at_once(editor, liege, tmp_path):
    list_url = "/en/be/liege/"
    assert "podcast" not in editor.get(list_url).content.decode()
    assert add(editor, "amenity", **STUDIO).status_code == 302
    head = "id,name,city,country,amenities"
    rows = "1,The Mill,Liège,BE,Recording booth; lift=no\n2,The Barn,Liège,BE,no podcast studio\n"
    assert run(write(tmp_path, f"{head}\n{rows}"))["problems"] == []
    tags = {"office": "coworking", "addr:city": "Liège", "addr:country": "BE", "studio": "podcast"}
    run(write(tmp_path, geojson(feature("Lantern", 5.56, 50.63, **{"@id": "node/1"}, **tags)), "a.geojson"))
    assert amenities_of(Space.objects.get(name="Lantern")) == {"podcast_studio": "yes"}
    for query in ({"amenity": "podcast_studio"}, {"q": "cabine d'enregistrement"}):
        found = page(editor.get(list_url, query))
        assert sorted(found.texts(".card h3")) == ["Lantern", "The Mill"], query
    option = found.one("label:has([value=podcast_studio])")
    assert option.text == "podcast studio2 yes"
    mark = found.select(".card-facts li:has(use)")[0]
    assert mark.text == "podcast studio"
    icon = editor.get(mark.one("use")["href"])
    assert (icon.status_code, b'id="podcast"' in icon.content) == (200, True)
    shown = page(editor.get(Space.objects.get(name="The Barn").get_absolute_url().replace("/en/", "/fr/")))
    assert "Studio de podcast : non" in shown.texts(".amenities li")[0]
    slugs = list(Space.objects.order_by("name").values_list("slug", flat=True))
    table = page(editor.get("/en/compare/", {"space": slugs})).rows("table.compare tr")
    assert ["podcast studio differs", "yes", "no", "yes"] in table


def test_a_kind_that_an_operator_adds_is_known_everywhere_at_once(editor, liege, tmp_path):
    data = {
        "key": "boat",
        "name_en": "boat",
        "icon": "ship",
        "osm": "office=boat",
        "other_names": "",
        "order": "1000",
    }
    answer = add(editor, "spacekind", **data)
    assert answer.status_code == 302, page(answer).texts(".errorlist li")
    run(write(tmp_path, "id,name,kind,city,country\n1,The Mill,Boat,Liège,BE\n"))
    tags = {"office": "boat", "addr:city": "Liège", "addr:country": "BE"}
    run(write(tmp_path, geojson(feature("Lantern", 5.56, 50.63, **{"@id": "node/1"}, **tags)), "a.geojson"))
    make_space("The Barn")
    for query in ({"kind": "boat"}, {"q": "boat"}):
        found = page(editor.get("/en/be/liege/", query))
        assert sorted(found.texts(".card h3")) == ["Lantern", "The Mill"], query
    assert found.one("label:has([value=boat])").text == "boat2"
    assert page(editor.get("/en/spaces/the-mill/")).one("main").text.count("Boat") == 1
    assert "boat" in editor.get("/admin/spaces/space/?kind__exact=boat").content.decode()


def test_an_upgrade_changes_nothing_that_an_operator_changed_and_extends_the_rest(editor):
    changed = {"name_en": "wireless", "name_fr": "", "icon": "", "other_names": "luftnetz\n-wlan", "osm": ""}
    assert change(editor, "amenity", "wifi", **changed).status_code == 302
    sync_vocabulary(apps.get_app_config("spaces"), using="default")
    make_space()
    shown = page(editor.get("/en/spaces/")).texts("label.pick")
    assert "wireless0 yes" in shown
    assert "wifi0 oui" in page(editor.get("/fr/spaces/")).texts("label.pick")
    assert read_amenities("Luftnetz, Wi-Fi, wlan") == ((("wifi", "yes"),), ("wlan",))


def test_a_retired_amenity_is_not_offered_and_what_is_known_of_it_stays(editor, liege):
    mill = make_space("The Mill", city=liege, slug="the-mill", amenities={"coffee": "yes", "wifi": "no"})
    data = {"name_en": "", "name_fr": "", "icon": "", "other_names": "", "osm": "", "is_retired": "on"}
    assert change(editor, "amenity", "coffee", **data).status_code == 302
    assert not page(editor.get("/en/be/liege/")).has("[name=amenity][value=coffee]")
    assert (
        page(editor.get("/en/spaces/the-mill/report/")).one("[name=amenities-coffee] [selected]").text
        == "yes"
    )
    assert not page(editor.get("/en/suggest-a-space/")).has("[name=amenities-coffee]")
    assert page(editor.get("/en/spaces/the-mill/")).texts(".amenities li") == ["No wifi", "Coffee"]
    assert amenities_of(mill) == {"coffee": "yes", "wifi": "no"}


def test_only_an_entry_of_the_operator_that_no_space_uses_can_be_deleted(editor, liege):
    add(editor, "amenity", **STUDIO)
    url = reverse("admin:spaces_amenity_delete", args=["podcast_studio"])
    space = make_space(amenities=("podcast_studio",))
    assert editor.post(url, {"post": "yes"}).status_code == 403
    assert (
        editor.post(reverse("admin:spaces_amenity_delete", args=["gym"]), {"post": "yes"}).status_code == 403
    )
    SpaceAmenity.objects.filter(space=space).delete()
    assert editor.post(url, {"post": "yes"}).status_code == 302
    assert not Amenity.objects.filter(pk="podcast_studio").exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"icon": "unicorn-horn"}, "There is no Lucide icon “unicorn-horn”."),
        ({"key": "Podcast-studio"}, "Small letters"),
        ({"osm": "podcast studio"}, "“podcast studio” is no tag"),
        ({"name_en": "", "name_fr": ""}, "Give it a name."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(editor, changed, message):
    answer = add(editor, "amenity", **(STUDIO | changed))
    assert message in " ".join(page(answer).texts(".errorlist li"))
    assert not SpaceKind.objects.filter(order=1000).exists()
