import getpass
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Model

from spaces.demo.models import OwnSite
from spaces.demo.own_site import administrator
from spaces.demo.own_site.administrator import Refused
from spaces.demo.own_site.removal import Traces, is_left, remove_demo, touched
from spaces.demo.own_site.settings import ask_for_settings, env_file, unsafe_settings, write_env


class _DryRun(Exception):
    """Rolls back what a dry run removed."""


class Command(BaseCommand):
    help = (
        "Make the demo your own site: remove the demo data and accounts, create an administrator, and send a"
        " test message. Unsafe settings are refused. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")
        parser.add_argument(
            "--noinput", action="store_false", dest="interactive", help="ask nothing: all comes from options"
        )
        parser.add_argument(
            "--admin-email",
            default="",
            help=f"the administrator; the password comes from {administrator.PASSWORD_VARIABLE}",
        )
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--keep", action="store_true", help="keep what people added to or changed")
        choice.add_argument("--remove", action="store_true", help="remove that too, with what they added")
        parser.add_argument(
            "--insecure", action="store_true", help="accept a site without TLS, or on this machine only"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        self.is_interactive = options["interactive"]
        unsafe = unsafe_settings(options["insecure"])
        unsafe += [
            f"{user.email} still has a password of the demo: change it first."
            for user in administrator.with_demo_password()
        ]
        if dry_run:
            self.preview(unsafe, options["remove"])
            return
        try:
            if unsafe:
                self.list("This site cannot go live yet:", unsafe)
                raise Refused(self.help_with_settings())
            self.go_live(options)
        except Refused as error:
            raise CommandError(str(error)) from error

    def go_live(self, options: dict[str, Any]) -> None:
        give_up = self.choose(touched(), options["keep"], options["remove"])
        email, password = self.ask_for_administrator(options["admin_email"])
        administrator.send_test_message(email)
        self.stdout.write(f"The mail server accepted a test message to {email}.")
        had_demo = is_left()
        with transaction.atomic():
            counts = remove_demo(give_up)
            if password:
                administrator.make_administrator(email, password)
            OwnSite.declare()
        if had_demo:
            self.list("Removed:", _lines(counts))
        remaining = touched()
        self.stdout.write(f"Nothing is left of the demo{', but for what stays' if remaining else ''}.")
        self.list("These stay:", _described(remaining))
        self.stdout.write(f"Restart the site, then sign in at {settings.SITE_URL}/admin/ as {email}.")

    def preview(self, unsafe: list[str], remove: bool) -> None:
        """Say what a run would refuse and remove: it removes in a transaction, and rolls back."""
        self.list("This site cannot go live yet:", unsafe)
        things = touched()
        self.list("People added to or changed these:", _described(things))
        try:
            with transaction.atomic():
                counts = remove_demo(things if remove else ())
                raise _DryRun
        except _DryRun:
            self.list("Would be removed:", _lines(counts) or ["nothing: nothing is left of the demo"])
        self.stdout.write("Nothing was changed.")

    def help_with_settings(self) -> str:
        """Ask for the URL and the mail server; returns the sentence that says what to do next."""
        if not self.is_interactive:
            return "Set these in the environment or in .env, and run go_live again."
        variables = ask_for_settings(self.ask, getpass.getpass)
        if env_file().exists():
            write_env(env_file(), variables)
            return f"Written to {env_file()}; run go_live again."
        self.list("Lines for .env:", [f"{name}={value}" for name, value in variables.items()])
        return f"Write these lines to {env_file()} or set them in the environment, and run go_live again."

    def choose(self, things: Traces, keep: bool, remove: bool) -> list[Model]:
        """The touched things that are removed nevertheless."""
        if not things or keep or OwnSite.objects.exists() and not remove:
            return []
        self.list("People added to or changed these:", _described(things))
        if remove:
            return list(things)
        if not self.is_interactive:
            raise Refused("Choose with --keep or --remove what becomes of them.")
        return [one for one in things if self.ask(f"Keep {one} (yes or no)", "yes").lower()[:1] == "n"]

    def ask_for_administrator(self, email: str) -> tuple[str, str]:
        """(e-mail address, new password) of the administrator; "" for the password of one who is there."""
        superusers = administrator.own_accounts().filter(is_superuser=True)
        known = (superusers.filter(email__iexact=email) if email else superusers.order_by("pk")).first()
        if known:
            return known.email, ""
        if not email and not self.is_interactive:
            raise Refused("Name the administrator with --admin-email.")
        email = email or self.ask("E-mail address of the administrator", "")
        administrator.check_email_address(email)
        ask = getpass.getpass if self.is_interactive else None
        return email, administrator.read_password(email, ask)

    def ask(self, prompt: str, default: str) -> str:
        return input(f"{prompt} [{default}]: " if default else f"{prompt}: ").strip() or default

    def list(self, title: str, lines: Iterable[str]) -> None:
        """Write a title and its lines; nothing when there are none."""
        for number, line in enumerate(lines):
            self.stdout.write(f"{title}\n- {line}" if number == 0 else f"- {line}")


def _lines(counts: Counter[str]) -> list[str]:
    return [f"{model}: {count}" for model, count in sorted(counts.items())]


def _described(things: Traces) -> list[str]:
    """A line for each thing: its name, its URL, and what people did with it."""
    return [
        f"{thing} ({settings.SITE_URL}{thing.get_absolute_url()}): "  # type: ignore[attr-defined]
        + ", ".join(f"{label} {count}" for label, count in traces.items())
        for thing, traces in things.items()
    ]
