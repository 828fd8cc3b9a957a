import pytest
from django.db import transaction

from tests.safety.cast import make_cast


@pytest.fixture(autouse=True)
def contact_form(settings):
    """A site with a contact form."""
    settings.CONTACT_EMAIL = "operator@example.org"


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    """The same rows for a whole module: what a request changes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)
