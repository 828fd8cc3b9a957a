"""The addresses of images, for the heads of pages."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from coworking.templating.library import template_function
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.social_images.cards import card_of_city, card_of_space, version_of
from spaces.social_images.drawing import HEIGHT, WIDTH, Card


class SocialImage(NamedTuple):
    """An image with its address, its size in pixels, and its words."""

    url: str
    width: int
    height: int
    text: str


@template_function
def city_social_image(city: City, request: HttpRequest) -> SocialImage:
    """Return the image of a city."""
    path = reverse("city_image", args=[city.country_id.lower(), city.slug])
    return _image(card_of_city(city), path, request)


@template_function
def space_social_image(space: Space, request: HttpRequest) -> SocialImage:
    """Return the image of a space."""
    return _image(card_of_space(space), reverse("space_image", args=[space.slug]), request)


def _image(card: Card, path: str, request: HttpRequest) -> SocialImage:
    url = request.build_absolute_uri(f"{path}?v={version_of(card)}")
    return SocialImage(url, WIDTH, HEIGHT, ", ".join((card.name, *card.lines)))
