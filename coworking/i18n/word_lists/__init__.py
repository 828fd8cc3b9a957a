"""Words of each language that search and the comparison of names and comments treat specially.

One file for each language holds plain lists (`WordLists` says what each is for). To add a language, copy one
of the files, translate it and add the module to `LANGUAGES`. The code reads the lists of all languages
together, because a visitor of a French page may well type English.
"""

from coworking.i18n.word_lists import en, fr, nl

LANGUAGES = (en.WORDS, fr.WORDS, nl.WORDS)

SEARCH_STOP_WORDS = frozenset().union(*(words.search_stop_words for words in LANGUAGES))
NEVER_PLACES = frozenset().union(*(words.never_places for words in LANGUAGES))
BETWEEN_PLACES = frozenset().union(*(words.between_places for words in LANGUAGES))
OR_WORDS = frozenset().union(*(words.or_words for words in LANGUAGES))
NAME_STOP_WORDS = frozenset().union(*(words.name_stop_words for words in LANGUAGES))
MAKERSPACE_WORDS = frozenset().union(*(words.makerspace_words for words in LANGUAGES))
STREET_STOP_WORDS = frozenset().union(*(words.street_stop_words for words in LANGUAGES))
AND_WORDS = frozenset().union(*(words.and_words for words in LANGUAGES))
KIND_NAMES = tuple(words.kind_names for words in LANGUAGES)
STATUS_NAMES = tuple(words.status_names for words in LANGUAGES)
VALUE_NAMES = tuple(words.value_names for words in LANGUAGES)
AMENITY_NAMES = tuple(words.amenity_names for words in LANGUAGES)
SEARCH_PHRASES = tuple(words.search for words in LANGUAGES)
SEARCH_FILLERS = frozenset().union(*(words.search.fillers for words in LANGUAGES))
TOO_GENERAL = frozenset().union(*(words.search.too_general for words in LANGUAGES))
NUMBERS = frozenset().union(*(words.numbers for words in LANGUAGES))
NEGATIONS = frozenset().union(*(words.negations for words in LANGUAGES))
FILLERS = frozenset().union(*(words.fillers for words in LANGUAGES))
