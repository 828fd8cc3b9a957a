from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def each_in_its_own_city(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until `load_gazetteer` has computed the areas, a list of a city has the spaces of the city alone."""
    spaces = apps.get_model("spaces", "Space").objects.using(schema_editor.connection.alias)
    spaces.filter(area=None).update(area=F("city"))


class Migration(migrations.Migration):
    dependencies = [("spaces", "0003_areas_of_cities")]

    operations = [migrations.RunPython(each_in_its_own_city, migrations.RunPython.noop)]
