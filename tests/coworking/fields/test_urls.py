"""An address of the web is typed as people say it."""

import pytest
from django.apps import apps
from django.db import models

FIELDS = [
    field
    for model in apps.get_models()
    if model.__module__.startswith(("coworking.", "spaces.", "reviews."))
    for field in model._meta.local_fields
    if isinstance(field, models.URLField)
]


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_url_without_a_scheme_becomes_https(field):
    assert field.formfield().clean("example.org/desks") == "https://example.org/desks"
    assert field.formfield().clean("http://example.org/") == "http://example.org/"


def test_migrations_contain_django_s_own_field():
    assert {field.deconstruct()[1] for field in FIELDS} == {"django.db.models.URLField"}
