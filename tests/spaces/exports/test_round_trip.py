"""An export with everything: nothing changes in the same site, and a fresh site has the same pages."""

import csv
import io
import json
import re
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.photos.models import Photo
from spaces.provenance.models import Basis, Source, Statement
from tests.factories import (
    make_city,
    make_event,
    make_plan,
    make_source,
    make_space,
    make_statement,
)

pytestmark = pytest.mark.django_db
AMENITY_TEXTS = st.sampled_from(["yes", "no", "limited", "limited: two (steep) steps"])
TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), max_size=12)
NAMES = TEXTS.filter(lambda text: text.strip() and text.isprintable())


def export(path):
    call_command("export_spaces", zip=path)
    return path


def everything():
    """What the export writes of all spaces, as JSON lines."""
    out = io.StringIO()
    call_command("export_spaces", format="jsonl", stdout=out)
    return out.getvalue()


def restore(path):
    out = io.StringIO()
    call_command("import_spaces", str(path), report="json", stdout=out)
    return json.loads(out.getvalue())


def empty_site():
    """Remove all spaces and sources, as on a fresh site; the gazetteer stays."""
    Space.objects.update(successor=None)
    Space.objects.all().delete()
    Source.objects.all().delete()


def make_mill():
    """A page with something of everything, out of three licences."""
    osm = make_source("osm", licence="ODbL 1.0", attribution="© OpenStreetMap contributors")
    survey, manager = make_source("survey", licence="CC BY 4.0"), make_source("manager", licence="")
    mill = make_space(
        "The Mill", slug="mill", phone="+32 4 111 11 11", email="a@example.org", street="Rue Haute 12",
        opening_hours="Mo-Fr 09:00-18:00", former_names=("Old Mill",),
        amenities={"wifi": "yes", "lift": "no", "wheelchair": "limited: two steps"},
    )  # fmt: skip
    facts = {"name": "The Mill", "phone": mill.phone, "amenities": {"wifi": "yes"}}
    make_statement(mill, facts, source=osm, ref="node/1", as_of="2026-01", fact_dates={"phone": "2025-02"})
    facts = {"phone": "+32 4 999 99 99"}
    make_statement(mill, facts, source=osm, ref="node/1", as_of="2019", replaced_at=timezone.now())
    facts = {"street": mill.street, "opening_hours": mill.opening_hours, "amenities": {"lift": "no"}}
    make_statement(mill, facts, source=survey, ref="7", as_of="2026-02", url="https://example.org/7")
    facts = {"email": mill.email}
    ref = f"{mill.pk}:email"
    make_statement(mill, facts, source=manager, ref=ref, as_of="2026-03-04", as_of_basis=Basis.CONFIRMED)
    make_plan(mill, "18", source=osm, label="Flex day", tax_included=True)
    make_plan(mill, "150", "pass", quantity=10, source=survey)
    make_plan(mill, "15", source=osm, is_current=False, as_of="2019")
    new = make_space("The New Mill", slug="new-mill", successor=None)
    Space.objects.filter(pk=mill.pk).update(successor=new, status="moved")
    make_event(mill, "succeeded", "2026-03", other=new, source=survey)
    mill.old_slugs.create(slug="old-mill")
    return mill


def page(client, slug):
    """The text of a page, but for its key in the database and what differs each time."""
    html = client.get(Space(slug=slug).get_absolute_url()).content.decode()
    return re.sub(r"/count/view/\d+|csrf\w*[^>]*|nonce=[^>]*", "", html)


def test_the_pages_of_a_fresh_site_are_the_same(client, tmp_path):
    make_mill()
    path, before = export(tmp_path / "all.zip"), everything()
    pages = [page(client, slug) for slug in ("mill", "new-mill")]
    assert "two steps" in pages[0]
    assert restore(path)["unchanged"] == 2
    assert everything() == before
    empty_site()
    report = restore(path)
    assert (report["created"], report["problems"]) == (2, [])
    assert everything() == before
    assert [page(client, slug) for slug in ("mill", "new-mill")] == pages
    mill = Space.objects.get(slug="mill")
    assert client.get(Space(slug="old-mill").get_absolute_url()).url == mill.get_absolute_url()
    assert Statement.objects.filter(ref=f"{mill.pk}:email").exists()
    Space.objects.filter(slug="mill").update(phone="+32 4 222 22 22")
    report = restore(path)
    assert (report["unchanged"], report["skipped"]) == (1, 1)
    assert "columns" in report["problems"][0]["reason"]


def test_each_licence_has_files_of_its_own(tmp_path):
    make_mill()
    with zipfile.ZipFile(export(tmp_path / "all.zip")) as archive:
        texts = {name.partition("-")[2]: archive.read(name).decode() for name in archive.namelist()}
    assert {name.split("/")[0] for name in texts} == {"no-licence", "odbl-10", "cc-by-40"}
    osm = json.loads(texts["odbl-10/spaces.jsonl"].splitlines()[0])
    assert (osm["columns"].keys(), osm["amenities"]) == ({"name", "phone"}, {"wifi": "yes"})
    assert {item["value"]["source"] for item in osm["statements"]} == {"osm"}
    row = next(csv.DictReader(io.StringIO(texts["odbl-10/spaces.csv"])))
    assert (row["phone"], row["street"], row["amenities"]) == ("'+32 4 111 11 11", "", "wifi")
    assert (row["day_price"], row["currency"]) == ("18.00", "EUR")
    prices = list(csv.DictReader(io.StringIO(texts["odbl-10/prices.csv"])))
    assert [(one["amount"], one["is_current"]) for one in prices] == [("18.00", "yes"), ("15.00", "no")]
    assert "OpenStreetMap contributors" in texts["odbl-10/sources.csv"]
    assert "osm" not in texts["cc-by-40/spaces.jsonl"]
    for name in ("prices.csv", "sources.csv"):
        (tmp_path / name).write_text(texts[f"odbl-10/{name}"])
        with pytest.raises(CommandError, match="this file of an export has no spaces"):
            call_command("import_spaces", tmp_path / name, source="A file")


def test_a_source_of_that_name_under_another_licence_does_not_relicense_facts(tmp_path):
    make_mill()
    path = export(tmp_path / "all.zip")
    empty_site()
    make_source("osm", licence="CC0")
    restore(path)
    assert set(Statement.objects.filter(ref="node/1").values_list("source__licence", flat=True)) == {
        "ODbL 1.0"
    }


def test_a_photo_whose_file_is_not_here_is_named_and_reported(tmp_path):
    photo = Photo(space=make_mill(), image="photos/hall-1200.webp", alt="The hall", width=3, height=2, slot=1)
    Photo.objects.bulk_create([photo])
    path = export(tmp_path / "all.zip")
    assert json.loads(everything().splitlines()[0])["photos"][0]["image"] == "photos/hall-1200.webp"
    empty_site()
    assert "1 photo" in restore(path)["problems"][0]["reason"]
    assert not Photo.objects.exists()


def test_a_damaged_export_leaves_nothing(tmp_path):
    make_mill()
    lines = everything().splitlines()
    empty_site()
    for damage in ("{", '{"format": "other"}', lines[1].replace('"columns"', '"cells"'), "[]"):
        path = tmp_path / "all.jsonl"
        path.write_text(lines[0] + "\n" + damage + "\n", encoding="utf-8")
        with pytest.raises(CommandError, match="Nothing was written"):
            restore(path)
        assert not Space.objects.exists()
    with pytest.raises(CommandError, match="without --source"):
        call_command("import_spaces", str(path), source="A file")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_site_comes_back_as_it_was(data, tmp_path):
    empty_site()
    city = City.objects.filter(slug="mons").first() or make_city("Mons")
    sources = [make_source(key, licence=licence) for key, licence in (("a", "ODbL"), ("b", ""), ("c", "CC0"))]
    for number in range(data.draw(st.integers(1, 3))):
        amenities = data.draw(st.dictionaries(st.sampled_from(["wifi", "lift", "coffee"]), AMENITY_TEXTS))
        space = make_space(
            data.draw(NAMES), slug=f"space-{number}", city=city, amenities=amenities,
            street=data.draw(TEXTS), desks=data.draw(st.none() | st.integers(1, 99)),
            former_names=tuple(data.draw(st.lists(NAMES, max_size=2, unique=True))),
        )  # fmt: skip
        for source in data.draw(st.lists(st.sampled_from(sources), max_size=3)):
            facts = {"street": space.street, "amenities": amenities, "desks": data.draw(st.integers(1, 99))}
            make_statement(
                space, facts, source=source, replaced_at=data.draw(st.none() | st.just(timezone.now()))
            )
            make_plan(space, str(data.draw(st.decimals(0, 999, places=2))), source=source)
    before, path = everything(), export(tmp_path / "all.zip")
    assert restore(path)["skipped"] == 0
    assert everything() == before
    empty_site()
    restore(path)
    assert everything() == before
    flat = tmp_path / "flat.csv"
    with flat.open("w", encoding="utf-8") as file:
        call_command("export_spaces", stdout=file)
    call_command("import_spaces", str(flat), source="A file", stdout=io.StringIO())
    assert everything() == before
