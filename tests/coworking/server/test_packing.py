"""Answers are packed for readers who can unpack them, where that makes them shorter."""

import gzip
import random
from io import BytesIO

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from coworking.server.packing import FEWEST, PackingMiddleware, pack

PAGE = b"<p>A table, good wifi, coffee.</p>" * 100


def answer(response, accepts="gzip, br"):
    request = RequestFactory().get("/", headers={"accept-encoding": accepts} if accepts else {})
    return PackingMiddleware(lambda _request: response)(request)


def test_a_page_is_packed_and_comes_out_whole():
    packed = answer(HttpResponse(PAGE, headers={"ETag": '"one"'}))
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Vary"] == "Accept-Encoding"
    assert packed["ETag"] == 'W/"one"'
    assert int(packed["Content-Length"]) == len(packed.content) < len(PAGE) / 5
    assert gzip.decompress(packed.content) == PAGE


def test_who_cannot_unpack_gets_it_plain_and_caches_are_told():
    plain = answer(HttpResponse(PAGE, headers={"ETag": '"one"'}), accepts="")
    assert plain.content == PAGE
    assert not plain.has_header("Content-Encoding")
    assert (plain["Vary"], plain["ETag"]) == ("Accept-Encoding", '"one"')


@pytest.mark.parametrize("content", [b"x" * (FEWEST - 1), random.Random(1).randbytes(5000)])
def test_what_would_gain_nothing_stays_as_it_is(content):
    plain = answer(HttpResponse(content))
    assert plain.content == content
    assert not plain.has_header("Content-Encoding")


def test_what_is_packed_already_is_left_alone():
    packed = answer(HttpResponse(PAGE, headers={"Content-Encoding": "br"}))
    assert packed.content == PAGE


def test_a_stream_is_packed_piece_by_piece():
    stream = answer(StreamingHttpResponse(iter([PAGE, PAGE])))
    assert gzip.GzipFile(fileobj=BytesIO(b"".join(stream.streaming_content))).read() == PAGE + PAGE


def test_the_length_of_a_page_does_not_tell_what_it_holds():
    lengths = {len(pack(PAGE, 100)) for _n in range(200)}
    assert len(lengths) > 50
    assert max(lengths) - min(lengths) < 100
