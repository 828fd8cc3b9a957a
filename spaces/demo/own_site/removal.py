"""Taking the demo out of a site, and nothing that people added or changed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from coworking.accounts.models import User
from coworking.database.writing.short_transactions import short_transaction
from spaces.audit.models import SpaceLogEntry
from spaces.contributions.models import Proposal
from spaces.demo.accounts import demo_accounts, logins_file
from spaces.demo.events import demo_events
from spaces.demo.own_site.traces import edited_in_admin, find_traces
from spaces.demo.programmes import demo_programmes
from spaces.demo.records import demo_spaces, is_demo_source
from spaces.demo.signals import demo_accounts_removing, samples_removing
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space
from spaces.geography.models import City, CityName, CitySlug
from spaces.managers.models import SuggestedEdit
from spaces.opening_hours.models import Schedule
from spaces.provenance.models import Source
from spaces.search_index.rebuild import refresh_statistics

BATCH = 200
Traces = dict[Model, dict[str, int]]  # {a space, programme or event: {kind of trace: how many}}


def is_left() -> bool:
    """Whether anything of the demo is in the database, touched by people or not."""
    rows: tuple[QuerySet[Any], ...] = (demo_spaces(), demo_programmes(), demo_events(), demo_accounts())
    return any(queryset.exists() for queryset in rows)


def touched() -> Traces:
    """The demo's spaces, programmes and events with which people did something, and what."""
    found: Traces = {}
    for things in (demo_spaces(), demo_programmes(), demo_events()):
        traces = find_traces(things)
        for thing in things.model._default_manager.filter(pk__in=traces).order_by("pk"):
            found[thing] = traces[thing.pk]
    return found


def remove_demo(give_up: Iterable[Model] = ()) -> Counter[str]:
    """Remove the demo, and return how many rows of each model went. Call it in a transaction.

    What people touched stays, but for what `give_up` lists. Files are deleted when the transaction commits.
    """
    before = _count_rows()
    list(demo_spaces().select_for_update().order_by("pk").values_list("pk"))  # nobody comments meanwhile
    staying: dict[type[Model], set[int]] = defaultdict(set)
    for thing in touched().keys() - set(give_up):
        staying[type(thing)].add(thing.pk)
    villages = _villages()
    for things in (demo_events(), demo_programmes()):
        _delete(things.exclude(pk__in=staying[things.model]))
    delete_spaces(demo_spaces().exclude(pk__in=staying[Space]))
    _delete_accounts()
    _delete_if_unused(Source.objects.filter(is_demo_source()))
    _delete_if_unused(City.objects.filter(pk__in=villages), CityName, CitySlug)
    Schedule.objects.filter(spaces=None).delete()
    refresh_statistics()
    transaction.on_commit(lambda: logins_file().unlink(missing_ok=True))
    return before - _count_rows()


def delete_spaces(spaces: QuerySet[Space], progress: Callable[[int], object] = lambda count: None) -> None:
    """Delete spaces in batches with all that belongs to them, and count those that are left in their cities.

    `progress` is called with the size of each batch.
    """
    cities = set(spaces.values_list("city_id", flat=True))
    while batch := list(spaces.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with short_transaction():
            samples_removing.send(None, spaces=batch)
            SpaceLogEntry.objects.filter(space__in=batch).delete()
            _delete(Space.objects.filter(pk__in=batch))
        progress(len(batch))
    refresh_city_counts(cities)


def _delete(things: QuerySet[Any]) -> None:
    """Delete rows, and what the admin's log says about them."""
    content_type = ContentType.objects.get_for_model(things.model)
    keys = [str(key) for key in things.values_list("pk", flat=True)]
    LogEntry.objects.filter(content_type=content_type, object_id__in=keys).delete()
    things.delete()


def _delete_accounts() -> None:
    """Delete the accounts of the demo, and what they asked of the staff."""
    accounts = list(demo_accounts().values_list("pk", flat=True))
    demo_accounts_removing.send(None, accounts=accounts)
    Proposal.objects.filter(member__in=accounts).delete()
    SuggestedEdit.objects.filter(member__in=accounts).delete()
    signed_in = set(map(str, accounts))
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) in signed_in:
            session.delete()
    User.objects.filter(pk__in=accounts).delete()
    _delete_if_unused(Source.objects.filter(key__in=[f"member:{pk}" for pk in accounts]))


def _villages() -> list[int]:
    """The cities that are not in the gazetteer, in which the demo has spaces or events."""
    used = (things.values("city") for things in (demo_spaces(), demo_events()))
    condition = Q(pk__in=next(used)) | Q(pk__in=next(used))
    return list(City.objects.filter(condition, geonameid=None).values_list("pk", flat=True))


def _delete_if_unused(rows: QuerySet[Any], *parts: type[Model]) -> None:
    """Delete those of the rows that nothing refers to but their own `parts`, and that nobody edited.

    The demo's accounts must be deleted already: with them went what the admin's log says of them.
    """
    rows = rows.exclude(pk__in=edited_in_admin(rows.model))
    for field in rows.model._meta.get_fields(include_hidden=True):
        if field.auto_created and field.is_relation and field.related_model not in parts:
            references = field.related_model._default_manager.filter(**{field.field.name: OuterRef("pk")})
            rows = rows.exclude(Exists(references))
    rows.delete()


def _count_rows() -> Counter[str]:
    """{model: number of its rows}"""
    models = apps.get_models(include_auto_created=True)
    return Counter({model._meta.label: model._default_manager.count() for model in models})
