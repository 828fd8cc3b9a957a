"""Word lists for invented spaces. None is the name of a company; domains end in .example (RFC 2606)."""

SYLLABLES = (
    ("Bra", "Cor", "Del", "Fan", "Gal", "Hel", "Jor", "Kel", "Lum", "Mar", "Nor", "Ost", "Pel", "Quin", "Ral",
     "Sol", "Tam", "Ur", "Vel", "Wim", "Xan", "Yor", "Zel", "Bel", "Dro", "Fli"),
    ("ba", "co", "di", "fo", "ga", "hu", "ki", "lo", "mi", "ne", "pa", "ro", "sa", "te", "vi", "za", "mbu",
     "nto", "rri", "sko"),
    ("", "n", "r", "x", "lis", "mo", "ra", "ta", "vo", "zia", "k", "que", "do", "lle", "na", "sse"),
)  # fmt: skip

SUFFIXES = ("", "", " Desk", " Works", " Hub", " Commons", " House", " Studio", " Cowork", " Lab")

NAMES = {
    "fr": ("Espace {brand}", "Coworking {city}", "Le {noun} de {city}", "La Table {brand}",
           "{brand} Coworking", "Atelier {brand}", "L’Usine {brand}", "Le {noun} partagé",
           "Bureau {brand}", "Tiers-lieu {brand}", "Espace coworking {brand} {city}",
           "La Fabrique {brand}", "Maison {brand}", "Le {noun} {brand}"),
    "en": ("{brand} Space", "Coworking {city}", "The {noun} {city}", "{brand} Coworking", "{brand} Works",
           "The Shared {noun}", "{brand} & Co", "{noun} House", "{brand} Coworking Space {city}",
           "Desk {brand}", "The {brand} Yard", "{city} Common Room", "{brand} Office", "{noun} {brand}"),
    "nl": ("{brand}werk", "Coworking {city}", "De {noun} {city}", "{brand} Coworking", "Werkplek {brand}",
           "Het {brand}huis", "{brand} Flex", "De Gedeelde {noun}", "Werkhuis {brand}",
           "Ruimte {brand} {city}"),
}  # fmt: skip

NOUNS = {
    "fr": ("Hangar", "Grenier", "Moulin", "Comptoir", "Jardin", "Canal", "Phare", "Port", "Verger",
           "Quai", "Pavillon", "Préau", "Relais", "Carré", "Pont", "Tilleul"),
    "en": ("Loft", "Mill", "Harbour", "Garden", "Lighthouse", "Foundry", "Orchard", "Bridge", "Barn",
           "Library", "Lantern", "Kiln", "Quay", "Attic", "Bakery", "Signal"),
    "nl": ("Zolder", "Molen", "Haven", "Tuin", "Kade", "Brug", "Loods", "Schuur", "Vuurtoren", "Smederij",
           "Serre", "Bakkerij"),
}  # fmt: skip

STREETS = {
    "fr": ("rue de la Gare", "rue du Moulin", "avenue des Tilleuls", "place du Marché", "quai du Canal",
           "rue des Écoles", "boulevard du Nord", "rue Haute", "chemin des Vignes", "impasse du Puits",
           "rue de l’Église", "avenue de la Liberté"),
    "en": ("Mill Street", "Station Road", "Market Square", "Church Lane", "High Street", "Canal Walk",
           "Orchard Avenue", "North Road", "Bridge Street", "Harbour Way", "School Lane", "Garden Row"),
    "nl": ("Molenstraat", "Stationsplein", "Marktplein", "Kerkstraat", "Hoogstraat", "Kanaalkade",
           "Lindelaan", "Noordweg", "Brugstraat", "Havenlaan", "Schoolstraat", "Tuinpad"),
}  # fmt: skip

QUARTERS = {
    "fr": ("Centre", "Vieille Ville", "Gare", "Les Quais", "Saint-Michel", "Les Tanneurs", "Hauts de Ville"),
    "en": ("Old Town", "Riverside", "Station Quarter", "Docks", "Northside", "Market Hill", "West End"),
    "nl": ("Binnenstad", "Stationsbuurt", "Havenkwartier", "Noord", "Oud-West", "Molenwijk", "Kanaalzone"),
}

FIRST = {
    "fr": ("{name} est un espace de travail partagé à {city}.",
           "À {city}, {name} accueille indépendants et petites équipes.",
           "Un espace de coworking au cœur de {city}, dans une ancienne imprimerie."),
    "en": ("{name} is a shared place to work in {city}.",
           "In {city}, {name} welcomes freelancers and small teams.",
           "A coworking space in the middle of {city}, in a former printing house."),
    "nl": ("{name} is een gedeelde werkplek in {city}.",
           "In {city} ontvangt {name} zelfstandigen en kleine teams.",
           "Een coworkingruimte midden in {city}, in een oude drukkerij."),
}  # fmt: skip

MORE = {
    "fr": ("Le café est torréfié dans le quartier.",
           "De grandes tables en bois, une lampe à chaque place.",
           "Les appels se prennent dans les cabines du rez-de-chaussée.",
           "La terrasse est ouverte d’avril à octobre.",
           "Un atelier de menuiserie occupe le fond de la cour.",
           "Le vendredi, la communauté déjeune ensemble.", "Les vélos passent la nuit au sec.",
           "La fibre arrive jusqu’à chaque bureau.",
           "La salle de réunion compte douze places et un grand écran.",
           "On y vient à la journée ou au mois.", "Le silence est de règle à l’étage.",
           "Des jardins partagés entourent le bâtiment.",
           "Un petit studio permet d’enregistrer des entretiens.", "La gare est à cinq minutes à pied."),
    "en": ("The coffee is roasted around the corner.", "Long wooden tables, and a lamp at every seat.",
           "Calls are taken in the booths on the ground floor.",
           "The terrace is open from April to October.",
           "A carpenter's workshop stands at the end of the yard.",
           "On Fridays the community has lunch together.", "Bicycles spend the night in the dry.",
           "Fibre reaches every desk.", "The meeting room seats twelve before a large screen.",
           "Come for a day or for a month.", "Upstairs is kept quiet.",
           "Shared gardens surround the building.", "A small studio serves to record interviews.",
           "The station is five minutes away on foot."),
    "nl": ("De koffie wordt om de hoek gebrand.", "Lange houten tafels, en een lamp bij elke plaats.",
           "Bellen doe je in de cabines op de benedenverdieping.",
           "Het terras is open van april tot oktober.", "Achteraan op de koer is een schrijnwerkerij.",
           "Op vrijdag wordt er samen geluncht.", "Fietsen staan er 's nachts droog.",
           "Glasvezel komt tot aan elk bureau.",
           "De vergaderzaal heeft twaalf plaatsen en een groot scherm.",
           "Je komt er per dag of per maand.", "Boven is het stil.",
           "Rond het gebouw liggen gedeelde tuinen.", "In een kleine studio worden gesprekken opgenomen.",
           "Het station ligt op vijf minuten wandelen."),
}  # fmt: skip
