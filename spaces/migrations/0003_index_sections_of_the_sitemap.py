from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.expressions import CombinedExpression, Value


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0002_rename_proposal_city_said"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="space",
            index=models.Index(
                CombinedExpression(F("id"), "/", Value(1000)),
                F("updated_at"),
                condition=Q(("is_published", True), ("is_sample", False)),
                name="space_section",
            ),
        ),
    ]
