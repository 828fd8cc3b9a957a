"""Recommendations of members, and the counts and the score that are stored with the space."""

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from reviews.comments.models import Comment
from reviews.recommendations.models import Recommendation
from reviews.recommendations.queries import set_recommendation, wilson_lower_bound
from spaces.directory.models import Space
from tests.factories import make_city, make_member, make_space
from tests.pages import cards, page

URL = "/en/spaces/here/recommend/"


def counts(space):
    space.refresh_from_db()
    return space.recommended_count, space.recommendation_count


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_lower_bound_is_at_most_the_share_and_grows_with_positive_votes(positive, negative):
    total = positive + negative
    bound = wilson_lower_bound(positive, total)
    assert 0 <= bound <= (positive / total if total else 0) + 1e-9
    assert wilson_lower_bound(positive + 1, total + 1) > bound or total == 0
    assert wilson_lower_bound(positive, total + 1) <= bound


def test_the_lower_bound_is_as_tabled():
    # Wilson (1927), as tabled for 95%: 18 of 20 is at least 0.699, 1 of 1 at least 0.207.
    assert wilson_lower_bound(18, 20) == pytest.approx(0.699, abs=0.001)
    assert wilson_lower_bound(1, 1) == pytest.approx(0.207, abs=0.001)


@pytest.mark.django_db
def test_a_member_recommends_changes_and_withdraws(client):
    space, marie = make_space(slug="here"), make_member()
    client.force_login(marie)
    client.post(URL, {"recommends": "yes", "good_for": ["calls", "clients"], "text": "Quiet booths."})
    assert counts(space) == (1, 1)
    shown = page(client.get("/en/spaces/here/"))
    summary = shown.one(".recommended").text
    assert "1 of 1 member recommends it" in summary
    assert "especially for calls" in summary
    assert shown.texts("li.comment .comment-text") == ["Quiet booths."]
    client.post(URL, {"recommends": "no"})
    recommendation = Recommendation.objects.get()
    assert not recommendation.recommends
    assert recommendation.comment == Comment.objects.get()
    assert counts(space) == (0, 1)
    client.post(URL, {"take_back": "1"})
    assert counts(space) == (0, 0)
    assert space.recommendation_score == 0


@pytest.mark.django_db
def test_a_form_without_yes_or_no_is_refused_and_its_text_stays(client):
    make_space(slug="here")
    client.force_login(make_member())
    form = page(client.post(URL, {"text": "Keep this"})).one("form.stacked-form")
    assert "Say yes or no." in form.text
    assert form.one("textarea").text == "Keep this"
    assert not Recommendation.objects.exists()


@pytest.mark.django_db
def test_recommended_spaces_come_first_in_a_list_with_their_counts(client):
    city = make_city()
    plain, loved = make_space("Aaa plain", city=city), make_space("Zzz loved", city=city)
    for number in range(3):
        set_recommendation(make_member(f"M{number}"), loved, True)
    set_recommendation(make_member(), plain, False)
    response = client.get("/en/be/liege/")
    assert cards(response) == ["Zzz loved", "Aaa plain"]
    assert "3 of 3 recommend it" in page(response).select("li.card")[0].text


@pytest.mark.django_db
def test_a_sample_comes_after_every_real_place_however_many_recommend_it(client):
    city = make_city()
    sample, _real = make_space("Invented", city=city, is_sample=True), make_space("Real", city=city)
    set_recommendation(make_member(), sample, True)
    assert cards(client.get("/en/be/liege/")) == ["Real", "Invented"]


@pytest.mark.django_db
def test_check_recommendations_finds_wrong_counts_and_fixes_them():
    space = make_space()
    set_recommendation(make_member(), space, True)
    call_command("check_recommendations", verbosity=0)
    Space.objects.filter(pk=space.pk).update(recommended_count=7)
    with pytest.raises(CommandError):
        call_command("check_recommendations")
    call_command("check_recommendations", "--fix")
    assert counts(space) == (1, 1)


@pytest.mark.django_db
def test_visitors_are_redirected_to_sign_in(client):
    make_space(slug="here")
    assert "/account/login/" in client.post(URL).url


@pytest.mark.django_db
def test_counts_are_updated_when_an_account_is_deleted():
    space, marie = make_space(), make_member()
    set_recommendation(marie, space, True)
    marie.delete()
    assert counts(space) == (0, 0)
