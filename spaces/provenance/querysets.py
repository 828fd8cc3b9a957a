from typing import Any, Self

from django.db import models


class StatementQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """Statements that no newer one of the same record has replaced."""
        return self.filter(replaced_at=None)
