"""Dutch."""

from coworking.i18n.word_lists.lists import SearchPhrases, WordLists, names, phrases, words

WORDS = WordLists(
    search_stop_words=frozenset(),
    search=SearchPhrases(
        open=phrases("open, geopend, die open is, die open zijn, opent"),
        now=phrases("nu, op dit moment, momenteel, nu meteen"),
        today=phrases("vandaag"),
        tomorrow=phrases("morgen, morgenochtend, morgenmiddag, morgenavond"),
        day_after_tomorrow=phrases("overmorgen"),
        weekend=phrases("dit weekend, in het weekend, weekend, weekends"),
        on=phrases("op, deze, komende, volgende"),
        at=phrases("om, vanaf, rond, tot, na"),
        clock=phrases("uur, u, h"),
        times_of_day=names(
            h9="ochtend, morgen, s morgens, vroeg, in de ochtend, voormiddag",
            h12="middag, s middags, op de middag",
            h15="namiddag, in de namiddag",
            h19="avond, s avonds, in de avond",
        ),
        at_most=phrases("""
            onder, minder dan, max, maximaal, maximum, hoogstens, tot, goedkoper dan, niet meer dan,
            ten hoogste, beneden, voor minder dan, onder de
        """),
        at_most_after=phrases("max, maximum, maximaal, of minder, hoogstens"),
        per_day=phrases("per dag, / dag, dag, een dag, daags, voor een dag"),
        per_month=phrases("per maand, / maand, maand, een maand, maandelijks"),
        free=phrases("gratis, kosteloos"),
        cheapest=phrases("goedkoopste, de goedkoopste, goedkoop, goedkope"),
        for_=phrases("voor, gedurende, voor een groep van, voor een team van, voor ongeveer"),
        people=phrases("personen, persoon, mensen, man, plaatsen, collega s, deelnemers, pers"),
        numbers=names(
            n1="een",
            n2="twee",
            n3="drie",
            n4="vier",
            n5="vijf",
            n6="zes",
            n7="zeven",
            n8="acht",
            n9="negen",
            n10="tien",
            n12="twaalf",
            n15="vijftien",
            n20="twintig",
        ),
        days_a_month=phrases("dagen per maand, dagen / maand, dag per maand, dagen in de maand"),
        hours=phrases("uur, uren, u"),
        other_units=phrases("uur, u, dagen, dag, maanden, maand, weken, week, euro, €, eur"),
        fillers=words("""
            in op aan bij voor met en of de het een te werken werk werkplek werkplekken plek plekken plaats
            plaatsen ik zoek wil vind nodig waar kan we ons open geopend is zijn die coworking flexplek om
            naar goede heb tafel buurt van
        """),
        too_general=words("tuin"),
    ),
    never_places=frozenset(),
    between_places=words("in"),
    or_words=frozenset(),
    and_words=words("en"),
    kind_names=names(
        coworking="coworkingruimte, coworking ruimte, coworkingplek, flexplek, flexplekken",
        cafe="koffiebar, koffiehuis, koffiezaak",
        library="bibliotheek, bibliotheken, bieb",
        community_hall="buurthuis, gemeenschapscentrum, dorpshuis",
        fablab="fablab, makerspace, maakplek",
        business_centre="bedrijvencentrum, bedrijvencentra, businesscenter, zakencentrum",
        incubator="startersincubator, incubatoren",
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
        wifi="wi-fi, gratis wifi, draadloos internet",
        coffee="koffie, gratis koffie, koffie en thee",
        tables="werktafels",
        power="stopcontact, stopcontacten, stroom",
        meeting_rooms="vergaderzaal, vergaderzalen, vergaderruimte, vergaderruimtes, vergaderruimten",
        phone_booths="telefooncel, telefooncellen, belcel, belcellen",
        private_offices="privékantoor, privékantoren",
        access_24_7="24/7, 24 uur open, dag en nacht open, 24u/24, 24/7 toegang",
        printing="printer, printers, printen, afdrukken, kopiëren",
        kitchen="keuken, keukentje, gedeelde keuken",
        food="eten, maaltijden, lunch",
        lockers="locker, kluisje, kluisjes",
        showers="douche, douches",
        toilets="toilet, toiletten, wc",
        bike_parking="fietsenstalling, fietsenberging, fietsparking",
        car_parking="parkeren, parkeerplaats, parkeerplaatsen, parkeergelegenheid",
        wheelchair="rolstoeltoegankelijk, rolstoel, toegankelijk voor rolstoelen",
        lift="lift",
        quiet_room="stilteruimte, stille ruimte",
        terrace="terras, tuin, dakterras",
        pets="huisdieren, honden, hond, huisdieren welkom, huisdieren toegelaten, honden welkom",
        children="kindvriendelijk, kinderopvang",
        events="evenementen, evenementenruimte",
        training="opleidingen, opleidingslokaal",
        air_conditioning="airco, airconditioning",
        projector="beamer, projector",
        video_calls="videovergaderen, videoconferentie",
        mail_address="maatschappelijke zetel, zetel, bedrijfsadres",
        trial="proefdag, gratis proefdag",
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
