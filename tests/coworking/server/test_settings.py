"""Settings from environment variables."""

import os
import runpy

import pytest
from django.conf import settings

SETTINGS = str(settings.BASE_DIR / "coworking" / "settings.py")


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Run the file of the settings with this environment and nothing else; returns what tests look at."""

    def _read(**environment):
        for name in os.environ:
            monkeypatch.delenv(name)
        for name, value in {"VAR_DIR": str(tmp_path), **environment}.items():
            monkeypatch.setenv(name, value)
        found = runpy.run_path(SETTINGS)
        monkeypatch.undo()
        database = found["DATABASES"]["default"]
        return {
            "engine": database["ENGINE"].rsplit(".")[-1],
            "name": str(database["NAME"]),
            **{key: database.get(key.upper(), "") for key in ("host", "port", "user")},
            "debug": found["DEBUG"],
            "hosts": found["ALLOWED_HOSTS"],
            "media": str(found["MEDIA_ROOT"]),
            "key": found["SECRET_KEY"],
            "replicas": {alias: found["DATABASES"][alias]["HOST"] for alias in found["REPLICAS"]},
            "routers": found["DATABASE_ROUTERS"],
            "options": database["OPTIONS"],
            "no_cursors": database.get("DISABLE_SERVER_SIDE_CURSORS"),
            "storage": found["STORAGES"]["default"],
            "csp": found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"],
            "secure": found.get("SESSION_COOKIE_SECURE"),
            "hsts": [
                found.get(f"SECURE_HSTS_{name}") for name in ("SECONDS", "INCLUDE_SUBDOMAINS", "PRELOAD")
            ],
            "mail": [found[f"EMAIL_{name}"] for name in ("PORT", "USE_SSL", "USE_TLS")],
            "proxies": found["ALLAUTH_TRUSTED_PROXY_COUNT"],
        }

    return _read


def test_defaults_without_any_variable(read, tmp_path):
    found = read()
    assert (found["engine"], found["name"]) == ("sqlite3", str(tmp_path / "db.sqlite3"))
    assert found["debug"] is False
    assert found["hosts"] == ["localhost", "127.0.0.1", "[::1]"]
    assert found["media"] == str(tmp_path / "media")
    assert found["key"] == (tmp_path / "secret_key").read_text()
    assert (found["secure"], found["hsts"]) == (None, [None, None, None])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////srv/spaces.sqlite3", ("sqlite3", "/srv/spaces.sqlite3", "", "", "")),
        ("sqlite:///spaces.sqlite3", ("sqlite3", f"{settings.BASE_DIR}/spaces.sqlite3", "", "", "")),
        ("sqlite://:memory:", ("sqlite3", ":memory:", "", "", "")),
        (
            "postgres://ann:p%40ss@db.example.org:5433/spaces",
            ("postgresql", "spaces", "db.example.org", 5433, "ann"),
        ),
        ("postgresql://ann@localhost/spaces", ("postgresql", "spaces", "localhost", "", "ann")),
    ],
)
def test_the_database_is_configured_by_a_url(read, url, expected):
    found = read(DATABASE_URL=url)
    assert tuple(found[key] for key in ("engine", "name", "host", "port", "user")) == expected


@pytest.mark.parametrize(
    ("word", "on"), [("1", True), ("true", True), ("Yes", True), ("0", False), ("", False)]
)
def test_boolean_variables(read, word, on):
    assert read(DEBUG=word)["debug"] is on


def test_lists_are_separated_by_commas(read):
    assert read(ALLOWED_HOSTS=" spaces.example.org, www.example.org ,")["hosts"] == [
        "spaces.example.org",
        "www.example.org",
    ]


def test_a_given_key_is_used_and_none_is_written(read, tmp_path):
    assert read(SECRET_KEY="given")["key"] == "given"
    assert not (tmp_path / "secret_key").exists()


def test_photos_are_stored_in_a_folder_unless_a_bucket_is_set(read):
    assert read()["storage"]["BACKEND"].endswith("FileSystemStorage")
    found = read(
        MEDIA_S3_BUCKET="photos",
        MEDIA_S3_ENDPOINT="https://s3.example.org",
        MEDIA_S3_REGION="eu",
        MAP_TILE_URL="",
    )
    assert found["storage"]["BACKEND"] == "storages.backends.s3.S3Storage"
    assert found["storage"]["OPTIONS"]["bucket_name"] == "photos"
    assert found["csp"] == ["'self'", "data:", "https://s3.example.org"]
    found = read(MEDIA_S3_BUCKET="photos", MEDIA_S3_DOMAIN="img.example.org", MAP_TILE_URL="")
    assert found["csp"] == ["'self'", "data:", "https://img.example.org"]


def test_https_makes_cookies_secure(read):
    assert read(HTTPS="1")["secure"] is True


def test_hsts_begins_with_an_hour_for_this_name_only(read):
    assert read(HTTPS="1")["hsts"] == [3600, False, False]


def test_a_longer_hsts_subdomains_and_preload_are_chosen_by_settings(read):
    asked = {
        "SECURE_HSTS_SECONDS": "31536000",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": "1",
        "SECURE_HSTS_PRELOAD": "1",
    }
    assert read(HTTPS="1", **asked)["hsts"] == [31_536_000, True, True]
    assert read(**asked)["hsts"] == [None, None, None]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, [587, False, True]),
        ({"EMAIL_PORT": "465"}, [465, True, False]),
        ({"EMAIL_PORT": "2465", "EMAIL_USE_SSL": "1"}, [2465, True, False]),
        ({"EMAIL_PORT": "465", "EMAIL_USE_SSL": "0"}, [465, False, True]),
        ({"EMAIL_PORT": "25", "EMAIL_USE_TLS": "0"}, [25, False, False]),
    ],
)
def test_mail_on_port_465_is_sent_over_tls_from_the_first_byte(read, environment, expected):
    assert read(**environment)["mail"] == expected


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", ["https://tiles.example.org"]),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}.png", ["https://*.tiles.example.org"]),
        ("", []),
    ],
)
def test_images_are_allowed_from_the_site_and_the_tile_server_only(read, url, allowed):
    assert read(MAP_TILE_URL=url)["csp"] == ["'self'", "data:", *allowed]


def test_replica_urls_are_separated_by_commas(read):
    found = read(
        DATABASE_URL="postgres://ann@db1.example.org/spaces",
        DATABASE_REPLICA_URLS="postgres://ann@db2.example.org/spaces, postgres://ann@db3.example.org/spaces",
    )
    assert found["replicas"] == {"replica1": "db2.example.org", "replica2": "db3.example.org"}
    assert found["routers"] == ["coworking.database.routers.ReplicaRouter"]


def test_without_replicas_there_is_no_router(read):
    assert (read()["replicas"], read()["routers"]) == ({}, [])


def test_options_in_the_database_url_take_precedence(read):
    options = read(DATABASE_URL="postgres://ann@db1.example.org/spaces?connect_timeout=2&sslmode=require")[
        "options"
    ]
    assert (options["connect_timeout"], options["sslmode"]) in {(2, "require"), ("2", "require")}
    assert options["tcp_user_timeout"] == 10_000


def test_behind_a_pooler_nothing_belongs_to_a_connection(read):
    url = "postgres://ann@db1.example.org/spaces"
    alone, pooled = read(DATABASE_URL=url), read(DATABASE_URL=url, DATABASE_POOLER="1")
    assert (alone["options"]["prepare_threshold"], alone["no_cursors"]) == (0, False)
    assert ("prepare_threshold" in pooled["options"], pooled["no_cursors"]) == (False, True)


@pytest.mark.parametrize(
    ("environment", "count"),
    [({}, 0), ({"HTTPS": "1"}, 1), ({"HTTPS": "1", "ALLAUTH_TRUSTED_PROXY_COUNT": "2"}, 2)],
)
def test_the_number_of_trusted_proxies_is_a_setting(read, environment, count):
    assert read(**environment)["proxies"] == count


def test_an_empty_number_has_its_default(read):
    assert read(EMAIL_PORT="", REPLICA_MAX_LAG_SECONDS="")["mail"][0] == 587
