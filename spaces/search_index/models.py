"""Tables that search derives from spaces. `manage.py rebuild_search` fills them again at any time."""

from django.db import models


class IndexTerm(models.Model):
    """A term of the index, and the number of spaces that have it (as of the last rebuild)."""

    text = models.CharField(max_length=60, primary_key=True)
    count = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.text


class TermVariant(models.Model):
    """A term, whole or with one character left out: terms that share a variant are similar."""

    variant = models.CharField(max_length=60)
    term = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint("variant", "term", name="term_variant_once")]

    def __str__(self) -> str:
        return self.variant


class MapCell(models.Model):
    """The number of spaces of a country in one cell of the map at one zoom, for views of whole countries."""

    zoom = models.PositiveSmallIntegerField()
    row = models.IntegerField()
    column = models.IntegerField()
    country_code = models.CharField(max_length=2)
    count = models.PositiveIntegerField()
    latitude = models.FloatField()  # of the mean of its spaces
    longitude = models.FloatField()
    example_id = models.BigIntegerField()  # primary key of one of its spaces

    class Meta:
        constraints = [models.UniqueConstraint("zoom", "row", "column", "country_code", name="map_cell_once")]

    def __str__(self) -> str:
        return f"{self.zoom}/{self.row}/{self.column}"
