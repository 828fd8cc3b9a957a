"""French."""

from coworking.i18n.word_lists.lists import WordLists, words

WORDS = WordLists(
    search_stop_words=words("espace espaces de du des la le les l a et coworking"),
    never_places=words("espace espaces bureau table tables les des coworking cafe bar"),
    or_words=words("ou"),
    name_stop_words=words("""
        espace espaces le la les l de du des d un une a au aux et en sur bureau bureaux partage partages
        partagee centre tiers lieu lieux maison pole travail collaboratif telecentre teletravail association
        asso atelier ateliers
    """),
    makerspace_words=words("fablab fab"),
    street_stop_words=words("""
        rue r avenue av boulevard bd place pl chemin route impasse allee allees quai cours square
        de du des la le les l d bis ter zone za zi zac
    """),
    numbers=words("""
        deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente cent
        midi minuit demi premier premiere deuxieme
        lundi mardi mercredi jeudi vendredi samedi dimanche
    """),
    negations=words("ne n pas plus jamais rien aucun aucune sans ni guere non personne"),
    fillers=words("""
        tres vraiment si tellement assez aussi donc et mais encore tout toujours merci bravo super beaucoup
        le la les l un une des du de d ce cette c est sont a au aux j ai
    """),
)
