"""Django's settings, all of them, worked out from the paper's folder. Nobody running a paper edits this."""

from zoneinfo import available_timezones

from broadsheet.paper import current_paper

PAPER = current_paper()

# What it is made of

INSTALLED_APPS = [
    "broadsheet.reader",
    "broadsheet.feeds",
    "broadsheet.demo",
    "broadsheet.ingest",
    "broadsheet.websub",
    "broadsheet.partners",
    "broadsheet.record",
    "broadsheet.fronts",
    "broadsheet.newsroom",
    "broadsheet.accounts",
    "broadsheet.media",
    "broadsheet.press",
    "wagtail.contrib.redirects",
    "wagtail.contrib.table_block",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "broadsheet.accounts.apps.DeskUsersConfig",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "broadsheet.lib.security_headers.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "broadsheet.accounts.activity.ActivityMiddleware",
    "broadsheet.accounts.two_factor.RequireTwoFactorMiddleware",
    "broadsheet.ingest.old_addresses.middleware.OldAddressMiddleware",
    "broadsheet.newsroom.whole_changes.WholeChangesMiddleware",
]

ROOT_URLCONF = "broadsheet.urls"
WSGI_APPLICATION = "broadsheet.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": PAPER.theme_templates,
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "broadsheet.reader.chrome.chrome",
            ],
        },
    }
]

# Where it keeps things

DATABASES = PAPER.database
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {**PAPER.caches, "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

STATIC_URL = "/static/"
STATIC_ROOT = PAPER.static
STATICFILES_DIRS = PAPER.theme_static
MEDIA_URL = "/media/"
MEDIA_ROOT = PAPER.media
STORAGES = {
    "default": PAPER.media_storage,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644

# Time and language

LANGUAGE_CODE = PAPER.language.lower()
TIME_ZONE = PAPER.time_zone
USE_I18N = True
USE_TZ = True

# Safety

SECRET_KEY = PAPER.secret_key
DEBUG = False
ALLOWED_HOSTS = PAPER.hosts
CSRF_TRUSTED_ORIGINS = [PAPER.address]
CSRF_FAILURE_VIEW = "broadsheet.reader.errors.form_refused"
SILENCED_SYSTEM_CHECKS = ["wagtailsearch.W001"]  # a story's title is indexed, by a field of our own (WordField)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # SecurityHeadersMiddleware lets the desk frame its own pages
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = PAPER.security.session_hours * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # Wagtail's own scripts read it
if PAPER.is_tls:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Who works here

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
ACCOUNT_ADAPTER = "broadsheet.accounts.adapter.NewsroomAdapter"
ACCOUNT_FORMS = {"login": "broadsheet.accounts.forms.LogInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{PAPER.name}: "
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a letter for each change of password or second factor
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get no letters from us
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
LOGIN_PAUSE_MINUTES = PAPER.security.login_pause_minutes
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": (
        f"{4 * PAPER.security.login_attempts}/m/ip,"
        f"{PAPER.security.login_attempts}/{60 * PAPER.security.login_pause_minutes}s/key"
    ),
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "broadsheet.accounts.adapter.TwoFactorAdapter"
MFA_FORMS = {"add_webauthn": "broadsheet.accounts.forms.AddKeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator gave the address; nobody signs up alone
MFA_TOTP_ISSUER = PAPER.name
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PAPER.is_tls
USERSESSIONS_TRACK_ACTIVITY = True
REQUIRE_TWO_FACTOR = PAPER.security.two_factor == "required"

# The newsroom

WAGTAIL_SITE_NAME = PAPER.name
WAGTAILADMIN_BASE_URL = PAPER.address
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_ENABLE_UPDATE_CHECK = False  # nothing leaves the machine unasked
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime", "Factory"})  # files that are no time zones
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # allauth's pages do this
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "media.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "broadsheet.media.forms.PhotoForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = PAPER.uploads.max_photo_mb * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = PAPER.uploads.max_photo_megapixels * 1_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "avif", "webp": "webp"}
WAGTAILDOCS_DOCUMENT_MODEL = "media.File"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "broadsheet.media.forms.FileForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_MAX_UPLOAD_SIZE = PAPER.uploads.max_file_mb * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = [
    "csv", "doc", "docx", "epub", "geojson", "ics", "json", "mp3", "mp4", "odp", "ods", "odt", "pdf", "ppt", "pptx",
    "rtf", "tsv", "txt", "xls", "xlsx", "zip",
]  # fmt: skip
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 20
TAGGIT_CASE_INSENSITIVE = True
TAG_SPACES_ALLOWED = True
TAG_LIMIT = 60
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long story posts a field for each part of each block

_SEARCH = {
    "database": {"BACKEND": "broadsheet.lib.search_backends.database", "LANGUAGE": PAPER.language},
    "opensearch": {
        "BACKEND": "wagtail.search.backends.opensearch3",
        "URLS": [PAPER.search.url],
        "INDEX_PREFIX": f"{PAPER.search.index}_",
    },
}
WAGTAILSEARCH_BACKENDS = {"default": _SEARCH[PAPER.search.engine]}

# Who is told of changes

WEBSUB_ALLOW_PRIVATE = PAPER.hub.subscribers == "any"

# Mail

globals().update(PAPER.mail)

# Records of what happened

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"broadsheet": {"level": "INFO"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}
