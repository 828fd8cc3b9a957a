"""The spaces of the demo data by the names that its files give them."""

from spaces.directory.models import Space
from spaces.provenance.models import Statement


def spaces_by_id() -> dict[str, Space]:
    """{id of a record in spaces.json: its space}"""
    first = Statement.objects.filter(ref__startswith="demo:", ref__endswith=":0").select_related("space")
    return {statement.ref.split(":")[1]: statement.space for statement in first}
