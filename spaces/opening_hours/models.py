from django.db import models


class Schedule(models.Model):
    """Opening hours in one country and time zone, shared by all spaces with the same hours.

    A thousand spaces have a few dozen schedules, so that few are evaluated to find those that are open.
    """

    expression = models.CharField(max_length=500)
    country_code = models.CharField(max_length=2, blank=True)
    timezone = models.CharField(max_length=40)
    # The first and last day that `spans` cover; empty when there are none.
    spans_from = models.DateField(null=True, editable=False)
    spans_until = models.DateField(null=True, editable=False, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("expression", "country_code", "timezone", name="schedule_unique")
        ]

    def __str__(self) -> str:
        return self.expression


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
