"""Who answered what waits: visitors are distinguished by a hash of their network whose key is deleted."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string

from spaces.managers.models import SuggestedEdit

KEY_DAYS = 30


def new_secret() -> str:
    return get_random_string(50)


class NetworkKeyQuerySet(models.QuerySet["NetworkKey"]):
    def expired(self) -> Self:
        return self.filter(day__lte=timezone.localdate() - dt.timedelta(days=KEY_DAYS))


class NetworkKey(models.Model):
    """The key of one day, with which networks were hashed on it. It is deleted after 30 days."""

    day = models.DateField(unique=True)
    secret = models.CharField(max_length=50, default=new_secret)

    objects = NetworkKeyQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.day.isoformat()


class VisitorAnswer(models.Model):
    """Somebody on a network gave the answer that waits as a suggested edit.

    It goes with its key, or when the suggested edit is decided, whichever comes first.
    """

    suggestion = models.ForeignKey(SuggestedEdit, models.CASCADE, related_name="visitor_answers")
    key = models.ForeignKey(NetworkKey, models.CASCADE, related_name="answers")
    network = models.CharField(max_length=64)  # a keyed hash, from which no address can be read

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint("suggestion", "key", "network", name="visitor_answer_once")]

    def __str__(self) -> str:
        return f"{self.suggestion_id}: {self.key_id}"
