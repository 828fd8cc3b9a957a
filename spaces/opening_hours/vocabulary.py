"""The words with which people write opening hours, in each language that `typed` reads.

Names of days come from the Unicode CLDR, through Babel. All words are in lower case and without accents.
To read another language, add it to `WORDS`.
"""

from collections import defaultdict
from dataclasses import dataclass

from babel import Locale

from coworking.i18n.normalize import normalize_name
from spaces.opening_hours.weekly import HOLIDAYS

SCHOOL_HOLIDAYS = 8  # a day after HOLIDAYS, which a `Week` does not have
EVERY_DAY, WORKING_DAYS, WEEKEND = frozenset(range(7)), frozenset(range(5)), frozenset((5, 6))

# What a token says.
DAYS, TO, AND, CLOSED, EXCEPT, ALL_DAY, ALWAYS, CLOCK, FILLER, BREAK = (
    "days", "to", "and", "closed", "except", "all_day", "always", "clock", "filler", "break",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """One language. Phrases are separated by commas; a space in one stands for any white space."""

    to: str
    conjunctions: str
    closed: str
    exceptions: str
    fillers: str
    units: str = ""  # after an hour of the 24-hour clock
    noon: str = ""
    midnight: str = ""
    all_day: str = ""
    every_day: str = ""
    working_days: str = ""
    weekend: str = ""
    public_holidays: str = ""
    school_holidays: str = ""
    more_days: tuple[str, ...] = ("",) * 7  # other names of the days, from Monday on


WORDS = {
    "en": Words(
        to="to, till, until, through, thru",
        conjunctions="and",
        closed="closed, shut, not open",
        exceptions="except, excluding",
        fillers="open, opening hours, hours, from, on, the",
        units="hrs, hr",
        noon="noon, midday",
        midnight="midnight",
        all_day="24 hours, 24 hours a day, day and night, all day and night, around the clock",
        every_day="every day, everyday, daily, 7 days a week",
        working_days="weekdays, weekday",
        weekend="weekends, weekend, week-end, week-ends",
        public_holidays="public holidays, public holiday, bank holidays, bank holiday",
        school_holidays="school holidays, school holiday",
        more_days=("", "tues", "weds", "thur, thurs", "", "", ""),
    ),
    "fr": Words(
        to="a, au, jusqu'a, jusqu'au",
        conjunctions="et",
        closed="ferme, fermee, fermes, fermees, fermeture, pas ouvert",
        exceptions="sauf, excepte, hors, a l'exception du",
        fillers="ouvert, ouverte, ouverture, ouvertures, horaires, d'ouverture, de, des, du, le, les",
        units="heures, heure",
        noon="midi",
        midnight="minuit",
        all_day="24h/24, 24 h/24, 24 h / 24, 24h sur 24, 24 heures sur 24, jour et nuit",
        every_day="tous les jours, chaque jour, 7j/7, 7 j/7, 7 jours sur 7",
        working_days="en semaine",
        weekend="week-end, weekend, week-ends, weekends",
        public_holidays="jours feries, jour ferie, feries",
        school_holidays="vacances scolaires",
    ),
    "nl": Words(
        to="tot, tot en met, t/m, tem, t.e.m., t.e.m",
        conjunctions="en",
        closed="gesloten, dicht, niet open",
        exceptions="behalve, uitgezonderd",
        fillers="open, geopend, openingsuren, openingstijden, van, op, de, het",
        units="u, uur",
        noon="",
        midnight="middernacht",
        all_day="24u/24, 24 uur op 24, dag en nacht",
        every_day="elke dag, iedere dag, alle dagen, dagelijks, 7d/7, 7 dagen op 7",
        working_days="doordeweeks",
        weekend="weekend, weekends, in het weekend",
        public_holidays="feestdagen, feestdag",
        school_holidays="schoolvakanties, schoolvakantie",
    ),
    "de": Words(
        to="bis",
        conjunctions="und",
        closed="geschlossen, zu, nicht geoffnet",
        exceptions="ausser, außer",
        fillers="offen, geoffnet, offnungszeiten, von, vom, am, an, der, die, das",
        units="uhr",
        midnight="mitternacht",
        all_day="24 stunden, rund um die uhr, tag und nacht",
        every_day="taglich, jeden tag",
        weekend="wochenende, am wochenende",
        public_holidays="feiertage, feiertagen, feiertag, feiertags",
        school_holidays="schulferien",
        more_days=("", "", "", "", "", "sonnabend", ""),
    ),
    "es": Words(
        to="a, al, hasta",
        conjunctions="y",
        closed="cerrado, cerrada",
        exceptions="excepto, salvo",
        fillers="abierto, abierta, horario, de, del, desde, el, la, los",
        units="horas",
        noon="mediodia",
        midnight="medianoche",
        all_day="24 horas, dia y noche",
        every_day="todos los dias, a diario, cada dia",
        working_days="entre semana",
        weekend="fin de semana, fines de semana",
        public_holidays="festivos, dias festivos, festivo",
        school_holidays="vacaciones escolares",
    ),
}


@dataclass(frozen=True)
class Meaning:
    """What a phrase says, in some languages: `value` is a set of days, or a time of day in minutes."""

    kind: str
    value: frozenset[int] | int | None = None


# {phrase: {language: meaning}}; the language of what all languages write is "".
Phrases = dict[str, dict[str, Meaning]]

NEUTRAL = {
    "-": Meaning(TO), ",": Meaning(AND), "&": Meaning(AND), "+": Meaning(AND), "/": Meaning(AND),
    ".": Meaning(FILLER), ":": Meaning(FILLER), ";": Meaning(BREAK), "|": Meaning(BREAK),
    "//": Meaning(BREAK),
    "\n": Meaning(BREAK), "off": Meaning(CLOSED), "24/7": Meaning(ALWAYS), "24/24": Meaning(ALL_DAY),
    "7/7": Meaning(DAYS, EVERY_DAY), "ph": Meaning(DAYS, frozenset((HOLIDAYS,))),
    "sh": Meaning(DAYS, frozenset((SCHOOL_HOLIDAYS,))),
}  # fmt: skip


def phrases() -> Phrases:
    """Return what every phrase means in which languages."""
    found: Phrases = defaultdict(dict)
    for phrase, meaning in NEUTRAL.items():
        found[phrase][""] = meaning
    for language, words in WORDS.items():
        for phrase, meaning in _meanings(words, language):
            found[phrase][language] = meaning
    return found


def units() -> dict[str, set[str]]:
    """Return {what stands after an hour of the 24-hour clock: the languages}; "h" is everybody's."""
    found: dict[str, set[str]] = {"h": set()}
    for language, words in WORDS.items():
        for unit in _split(words.units):
            found.setdefault(unit, set()).add(language)
    return found


def _meanings(words: Words, language: str) -> list[tuple[str, Meaning]]:
    lists = [
        (words.to, Meaning(TO)),
        (words.conjunctions, Meaning(AND)),
        (words.closed, Meaning(CLOSED)),
        (words.exceptions, Meaning(EXCEPT)),
        (words.fillers, Meaning(FILLER)),
        (words.noon, Meaning(CLOCK, 12 * 60)),
        (words.midnight, Meaning(CLOCK, 24 * 60)),
        (words.all_day, Meaning(ALL_DAY)),
        (words.every_day, Meaning(DAYS, EVERY_DAY)),
        (words.working_days, Meaning(DAYS, WORKING_DAYS)),
        (words.weekend, Meaning(DAYS, WEEKEND)),
        (words.public_holidays, Meaning(DAYS, frozenset((HOLIDAYS,)))),
        (words.school_holidays, Meaning(DAYS, frozenset((SCHOOL_HOLIDAYS,)))),
        *((names, Meaning(DAYS, frozenset((day,)))) for day, names in enumerate(_day_names(words, language))),
    ]
    return [(phrase, meaning) for text, meaning in lists for phrase in _split(text)]


def day_names_of(language: str) -> list[tuple[str, ...]]:
    """Return the long names of each day from Monday on, also in the plural, without accents."""
    wide = [normalize_name(name) for _day, name in sorted(Locale(language).days["format"]["wide"].items())]
    return [(name, f"{name}s", f"{name}en") for name in wide]


def _day_names(words: Words, language: str) -> list[str]:
    """The names of each day from Monday on, long, short and in the plural, separated by commas."""
    by_width = Locale(language).days["format"]
    names = []
    for day, more in enumerate(words.more_days):
        full = normalize_name(by_width["wide"][day])
        short = [normalize_name(by_width[width][day]) for width in ("abbreviated", "short")]
        names.append(", ".join([full, f"{full}s", f"{full}en", *short, more]))
    return names


def _split(text: str) -> list[str]:
    return [phrase for phrase in (part.strip() for part in text.split(",")) if phrase]
