"""Headings of tables in English, French, Dutch, German and Spanish, and the column that each means."""

from functools import cache, lru_cache

from coworking.fields.currencies import currencies
from coworking.i18n.normalize import normalize_name
from spaces.importers.tables.columns import ALL_COLUMNS, PASSES, PRICES

# docs/importing.md lists them; a test compares. They are compared as `normalize_name` writes them.
HEADINGS = {
    "id": """identifier, uid, uuid, ref, identifiant, référence, kennung, identificador, referencia,
        fsq place id""",
    "name": """title, space, space name, place, place name, venue, company, company name, nom, nom du lieu,
        nom de l'espace, dénomination, titre, naam, naam van de ruimte, titel, bezeichnung, nombre, título,
        names primary""",
    "kind": """kind of space, kind of place, space type, place type, type of space, type de lieu,
        type d'espace, nature du lieu, soort, soort plek, type plek, art des ortes, tipo de espacio,
        tipo de lugar, categories primary""",
    "street": """address, street address, address line 1, address 1, addr street, full address, freeform,
        adresse, adresse 1, rue, voie, adresse postale, adres, straat, straat en nummer, straße,
        straße und hausnummer, anschrift, dirección, calle, domicilio""",
    "housenumber": "house number, street number, numéro de rue, huisnummer, hausnummer, addr housenumber",
    "postcode": """zip, zip code, zipcode, postal code, post code, cp, code postal, postnummer, plz,
        postleitzahl, código postal, addr postcode""",
    "city": """town, locality, municipality, ville, commune, localité, nom commune, stad, plaats, gemeente,
        woonplaats, stadt, ort, gemeinde, ciudad, localidad, municipio, población, addr city""",
    "country": """country code, country name, iso country, pays, code pays, land, landcode, länderkürzel,
        país, código de país, addr country""",
    "latitude": "lat, y lat, breitengrad, geografische breite, breedtegraad, latitud, coord y",
    "longitude": "lng, lon, long, x lon, längengrad, geografische länge, lengtegraad, longitud, coord x",
    "neighbourhood": """neighborhood, district, quarter, suburb, quartier, arrondissement, wijk, buurt,
        stadtteil, stadtviertel, bezirk, barrio, distrito""",
    "floor": "level, storey, étage, niveau, verdieping, stockwerk, stock, planta, piso",
    "website": """web, url, site, link, homepage, web site, web page, websites, site web, site internet,
        adresse web, lien, webseite, webadresse, internetseite, webstek, sitio web, página web, enlace""",
    "phone": """tel, phone number, telephone number, mobile, phones, téléphone, numéro de téléphone,
        portable, telefoon, telefoonnummer, gsm, telefon, telefonnummer, rufnummer, teléfono, móvil""",
    "email": """e-mail, mail, email address, e-mail address, emails, courriel, adresse e-mail, adresse mail,
        mél, e-mailadres, mailadres, e-mail-adresse, correo, correo electrónico""",
    "description": """about, summary, descriptif, présentation, résumé, beschrijving,
        omschrijving, beschreibung, descripción""",
    "operator": """run by, managed by, opérateur, exploitant, gestionnaire, géré par, exploitatie,
        uitbater, beheerder, betreiber, operador, gestor""",
    "network": """brand, chain, réseau, enseigne, marque, netwerk, keten, merk, netzwerk, kette, marke, red,
        cadena, marca""",
    "desks": """number of desks, workstations, number of workstations, postes, postes de travail,
        nombre de postes, nombre de bureaux, werkplekken, aantal werkplekken, bureaus, arbeitsplätze,
        anzahl arbeitsplätze, schreibtische, puestos, puestos de trabajo, número de puestos""",
    "people": """capacity, number of people, max capacity, capacité, capacité d'accueil, nombre de personnes,
        capaciteit, aantal personen, kapazität, anzahl personen, personen, capacidad, aforo, personas""",
    "rooms": """meeting rooms, number of meeting rooms, salles de réunion, nombre de salles, vergaderzalen,
        aantal vergaderzalen, besprechungsräume, anzahl besprechungsräume, salas de reuniones,
        número de salas""",
    "area_m2": """area, surface, floor area, size m², surface m², superficie, superficie m²,
        oppervlakte, oppervlakte m², fläche, fläche m², quadratmeter""",
    "wifi_mbps": """wifi speed, wi-fi speed, internet speed, mbps, débit, débit wifi, débit internet,
        wifisnelheid, internetsnelheid, wlan-geschwindigkeit, velocidad wifi, velocidad de internet""",
    "opening_hours": """hours, opening times, opening time, open hours, business hours, horaires,
        horaires d'ouverture, heures d'ouverture, openingsuren, openingstijden, uren, öffnungszeiten, horario,
        horarios, horario de apertura""",
    "amenities": """facilities, equipment, services, features, équipements, prestations, commodités,
        voorzieningen, faciliteiten, diensten, ausstattung, einrichtungen, leistungen, equipamiento,
        servicios, instalaciones""",
    "status": "operating status, business status, statut, état, situation, zustand, estado, toestand",
    "opened": """opening date, opened on, open since, date d'ouverture, ouvert le, ouvert depuis, ouverture,
        openingsdatum, open sinds, geopend, eröffnet, eröffnung, eröffnungsdatum, fecha de apertura,
        abierto desde""",
    "closed": """closing date, closed on, date closed, closed since, date de fermeture, fermé le, fermeture,
        sluitingsdatum, gesloten op, geschlossen am, schließung, schließungsdatum, fecha de cierre,
        cerrado el""",
    "currency": "iso currency, currency code, devise, monnaie, munt, valuta, währung, moneda, divisa",
    "as_of": """date of the data, last update, last updated, updated, updated at, update time, date refreshed,
        checked on, last checked, date de mise à jour, mise à jour, mis à jour le, à jour au, bijgewerkt,
        laatst bijgewerkt, peildatum, stand, aktualisiert, aktualisiert am, letzte aktualisierung,
        actualizado, fecha de actualización""",
    "licence": "license, licences, sources license, lizenz, licencia, licentie",
    "hours_as_of": """date of the hours, hours checked on, horaires vérifiés le, uren gecontroleerd op,
        öffnungszeiten geprüft am, horario comprobado el""",
    "listed_on": "in the data on, dans les données au, in de data op, in den daten am, en los datos el",
    "source_url": """source page, page of the source, page de la source, bronpagina, quellseite,
        página de la fuente""",
}  # fmt: skip
# A heading is a column of prices if it consists of these: one for the time, one at least for the rest.
UNIT_NAMES = {
    "hour": "hour, hourly, heure, horaire, uur, per uur, stunde, hora",
    "half_day": """half day, demi journée, demi jour, halve dag, halber tag, halbtag, medio día,
        media jornada""",
    "day": """day, days, daily, jour, jours, journée, journalier, dag, dagen, tag, tage, tagen, tages, día,
        días, jornada, diario""",
    "week": "week, weekly, semaine, hebdomadaire, hebdo, woche, semana, semanal",
    "month": "month, monthly, mois, mensuel, maand, monat, monats, mes, mensual",
    "year": "year, yearly, annual, an, année, annuel, jaar, jahr, año, anual",
}
WHAT_NAMES = {
    "": "hot desk, hot desking, hotdesk, flex desk, flex, coworking, desk, nomade, poste nomade, flexplek",
    "dedicated_desk_": """dedicated desk, fixed desk, fix desk, resident desk, poste fixe, bureau fixe,
        poste dédié, résident, vaste plek, vaste werkplek, vast bureau, fester schreibtisch, fester platz,
        festplatz, puesto fijo, mesa fija""",
    "office_": """office, private office, closed office, bureau privé, bureau fermé, bureau privatif,
        privékantoor, kantoor, büro, einzelbüro, eigenes büro, oficina, oficina privada, despacho,
        despacho privado""",
    "meeting_room_": """meeting room, conference room, salle de réunion, salle, vergaderzaal, vergaderruimte,
        besprechungsraum, meetingraum, konferenzraum, sala de reuniones, sala""",
}
PRICE_WORDS = (
    "price, prices, rate, rates, cost, fee, tariff, prix, tarif, tarifs, prijs, preis, preise, precio, tarifa"
)
# They may stand in a heading of prices, and change nothing.
FILL_WORDS = """per, a, an, the, for, from, of, in, by, par, à, la, le, l, de, du, pour, un, une, en, een,
    voor, vanaf, van, pro, je, ab, für, im, der, por, al, desde, del, el, eur, euro, euros"""
PASS_NAMES = "pass, passes, carnet, kaart, pas, karte, bono, abono, ticket, tickets"
# What objects are called that hold parts of an address or a position: "address.city" is a city.
CONTAINERS = {
    "properties", "attributes", "fields", "record", "address", "addresses", "adresse", "adres", "anschrift",
    "direccion", "location", "locations", "geo", "geometry", "position", "coordinates", "coordonnees",
    "contact", "contacts", "sources",
}  # fmt: skip


@lru_cache(maxsize=4096)
def column_of(heading: str) -> tuple[str, bool]:
    """(the column that a heading means or "", whether it is the column's own name)."""
    plain = normalize_name(heading)
    own = _own_names().get(plain)
    if own:
        return own, True
    return _synonyms().get(plain) or _price_column(plain) or _inside_container(heading), False


def _inside_container(heading: str) -> str:
    """The column of "address.city", a key of an object inside of another."""
    first, dot, rest = heading.partition(".")
    if not dot or normalize_name(first) not in CONTAINERS:
        return ""
    column = column_of(rest)[0]
    return "" if column == "name" else column  # "address.name" is not the name of the space


def _price_column(plain: str) -> str:
    """The column of prices that a normalized heading means, or ""."""
    words = plain.split()
    days = next((int(word) for word in words if word.isdecimal() and len(word) < 3), 0)
    rest = [word for word in words if not word.isdecimal()]
    rest = [word for word in rest if word.upper() not in currencies()]
    units, rest = _taken(rest, _names_of(tuple(UNIT_NAMES.items())))
    whats, rest = _taken(rest, _names_of(tuple(WHAT_NAMES.items())))
    passes, rest = _taken(rest, _names_of((("pass", PASS_NAMES),)))
    prices, rest = _taken(rest, _names_of((("price", PRICE_WORDS), ("", FILL_WORDS))))
    if rest or len(units) > 1 or len(whats) > 1 or len(units) < (0 if passes else 1):
        return ""
    if days:
        is_pass = bool(passes or "price" in prices) and units <= {"day"} and whats <= {""}
        return f"pass_{days}_price" if is_pass and days in PASSES else ""
    if not (whats or passes or "price" in prices) or not units:
        return ""
    column = f"{next(iter(whats), '')}{next(iter(units))}_price"
    return column if column in PRICES else ""


def _taken(words: list[str], names: dict[tuple[str, ...], str]) -> tuple[set[str], list[str]]:
    """(the keys of the names in a list of words, the other words). The longest name counts first."""
    found, rest, start = set(), [], 0
    longest = max(map(len, names))
    while start < len(words):
        lengths = range(min(longest, len(words) - start), 0, -1)
        length = next((n for n in lengths if tuple(words[start : start + n]) in names), 0)
        if length:
            found.add(names[tuple(words[start : start + length])])
        else:
            rest.append(words[start])
        start += length or 1
    return found, rest


@cache
def _names_of(lists: tuple[tuple[str, str], ...]) -> dict[tuple[str, ...], str]:
    return {tuple(normalize_name(name).split()): key for key, names in lists for name in names.split(",")}


@cache
def _own_names() -> dict[str, str]:
    return {normalize_name(column): column for column in ALL_COLUMNS}


@cache
def _synonyms() -> dict[str, str]:
    return {
        normalize_name(name): column
        for column, names in HEADINGS.items()
        for name in names.replace("\n", " ").split(",")
    }
