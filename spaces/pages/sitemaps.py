"""Sitemaps: the pages that search engines should index, in every language."""

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from spaces.directory.models import Space
from spaces.events.models import Event
from spaces.geography.models import City, Country
from spaces.programmes.models import Programme


class SpaceSitemap(Sitemap[Space]):
    i18n = alternates = True
    limit = 5000

    def items(self) -> QuerySet[Space]:
        return Space.objects.published().filter(is_sample=False).order_by("pk")

    def lastmod(self, item: Space) -> dt.datetime:
        return item.updated_at


class CitySitemap(Sitemap[City]):
    i18n = alternates = True
    limit = 5000

    def items(self) -> QuerySet[City]:
        return City.objects.with_spaces().order_by("pk")


class CountrySitemap(Sitemap[Country]):
    i18n = alternates = True

    def items(self) -> QuerySet[Country]:
        return Country.objects.filter(cities__space_count__gt=0).distinct().order_by("code")


class ProgrammeSitemap(Sitemap[Programme]):
    i18n = alternates = True
    limit = 5000

    def items(self) -> QuerySet[Programme]:
        return Programme.objects.order_by("pk")

    def lastmod(self, item: Programme) -> dt.datetime:
        return item.updated_at


class EventSitemap(Sitemap[Event]):
    i18n = alternates = True
    limit = 5000

    def items(self) -> QuerySet[Event]:
        return Event.objects.published().order_by("pk")

    def lastmod(self, item: Event) -> dt.datetime:
        return item.updated_at


SITEMAPS = {
    "spaces": SpaceSitemap,
    "cities": CitySitemap,
    "countries": CountrySitemap,
    "programmes": ProgrammeSitemap,
    "events": EventSitemap,
}
