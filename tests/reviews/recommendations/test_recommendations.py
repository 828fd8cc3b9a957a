"""Members recommend a space or not, once; the space keeps figures that match."""

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from reviews.comments.models import Comment
from reviews.recommendations.models import Recommendation
from reviews.recommendations.queries import set_recommendation, wilson_lower_bound
from spaces.directory.models import Space
from tests.factories import make_city, make_member, make_space


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_bound_is_careful(yes, no):
    bound = wilson_lower_bound(yes, yes + no)
    assert 0 <= bound <= (yes / (yes + no) if yes + no else 0) + 1e-9
    assert wilson_lower_bound(yes + 1, yes + no + 1) > bound or (yes == no == 0)
    assert wilson_lower_bound(yes, yes + no + 1) <= bound


def test_many_good_words_beat_one():
    # Wilson (1927), as tabled for 95%: 18 of 20 is at least 0.699, 1 of 1 at least 0.207.
    assert wilson_lower_bound(18, 20) == pytest.approx(0.699, abs=0.001)
    assert wilson_lower_bound(1, 1) == pytest.approx(0.207, abs=0.001)


@pytest.mark.django_db
def test_a_member_recommends_says_why_and_changes_their_mind(client):
    space, marie = make_space(slug="here"), make_member()
    client.force_login(marie)
    url = "/en/spaces/here/recommend/"
    client.post(url, {"recommends": "yes", "good_for": ["calls", "clients"], "text": "Quiet booths."})
    space.refresh_from_db()
    assert (space.recommended_count, space.recommendation_count) == (1, 1)
    page = client.get("/en/spaces/here/").content.decode()
    assert "1 of 1" in page
    assert "most for calls" in page
    assert "Quiet booths." in page
    client.post(url, {"recommends": "no"})
    row = Recommendation.objects.get()
    assert not row.recommends
    assert row.comment == Comment.objects.get()
    space.refresh_from_db()
    assert (space.recommended_count, space.recommendation_count) == (0, 1)
    client.post(url, {"take_back": "1"})
    space.refresh_from_db()
    assert (space.recommended_count, space.recommendation_count, space.recommendation_score) == (0, 0, 0)


@pytest.mark.django_db
def test_yes_or_no_must_be_said_and_the_sentence_is_kept(client):
    make_space(slug="here")
    client.force_login(make_member())
    page = client.post("/en/spaces/here/recommend/", {"text": "Keep this"}).content.decode()
    assert "Say yes or no." in page
    assert "Keep this" in page
    assert not Recommendation.objects.exists()


@pytest.mark.django_db
def test_the_recommended_come_first_and_cards_say_so(client):
    city = make_city()
    plain, loved = make_space("Aaa plain", city=city), make_space("Zzz loved", city=city)
    for number in range(3):
        set_recommendation(make_member(f"M{number}"), loved, True)
    set_recommendation(make_member(), plain, False)
    page = client.get("/en/be/liege/").content.decode()
    assert page.index("Zzz loved") < page.index("Aaa plain")
    assert "3 of 3 recommend it" in page


@pytest.mark.django_db
def test_wrong_figures_are_found_and_put_right():
    space = make_space()
    set_recommendation(make_member(), space, True)
    call_command("check_recommendations", verbosity=0)
    Space.objects.filter(pk=space.pk).update(recommended_count=7)
    with pytest.raises(CommandError):
        call_command("check_recommendations")
    call_command("check_recommendations", "--fix")
    space.refresh_from_db()
    assert space.recommended_count == 1


@pytest.mark.django_db
def test_visitors_are_asked_to_sign_in(client):
    make_space(slug="here")
    for act in ("recommend", "favourite"):
        assert "/account/login/" in client.post(f"/en/spaces/here/{act}/").url


@pytest.mark.django_db
def test_figures_follow_when_an_account_goes_by_whatever_way():
    space, marie = make_space(), make_member()
    set_recommendation(marie, space, True)
    marie.delete()
    space.refresh_from_db()
    assert (space.recommended_count, space.recommendation_count) == (0, 0)
