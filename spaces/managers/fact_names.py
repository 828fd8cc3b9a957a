"""The names of the facts that managers confirm, and of what members report besides."""

# Columns that a manager edits and confirms, in the order of the manager's page.
FACTS = (
    "name", "kind", "street", "postcode", "neighbourhood", "floor", "website", "phone", "email",
    "description", "video_url", "operator", "network", "desks", "people", "rooms", "area_m2", "wifi_mbps",
    "status", "opened", "closed", "opening_hours",
)  # fmt: skip
AMENITIES, PRICES, POSITION = "amenities", "prices", "position"
LIFE, LISTING, NOT_A_SPACE = "life", "listing", "not_a_space"  # what members report besides facts
