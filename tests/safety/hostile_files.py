"""Feed every reader hostile files under a limit of memory and time: `python -m tests.safety.hostile_files`.

`test_hostile_files.py` runs it in a process of its own, as the limits cannot be taken back.
"""

import datetime as dt
import gzip
import io
import json
import os
import resource
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import django
import openpyxl
import pyarrow
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

MAX_MORE_MB = 400  # above what Python and Django take themselves
MAX_SECONDS = 90  # of processor time, for everything; it takes about ten
MAX_BYTES = 300_000

GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "way/1",
            "properties": {"name": "The Mill", "addr:city": "Liège", "other_tags": '"wifi"=>"yes"'},
            "geometry": {"type": "Polygon", "coordinates": [[[5.5, 50.6], [5.6, 50.6], [5.5, 50.7]]]},
        }
    ],
}
OVERPASS = {
    "osm3s": {"timestamp_osm_base": "2026-04-06T00:00:00Z"},
    "elements": [
        {
            "type": "node",
            "id": 1,
            "lat": 50.6,
            "lon": 5.5,
            "tags": {"name": "The Mill", "charge": "18 EUR/day"},
        },
        {"type": "way", "id": 2, "center": {"lat": 50.6, "lon": 5.5}, "tags": {"name": "The Barn"}},
    ],
}
OWN_CSV = 'id,name,city,country,latitude\n1,"The Mill",Liège,BE,"50,6"\n2,The Barn,Liège,BE,\n'
CENSUS = "ID;NOM_TL;ADRESSE;CP;COMINIT;NOMCOM;LAT;LONG\n1;La Table;;69001;Lyon;Lyon;45,7;4,8\n"
HTML = '<p>Bon <b>café</b> &amp; <a href="https://example.org/?a=1">wifi</a><br /><!-- x --></p><3 &eacute;'
WXR = (
    '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    "<wp:base_site_url>https://old.example</wp:base_site_url><item><title>Mill</title>"
    "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>Ann</wp:comment_author>"
    "<wp:comment_date_gmt>2011-08-24 09:00:00</wp:comment_date_gmt>"
    f"<wp:comment_content><![CDATA[{HTML}]]></wp:comment_content></wp:comment></item></channel></rss>"
)
DISQUS = (
    '<disqus xmlns:dsq="x"><category dsq:id="1"><forum>old</forum></category>'
    f'<thread dsq:id="10"><id>mill</id></thread><post dsq:id="2"><message><![CDATA[{HTML}]]></message>'
    '<createdAt>2012-01-02T00:00:00Z</createdAt><thread dsq:id="10"/></post></disqus>'
)
ISSO = (
    '[{"id": "/mill/", "title": "Mill", "comments": [{"id": 1, "text": "<p>tea</p>", "created": 138732126}]}]'
)
COMMENTO = (
    '{"comments": [{"commentHex": "a", "domain": "old.example", "url": "/mill/", "commenterHex": "x", '
    '"markdown": "tea", "creationDate": "2019-05-01T10:00:00Z"}], '
    '"commenters": [{"commenterHex": "x", "name": "Ann"}]}'
)
REVIEWS = (
    'comment_ID,comment_post_ID,rating,comment_content,comment_date\n1,7,5,"good tea",2018-02-08 11:27:17\n'
)
RATES = (
    '<g:Envelope xmlns:g="http://www.gesmes.org/xml/2002-08-01" '
    'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube><Cube time="2026-01-02">'
    '<Cube currency="USD" rate="1.1"/></Cube></Cube></g:Envelope>'
)
EXPORT = json.dumps(
    {
        "format": "coworking-space 1",
        "number": 1,
        "licence": "ODbL 1.0",
        "id": "mill",
        "created_at": "2026-11-02T08:00:00+00:00",
        "city": {"slug": "liege", "country": "BE"},
        "columns": {"name": "The Mill"},
        "amenities": {"wifi": "yes"},
        "sources": {},
        "successor": "",
        **dict.fromkeys(
            ("statements", "prices", "history", "names", "former_slugs", "photos"), [{"n": 1, "value": {}}]
        ),
    }
)
MAP = "url,space\nhttps://old.example/mill/,mill\n"
HOURS = "Mo-Fr 09:00-18:00, Sa 10:00-12:00; PH off; Dec 24-Jan 02 closed"

# What parsers open, and never close here.
OPENINGS = (
    *(
        "[",
        "{",
        '{"a":',
        '{"a":[',
        "<a>",
        "<b>",
        "<div>",
        "<a ",
        '<b x="',
        "<!--",
        "<![CDATA[",
        "<?",
        "<!x",
        "</a ",
    ),
    *(
        "&amp;",
        "&amp",
        "&",
        '"',
        "'",
        '"\n',
        ",",
        ";",
        "\n",
        "a.",
        "a-",
        "www.",
        "http://",
        "utm_",
        "9",
        "(",
        "\\",
    ),
    *("Mo,", "00:00-24:00,", "\x00", "\r", "\xa0", "\u0301"),
)


def damaged(sample: bytes) -> st.SearchStrategy[bytes]:
    """The sample with something nested or repeated in it, cut off, or with flipped bits."""
    places = st.integers(0, len(sample))
    many = st.sampled_from([3, 70, 2000, MAX_BYTES])

    def insert(place: int, what: bytes, times: int) -> bytes:
        return sample[:place] + what * min(times, MAX_BYTES // len(what)) + sample[place:]

    def repeat(start: int, end: int, times: int) -> bytes:
        return insert(end, sample[start:end], times) if start < end else sample

    def flip(bits: list[int]) -> bytes:
        flipped = bytearray(sample)
        for bit in bits:
            flipped[bit // 8] ^= 1 << bit % 8
        return bytes(flipped)

    openings = st.sampled_from([text.encode() for text in OPENINGS])
    nested = st.builds(insert, places, openings, many)
    cut = st.builds(lambda data, end: data[:end], st.one_of(nested, st.just(sample)), places)
    flips = st.lists(st.integers(0, len(sample) * 8 - 1), min_size=1, max_size=6).map(flip)
    return st.one_of(nested, st.builds(repeat, places, places, many), cut, flips)


def workbook() -> bytes:
    """A small workbook (XLSX)."""
    book = openpyxl.Workbook()
    for row in (["name", "city", "country"], ["The Mill", "Liège", "BE"], ["The Barn", "Liège", "=1+1"]):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet_file() -> bytes:
    """A small Parquet file."""
    out = io.BytesIO()
    rows = [{"name": "The Mill", "city": "Liège", "country": "BE", "tags": {"wifi": "yes"}, "desks": 4.5}]
    parquet.write_table(pyarrow.Table.from_pylist(rows), out)
    return out.getvalue()


def main() -> None:
    """Feed all readers. A reader may refuse a file in one sentence; anything else it raises ends this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coworking.settings")
    django.setup()
    from coworking.files.errors import UnreadableFile
    from coworking.files.unpacking import unpacked
    from reviews.fingerprint import normalise
    from reviews.importers.html import plain_text
    from reviews.importers.registry import detect_format as detect_comments
    from spaces.directory.vocabulary import fixed_vocabulary, shipped
    from spaces.importers.own_export.reading import read_documents
    from spaces.importers.reading import Reading
    from spaces.importers.registry import detect_format
    from spaces.importers.tables.csv_file import csv_rows
    from spaces.opening_hours import evaluate, typed, weekly
    from spaces.pricing import ecb

    path = Path(tempfile.mkdtemp()) / "file"

    def reads_file(read: Callable[[Path], object]) -> Callable[[bytes], object]:
        def feed(data: bytes) -> object:
            path.write_bytes(data)
            return read(path)

        return feed

    def reads_text(read: Callable[[str], object], longest: int) -> Callable[[bytes], object]:
        return lambda data: read(data.decode(errors="replace")[:longest])

    def read_comments(path: Path) -> None:
        with unpacked(path) as file:
            file_format = detect_comments(file)
            file_format.read_source(file)
            exhaust(file_format.read(file, lambda ref, what: None))

    def understand_hours(text: str) -> None:
        weekly.parse(text)
        if evaluate.is_valid(text):
            evaluate.status_of_expression(
                text, "BE", "Europe/Brussels", "50.8,4.4", dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
            )
        with suppress(typed.HoursNotUnderstood):
            typed.read(text)

    def read_spaces(path: Path) -> None:
        with unpacked(path) as content, fixed_vocabulary(shipped()):
            exhaust(detect_format(content).read(content, Reading()))

    spaces = reads_file(read_spaces)
    comments = reads_file(read_comments)
    readers: dict[str, tuple[str | bytes, Callable[[bytes], object]]] = {
        "GeoJSON": (json.dumps(GEOJSON), spaces),
        "Overpass JSON": (json.dumps(OVERPASS), spaces),
        "a sequence of features": (
            json.dumps(GEOJSON["features"][0]) + "\n\x1e" + '{"type": "Feature"}',
            spaces,
        ),
        "a list of objects": (json.dumps([{"name": "The Mill", "city": "Liège", "country": "BE"}]), spaces),
        "our own CSV": (OWN_CSV, spaces),
        "a workbook": (workbook(), spaces),
        "a table decoded twice": (OWN_CSV.encode().decode("cp1252"), spaces),
        "the French census": (CENSUS, spaces),
        "Parquet": (parquet_file(), spaces),
        "an export with everything": (EXPORT, reads_file(lambda path: exhaust(read_documents(path)))),
        "WordPress": (WXR, comments),
        "Disqus": (DISQUS, comments),
        "Isso": (ISSO, comments),
        "Commento": (COMMENTO, comments),
        "GeoDirectory's reviews": (REVIEWS, comments),
        "exchange rates": (RATES, reads_file(lambda path: ecb.read_rates(path, dt.date(2026, 11, 30)))),
        "the map of threads": (MAP, reads_file(lambda path: exhaust(csv_rows(path)))),
        "HTML of comments": (HTML, reads_text(plain_text, MAX_BYTES)),
        "fingerprints": (HTML, reads_text(normalise, 20_000)),
        "opening hours": (HOURS, reads_text(understand_hours, 500)),
    }
    limit_resources()
    fed = set()
    for name, (text, feed) in readers.items():
        named = () if feed in fed else NAMED_INPUTS  # one reader finds out itself which format a file has
        check(text if isinstance(text, bytes) else text.encode(), named, feed, UnreadableFile)
        fed.add(feed)
        print(name, "ok", flush=True)


def check(
    sample: bytes, named: tuple[bytes, ...], feed: Callable[[bytes], object], refusal: type[Exception]
) -> None:
    """Feed one reader its sample, the named inputs and damaged samples."""
    feed(sample)

    def answers(data: bytes) -> None:
        try:
            feed(data)
        except refusal as error:
            if len(str(error).splitlines()) != 1:
                raise AssertionError(f"not one sentence: {error}") from error

    for data in named:
        answers(data)
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    bounded = settings(
        max_examples=30, deadline=None, database=None, derandomize=True, suppress_health_check=checks
    )
    bounded(given(damaged(sample))(answers))()


NAMED_INPUTS = (
    b"",
    b"\xef\xbb\xbf",
    gzip.compress(b"\n" * 50_000_000),
    gzip.compress(b"<rss>" + b"<a>" * 1_000_000)[:-8],
    b"\n" * 10_000_000 + b"<rss/>",
    b"<rss>" + b"]]>" * 1_000_000 + b"</rss>",
    b'{"elements":' + b"[" * 200_000,
    b"[" * 40_000,
    b'{"features":[' + b'{"a":' * 40_000,
    b'{"elements":[{"id":' + b"9" * 100_000 + b"}]}",
    b"<a " * 100_000,
    b"<a>" * 100_000,
    b"&" + b"amp;" * 5_000,
    b"<rss>" + b"<a>" * 1_000_000,
    b"<rss " + b"x" * 12_000_000,
    b"name,city,country" + b",x" * 10_000_000,
    b"name,city,country\n" + b'"x\n",' * 2_000_000,
)


QUOTES_NEVER_CLOSED = b"name,city,country\n" + b'p"q,"r\n' * 40_000
NAMED_INPUTS += (
    gzip.compress(b"name,city,country\n" + b" " * (300 << 20)),
    gzip.compress(b'{"features":[' + b" " * (300 << 20)),
    gzip.compress(OWN_CSV.encode())[:-9],
    gzip.compress(gzip.compress(OWN_CSV.encode())),
    OWN_CSV.encode("utf-16"),
    OWN_CSV.encode("utf-16")[:-1],
    b"\xff\xfe" + b"\x00\xd8" * 100_000,
    b"name,city,country\n" + "Ã©".encode() * 100_000,
    QUOTES_NEVER_CLOSED,
    b"\x1e" * 300_000,
    b"[" + b'{"name":1},' * 50_000,
    b'{"a":1,' * 50_000,
)


def exhaust(records: object) -> None:
    for _record in records:  # type: ignore[attr-defined]
        pass


def limit_resources() -> None:
    """Limit this process to MAX_MORE_MB above what it has now, and to MAX_SECONDS."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MAX_MORE_MB * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


if __name__ == "__main__":
    main()
