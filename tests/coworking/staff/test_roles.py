"""Roles are groups that follow a table: whole after every migration, and no way up to superuser."""

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse

from coworking.accounts.models import User
from coworking.staff import roles
from tests.factories import make_member, make_staff, make_user

pytestmark = pytest.mark.django_db
APPS = ("coworking", "spaces", "reviews")


@pytest.mark.parametrize("app", APPS)
def test_the_table_of_permissions_lists_every_model(app):
    models = {model._meta.model_name for model in apps.get_app_config(app).get_models()}
    missing, gone = models - set(roles.table_of(app)), set(roles.table_of(app)) - models
    assert not missing, f"say what moderators and editors may: one line each in {app}/roles.py for {missing}"
    assert not gone, f"no model has these names any more: {gone} in {app}/roles.py"


@pytest.mark.parametrize("role", [roles.MODERATOR, roles.EDITOR])
def test_a_group_has_exactly_the_permissions_of_its_table(role):
    permissions = set(
        Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    )
    assert permissions == {(app, name) for app in APPS for name in roles.codenames(role, app)}


def test_the_administrator_may_do_everything_and_is_no_superuser():
    administrator = make_staff(roles.ADMINISTRATOR)
    assert not administrator.is_superuser
    assert len(administrator.get_all_permissions()) == Permission.objects.count()


def test_a_migration_brings_the_groups_back_to_the_table():
    """What an operator gave in apps that are not ours stays."""
    moderators = Group.objects.get(name=roles.MODERATOR)
    moderators.permissions.set(Permission.objects.filter(codename__in=["delete_space", "view_logentry"]))
    Group.objects.get(name=roles.EDITOR).delete()
    call_command("migrate", verbosity=0)
    permissions = {permission.codename for permission in moderators.permissions.all()}
    assert permissions >= {"change_claim", "change_comment", "view_logentry"}
    assert "delete_space" not in permissions
    assert make_staff(roles.EDITOR).has_perm("spaces.change_space")


def test_permissions_that_do_not_exist_yet_are_made(db):
    Permission.objects.filter(content_type__app_label="spaces").delete()
    config = apps.get_app_config("spaces")
    roles.update_groups(config, using="default", apps=apps)
    assert make_staff(roles.EDITOR).has_perm("spaces.change_space")


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        (roles.MODERATOR, "/admin/spaces/claim/", 200),
        (roles.MODERATOR, "/admin/moderation/", 200),
        (roles.MODERATOR, "/admin/spaces/space/add/", 403),
        (roles.MODERATOR, "/admin/coworking/user/", 403),
        (roles.EDITOR, "/admin/spaces/space/add/", 200),
        (roles.EDITOR, "/admin/spaces/claim/", 403),
        (roles.EDITOR, "/admin/moderation/", 403),
        (roles.EDITOR, "/admin/coworking/user/", 403),
        (roles.ADMINISTRATOR, "/admin/coworking/user/", 200),
        (roles.ADMINISTRATOR, "/admin/auth/group/", 200),
        (roles.ADMINISTRATOR, "/admin/moderation/", 200),
    ],
)
def test_each_role_has_access_to_its_own_pages(client, role, address, status):
    client.force_login(make_staff(role))
    assert client.get(address).status_code == status


# No way up to superuser


@pytest.fixture
def administrator(client):
    user = make_staff(roles.ADMINISTRATOR)
    client.force_login(user)
    return user


def form_of(client, address: str) -> dict:
    """What the browser would send back of a form of the admin, its inlines empty."""
    context = client.get(address).context
    data = {key: "" if value is None else value for key, value in context["adminform"].form.initial.items()}
    for inline in context["inline_admin_formsets"]:
        data |= {f"{inline.formset.prefix}-TOTAL_FORMS": 0, f"{inline.formset.prefix}-INITIAL_FORMS": 0}
    return data


def test_an_administrator_does_not_make_superusers(client, administrator):
    address = reverse("admin:coworking_user_change", args=[administrator.pk])
    page = client.get(address).content.decode()
    assert 'name="is_superuser"' not in page
    assert 'name="user_permissions"' not in page
    data = form_of(client, address) | {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "on",
        "groups": [],
    }
    assert client.post(address, data).status_code == 302
    administrator.refresh_from_db()
    assert (administrator.is_superuser, administrator.is_staff) == (False, True)


def test_an_administrator_manages_the_account_of_a_member(client, administrator):
    member = make_member()
    address = reverse("admin:coworking_user_change", args=[member.pk])
    data = form_of(client, address) | {"display_name": "Maria", "is_active": "on", "groups": []}
    assert client.post(address, data).status_code == 302
    assert User.objects.get(pk=member.pk).display_name == "Maria"


def test_the_account_of_a_superuser_is_not_an_administrators(client, administrator):
    root = make_user("root@example.org", "a long phrase", is_staff=True, is_superuser=True)
    change = reverse("admin:coworking_user_change", args=[root.pk])
    password = reverse("admin:auth_user_password_change", args=[root.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"email": "mine@example.org"}).status_code == 403
    assert (
        client.post(password, {"password1": "mine, all mine", "password2": "mine, all mine"}).status_code
        == 403
    )
    client.post(reverse("admin:coworking_user_delete", args=[root.pk]), {"post": "yes"})
    ticked = {"action": "delete_selected", "_selected_action": [root.pk], "post": "yes"}
    client.post(reverse("admin:coworking_user_changelist"), ticked)
    root.refresh_from_db()
    assert root.email == "root@example.org"
    assert root.check_password("a long phrase")


def test_no_address_can_be_added_to_another_account_but_on_its_own_page(client, administrator):
    assert client.get("/admin/account/emailaddress/add/").status_code == 404
    root = make_user("root@example.org", is_superuser=True)
    address = reverse("admin:coworking_user_change", args=[root.pk])
    row = {"emailaddress_set-TOTAL_FORMS": 1, "emailaddress_set-INITIAL_FORMS": 0}
    row |= {"emailaddress_set-0-email": "mine@example.org", "emailaddress_set-0-verified": "on"}
    assert client.post(address, row).status_code == 403
    assert not EmailAddress.objects.exists()
