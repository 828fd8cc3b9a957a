"""The labelled pairs: nothing is folded wrongly, near matches are found. docs/comments.md has the figures."""

import csv
from pathlib import Path

import pytest

from reviews.fingerprint import fingerprint
from reviews.near_duplicates.similarity import MIN_SHARED_SHINGLES, score, sketch

LEAST_RECALL = 0.95
LEAST_PRECISION = 0.95


@pytest.fixture(scope="module")
def pairs():
    with Path(__file__).with_name("pairs.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def verdict(pair):
    """What the site does with the second text after the first: fold, queue, or nothing."""
    first, second = pair["first"], pair["second"]
    if fingerprint(first) == fingerprint(second):
        return "same"
    shared = len(set(sketch(first)) & set(sketch(second)))
    return "near" if shared >= MIN_SHARED_SHINGLES and score(first, second) else "different"


def test_there_are_enough_of_each(pairs):
    assert len(pairs) >= 200
    for label in ("same", "near", "different"):
        for language in ("fr", "en", "nl"):
            assert sum(pair["label"] == label and pair["language"] == language for pair in pairs) >= 15


def test_exactly_the_same_ones_are_folded(pairs):
    wrong = [pair for pair in pairs if (verdict(pair) == "same") != (pair["label"] == "same")]
    assert wrong == []


def test_near_ones_are_queued_and_different_ones_are_not(pairs):
    near = [pair for pair in pairs if pair["label"] == "near"]
    queued = [pair for pair in pairs if verdict(pair) == "near"]
    found = [pair for pair in queued if pair["label"] == "near"]
    assert len(found) >= LEAST_RECALL * len(near)
    assert len(found) >= LEAST_PRECISION * len(queued)


def test_it_does_not_matter_which_came_first(pairs):
    for pair in pairs:
        assert verdict(pair) == verdict({"first": pair["second"], "second": pair["first"]})
