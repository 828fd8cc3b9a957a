"""The page of the moderators' queues of comments, and the decisions that it offers."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from django.db.models import Model, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coworking.accounts.models import User
from coworking.accounts.requests import MemberRequest
from coworking.audit.decisions import Decision, carry_out, render_queue, require_permission, target
from coworking.audit.registry import NotPossible
from coworking.fields.keys import primary_key
from coworking.i18n.normalize import normalize_name
from reviews.comments.models import Comment, ImportedThread
from reviews.duplicates.models import DuplicateComment
from reviews.moderation import decisions
from reviews.moderation.log import moderation_log
from reviews.moderation.models import ModerationLogEntry
from reviews.moderation.queues import all_queues, members_of_groups
from reviews.near_duplicates.models import NearMatch
from reviews.near_duplicates.similarity import diff_words
from spaces.directory.models import Space
from spaces.geography.models import City

Row = TypeVar("Row", bound=Model)
PER_PAGE = 25
PERMISSION = "reviews.change_comment"


@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """Show what waits in one queue: the one that the URL names, else the first that is not empty."""
    require_permission(request, PERMISSION)
    queues = [(one, one.rows().count()) for one in all_queues()]
    asked = request.GET.get("queue")
    first = next((one for one, count in queues if count), queues[0][0])
    chosen = next((one for one, _count in queues if one.key == asked), first)
    return render_queue(
        request,
        "reviews/moderation/queue.html",
        chosen.rows(),
        {"title": _("Moderation"), "queues": queues, "chosen": chosen.key},
        log=moderation_log,
        prepare=partial(_items, chosen.key),
        per_page=PER_PAGE,
    )


def _items(key: str, rows: Iterable[Any]) -> list[Any]:
    """What the template shows of each row of a queue."""
    if key == "near":
        return [{"near": row, "pieces": diff_words(row.first.text, row.second.text)} for row in rows]
    if key == "groups":
        members = members_of_groups([row["fingerprint"] for row in rows])
        return [row | {"comments": members[row["fingerprint"]]} for row in rows]
    return list(rows)


@require_POST
def decide(request: MemberRequest) -> HttpResponse:
    """Carry out a decision, and return to the queue."""
    back = f"{reverse('moderation')}?queue={request.POST.get('queue', '')[:20]}"
    return carry_out(request, PERMISSION, DECISIONS, back, default_reason=_("no reason given"))


def _on(model: type[Row], decide: Callable[[User, Row, str], ModerationLogEntry]) -> Decision:
    """A decision about the row that the form names."""
    return lambda request, reason: decide(request.user, target(request, model), reason)


def _on_comment(decide: Callable[[User, Comment, str, decisions.Seen], ModerationLogEntry]) -> Decision:
    """A decision about the comment that the form names, as the page with the form showed it."""

    def _decide(request: MemberRequest, reason: str) -> ModerationLogEntry:
        entry, last_edit = request.POST.get("seen"), request.POST.get("last_edit")
        seen = decisions.Seen(None if entry is None else primary_key(entry), last_edit)
        return decide(request.user, target(request, Comment), reason, seen)

    return _decide


def _assign(request: MemberRequest, reason: str) -> ModerationLogEntry:
    subject = _subject(request.POST.get("subject", ""))
    if subject is None:
        raise NotPossible(
            _("Name one space by its name or its address here, for example /en/spaces/its-name/.")
        )
    return decisions.assign(request.user, target(request, ImportedThread), subject, reason)


def _subject(text: str) -> Space | City | None:
    """The space or city at a URL of this site, or the only space with that slug or name."""
    parts = [part for part in text.strip().split("?")[0].split("#")[0].split("/") if part]
    if not parts:
        return None
    if len(parts) > 1:
        city: City | None = City.objects.filter(country=parts[-2].upper(), slug=parts[-1]).first()
        if city:
            return city
    named = Space.objects.filter(Q(slug=parts[-1]) | Q(normalized_name=normalize_name(text)[:200]))
    found = {space.merged_into or space for space in named.select_related("merged_into")[:3]}
    return found.pop() if len(found) == 1 else None


def _judge(request: MemberRequest, reason: str) -> ModerationLogEntry:
    size = primary_key(request.POST.get("size"))
    fingerprint = request.POST.get("fingerprint", "")[:64]
    return decisions.judge_group(request.user, fingerprint, size, reason)


DECISIONS: dict[str, Decision] = {
    "approve": _on_comment(decisions.approve),
    "reject": _on_comment(decisions.reject),
    "ban": _on_comment(decisions.reject_and_ban),
    "fold": _on(NearMatch, decisions.merge),
    "keep_apart": _on(NearMatch, decisions.keep_apart),
    "split": _on(DuplicateComment, decisions.split),
    "assign": _assign,
    "judge": _judge,
    "undo": _on(ModerationLogEntry, moderation_log.undo),
}
