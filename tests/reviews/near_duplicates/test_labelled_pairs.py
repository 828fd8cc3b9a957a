"""Labelled pairs of texts: none is merged wrongly, near matches are found. Numbers: docs/comments.md."""

import csv
from pathlib import Path

import pytest

from reviews.fingerprint import fingerprint
from reviews.near_duplicates.similarity import MIN_SHARED_SHINGLES, score, sketch

MIN_RECALL = 0.95
MIN_PRECISION = 0.95


@pytest.fixture(scope="module")
def pairs():
    with Path(__file__).with_name("pairs.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def verdict(pair):
    """Return what happens to the second text after the first: "same" merges it, "near" queues it."""
    first, second = pair["first"], pair["second"]
    if fingerprint(first) == fingerprint(second):
        return "same"
    shared = len(set(sketch(first)) & set(sketch(second)))
    return "near" if shared >= MIN_SHARED_SHINGLES and score(first, second) else "different"


def test_there_are_enough_pairs_of_each_label_and_language(pairs):
    assert len(pairs) >= 200
    for label in ("same", "near", "different"):
        for language in ("fr", "en", "nl"):
            assert sum(pair["label"] == label and pair["language"] == language for pair in pairs) >= 15


def test_exactly_the_pairs_labelled_same_are_merged(pairs):
    wrong = [pair for pair in pairs if (verdict(pair) == "same") != (pair["label"] == "same")]
    assert wrong == []


def test_near_matches_are_queued_and_different_texts_are_not(pairs):
    near = [pair for pair in pairs if pair["label"] == "near"]
    queued = [pair for pair in pairs if verdict(pair) == "near"]
    found = [pair for pair in queued if pair["label"] == "near"]
    assert len(found) >= MIN_RECALL * len(near)
    assert len(found) >= MIN_PRECISION * len(queued)


def test_the_order_of_the_two_texts_does_not_matter(pairs):
    for pair in pairs:
        assert verdict(pair) == verdict({"first": pair["second"], "second": pair["first"]})
