"""What search keeps for itself; all of it can be made again by `manage.py rebuild_search`."""

from django.db import models


class IndexTerm(models.Model):
    """A word or mark of the index, and in how many spaces it stands (as of the last rebuild)."""

    text = models.CharField(max_length=60, primary_key=True)
    count = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.text


class TermVariant(models.Model):
    """A word with one letter left out, or whole: two words that share a piece are near each other."""

    piece = models.CharField(max_length=60)
    word = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint("piece", "word", name="word_piece_once")]

    def __str__(self) -> str:
        return self.piece


class MapCell(models.Model):
    """How many spaces of a country stand in a cell of the map at one zoom, for views of whole countries."""

    zoom = models.PositiveSmallIntegerField()
    row = models.IntegerField()
    column = models.IntegerField()
    country_code = models.CharField(max_length=2)
    count = models.PositiveIntegerField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    one = models.BigIntegerField()  # key of one of its spaces

    class Meta:
        constraints = [models.UniqueConstraint("zoom", "row", "column", "country_code", name="map_cell_once")]

    def __str__(self) -> str:
        return f"{self.zoom}/{self.row}/{self.column}"
