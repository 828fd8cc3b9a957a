from django.db import migrations, models

BATCH = 500


def with_values(facts):
    """The facts with amenities as {key: value}, from a list of keys and two facts beside it."""
    keys, others = facts.pop("amenities", []), facts.pop("amenity_values", {})
    details = facts.pop("amenity_details", {})
    values = dict.fromkeys(keys, "yes") | {key: value for key, value in others.items() if key not in keys}
    texts = {key: f"{value}: {details[key]}" if key in details else value for key, value in values.items()}
    return facts | ({"amenities": texts} if texts else {})


def convert(apps, schema_editor):
    using = schema_editor.connection.alias
    statements = apps.get_model("spaces", "Statement").objects.using(using)
    space_amenity = apps.get_model("spaces", "SpaceAmenity").objects.using(using)
    known = set(apps.get_model("spaces", "Amenity").objects.using(using).values_list("pk", flat=True))
    changed, rows = [], []
    for statement in statements.only("pk", "facts", "space_id", "replaced_at").iterator(BATCH):
        facts = statement.facts
        if not isinstance(facts.get("amenities", []), list) or not {"amenities", "amenity_values"} & set(facts):
            continue
        statement.facts = with_values(facts)
        changed.append(statement)
        for key, text in statement.facts.get("amenities", {}).items():
            value, _separator, detail = text.partition(": ")
            if key in known and value != "yes" and statement.replaced_at is None:
                rows.append(
                    space_amenity.model(
                        space_id=statement.space_id, amenity_id=key, value=value, detail=detail
                    )
                )
    statements.bulk_update(changed, ["facts"], batch_size=BATCH)
    space_amenity.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    for edit in apps.get_model("spaces", "SuggestedEdit").objects.using(using).filter(fact="amenities"):
        edit.value = dict.fromkeys(edit.value, "yes")
        edit.save(update_fields=["value"])
    for proposal in apps.get_model("spaces", "Proposal").objects.using(using):
        if "amenities" in proposal.facts:
            proposal.facts = with_values(proposal.facts)
            proposal.save(update_fields=["facts"])


class Migration(migrations.Migration):
    dependencies = [("spaces", "0006_date_single_facts")]

    operations = [
        migrations.RemoveField(model_name="space", name="amenities"),
        migrations.AddField(
            model_name="spaceamenity",
            name="value",
            field=models.CharField(
                choices=[("yes", "yes"), ("limited", "limited"), ("no", "no")],
                default="yes",
                max_length=7,
                verbose_name="value",
            ),
        ),
        migrations.AlterField(
            model_name="spaceamenity",
            name="detail",
            field=models.CharField(blank=True, max_length=250, verbose_name="detail"),
        ),
        migrations.RunPython(convert, migrations.RunPython.noop),
    ]
