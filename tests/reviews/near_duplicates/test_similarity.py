"""The similarity of two texts, and what makes it 0."""

import pytest

from reviews.near_duplicates.similarity import contradicts, diff_words, score, sketch

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
        ("I do not like it 👎", "I do like it."),
        ("I met Marguerite here.", "I met here."),
        ("The host is sad.", "The host is an ambassador."),  # where "sad" is inside
        ("We have tv.", "We have tvs, sofas."),  # two characters are too few for a typing error
    ],
)
def test_texts_with_another_number_negation_name_or_word_contradict(one, other):
    assert contradicts(one, other)
    assert score(one, other) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("People talk to each other.", "People talk to eachother."),
        ("I met Sandra here.", "I met Sandrra here."),
        ("THE COFFEE IS REALLY GOOD", "The coffee is good"),
    ],
)
def test_texts_with_other_spaces_a_misspelt_name_or_in_capitals_do_not_contradict(one, other):
    assert not contradicts(one, other)
    assert not contradicts(other, one)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (TEXT, TEXT.replace("bright and quiet", "brightandquiet"), 98.4),
        ("good coffee and a quiet, bright hall", "a quiet, bright hall and good coffee", 100),
        ("abcdefghij klmnopqrs", "abcdefghij klmnopqrs, thank you", 90),
        ("abcdefghij klmnopqr", "abcdefghij klmnopqr, thank you", 0),  # too short for a part
    ],
)
def test_the_score_is_the_best_of_characters_words_in_any_order_and_a_part(one, other, expected):
    assert score(one, other) == score(other, one) == expected


def test_a_sketch_has_at_most_ten_hashes():
    assert len(sketch(TEXT)) == 10
    assert len(sketch("Short")) == len(sketch("eight ch")) == 1
    assert len(sketch("nine char")) == 2


def test_words_of_a_diff_are_marked_as_same_or_not():
    segments = [
        (one.first, one.second, one.same) for one in diff_words("Good cofee here", "good coffee here")
    ]
    assert segments == [("Good", "good", True), ("cofee", "coffee", False), ("here", "here", True)]


def test_words_that_are_frequent_in_a_long_text_are_compared_as_well():
    text = "the cat " * 150
    first, second = diff_words(text, "see " + text)
    assert (first.same, first.second, second.same) == (False, "see", True)
