"""People sign in with their e-mail address, whatever its case."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from coworking.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_signing_in_does_not_mind_the_case():
    ann = make_user("Ann@Example.org", "a long phrase")
    assert authenticate(username="ann@example.ORG", password="a long phrase") == ann
    assert authenticate(username="ann@example.org", password="another phrase") is None


def test_nobody_signs_in_as_a_user_without_password():
    make_user("ann@example.org")
    assert authenticate(username="ann@example.org", password="") is None


def test_an_address_is_needed():
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_one_address_one_user_in_the_database():
    make_user("ann@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("ANN@example.org")
    assert User.objects.count() == 1


def test_one_address_one_user_is_explained():
    make_user("ann@example.org")
    with pytest.raises(ValidationError, match="Somebody already has this e-mail address"):
        User(email="ANN@example.org", password="x").full_clean()


def test_the_command_makes_an_administrator():
    call_command("createsuperuser", email="root@example.org", interactive=False, verbosity=0)
    root = User.objects.get(email="root@example.org")
    assert (root.is_staff, root.is_superuser) == (True, True)


def test_people_are_shown_by_their_public_name():
    assert str(make_user("ann@example.org", display_name="Ann")) == "Ann"
    assert str(make_user("bob@example.org")) == "bob@example.org"
