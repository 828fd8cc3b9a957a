"""The images that other sites show with a link to a city or a space."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.test import Client
from PIL import Image

from spaces.directory.models import Space
from spaces.photos.models import Photo
from spaces.social_images.drawing import Card, draw, is_drawable
from tests.factories import make_city, make_plan, make_space
from tests.pages import page

pytestmark = pytest.mark.django_db


def image_at(client: Client, path: str) -> tuple[str, str]:
    """The address and the words of the image of a page."""
    shown = page(client.get(path))
    return shown.one("meta[property='og:image']")["content"], shown.one("meta[property='og:image:alt']")[
        "content"
    ]


def pixels(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("path", ["/en/be/liege/", "/en/spaces/mill/", "/fr/spaces/mill/"])
def test_a_page_has_an_image_of_the_size_that_it_says(client, path):
    make_space("The Mill", slug="mill")
    url, _words = image_at(client, path)
    answer = client.get(url)
    assert answer["Content-Type"] == "image/png"
    assert "public" in answer["Cache-Control"]
    assert pixels(answer.content).size == (1200, 630)
    assert len(pixels(answer.content).getcolors(1 << 20)) > 20  # something is drawn


def test_the_address_changes_with_what_the_image_says(client):
    space = make_space("The Mill", slug="mill")
    before, _words = image_at(client, "/en/spaces/mill/")
    space.name = "The Old Mill"
    space.save()
    after, words = image_at(client, "/en/spaces/mill/")
    assert urlsplit(before).path == urlsplit(after).path
    assert before != after
    assert words.startswith("The Old Mill, ")
    assert client.get(before).content == client.get(after).content


def test_a_current_price_is_shown_and_an_old_one_is_not(client):
    make_plan(make_space("New", slug="new"), "18")
    make_plan(make_space("Old", slug="old"), "9", as_of="2019-05")
    assert "€18 a day" in image_at(client, "/en/spaces/new/")[1]
    assert "€9" not in image_at(client, "/en/spaces/old/")[1]


def test_a_closed_space_says_so(client):
    make_plan(make_space("Gone", slug="gone", status="closed"), "18")
    assert image_at(client, "/en/spaces/gone/")[1] == "Gone, coworking space, Liège, closed"


def test_a_photo_does_not_go_to_other_sites_without_its_credit(client):
    space = make_space("The Mill", slug="mill")
    photo = {"image": "photos/1-9.webp", "width": 9, "height": 9, "alt": "Desks", "credit": "Ana Example"}
    Photo.objects.create(space=space, **photo)
    Space.objects.filter(pk=space.pk).update(photo_count=1)
    url, _words = image_at(client, "/en/spaces/mill/")
    assert "/en/images/spaces/mill.png" in url
    assert client.get(url)["Content-Type"] == "image/png"


def test_what_is_hidden_or_unknown_has_no_image(client):
    make_space("Secret", slug="secret", is_published=False)
    for path in (
        "/en/images/spaces/secret.png",
        "/en/images/spaces/nowhere.png",
        "/en/images/be/nowhere.png",
    ):
        assert client.get(path).status_code == 404


def dots(data: bytes) -> int:
    """The number of pixels of the map in the accent colour."""
    colours = pixels(data).crop((640, 0, 1200, 630)).getcolors(1 << 20)
    return sum(count for count, colour in colours if colour == (0xA8, 0x37, 0x1B))


def test_the_map_has_a_dot_for_each_place_of_the_city(client):
    city = make_city()
    make_space(city=city, latitude=50.62, longitude=5.55)
    make_space(city=city, latitude=50.65, longitude=5.60)
    url, _words = image_at(client, "/en/be/liege/")
    assert dots(draw(Card("Liège", (), "Site"))) == 0
    assert dots(client.get(url).content) > 200


@pytest.mark.parametrize("name", ["Liège", "Łódź", "Θεσσαλονίκη", "Øresund – 3 ½ €", "Київ"])
def test_characters_of_europe_are_drawn(name):
    assert is_drawable(name)


@pytest.mark.parametrize("name", ["東京", "القاهرة"])
def test_a_name_in_another_script_leaves_no_boxes(name):
    assert not is_drawable(name)
    assert draw(Card(name, (), "Site")) == draw(Card("", (), "Site"))


def test_a_name_of_any_length_fits():
    draw(Card("A" * 300, ("b" * 300,), "Site " * 60))
    draw(Card("word " * 60, (), ""))
