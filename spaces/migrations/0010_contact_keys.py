from django.db import migrations

from spaces.contact import phone_key, web_domain

BATCH = 1000


def fill(apps, schema_editor):
    """Domain and telephone of the spaces that are there; the one reason that pairs were found for so far."""
    Space = apps.get_model("spaces", "Space")
    batch = []
    for space in Space.objects.only("pk", "website", "phone").iterator(chunk_size=BATCH):
        space.web_domain, space.phone_key = web_domain(space.website), phone_key(space.phone)
        batch.append(space)
        if len(batch) == BATCH:
            Space.objects.bulk_update(batch, ["web_domain", "phone_key"])
            batch = []
    Space.objects.bulk_update(batch, ["web_domain", "phone_key"])
    pairs = apps.get_model("spaces", "LikelyDuplicate").objects.filter(score=0)
    pairs.update(score=90, reasons=["same_name", "within"])


class Migration(migrations.Migration):
    dependencies = [("spaces", "0009_contributions")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
