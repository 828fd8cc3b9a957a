"""The page on which anybody answers one prompt after another about a space, without an account."""

from typing import Any
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from coworking.accounts.requests import HttpRequest
from coworking.audit.registry import NotPossible
from coworking.fields.amount_fields import changed_numbers
from coworking.templating.rendering import render_page
from spaces.answers import members, visitors
from spaces.answers.forms import AnswerForm
from spaces.answers.networks import network_of
from spaces.answers.prompts import UNKNOWN, Prompt, prompt_of, prompts_for
from spaces.answers.visitors import Result
from spaces.contributions import reports
from spaces.directory.models import Space

TOO_MUCH = 429
MOST_ANSWERED = 40  # prompts that a URL names


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the prompt of a URL with its answer ("?answer=wifi:yes"), else the next one; POST sends it.

    `answered` are the keys of the prompts that the reader has seen on the way.
    """
    space = get_object_or_404(Space.objects.published().select_related("city__country"), slug=slug)
    data = request.POST if request.method == "POST" else request.GET
    key, _separator, value = data.get("answer", "").partition(":")
    answered = data.getlist("answered")[:MOST_ANSWERED]
    if request.method != "POST" and value == UNKNOWN:
        answered, key = [*answered, key], ""
    prompt = prompt_of(space, key) or _next(space, answered)
    if prompt is None or request.method != "POST":
        form = AnswerForm(space, prompt, value=value) if prompt else None
        return _show(request, space, prompt, form, answered)
    if value == UNKNOWN:
        return _to_next(space, [*answered, prompt.key])
    posted = request.POST.copy()
    posted["value"] = value
    form = AnswerForm(space, prompt, posted)
    if key and key != prompt.key:
        form.add_error(None, _("That is not asked any more. Here is something else."))
    if not form.is_valid():
        return _show(request, space, prompt, form, answered)
    changes, what = form.report()
    if not _is_allowed(request, space):
        form.add_error(None, _("That was a lot at once. Try again in an hour; what you chose is kept."))
        return _show(request, space, prompt, form, answered, TOO_MUCH)
    try:
        text = _save(request, space, changes, what)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, space, prompt, form, answered)
    if numbers := ", ".join(changed_numbers(form)):
        text = f"{text} " + _("Understood: %(numbers)s.") % {"numbers": numbers}
    messages.success(request, text)
    return _to_next(space, [*answered, prompt.key])


def _to_next(space: Space, answered: list[str]) -> HttpResponse:
    query = urlencode({"answered": answered}, doseq=True)
    return redirect(f"{reverse('answer', args=[space.slug])}?{query}")


def _next(space: Space, answered: list[str]) -> Prompt | None:
    """Return the first prompt that the reader has not seen."""
    return next((one for one in prompts_for(space) if one.key not in answered), None)


def _show(
    request: HttpRequest,
    space: Space,
    prompt: Prompt | None,
    form: AnswerForm | None,
    answered: list[str],
    status: int = 200,
) -> HttpResponse:
    context = {"space": space, "prompt": prompt, "form": form, "answered": answered}
    return render_page(request, "spaces/answers/answer.jinja", context, status=status)


def _is_allowed(request: HttpRequest, space: Space) -> bool:
    """Count an answer: of a member as a report, of a visitor by network and by space."""
    if request.user.is_authenticated:
        return members.may_decide(request.user, space) or bool(
            ratelimit.consume(request, action="contribute")
        )
    network = network_of(request)
    keys = {"answer": network, "answer_space": f"{network} {space.pk}"}
    return all(ratelimit.consume(request, action=action, key=key) for action, key in keys.items())


def _save(request: HttpRequest, space: Space, changes: dict[str, Any], what: str) -> str:
    """Save an answer; returns the message for the reader."""
    if not request.user.is_authenticated:
        values = reports.reported_values(changes, what)
        network = network_of(request)
        results = [visitors.answer(space, network, fact, value) for fact, value in values.items()]
        return _message(min(results, key=list(Result).index))
    if members.may_decide(request.user, space):
        members.confirm(request.user, space, changes, what)
        return _("Thank you. It is on the page now.")
    if reports.report(request.user, space, changes, what):
        return _("Thank you. It waits for somebody to check it; you will be told.")
    return _("You have reported this already.")


def _message(result: Result) -> str:
    return {
        Result.WAITS: _("Thank you. It is shown as soon as a second visitor or a moderator says the same."),
        Result.FOR_MODERATOR: _("Thank you. A moderator will look at it before it is shown."),
        Result.AGREED: _("Thank you. You are the second to say so: it is on the page now."),
        Result.KNOWN: _("Thank you. Others have said the same lately: it is on the page."),
        Result.DECLINED: _("Thank you. A moderator has looked at this lately and decided otherwise."),
    }[result]
