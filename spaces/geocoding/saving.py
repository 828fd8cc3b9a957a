"""Placing a space by its address when somebody has saved it.

The geocoder is asked once, after the transaction, and briefly. What goes wrong is logged, and left to the
command `place_addresses`.
"""

import logging
from functools import partial

from django.conf import settings
from django.db import transaction

from spaces.directory.models import Space
from spaces.geocoding import client, placing

logger = logging.getLogger(__name__)


def place_after_commit(space: Space) -> None:
    """Place a saved space by its address once the transaction has ended, if it has no position."""
    if settings.GEOCODER_URL and space.street and not space.has_position:
        transaction.on_commit(partial(_place, space.pk), robust=True)


def _place(pk: int) -> None:
    space = Space.objects.select_related("city__country").filter(pk=pk).first()
    if space is None or not placing.is_to_place(space) or not client.may_ask():
        return
    try:
        placing.place(space, client.IN_REQUEST)
    except client.GeocoderError as error:
        logger.warning("The geocoder was not of use: %s", error)
