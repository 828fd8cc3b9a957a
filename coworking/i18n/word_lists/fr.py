"""French."""

from coworking.i18n.word_lists.lists import SearchPhrases, WordLists, names, phrases, words

WORDS = WordLists(
    search_stop_words=words("espace espaces de du des la le les l a et coworking"),
    search=SearchPhrases(
        open=phrases(
            "ouvert, ouverte, ouverts, ouvertes, ouvre, qui est ouvert, qui ouvre, qui sont ouverts"
        ),
        now=phrases(
            "maintenant, en ce moment, actuellement, tout de suite, a l heure actuelle, la maintenant"
        ),
        today=phrases("aujourd hui, aujourdhui, ce jour"),
        tomorrow=phrases("demain"),
        day_after_tomorrow=phrases("apres demain, apres-demain"),
        weekend=phrases("ce week end, ce weekend, le week end, le weekend, week end, weekend"),
        on=phrases("le, ce, les, de, pour"),
        at=phrases("a, des, a partir de, vers, avant, jusqu a, de, apres"),
        clock=phrases("h, heures, heure, hrs"),
        times_of_day=names(
            h9="matin, au matin, le matin, dans la matinee, matinee",
            h12="midi, a midi, le midi",
            h15="apres midi, l apres midi, dans l apres midi",
            h19="soir, au soir, le soir, en soiree, soiree",
        ),
        at_most=phrases("""
            moins de, a moins de, pour moins de, en dessous de, au dessous de, max, maximum, jusqu a,
            pas plus de, inferieur a, au plus, sous, au maximum, de moins de, moins cher que
        """),
        at_most_after=phrases("max, maximum, au plus, au maximum, ou moins"),
        per_day=phrases("par jour, / jour, la journee, le jour, jour, a la journee, journalier, / j, j"),
        per_month=phrases("par mois, / mois, le mois, mois, mensuel, au mois"),
        free=phrases("gratuit, gratuite, gratuits, gratuites, gratuitement"),
        cheapest=phrases(
            "le moins cher, la moins chere, les moins chers, moins cher, pas cher, pas chers, bon marche"
        ),
        for_=phrases("pour, pendant, pour une equipe de, pour un groupe de, pour environ"),
        people=phrases("personnes, personne, pers, places, collegues, participants"),
        numbers=names(
            n1="un, une",
            n2="deux",
            n3="trois",
            n4="quatre",
            n5="cinq",
            n6="six",
            n7="sept",
            n8="huit",
            n9="neuf",
            n10="dix, une dizaine de",
            n12="douze, une douzaine de",
            n15="quinze",
            n20="vingt",
        ),
        days_a_month=phrases("jours par mois, jours / mois, jour par mois, jours chaque mois"),
        hours=phrases("heures, heure, h"),
        other_units=phrases(
            "heures, heure, h, jours, jour, mois, semaines, semaine, journee, euros, euro, €, eur"
        ),
        fillers=words("""
            a au aux en dans pour avec et ou pres de du des d l le la les un une je cherche travailler
            travail coworking cowork bureau bureaux table tables poste espace espaces lieu lieux endroit
            endroits qui est sont ouvert ouverte ouverts ouvertes ouvre cherchons trouver besoin j ai nous
            mon ma il y bon bonne proche autour chez sur partage partages accessible trouve veux voudrais il
            faut vers
        """),
        too_general=words("bureau bureaux table tables salon cour essai cabine cabines ateliers formations"),
    ),
    never_places=words("espace espaces bureau table tables les des coworking cafe bar"),
    between_places=words("en au aux de du"),
    or_words=words("ou"),
    and_words=words("et"),
    kind_names=names(
        coworking="""espace coworking, espaces de coworking, bureaux partagés, bureau partagé, télécentre""",
        cafe="café coworking, salon de thé, coffee shop",
        library="médiathèque, mediatheque",
        community_hall="maison de quartier, maison des associations, salle communale",
        fablab="fab lab, atelier partagé, hackerspace, makerspace",
        business_centre="centre d'affaires, centres d'affaires",
        incubator="incubateur, pépinière, pépinière d'entreprises, accélérateur",
        other="tiers-lieu, tiers lieux, tiers-lieux",
    ),
    status_names=names(
        open="ouverte, actif, active, en activité, en service",
        closed="""fermée, fermé définitivement, définitivement fermé, fermeture définitive, n'existe plus,
            disparu, cessé, cessation d'activité""",
        planned="en projet, projet, prochainement, ouverture prochaine, bientôt, en travaux",
        moved="déménagé",
    ),
    value_names=names(
        yes="oui, o, vrai, disponible",
        limited="limité, limitée, partiel, partielle, partiellement",
        no="non, aucun, aucune, faux, sans, pas",
    ),
    amenity_names=names(
        wifi="wi-fi, bon wifi, wifi gratuit, wi-fi gratuit, internet, accès internet, internet sans fil",
        coffee="bon café, thé et café, café et thé, café gratuit, machine à café, thé/café, café/thé",
        tables="bureau, table",
        power="prise, prises, prises de courant",
        meeting_rooms="salle de réunion, salles de réunions, salle de conférence, salles de conférence",
        phone_booths="cabine téléphonique, cabine, cabines, phone box, phonebox",
        private_offices="bureau privé, bureau fermé, bureaux fermés, bureau privatif, bureaux privatifs",
        access_24_7="""
            24/7, ouvert 24h/24, ouvert 24/7, 24h/24, 24h/24 7j/7, 7j/7 24h/24, accès 24h/24,
            accès 24h/24 et 7j/7
        """,
        printing="imprimante, imprimantes, photocopieuse, scanner, reprographie",
        kitchen="coin cuisine, cuisine partagée, cuisine équipée, kitchenette",
        food="restauration, cantine, snack",
        lounge="espace détente, coin détente, salon",
        lockers="casier",
        showers="douche",
        toilets="wc, sanitaires",
        bike_parking="parking à vélos, parking vélo, parking vélos, local à vélos, local vélo",
        car_parking="parking, stationnement, places de parking, parking gratuit",
        wheelchair="""
            fauteuil roulant, accessible en fauteuil roulant, accès fauteuil roulant,
            accessible aux fauteuils roulants, pmr, accès pmr, accessible pmr, accessibilité pmr,
            accès handicapés, accès handicapé
        """,
        lift="élévateur",
        quiet_room="espace calme, zone calme, espace silencieux",
        terrace="toit-terrasse, rooftop, espace extérieur, cour, patio",
        pets="animaux, chien, chiens, animaux acceptés, animaux admis, chiens acceptés, animaux bienvenus",
        children="garde d'enfants, espace enfants, coin enfants",
        events="événementiel, évènements, espace événementiel, salle événementielle",
        training="salle de formation, formations, ateliers",
        workshop="fab lab",
        air_conditioning="clim, climatisé",
        projector="projecteur, rétroprojecteur, vidéo-projecteur",
        video_calls="visio, visio-conférence, salle de visioconférence",
        mail_address="domiciliation, domiciliation d'entreprise, boîte aux lettres",
        gym="salle de sport",
        trial="journée d'essai, essai, jour d'essai",
    ),
    name_stop_words=words("""
        espace espaces le la les l de du des d un une a au aux et en sur bureau bureaux partage partages
        partagee centre tiers lieu lieux maison pole travail collaboratif telecentre teletravail association
        asso atelier ateliers bibliotheque mediatheque mairie communale
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
