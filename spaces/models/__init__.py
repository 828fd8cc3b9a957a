"""Places to work: geography, spaces, their facts, who says so, and their life stories."""

from spaces.models.acts import SpaceAct, SpaceAction
from spaces.models.duplicates import LikelyDuplicate
from spaces.models.events import Event, EventStatement
from spaces.models.facts import Amenity, Plan, Schedule, ScheduleSpan, SpaceAmenity
from spaces.models.figures import FigureKind, WeeklyFigure
from spaces.models.geography import City, CityName, CitySlug, Country
from spaces.models.index import MapCell, Word, WordPiece
from spaces.models.letters import ManagerLetters
from spaces.models.photos import Photo
from spaces.models.programmes import Award, Call, CallDocument, Label, Programme, ProgrammeFact
from spaces.models.proposals import Proposal, ProposalState
from spaces.models.rates import Rate
from spaces.models.roles import Claim, ClaimState, Invitation, Level, Role
from spaces.models.sources import Basis, Source, Sourced, Statement
from spaces.models.space import Kind, Space, SpaceName, SpaceSlug, Status
from spaces.models.story import LifeEvent
from spaces.models.suggestions import Suggestion, SuggestionState

__all__ = [
    "FigureKind",
    "ManagerLetters",
    "WeeklyFigure",
    "SuggestionState",
    "Suggestion",
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
    "Amenity",
    "Basis",
    "City",
    "CityName",
    "CitySlug",
    "Country",
    "Kind",
    "LifeEvent",
    "LikelyDuplicate",
    "MapCell",
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
    "SpaceAct",
    "SpaceAction",
    "SpaceAmenity",
    "SpaceName",
    "SpaceSlug",
    "Statement",
    "Status",
    "Word",
    "WordPiece",
]
