"""Tests of reading hours as people type them, and of writing them in words."""

import csv
from pathlib import Path

import pytest
from django.utils.dates import WEEKDAYS
from django.utils.translation import override
from hypothesis import assume, given
from hypothesis import strategies as st

from spaces.opening_hours import evaluate, typed, weekly
from spaces.opening_hours.typed import HoursNotUnderstood, read
from spaces.opening_hours.weekly import DAY, Week, merge_times, parse, serialize
from spaces.opening_hours.words import in_words

CASES = Path(__file__).with_name("typed_hours.tsv")
FIELD = Path(__file__).resolve().parents[4] / "shared" / "data" / "field" / "hours.tsv"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    return [row for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row]


@pytest.mark.parametrize(("text", "expected"), rows(CASES))
def test_typed_hours_are_read_offered_or_refused(text, expected):
    if expected.startswith("-"):
        with pytest.raises(HoursNotUnderstood) as error:
            read(text)
        assert expected in ("-", f"- {error.value.part}")
    else:
        reading = read(text)
        assert reading.is_certain is not expected.startswith("?")
        assert " | ".join(reading.expressions) == expected.removeprefix("? ")


@pytest.mark.skipif(not FIELD.exists(), reason="the field cases are not beside this checkout")
def test_spellings_of_the_field_cases_are_read():
    texts = [text for text, moment, *_rest in rows(FIELD) if not moment]
    assert len(texts) >= 3
    for text in texts:
        assert read(text.split(" (")[0]).expressions == ("Mo-Fr 09:00-18:00",)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Mo-Fr 9-6", typed.WHICH_HALF),
        ("Mon 9-5pm", typed.WHICH_HALF),
        ("10h-19h", typed.WHICH_DAYS),
        ("di 10h-19h", typed.WHICH_LANGUAGE),
        ("lun-ven 9h-18h, mardi 10h-20h", typed.WHICH_TIMES),
        ("Su 10h-2h", typed.WHICH_NIGHT),
        ("Mon-Fri 2000-2130", typed.WHICH_DIGITS),
        ("lun-mer-ven 9h-18h", typed.WHICH_LIST),
    ],
)
def test_a_doubt_says_what_is_not_certain(text, doubt):
    assert read(text).doubts == (doubt,)


@pytest.mark.parametrize("text", ["2020", "Mo-Fr 1:00-5:00", "off", 'Jun-Aug Mo "ring twice"', "SH off"])
def test_text_in_the_syntax_of_openstreetmap_is_read_as_it_is(text):
    assert read(f" {text} ") == typed.Reading((text,))


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        # Another word of the same language says which day a short name is.
        ("ma t/m di 9-17u", "Mo,Tu 09:00-17:00"),
        ("ma au di 9h-17h", "Tu-Su 09:00-17:00"),
        ("Di und Do 9-17 Uhr", "Tu 09:00-17:00; Th 09:00-17:00"),
        ("ma y do 9-17", "Tu 09:00-17:00; Su 09:00-17:00"),
    ],
)
def test_the_language_of_the_other_words_decides_what_a_short_name_means(text, expression):
    assert read(text) == typed.Reading((expression,))


@pytest.mark.parametrize("hours", ["9h-12h et 14h-18h", "9h à 12h / 14h à 18h", "9h-12h - 14h-18h"])
def test_two_openings_of_a_day_are_joined_in_several_ways(hours):
    assert read(f"lundi {hours}").expressions == ("Mo 09:00-12:00,14:00-18:00",)


@pytest.mark.parametrize("text", ["Mo 9-12, 14-18", "Mo 9h-12, 2-6", "Mo 09-12"])
def test_one_hour_of_the_24_hour_clock_says_that_all_are(text):
    assert typed.WHICH_HALF not in read(text).doubts


def test_accents_capitals_and_spaces_make_no_difference():
    expected = read("mercredi 9h-18h, jours fériés fermé")
    assert read("  MERCREDI\u00a09H\u202f–\u200918H ,  Jours Feries  FERME ") == expected
    assert read("mercredi 9h-18h, jours fe\u0301rie\u0301s ferme\u0301") == expected


def test_text_longer_than_a_column_is_refused():
    with pytest.raises(HoursNotUnderstood):
        read("lundi 9h-18h " * 60)


texts = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            [*"-–,;:./|()[]+&\n\t", " ", "9", "18h", "24/7", "9am", "2400", "mon", "ma", "lundi", "t/m", "à"]
            + ["fermé", "sauf", "ph", "sh", "tous les jours", "midi", "midnight", "open", "½", "²", "٣", "ǅ"]
        ),
        max_size=14,
    ).map(" ".join),
)


@given(text=texts)
def test_any_text_is_read_into_hours_that_can_be_evaluated_or_refused(text):
    try:
        expressions = read(text).expressions
    except HoursNotUnderstood:
        return
    assert expressions
    for expression in expressions:
        assert evaluate.is_valid(expression)
        in_words(expression)


# Weeks written out in words

minutes = st.integers(0, DAY - 1)
day_spans = st.tuples(minutes, minutes).map(sorted).filter(lambda pair: pair[0] < pair[1]).map(tuple)
night_spans = st.tuples(st.integers(18 * 60, DAY - 1), st.integers(DAY + 1, DAY + 5 * 60))
times = st.one_of(
    st.just(((0, DAY),)),
    st.lists(st.one_of(day_spans, night_spans), min_size=1, max_size=2).map(lambda t: merge_times(tuple(t))),
)
weeks = st.builds(
    Week,
    days=st.lists(st.one_of(st.just(()), times), min_size=7, max_size=7).map(tuple),
    holidays=st.one_of(st.none(), st.just(()), times),
).filter(lambda week: any(week.days))


@given(week=weeks, language=st.sampled_from(["en", "fr"]))
def test_hours_in_our_own_words_are_read_as_the_same_hours(week, language):
    with override(language):
        text = in_words(serialize(week))
    assert [parse(expression) for expression in read(text).expressions] == [week]
    assert read(text).is_certain


FORMS = {
    # language: (from day to day, a range of times, two of them, closed, public holidays)
    "en": ("{} to {}", "{} - {}", "and", "closed", "public holidays"),
    "fr": ("du {} au {}", "de {} à {}", "et", "fermé", "jours fériés"),
    "nl": ("{} t/m {}", "van {} tot {}", "en", "gesloten", "feestdagen"),
    "de": ("{} bis {}", "von {} bis {}", "und", "geschlossen", "Feiertage"),
    "es": ("de {} a {}", "de {} a {}", "y", "cerrado", "festivos"),
}
CLOCKS = {
    "en": lambda hour, minute: f"{hour % 12 or 12}:{minute:02} {'am' if hour % 24 < 12 else 'pm'}",
    "fr": lambda hour, minute: f"{hour}h{minute:02}" if minute else f"{hour}h",
    "nl": lambda hour, minute: f"{hour}u{minute:02}" if minute else f"{hour} uur",
    "de": lambda hour, minute: f"{hour:02}.{minute:02} Uhr",
    "es": lambda hour, minute: f"{hour:02}:{minute:02}",
}


def written(week, language):
    """A week as a person would write it in a language."""
    to, span, conjunction, closed, holidays = FORMS[language]

    def clock(minute):
        return CLOCKS[language](*divmod(minute if minute == DAY else minute % DAY, 60))

    def of_day(times):
        spans = (span.format(clock(start), clock(end)) for start, end in times)
        return f" {conjunction} ".join(spans) or closed

    with override(language):
        names = [str(name) for name in WEEKDAYS.values()]
    lines = []
    for first, last, times in weekly.group_days(week):
        days = names[first] if first == last else to.format(names[first], names[last])
        lines.append(f"{days}: {of_day(times)}")
    if week.holidays is not None:
        lines.append(f"{holidays}: {of_day(week.holidays)}")
    return "\n".join(lines)


@given(week=weeks, language=st.sampled_from(sorted(FORMS)))
def test_hours_written_out_in_a_language_are_read_as_the_same_hours(week, language):
    text = written(week, language)
    assume(len(text) <= typed.LONGEST)
    reading = read(text)
    found = [parse(expression) for expression in reading.expressions]
    assert week in found
    # A night of more than twelve hours is also taken as an afternoon that was written short.
    assert found == [week] or reading.doubts == (typed.WHICH_NIGHT,)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("Mo-Fr 09:00-18:00; PH off", "Monday to Friday 09:00–18:00; public holidays closed"),
        ("Sa,Su 10:00-12:00,14:00-24:00", "Saturday and Sunday 10:00–12:00, 14:00–24:00"),
        ("We 22:00-02:00", "Wednesday 22:00–02:00"),
        ("24/7", "every day, day and night"),
        ("Mo 00:00-24:00; SH off", "Monday day and night; school holidays closed"),
        ("Jun-Aug Mo-Fr 09:00-18:00", ""),
        ("Mo 09:00-18:00; SH 10:00+", ""),
        ("sunrise-sunset", ""),
    ],
)
def test_weekly_hours_are_written_in_words_and_others_are_not(expression, words):
    with override("en"):
        assert in_words(expression) == words
