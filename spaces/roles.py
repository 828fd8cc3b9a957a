"""What the staff may do with spaces. A new model adds one line here."""

from coworking.roles import DECIDE, NOTHING, OWN, READ, WRITE, Table

TABLE: Table = {
    # model: (moderator, editor)
    "amenity": (READ, READ),
    "award": (READ, OWN),
    "call": (READ, OWN),
    "calldocument": (READ, OWN),
    "city": (READ, WRITE),
    "cityname": (READ, OWN),
    "cityslug": (NOTHING, NOTHING),
    "claim": (DECIDE, NOTHING),
    "country": (READ, WRITE),
    "event": (READ, WRITE),
    "eventstatement": (READ, OWN),
    "invitation": (READ, NOTHING),
    "label": (READ, OWN),
    "lifeevent": (READ, OWN),
    "likelyduplicate": (DECIDE, NOTHING),
    "photo": (READ, OWN),
    "plan": (READ, OWN),
    "proposal": (DECIDE, NOTHING),
    "rate": (READ, READ),
    "programme": (READ, WRITE),
    "programmefact": (READ, OWN),
    "role": (READ, NOTHING),
    "schedule": (NOTHING, NOTHING),
    "source": (READ, WRITE),
    "space": (READ, WRITE),
    "spaceact": (READ, NOTHING),
    "spaceamenity": (READ, OWN),
    "spacename": (READ, OWN),
    "spaceslug": (NOTHING, NOTHING),
    "statement": (READ, READ),
    "suggestion": (DECIDE, NOTHING),
}
