"""Programmes, their calls, awards and labels in the staff's admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from coworking.staff.admin import KeySelects
from coworking.staff.search import FoundByWords
from spaces.programmes.models import Award, Call, CallDocument, Label, Programme, ProgrammeFact


class FactInline(KeySelects, admin.StackedInline[ProgrammeFact, Programme]):
    model = ProgrammeFact
    extra = 0
    autocomplete_fields = ("source",)


class LabelInline(admin.TabularInline[Label, Programme]):
    model = Label
    extra = 0
    prepopulated_fields = {"slug": ("name",)}


class DocumentInline(admin.TabularInline[CallDocument, Call]):
    model = CallDocument
    extra = 0


@admin.register(Programme)
class ProgrammeAdmin(FoundByWords):
    list_display = ("name", "kind", "country", "region", "funder", "as_of")
    list_filter = ("kind",)
    list_select_related = ("country",)
    search_fields = ("name", "slug", "funder", "operator")
    autocomplete_fields = ("country", "source")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (FactInline, LabelInline)


@admin.register(Call)
class CallAdmin(FoundByWords):
    list_display = ("programme", "name", "opens", "deadline", "source", "same_as")
    list_display_links = ("programme", "name")
    list_select_related = ("programme", "source", "same_as__programme")
    search_fields = ("name", "programme__name")
    autocomplete_fields = ("programme", "source", "same_as")
    inlines = (DocumentInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Call]:
        return super().get_queryset(request).select_related(*self.list_select_related)


@admin.register(Award)
class AwardAdmin(FoundByWords):
    list_display = ("project", "place", "programme", "amount", "currency", "label", "source", "same_as")
    list_select_related = ("programme", "label", "source", "same_as__programme")
    search_fields = ("project", "place", "programme__name")
    autocomplete_fields = ("programme", "space", "label", "source", "same_as")
    fields = (
        "programme", "space", "project", "place", "label", "amount", "currency", "starts", "ends", "note",
        "source", "as_of", "as_of_basis", "same_as",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Award]:
        return super().get_queryset(request).select_related(*self.list_select_related)


@admin.register(Label)
class LabelAdmin(FoundByWords):
    list_display = ("name", "programme", "slug")
    list_select_related = ("programme",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("programme",)
    prepopulated_fields = {"slug": ("name",)}
