"""The benchmark's database: made once for a size and a schema, and used again."""

import os
import subprocess
import sys
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var/bench"
SHAPING = (
    "*/migrations/0*.py",
    "spaces/benchmark_data/*.py",
    "reviews/benchmark_data/comments.py",
    "spaces/search_index/derived_columns.py",
)


def sqlite_url(count: int) -> str:
    """Where the SQLite database of that size stands."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{FOLDER / _name(count)}.sqlite3"


def postgres_url(server: str, count: int) -> str | None:
    """The PostgreSQL database of that size beside the one that `server` names; None when nothing answers."""
    name = f"{_name(count)}_{zlib.crc32(bytes(ROOT)):08x}"
    try:
        with psycopg.connect(server, connect_timeout=3, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not known:
                connection.execute(f'CREATE DATABASE "{name}"')
    except psycopg.OperationalError:
        return None
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def fill(url: str, count: int) -> None:
    """Migrate, load the gazetteer and make the spaces that lack; then let the planner look at them."""
    for command in (
        ["migrate", "--verbosity", "0"],
        ["load_gazetteer"],
        ["make_spaces", str(count)],
        ["collectstatic", "--noinput", "--verbosity", "0"],
    ):
        manage(url, *command)
    # What PostgreSQL does by itself, a while after many rows came.
    tidy = "ANALYZE" if url.startswith("sqlite") else "VACUUM ANALYZE"
    manage(
        url, "shell", "-v", "0", "-c", f"from django.db import connection as c; c.cursor().execute('{tidy}')"
    )


def manage(url: str, *command: str, folder: Path = FOLDER) -> None:
    """Run a command on that database, with the benchmark's settings; `folder` is its VAR_DIR."""
    ours = {"DATABASE_URL": url, "VAR_DIR": str(folder), "DEBUG": "0", "CACHE_URL": ""}
    environment = os.environ | ours | {"DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)


def _name(count: int) -> str:
    """A change of the tables, or of what is invented, asks for another database."""
    files = sorted(path for pattern in SHAPING for path in ROOT.glob(pattern))
    shape = 0
    for path in files:
        shape = zlib.crc32(path.read_bytes(), shape)
    return f"bench_{count}_{shape:08x}"
