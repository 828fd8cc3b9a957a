"""Settings of the site, from environment variables; `.env.example` lists all of them."""

import os
from importlib.metadata import distribution
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from coworking import file_permissions
from coworking.database.urls import check_database_folder, database, sqlite_url
from coworking.environment import (
    PROJECT_DIR,
    ConfigurationError,
    check_geocoder,
    comma_separated,
    flag,
    folder,
    var_dir,
    whole_number,
)
from coworking.files.storage import FOLDER, Bucket
from coworking.server import log_format
from coworking.server.secret_key import load_or_create

django_stubs_ext.monkeypatch()  # so that ModelAdmin[Space] is not only an annotation

BASE_DIR = PROJECT_DIR
VAR_DIR = var_dir()


DEBUG = flag("DEBUG")
STRICT_TEMPLATES = DEBUG  # names and attributes that a Jinja2 template does not find are errors, not empty
SECRET_KEY = os.environ.get("SECRET_KEY") or load_or_create(VAR_DIR / "secret_key")
ALLOWED_HOSTS = comma_separated("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_FAILURE_VIEW = "coworking.accounts.csrf.csrf_failure"
CSRF_TRUSTED_ORIGINS = comma_separated("CSRF_TRUSTED_ORIGINS")
HTTPS = flag("HTTPS")

INSTALLED_APPS = [
    "coworking",
    "spaces",
    "reviews",
    "allauth",
    "allauth.account",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "django_htmx",
    "import_export",
    "lucide",
]

# The order matters for speed: static files and cached pages are sent before anything else is done, and what
# the page cache stores is compressed already.
MIDDLEWARE = [
    "coworking.server.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "coworking.server.nul.RefuseNulMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "coworking.database.middleware.ReplicaMiddleware",
    "coworking.database.writing.waiting.WaitingMiddleware",
    "coworking.caching.middleware.PageCacheMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "coworking.urls"
WSGI_APPLICATION = "coworking.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coworking.templating.context_processors.site_context",
            ],
            # `{{ count|intcomma }}` for numbers that people read; not for ids, years or form values.
            "builtins": ["django.contrib.humanize.templatetags.humanize"],
        },
    }
]

_pooled = flag("DATABASE_POOLER")
DATABASES = {"default": database(os.environ.get("DATABASE_URL", sqlite_url(VAR_DIR / "db.sqlite3")), _pooled)}
check_database_folder(DATABASES["default"])
REPLICAS = []  # aliases of the replicas that pages may be read from
REPLICA_MAX_LAG_SECONDS = whole_number("REPLICA_MAX_LAG_SECONDS", 5)
for _number, _url in enumerate(comma_separated("DATABASE_REPLICA_URLS"), start=1):
    REPLICAS.append(f"replica{_number}")
    DATABASES[REPLICAS[-1]] = database(_url, _pooled, "DATABASE_REPLICA_URLS") | {
        "TEST": {"MIRROR": "default"}
    }
DATABASE_ROUTERS = ["coworking.database.routers.ReplicaRouter"] if REPLICAS else []

# For how long a public page is cached, unless the data changes; 0 turns the page cache off.
PAGE_CACHE_SECONDS = whole_number("PAGE_CACHE_SECONDS", 60)
CACHE_URL = os.environ.get("CACHE_URL", "")
_counts_in_database: dict[str, Any] = {
    "BACKEND": "coworking.caching.limits.RateLimitCache",
    "LOCATION": "coworking_ratelimitcount",
    "KEY_FUNCTION": "coworking.caching.limits.hashed_key",
    "OPTIONS": {"MAX_ENTRIES": 100_000},  # of more, those that are over are deleted, then a third
}
_pages_in_memory = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pages",
    "OPTIONS": {"MAX_ENTRIES": 1_000},
}
_redis = {"BACKEND": "coworking.caching.redis.ForgivingRedisCache", "LOCATION": CACHE_URL}
# Rate limits are counted in the first. Pages have a cache of their own, so that they never evict a count.
CACHES: dict[str, dict[str, Any]] = (
    {
        "default": {**_redis, "KEY_PREFIX": "default", "OPTIONS": {"FALLBACK": "database"}},
        "pages": {**_redis, "KEY_PREFIX": "pages"},
        "database": _counts_in_database,
    }
    if CACHE_URL
    else {"default": _counts_in_database, "pages": _pages_in_memory}
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "coworking.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",  # the staff admin's own sign-in page
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "coworking.accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "coworking.accounts.forms.PublicNameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "comment": "6/m/user,40/h/user,120/h/ip",
    "claim": "10/h/user,40/h/ip",
    "contribute": "20/h/user,60/h/ip",
    "contact": "6/h/ip",
    "answer": "30/h/key,90/d/key",  # of one network, without an account
    "answer_space": "20/d/key",  # of one network about one space
    "photo": "12/m/user,120/h/user,240/h/ip",  # a space has twelve
    "staff_login": "10/m/ip,5/5m/key",
}
# Rate limits count IP addresses: behind this many proxies, the address that the outermost one saw.
ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("ALLAUTH_TRUSTED_PROXY_COUNT", 1 if HTTPS else 0)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = os.environ.get("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale/allauth"]  # the second overrides texts of allauth
TIME_ZONE = os.environ.get("TIME_ZONE", "Europe/Brussels")
FORMAT_MODULE_PATH = ["coworking.i18n.formats"]
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
# django-leaflet as an app needs GDAL; only the scripts and styles that it contains are used.
_leaflet = distribution("django-leaflet").locate_file("leaflet/static/leaflet")
STATICFILES_DIRS = [BASE_DIR / "static", ("leaflet", str(_leaflet))]
MEDIA_URL = "media/"
MEDIA_ROOT = folder("MEDIA_ROOT", VAR_DIR / "media")
FEEDS_DIR = folder("FEEDS_DIR", VAR_DIR / "feeds")
FEEDS_FROM_THIS_MACHINE = flag("FEEDS_FROM_THIS_MACHINE")
# A web server with a user of its own reads photos and static files; the rest of VAR_DIR is its owner's alone.
FILE_UPLOAD_DIRECTORY_PERMISSIONS = file_permissions.READ_FOLDER
FILE_UPLOAD_PERMISSIONS = file_permissions.READ_FILE
file_permissions.protect(VAR_DIR, (MEDIA_ROOT, STATIC_ROOT))
MEDIA_BUCKET = Bucket(
    name=os.environ.get("MEDIA_S3_BUCKET", ""),
    endpoint=os.environ.get("MEDIA_S3_ENDPOINT", ""),
    region=os.environ.get("MEDIA_S3_REGION", ""),
    domain=os.environ.get("MEDIA_S3_DOMAIN", ""),
)
STORAGES = {
    "default": MEDIA_BUCKET.storage() if MEDIA_BUCKET.name else FOLDER,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# CSV in the staff admin: whoever may add rows may import, whoever may view them may export.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "add"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_USE_TRANSACTIONS = True

COMMENT_EDIT_MINUTES = whole_number("COMMENT_EDIT_MINUTES", 60)

SITE_NAME = os.environ.get("SITE_NAME", "Tables & Wifi")
# The URL that links in e-mails begin with.
SITE_URL = (os.environ.get("SITE_URL") or f"http://127.0.0.1:{whole_number('PORT', 8000)}").rstrip("/")
MAP_TILE_URL = os.environ.get("MAP_TILE_URL", "https://tile.openstreetmap.org/{z}/{x}/{y}.png")
MAP_TILE_ATTRIBUTION = os.environ.get("MAP_TILE_ATTRIBUTION", "© OpenStreetMap contributors")

# Places spaces by their address: see docs/configuration.md.
GEOCODER_URL = os.environ.get("GEOCODER_URL", "")
GEOCODER_FORMAT = os.environ.get("GEOCODER_FORMAT", "").lower()
GEOCODER_COUNTRIES = [code.upper() for code in comma_separated("GEOCODER_COUNTRIES")]
GEOCODER_NAME = os.environ.get("GEOCODER_NAME", "")
GEOCODER_LICENCE = os.environ.get("GEOCODER_LICENCE", "")
GEOCODER_ATTRIBUTION = os.environ.get("GEOCODER_ATTRIBUTION", "")
GEOCODER_PAUSE_SECONDS = whole_number("GEOCODER_PAUSE_SECONDS", 1)
check_geocoder(GEOCODER_URL, GEOCODER_FORMAT, GEOCODER_COUNTRIES)

EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = whole_number("EMAIL_PORT", 587)
EMAIL_USE_SSL = flag("EMAIL_USE_SSL", EMAIL_PORT == 465)  # TLS from the first byte
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", not EMAIL_USE_SSL)  # STARTTLS
if EMAIL_USE_SSL and EMAIL_USE_TLS:
    raise ConfigurationError(
        "EMAIL_USE_SSL and EMAIL_USE_TLS exclude each other: set one of them to 0. Port 465 usually needs the"
        " first, port 587 the second."
    )
EMAIL_TIMEOUT = 15
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "coworking.server.mail.ConsoleAndFileBackend"
)
# The contact form sends its messages there; without one there is no form.
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "directory@localhost")

# No inline scripts or styles on any page; only map tiles and photos may come from other hosts.
_tiles = "/".join(MAP_TILE_URL.replace("{s}.", "*.").split("/")[:3])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"]
        + ([_tiles] if "://" in _tiles else [])
        + ([MEDIA_BUCKET.origin] if MEDIA_BUCKET.name else []),
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # Browsers cannot forget it before this time has passed: an hour, until an operator asks for more.
    SECURE_HSTS_SECONDS = whole_number("SECURE_HSTS_SECONDS", 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("SECURE_HSTS_INCLUDE_SUBDOMAINS")
    SECURE_HSTS_PRELOAD = flag("SECURE_HSTS_PRELOAD")
    # `check --deploy` would warn that subdomains and preload are left out, which is for the operator to say.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": log_format.LINE, "datefmt": log_format.TIME}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    # Without Django's own handlers, which with DEBUG=1 would print each line a second time.
    "loggers": {"django": {"handlers": []}},
}
