"""A site with a row in each table and a value in each relation, for tests that copy whole sites."""

import datetime as dt

from allauth.account.models import EmailAddress, EmailConfirmation
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey
from django.test import Client

from coworking.accounts.models import SignUpInvitation, User
from coworking.caching.models import RateLimitCount
from coworking.content.models import ContentPage
from coworking.site.models import SiteSettings
from reviews.comments.choices import FlagReason
from reviews.comments.models import Author, Comment, Flag, Helpful, ImportedThread
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.favourites.models import Favourite
from reviews.importers.models import ImportedComment
from reviews.moderation.models import Action, ModerationLogEntry
from reviews.near_duplicates.models import JudgedGroup, NearMatch
from reviews.recommendations.models import Recommendation
from spaces.analytics.models import CountKind, WeeklyCount
from spaces.answers.models import NetworkKey, VisitorAnswer
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.contributions.models import Proposal
from spaces.contributions.proposals import propose
from spaces.demo.models import OwnSite
from spaces.directory.models import Space, SpaceSlug
from spaces.duplicates.models import LikelyDuplicate
from spaces.events.models import EventStatement
from spaces.geocoding.models import AddressLookup, Finding
from spaces.geography.models import CitySlug
from spaces.importers.feeds.models import Feed, FeedReading
from spaces.importers.runs.models import ImportedChange, ImportRun
from spaces.managers.models import Claim, Invitation, ReminderSettings, SuggestedEdit
from spaces.opening_hours.models import Schedule, ScheduleSpan
from spaces.photos.models import Photo
from spaces.programmes.models import CallDocument, ProgrammeFact
from spaces.provenance.own_sources import visitors_source
from spaces.search_index import map_cells
from spaces.search_index.models import IndexTerm, MapCell, TermVariant
from tests.factories import (
    make_award,
    make_call,
    make_city,
    make_comment,
    make_event,
    make_gathering,
    make_label,
    make_manager,
    make_member,
    make_plan,
    make_programme,
    make_rate,
    make_source,
    make_space,
    make_statement,
    make_user,
)

NOON = dt.datetime(2026, 3, 12, 11, 0, tzinfo=dt.UTC)


def make_full_site() -> Space:
    """Rows of every model, with texts of all scripts, JSON, decimals and empty dates; returns a space."""
    space = make_space(
        "Café Łódź 東京",
        slug="cafe",
        amenities=("wifi", "coffee"),
        former_names=("L’Ancien",),
        street="Rue 1\n",
    )
    later = make_space("Atelier Nord")
    moderator = make_user("mod@example.org", is_staff=True)
    marie = make_member("Marie", password="a long password", email="marie@example.org")
    _make_accounts(moderator, marie)
    RateLimitCount.objects.create(cache_key="f" * 64, value="gASV", expires=NOON)
    ContentPage.objects.create(slug="privacy", title="Privacy", body="# Ours é", is_published=True)
    SignUpInvitation.objects.create(email="ann@example.org", invited_by=moderator)
    SiteSettings.objects.create(name="Bureaux à Liège", texts={"fr": {"tagline": "Où ?"}})
    OwnSite.declare()
    _make_facts(space, later)
    _make_geography_and_search(space)
    _make_managers(space, later, moderator, marie)
    _make_programmes(space)
    _make_comments(space, moderator, marie)
    return space


def missing() -> set[str]:
    """The tables without rows, and the relations ("table.column") without a value; should be empty."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        if not model._base_manager.exists():
            found.add(model._meta.db_table)
        for field in model._meta.concrete_fields:
            used = model._base_manager.filter(**{f"{field.name}__isnull": False})
            if isinstance(field, ForeignKey) and not used.exists():
                found.add(f"{model._meta.db_table}.{field.column}")
    return found


def _make_accounts(moderator: User, marie: User) -> None:
    moderator.groups.add(Group.objects.create(name="helpers"))
    moderator.user_permissions.add(Permission.objects.get(codename="view_space"))
    address = EmailAddress.objects.get(user=marie)
    EmailConfirmation.objects.create(email_address=address, sent=NOON, key="a-key")
    LogEntry.objects.create(
        user=moderator,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(marie.pk),
        object_repr="Marie",
        action_flag=CHANGE,
    )
    Client().force_login(marie)


def _make_facts(space: Space, later: Space) -> None:
    statement = make_statement(space, {"name": "x", "latitude": 50.0, "rooms": [1, 2.5, None, "é\\n"]})
    run = ImportRun.objects.create(
        source=statement.source,
        file_name="places.csv",
        actor=User.objects.first(),
        started_at=dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC),
        report={"columns": [{"heading": "Nom"}]},
    )
    statement.run = run
    statement.save(update_fields=["run"])
    feed = Feed.objects.create(source=statement.source, location="places.csv", state="failed", message="é")
    FeedReading.objects.create(feed=feed, run=run, counts={"read": 1}, digest="a1")
    ImportedChange.objects.create(run=run, space=space, changed={"facts": {"name": ["x", "y"]}})
    make_plan(space, "18.50")
    make_rate()
    make_event(space, other=later)
    gathering = make_gathering("Open day", space=space, city=space.city, start="2026-05", start_time=None)
    EventStatement.objects.create(
        event=gathering, source=gathering.source, as_of="2026", facts={"title": "Open day"}
    )
    Photo.objects.create(space=space, image="photos/a-240.webp", width=240, height=160, widths=[240], slot=1)
    schedule = Schedule.objects.create(
        expression="Mo-Fr 09:00-18:00", country_code="BE", timezone="Europe/Brussels"
    )
    ScheduleSpan.objects.create(schedule=schedule, is_wall=True, start=540, end=1080)
    merged = make_space("Café Lodz", is_published=False)
    Space.objects.filter(pk=space.pk).update(schedule=schedule, successor=later)
    Space.objects.filter(pk=merged.pk).update(merged_into=space)
    SpaceSlug.objects.create(space=space, slug="cafe-lodz-tokyo")
    LikelyDuplicate.objects.create(first=space, second=later, score=80, reasons=["name", {"metres": 40.0}])


def _make_geography_and_search(space: Space) -> None:
    make_city("Ans", area_of=space.city)
    CitySlug.objects.create(city=space.city, country=space.city.country, slug="luik")
    AddressLookup.objects.create(space=space, address="Rue 1, Liège, BE", finding=Finding.FAR)
    IndexTerm.objects.get_or_create(text="wifi")
    TermVariant.objects.get_or_create(variant="wif", term="wifi")
    map_cells.refresh_cells()
    MapCell.objects.get_or_create(
        zoom=3,
        row=1,
        column=2,
        country_code="NO",
        defaults={"count": 1, "latitude": 60.5, "longitude": 5.25, "example_id": space.pk},
    )
    for week in range(3):
        monday = dt.date(2026, 3, 9) + dt.timedelta(weeks=week)
        WeeklyCount.objects.create(space=space, week=monday, kind=CountKind.VIEW, count=7)


def _make_managers(space: Space, later: Space, moderator: User, marie: User) -> None:
    owner = make_manager(space)
    ReminderSettings.objects.create(member=owner, language="fr", reminded_at=NOON)
    Invitation.objects.create(space=space, email="editor@example.org", invited_by=owner)
    Claim.objects.create(space=later, member=marie, evidence="It is mine.", decided_by=moderator)
    SuggestedEdit.objects.create(
        space=space,
        fact="desks",
        value=12,
        digest="12",
        source=make_source("a member"),
        member=marie,
        decided_by=moderator,
    )
    waiting = SuggestedEdit.objects.create(
        space=space, fact="status", value="open", digest="open", source=visitors_source()
    )
    VisitorAnswer.objects.create(
        suggestion=waiting, key=NetworkKey.objects.create(day=NOON.date()), network="f" * 64
    )
    facts = {"name": "Third Desk", "prices": [{"amount": "18.50"}]}
    city = space.city
    proposal, _is_new = propose(marie, city.country, city.name, city, facts, "I work there.")
    Proposal.objects.filter(pk=proposal.pk).update(space=later, decided_by=moderator)
    confirmed = SpaceLogEntry.objects.create(
        actor=moderator, action=SpaceAction.FACTS_CONFIRMED, space=space, about="Café", before={"desks": None}
    )
    SpaceLogEntry.objects.create(
        actor=moderator, action=SpaceAction.UNDO, space=space, about="Café", undoes=confirmed
    )


def _make_programmes(space: Space) -> None:
    programme = make_programme("Digital Wallonia")
    ProgrammeFact.objects.create(
        programme=programme, source=programme.source, what=ProgrammeFact.What.FUNDER, text="The region"
    )
    call = make_call(programme, deadline="2026-09", grant_min="1000.50", currency="EUR")
    make_call(programme, same_as=call, source=make_source("a blog"))
    CallDocument.objects.create(call=call, title="Rules", url="https://example.org/rules.pdf")
    award = make_award(programme, space, "12500.25", label=make_label(programme))
    make_award(programme, space, same_as=award, source=make_source("a blog"))


def _make_comments(space: Space, moderator: User, marie: User) -> None:
    first = make_comment(space, "Bright, “quiet”, 100 % calm.\nTwo lines.", marie)
    second = make_comment(space, "Bright and quiet, wholly calm. Three rooms to meet in.", make_member("Zoë"))
    reply = make_comment(space, "Which room is the calmest?", moderator, parent=first)
    make_comment(space.city, "Liège by train or on foot?", marie)
    imported = ImportedThread.objects.create(source="blog", ref="7", title="An old post", thread=first.thread)
    Comment.objects.filter(pk=second.pk).update(origin=imported)
    Helpful.objects.create(comment=first, member=moderator)
    Flag.objects.create(comment=second, member=marie, reason=FlagReason.values[0])
    duplicate = DuplicateComment.objects.create(
        comment=first,
        author=Author.objects.get(user=marie),
        text="bright, quiet",
        reason=DuplicateReason.MODERATOR,
        merged_comment=second,
        split_into=reply,
    )
    Favourite.objects.create(member=marie, space=space)
    ImportedComment.objects.create(
        source="blog", ref="8", digest="d", outcome="new", comment=second, duplicate=duplicate
    )
    match = NearMatch.objects.get_or_create(first=first, second=second, defaults={"score": 0.9})[0]
    JudgedGroup.objects.create(fingerprint="f" * 64, judged_at=NOON, size=2)
    Recommendation.objects.create(
        space=space, member=marie, recommends=True, comment=first, good_for=["calls"]
    )
    ban = ModerationLogEntry.objects.create(
        actor=moderator,
        action=Action.BAN,
        comment=first,
        duplicate=duplicate,
        near_match=match,
        imported_thread=imported,
        author=first.author,
    )
    ModerationLogEntry.objects.create(actor=moderator, action=Action.UNDO, undoes=ban)
