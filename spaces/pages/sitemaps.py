"""The pages that search engines should know, in every language."""

from django.contrib.sitemaps import Sitemap

from spaces.directory.models import Space
from spaces.events.models import Event
from spaces.geography.models import City, Country
from spaces.programmes.models import Programme


class SpaceSitemap(Sitemap):
    i18n = alternates = True
    limit = 5000

    def items(self):
        return Space.objects.published().filter(is_sample=False).order_by("pk")

    def lastmod(self, item: Space):
        return item.updated_at


class CitySitemap(Sitemap):
    i18n = alternates = True
    limit = 5000

    def items(self):
        return City.objects.with_spaces().order_by("pk")


class CountrySitemap(Sitemap):
    i18n = alternates = True

    def items(self):
        return Country.objects.filter(cities__space_count__gt=0).distinct().order_by("code")


class ProgrammeSitemap(Sitemap):
    i18n = alternates = True
    limit = 5000

    def items(self):
        return Programme.objects.order_by("pk")

    def lastmod(self, item: Programme):
        return item.updated_at


class EventSitemap(Sitemap):
    i18n = alternates = True
    limit = 5000

    def items(self):
        return Event.objects.published().order_by("pk")

    def lastmod(self, item: Event):
        return item.updated_at


SITEMAPS = {
    "spaces": SpaceSitemap,
    "cities": CitySitemap,
    "countries": CountrySitemap,
    "programmes": ProgrammeSitemap,
    "events": EventSitemap,
}
