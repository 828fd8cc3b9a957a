"""English."""

from coworking.i18n.word_lists.lists import WordLists, names, words

WORDS = WordLists(
    search_stop_words=words("coworking cowork co space spaces l the of a and"),
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
        wifi="wi-fi, wireless, wireless internet, internet, free wifi, free wi-fi, wifi access, wlan",
        coffee="free coffee, coffee and tea, coffee/tea, tea and coffee",
        tables="desk, desks, table",
        power="power outlets, power sockets, sockets, outlets, plugs, electricity",
        meeting_rooms="meeting room, meetingroom, conference room, conference rooms, boardroom, board room",
        phone_booths="phone booth, phonebooth, phonebooths, phone box, call booth, call booths",
        private_offices="private office, offices",
        access_24_7="24/7, 24h access, 24 hour access, 24-hour access, 24/7 opening, round the clock",
        printing="printer, printers, print, scanner, copier, printing and scanning, print/scan/copy",
        kitchen="kitchenette, shared kitchen",
        food="restaurant, canteen, snacks, food, meals",
        lounge="lounge area, chill-out area, chillout area",
        lockers="locker, storage lockers",
        showers="shower",
        toilets="toilet, restroom, restrooms, wc, bathroom",
        bike_parking="bicycle parking, bike storage, bike rack, bike racks, bicycle rack",
        car_parking="parking, car park, parking lot, free parking, on-site parking",
        wheelchair="wheelchair accessible, accessible, step-free access, disabled access, wheelchair",
        lift="elevator",
        quiet_room="quiet area, quiet zone, quiet space, silent room, silent area",
        terrace="outdoor area, outdoor space, outdoor seating, patio, rooftop, roof terrace",
        pets="pet friendly, pet-friendly, pets allowed, dogs allowed, dog friendly, dog-friendly",
        children="childcare, kids area, kids welcome, child friendly, family friendly",
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
