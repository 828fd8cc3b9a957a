"""Distributions of the facts of invented spaces: weights, shares, prices. Guesses, not a survey."""

from spaces.directory.choices import Kind
from spaces.pricing.models import Unit, What

# Coworking is not spread as people are: by what factor a country has more of it for its population.
COUNTRY_WEIGHTS = {
    "BE": 12, "FR": 12, "LU": 12, "NL": 8, "GB": 6, "DE": 5, "CH": 6, "ES": 5, "PT": 5, "IT": 3, "AT": 5,
    "IE": 5, "DK": 5, "SE": 4, "NO": 4, "FI": 4, "US": 4, "CA": 4, "AU": 5, "NZ": 5, "SG": 4,
    "PL": 3, "CZ": 3,
}  # fmt: skip

KINDS = {
    Kind.COWORKING: 74, Kind.CAFE: 9, Kind.LIBRARY: 4, Kind.COMMUNITY_HALL: 4, Kind.BUSINESS_CENTRE: 4,
    Kind.FABLAB: 3, Kind.INCUBATOR: 1.5, Kind.OTHER: 0.5,
}  # fmt: skip

AMENITIES = {
    "wifi": 0.92, "coffee": 0.7, "tables": 0.5, "power": 0.35, "meeting_rooms": 0.6, "phone_booths": 0.3,
    "private_offices": 0.35, "access_24_7": 0.2, "printing": 0.55, "kitchen": 0.5, "food": 0.15, "bar": 0.06,
    "lounge": 0.2, "lockers": 0.25, "showers": 0.1, "toilets": 0.2, "bike_parking": 0.3, "car_parking": 0.2,
    "wheelchair": 0.25, "lift": 0.15, "quiet_room": 0.1, "terrace": 0.2, "pets": 0.07, "children": 0.03,
    "events": 0.25, "training": 0.1, "workshop": 0.05, "air_conditioning": 0.2, "projector": 0.2,
    "video_calls": 0.15, "mail_address": 0.15, "gym": 0.02, "overnight": 0.01, "trial": 0.1,
}  # fmt: skip

_SPANS = (
    "08:00-18:00",
    "08:30-18:00",
    "09:00-18:00",
    "09:00-17:30",
    "08:00-20:00",
    "07:30-19:00",
    "09:00-19:00",
)
HOURS = {
    "": 20,
    "24/7": 8,
    **{f"Mo-Fr {span}; PH off": 6 for span in _SPANS},
    **{f"Mo-Fr {span}": 3 for span in _SPANS},
    **{f"Mo-Fr {span}; Sa 10:00-16:00; PH off": 2 for span in _SPANS},
    "Mo-Sa 08:00-19:00": 3,
    "Mo-Su 07:00-22:00": 3,
    "Mo-Su 08:00-23:00": 1,
    "Tu-Sa 10:00-19:00; PH off": 2,
    "Tu-Su 09:00-18:00": 1,
    "Mo-Fr 08:30-12:30,13:30-18:00; PH off": 3,
    "Mo,Tu,Th,Fr 09:00-18:00; We 09:00-13:00; PH off": 1,
    "Mo-Th 09:00-22:00; Fr 09:00-18:00": 1,
    "Mo-Fr 18:00-23:00; Sa,Su 10:00-23:00": 1,
    "Th-Sa 18:00-02:00": 1,
    "Mo-Fr 09:00-18:00; Aug off": 1,
    "Sa,Su 10:00-18:00": 0.5,
}  # fmt: skip

# (what, unit, quantity, days included, share of the spaces that have it, price in euro, spread)
PLANS = (
    (What.HOT_DESK, Unit.HOUR, 1, None, 0.25, 4, 0.4),
    (What.HOT_DESK, Unit.HALF_DAY, 1, None, 0.3, 12, 0.3),
    (What.HOT_DESK, Unit.DAY, 1, None, 0.8, 20, 0.4),
    (What.HOT_DESK, Unit.PASS, 10, None, 0.25, 160, 0.3),
    (What.HOT_DESK, Unit.MONTH, 1, 5, 0.15, 80, 0.3),
    (What.HOT_DESK, Unit.MONTH, 1, None, 0.65, 190, 0.4),
    (What.DEDICATED_DESK, Unit.MONTH, 1, None, 0.35, 290, 0.3),
    (What.OFFICE, Unit.MONTH, 1, None, 0.12, 650, 0.5),
    (What.MEETING_ROOM, Unit.HOUR, 1, None, 0.45, 25, 0.5),
    (What.MEETING_ROOM, Unit.DAY, 1, None, 0.15, 140, 0.4),
)

# Roughly the units for one euro, for amounts of a likely size; never used to convert a price.
CURRENCY_SCALE = {
    "USD": 1.1, "GBP": 0.9, "CHF": 1.3, "CAD": 1.5, "AUD": 1.6, "NZD": 1.7, "SGD": 1.5, "SEK": 9, "NOK": 10,
    "DKK": 7, "PLN": 3, "CZK": 18, "HUF": 250, "INR": 25, "JPY": 90, "CNY": 4, "KRW": 900, "BRL": 3,
    "MXN": 12, "IDR": 7000, "TRY": 20, "RUB": 40, "THB": 20, "VND": 12000, "PHP": 25, "ZAR": 10, "NGN": 600,
    "EGP": 20,
}  # fmt: skip
