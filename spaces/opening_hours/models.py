from django.db import models


class Schedule(models.Model):
    """One way of being open: spaces with the same hours in the same country and time zone share it.

    Whether a thousand spaces are open is then asked of a few dozen schedules.
    """

    expression = models.CharField(max_length=500)
    country_code = models.CharField(max_length=2, blank=True)
    timezone = models.CharField(max_length=40)
    # The days that `spans` tell of, both included; empty when they tell of none.
    spans_from = models.DateField(null=True, editable=False)
    spans_until = models.DateField(null=True, editable=False, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("expression", "country_code", "timezone", name="schedule_unique")
        ]

    def __str__(self) -> str:
        return self.expression


class ScheduleSpan(models.Model):
    """When a schedule is open in the coming weeks: `spaces.opening_hours.materialize` writes it for SQL.

    `start` and `end` are minutes since the start of 1970: of instants, and for `is_wall` of the place's own
    clock. No span is longer than a week.
    """

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="spans")
    is_wall = models.BooleanField()
    start = models.IntegerField()
    end = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["schedule", "is_wall", "start", "end"], name="span_moment")]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"
