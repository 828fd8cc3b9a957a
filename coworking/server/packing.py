"""Answers packed for the way: Django's middleware with whole pages packed in half the time.

Django's level takes zlib twice as long for a page that is a tenth smaller. ISA-L takes a tenth of the time,
but processors run slower for a while after its wide instructions: a page gains nothing, all others lose.
"""

import secrets
from gzip import compress

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

FEWEST = 1200  # bytes; what is shorter takes one packet anyway
LEVEL = 3
FNAME = 0x08  # RFC 1952: a file's name follows the head of ten bytes
HEAD = 10


class PackingMiddleware(GZipMiddleware):
    """Packs whole answers here and leaves streams to Django."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, packed where that makes it shorter and the reader can unpack it."""
        if response.streaming or response.has_header("Content-Encoding"):
            return super().process_response(request, response)
        content = response.content  # type: ignore[attr-defined]  # it does not stream
        if len(content) < FEWEST:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if not re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            return response
        packed = pack(content, self.max_random_bytes)
        if len(packed) >= len(content):
            return response
        response.content = packed  # type: ignore[attr-defined]
        response["Content-Length"] = str(len(packed))
        response["Content-Encoding"] = "gzip"
        if response.get("ETag", "").startswith('"'):  # the same page, otherwise written: RFC 9110, 8.8.1
            response["ETag"] = f"W/{response['ETag']}"
        return response


def pack(content: bytes, most_random: int) -> bytes:
    """`content` by gzip, with a file's name of a random length.

    So the length of an answer does not tell what it holds: https://ieeexplore.ieee.org/document/9754554
    """
    packed = bytearray(compress(content, LEVEL, mtime=0))
    packed[3] |= FNAME
    packed[HEAD:HEAD] = secrets.token_hex(most_random)[: secrets.randbelow(most_random)].encode() + b"\0"
    return bytes(packed)
