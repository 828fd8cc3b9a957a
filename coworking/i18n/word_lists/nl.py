"""Dutch."""

from coworking.i18n.word_lists.lists import WordLists, words

WORDS = WordLists(
    search_stop_words=frozenset(),
    never_places=frozenset(),
    or_words=frozenset(),
    name_stop_words=words("het een van"),
    makerspace_words=frozenset(),
    street_stop_words=words("straat laan plein"),
    numbers=words("""
        twee drie vier vijf zes zeven acht negen tien elf twaalf vijftien twintig dertig honderd
        eerste tweede derde
        maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    """),
    negations=words("niet geen nooit niets niks zonder noch nergens niemand nee"),
    fillers=words("""
        heel echt zeer erg zo ook en maar nog toch gewoon bedankt dank je u wel zeker absoluut
        het een van te op met dit dat die zijn voor
    """),
)
