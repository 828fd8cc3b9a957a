"""Places to work: geography, spaces, their facts, who says so, and their life stories."""

from spaces.models.duplicates import LikelyDuplicate
from spaces.models.facts import Amenity, Plan, Schedule, SpaceAmenity
from spaces.models.geography import City, CityName, CitySlug, Country
from spaces.models.photos import Photo
from spaces.models.sources import Basis, Source, Sourced, Statement
from spaces.models.space import Kind, Space, SpaceName, SpaceSlug, Status
from spaces.models.story import LifeEvent

__all__ = [
    "Amenity",
    "Basis",
    "City",
    "CityName",
    "CitySlug",
    "Country",
    "Kind",
    "LifeEvent",
    "LikelyDuplicate",
    "Photo",
    "Plan",
    "Schedule",
    "Source",
    "Sourced",
    "Space",
    "SpaceAmenity",
    "SpaceName",
    "SpaceSlug",
    "Statement",
    "Status",
]
