"""Settings, all from the environment, each with a safe default. `docs/deploy.md` lists them.

A value that cannot work is refused by `manage.py check` (see `stances/checks.py`), which every
command runs, and by the web server when it starts; nothing here guesses. Where a value cannot even be
loaded, a stand-in that does nothing takes its place, so that the check lives to say what is wrong.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- safety ------------------------------------------------------------------------------

DEBUG: bool = env.bool("DEBUG", default=False)
#: Only `make run` and the tests set this: a throw-away key for a machine that serves itself.
LOCAL: bool = env.bool("DIPLOMACY_LOCAL", default=False)

SECRET_KEY: str = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not (DEBUG or LOCAL):
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random string, for example the output of "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))', or set DEBUG=1 to try the project out."
        )
    SECRET_KEY = "insecure-" + "only-for-trying-the-project-out-on-ones-own-machine-0123456789"

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

#: HTTPS everywhere unless the site is served to one's own machine only.
HTTPS: bool = env.bool("DIPLOMACY_HTTPS", default=not (DEBUG or LOCAL))
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if env.bool("DIPLOMACY_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],  # Plotly positions its layers with style attributes
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- what the project is made of ---------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_filters",
    "template_partials",
    "simple_history",
    "import_export",
    "axes",
    "csp",
    "ninja",  # its page of documentation from our own static files; without it, from a CDN
    "django_tasks",
    "django_tasks_db",
    "stances",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "stances.middleware.PrivateSiteMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "diplomacy.urls"
WSGI_APPLICATION = "diplomacy.wsgi.application"

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
                "stances.context.site",
            ],
        },
    },
]

# --- data --------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
#: As asked for; `DATABASES` holds a dummy where it cannot be used.
DATABASE_ENGINE: str = DATABASES["default"].get("ENGINE", "")
if DATABASE_ENGINE == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
elif DATABASE_ENGINE == "django.db.backends.postgresql" and find_spec("psycopg"):
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    INSTALLED_APPS.insert(0, "django.contrib.postgres")
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- background work ---------------------------------------------------------------------

REDIS_URL: str = env.str("REDIS_URL", default="")
#: "database" (the default), "redis", or "immediate" (in the request; for tests).
QUEUE: str = env.str("DIPLOMACY_QUEUE", default="redis" if REDIS_URL else "database")
_TASK_BACKENDS = {
    "database": "django_tasks_db.DatabaseBackend",
    "redis": "stances.redis_queue.RedisBackend",
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
}
_TASK_BACKEND = _TASK_BACKENDS.get(QUEUE, "django_tasks.backends.dummy.DummyBackend")
if QUEUE == "redis" and find_spec("django_tasks_rq") and REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    INSTALLED_APPS += ["django_rq", "django_tasks_rq"]
    RQ_QUEUES = {"default": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 600}}
elif QUEUE == "redis":
    _TASK_BACKEND = "django_tasks.backends.dummy.DummyBackend"
TASKS = {"default": {"BACKEND": _TASK_BACKEND, "QUEUES": ["default"]}}

#: Seconds after which an article whose worker sends no heartbeat is given to another worker.
STUCK_AFTER: int = env.int("DIPLOMACY_STUCK_AFTER", default=60)
#: Seconds between two heartbeats, and between two searches for stuck articles.
HEARTBEAT_EVERY: int = env.int("DIPLOMACY_HEARTBEAT_EVERY", default=10)

# --- judging -----------------------------------------------------------------------------

#: "shipped", "huggingface:PATH_OR_NAME" or "nli:PATH_OR_NAME", with options after a "?". See docs/deploy.md.
#: STANCE_MODEL_THREADS says how many pairs are judged side by side; the judging room reads it itself.
STANCE_MODEL: str = env.str("STANCE_MODEL", default="shipped")

# --- who may do what ---------------------------------------------------------------------

#: With DIPLOMACY_PUBLIC=0 every page asks for a login.
PUBLIC: bool = env.bool("DIPLOMACY_PUBLIC", default=True)
#: Whether readers without a login see others' articles whole, or only the paragraphs that carry statements.
ARTICLE_TEXT_PUBLIC: bool = env.bool("DIPLOMACY_SHOW_ARTICLES", default=False)
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "overview"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False

# --- language and time -------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True

# --- files -------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "stances.finders.PlotlyFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or LOCAL

DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"stances": {"level": env.str("LOG_LEVEL", default="INFO")}},
}
