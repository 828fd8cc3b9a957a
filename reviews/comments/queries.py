from reviews.comments.models import Comment, Thread
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.managers.models import Role


def get_thread(subject: Space | City) -> Thread | None:
    """The thread about a space or a city, if anybody said anything."""
    return Thread.objects.filter(**_about(subject)).first()


def get_or_create_thread(subject: Space | City) -> Thread:
    """The thread about a space or a city, made when it is not there."""
    return Thread.objects.get_or_create(**_about(subject))[0]


def _about(subject: Space | City) -> dict:
    return {"space": subject} if isinstance(subject, Space) else {"city": subject}


def newest_comments(space: Space, number: int) -> list[Comment]:
    """What others than its managers said of a space last; each knows whether a manager answered it."""
    thread = get_thread(space)
    if thread is None:
        return []
    managers = set(Role.objects.filter(space=space).values_list("member", flat=True))
    shown = Comment.objects.visible().filter(thread=thread, is_pingback=False)
    comments = list(
        shown.exclude(author__user__in=managers).for_display().order_by("-posted_at", "-pk")[:number]
    )
    answers = shown.filter(parent__in=[comment.pk for comment in comments], author__user__in=managers)
    answered = set(answers.values_list("parent", flat=True))
    for comment in comments:
        comment.is_answered = comment.pk in answered
    return comments
