"""The root URLconf; URLs of pages for visitors start with the language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from coworking import views
from coworking.audit import views as audit
from coworking.files.views import media
from reviews.moderation import queue_views
from spaces.analytics.views import pixel
from spaces.managers import site
from spaces.maps.views import map_atlas
from spaces.pages import sitemaps

handler404 = "coworking.views.page_not_found"
handler500 = "coworking.views.server_error"
urlpatterns = [
    *i18n_patterns(
        path("", include("coworking.content.urls")),
        path("", include("spaces.urls")),
        path("", include("reviews.urls")),
        path("account/", include("coworking.accounts.urls")),
        path("account/", include("allauth.account.urls")),
    ),
    path("admin/moderation/", admin.site.admin_view(queue_views.queue), name="moderation"),
    path("admin/moderation/act/", admin.site.admin_view(queue_views.decide), name="moderation_decide"),
    path("admin/queues/", include("spaces.staff.urls")),
    path("admin/log/", admin.site.admin_view(audit.log_page), name="log"),
    path("admin/log/undo/", admin.site.admin_view(audit.undo), name="log_undo"),
    path("admin/", admin.site.urls),
    path("manage/", site.site.urls),
    path("", include("coworking.operator.urls")),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("icons.svg", views.icons, name="icons"),
    path("icons/<slug:slug>.svg", views.icon, name="icon"),
    path("map/atlas.svg", map_atlas, name="map_atlas"),
    re_path(
        r"^count/(?P<kind>view|shown)/(?P<spaces>\d{1,18}(?:-\d{1,18}){0,23})\.gif$", pixel, name="pixel"
    ),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemaps.section, name="sitemap_section"),
    path("media/<path:path>", media),
]
