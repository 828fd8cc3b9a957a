"""Rows without ids: known again by name and city, whatever becomes of their address and order."""

import pytest

from spaces.directory.models import Space
from spaces.importers.tables.row_keys import NUMBER
from spaces.provenance.models import Statement
from tests.spaces.importers.importing import reasons, run, write

pytestmark = pytest.mark.django_db
# Hashes of "hub 1 rue a 69001 lyon fr" and "hub 2 rue b 69002 lyon fr".
EARLIER = {"hub, lyon": "h18b7f911fcea0f997984", f"hub, lyon{NUMBER}2": "h061dedcd6dc4de8f9bf3"}
HEAD = "name,street,postcode,city,country,latitude,longitude\n"


def table(tmp_path, *rows):
    return write(tmp_path, HEAD + "".join(f"{row}\n" for row in rows))


def streets():
    return dict(Space.objects.order_by("pk").values_list("pk", "street"))


def test_a_corrected_address_is_one_of_the_same_place(tmp_path, lyon):
    run(table(tmp_path, "Le Lieu,1 rue A,69001,Lyon,FR,45.76,4.83", "Sans,2 rue B,69001,LYON,FR,,"))
    report = run(
        table(tmp_path, "Sans,22 rue B,,Lyon,France,,", "Le Lieu,1bis rue A,69002,Lyon,FR,45.77,4.83")
    )
    assert (report["updated"], report["has_ids"]) == (2, False)
    assert list(streets().values()) == ["1bis rue A", "22 rue B"]


def test_branches_of_one_name_keep_their_places_in_any_order_and_are_reported(tmp_path, lyon):
    one, two, three = "Hub,1 rue A,,Lyon,FR,,", "Hub,2 rue B,,Lyon,FR,,", "Hub,,,Lyon,FR,45.7,4.9"
    first = run(table(tmp_path, one, two, three))
    assert first["created"] == 3
    assert reasons(first)["rows without an id"].startswith("3 rows are “hub, lyon”")
    before = streets()
    assert run(table(tmp_path, three, two, one))["unchanged"] == 3
    report = run(table(tmp_path, two, "Hub,1 rue Neuve,,Lyon,FR,,", "Hub,,,Lyon,FR,45.8,4.8", three))
    assert (report["created"], report["updated"], report["unchanged"]) == (1, 1, 2)
    assert [streets()[pk] for pk in sorted(before)] == ["1 rue Neuve", "2 rue B", ""]
    assert sorted(Statement.objects.filter(replaced_at=None).values_list("ref", flat=True)) == [
        "hub, lyon",
        *(f"hub, lyon{NUMBER}{number}" for number in (2, 3, 4)),
    ]


def test_a_row_that_stands_twice_is_skipped(tmp_path, lyon):
    report = run(table(tmp_path, "Hub,1 rue A,,Lyon,FR,,", "HUB,1 Rue A,,Lyon,FR,,"))
    assert (report["created"], report["skipped"]) == (1, 1)
    assert "the same name and address stand twice" in reasons(report)["line 3 (hub, lyon)"]


def test_what_an_earlier_version_imported_without_ids_is_found(tmp_path, lyon):
    path = table(tmp_path, "Hub,1 rue A,69001,Lyon,FR,,", "Hub,2 rue B,69002,Lyon,FR,,")
    run(path)
    for ref, earlier in EARLIER.items():
        Statement.objects.filter(ref=ref).update(ref=earlier)
    assert run(path)["unchanged"] == 2
    assert set(Statement.objects.values_list("ref", flat=True)) == set(EARLIER)
