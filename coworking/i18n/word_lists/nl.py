"""Dutch."""

from coworking.i18n.word_lists.lists import WordLists, names, words

WORDS = WordLists(
    search_stop_words=frozenset(),
    never_places=frozenset(),
    between_places=words("in"),
    or_words=frozenset(),
    and_words=words("en"),
    kind_names=names(
        coworking="coworkingruimte, coworking ruimte, coworkingplek, flexplek, flexplekken",
        cafe="koffiebar, koffiehuis",
        library="bibliotheek",
        community_hall="buurthuis, gemeenschapscentrum, dorpshuis",
        business_centre="bedrijvencentrum, businesscenter, zakencentrum",
        incubator="startersincubator",
    ),
    status_names=names(
        open="geopend, actief",
        closed="gesloten, definitief gesloten, permanent gesloten, opgeheven, gestopt",
        planned="gepland, binnenkort",
        moved="verhuisd",
    ),
    value_names=names(
        yes="ja, beschikbaar",
        limited="beperkt, gedeeltelijk",
        no="nee, geen, zonder",
    ),
    amenity_names=names(
        wifi="gratis wifi, draadloos internet",
        coffee="koffie, gratis koffie, koffie en thee",
        power="stopcontact, stopcontacten",
        meeting_rooms="vergaderzaal, vergaderzalen, vergaderruimte, vergaderruimtes, vergaderruimten",
        phone_booths="telefooncel, telefooncellen, belcel, belcellen",
        private_offices="privékantoor, privékantoren",
        printing="printen, afdrukken",
        kitchen="keuken",
        showers="douche, douches",
        toilets="toiletten",
        bike_parking="fietsenstalling, fietsenberging, fietsparking",
        car_parking="parkeren, parkeerplaats, parkeerplaatsen, parkeergelegenheid",
        wheelchair="rolstoeltoegankelijk",
        quiet_room="stilteruimte",
        terrace="terras, tuin, dakterras",
        pets="huisdieren welkom, huisdieren toegelaten, honden welkom",
        events="evenementen",
        air_conditioning="airco",
    ),
    name_stop_words=words("het een van bibliotheek gemeentehuis"),
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
