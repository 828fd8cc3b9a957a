from django.db import models

ScheduleKey = tuple[str, str, str, str]  # expression, country code, time zone, position of the sun


class Schedule(models.Model):
    """Opening hours in one country and time zone, shared by all spaces with the same hours.

    A thousand spaces have a few dozen schedules, so that few are evaluated to find those that are open.
    """

    expression = models.CharField(max_length=500)
    country_code = models.CharField(max_length=2, blank=True)
    timezone = models.CharField(max_length=40)
    # "latitude,longitude" to a tenth of a degree, only where the hours depend on the sun.
    sun_position = models.CharField(max_length=20, blank=True, default="")
    # The first and last day that `spans` cover; empty when there are none.
    spans_from = models.DateField(null=True, editable=False)
    spans_until = models.DateField(null=True, editable=False, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "expression", "country_code", "timezone", "sun_position", name="schedule_unique"
            )
        ]

    def __str__(self) -> str:
        return self.expression

    @property
    def key(self) -> ScheduleKey:
        """What makes a schedule unique."""
        return self.expression, self.country_code, self.timezone, self.sun_position


class ScheduleSpan(models.Model):
    """A time in the coming weeks during which a schedule is open, written by `materialize` for use in SQL.

    `start` and `end` are minutes since the start of 1970: in UTC, or with `is_wall` in local time. No span is
    longer than a week.
    """

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="spans")
    is_wall = models.BooleanField()
    start = models.IntegerField()
    end = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["schedule", "is_wall", "start", "end"], name="span_moment")]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"
