"""Whatever is sent to any URL, as any kind of user, is no error of ours: each answer is below 500.

The URLs are those of the table of permissions. The seed is fixed, so that a failure can be repeated. To look
further, ask for more rounds, or for another seed:

    FUZZ_SEED=7 FUZZ_ROUNDS=20 .venv/bin/pytest tests/safety/test_fuzz.py
"""

import os
import random
import traceback
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.safety.cast import Cast
from tests.safety.fuzzing import Fuzzer, Sent, requests_of
from tests.safety.site_urls import all_addresses

pytestmark = pytest.mark.django_db
SEED = int(os.environ.get("FUZZ_SEED", "1"))
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "1"))
# A manager is a member too, and an administrator may do all that a moderator and an editor may.
WHO = ("anonymous", "manager", "administrator")
MOST_SHOWN = 20
REFUSED = (302, 403, 404, 405)


@pytest.mark.parametrize("who", WHO)
def test_no_request_is_an_error_of_ours(cast, who):
    fuzzer = Fuzzer(random.Random(f"{SEED} {who}"))
    errors = [error for sent in odd_requests(cast, who, fuzzer) if (error := error_of(cast, who, sent))]
    assert not errors, f"{len(errors)} as {who}:\n" + "\n".join(errors[:MOST_SHOWN])


def odd_requests(cast: Cast, who: str, fuzzer: Fuzzer) -> Iterator[Sent]:
    """For each URL: odd parameters, fields and paths, and what pages offer with odd values."""
    status, offered = look_around(cast, who)
    for _round in range(ROUNDS):
        for path in status:
            yield from _odd(fuzzer, path, status[path], offered[path])


def look_around(cast: Cast, who: str) -> tuple[dict[str, int], dict[str, list[Sent]]]:
    """{path: its status}, and {path: requests to it that some page offers}, of all URLs as they are."""
    status, offered = {}, defaultdict(list)
    for address in all_addresses():
        path = cast.path(address)
        response = Sent(path).by(cast.client(who))
        status[path] = response.status_code
        if response.status_code == 200 and "html" in response["Content-Type"]:
            for sent in requests_of(path, response):
                offered[sent.path].append(sent)
    return status, offered


def _odd(fuzzer: Fuzzer, path: str, status: int, offered: list[Sent]) -> Iterator[Sent]:
    """Few requests to what this user is refused; the rest go where there is something to break."""
    turn = fuzzer.random.random()
    count = 3 if path.startswith(("/admin/", "/manage/")) else 40  # an admin stops at the first unknown one
    if status not in REFUSED or turn < 0.3:
        yield Sent(path, fuzzer.foreign(count), htmx=turn < 0.1)
    if status in REFUSED or turn < 0.5:
        yield Sent(path, (), fuzzer.foreign(count))
    if turn < 0.2:
        yield Sent(fuzzer.move(path), (), None if turn < 0.1 else ())
    if turn < 0.05:
        yield Sent(path, cookie=fuzzer.cookie())
    for posts in (False, True):
        known = [sent for sent in offered if (sent.fields is not None) is posts]
        if known and fuzzer.random.random() < 0.6:
            yield fuzzer.change(fuzzer.random.choice(known))


def error_of(cast: Cast, who: str, sent: Sent) -> str:
    """The request and its exception where it is an error of ours, else ""."""
    response = sent.by(cast.client(who))
    if response.status_code < 500:
        return ""
    reason = str(response.status_code)
    if response.exc_info:
        frames = traceback.extract_tb(response.exc_info[2])
        reason = f"{response.exc_info[1]!r:.200} in {frames[-1].filename}:{frames[-1].lineno}"
    return f"{sent!r:.900}\n    {reason}"
