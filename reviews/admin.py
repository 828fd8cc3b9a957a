"""Staff admin of what people say: everything readable, changed only by acts that leave a row."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coworking.staff.admin import ReadOnlyAdmin
from reviews.comments.models import Author, Comment, Flag, ImportedThread
from reviews.fingerprint import fingerprint
from reviews.moderation.models import ModerationLogEntry
from reviews.recommendations.models import Recommendation
from spaces.search.admin_search import filter_by_space

MOST = 500  # whoever looks for a comment does not read on


def authors_named(name: str, path: str = "") -> Q:
    """Whose name begins like this, as it is written. `path` leads to the author ("author__")."""
    return Q(**{f"{path}name__prefix": name}) | Q(**{f"{path}user__display_name__prefix": name})


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "author", "thread", "state", "said", "posted_at")
    list_filter = ("state", "is_pingback")
    list_select_related = ("author__user", "thread__space", "thread__city")
    search_fields = ("text",)
    search_help_text = _("Words of a space, the beginning of an author's name, or a whole comment.")

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("reviews.view_comment") or request.user.has_perm(
            "reviews.change_comment"
        )

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        authors = Author.objects.filter(authors_named(search_term)).values_list("pk", flat=True)[:MOST]
        said = queryset.filter(Q(author__in=list(authors)) | Q(fingerprint=fingerprint(search_term)))
        about = filter_by_space(queryset, search_term, "thread__space")
        found = [*said.values_list("pk", flat=True)[:MOST], *about.values_list("pk", flat=True)[:MOST]]
        return queryset.filter(pk__in=found), False

    @admin.display(description=_("said"))
    def said(self, comment: Comment) -> str:
        count = comment.copy_count + 1
        return ngettext("said once", "said %(count)s times", count) % {"count": count}


@admin.register(ModerationLogEntry)
class ActAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "actor", "action", "reason", "comment")
    list_filter = ("action",)
    list_select_related = ("actor", "comment")


@admin.register(Author)
class AuthorAdmin(ReadOnlyAdmin):
    list_display = ("shown_name", "user", "is_member", "is_banned")
    list_filter = ("is_member", "is_banned")
    list_select_related = ("user",)
    search_fields = ("name",)
    search_help_text = _("The beginning of the name, as it is written.")
    exclude = ("email_hash", "key")

    def get_search_results(self, request, queryset, search_term):
        return queryset.filter(authors_named(search_term)) if search_term else queryset, False


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyAdmin):
    list_display = ("space", "member", "recommends", "updated_at")
    list_select_related = ("space", "member")
    search_fields = ("space",)

    def get_search_results(self, request, queryset, search_term):
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False


@admin.register(Flag)
class FlagAdmin(ReadOnlyAdmin):
    list_display = ("comment", "member", "reason", "note", "is_settled")
    list_select_related = ("comment", "member")


@admin.register(ImportedThread)
class ImportedThreadAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "source", "thread")
    list_select_related = ("thread__space", "thread__city")
