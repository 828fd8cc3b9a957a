"""Forms on which members propose a space or report changes. Facts are cleaned as an import cleans them."""

import re
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coworking.fields.amount_fields import AmountField
from coworking.fields.amounts import Money
from coworking.fields.date_fields import TypedDateField
from spaces.contributions.likely_duplicates import PlaceDescription
from spaces.directory.amenity_rows import amenities_of
from spaces.directory.choices import Kind
from spaces.directory.forms import AmenityValuesField
from spaces.directory.models import Space
from spaces.directory.vocabulary import offered_kinds, vocabulary
from spaces.geography.cities import lookup as city_lookup
from spaces.geography.cities.spellings import is_city_name
from spaces.geography.models import City, Country
from spaces.geography.positions import CHOICE, MapMedia, settled_position, show_map
from spaces.importers.record import price_fact
from spaces.importers.values import clean
from spaces.managers.fact_names import AMENITIES, POSITION, PRICES
from spaces.opening_hours.forms import NOT_UNDERSTOOD, set_typed, understand
from spaces.provenance.amenity_values import AmenityValue

PLAIN_FACTS = ("name", "kind", "street", "postcode", "website", "phone", "email", "opening_hours")
UNITS = ("day", "month")


class FactsForm(forms.Form):
    """The facts that a visitor can know. Everything may be left empty."""

    street = forms.CharField(label=_("street and number"), max_length=250, required=False)
    postcode = forms.CharField(label=_("postcode"), max_length=20, required=False)
    position = forms.CharField(
        label=_("position"),
        max_length=60,
        required=False,
        help_text=_("Latitude and longitude, as a map gives them: 50.63373, 5.56749"),
    )
    website = forms.CharField(label=_("web site"), max_length=500, required=False)
    phone = forms.CharField(label=_("telephone"), max_length=60, required=False)
    email = forms.CharField(label=_("e-mail"), max_length=254, required=False)
    # Hours that were not understood: who sends the same again wants the text itself.
    hours_as_text = forms.CharField(required=False, widget=forms.HiddenInput)
    opening_hours = forms.CharField(
        label=_("opening hours"),
        max_length=500,
        required=False,
        help_text=_("As you would write them, or in OpenStreetMap's syntax: Mo-Fr 08:30-18:00; PH off"),
    )
    day_price = AmountField(label=_("price of a day"), takes_minimum=True, required=False)
    month_price = AmountField(label=_("price of a month"), takes_minimum=True, required=False)
    amenities = AmenityValuesField(label=_("What it has"), required=False)
    # A trap for robots that fill in every field; people do not see it.
    homepage = forms.CharField(required=False)

    Media = MapMedia

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError(_("Leave this field empty: it is there to catch robots."))
        return ""

    def clean_name(self) -> str:
        name = clean.text(self.cleaned_data["name"])
        if not any(char.isalnum() for char in name):
            raise forms.ValidationError(_("This is no name."))
        return name

    def clean_street(self) -> str:
        return clean.text(self.cleaned_data["street"])

    def clean_opening_hours(self) -> str:
        """The hours in OSM's syntax; or other text, sent a second time after it was not understood."""
        text = clean.text(self.cleaned_data["opening_hours"])
        if text in (self.cleaned_data.get("hours_as_text"), self.initial.get("opening_hours")):
            return text
        try:
            return understand(self, "opening_hours", text)
        except forms.ValidationError as error:
            if error.code != NOT_UNDERSTOOD:
                raise
            set_typed(self, "hours_as_text", text)
            raise forms.ValidationError([error, _("Send it again to leave it as text.")]) from None

    def clean_postcode(self) -> str:
        return self._understood("postcode", clean.postcode, _("This is no postcode."))

    def clean_website(self) -> str:
        return self._understood("website", clean.website, _("This is no web address."))

    def clean_phone(self) -> str:
        return self._understood("phone", clean.phone, _("This is no telephone number."))

    def clean_email(self) -> str:
        return self._understood("email", clean.email, _("This is no e-mail address."))

    def _understood(self, field: str, cleaner: Callable[[str], str], message: Any) -> str:
        typed = self.cleaned_data[field].strip()
        found = cleaner(typed)
        if typed and not found:
            raise forms.ValidationError(message)
        return found

    def clean_position(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees, or None."""
        typed = self.cleaned_data["position"].strip()
        ways = (re.split(separator, typed) for separator in (r"\s*;\s*", r",\s+", r"\s+", ","))
        parts = next((parts for parts in ways if len(parts) == 2), ())
        found = clean.position(*parts) if parts else None
        if typed and not found:
            raise forms.ValidationError(_("Write latitude and longitude, such as 50.63373, 5.56749."))
        return found

    def city_of_position(self) -> City | None:
        """The city that the position should be near."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Ask about a position that is new, and far from the city."""
        data = super().clean() or self.cleaned_data
        if data.get("position") and "position" in self.changed_data:
            city, chosen = self.city_of_position(), self.data.get(CHOICE, "")
            try:
                data["position"] = settled_position(data["position"], city, chosen)
            except forms.ValidationError as error:
                self.add_error("position", error)
        return data

    def facts(self) -> dict[str, Any]:
        """The facts of the cleaned fields, without empty ones, as a statement stores them."""
        data = self.cleaned_data
        facts: dict[str, Any] = {name: data[name] for name in PLAIN_FACTS if data.get(name)}
        if data.get("position"):
            facts["latitude"], facts["longitude"] = data["position"]
        if data.get("amenities"):
            facts[AMENITIES] = data["amenities"]
        return facts

    def set_local_currency(self, currency: str) -> None:
        """Read amounts without a currency in this one."""
        for unit in UNITS:
            self._price_field(unit).local = currency

    def prices(self) -> list[dict[str, Any]]:
        """The prices of the cleaned fields, as a statement stores them."""
        return [
            asdict(price_fact(unit, self._money(unit)))
            for unit in UNITS
            if self.cleaned_data.get(f"{unit}_price") is not None
        ]

    def clean_day_price(self) -> Decimal | None:
        return self._with_currency("day")

    def clean_month_price(self) -> Decimal | None:
        return self._with_currency("month")

    def _with_currency(self, unit: str) -> Decimal | None:
        amount: Decimal | None = self.cleaned_data[f"{unit}_price"]
        if amount is not None and not self._money(unit).currency:
            raise forms.ValidationError(_("Write the currency too, such as 25 EUR."))
        return amount

    def _price_field(self, unit: str) -> AmountField:
        return cast(AmountField, self.fields[f"{unit}_price"])

    def _money(self, unit: str) -> Money:
        return self._price_field(unit).money(self[f"{unit}_price"].data)


class ProposalForm(FactsForm):
    """A proposal: what the space is, where it is, and how the member knows it.

    Its page asks in steps. All fields are on the page in each of them, so nothing that was typed is lost.
    """

    STEPS = (
        ("name", "kind", "city", "country"),
        (
            *("street", "postcode", "position", "website", "phone", "email"),
            *("opening_hours", "hours_as_text", "day_price", "month_price", "amenities"),
        ),
        ("how", "homepage"),
    )
    # The browser cannot point to an empty field of a step that is not shown; the server says what lacks.
    use_required_attribute = False

    name = forms.CharField(label=_("name"), max_length=200)
    kind = forms.ChoiceField(label=_("kind"), choices=offered_kinds, initial=Kind.COWORKING)
    city = forms.CharField(label=_("city or village"), max_length=200)
    country = forms.ModelChoiceField(label=_("country"), queryset=Country.objects.none())
    how = forms.CharField(
        label=_("How do you know it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: I work there on Mondays. Or the address of a page that tells of it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = cast(forms.ModelChoiceField[Country], self.fields["country"])
        country.queryset = Country.objects.all()
        by_name = sorted(Country.objects.all(), key=lambda country: country.name)
        chosen = next((one for one in by_name if one.pk == self.data.get("country")), None)
        self.set_local_currency(chosen.currency if chosen else "")
        country.choices = [("", "–"), *((one.pk, one.name) for one in by_name)]

    def clean_city(self) -> str:
        city = clean.text(self.cleaned_data["city"])
        if not is_city_name(city):
            raise forms.ValidationError(_("This is no city."))
        return city

    def city_of_position(self) -> City | None:
        """The nearest city of the name, else the most populous."""
        country, name = self.cleaned_data.get("country"), self.cleaned_data.get("city")
        if not country or not name:
            return None
        here = self.cleaned_data["position"]
        return city_lookup.find_city(country.pk, name, here) or city_lookup.find_city(country.pk, name)

    def show_map(self) -> None:
        """Show a map below the position, which starts at the city that was typed."""
        country, name = self["country"].value() or "", self["city"].value() or ""
        here = self.cleaned_data.get("position") if self.is_bound else None
        city = city_lookup.find_city(country, name, here) or city_lookup.find_city(country, name)
        show_map(self.fields["position"], city)

    def wrong_step(self, until: int) -> int:
        """Return the first step before `until` with an error, 0 if there is none.

        Errors of later steps are forgotten: nobody has been asked about these yet.
        """
        for names in self.STEPS[until - 1 :]:
            for name in names:
                self.errors.pop(name, None)
        wrong = (number for number, names in enumerate(self.STEPS, 1) if set(names) & self.errors.keys())
        return next(wrong, 0)

    def description(self) -> PlaceDescription:
        """The place as the valid fields describe it so far."""
        data = self.cleaned_data
        facts, country = self.facts(), data.get("country")
        here = data.get("position") or None
        city = city_lookup.find_city(country.pk, data["city"], here) if country and data.get("city") else None
        if country:
            facts |= {"country": country.pk, "city": data.get("city", "")}
            facts |= {PRICES: self.prices()} if self.prices() else {}
        return PlaceDescription(facts, country.pk if country else "", city)


class ReportForm(FactsForm):
    """A report of changes. The fields are filled with the current values; only what differs is reported."""

    CHOICES = (
        ("", _("It is there: I correct its facts")),
        ("closed", _("It has closed")),
        ("moved", _("It has moved")),
        ("not_a_space", _("It is no place to work")),
    )
    what = forms.ChoiceField(
        label=_("What is it?"), choices=CHOICES, required=False, widget=forms.RadioSelect
    )
    when = TypedDateField(
        label=_("Since when?"),
        required=False,
        help_text=_(
            "A day, a month or a year, such as 31/03/2026, March 2026 or 2026. "
            "Leave it empty if you do not know."
        ),
    )
    name = forms.CharField(label=_("name"), max_length=200)
    kind = forms.ChoiceField(label=_("kind"))
    note = forms.CharField(
        label=_("Anything to add? How do you know?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, space: Space, data: QueryDict | None = None, answer: str = "") -> None:
        """Fill the form with what is known of a space, and with an answer that its reader gave there.

        Answers are "closed", "moved", an amenity with its value ("wifi:yes"), and "price" or "hours", which
        lead to that field. Others change nothing.
        """
        self.space = space
        super().__init__(data, initial=current_values(space) | _answered(space, answer))
        if field := self.fields.get({"price": "day_price", "hours": "opening_hours"}.get(answer, "")):
            field.widget.attrs["autofocus"] = True
        cast(forms.ChoiceField, self.fields["kind"]).choices = offered_kinds(space.kind)
        self.set_local_currency(space.price_currency or space.city.country.currency)
        show_map(self.fields["position"], space.city)

    def city_of_position(self) -> City | None:
        return self.space.city

    def changes(self) -> dict[str, Any]:
        """{fact: the member's value} of the fields that differ from the current values.

        Of amenities it is {key: text} of those that differ; an empty text makes one unknown.
        """
        data, before = self.cleaned_data, current_values(self.space)
        changed: dict[str, Any] = {name: data[name] for name in PLAIN_FACTS if data[name] != before[name]}
        place = before["position"] and clean.position(*before["position"].split(","))
        if data["position"] and data["position"] != place:
            changed[POSITION] = list(data["position"])
        amenities = dict.fromkeys(before[AMENITIES], "") | data[AMENITIES]
        differing = {key: text for key, text in amenities.items() if text != before[AMENITIES].get(key)}
        if differing:
            changed[AMENITIES] = differing
        prices = [price for price in self.prices() if f"{price['unit']}_price" in self.changed_data]
        return changed | ({PRICES: prices} if prices else {})


def _answered(space: Space, answer: str) -> dict[str, Any]:
    """Return the initial values of a report that an answer gives."""
    if answer in ("closed", "moved"):
        return {"what": answer}
    amenity, _separator, value = answer.partition(":")
    if amenity in vocabulary().amenities and value in AmenityValue.values:
        return {AMENITIES: amenities_of(space) | {amenity: value}}
    return {}


def current_values(space: Space) -> dict[str, Any]:
    """The current values of a space, as the fields of a report show them."""
    values: dict[str, Any] = {name: getattr(space, name) for name in PLAIN_FACTS}
    values["position"] = f"{space.latitude}, {space.longitude}" if space.has_position else ""
    values[AMENITIES] = amenities_of(space)
    prices: dict[str, Decimal | None] = {"day": space.day_price, "month": space.month_price}
    return values | {f"{unit}_price": amount for unit, amount in prices.items()}
