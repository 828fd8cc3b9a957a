"""Tests of the rules of awards and labels."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from spaces.programmes.models import Award, Call, ProgrammeFact
from tests.factories import (
    make_award,
    make_call,
    make_label,
    make_programme,
    make_source,
    make_space,
)

pytestmark = pytest.mark.django_db

PAGE = "/en/programmes/rural-desks/"


def page_of(client, path=PAGE):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def fact(programme, what, source="a newspaper", **value):
    return ProgrammeFact.objects.create(
        programme=programme, what=what, source=make_source(source), as_of="2013", **value
    )


@pytest.mark.parametrize(
    "again",
    [
        lambda p, a, c: make_award(p, a.space),
        lambda p, a, c: make_call(p, c.name, source=make_source("other")),
        lambda p, a, c: make_award(p, a.space, same_as=a, source=make_source("twice")),
        lambda p, a, c: make_call(p, "x", same_as=c, source=make_source("twice")),
        lambda p, a, c: make_award(p, None),
        lambda p, a, c: make_award(p, None, "-1", project="x"),
        lambda p, a, c: make_call(p, "x", grant_min=2, grant_max=1, currency="EUR"),
        lambda p, a, c: make_call(p, "x", grant_max=1),
        lambda p, a, c: fact(p, "note"),
        lambda p, a, c: fact(p, "budget", "twice", number=1),
    ],
)
def test_database_refuses(rural, again):
    award, call = make_award(rural, make_space()), make_call(rural)
    make_award(rural, award.space, same_as=award, source=make_source("twice"))
    make_call(rural, "x", same_as=call, source=make_source("twice"))
    fact(rural, "budget", "twice", number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        again(rural, award, call)


def test_space_can_have_an_award_again_in_another_period(rural):
    space = make_space()
    make_award(rural, space, starts="2012")
    make_award(rural, space, starts="2017")
    assert space.awards.count() == 2


def test_same_as_must_be_a_canonical_row_of_the_same_programme(rural):
    call = make_call(rural)
    other = make_call(rural, same_as=call, source=make_source("a"))
    stranger = make_call(make_programme())
    for wrong in (other, stranger):
        with pytest.raises(ValidationError) as caught:
            Call(programme=rural, name="x", source=call.source, same_as=wrong).full_clean()
        assert "same_as" in caught.value.message_dict


def test_label_of_another_programme_is_refused(rural):
    award = make_award(rural, make_space())
    award.label = make_label(make_programme())
    with pytest.raises(ValidationError, match="another programme"):
        award.full_clean()


def test_canonical_row_is_not_deleted_before_its_others_but_with_its_programme(rural):
    award = make_award(rural, make_space())
    make_award(rural, award.space, same_as=award, source=make_source("a"))
    with pytest.raises(RestrictedError):
        award.delete()
    rural.delete()
    assert not Award.objects.exists()


def test_award_keeps_its_recipient_when_the_space_is_deleted(client, rural):
    space = make_space("The Mill")
    make_award(rural, space, "50000")
    space.delete()
    assert "The Mill" in page_of(client)
