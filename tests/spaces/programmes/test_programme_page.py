"""Tests of the page of a programme: facts, awards and their totals, with all sources."""

import datetime as dt

import pytest
from django.utils import timezone

from spaces.programmes.models import CallDocument, Programme, ProgrammeFact
from tests.factories import (
    make_award,
    make_call,
    make_source,
    make_space,
    make_statement,
    refreshed,
)
from tests.pages import page

pytestmark = pytest.mark.django_db

PAGE = "/en/programmes/rural-desks/"


def page_of(client, path=PAGE):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def day(offset):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


def fact(programme, what, source="a newspaper", **value):
    return ProgrammeFact.objects.create(
        programme=programme, what=what, source=make_source(source), as_of="2013", **value
    )


def test_page_shows_programme_awards_and_totals(client, rural):
    make_award(rural, make_space("The Mill"), "50000")
    make_award(rural, None, "25000.50", project="The Barn", place="Chimay")
    make_award(rural, None, "700", project="The Loft", currency="CHF")
    make_award(rural, None, project="No amount")
    response = client.get(PAGE)
    for text in ("The region", "Wallonia", "The Mill", "The Barn", "Chimay", "€75,000.50", "CHF"):
        assert text in response.content.decode()
    assert page(response).rows("tfoot tr") == [
        ["Total of 2 awards with an amount, EUR", "€75,000.50", ""],
        ["Total of 1 award with an amount, CHF", "CHF700", ""],
    ]


def test_each_award_says_what_became_of_its_space(client, rural):
    heir = make_space("The New Mill")
    make_award(rural, make_space("The Mill", status="moved", closed="2014", successor=heir))
    make_award(rural, make_space("The Shed", status="closed", closed="2013-05"))
    loft = make_space("The Loft")
    make_statement(loft, {"name": "The Loft"}, as_of="2019-03")
    make_award(rural, refreshed(loft))
    make_award(rural, None, project="The Barn")
    rows = {row[0]: row[2] for row in page(client.get(PAGE)).rows("table.stack tbody tr")}
    assert rows == {
        "The Mill": "moved away 2014 followed by The New Mill",
        "The Shed": "closed May 2013",
        "The Loft": "open known March 2019",
        "The Barn": "not known",
    }


def test_award_by_another_source_is_shown_and_not_counted(client, rural):
    award = make_award(rural, make_space("The Mill"), "50000")
    make_award(rural, award.space, "60000", same_as=award, source=make_source("a blog"))
    response = client.get(PAGE)
    for text in ("€60,000", "a blog", "sources differ"):
        assert text in response.content.decode()
    assert page(response).rows("tfoot tr") == [["Total of 1 award with an amount, EUR", "€50,000", ""]]


def test_source_without_an_amount_agrees(client, rural):
    award = make_award(rural, make_space("The Mill"), "50000")
    make_award(rural, award.space, same_as=award, source=make_source("a blog"))
    page = page_of(client)
    assert "Also: a blog" in page
    assert "sources differ" not in page


def test_conflicting_facts_are_shown_side_by_side_and_agreeing_ones_once(client, rural):
    fact(rural, "budget", "parliament", number=600000, currency="EUR")
    fact(rural, "budget", "a blog", number=100000, currency="EUR")
    fact(rural, "applications", "parliament", number=18)
    fact(rural, "applications", "a blog", number=18)
    response = client.get(PAGE)
    shown = page(response)
    values = [text.split(" ")[0] for text in shown.texts("dl.facts dd > div")]
    assert "€600,000" in values
    assert "€100,000" in values
    assert values.count("18") == 1
    assert shown.texts("#conflicts li") == ["Budget"]


def test_calls_with_different_total_grants_are_in_conflict(client, rural):
    call = make_call(rural, cap_per_year=100000, years=3, currency="EUR")
    make_call(rural, same_as=call, source=make_source("a"), cap_per_year=100000, years=3, currency="EUR")
    assert not page(client.get(PAGE)).has("#conflicts")
    make_call(rural, same_as=call, source=make_source("b"), grant_max=150000, years=3, currency="EUR")
    assert page(client.get(PAGE)).values("#conflicts a", "href") == [f"#call-{call.pk}"]


def test_documents_of_a_call_are_linked(client, rural):
    CallDocument.objects.create(call=make_call(rural), title="Rules", url="https://example.org/rules.pdf")
    assert 'href="https://example.org/rules.pdf"' in page_of(client)


def test_unpublished_space_is_named_and_not_linked(client, rural):
    space = make_space("The Mill", is_published=False)
    make_award(rural, space)
    page = page_of(client)
    assert "The Mill" in page
    assert space.get_absolute_url() not in page


def test_markup_in_a_programme_is_shown_as_text(client, rural):
    make_award(rural, None, project="<script>alert(1)</script>")
    Programme.objects.update(name="<b>Bold</b>", description="<img src=x>", doubts="<img src=y>")
    for path in (PAGE, "/en/programmes/", "/fr/programmes/rural-desks/"):
        page = page_of(client, path)
        assert "<script>alert" not in page
        assert "<img src=" not in page.replace('<img src="/static', "")
        assert "<b>Bold" not in page


def test_unknown_programme_is_not_found(client):
    assert client.get("/en/programmes/nothing/").status_code == 404


def test_awards_without_an_amount_are_not_in_the_totals(client, rural):
    page = page_of(client, "/en/programmes/")
    assert "0 award" not in page
    assert "0 open call" not in page
    assert "All calls, with their deadlines" in page
    assert "0 award" not in page_of(client)
    make_call(rural, deadline=day(3))
    assert "1 open call" in page_of(client, "/en/programmes/")
