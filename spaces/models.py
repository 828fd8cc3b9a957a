"""The models of all features of this app."""

from spaces.analytics.models import CountKind, WeeklyCount
from spaces.answers.models import NetworkKey, VisitorAnswer
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.contributions.models import Proposal, ProposalState
from spaces.demo.models import OwnSite
from spaces.directory.choices import Kind, Status
from spaces.directory.models import Amenity, Space, SpaceAmenity, SpaceName, SpaceSlug
from spaces.duplicates.models import LikelyDuplicate
from spaces.events.models import Event, EventStatement
from spaces.geocoding.models import AddressLookup, Finding
from spaces.geography.models import City, CityName, CitySlug, Country
from spaces.history.models import HistoryEvent
from spaces.importers.feeds.models import Feed, FeedReading
from spaces.importers.runs.models import ImportedChange, ImportRun
from spaces.managers.models import (
    Claim,
    ClaimState,
    Invitation,
    Level,
    ReminderSettings,
    Role,
    SuggestedEdit,
    SuggestedEditState,
)
from spaces.opening_hours.models import Schedule, ScheduleSpan
from spaces.photos.models import Photo
from spaces.pricing.models import Plan, Rate
from spaces.programmes.models import Award, Call, CallDocument, Label, Programme, ProgrammeFact
from spaces.provenance.models import Basis, Source, Sourced, Statement
from spaces.search_index.models import IndexTerm, MapCell, TermVariant

__all__ = [
    "CountKind",
    "ReminderSettings",
    "WeeklyCount",
    "SuggestedEditState",
    "SuggestedEdit",
    "Role",
    "Level",
    "Invitation",
    "ClaimState",
    "Claim",
    "Award",
    "Call",
    "CallDocument",
    "Label",
    "Programme",
    "ProgrammeFact",
    "Event",
    "EventStatement",
    "AddressLookup",
    "Amenity",
    "Basis",
    "City",
    "CityName",
    "CitySlug",
    "Country",
    "Kind",
    "Feed",
    "FeedReading",
    "Finding",
    "HistoryEvent",
    "ImportRun",
    "ImportedChange",
    "LikelyDuplicate",
    "MapCell",
    "OwnSite",
    "Photo",
    "Plan",
    "Proposal",
    "ProposalState",
    "Rate",
    "Schedule",
    "ScheduleSpan",
    "Source",
    "Sourced",
    "Space",
    "SpaceLogEntry",
    "SpaceAction",
    "SpaceAmenity",
    "SpaceName",
    "SpaceSlug",
    "Statement",
    "Status",
    "IndexTerm",
    "NetworkKey",
    "VisitorAnswer",
    "TermVariant",
]
