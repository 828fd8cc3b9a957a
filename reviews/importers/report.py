"""What became of every comment: the counts add up to what was read."""

from spaces.importers.report import Report as SpacesReport

OUTCOMES = (
    "created",
    "duplicate_exact",
    "duplicate_normalised",
    "pingback",
    "held",
    "unchanged",
    "skipped",
    "failed",
)


class Report(SpacesReport):
    """The same report as for spaces, with the outcomes of comments."""

    outcomes = OUTCOMES
