"""English."""

from coworking.i18n.word_lists.lists import WordLists, words

WORDS = WordLists(
    search_stop_words=words("coworking cowork co space spaces l the of a and"),
    never_places=words("""
        coworking cowork coworker space spaces desk desks office table tables and the near cafe bar hub lab
        club work
    """),
    or_words=words("or"),
    name_stop_words=words("""
        coworking cowork coworkers coworker co working space spaces the l d a and of for in office offices
        center hub lab place work works workspace workspaces association fablab fab hackerspace business
    """),
    makerspace_words=words("fablab fab makerspace hackerspace techlab"),
    street_stop_words=words("""
        avenue av ave boulevard bd blvd place pl square street st road rd lane house floor l d the of
    """),
    numbers=words("""
        two three four five six seven eight nine ten eleven twelve fifteen twenty thirty hundred
        noon midnight half first second third
        monday tuesday wednesday thursday friday saturday sunday
    """),
    negations=words("not no never none nothing without neither nor hardly cannot nobody"),
    fillers=words("""
        very really so quite too also and but still just thanks thank you indeed definitely absolutely truly
        the an of to is are was were be it in at for on with this that i super bravo
    """),
)
