"""Imports do not overwrite facts that a manager confirmed: they suggest edits."""

import json

import pytest
from django.core.management import call_command

from spaces.directory.amenity_rows import amenities_of
from spaces.managers import facts
from spaces.managers.models import Level, Role, SuggestedEdit
from spaces.provenance.models import Statement
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def import_csv(tmp_path, text, source="Open data"):
    path = tmp_path / "spaces.csv"
    path.write_text(text)
    call_command("import_spaces", str(path), source=source, as_of="2026-10", verbosity=0, report="json")


ROW = (
    "id,name,city,country,phone,amenities,day_price,currency\n1,The Mill,Liège,BE,{phone},wifi,{price},EUR\n"
)


def test_an_import_suggests_changes_of_confirmed_facts(tmp_path, client, gazetteer, capsys):
    import_csv(tmp_path, ROW.format(phone="+32 4 111 11 11", price=12))
    mill = Statement.objects.get().space
    owner = make_member("Olga")
    Role.objects.create(space=mill, member=owner, level=Level.OWNER)
    client.force_login(owner)
    mill.phone = "+32 4 222 22 22"
    mill.save()
    mill.plans.update(amount=18)
    facts.confirm(mill, ["phone", "prices", "amenities"])
    capsys.readouterr()
    for _run in range(2):
        import_csv(tmp_path, ROW.format(phone="+32 4 111 11 11", price=12))
        assert json.loads(capsys.readouterr().out)["unchanged"] == 1
        mill.refresh_from_db()
        assert (mill.phone, mill.day_price) == ("+32 4 222 22 22", 18)
        assert set(SuggestedEdit.objects.values_list("fact", flat=True)) == {"phone", "prices"}
    page = client.get(f"/en/spaces/{mill.slug}/keep/").content.decode()
    assert "+32 4 111 11 11" in page
    phone, prices = SuggestedEdit.objects.get(fact="phone"), SuggestedEdit.objects.get(fact="prices")
    client.post(f"/en/spaces/{mill.slug}/keep/suggestions/{phone.pk}/", {"answer": "decline"})
    client.post(f"/en/spaces/{mill.slug}/keep/suggestions/{prices.pk}/", {"answer": "accept"})
    mill.refresh_from_db()
    assert (mill.phone, mill.day_price) == ("+32 4 222 22 22", 12)
    import_csv(tmp_path, ROW.format(phone="+32 4 111 11 11", price=12))
    assert not SuggestedEdit.objects.filter(state="waiting").exists()


def test_a_changed_file_does_not_overwrite_confirmed_facts(tmp_path, gazetteer):
    import_csv(tmp_path, ROW.format(phone="+32 4 111 11 11", price=12))
    mill = Statement.objects.get().space
    facts.confirm(mill, ["phone", "prices", "amenities"])
    changed = ROW.replace("wifi", "wifi coffee").format(phone="+32 4 333 33 33", price=99)
    import_csv(tmp_path, changed)
    mill.refresh_from_db()
    assert mill.phone.endswith("111 11 11")
    assert mill.day_price == 12
    assert amenities_of(mill) == {"wifi": "yes"}
    assert set(SuggestedEdit.objects.values_list("fact", flat=True)) == {"phone", "prices", "amenities"}
