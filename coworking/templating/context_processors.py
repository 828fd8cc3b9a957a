"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from coworking.site.queries import site, site_name


def site_context(request: HttpRequest) -> dict[str, object]:
    """The settings and the name of the site, and where its map tiles come from."""
    return {
        "site_settings": SimpleLazyObject(site),
        "site_name": SimpleLazyObject(site_name),
        "map_tile_url": settings.MAP_TILE_URL,
        "map_tile_attribution": settings.MAP_TILE_ATTRIBUTION,
    }
