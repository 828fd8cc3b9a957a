"""What the tests of `go_live` share: running it, and the counts of all tables."""

import io

from django.apps import apps
from django.core.management import call_command

EMAIL, PASSWORD = "ann@cooperative.test", "long enough for anybody"


def go_live(*arguments: str, email: str = EMAIL) -> str:
    """Run the command with `--noinput`, and return what it writes."""
    out = io.StringIO()
    call_command("go_live", "--noinput", "--admin-email", email, *arguments, stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    """{model: number of its rows} of all models that have any."""
    models = apps.get_models(include_auto_created=True)
    found = {model._meta.label: model._default_manager.count() for model in models}
    return {label: count for label, count in found.items() if count}
