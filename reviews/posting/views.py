"""The page of a thread, and the forms with which members write, edit, withdraw and flag comments.

Every form works with a redirect; htmx replaces a part of the page.
"""

from typing import Any, cast

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coworking.accounts.requests import HttpRequest, MemberRequest
from coworking.audit.registry import NotPossible
from coworking.fields.keys import primary_key
from coworking.templating.rendering import render_page, render_partial
from reviews.comments.choices import CommentState
from reviews.comments.models import Comment
from reviews.comments.queries import get_or_create_thread
from reviews.comments.thread_page import load_thread_page
from reviews.posting import workflow
from reviews.posting.forms import CommentForm, FlagForm
from reviews.posting.panels import comments_url
from spaces.directory.models import Space, SpaceSlug
from spaces.geography.models import City


@require_http_methods(["GET", "HEAD", "POST"])
def space_comments(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the thread about a space, or add a comment to it. A former slug redirects."""
    subject = Space.objects.published().select_related("city__country").filter(slug=slug).first()
    if subject is None:
        former = get_object_or_404(SpaceSlug.objects.select_related("space"), slug=slug)
        return redirect(comments_url(former.space), permanent=True)
    return _comments(request, subject)


@require_http_methods(["GET", "HEAD", "POST"])
def city_comments(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Show the thread about a city, or add a comment to it."""
    subject = get_object_or_404(City.objects.select_related("country"), country=code.upper(), slug=slug)
    return _comments(request, subject)


def _comments(request: HttpRequest, subject: Space | City) -> HttpResponse:
    if request.method == "POST":
        if not request.user.is_authenticated:
            return _redirect_to_login(request, subject)
        return _post_comment(cast(MemberRequest, request), subject)
    parent = _comment_of(subject, request.GET.get("reply"))
    form = CommentForm(initial={"parent": parent.pk} if parent else {})
    return _show(request, subject, form, parent)


def _redirect_to_login(request: HttpRequest, subject: Space | City) -> HttpResponse:
    """Redirect a visitor, whose session may have ended. The text comes back after signing in."""
    request.session["unsent_comment"] = request.POST.get("text", "")[:5000]
    messages.info(request, _("Sign in first. Your text is kept."))
    login = redirect_to_login(comments_url(subject))
    return HttpResponse(headers={"HX-Redirect": login["Location"]}) if request.htmx else login


def _post_comment(request: MemberRequest, subject: Space | City) -> HttpResponse:
    form = CommentForm(request.POST)
    parent = _comment_of(subject, request.POST.get("parent"))
    if not form.is_valid():
        return _show(request, subject, form, parent)
    if not ratelimit.consume(request, action="comment"):
        form.add_error(
            "text", _("That was a lot at once. Wait a minute and send it again; your text is kept.")
        )
        return _show(request, subject, form, parent, status=429)
    data = form.cleaned_data
    posted = workflow.post_as_member(
        request.user,
        get_or_create_thread(subject),
        data["text"],
        parent=parent,
        language=data["language"],
        token=data["token"],
    )
    messages.success(request, outcome(posted))
    if request.htmx:
        return _show(request, subject, CommentForm(), None)
    return redirect(f"{comments_url(subject)}#c{posted.comment.pk}")


def outcome(posted: workflow.PostResult) -> str:
    """Return the message that confirms a comment."""
    if posted.comment.state == CommentState.REJECTED:
        return _("You have said this here before, and a moderator did not let it stand.")
    if not posted.is_new:
        return _("You have already said this here. It stands once.")
    if posted.comment.state == CommentState.PENDING:
        return _("Thank you. A moderator will read it before it is shown.")
    return _("Thank you. Your comment stands.")


def _comment_of(subject: Space | City, pk: str | None) -> Comment | None:
    """Return the visible comment with that primary key in the thread of a subject, or None."""
    if not primary_key(pk):
        return None
    thread = {"thread__space": subject} if isinstance(subject, Space) else {"thread__city": subject}
    shown = Comment.objects.visible().for_display().select_related("root")
    return shown.filter(pk=primary_key(pk), **thread).first()


def _show(
    request: HttpRequest, subject: Space | City, form: CommentForm, parent: Comment | None, status: int = 200
) -> HttpResponse:
    unsent = request.session.pop("unsent_comment", "") if request.user.is_authenticated else ""
    if unsent and not form.is_bound:
        form.initial["text"] = unsent
    context: dict[str, Any] = {
        "subject": subject,
        "thread": load_thread_page(
            subject, request.user, request.GET.get("order", ""), request.GET.get("page")
        ),
        "form": form,
        "parent": parent,
        "comments_url": comments_url(subject),
        "is_page": True,
        # htmx leaves the page alone when an answer has an error's status.
        "notices": messages.get_messages(request) if request.htmx else [],
    }
    if request.htmx:
        return HttpResponse(render_partial("reviews/comments/_panel.jinja", context, request))
    return render_page(request, "reviews/comments/thread.jinja", context, status)


def _own_comment(request: MemberRequest, pk: int) -> Comment:
    """Return a comment of the member; 404 for those of others."""
    comment = get_object_or_404(Comment.objects.select_related("thread", "author"), pk=pk)
    if comment.author.user_id != request.user.pk:
        raise Http404
    return comment


@login_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Edit one's own comment, as long as that is allowed."""
    comment = _own_comment(request, pk)
    if request.method != "POST" and not workflow.may_edit(comment, request.user):
        messages.error(request, _("This comment can no longer be edited."))
        return redirect(comment)
    form = CommentForm(request.POST if request.method == "POST" else None, initial={"text": comment.text})
    if request.method == "POST" and form.is_valid():
        try:
            if workflow.edit(comment, request.user, form.cleaned_data["text"]):
                messages.success(request, _("Your comment is changed."))
                return redirect(comment)
        except NotPossible as error:
            messages.error(request, str(error))  # and the form shows what was typed
        else:
            form.add_error("text", _("You have already said this here. It stands once."))
    return render_page(request, "reviews/posting/edit.jinja", {"form": form, "comment": comment})


@login_required
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Withdraw one's own comment, after a confirmation."""
    comment = _own_comment(request, pk)
    if request.method == "POST":
        if workflow.withdraw(comment):
            messages.success(request, _("Your comment is withdrawn."))
        else:
            messages.info(request, _("A moderator has taken this comment down already: nobody is shown it."))
        return redirect(comment)
    return render_page(request, "reviews/posting/withdraw.jinja", {"comment": comment})


@login_required
@require_POST
def helpful(request: MemberRequest, pk: int) -> HttpResponse:
    """Mark another member's comment as helpful, or remove the mark."""
    comment = get_object_or_404(Comment.objects.visible().select_related("thread", "author"), pk=pk)
    if comment.author.user_id == request.user.pk:
        messages.info(request, _("Others say whether your comment helps."))
        return redirect(comment)
    comment.is_mine, comment.is_liked = False, workflow.toggle_helpful(comment, request.user)
    comment.refresh_from_db(fields=["helpful_count"])
    if request.htmx:
        return HttpResponse(render_partial("reviews/comments/_helpful.jinja", {"comment": comment}, request))
    return redirect(comment)


@login_required
def flag(request: MemberRequest, pk: int) -> HttpResponse:
    """Flag a comment for the moderators."""
    comment = get_object_or_404(Comment.objects.visible().for_display().select_related("thread"), pk=pk)
    form = FlagForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, workflow.flag(comment, request.user, **form.cleaned_data))
        return redirect(comment)
    return render_page(request, "reviews/posting/flag.jinja", {"form": form, "comment": comment})
