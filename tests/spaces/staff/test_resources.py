"""Staff export tables as CSV, and import sources after a preview of every row."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaces.directory.models import Space
from spaces.importers.tables.columns import COLUMNS
from spaces.provenance.models import Source
from tests.factories import make_city, make_plan, make_source, make_space, make_staff
from tests.pages import page

pytestmark = pytest.mark.django_db
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def editor(client):
    user = make_staff("editor")
    client.force_login(user)
    return user


def rows(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    assert "attachment" in response["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_a_filtered_list_of_spaces_is_exported_in_the_columns_of_the_import(client, editor):
    make_plan(make_space("The Mill", kind="cafe", amenities=("wifi",)), "18")
    make_space("The Barn")
    found = rows(client.get("/admin/spaces/space/export/?kind__exact=cafe"))
    assert [(row["name"], row["amenities"], row["day_price"]) for row in found] == [
        ("The Mill", "wifi", "18.00")
    ]
    assert tuple(found[0]) == COLUMNS


def test_no_cell_is_a_formula(client, editor):
    make_space(FORMULA)
    make_source("odd", name="@SUM(1)")
    make_city("+Town")
    assert rows(client.get("/admin/spaces/space/export/"))[0]["name"] == f"'{FORMULA}"
    assert rows(client.get("/admin/spaces/source/export/"))[0]["name"] == "'@SUM(1)"
    assert "'+Town" in [row["name"] for row in rows(client.get("/admin/spaces/city/export/"))]


def test_spaces_are_exported_with_few_queries(client, editor, django_assert_max_num_queries):
    for _number in range(20):
        make_space()
    with django_assert_max_num_queries(12):
        client.get("/admin/spaces/space/export/")


def send(client, text: str):
    response = client.post(
        "/admin/spaces/source/import/",
        {"import_file": SimpleUploadedFile("sources.csv", text.encode()), "format": "0", "resource": "0"},
    )
    assert response.status_code == 200
    return response


def test_sources_are_previewed_and_then_imported(client, editor):
    make_source("old", name="Old name", licence="")
    response = send(client, "key,name,url,licence,attribution\nold,New name,,CC0,\nnew,'=Name,,,\n")
    shown = page(response)
    assert "New" in shown.texts("ins")
    assert not shown.has("[style]")
    assert Source.objects.count() == 1
    confirm = response.context["confirm_form"].initial
    client.post("/admin/spaces/source/process_import/", confirm)
    assert dict(Source.objects.values_list("key", "name")) == {"old": "New name", "new": "=Name"}
    assert Source.objects.get(key="old").licence == "CC0"


def test_the_sites_own_sources_are_not_imported(client, editor):
    assert "This source is the site" in page(send(client, "key,name\nmanager,Me\n")).text
    assert not Source.objects.exists()


def test_a_moderator_exports_and_does_not_import(client):
    client.force_login(make_staff("moderator"))
    assert client.get("/admin/spaces/source/export/").status_code == 200
    assert client.get("/admin/spaces/source/import/").status_code == 403
    assert client.get("/admin/spaces/city/export/").status_code == 200


def test_exported_spaces_are_imported_unchanged(client, editor, tmp_path):
    make_space(FORMULA, website="https://example.org/")
    text = client.get("/admin/spaces/space/export/").content
    data = {"file": SimpleUploadedFile("x.csv", text), "format": "auto", "source": "Ours"}
    client.post(
        "/admin/spaces/space/import/",
        {"token": client.post("/admin/spaces/space/import/", data).context["token"]},
    )
    assert [space.name for space in Space.objects.all()] == [FORMULA]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xef\xbb\xbf", b"\xff\xfe\x00", b"key\n\x00", b'key,name\n"' + b"x" * 200_000, b"key,name\na\n"],
)
def test_an_unreadable_file_of_sources_is_answered_with_the_page(client, editor, content):
    file = SimpleUploadedFile("sources.csv", content)
    response = client.post(
        "/admin/spaces/source/import/", {"import_file": file, "format": "0", "resource": "0"}
    )
    assert response.status_code == 200
    assert not Source.objects.filter(key="a").exists()


def test_a_file_of_sources_that_is_too_large_is_refused_before_it_is_read(client, editor):
    rows = "".join(f"key-{number},{'x' * 1000}\n" for number in range(1100))
    response = send(client, f"key,name\n{rows}")
    assert "The file is larger than 1024 kB" in page(response).one(".errorlist").text
    assert "result" not in response.context
