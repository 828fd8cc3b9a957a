"""Words of French, English and Dutch by which near comments are judged, written as `normalise` does."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Whoever says another number says another thing. "un", "une", "one" and "een" are articles too.
NUMBERS = _words("""
    deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente cent
    two three four five six seven eight nine ten eleven twelve fifteen twenty thirty hundred
    twee drie vier vijf zes zeven acht negen tien elf twaalf vijftien twintig dertig honderd
    midi minuit demi noon midnight half premier premiere deuxieme first second third eerste tweede derde
    lundi mardi mercredi jeudi vendredi samedi dimanche
    monday tuesday wednesday thursday friday saturday sunday
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
""")

NEGATIONS = _words("""
    ne n pas plus jamais rien aucun aucune sans ni guere non personne
    not no never none nothing without neither nor hardly cannot nobody
    niet geen nooit niets niks zonder noch nergens niemand nee
""")

# Words that may come or go without changing what is said.
FILLERS = _words("""
    tres vraiment si tellement assez aussi donc et mais encore tout toujours merci bravo super beaucoup
    very really so quite too also and but still just thanks thank you indeed definitely absolutely truly
    heel echt zeer erg zo ook en maar nog toch gewoon bedankt dank je u wel zeker absoluut
    le la les l un une des du de d ce cette c est sont a au aux
    the an of to is are was were be it in at for on with this that i
    het een van te op met dit dat die zijn voor j ai
""")
