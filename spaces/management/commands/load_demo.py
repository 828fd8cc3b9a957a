import io
import secrets
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from coworking.accounts.models import User
from coworking.pictures import processing
from coworking.staff.roles import ROLES
from spaces.demo.accounts import ADMIN, login_of, logins_file
from spaces.demo.events import load_events
from spaces.demo.models import OwnSite
from spaces.demo.open_data import load_open_data
from spaces.demo.own_site.removal import is_left
from spaces.demo.pictures import draw_picture
from spaces.demo.programmes import load_programmes
from spaces.demo.records import read_records, sample_records
from spaces.demo.signals import samples_loaded
from spaces.demo.spaces import load_spaces
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.photos.models import Photo
from spaces.search_index.derived_columns import refresh


@cache
def picture(name: str) -> processing.Processed:
    """The picture of that name in all its sizes. Tests load the samples often: each is drawn once."""
    return processing.process(io.BytesIO(draw_picture(name)))


class Command(BaseCommand):
    help = "Load the demo data: real spaces, programmes and events, and samples. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing when there are spaces already, or when this is somebody's own site",
        )
        parser.add_argument(
            "--never", action="store_true", help="start with an empty site, and never load the demo into it"
        )

    def handle(self, *, if_empty: bool, never: bool, **options: Any) -> None:
        if never:
            self.start_empty()
            return
        if own := OwnSite.objects.first():
            self.refuse(own, if_empty)
            return
        with transaction.atomic():
            logins = self.load(if_empty)
        if logins:
            self.stdout.write(f"Demo data: logins, printed once and kept in {logins_file().name}:\n{logins}")

    def start_empty(self) -> None:
        if is_left():
            raise CommandError("The demo is loaded here already: manage.py go_live takes it out.")
        OwnSite.declare()
        self.stdout.write("Demo data: none, this site starts empty.")

    def refuse(self, own: OwnSite, if_empty: bool) -> None:
        """Say that the demo is not loaded here: as an error, unless it was only offered (`--if-empty`)."""
        sentence = f"Demo data: none, this site is its operator's own since {own.since:%Y-%m-%d}."
        if not if_empty:
            raise CommandError(sentence)
        self.stdout.write(sentence)

    def load(self, if_empty: bool) -> str:
        """Load everything that is missing; returns the new logins, a line each, or an empty text."""
        if if_empty and Space.objects.exists():
            self.stdout.write("Demo data: left alone, the database has spaces.")
            return ""
        if not City.objects.exclude(geonameid=None).exists():
            raise CommandError("The gazetteer is empty: run load_gazetteer first.")
        records = sample_records()
        samples = load_spaces(records, is_sample=True)  # first: the home page shows the newest first
        self.draw_photos(samples, {record["id"]: record["photos"] for record in records})
        self.stdout.write(f"Demo data: {len(samples)} sample spaces added (remove_samples takes them away).")
        real = load_spaces(read_records("spaces.json"))
        self.stdout.write(f"Demo data: {len(real)} real spaces added.")
        programmes, events = load_programmes(), load_events()
        self.stdout.write(f"Demo data: {programmes} programmes and {events} events added.")
        self.stdout.write(f"Demo data: {load_open_data()} real spaces out of open data added.")
        logins = self.make_logins()
        samples_loaded.send(Command, spaces=samples)
        return logins

    def draw_photos(self, spaces: list[Space], counts: dict[str, int]) -> None:
        """Draw photos for new samples; `counts` is {slug: how many}."""
        for space in spaces:
            for number in range(counts.get(space.slug, 0)):
                name, widths = processing.store_files(picture(f"{space.slug}-{number}"))
                Photo.objects.create(
                    space=space,
                    order=number,
                    image=name,
                    widths=widths,
                    alt="A drawn room with tables, lamps and windows",
                    credit="Drawn for the sample data",
                )
        refresh(spaces)

    def make_logins(self) -> str:
        """Make a superuser and one member of each role, when nobody has an account yet.

        Returns what the file of the logins says, or an empty text.
        """
        if User.objects.exists():
            return ""
        lines = [self.make_login(ADMIN, is_superuser=True)]
        lines += [self.make_login(login_of(role), Group.objects.get(name=role)) for role in ROLES]
        note = logins_file()
        note.touch(mode=0o600)
        note.write_text("".join(lines))
        return "".join(lines)

    def make_login(self, email: str, *groups: Group, **fields: Any) -> str:
        """Make a member of the staff with a verified e-mail address; returns a line with the password."""
        password = secrets.token_urlsafe(12)
        user = User.objects.create_user(email, password, is_staff=True, **fields)
        user.groups.set(groups)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return f"{email}  {password}\n"
