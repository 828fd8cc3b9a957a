"""The table of amenities follows the vocabulary."""

from django.db import migrations


def fill(apps, schema_editor):
    from spaces.vocabulary import AMENITIES

    Amenity = apps.get_model("spaces", "Amenity")
    for order, key in enumerate(AMENITIES):
        Amenity.objects.update_or_create(key=key, defaults={"order": order})


class Migration(migrations.Migration):
    dependencies = [("spaces", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
