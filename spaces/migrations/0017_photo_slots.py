from django.db import migrations, models
from django.db.models import F, Window
from django.db.models.functions import RowNumber


def number_photos(apps, schema_editor):
    """Photos take slots in their order. Nothing is deleted unasked: a thirteenth stops the migration."""
    photos = apps.get_model("spaces", "Photo")._default_manager.using(schema_editor.connection.alias)
    place = Window(RowNumber(), partition_by=F("space"), order_by=("order", "pk"))
    rows = list(photos.annotate(place=place))
    for photo in rows:
        photo.slot = photo.place
    crowded = sorted({photo.space_id for photo in rows if photo.slot > 12})
    if crowded:
        raise ValueError(f"A space has at most 12 photos; remove some of the spaces {crowded} in the admin first.")
    photos.bulk_update(rows, ["slot"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('spaces', '0016_search'),
    ]

    operations = [
        migrations.AddField(
            model_name='photo',
            name='slot',
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.RunPython(number_photos, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='photo',
            name='slot',
            field=models.PositiveSmallIntegerField(editable=False),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.UniqueConstraint(models.F('space'), models.F('slot'), name='photo_slot_once'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(('slot__range', (1, 12))), name='photo_slots_are_twelve', violation_error_message='A space has at most 12 photos.'),
        ),
    ]
