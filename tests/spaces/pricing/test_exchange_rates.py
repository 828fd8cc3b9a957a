"""Tests of the exchange rates: loading them, and converting amounts."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from spaces.pricing.exchange_rates import Rates, newest_rates
from spaces.pricing.models import Rate
from tests.factories import make_rate

pytestmark = pytest.mark.django_db
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject>
<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
<Cube>"""
FOOT = "</Cube></gesmes:Envelope>"


def day(date, **rates):
    cubes = "".join(f"<Cube currency='{currency}' rate='{rate}'/>" for currency, rate in rates.items())
    return f"<Cube time='{date}'>{cubes}</Cube>"


@pytest.fixture
def file(tmp_path):
    """Writes a file of rates: file(day(...), ...) or file(text="...")."""

    def write(*days, text=""):
        path = tmp_path / "eurofxref.xml"
        path.write_text(text or HEAD + "".join(days) + FOOT)
        return path

    return write


def update(path):
    out = io.StringIO()
    call_command("update_rates", path, stdout=out)
    return out.getvalue()


def test_rates_are_loaded_and_a_second_run_changes_nothing(file):
    path = file(day("2026-03-12", USD="1.0891", JPY="161.77"), day("2026-03-11", USD="1.0900"))
    assert "3 read, up to 2026-03-12: 3 created, 0 updated, 0 unchanged." in update(path)
    before = list(Rate.objects.order_by("pk").values())
    assert "0 created, 0 updated, 3 unchanged." in update(path)
    assert list(Rate.objects.order_by("pk").values()) == before
    assert before[0]["per_euro"] == Decimal("1.0891")


def test_corrected_rate_is_updated_and_other_days_stay(file):
    update(file(day("2026-03-11", USD="1.09"), day("2026-03-10", USD="1.08")))
    output = update(file(day("2026-03-12", USD="1.10"), day("2026-03-11", USD="1.095")))
    assert "1 created, 1 updated, 0 unchanged." in output
    rates = dict(Rate.objects.values_list("date", "per_euro"))
    assert rates == {
        dt.date(2026, 3, 10): Decimal("1.08"),
        dt.date(2026, 3, 11): Decimal("1.095"),
        dt.date(2026, 3, 12): Decimal("1.1"),
    }


GOOD = day("2026-03-12", USD="1.0891")
BAD = {
    "cut off": HEAD + GOOD,
    "empty": " ",
    "another XML": "<rss/>",
    "no rates": HEAD + FOOT,
    "a word for a rate": HEAD + GOOD + day("2026-03-11", USD="N/A") + FOOT,
    "nothing for a rate": HEAD + GOOD + day("2026-03-11", USD="") + FOOT,
    "no number": HEAD + GOOD + day("2026-03-11", USD="NaN") + FOOT,
    "zero": HEAD + GOOD + day("2026-03-11", USD="0") + FOOT,
    "below zero": HEAD + GOOD + day("2026-03-11", USD="-1") + FOOT,
    "too large": HEAD + GOOD + day("2026-03-11", USD="1e30") + FOOT,
    "too many places": HEAD + GOOD + day("2026-03-11", USD="1.12345678") + FOOT,
    "a long currency": HEAD + GOOD + day("2026-03-11", DOLLAR="1") + FOOT,
    "no date": HEAD + GOOD + day("soon", USD="1") + FOOT,
    "two rates": HEAD + GOOD + day("2026-03-12", USD="2") + FOOT,
    "entities": '<!DOCTYPE x [<!ENTITY a "1.1">]>'
    + HEAD.split("?>")[1]
    + day("2026-03-12", USD="&a;")
    + FOOT,
    "an encoding that does not exist": '<?xml version="1.0" encoding="no-such"?>'
    + HEAD.split("?>")[1]
    + GOOD
    + FOOT,
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_invalid_file_is_refused_and_nothing_is_written(file, text):
    with pytest.raises(CommandError, match=r"eurofxref\.xml: .+\. Nothing was written\."):
        update(file(text=text))
    assert not Rate.objects.exists()


@pytest.mark.usefixtures("any_day")
def test_a_rate_of_the_future_is_refused_and_nothing_is_written(file):
    in_three_days = timezone.localdate() + dt.timedelta(days=3)
    with pytest.raises(CommandError, match="Nothing was written"):
        update(file(day("2026-03-12", USD="1.0891"), day(in_three_days.isoformat(), USD="1")))
    assert not Rate.objects.exists()
    assert "1 created" in update(file(day(timezone.localdate().isoformat(), USD="1")))


def test_missing_file_is_reported(tmp_path):
    with pytest.raises(CommandError, match="cannot be opened"):
        update(tmp_path / "nowhere.xml")


def test_database_has_one_positive_rate_per_day_and_currency():
    rate = make_rate("USD", "1.1")
    for wrong in ({"per_euro": Decimal("1.2")}, {"per_euro": Decimal(0), "currency": "GBP"}):
        fields = {"currency": "USD", "date": rate.date, "source": rate.source} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            Rate.objects.create(**fields)


def test_only_the_newest_day_is_used(django_assert_num_queries):
    make_rate("RUB", "117.2", "2022-03-01")
    make_rate("USD", "1.10", "2026-03-11")
    make_rate("USD", "1.0891", "2026-03-12")
    make_rate("GBP", "0.84", "2026-03-12")
    with django_assert_num_queries(1):
        rates = newest_rates()
    assert rates.date == dt.date(2026, 3, 12)
    assert rates.convert(Decimal("108.91"), "USD", "EUR") == 100
    assert rates.convert(Decimal("108.91"), "USD", "GBP") == 84
    assert rates.convert(Decimal(100), "RUB", "EUR") is None
    assert rates.convert(Decimal(100), "RUB", "RUB") == 100


def test_nothing_is_converted_without_rates():
    rates = newest_rates()
    assert (rates.date, rates.convert(Decimal(1), "USD", "EUR")) == (None, None)


def test_yen_have_no_decimals():
    rates = Rates(dt.date(2026, 3, 12), {"EUR": Decimal(1), "JPY": Decimal("161.77")})
    assert rates.convert(Decimal("10.01"), "EUR", "JPY") == Decimal(1619)


@given(st.decimals("0.01", "9999", places=2), st.decimals("0.001", "9999", places=4))
def test_converting_back_is_within_the_smallest_unit(amount, per_euro):
    rates = Rates(dt.date(2026, 3, 12), {"EUR": Decimal(1), "USD": per_euro})
    there = rates.convert(amount, "EUR", "USD")
    back = rates.convert(there, "USD", "EUR")
    assert abs(back - amount) <= Decimal("0.005") / per_euro + Decimal("0.005")
