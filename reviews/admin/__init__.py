"""Staff admin of what people say: everything readable, changed only by acts that leave a row."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reviews.models import Act, Author, Comment, Flag, ImportedThread, Recommendation


class ReadOnly(admin.ModelAdmin):
    """Looked at here; changed through the queue."""

    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Comment)
class CommentAdmin(ReadOnly):
    list_display = ("__str__", "author", "thread", "state", "said", "posted_at")
    list_filter = ("state", "is_pingback", "language")
    list_select_related = ("author__user", "thread__space", "thread__city")
    search_fields = ("text",)

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("reviews.view_comment") or request.user.has_perm(
            "reviews.change_comment"
        )

    @admin.display(description=_("said"))
    def said(self, comment: Comment) -> str:
        return _("said %(count)s times") % {"count": comment.copy_count + 1}


@admin.register(Act)
class ActAdmin(ReadOnly):
    list_display = ("created_at", "actor", "action", "reason", "comment")
    list_filter = ("action",)
    list_select_related = ("actor", "comment")


@admin.register(Author)
class AuthorAdmin(ReadOnly):
    list_display = ("shown_name", "user", "is_member", "is_banned")
    list_filter = ("is_member", "is_banned")
    list_select_related = ("user",)
    search_fields = ("name", "user__display_name")
    exclude = ("email_hash", "key")


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnly):
    list_display = ("space", "member", "recommends", "updated_at")
    list_select_related = ("space", "member")


@admin.register(Flag, ImportedThread)
class PlainAdmin(ReadOnly):
    pass
