"""Places spaces without a position by their address.

An answer counts if it is a building or a street, in the country of the space, at most 30 km from its city,
and of a street of that name. It is stored as a statement of the geocoder, which every other source overrides.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from rapidfuzz import fuzz

from coworking.i18n.normalize import normalize_name
from coworking.i18n.word_lists import STREET_STOP_WORDS
from spaces.directory.models import Space
from spaces.directory.placed_positions import ADDRESS, PRECISION, address_of
from spaces.geocoding.answers import Answer
from spaces.geocoding.client import answers
from spaces.geocoding.models import AddressLookup, Finding
from spaces.geography.coordinates.distances import distance_km
from spaces.geography.positions import FAR_KM, position_of
from spaces.provenance.models import Basis, Source, Statement
from spaces.search_index.derived_columns import refresh

SAME_STREET = 60  # of 100: the likeness below which two names are of two streets
BATCH = 500


def to_place(again: bool = False) -> Iterator[Space]:
    """Yield the spaces to place: with a street, without a position, whose address was not asked for yet.

    With `again` also those whose answer was refused, or whose position somebody took away.
    """
    pks = list(_placeable(Space.objects.order_by("pk")).values_list("pk", flat=True))
    for first in range(0, len(pks), BATCH):
        batch = pks[first : first + BATCH]
        spaces = Space.objects.select_related("city__country").filter(pk__in=batch).order_by("pk")
        asked = dict(AddressLookup.objects.filter(space__in=batch).values_list("space", "address"))
        for space in spaces:
            if again or asked.get(space.pk) != _asked_address(space):
                yield space


def _placeable(spaces: QuerySet[Space]) -> QuerySet[Space]:
    """The spaces that may be placed. Without the position of the city no answer could be checked."""
    rows = spaces.filter(latitude=None, merged_into=None, is_sample=False, city__latitude__isnull=False)
    countries = settings.GEOCODER_COUNTRIES
    return (rows.filter(city__country__in=countries) if countries else rows).exclude(street="")


def is_to_place(space: Space) -> bool:
    """Return whether the geocoder is to be asked for the address of a space."""
    return _placeable(Space.objects.filter(pk=space.pk)).exists() and not _was_asked(space)


def _was_asked(space: Space) -> bool:
    return AddressLookup.objects.filter(space=space.pk, address=_asked_address(space)).exists()


def place(space: Space, seconds: int, dry_run: bool = False) -> Finding:
    """Ask the geocoder, and place the space if its answer is right. Raises GeocoderError.

    The caller has taken the turn to ask, and is in no transaction. With `dry_run` nothing is written.
    """
    address, found = address_of(space), answers(space, seconds)
    finding, best = choose(space, found)
    if not dry_run:
        _store(space.pk, address, finding, best)
    return finding


def choose(space: Space, found: Iterable[Answer]) -> tuple[Finding, Answer | None]:
    """Return the answer to take, or why none is right: the first one says so.

    Of those that are right, one with the postcode of the space comes first.
    """
    findings = [(_check(space, answer), answer) for answer in found]
    right = [answer for finding, answer in findings if finding == Finding.PLACED]
    if not right:
        return (findings[0][0] if findings else Finding.NOT_FOUND), None
    return Finding.PLACED, min(right, key=lambda answer: answer.postcode != space.postcode)


def _check(space: Space, answer: Answer) -> Finding:
    city = space.city
    # A geocoder that names no country knows only those of the settings, and the space is in one of them.
    if answer.country != city.country_id and (answer.country or not settings.GEOCODER_COUNTRIES):
        return Finding.OTHER_COUNTRY
    middle = position_of(city)
    if middle is None or distance_km(*middle, answer.latitude, answer.longitude) > FAR_KM:
        return Finding.FAR
    if not answer.precision:
        return Finding.IMPRECISE
    return Finding.PLACED if _is_same_street(space.street, answer.street) else Finding.OTHER_STREET


def _is_same_street(ours: str, theirs: str) -> bool:
    """Whether two names may be of one street, by the words that are not of every street."""
    return fuzz.token_set_ratio(_street_words(ours), _street_words(theirs)) >= SAME_STREET


def _street_words(street: str) -> str:
    words = normalize_name(street).split()
    distinctive = [word for word in words if word not in STREET_STOP_WORDS and not word[:1].isdigit()]
    return " ".join(distinctive or words)


@transaction.atomic
def _store(pk: int, address: str, finding: Finding, best: Answer | None) -> None:
    """Store what became of an address, unless the space has another one, or a position, meanwhile."""
    locked = Space.objects.select_for_update(of=("self",)).select_related("city__country")
    space = locked.filter(pk=pk).first()
    if space is None or space.has_position or address_of(space) != address:
        return
    AddressLookup.objects.update_or_create(
        space=space, defaults={"address": _asked_address(space), "finding": finding}
    )
    if best is None:
        return
    space.latitude, space.longitude = best.latitude, best.longitude
    space.save(update_fields=["latitude", "longitude", "updated_at"])
    source, ref = geocoder_source(), str(pk)
    Statement.objects.filter(source=source, ref=ref, replaced_at=None).update(replaced_at=timezone.now())
    Statement.objects.create(
        space=space,
        source=source,
        ref=ref,
        as_of=timezone.localdate().isoformat(),
        as_of_basis=Basis.PLACED,
        facts={
            "latitude": best.latitude,
            "longitude": best.longitude,
            ADDRESS: address,
            PRECISION: best.precision,
        },
    )
    refresh([space])


def geocoder_source() -> Source:
    """Return the source of what the geocoder of the settings states, with its name and licence there."""
    host = urlsplit(settings.GEOCODER_URL).hostname or ""
    defaults = {
        "name": settings.GEOCODER_NAME or host,
        "licence": settings.GEOCODER_LICENCE,
        "attribution": settings.GEOCODER_ATTRIBUTION,
    }
    return Source.objects.update_or_create(key=f"geocoder:{host}", defaults=defaults)[0]


def _asked_address(space: Space) -> str:
    return address_of(space)[:500]
