"""The vocabulary in the staff's admin: amenities and kinds, as shipped and as the operator changes them."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coworking.staff.admin import StaffAdmin
from coworking.templating.icons import icon_names
from coworking.templating.template_functions import icon
from spaces.directory.amenities import AMENITIES
from spaces.directory.choices import Kind
from spaces.directory.models import Amenity, Space, SpaceAmenity, SpaceKind
from spaces.directory.vocabulary import LANGUAGES, Entry, lines_of, shipped_entry, tag_of, vocabulary

KEY = re.compile(r"[a-z][a-z0-9_]*")
NO_KEYS = {"hours"}  # terms of the search index have it


class IconInput(forms.TextInput):
    """A name of an icon, with all names to choose from."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        drawn = super().render(name, value, {**(attrs or {}), "list": "lucide-icons"}, renderer)
        options = format_html_join("", "<option>{}</option>", ([one] for one in sorted(icon_names())))
        return format_html('{}<datalist id="lucide-icons">{}</datalist>', drawn, options)


class EntryForm(forms.ModelForm[Any]):
    """An entry of the vocabulary. A field for the name in each language of the site follows the key."""

    class Meta:
        widgets = {
            "icon": IconInput,
            "other_names": forms.Textarea(attrs={"rows": 4}),
            "osm": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shipped = shipped_entry(self._meta.model.__name__, self.instance.pk or "")
        for language in LANGUAGES:
            self.fields[name_field(language)].initial = self.instance.names.get(language, "")
        if shipped:
            self._show_defaults(shipped)

    def _show_defaults(self, shipped: Entry) -> None:
        """Say beside each field what is shipped and holds while the field is empty."""
        for language, name in shipped.names.items():
            self.fields[name_field(language)].widget.attrs["placeholder"] = name
        if "icon" in self.fields:
            self.fields["icon"].widget.attrs["placeholder"] = shipped.icon
        if "osm" in self.fields and shipped.osm:
            tags = ", ".join(f"{tag}={value}" for tag, value in shipped.osm)
            self.fields["osm"].help_text = _("Shipped: %(tags)s.") % {"tags": tags} + f" {OSM_HELP}"

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not KEY.fullmatch(key) or key in NO_KEYS:
            raise ValidationError(_("Small letters, digits and _ only, and a letter first."))
        return key

    def clean_osm(self) -> str:
        added, removed = lines_of(self.cleaned_data["osm"])
        for line in (*added, *removed):
            tag, value = tag_of(line)
            if not re.fullmatch(r"[a-zA-Z0-9_:-]+", tag):
                raise ValidationError(
                    _("“%(line)s” is no tag: write for example studio=podcast.") % {"line": line}
                )
            if self._meta.model is SpaceKind and value == "*":
                raise ValidationError(_("A kind needs a tag with its value, such as amenity=cafe."))
        return "\n".join((*added, *(f"-{line}" for line in removed)))

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        names = {code: self.cleaned_data.get(name_field(code), "") for code in LANGUAGES}
        self.instance.names = {code: name for code, name in names.items() if name}
        key = self.instance.pk or self.cleaned_data.get("key", "")
        if not self.instance.names and not shipped_entry(self._meta.model.__name__, key):
            self.add_error(name_field(LANGUAGES[0]), _("Give it a name."))
        return data


OSM_HELP = gettext_lazy(
    "One tag a line, such as studio=podcast; =* is every value but no and none. "
    "A - before a tag takes a shipped one away."
)
HELP = {
    "key": gettext_lazy("In URLs and files: podcast_studio. It cannot be changed later."),
    "icon": gettext_lazy("A name of https://lucide.dev/icons/, such as mic."),
    "other_names": gettext_lazy(
        "What people write in files and searches, in any language, one a line. "
        "A - before a name takes a shipped one away."
    ),
    "osm": OSM_HELP,
    "is_retired": gettext_lazy("No longer offered in forms and filters. What is known of spaces stays."),
    "order": gettext_lazy("Those that are shipped come first."),
}


def name_field(language: str) -> str:
    """The form field for the name in a language."""
    return f"name_{language.replace('-', '_')}"


class VocabularyAdmin(StaffAdmin):
    """Shows the operator's changes beside what is shipped. What is shipped or used is not deleted."""

    list_display = ("drawn", "key", "offered", "tags")
    list_display_links = ("drawn", "key")
    shipped_keys: frozenset[str] = frozenset()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        names = {
            name_field(code): forms.CharField(
                label=_("Name (%(language)s)") % {"language": code}, max_length=60, required=False
            )
            for code in LANGUAGES
        }
        form = type("EntryForm", (EntryForm,), names)
        kwargs |= {"fields": self._columns(obj), "help_texts": HELP}
        return super().get_form(request, obj, change, form=form, **kwargs)

    def _columns(self, obj: Any) -> list[str]:
        own_order = ["order"] if obj is None or obj.pk not in self.shipped_keys else []
        return [*(["key"] if obj is None else []), "icon", "other_names", "osm", "is_retired", *own_order]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        first, *others = self._columns(obj)
        names = [name_field(code) for code in LANGUAGES]
        return [first, *names, *others] if first == "key" else [*names, first, *others]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_deletable = obj is not None and obj.pk not in self.shipped_keys and not self.is_used(obj.pk)
        return is_deletable and super().has_delete_permission(request, obj)

    def is_used(self, key: str) -> bool:
        raise NotImplementedError

    def entry(self, row: Any) -> Entry:
        raise NotImplementedError

    @admin.display(description=gettext_lazy("name"))
    def drawn(self, row: Any) -> SafeString:
        entry = self.entry(row)
        return format_html("{} {}", icon(entry.icon), entry.label)

    @admin.display(description=gettext_lazy("offered"), boolean=True)
    def offered(self, row: Any) -> bool:
        return not row.is_retired

    @admin.display(description=gettext_lazy("tags of OpenStreetMap"))
    def tags(self, row: Any) -> str:
        return ", ".join(f"{tag}={value}" for tag, value in self.entry(row).osm)


@admin.register(Amenity)
class AmenityAdmin(VocabularyAdmin):
    shipped_keys = frozenset(AMENITIES)

    def is_used(self, key: str) -> bool:
        return SpaceAmenity.objects.filter(amenity=key).exists()

    def entry(self, row: Any) -> Entry:
        return vocabulary().amenities[row.pk]


@admin.register(SpaceKind)
class SpaceKindAdmin(VocabularyAdmin):
    shipped_keys = frozenset(kind.value for kind in Kind)

    def is_used(self, key: str) -> bool:
        return Space.objects.filter(kind=key).exists()

    def entry(self, row: Any) -> Entry:
        return vocabulary().kinds[row.pk]
