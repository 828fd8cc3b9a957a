"""Staff import a file of spaces: they see a preview, and confirm it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from spaces.audit.models import SpaceLogEntry
from spaces.directory.models import Space
from spaces.duplicates.models import LikelyDuplicate
from spaces.managers import facts
from spaces.managers.models import SuggestedEdit
from spaces.provenance.models import Source, Statement
from spaces.staff import import_page
from tests.factories import make_city, make_space, make_staff
from tests.pages import page

pytestmark = pytest.mark.django_db
PAGE = "/admin/spaces/space/import/"
CSV = "id,name,city,country,website,as_of\n1,The Mill,Liège,BE,https://mill.example.org,2026-03\n2,,Liège,BE,,\n"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def editor(client, gazetteer):
    user = make_staff("editor")
    client.force_login(user)
    return user


def upload(client, content: str | bytes = CSV, name: str = "spaces.csv", **fields):
    content = content.encode() if isinstance(content, str) else content
    data = {"file": SimpleUploadedFile(name, content), "format": "auto", "source": "A survey", **fields}
    return client.post(PAGE, data)


def stored_uploads() -> list[Path]:
    folder = Path(settings.VAR_DIR) / "imports"
    return list(folder.iterdir()) if folder.exists() else []


def test_the_preview_counts_and_names_problems_and_writes_nothing(client, editor):
    shown = page(upload(client))
    assert shown.one("h2", text="What would happen to 2 records of A survey")
    assert ["new spaces", "1"] in shown.rows("table.counts tr")
    assert ["skipped", "1"] in shown.rows("table.counts tr")
    assert "no name" in shown.text
    assert not Space.objects.exists()
    assert not Source.objects.exists()


def test_a_confirmed_import_stores_source_and_date_and_is_logged(client, editor):
    token = upload(client, licence="CC0").context["token"]
    shown = page(client.post(PAGE, {"token": token}, follow=True))
    assert "A survey: 2 records read: 1 new spaces, 1 skipped" in shown.text
    statement = Statement.objects.get()
    assert (statement.source.name, statement.source.licence, statement.as_of) == (
        "A survey",
        "CC0",
        "2026-03",
    )
    assert Space.objects.get().website == "https://mill.example.org"
    entry = SpaceLogEntry.objects.get()
    assert (entry.actor, entry.action, entry.about) == (editor, "imported", "A survey")
    assert stored_uploads() == []


def test_a_second_import_of_the_file_changes_nothing(client, editor):
    for _time in range(2):
        client.post(PAGE, {"token": upload(client).context["token"]})
    assert Space.objects.count() == Statement.objects.count() == 1
    assert "1 unchanged" in SpaceLogEntry.objects.first().reason


def test_what_a_manager_confirmed_is_not_overwritten(client, editor):
    client.post(PAGE, {"token": upload(client).context["token"]})
    space = Space.objects.get()
    facts.confirm(space, ["website"])
    newer = CSV.replace("mill.example.org", "other.example.org").replace("2026-03", "2027-01")
    client.post(PAGE, {"token": upload(client, newer).context["token"]})
    space.refresh_from_db()
    assert space.website == "https://mill.example.org"
    assert SuggestedEdit.objects.get().value == "https://other.example.org"


def test_a_space_of_another_source_is_linked_and_not_duplicated(client, editor, gazetteer):
    make_space("The Mill", city=gazetteer["liege"], latitude=50.63, longitude=5.57)
    rows = "id,name,city,country,latitude,longitude\n1,the mill,Liège,BE,50.63,5.57\n"
    assert "linked to" in page(upload(client, rows)).text
    assert Space.objects.count() == 1
    assert not LikelyDuplicate.objects.exists()


def test_a_cancelled_import_writes_nothing_and_deletes_the_file(client, editor):
    token = upload(client).context["token"]
    assert len(stored_uploads()) == 1
    client.post(PAGE, {"token": token, "cancel": "1"})
    assert not Space.objects.exists()
    assert stored_uploads() == []


def test_a_preview_is_confirmed_only_by_the_person_who_made_it(client, editor):
    token = upload(client).context["token"]
    client.force_login(make_staff("editor"))
    shown = page(client.post(PAGE, {"token": token}, follow=True))
    assert "This preview is gone" in shown.text
    assert not Space.objects.exists()


@pytest.mark.parametrize("token", ["../../secret_key", "", "x" * 32, "/etc/passwd"])
def test_no_other_file_is_read(client, editor, token):
    (Path(settings.VAR_DIR) / "secret_key").write_text(CSV)
    session = client.session
    session["import_spaces"] = {"token": token, "columns": [], "options": {"source": "A survey"}}
    session.save()
    assert "This preview is gone" in page(client.post(PAGE, {"token": token}, follow=True)).text
    assert (Path(settings.VAR_DIR) / "secret_key").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        ("a\n1\n", "does not look like"),
        ('{"features": [', "cut off"),
    ],
)
def test_a_file_of_another_format_is_refused_and_leaves_nothing(client, editor, content, message):
    assert message in page(upload(client, content)).one(".errorlist").text
    assert stored_uploads() == []
    assert not Source.objects.exists()


@pytest.mark.parametrize("name", ["Manager", "sample data"])
def test_the_sites_own_sources_are_refused(client, editor, name):
    assert "choose another name" in page(upload(client, source=name)).one(".errorlist").text


def test_a_large_file_is_refused_and_the_command_named(client, editor, monkeypatch):
    monkeypatch.setattr(import_page, "MAX_FILE_MB", 0)
    assert "manage.py import_spaces" in page(upload(client)).one(".errorlist").text
    assert stored_uploads() == []


def test_a_mistyped_date_is_refused(client, editor):
    assert "is not understood as a date" in page(upload(client, as_of="2019-13")).one(".errorlist").text


def test_an_upload_is_not_readable_for_others_on_the_machine(client, editor):
    upload(client)
    assert [
        (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) for path in stored_uploads()
    ] == [(0o600, 0o700)]


def test_the_name_of_an_upload_is_not_used_as_a_path(client, editor):
    upload(client, name="../../../evil.csv")
    assert [path.parent.name for path in stored_uploads()] == ["imports"]
    assert "evil" not in stored_uploads()[0].name


@pytest.mark.parametrize("role", ["moderator", ""])
def test_editors_import_and_moderators_do_not(client, role):
    make_city()
    client.force_login(make_staff(role))
    assert client.get(PAGE).status_code == (403 if role else 200)
    assert upload(client).status_code == (403 if role else 200)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xef\xbb\xbf", "the file is empty"),
        (b'{"elements":' + b"[" * 200_000, "element 1 is nested more than 64 levels deep"),
        (b'{"elements":[{"type":"node","id":1},', "broken or cut off at element 1"),
    ],
)
def test_an_unreadable_file_is_answered_with_a_sentence_and_not_stored(client, editor, content, message):
    response = upload(client, content)
    assert response.status_code == 200
    assert message in page(response).one(".errorlist").text
    assert not stored_uploads()


def test_a_preview_lists_the_elements_that_are_none(client, editor):
    response = upload(
        client, '{"elements":[null,{"type":"node","id":1,"tags":"x"},{"type":"node","id":2,"center":5}]}'
    )
    assert "element 1" in response.text
    assert "node/1" in response.text


def boxes(response):
    """{heading: (the name of its select box, what is chosen)}"""
    shown = page(response)
    found = {}
    for label in shown.select(".import-columns label"):
        chosen = shown.values(f"select#{label['for']} option[selected]", "value")
        found[label.text] = (label["for"], chosen[0] if chosen else "")
    return found


def test_columns_are_mapped_in_the_preview_and_the_mapping_is_used_for_the_next_file(client, editor):
    table = "Label,Ville,Pays,Web\nThe Mill,Liège,BE,mill.example.org\n"
    response = upload(client, table)
    assert "No column has the name (name): map one of its columns" in page(response).one(".errornote").text
    assert not page(response).select("button.default")
    found = boxes(response)
    assert [chosen for _name, chosen in found.values()] == ["", "city", "country", "website"]
    chosen = dict(found.values())
    chosen |= {"token": response.context["token"], found["Label"][0]: "name", found["Web"][0]: ""}
    response = client.post(PAGE, chosen)  # without looking again: what was not seen is not imported
    shown = page(response)
    assert shown.one("h2", text="What would happen to 1 record of A survey")
    assert ["new spaces", "1"] in shown.rows("table.counts tr")
    assert "the mapping leaves out website" in shown.text
    assert not Space.objects.exists()
    client.post(PAGE, chosen)
    assert (Space.objects.get().name, Space.objects.get().website) == ("The Mill", "")
    assert Source.objects.get().mapping == {"name": "Label", "website": ""}
    assert boxes(upload(client, table))["Label"][1] == "name"


def test_two_columns_are_not_read_as_one_and_the_choice_stays_in_the_page(client, editor):
    response = upload(client, "name,Title 2,city,country\nThe Mill,x,Liège,BE\n")
    chosen = {"token": response.context["token"], "column-1": "name", "preview": "1"}
    response = client.post(PAGE, chosen)
    assert page(response).one(".errornote").text == "“name” and “Title 2” cannot both be read as Name."
    assert boxes(response)["Title 2"][1] == "name"
    assert not page(response).select("button.default")
    shown = page(client.post(PAGE, chosen | {"column-0": "operator"}))
    assert "Operator" in shown.texts(".wide-table th")
    assert shown.texts(".wide-table td")[:2] == ["new", "x"]


def test_the_preview_shows_what_the_report_of_the_command_has(client, editor, gazetteer):
    make_space("The Mill", city=gazetteer["liege"], latitude=50.63, longitude=5.57)
    old = "id,name,city,country\n7,The Barn,Liège,BE\n"
    client.post(PAGE, {"token": upload(client, old).context["token"]})
    rows = (
        "id,name,city,country,latitude,longitude,phone,status,empty\n"
        "1,The Loft,Liège,BE,50.6,5.5,n/a,,\n2,the loft,Liège,BE,50.6,5.5,none,,\n"
        "3,The Shed,Poseidonis,BE,,,,,\n7,The Barn,Liège,BE,,,,closed,\n"
    )
    shown = page(upload(client, rows))
    assert "Likely duplicates: 1" in shown.texts("h3")
    assert "Closed by the source: 1" in shown.texts("h3")
    assert "The Barn (Liège)" in shown.texts("li")
    assert "Cities: Poseidonis (BE)" in shown.texts("p")
    assert ["Telephone", "2", "“n/a” is not understood. “none” is not understood."] in shown.rows(
        "table.counts tr"
    )
    assert len(shown.select(".wide-table tbody tr")) == 4
    assert Space.objects.count() == 2


def test_empty_cells_erase_only_where_the_box_is_ticked(client, editor):
    client.post(PAGE, {"token": upload(client).context["token"]})
    empty = CSV.replace("https://mill.example.org", "")
    client.post(PAGE, {"token": upload(client, empty).context["token"]})
    assert Space.objects.get().website
    client.post(PAGE, {"token": upload(client, empty, empty_means_unknown="on").context["token"]})
    assert not Space.objects.get().website
