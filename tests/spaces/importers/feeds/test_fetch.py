"""The file of a feed is fetched within bounds, by https, from public addresses, or not at all."""

import pytest
from django.core.exceptions import ValidationError

from spaces.importers.feeds.fetch import IN_COMMAND, Bounds, FetchError, fetched
from spaces.importers.feeds.models import Feed, FeedReading, validate_location
from tests.spaces.importers.feeds.conftest import packed, rows

SMALL = Bounds(1, 20)


def content(location, bounds=SMALL, last=None):
    with fetched(Feed(location=location), bounds, last) as file:
        return file and file.path.read_text()


def refusal(location, bounds=SMALL):
    with pytest.raises(FetchError) as error, fetched(Feed(location=location), bounds, None):
        pass
    return str(error.value)


def test_a_file_comes_by_https_also_after_a_redirect_or_packed(server):
    text = rows("Mill")
    server.files |= {
        "/places.csv": text,
        "/old": (302, {"Location": "/places.csv"}, ""),
        "/packed": (200, {"Content-Encoding": "gzip"}, packed(text)),
    }
    assert content(server.url()) == content(server.url("/old")) == content(server.url("/packed")) == text
    assert "coworking-directory" in server.asked[0]["User-Agent"]


def test_a_server_is_asked_only_whether_the_file_changed(server):
    server.files["/places.csv"] = (
        200,
        {"ETag": '"one"', "Last-Modified": "Mon, 02 Nov 2026 08:00:00 GMT"},
        "x",
    )
    with fetched(Feed(location=server.url()), SMALL, None) as file:
        last = FeedReading(etag=file.etag, last_modified=file.last_modified)
    assert content(server.url(), last=last) is None
    assert server.asked[1]["If-Modified-Since"] == "Mon, 02 Nov 2026 08:00:00 GMT"
    server.files["/places.csv"] = (200, {"ETag": '"two"'}, "y")
    assert content(server.url(), last=last) == "y"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((404, {}, ""), "the server answered 404 Not Found"),
        ((304, {}, ""), "the server answered 304"),  # although nothing was asked about a change
        ("x" * (1 << 20) + "x", "larger than 1 MB"),
        ((200, {"Content-Encoding": "gzip"}, packed("x" * (1 << 20) + "x")), "larger than 1 MB"),
        ((200, {"Content-Length": "9"}, "short"), "cannot be fetched: .*4 more expected"),
        ((200, {"Content-Encoding": "gzip"}, "not packed"), "cannot be fetched: "),
        ((302, {"Location": "http://localhost/"}, ""), "redirects to a URL without https"),
        ((302, {"Location": "https://10.0.0.1/"}, ""), "its address is not public"),
        ((302, {"Location": "/places.csv"}, ""), "redirects more than 5 times"),
    ],
)
def test_what_cannot_be_fetched_says_why(server, answer, message):
    server.files["/places.csv"] = answer
    with pytest.raises(FetchError, match=message), fetched(Feed(location=server.url()), SMALL, None):
        pass


def test_a_slow_file_ends_after_its_time(server):
    server.files["/places.csv"] = "x"
    assert "took longer than 0 seconds" in refusal(server.url(), Bounds(1, 0))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.1.2.3/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:192.168.1.1]/x",
        "https://localhost/x",
    ],
)
def test_private_addresses_are_not_asked(url):
    assert refusal(url) == "its address is not public"


def test_a_certificate_of_nobody_known_is_refused(server, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    assert "certificate verify failed" in refusal(server.url())


def test_files_are_read_in_the_folder_of_feeds_alone(folder, tmp_path):
    (folder / "places.csv").write_text("x")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "secret.csv").write_text("secret")
    assert content("places.csv") == "x"
    assert refusal("none.csv") == "cannot be opened: No such file or directory"
    for outside in ("../secret.csv", str(tmp_path / "secret.csv"), "link.csv"):
        assert "not in the folder" in refusal(outside)
        with pytest.raises(ValidationError, match="name of a file in the folder"):
            validate_location(outside)
    for url in ("http://example.org/x.csv", "file:///etc/passwd", "ftp://example.org/x"):
        with pytest.raises(ValidationError, match="begins with https"):
            validate_location(url)
    validate_location("https://example.org/x.csv?format=csv")
    (folder / "places.csv").write_bytes(b"x" * (2 << 20))
    assert "larger than 1 MB" in refusal("places.csv")
    assert len(content("places.csv", IN_COMMAND)) == 2 << 20
