from itertools import groupby

from django.db import migrations, models

from spaces import tariffs

BATCH = 1000


def fill(apps, schema_editor):
    """Write the tariff of every space that has current prices."""
    Plan, Space = apps.get_model("spaces", "Plan"), apps.get_model("spaces", "Space")
    plans = Plan.objects.filter(is_current=True).order_by("space_id")
    batch = []
    for space, rows in groupby(plans.iterator(chunk_size=2000), lambda plan: plan.space_id):
        batch.append(Space(pk=space, tariff=tariffs.write(rows)))
        if len(batch) == BATCH:
            Space.objects.bulk_update(batch, ["tariff"])
            batch = []
    Space.objects.bulk_update(batch, ["tariff"])


class Migration(migrations.Migration):

    dependencies = [
        ("spaces", "0007_rates"),
    ]

    operations = [
        migrations.AddField(
            model_name="space",
            name="tariff",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
