"""Staff import a file of spaces: first they see what would happen, then it happens, by the one importer."""

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
from tests.pages import page as parsed

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


def kept() -> list[Path]:
    folder = Path(settings.VAR_DIR) / "imports"
    return list(folder.iterdir()) if folder.exists() else []


def test_the_preview_counts_and_names_problems_and_writes_nothing(client, editor):
    shown = parsed(upload(client))
    assert shown.one("h2", text="What would happen to 2 records of A survey")
    assert ["new spaces", "1"] in shown.rows("table.counts tr")
    assert ["skipped", "1"] in shown.rows("table.counts tr")
    assert "no name" in shown.text
    assert not Space.objects.exists()
    assert not Source.objects.exists()


def test_confirmed_it_happens_with_source_date_and_a_row_in_the_log(client, editor):
    token = upload(client, licence="CC0").context["token"]
    page = client.post(PAGE, {"token": token}, follow=True).content.decode()
    assert "A survey: 2 records read: 1 new spaces, 1 skipped" in page
    statement = Statement.objects.get()
    assert (statement.source.name, statement.source.licence, statement.as_of) == (
        "A survey",
        "CC0",
        "2026-03",
    )
    assert Space.objects.get().website == "https://mill.example.org"
    act = SpaceLogEntry.objects.get()
    assert (act.actor, act.action, act.about) == (editor, "imported", "A survey")
    assert kept() == []


def test_the_second_time_nothing_changes(client, editor):
    for _time in range(2):
        client.post(PAGE, {"token": upload(client).context["token"]})
    assert Space.objects.count() == Statement.objects.count() == 1
    assert "1 unchanged" in SpaceLogEntry.objects.first().reason


def test_a_managers_word_is_not_overwritten(client, editor):
    client.post(PAGE, {"token": upload(client).context["token"]})
    space = Space.objects.get()
    facts.confirm(space, ["website"])
    newer = CSV.replace("mill.example.org", "other.example.org").replace("2026-03", "2027-01")
    client.post(PAGE, {"token": upload(client, newer).context["token"]})
    space.refresh_from_db()
    assert space.website == "https://mill.example.org"
    assert SuggestedEdit.objects.get().value == "https://other.example.org"


def test_a_space_that_is_there_is_linked_and_not_doubled(client, editor, gazetteer):
    make_space("The Mill", city=gazetteer["liege"], latitude=50.63, longitude=5.57)
    rows = "id,name,city,country,latitude,longitude\n1,the mill,Liège,BE,50.63,5.57\n"
    assert "linked to" in upload(client, rows).content.decode()
    assert Space.objects.count() == 1
    assert not LikelyDuplicate.objects.exists()


def test_left_alone_nothing_happens_and_the_file_goes(client, editor):
    token = upload(client).context["token"]
    assert len(kept()) == 1
    client.post(PAGE, {"token": token, "cancel": "1"})
    assert not Space.objects.exists()
    assert kept() == []


def test_a_preview_is_confirmed_once_and_by_whoever_saw_it(client, editor):
    token = upload(client).context["token"]
    client.force_login(make_staff("editor"))
    page = client.post(PAGE, {"token": token}, follow=True).content.decode()
    assert "This preview is gone" in page
    assert not Space.objects.exists()


@pytest.mark.parametrize("token", ["../../secret_key", "", "x" * 32, "/etc/passwd"])
def test_no_other_file_is_read(client, editor, token):
    (Path(settings.VAR_DIR) / "secret_key").write_text(CSV)
    session = client.session
    session["import_spaces"] = {"token": token, "source": "A survey"}
    session.save()
    assert "This preview is gone" in client.post(PAGE, {"token": token}, follow=True).content.decode()
    assert (Path(settings.VAR_DIR) / "secret_key").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        ("a,b\n1,2\n", "does not look like"),
        ('{"features": [', "cut off"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_and_leaves_nothing(client, editor, content, said):
    page = upload(client, content).content.decode()
    assert said in page
    assert kept() == []
    assert not Source.objects.exists()


@pytest.mark.parametrize("name", ["Manager", "sample data"])
def test_no_file_speaks_for_the_manager_or_the_samples(client, editor, name):
    assert "choose another name" in upload(client, source=name).content.decode()


def test_a_large_file_is_for_the_command(client, editor, monkeypatch):
    monkeypatch.setattr(import_page, "MAX_FILE_MB", 0)
    assert "manage.py import_spaces" in upload(client).content.decode()
    assert kept() == []


def test_a_mistyped_date_is_refused(client, editor):
    assert "Write a date as" in upload(client, as_of="2019-13").content.decode()


def test_the_name_of_the_upload_is_no_path(client, editor):
    upload(client, name="../../../evil.csv")
    assert [path.parent.name for path in kept()] == ["imports"]
    assert "evil" not in kept()[0].name


@pytest.mark.parametrize("role", ["moderator", ""])
def test_editors_import_and_moderators_do_not(client, role):
    make_city()
    client.force_login(make_staff(role))
    assert client.get(PAGE).status_code == (403 if role else 200)
    assert upload(client).status_code == (403 if role else 200)
