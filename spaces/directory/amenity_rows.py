"""Reading and changing what is known of the amenities of a space, in its rows."""

from collections.abc import Mapping

from spaces.directory.models import Amenity, Space, SpaceAmenity
from spaces.provenance.amenity_values import value_and_detail


def amenities_of(space: Space) -> dict[str, str]:
    """Return {amenity: the text of its value}, in the order of the amenities."""
    rows = SpaceAmenity.objects.filter(space=space).order_by("amenity__order", "amenity")
    return {row.amenity_id: row.text for row in rows}


def change_amenities(space: Space, texts: Mapping[str, str]) -> None:
    """Set the values of these amenities, of which an empty text makes one unknown. The others stay.

    Keys that are no amenity of this site are left out.
    """
    removed = [key for key, text in texts.items() if not text]
    SpaceAmenity.objects.filter(space=space, amenity__in=removed).delete()
    known = Amenity.objects.filter(pk__in=texts.keys() - set(removed)).order_by("pk")
    rows = [_row(space, key, texts[key]) for key in known.values_list("pk", flat=True)]
    SpaceAmenity.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["space", "amenity"],
        update_fields=["value", "detail"],
    )


def add_amenities(space: Space, texts: Mapping[str, str]) -> None:
    """Set the values of those of these amenities of which nothing is known yet."""
    known = amenities_of(space)
    change_amenities(space, {key: text for key, text in texts.items() if key not in known})


def _row(space: Space, key: str, text: str) -> SpaceAmenity:
    value, detail = value_and_detail(text)
    return SpaceAmenity(space=space, amenity_id=key, value=value, detail=detail)
