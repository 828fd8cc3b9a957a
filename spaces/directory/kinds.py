"""The kinds of spaces that come with the code: icons (Lucide), and the OpenStreetMap tags that mean them.

They are defaults: see `spaces.directory.vocabulary`.
"""

from spaces.directory.choices import Kind

KIND_ICONS = {
    Kind.COWORKING: "armchair",
    Kind.CAFE: "coffee",
    Kind.LIBRARY: "book-open",
    Kind.COMMUNITY_HALL: "house",
    Kind.FABLAB: "wrench",
    Kind.BUSINESS_CENTRE: "building-2",
    Kind.INCUBATOR: "rocket",
    Kind.OTHER: "users",
}

# (tag, value) -> the kind of place. Of two kinds, the first in this order is meant.
KIND_TAGS = {
    ("leisure", "hackerspace"): Kind.FABLAB,
    ("workshop", "fablab"): Kind.FABLAB,
    ("office", "coworking"): Kind.COWORKING,
    ("amenity", "coworking_space"): Kind.COWORKING,
    ("amenity", "library"): Kind.LIBRARY,
    ("amenity", "cafe"): Kind.CAFE,
    ("amenity", "community_centre"): Kind.COMMUNITY_HALL,
}

# What most spaces are, or may be called without being it: as words in a search these are no filter.
NOT_A_FILTER = (Kind.COWORKING, Kind.OTHER)
