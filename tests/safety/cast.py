"""Users of each role, and a row of each model that a URL names, for the tests of permissions."""

from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from coworking.accounts.models import SignUpInvitation
from coworking.content.models import ContentPage
from coworking.site.models import SiteSettings
from coworking.staff import roles
from reviews.comments.models import Flag, ImportedThread
from reviews.comments.queries import get_or_create_thread
from reviews.moderation import decisions
from reviews.recommendations.models import Recommendation
from spaces.audit.log import log_action
from spaces.contributions.proposals import propose
from spaces.directory.models import Space
from spaces.duplicates.models import LikelyDuplicate
from spaces.events.models import Event
from spaces.geography.models import City
from spaces.importers.feeds.models import Feed
from spaces.importers.runs.models import ImportRun
from spaces.managers import claims
from spaces.managers.models import Role, SuggestedEdit
from spaces.provenance.models import Source
from tests.factories import (
    make_award,
    make_call,
    make_city,
    make_comment,
    make_gathering,
    make_label,
    make_member,
    make_plan,
    make_programme,
    make_rate,
    make_source,
    make_space,
    make_staff,
    make_statement,
)
from tests.safety.site_urls import Address

WHO = ("anonymous", "member", "manager", "other", "editor", "moderator", "administrator")
PASSWORD = "a long phrase"


@dataclass
class Cast:
    """`cookies` are the sessions of those who signed in; `other` manages another space than `manager`."""

    space: Space
    suggestion: SuggestedEdit
    comment_id: int
    member_id: int = 0
    cookies: dict[str, str] = field(default_factory=dict)
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))

    def client(self, who: str) -> Client:
        """A browser in which one of `WHO` is signed in. Errors are answered with 500."""
        client = Client(raise_request_exception=False)
        client.handler = self.handler  # the chain of middleware is made once
        if who in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[who]
        return client

    def path(self, address: Address) -> str:
        """The path of an address, of this cast's rows."""
        return address.path(**self.parameters(address.name, address.model))

    def parameters(self, name: str, model: str = "") -> dict[str, str]:
        """What stands in an address: this cast's rows, by the name of the parameter."""
        row = apps.get_model(model) if model else self._row(name)
        return {
            "slug": self._slug(name),
            "code": "be",
            "pk": str(self.suggestion.pk if name == "manager_decide" else self.comment_id),
            "source": str(Source.objects.with_page().order_by("pk").values_list("pk", flat=True)[0]),
            "object_id": str(row._default_manager.order_by("pk").values_list("pk", flat=True)[0]),
            "id": str(self.member_id),
            "content_type_id": str(ContentType.objects.get_for_model(Space).pk),
            "app_label": "spaces",
            "section": "countries",
            "number": "0",
            "url": "nowhere",
            "path": "nowhere.webp",
            "uidb36": "1",
            "key": "wrong",
            "token": "wrong",
            "light": "6b2fa0",
            "dark": "b98ae0",
            "kind": "view",
            "spaces": str(self.space.pk),
        }

    @staticmethod
    def _row(name: str) -> type[models.Model]:
        if name.startswith("manage:spaces_event"):
            return Event
        return SuggestedEdit if name == "manager_decide" else Space

    def _slug(self, name: str) -> str:
        """The one of everything that has an address of its own: a city, a programme, an event, a space."""
        if name.startswith("city"):
            return self.space.city.slug
        return {
            "icon": "mic",
            "content_page": "privacy",
            "programme": "fund",
            "event": "fair",
            "event_calendar": "fair",
        }.get(name, self.space.slug)


def make_cast() -> Cast:
    """Everything that the table needs. Run it inside a transaction that is rolled back."""
    text = {"title": "Privacy", "body": "Text", "is_published": True}
    ContentPage.objects.get_or_create(slug="privacy", defaults=text)
    mons = City.objects.filter(country="BE", slug="mons").first() or make_city("Mons")
    space, elsewhere = make_space(slug="here"), make_space(city=mons)
    SiteSettings.objects.get_or_create()
    SignUpInvitation.objects.get_or_create(email="ann@example.org")
    people = {
        "member": make_member(password=PASSWORD),
        "manager": make_member(password=PASSWORD),
        "other": make_member(password=PASSWORD),
        **{role: make_staff(role, PASSWORD) for role in roles.ROLES},
    }
    Role.objects.create(space=space, member=people["manager"], level="owner")
    Role.objects.create(space=elsewhere, member=people["other"], level="owner")
    cast = Cast(space, *furnish(space, elsewhere), member_id=people["member"].pk)
    for who, user in people.items():
        client = Client()
        client.force_login(user)
        cast.cookies[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return cast


def furnish(space: Space, elsewhere: Space) -> tuple[SuggestedEdit, int]:
    """One row of each model that has a page of its own; returns what addresses name."""
    moderator, writer = make_staff(roles.MODERATOR), make_member()
    make_statement(space)
    make_plan(space)
    make_rate(date=f"2026-03-{space.pk % 28 + 1:02}")
    source = Source.objects.first() or make_source()
    ImportRun.objects.create(source=source, file_name="a.csv", started_at=timezone.now())
    feed = Feed.objects.create(source=source, location="places.csv")
    feed.readings.create(state="failed", message="cannot be opened")
    suggestion = SuggestedEdit.objects.create(space=space, fact="name", value="Else", source=source)
    claims.submit(writer, space, "", "I hold the key.")
    propose(writer, space.city.country, space.city.name, space.city, {"name": space.name}, "I work there.")
    LikelyDuplicate.objects.create(first=space, second=elsewhere, reasons=["same_name"])
    log_action(moderator, "claim_declined", space, "a reason")
    comment = make_comment(space, member=writer)
    Flag.objects.create(comment=comment, member=moderator, reason="spam")
    Recommendation.objects.create(space=space, member=writer, recommends=True)
    ImportedThread.objects.create(source="old.example", ref=str(space.pk), thread=get_or_create_thread(space))
    decisions.approve(moderator, comment, "fine")
    again = f"-{space.pk}" if Event.objects.exists() else ""
    programme = make_programme(slug=f"fund{again}")
    make_call(programme)
    make_award(programme, space, label=make_label(programme, f"Good Place{again}"))
    make_gathering(slug=f"fair{again}", space=space)
    return suggestion, comment.pk
