"""Permissions of the staff on the models of reviews. A new model adds one line here."""

from coworking.staff.roles import DECIDE, NOTHING, READ, Table

TABLE: Table = {
    # model: (moderator, editor)
    "author": (READ, NOTHING),
    "comment": (DECIDE, NOTHING),
    "duplicatecomment": (READ, NOTHING),
    "favourite": (NOTHING, NOTHING),
    "flag": (READ, NOTHING),
    "helpful": (NOTHING, NOTHING),
    "importedcomment": (NOTHING, NOTHING),
    "importedthread": (READ, NOTHING),
    "judgedgroup": (NOTHING, NOTHING),
    "moderationlogentry": (READ, NOTHING),
    "nearmatch": (DECIDE, NOTHING),
    "recommendation": (READ, NOTHING),
    "shingle": (NOTHING, NOTHING),
    "thread": (READ, NOTHING),
}
