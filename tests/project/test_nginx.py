"""The configuration of nginx that docs/operations.md prints serves the site as it serves itself."""

import re
import textwrap
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as project_settings
from django.test import Client
from PIL import Image

from coworking.pictures.processing import MAX_BYTES

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = Path(project_settings.BASE_DIR) / "docs/operations.md"


def printed() -> str:
    """The whole file that is printed in the section on nginx."""
    section = re.search(r"^## Behind nginx\n(.*?)^## ", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert section
    block = re.search(r"^    proxy_cache_path .*?^    }\n\n(?=\S)", section[1], re.MULTILINE | re.DOTALL)
    assert block
    return textwrap.dedent(block[0])


def blocks(text: str, opening: str) -> list[str]:
    """What stands between the braces of each block that begins with the regular expression `opening`."""
    found = []
    for match in re.finditer(rf"^\s*{opening} \{{", text, re.MULTILINE):
        depth, position = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[position], 0)
            position += 1
        found.append(text[match.end() : position - 1])
    return found


def headers_of_media() -> dict[str, str]:
    (media,) = blocks(printed(), "location /media/")
    lines = re.findall(r"add_header (\S+) (?:\"([^\"]*)\"|(\S+?))(?: always)?;", media)
    return {name: quoted or bare for name, quoted, bare in lines}


def headers_of_the_site(client: Client, name: str, settings, tmp_path) -> dict[str, str]:
    """The headers with which the site serves a file of MEDIA_ROOT, without those that a file needs not have.

    A picture's `Content-Disposition` only repeats its name.
    """
    settings.MEDIA_ROOT = tmp_path
    data = BytesIO()
    Image.new("RGB", (8, 8)).save(data, "PNG")
    (tmp_path / name).write_bytes(data.getvalue())
    answer = client.get(f"/media/{name}")
    assert answer.status_code == 200
    left_out = {"Content-Length", "Content-Language", "Last-Modified", "Vary"}
    if answer["Content-Disposition"].startswith("inline"):
        left_out.add("Content-Disposition")
    return {key: value for key, value in answer.headers.items() if key not in left_out}


def test_a_photo_of_the_promised_size_fits_through_nginx():
    (limit,) = re.findall(r"client_max_body_size (\d+)m;", printed())
    assert int(limit) * 1024 * 1024 >= MAX_BYTES + 64 * 1024  # the other fields of the form come with it


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.jpeg", "a.webp", "a.avif", "a.html", "a.svg"])
def test_nginx_sends_files_of_media_with_the_headers_of_the_site(name, client, settings, tmp_path):
    expected = headers_of_the_site(client, name, settings, tmp_path)
    assert "sandbox" in expected["Content-Security-Policy"]
    sent = headers_of_media()
    (media,) = blocks(printed(), "location /media/")
    (types,) = blocks(media, "types")
    by_ending = {
        ending: line.split()[0] for line in types.split(";") if line.strip() for ending in line.split()[1:]
    }
    sent["Content-Type"] = by_ending.get(name.rpartition(".")[2], "application/octet-stream")
    (shown,) = re.findall(r'^\s*~\*(\S+) "";$', printed(), re.MULTILINE)
    if re.search(shown, f"/media/{name}"):
        del sent["Content-Disposition"]
    else:
        sent["Content-Disposition"] = "attachment"
    assert sent == expected


def test_port_80_redirects_to_https_and_answers_the_challenge_for_a_certificate():
    plain = [server for server in blocks(printed(), "server") if re.search(r"listen 80;", server)]
    assert len(plain) == 1
    assert "return 301 https://$host$request_uri;" in plain[0]
    assert blocks(plain[0], "location /.well-known/acme-challenge/")


def test_the_server_with_tls_names_both_files_of_its_certificate():
    (tls,) = [server for server in blocks(printed(), "server") if re.search(r"listen 443 ssl;", server)]
    names = set(re.findall(r"ssl_certificate(?:_key)? (\S+);", tls))
    assert {name.rpartition("/")[2] for name in names} == {"fullchain.pem", "privkey.pem"}
    # What stands in for the certificate until there is one is printed too.
    assert "-keyout privkey.pem -out fullchain.pem" in PAGE.read_text()


def test_the_cache_of_nginx_is_bypassed_by_the_cookies_that_mark_a_person():
    for directive in ("proxy_cache_bypass", "proxy_no_cache"):
        (line,) = re.findall(rf"{directive} (.*);", printed())
        assert {f"$cookie_{project_settings.SESSION_COOKIE_NAME}", "$cookie_fresh"} <= set(line.split())
