"""The page of the staff's admin that imports spaces: a file, a preview of what would happen, the import.

The preview is a dry run of the same importer, so it counts, links and warns exactly as the import will.
"""

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coworking.accounts.requests import MemberRequest
from coworking.database.writing.exclusive import Occupied
from coworking.fields.date_fields import TypedDateField
from coworking.files import parquet
from coworking.files.errors import UnreadableFile
from spaces.importers.reading import ColumnsMissing, ColumnUse
from spaces.importers.registry import AUTO, FORMATS
from spaces.importers.report import SpaceReport
from spaces.importers.run import ImportOptions, run_import
from spaces.importers.runs.progress import ImportStopped
from spaces.importers.runs.report_page import counts_in_words, report_context
from spaces.staff.import_preview import (
    MAX_BOXES,
    DoubleMapping,
    column_boxes,
    column_choices,
    mapping_of,
)

MAX_FILE_MB = 10  # what is larger takes minutes: `import_spaces` is for it
UPLOAD_LIFETIME_SECONDS = 24 * 3600
TOKEN = re.compile(r"[\w-]{20,40}\Z", re.ASCII)
SESSION_KEY = "import_spaces"
FILE_NAME_KEY = "import_spaces_file"
# The most specific format is the first one for detection, and the last one for people.
FORMAT_CHOICES = [(AUTO, gettext_lazy("as it looks")), *((one.key, one.label) for one in reversed(FORMATS))]


class ImportForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"))
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=FORMAT_CHOICES, initial=AUTO)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("Stands beside every fact. The same name again updates what it brought."),
    )
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=120, required=False)
    url = forms.URLField(
        label=gettext_lazy("Where it comes from"), max_length=1000, required=False, assume_scheme="https"
    )
    as_of = TypedDateField(
        label=gettext_lazy("As of"),
        required=False,
        help_text=gettext_lazy("Date of the data: 31/03/2019, March 2019 or 2019."),
    )
    empty_means_unknown = forms.BooleanField(
        label=gettext_lazy("Empty cells erase"),
        required=False,
        help_text=gettext_lazy("Else what an earlier file of the source stated stays, with its date."),
    )

    is_complete = forms.BooleanField(
        label=gettext_lazy("Complete"),
        required=False,
        help_text=gettext_lazy("It has every space of the source: those that it lacks are asked about."),
    )
    area = forms.CharField(
        label=gettext_lazy("Area of a complete file"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as “be fr/lyon”, or “south,west,north,east” in degrees."),
    )
    accept_shrunk = forms.BooleanField(
        label=gettext_lazy("Complete even if it has suspiciously few records"), required=False
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_FILE_MB * 2**20:
            raise forms.ValidationError(
                _("The file is larger than %(size)s MB: import it with manage.py import_spaces.")
                % {"size": MAX_FILE_MB}
            )
        start = file.read(len(parquet.MAGIC))
        file.seek(0)
        if start == parquet.MAGIC:  # nothing bounds the memory that one row group takes
            raise forms.ValidationError(_("Parquet is imported by manage.py import_spaces alone."))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
def import_spaces(request: MemberRequest) -> HttpResponse:
    """The form; the preview of an uploaded file; and, once that is confirmed, the import."""
    if not request.user.has_perms(["spaces.add_space", "spaces.change_space"]):
        raise PermissionDenied
    if request.method == "POST" and "token" in request.POST:
        return _answer_preview(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        return _preview(request, form)
    return _show(request, form)


def _show(request: MemberRequest, form: ImportForm, **more: Any) -> HttpResponse:
    context = admin.site.each_context(request) | {"title": _("Import spaces"), "form": form} | more
    return render(request, "spaces/staff/import.html", context)


def _preview(request: MemberRequest, form: ImportForm) -> HttpResponse:
    data = dict(form.cleaned_data)
    file = data.pop("file")
    token, request.session[FILE_NAME_KEY] = _store_upload(file), file.name or ""
    options = ImportOptions(**data)
    try:
        report = run_import(_uploads() / token, options, dry_run=True)
    except ColumnsMissing as error:
        return _show_columns(request, token, options, error.columns, error=capfirst(str(error)))
    except UnreadableFile as error:
        (_uploads() / token).unlink()
        form.add_error("file", str(error))
        return _show(request, form)
    return _show_report(request, token, options, report)


def _show_report(
    request: MemberRequest, token: str, options: ImportOptions, report: SpaceReport
) -> HttpResponse:
    context = report_context(report.stored_counts(), report.as_stored())
    return _show_columns(request, token, options, report.columns, has_report=True, **context)


def _show_columns(
    request: MemberRequest,
    token: str,
    options: ImportOptions,
    columns: Sequence[ColumnUse],
    chosen: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of an uploaded file: its columns in boxes, and what the dry run found."""
    request.session[SESSION_KEY] = {
        "token": token,
        "columns": [asdict(use) for use in columns],
        "options": asdict(options),
    }
    boxes = column_boxes(columns, chosen)
    more |= {"boxes": boxes[:MAX_BOXES], "more_boxes": boxes[MAX_BOXES:], "choices": column_choices()}
    return _show(request, ImportForm(), token=token, options=options, **more)


def _answer_preview(request: MemberRequest) -> HttpResponse:
    """Import the file that this person has just previewed, preview it with other columns, or delete it."""
    previewed = request.session.get(SESSION_KEY, {})
    token = previewed.get("token", "")
    path = _uploads() / token
    if not TOKEN.match(token) or token != request.POST["token"] or not path.is_file():
        messages.error(request, _("This preview is gone: choose the file again."))
        return redirect("admin:spaces_space_import")
    if "cancel" in request.POST:
        path.unlink()
        messages.info(request, _("Nothing was imported."))
        return redirect("admin:spaces_space_import")
    options = ImportOptions(**previewed["options"])
    columns = [ColumnUse(**use) for use in previewed["columns"]]
    chosen = request.POST.dict()
    try:
        mapping = mapping_of(columns, chosen)
        if mapping is not None:
            options = replace(options, mapping={**options.mapping, **mapping})
        if mapping is None and "preview" not in request.POST:
            return _import(request, path, options)
        report = run_import(path, options, dry_run=True)
    except ColumnsMissing as error:
        return _show_columns(request, token, options, error.columns, error=capfirst(str(error)))
    except (DoubleMapping, UnreadableFile, ImportStopped) as error:
        return _show_columns(request, token, options, columns, chosen, error=capfirst(str(error)))
    except Occupied:
        message = _("Another import is running: try again when it is done.")
        return _show_columns(request, token, options, columns, chosen, error=message)
    return _show_report(request, token, options, report)


def _import(request: MemberRequest, path: Path, options: ImportOptions) -> HttpResponse:
    file_name = request.session.get(FILE_NAME_KEY, "")
    report = run_import(path, options, actor=request.user, file_name=file_name)
    del request.session[SESSION_KEY]
    path.unlink()
    messages.success(request, f"{options.source}: {counts_in_words(report.stored_counts())}")
    return redirect("admin:spaces_space_changelist")


def _uploads() -> Path:
    """The folder of files between preview and import. It is not in MEDIA_ROOT, which is public."""
    folder = Path(settings.VAR_DIR) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _store_upload(file: "UploadedFile[Any]") -> str:
    """Save an upload under a random token, which is returned; delete uploads that were never confirmed."""
    for old in _uploads().iterdir():
        if time.time() - old.stat().st_mtime > UPLOAD_LIFETIME_SECONDS:
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(24)
    (_uploads() / token).touch(mode=0o600, exist_ok=False)
    with (_uploads() / token).open("wb") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
    return token
