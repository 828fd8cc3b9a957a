"""The prefix lookup uses an index, and finds the same on both databases."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from coworking.accounts.models import User
from tests.factories import make_user

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


def make_user_with(text: str) -> User:
    """A user with a text in a column that stores it as it is; a name is stored as one line."""
    user = make_user()
    User.objects.filter(pk=user.pk).update(password=text)
    return user


class BeginsTest(TestCase):
    @given(TEXT, TEXT)
    def test_it_finds_what_begins_with_it_and_nothing_else(self, name, prefix):
        user = make_user_with(name)
        found = User.objects.filter(password__prefix=prefix, pk=user.pk).exists()
        assert found == name.startswith(prefix)

    @given(TEXT)
    def test_every_beginning_of_a_text_finds_it(self, name):
        user = make_user_with(name)
        for length in range(len(name) + 1):
            assert User.objects.filter(password__prefix=name[:length], pk=user.pk).exists()


@pytest.mark.django_db
def test_a_prefix_lookup_uses_the_index():
    queryset = User.objects.filter(display_name__prefix="Mar").order_by()
    if connection.vendor == "sqlite":
        assert "USING INDEX" in queryset.explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "Index" in queryset.explain()
        assert "~>=~" in queryset.explain()
