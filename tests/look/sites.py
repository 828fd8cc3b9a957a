"""The sites that are looked at: with no data, with some (the demo), and with too much.

Each is a SQLite file under var/look, made once: delete the folder when the tables or the demo have changed.
"""

import json
import os

from tests.bench.database import ROOT, manage

FOLDER = ROOT / "var/look"
AMOUNTS = ("none", "some", "much")
MUCH = "5000"  # spaces: more than a list counts, and hundreds in one city
# Run on the database; the last line prints {name of a page: [role, path]} and the sessions of the roles.
PREPARE = "from tests.look.pages import prepare; prepare({amount!r}, {out!r})"


def make_site(amount: str) -> tuple[str, dict]:
    """Make a site with that amount of data, if it is not there; returns its URL and what `prepare` wrote."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    url, out = f"sqlite:///{FOLDER}/{amount}.sqlite3", FOLDER / f"{amount}.json"
    os.environ |= {"DATABASE_URL": url, "VAR_DIR": str(FOLDER), "DEBUG": "0", "CACHE_URL": ""}
    if not out.exists():
        for file in FOLDER.glob(f"{amount}.sqlite3*"):
            file.unlink()
        for command in _commands(amount):
            manage(url, *command, folder=FOLDER)
        manage(url, "shell", "-v", "0", "-c", PREPARE.format(amount=amount, out=str(out)), folder=FOLDER)
    manage(url, "collectstatic", "--noinput", "--verbosity", "0", folder=FOLDER)
    return url, json.loads(out.read_text())


def _commands(amount: str) -> list[list[str]]:
    commands = [["migrate", "--verbosity", "0"], ["load_gazetteer"]]
    commands.append(["load_demo", "--never" if amount == "none" else "--if-empty"])
    if amount == "much":
        commands.append(["make_spaces", MUCH])
    return commands
