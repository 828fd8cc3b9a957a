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
def test_without_its_beginning_it_is_taken_for_https(field):
    assert field.formfield().clean("example.org/desks") == "https://example.org/desks"
    assert field.formfield().clean("http://example.org/") == "http://example.org/"


def test_for_migrations_it_is_a_field_of_django():
    assert {field.deconstruct()[1] for field in FIELDS} == {"django.db.models.URLField"}
