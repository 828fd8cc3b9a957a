"""The managers' own admin: their spaces, and nothing else."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.contrib.auth.forms import AuthenticationForm
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from coworking.staff import limited
from spaces import hours, managing, photos
from spaces.derive import refresh
from spaces.models import Basis, Photo, Plan, Role, Space, SpaceAmenity


class ManagerSignIn(AuthenticationForm):
    """Only for those who manage a space: they signed up, and verified their address, where members do."""

    def confirm_login_allowed(self, user) -> None:
        super().confirm_login_allowed(user)
        if not Role.objects.filter(member=user).exists():
            raise self.get_invalid_login_error()


class ManageSite(admin.AdminSite):
    """No staff flag: whoever manages a space comes in."""

    site_header = site_title = _("Your spaces")
    index_title = _("What you keep true")
    site_url = "/"
    login_form = ManagerSignIn
    index_template = "manage/index.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and user.is_authenticated and Role.objects.filter(member=user).exists()


site = ManageSite(name="manage")
site.login = limited(site.login)  # type: ignore[assignment, method-assign]


class Managed:
    """Permissions by role: the queryset says what there is, everything else is not there."""

    def has_module_permission(self, request) -> bool:
        return True

    def has_view_permission(self, request, obj=None) -> bool:
        return True

    def has_change_permission(self, request, obj=None) -> bool:
        return True

    def has_add_permission(self, request, obj=None) -> bool:
        return True

    def has_delete_permission(self, request, obj=None) -> bool:
        return True


class PlanForm(forms.ModelForm):
    class Meta:
        model = Plan
        fields = ("what", "unit", "quantity", "amount", "currency", "tax_included", "days_included", "label")

    def clean_currency(self) -> str:
        currency = self.cleaned_data["currency"].upper()
        if not (len(currency) == 3 and currency.isalpha() and currency.isascii()):
            raise forms.ValidationError(_("Write three letters, such as EUR."))
        return currency


class PlanInline(Managed, admin.StackedInline):
    model = Plan
    form = PlanForm
    extra = 1
    verbose_name_plural = _("prices that hold now")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(is_current=True)


class AmenityInline(Managed, admin.TabularInline):
    model = SpaceAmenity
    extra = 1


class PhotoForm(forms.ModelForm):
    image = forms.FileField(label=_("image"), widget=AdminFileWidget)

    def clean_image(self):
        """A new file is checked and written anew; what is refused never touches the disk."""
        file = self.cleaned_data["image"]
        if isinstance(file, UploadedFile):
            self.processed = photos.process(file)
        return file

    def save(self, commit: bool = True) -> Photo:
        """Store the renditions, and let the old ones go."""
        processed = getattr(self, "processed", None)
        if processed:
            old = Photo.objects.filter(pk=self.instance.pk).values_list("image", "widths").first()
            self.instance.image, self.instance.widths = photos.store(processed)
            if old:
                transaction.on_commit(lambda: photos.remove(*old))
        return super().save(commit)


class PhotoInline(Managed, admin.TabularInline):
    model = Photo
    form = PhotoForm
    extra = 1
    max_num = photos.MOST_PER_SPACE
    fields = ("image", "alt", "credit", "order")


class SpaceForm(forms.ModelForm):
    def clean_opening_hours(self) -> str:
        """Hours that cannot be evaluated are refused here: the manager knows what was meant."""
        text = self.cleaned_data["opening_hours"].strip()
        if text and not hours.is_valid(text):
            raise forms.ValidationError(
                _("This cannot be read. Write for example: Mo-Fr 08:30-18:00; Sa 10:00-14:00; PH off")
            )
        return text


@admin.register(Space, site=site)
class ManagedSpaceAdmin(Managed, admin.ModelAdmin):
    form = SpaceForm
    list_display = ("name", "city", "status", "confirmed_on", "page")
    list_select_related = ("city",)
    search_fields = ("name",)
    show_full_result_count = False
    readonly_fields = ("page",)
    actions = None
    fieldsets = (
        (None, {"fields": ("page", "name", "kind", "description", "website", "phone", "email", "video_url")}),
        (_("When it is open"), {"fields": ("opening_hours",)}),
        (
            _("Where it is"),
            {"fields": ("street", "postcode", "neighbourhood", "floor", "latitude", "longitude")},
        ),
        (
            _("What it has"),
            {"fields": ("desks", "people", "rooms", "area_m2", "wifi_mbps", "operator", "network")},
        ),
        (_("Life story"), {"fields": ("status", "opened", "closed")}),
    )
    inlines = (PlanInline, AmenityInline, PhotoInline)

    @admin.display(description=_("page"))
    def page(self, space: Space) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("keep", args=[space.slug]), _("confirm and see what waits")
        )

    def get_queryset(self, request):
        return (
            super().get_queryset(request).filter(roles__member=request.user).select_related("city__country")
        )

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404

    def save_model(self, request, obj, form, change) -> None:
        """A former name is remembered."""
        if "name" in form.changed_data:
            new, obj.name = obj.name, form.initial["name"]
            managing.rename(obj, new)
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change) -> None:
        """Prices are told by the manager, today; a price that is replaced or removed stays as history."""
        if formset.model is not Plan:
            super().save_formset(request, form, formset, change)
            return
        source = managing.manager_source()
        for row in formset.forms:
            if row.has_changed() and row.instance.pk:
                Plan.objects.filter(pk=row.instance.pk).update(is_current=False)
            if row.has_changed() and row not in formset.deleted_forms:
                plan = row.instance
                plan.pk, plan._state.adding = None, True
                plan.source, plan.as_of_basis, plan.is_current = source, Basis.CONFIRMED, True
                plan.as_of = managing.today()
                plan.note, plan.is_from, plan.amount_max = "", False, None
                plan.save()
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        facts = {fact for fact in form.changed_data if fact in managing.FACTS}
        facts |= {managing.POSITION} if {"latitude", "longitude"} & set(form.changed_data) else set()
        amenities_changed = any(
            formset.model is SpaceAmenity and formset.has_changed() for formset in formsets
        )
        facts |= {managing.AMENITIES} if amenities_changed else set()
        managing.confirm(form.instance, facts)
        refresh([form.instance])
