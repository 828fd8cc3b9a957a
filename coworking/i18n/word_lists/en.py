"""English."""

from coworking.i18n.word_lists.lists import SearchPhrases, WordLists, names, phrases, words

WORDS = WordLists(
    search_stop_words=words("coworking cowork co space spaces l the of a and"),
    search=SearchPhrases(
        open=phrases("open, opened, opens, opening, that is open, which is open, that are open"),
        now=phrases("now, right now, at the moment, currently, at this moment, just now"),
        today=phrases("today"),
        tomorrow=phrases("tomorrow, tmrw, tomorow"),
        day_after_tomorrow=phrases("the day after tomorrow, day after tomorrow, in two days"),
        weekend=phrases(
            "this weekend, at the weekend, on the weekend, on weekends, weekend, weekends, at weekends"
        ),
        on=phrases("on, this, next, this coming"),
        at=phrases("at, from, @, around, before, by, as of, until, till, after"),
        clock=phrases("o clock, oclock, hrs, h"),
        times_of_day=names(
            h9="morning, in the morning, early",
            h12="noon, at noon, midday, at lunch, at midday, lunch time",
            h15="afternoon, in the afternoon",
            h19="evening, in the evening, night, at night",
        ),
        at_most=phrases("""
            under, below, less than, max, maximum, at most, up to, cheaper than, no more than,
            not more than, within, for less than, for under, at less than, for max
        """),
        at_most_after=phrases("max, maximum, or less, at most, or under, or below"),
        per_day=phrases(
            "a day, per day, / day, day, daily, by the day, for a day, for the day, day pass, a day pass"
        ),
        per_month=phrases("a month, per month, / month, month, monthly, by the month"),
        free=phrases("free, for free, free of charge, at no cost, no charge"),
        cheapest=phrases("cheapest, the cheapest, cheap, cheapest first, low cost, inexpensive, affordable"),
        for_=phrases("for, for up to, for about, for a group of, for a team of, seats, fits"),
        people=phrases("people, persons, person, pax, of us, seats, colleagues, guests, participants"),
        numbers=names(
            n1="one",
            n2="two",
            n3="three",
            n4="four",
            n5="five",
            n6="six",
            n7="seven",
            n8="eight",
            n9="nine",
            n10="ten",
            n12="twelve, a dozen",
            n15="fifteen",
            n20="twenty",
        ),
        days_a_month=phrases("""
            days a month, days per month, days / month, days each month, days every month, day a month,
            day per month
        """),
        hours=phrases("hours, hour, hrs, h"),
        other_units=phrases(
            "hours, hour, h, hrs, days, day, months, month, weeks, week, euro, euros, €, $, £, eur"
        ),
        fillers=words("""
            in at on for with and or near around to from by the a an of is are there any some place places
            spot spots somewhere where work working coworking cowork desk desks table tables seat find need
            want looking look i we me my us good nice please that which has have having open opens can could
            you do does search searching close its it be available shared
        """),
        too_general=words("desk desks table tables offices office print snacks courses events fitness"),
    ),
    never_places=words("""
        coworking cowork coworker space spaces desk desks office table tables and the near cafe bar hub lab
        club work
    """),
    between_places=words("in"),
    or_words=words("or"),
    and_words=words("and"),
    kind_names=names(
        coworking="co-working, co-working space, coworking spaces, shared office, shared workspace",
        cafe="coffee shop, coffeeshop, coffee house, coffee bar",
        library="public library",
        community_hall="community centre, community center, village hall, civic centre",
        fablab="fablab, fab lab, makerspace, maker space, hackerspace, hacklab",
        business_centre="business center, serviced office, serviced offices, office centre, office center",
        incubator="startup incubator, business incubator, accelerator, startup accelerator",
        other="third place",
    ),
    status_names=names(
        open="opened, active, operating, operational, in operation, in business, open for business",
        closed="""permanently closed, closed permanently, closed for good, closed down, shut, shut down,
            defunct, ceased, out of business, no longer exists, no longer operating, dissolved""",
        planned="coming soon, opening soon, announced, under construction",
        moved="relocated",
    ),
    value_names=names(
        yes="y, true, available",
        limited="partial, partly, partially, restricted",
        no="none, n, false, without, not available",
    ),
    amenity_names=names(
        wifi="""
            wi-fi, fast wifi, good wifi, fast internet, wireless, wireless internet, internet, free wifi,
            free wi-fi, wifi access, wlan
        """,
        coffee="free coffee, good coffee, coffee and tea, coffee/tea, tea and coffee",
        tables="desk, desks, table",
        power="power, power outlets, power sockets, sockets, outlets, plugs, electricity",
        meeting_rooms="meeting room, meetingroom, conference room, conference rooms, boardroom, board room",
        phone_booths="phone booth, phonebooth, phonebooths, phone box, call booth, call booths",
        private_offices="private office, offices",
        access_24_7="""
            24/7, open 24/7, open 24 hours, 24 hours, 24h access, 24 hour access, 24-hour access,
            24/7 opening, round the clock
        """,
        printing="printer, printers, print, scanner, copier, printing and scanning, print/scan/copy",
        kitchen="kitchenette, shared kitchen",
        food="restaurant, canteen, snacks, food, meals",
        lounge="lounge area, chill-out area, chillout area",
        lockers="locker, storage lockers",
        showers="shower",
        toilets="toilet, restroom, restrooms, wc, bathroom",
        bike_parking="bicycle parking, bike storage, bike rack, bike racks, bicycle rack",
        car_parking="parking, car park, parking lot, free parking, on-site parking",
        wheelchair="""
            wheelchair accessible, wheelchair-accessible, accessible, accessible by wheelchair,
            wheelchairs, step-free access, disabled access, wheelchair
        """,
        lift="elevator",
        quiet_room="quiet area, quiet zone, quiet space, silent room, silent area",
        terrace="outdoor area, outdoor space, outdoor seating, patio, rooftop, roof terrace",
        pets="""
            pets, pet, dogs, dog, pet friendly, pet-friendly, pets allowed, dogs allowed, dog friendly,
            dog-friendly
        """,
        children="kid friendly, childcare, kids area, kids welcome, child friendly, family friendly",
        events="event space, event spaces, community events, networking events",
        training="training room, training rooms, workshops, courses",
        workshop="makerspace, fab lab",
        air_conditioning="air con, aircon, ac, a/c, air-con, air conditioned",
        projector="beamer, video projector",
        video_calls="video conference, videoconference, videoconferencing, video conferencing equipment",
        mail_address="virtual office, business address, mailing address, mail service, mail handling",
        gym="fitness, fitness room",
        trial="trial day, free trial day, free day pass",
    ),
    name_stop_words=words("""
        coworking cowork coworkers coworker co working space spaces the l d a and of for in office offices
        center hub lab place work works workspace workspaces association fablab fab hackerspace business
        library libraries community cafe coffee shop bar
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
