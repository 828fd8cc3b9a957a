"""Comments and their authors in the staff's admin: read here, changed only by decisions that are logged."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coworking.staff.admin import ReadOnlyAdmin
from reviews.comments.models import Author, Comment
from reviews.fingerprint import fingerprint
from spaces.search.admin_search import filter_by_space

MAX_FOUND = 500  # nobody reads more results


def _name_starts_with(text: str) -> Q:
    """The condition that an author's name begins with a text (case-sensitive)."""
    return Q(name__prefix=text) | Q(user__display_name__prefix=text)


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "author", "thread", "state", "times_posted", "posted_at")
    list_filter = ("state", "is_pingback")
    list_select_related = ("author__user", "thread__space", "thread__city")
    search_fields = ("text",)
    search_help_text = _("Words of a space, the beginning of an author's name, or a whole comment.")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("reviews.view_comment") or request.user.has_perm(
            "reviews.change_comment"
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        named = Author.objects.filter(_name_starts_with(search_term))
        authors = list(named.values_list("pk", flat=True)[:MAX_FOUND])
        by_author_or_text = queryset.filter(Q(author__in=authors) | Q(fingerprint=fingerprint(search_term)))
        by_space = filter_by_space(queryset, search_term, "thread__space")
        pks = [
            pk
            for rows in (by_author_or_text, by_space)
            for pk in rows.values_list("pk", flat=True)[:MAX_FOUND]
        ]
        return queryset.filter(pk__in=pks), False

    @admin.display(description=_("said"))
    def times_posted(self, comment: Comment) -> str:
        count = comment.duplicate_count + 1
        return ngettext("said once", "said %(count)s times", count) % {"count": count}


@admin.register(Author)
class AuthorAdmin(ReadOnlyAdmin):
    list_display = ("shown_name", "user", "is_member", "is_banned")
    list_filter = ("is_member", "is_banned")
    list_select_related = ("user",)
    search_fields = ("name",)
    search_help_text = _("The beginning of the name, as it is written.")
    exclude = ("email_hash", "key")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queryset.filter(_name_starts_with(search_term)) if search_term else queryset, False
