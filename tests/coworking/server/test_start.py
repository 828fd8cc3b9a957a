"""Starting with a wrong environment ends in one sentence that says what to do."""

import os
import re
import socket
import subprocess
import sys

import pytest
from django.conf import settings

MANAGE = str(settings.BASE_DIR / "manage.py")
PRINT_PLACES = """
from coworking import settings as s
print(s.VAR_DIR, s.DATABASES["default"]["NAME"], s.MEDIA_ROOT, sep="\\n")
"""


def start(*command, cwd=settings.BASE_DIR, **environment):
    return subprocess.run(
        command,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(settings.BASE_DIR), **environment},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
    )


def gunicorn(**environment):
    return start(sys.executable, "-m", "gunicorn", **environment)


def check(**environment):
    return start(sys.executable, MANAGE, "check", **environment)


WRONG = [
    ({"DATABASE_URL": ""}, "DATABASE_URL is empty", "postgres://user"),
    ({"DATABASE_URL": "mysql://ann@localhost/spaces"}, "DATABASE_URL is not", "postgres://user"),
    ({"DATABASE_URL": "var/db.sqlite3"}, "DATABASE_URL is not", "sqlite:///"),
    ({"DATABASE_URL": "postgres://ann@localhost:port/spaces"}, "DATABASE_URL is not", "5432"),
    ({"VAR_DIR": "/proc/var"}, "/proc/var/secret_key cannot be read or written", "VAR_DIR"),
    ({"DATABASE_URL": "sqlite:////proc/db.sqlite3"}, "/proc cannot be written to", "own it"),
    ({"DATABASE_URL": "sqlite:////nowhere/db.sqlite3"}, "/nowhere cannot be written to", "create it"),
    ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT is 'smtp'", "587"),
    ({"GEOCODER_URL": "photon.example.org"}, "GEOCODER_URL is", "set it to a URL"),
    ({"GEOCODER_URL": "https://geo.example/"}, "GEOCODER_FORMAT is", "photon, nominatim, addok"),
    (
        {"GEOCODER_URL": "https://geo.example/", "GEOCODER_FORMAT": "addok"},
        "GEOCODER_COUNTRIES is empty",
        "such as fr",
    ),
    ({"EMAIL_USE_SSL": "1", "EMAIL_USE_TLS": "1"}, "EMAIL_USE_SSL and EMAIL_USE_TLS exclude", "to 0"),
]


@pytest.mark.parametrize(
    ("run", "environment", "beginning", "advice"),
    [*((check, *wrong) for wrong in WRONG), (gunicorn, *WRONG[0]), (gunicorn, *WRONG[4])],
)
def test_a_wrong_setting_ends_in_a_sentence_with_what_to_do(run, environment, beginning, advice, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = run(**({"VAR_DIR": str(tmp_path), "PORT": str(port)} | environment))
    assert done.returncode == 1
    assert done.stderr.startswith(beginning), done.stderr
    assert advice in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_taken_port_ends_in_a_sentence_with_what_to_do(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = gunicorn(VAR_DIR=str(tmp_path), PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Cannot listen on 127.0.0.1:{port} (Address already in use): stop")
    assert "PORT=" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("elsewhere", [False, True])
def test_relative_paths_are_in_the_projects_folder_wherever_a_command_is_run(elsewhere, tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    relative = os.path.relpath(tmp_path, settings.BASE_DIR)
    done = start(
        sys.executable,
        "-c",
        PRINT_PLACES,
        cwd=folder if elsewhere else settings.BASE_DIR,
        VAR_DIR=relative,
        DATABASE_URL=f"sqlite:///{relative}/db.sqlite3",
        MEDIA_ROOT=f"{relative}/media",
    )
    assert done.returncode == 0, done.stderr
    places = [os.path.normpath(line) for line in done.stdout.splitlines()]
    assert places == [str(tmp_path), f"{tmp_path}/db.sqlite3", f"{tmp_path}/media"]
    assert list(folder.iterdir()) == []


def test_gunicorn_listens_at_the_address_in_bind(tmp_path):
    address = tmp_path / "spaces.sock"
    script = "import runpy; print(runpy.run_path('gunicorn.conf.py')['bind'])"
    assert start(sys.executable, "-c", script, BIND=f"unix:{address}").stdout == f"unix:{address}\n"
    assert start(sys.executable, "-c", script, PORT="8123").stdout == "127.0.0.1:8123\n"


LINE_OF_LOG = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} (INFO|WARNING|ERROR) (gunicorn\.error|django\.\w+|spaces): \S"
)


def test_lines_of_the_log_have_time_level_and_logger(tmp_path):
    script = "import django, logging; django.setup(); logging.getLogger('spaces').warning('what was seen')"
    environment = {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "coworking.settings"}
    for debug in ("0", "1"):
        lines = start(sys.executable, "-c", script, DEBUG=debug, **environment).stderr.splitlines()
        assert len(lines) == 1
        assert LINE_OF_LOG.match(lines[0]), lines


def test_a_start_with_the_sites_own_name_logs_no_traceback(tmp_path):
    """gunicorn says that the site answers, or what is wrong (here that the database is empty)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "var/static").mkdir(parents=True)
    with (tmp_path / "errors").open("w") as errors:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--log-level", "info"],
            env={
                "PATH": os.environ["PATH"],
                "VAR_DIR": str(tmp_path / "var"),
                "PORT": str(port),
                "ALLOWED_HOSTS": "spaces.example.org",
                "HTTPS": "1",
            },
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        first = server.stdout.readline()
    finally:
        server.terminate()
        server.communicate(timeout=60)
    assert first.startswith(f"http://127.0.0.1:{port}/ answers with an error (503)")
    assert '"migrations": "pending"' in first
    log = (tmp_path / "errors").read_text()
    assert "DisallowedHost" not in log
    assert "Traceback" not in log
    lines = log.splitlines()
    assert lines
    assert [line for line in lines if not LINE_OF_LOG.match(line)] == []
