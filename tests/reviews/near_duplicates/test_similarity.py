"""The similarity of two texts, and what makes it 0."""

import pytest

from reviews.near_duplicates.similarity import SKETCH_SIZE, contradicts, diff_words, score, sketch

TEXT = "The meeting rooms are bright and quiet, and the coffee is good."


def test_a_typing_error_hardly_lowers_the_score():
    assert 82 <= score(TEXT, TEXT.replace("coffee", "cofee")) < 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Full at 15 desks.", "Full at 25 desks."),
        ("I recommend it.", "I do not recommend it."),
        ("I met Anna here.", "I met Bruno here."),
        ("The coffee is good.", "The coffee is bad."),
    ],
)
def test_texts_with_another_number_negation_name_or_word_contradict(one, other):
    assert contradicts(one, other)
    assert score(one, other) == 0


def test_a_text_with_more_or_fewer_spaces_does_not_contradict():
    assert not contradicts("People talk to each other.", "People talk to eachother.")


def test_a_sketch_has_at_most_ten_hashes():
    assert len(sketch(TEXT)) == SKETCH_SIZE
    assert len(sketch("Short")) == 1


def test_words_of_a_diff_are_marked_as_same_or_not():
    segments = [
        (one.first, one.second, one.same) for one in diff_words("Good cofee here", "good coffee here")
    ]
    assert segments == [("Good", "good", True), ("cofee", "coffee", False), ("here", "here", True)]
