from typing import Any

from allauth.account import admin as account_admin  # noqa: F401  (registers what is taken off the site below)
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as BaseGroupAdmin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coworking.accounts import invitations
from coworking.accounts.models import SignUpInvitation, User
from coworking.staff.admin import CheckedInput, StaffAdmin, limited

# An address added to an account opens it by a reset password: it is edited on the account, under its rules.
admin.site.unregister(EmailAddress)
admin.site.unregister(Group)
admin.site.login = limited(admin.site.login)  # type: ignore[assignment, method-assign]


@admin.register(Group)
class GroupAdmin(CheckedInput, BaseGroupAdmin):
    """Django's own; there are a handful of groups."""


class EmailAddressInline(admin.TabularInline[EmailAddress, User]):
    model = EmailAddress
    extra = 0


@admin.register(SignUpInvitation)
class SignUpInvitationAdmin(StaffAdmin):
    """Invitations: one that is added is sent, and none is changed; deleting one makes its link useless."""

    list_display = ("email", "invited_by", "created_at", "used_at")
    list_select_related = ("invited_by",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.invited_by = request.user
        super().save_model(request, obj, form, change)
        invitations.send(obj)


@admin.register(User)
class UserAdmin(StaffAdmin, BaseUserAdmin[User]):
    """Django's own, for accounts whose name is the e-mail address.

    Only superusers make superusers, give single permissions, and touch the account of one: an administrator
    does not become a superuser by way of another's password.
    """

    ordering = ("email",)
    list_display = ("email", "display_name", "is_staff", "is_active")
    list_filter = ("is_staff", "groups")
    sortable_by = ("email",)
    search_fields = ("email", "display_name")
    search_help_text = _("The beginning of the address or of the public name.")
    inlines = (EmailAddressInline,)
    fieldsets = (
        (None, {"fields": ("email", "password", "display_name")}),
        (
            _("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search by prefix: addresses are stored in lower case, names as they were written."""
        found = Q(email__prefix=search_term.lower()) | Q(display_name__prefix=search_term)
        return queryset.filter(found) if search_term else queryset, False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser", "user_permissions")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_touch(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_touch(request, obj) and super().has_delete_permission(request, obj)


def _may_touch(request: HttpRequest, user: User | None) -> bool:
    return user is None or request.user.is_superuser or not user.is_superuser
