"""The account page of a member, the export of their data, and the deletion of the account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coworking.accounts.models import User
from coworking.accounts.requests import MemberRequest
from coworking.templating.rendering import render_page
from reviews.comments import authors
from reviews.comments.choices import CommentState
from reviews.comments.models import Comment
from reviews.members.forms import SettingsForm
from reviews.posting.workflow import may_edit
from spaces.contributions.queries import contributions_of
from spaces.managers.team import invitations_of

PER_PAGE = 20
LATEST_FAVOURITES = 5
# States of comments that their author may read and export
OWN_STATES = (CommentState.VISIBLE, CommentState.PENDING, CommentState.REJECTED)


@login_required
def home(request: MemberRequest) -> HttpResponse:
    """Show what the member wrote, recommended, saved and contributed; a POST saves settings."""
    user, author = request.user, authors.member_author(request.user)
    initial = {"display_name": user.display_name, "wants_mail": author.wants_mail}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        user.display_name = form.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])
        author.wants_mail = form.cleaned_data["wants_mail"]
        author.save(update_fields=["wants_mail"])
        messages.success(request, _("Your settings are kept."))
        return redirect("member")
    comments = (
        Comment.objects.of_member(user)
        .filter(state__in=OWN_STATES)
        .select_related("author", "thread__space", "thread__city__country")
        .order_by("-posted_at", "-pk")
    )
    page = Paginator(comments, PER_PAGE).get_page(request.GET.get("page"))
    for comment in page:
        comment.may_edit = may_edit(comment, user)
    context = {
        "form": form,
        "page": page,
        "recommendations": user.recommendations.filter(space__merged_into=None)
        .select_related("space__city")
        .order_by("-updated_at"),
        "invitations": invitations_of(user),
        "roles": user.roles.select_related("space__city"),
        "favourites": user.favourites.filter(space__merged_into=None)
        .select_related("space__city")
        .order_by("-created_at")[:LATEST_FAVOURITES],
        "contributions": contributions_of(user),
        "claimable": sum(author.comments.count() for author in authors.claimable_authors(user)),
    }
    return render_page(request, "reviews/members/member.jinja", context)


@login_required
def export(request: MemberRequest) -> HttpResponse:
    """Download all data about the member as JSON."""
    response = JsonResponse(_data_of(request.user), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["Cache-Control"] = "private, no-store"
    return response


def _data_of(user: User) -> dict[str, Any]:
    comments = Comment.objects.of_member(user).select_related("thread__space", "thread__city").order_by("pk")
    return {
        "email": user.email,
        "public_name": user.display_name,
        "joined": user.date_joined,
        "comments": [
            {
                "on": str(comment.thread),
                "text": comment.text,
                "language": comment.language,
                "posted": comment.posted_at,
                "edited": comment.edited_at,
                "state": comment.state,
            }
            for comment in comments
        ],
        "recommendations": [
            {
                "space": row.space.name,
                "recommends": row.recommends,
                "good_for": row.good_for,
                "on": row.updated_at,
            }
            for row in user.recommendations.select_related("space")
        ],
        "favourites": [row.space.name for row in user.favourites.select_related("space")],
        "suggested_spaces": [
            {
                "name": row.name,
                "city": row.city_name,
                "facts": row.facts,
                "how": row.how,
                "on": row.created_at,
                "state": row.state,
            }
            for row in user.proposals.order_by("pk")
        ],
        "reported_changes": [
            {
                "space": row.space.name,
                "fact": row.fact,
                "value": row.value,
                "note": row.note,
                "on": row.created_at,
                "state": row.state,
            }
            for row in user.reports.select_related("space").order_by("pk")
        ],
    }


@login_required
def delete(request: MemberRequest) -> HttpResponse:
    """Delete the account after asking for the password. Comments stay, without the name."""
    error = ""
    if request.method == "POST":
        user = request.user
        if user.check_password(request.POST.get("password", "")):
            logout(request)
            authors.delete_account(user)
            messages.success(request, _("Your account is deleted. Your comments stay, without your name."))
            return redirect("home")
        error = _("This is not your password.")
    return render_page(request, "reviews/members/delete_account.jinja", {"error": error})


@login_required
@require_POST
def claim(request: MemberRequest) -> HttpResponse:
    """Assign to the member the imported comments that were written with their verified e-mail address."""
    count = authors.claim_authors(request.user)
    text = ngettext("%(count)s comment is yours now.", "%(count)s comments are yours now.", count)
    messages.success(request, text % {"count": intcomma(count)})
    return redirect("member")
