from django.db import migrations, models


class Migration(migrations.Migration):
    """Rename a field in Python only: its column stays, so that nothing changes in the database."""

    dependencies = [("spaces", "0001_initial")]

    operations = [
        migrations.AlterField(
            "proposal",
            "city_said",
            models.CharField(db_column="city_said", max_length=200, verbose_name="city"),
        ),
        migrations.RenameField("proposal", "city_said", "city_name"),
    ]
