"""Every number in the admins is typed as text, and read by one function."""

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminIntegerFieldWidget

from coworking.fields.amount_fields import ReadField
from coworking.staff.admin import ReadOnlyAdmin
from spaces.managers.site import site as managers_site
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITES = (admin.site, managers_site)
ADMINS = [one for site in SITES for one in site._registry.values() if not isinstance(one, ReadOnlyAdmin)]


@pytest.mark.parametrize("model_admin", ADMINS, ids=lambda one: f"{one.admin_site.name}-{one.opts.label}")
def test_numbers_are_text_fields(rf, model_admin):
    request = rf.get("/")
    request.user = make_staff()
    fields = list(model_admin.get_form(request).base_fields.values())
    for inline in model_admin.get_inline_instances(request):
        fields += inline.get_formset(request).form.base_fields.values()
    numbers = [one for one in fields if isinstance(one, forms.IntegerField | forms.DecimalField)]
    assert [one.label for one in numbers if not isinstance(one, ReadField)] == []
    widgets = (forms.NumberInput, AdminIntegerFieldWidget)
    assert [one.label for one in fields if isinstance(one.widget, widgets)] == []
