from typing import Any, Self

from django.db import models


class RateQuerySet(models.QuerySet[Any]):
    def of_newest_day(self) -> Self:
        """The rates of the newest day that has any."""
        newest = self.model._default_manager.order_by("-date").values("date")[:1]
        return self.filter(date=models.Subquery(newest))
