"""Name, pictures, accent colour and texts of the site: set in the admin, shown on every page."""

import io

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from coworking.site import contrast
from coworking.site.models import SiteSettings
from tests.factories import make_staff
from tests.pages import page

pytestmark = pytest.mark.django_db
ADD, CHANGE = "/admin/coworking/sitesettings/add/", "/admin/coworking/sitesettings/1/change/"
LONG_NAME = "Places to work in Wallonia, Brussels and along the Meuse too"


@pytest.fixture
def boss(client):
    client.force_login(make_staff("administrator"))
    return client


def save(client, path=ADD, **values):
    return client.post(path, {"sign_up": "open", **values})


def picture(size=(300, 100), mode="RGBA", colour=(107, 47, 160, 0)):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


def errors(response):
    return page(response).texts(".errorlist li")


def home(client):
    return page(client.get("/en/"))


def test_name_and_texts_show_at_once_in_their_language_and_others_as_shipped(boss):
    assert "Tables & Wifi" in home(boss).text
    saved = save(
        boss,
        name=LONG_NAME,
        tagline_en="From Tournai to Eupen",
        heading_en="Work near home",
        introduction_en="**All** of them",
        footer_en="Run by [us](https://example.org/)",
    )
    assert saved.status_code == 302
    english, french = home(boss), page(boss.get("/fr/"))
    assert english.texts("h1") == ["Work near home"]
    assert english.texts(".verse") == ["From Tournai to Eupen"]
    assert english.texts(".introduction strong") == ["All"]
    assert english.texts(".site-head .brand") == [LONG_NAME]
    assert "https://example.org/" in english.values(".site-foot .about a", "href")
    assert french.texts(".site-head .brand") == [LONG_NAME]
    assert french.texts("h1") != ["Work near home"]


def test_the_list_leads_to_the_form_and_there_is_never_a_second_row(boss):
    assert boss.get("/admin/coworking/sitesettings/").url == ADD
    save(boss, name="One")
    assert boss.get("/admin/coworking/sitesettings/").url == CHANGE
    assert save(boss, name="Two").status_code == 403
    save(boss, CHANGE, name="Two")
    assert [row.name for row in SiteSettings.objects.all()] == ["Two"]


@pytest.mark.parametrize(
    ("colours", "field", "words"),
    [
        ({"accent": "#c9a0ff"}, "accent", "light theme"),
        ({"accent": "#6b2fa0", "accent_dark": "#6b2fa0"}, "accent_dark", "dark theme"),
        ({"accent": "purple"}, "accent", "#6b2fa0"),
        ({"accent_dark": "#d0b0ff"}, "accent", "light theme"),
    ],
)
def test_an_accent_colour_that_is_hard_to_read_is_refused_with_the_reason(boss, colours, field, words):
    form = page(save(boss, **colours))
    assert words in " ".join(
        form.texts(f".field-{field} .errorlist li, .fieldBox.field-{field} .errorlist li")
    )
    assert not SiteSettings.objects.exists()


def test_the_refusal_names_the_contrast_and_what_it_is_with(boss):
    [message] = errors(save(boss, accent="#C9A0FF"))
    assert "1.79 to 1 with the footer (#f2ecdf)" in message


@pytest.mark.parametrize("colour", ["#6b2fa0", "#000000", "#00008b", "#a8371b"])
def test_the_colour_for_the_dark_theme_is_derived_readable(colour):
    contrast.check(contrast.for_dark_theme(colour), contrast.DARK)


def test_the_contrast_of_black_and_white_is_21():
    assert contrast.ratio("#000000", "#ffffff") == pytest.approx(21)


def test_the_accent_colour_is_a_style_sheet_of_this_site_and_colours_the_mark(boss):
    save(boss, accent="#6B2FA0")
    found = home(boss)
    [style] = [url for url in found.values("link[rel=stylesheet]", "href") if "accent" in url]
    assert "--accent:#6b2fa0" in boss.get(style).content.decode()
    mark = found.one(".site-head .brand img")["src"]
    assert "#6b2fa0" in boss.get(mark).content.decode()
    assert "#a8371b" not in boss.get(mark).content.decode()


def test_pictures_are_encoded_again_and_replaced_files_deleted(boss, django_capture_on_commit_callbacks):
    save(boss, logo=picture(), icon=picture((200, 200)), social_image=picture((1200, 630)))
    row = SiteSettings.objects.get()
    logo = Image.open(row.logo)
    assert (logo.format, logo.size, logo.mode) == ("WEBP", (300, 100), "RGBA")
    assert logo.getpixel((0, 0))[3] == 0
    assert Image.open(row.icon).format == "PNG"
    assert Image.open(row.social_image).format == "JPEG"
    found = home(boss)
    assert found.one(".site-head .logo")["src"] == row.logo.url
    assert row.icon.url in found.values("link[rel=icon]", "href")
    assert found.one("meta[property='og:image']")["content"].endswith(row.social_image.url)
    with django_capture_on_commit_callbacks(execute=True):
        save(boss, CHANGE, **{"logo-clear": "on"})
    assert not row.logo.storage.exists(row.logo.name)
    assert row.icon.storage.exists(row.icon.name)
    assert not home(boss).has(".site-head .logo")


def test_svg_and_an_icon_that_is_not_square_are_refused(boss):
    drawing = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
    found = " ".join(errors(save(boss, logo=drawing, icon=picture())))
    assert "This is no picture" in found
    assert "192 to 64" in found
    assert not SiteSettings.objects.exists()


def test_mail_names_the_site_as_the_admin_does(client):
    SiteSettings.objects.create(name="Desks of Liège")
    values = {"email": "ann@example.org", "password1": "a long phrase", "display_name": "Ann"}
    client.post(reverse("account_signup"), values)
    assert "Desks of Liège" in mail.outbox[0].body


def test_texts_of_the_operator_cannot_run_scripts(client):
    texts = {"footer": "<script>alert(1)</script>[x](javascript:alert(1))", "tagline": '"><script>'}
    SiteSettings.objects.create(texts={"en": texts})
    body = client.get("/en/").content.decode()
    assert "<script>" not in body
    assert 'href="javascript' not in body


def test_a_page_shares_its_own_title(client):
    found = home(client)
    assert found.one("meta[property='og:title']")["content"] == found.texts("title")[0]
