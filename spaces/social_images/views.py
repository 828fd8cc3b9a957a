"""The images of cities and spaces, at URLs that change with what they show."""

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from spaces.directory.models import Space
from spaces.geography.queries import city_by_slug
from spaces.social_images.cards import card_of_city, card_of_space, version_of, with_points
from spaces.social_images.drawing import Card, draw

DAY = 86_400


@require_safe
def city_image(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The image of a city."""
    city = city_by_slug(code.upper(), slug)
    if city is None:
        raise Http404
    return _image(with_points(card_of_city(city), city))


@require_safe
def space_image(request: HttpRequest, slug: str) -> HttpResponse:
    """The image of a space."""
    found = Space.objects.published().select_related("city__country")
    space = get_object_or_404(found, slug=slug)
    return _image(with_points(card_of_space(space), space.city))


def _image(card: Card) -> HttpResponse:
    """Draw it once a day at most for whatever it shows; a drawing takes some 50 ms."""
    key = f"social-image:{get_language()}:{version_of(card)}"
    png = caches["pages"].get(key)
    if png is None:
        png = draw(card)
        caches["pages"].set(key, png, DAY)
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": f"public, max-age={DAY}"})
