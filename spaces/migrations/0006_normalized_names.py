from django.db import migrations, models
from django.db.models import F

import coworking.database.lookups


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0005_index_of_areas"),
    ]

    operations = [
        migrations.RemoveConstraint("cityname", "city_name_unique"),
        migrations.RemoveIndex("cityname", "city_name_two_letters"),
        migrations.RenameField("cityname", "folded", "normalized_name"),
        migrations.AlterField(
            "cityname",
            "normalized_name",
            models.CharField(db_index=True, max_length=200, verbose_name="normalized name"),
        ),
        migrations.AddConstraint(
            "cityname",
            models.UniqueConstraint(F("city"), F("normalized_name"), name="city_name_unique"),
        ),
        migrations.AddIndex(
            "cityname",
            models.Index(
                coworking.database.lookups.FirstTwoCharacters("normalized_name"),
                models.OrderBy(F("weight"), descending=True),
                name="city_name_two_letters",
            ),
        ),
        migrations.RemoveConstraint("proposal", "proposal_once"),
        migrations.RenameField("proposal", "city_folded", "normalized_city"),
        migrations.AddConstraint(
            "proposal",
            models.UniqueConstraint(
                F("member"),
                F("normalized_name"),
                F("country"),
                F("normalized_city"),
                name="proposal_once",
                violation_error_message="You have already suggested this space.",
            ),
        ),
    ]
