"""Every setting comes from the environment, or from the keys made once into the data folder."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
DANGOL_DATA = Path(env.str("DANGOL_DATA", default=str(BASE_DIR / ".local"))).resolve()
# The environment wins over keys.env, so that a server can keep its keys where it keeps its others.
environ.Env.read_env(str(DANGOL_DATA / "keys.env"))

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
DANGOL_SECRET_KEYS = env.list("DANGOL_SECRET_KEYS", default=[])
DANGOL_PERSON_KEY = env.str("DANGOL_PERSON_KEY", default="")
DANGOL_SIMULATOR_KEY = env.str("DANGOL_SIMULATOR_KEY", default="")
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://{HOST}:{PORT}")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", HOST])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Tests and trials only: a plain http address of this machine passes as the public one.
ALLOW_LOCAL_ADDRESS = env.bool("ALLOW_LOCAL_ADDRESS", default=False)
OPEN_SIGNUP = env.bool("OPEN_SIGNUP", default=True)

INSTALLED_APPS = [
    "analytics",
    "content",
    "campaigns",
    "personas",
    "channel",
    "config.apps.ConfigApp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_celery_beat",
    "django_htmx",
]

MIDDLEWARE = [
    "channel.doors.FirstDoors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "channel.accounts.language.ChosenLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgres:///dangol"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Celery carries wake-ups only; the rows say what is due (contracts of runs and alerts).
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = "Asia/Seoul"
CELERY_TASK_DEFAULT_QUEUE = "dangol"
CELERY_BEAT_SCHEDULE = {
    "wake what is due": {"task": "channel.sweep_runs", "schedule": 10.0},
    "wake mail that is due": {"task": "channel.sweep_mail", "schedule": 10.0},
    "wake pulls that are due": {"task": "analytics.sweep_sync", "schedule": 10.0},
    "count adds and blocks": {"task": "channel.sweep_deliveries", "schedule": 10.0},
    "miss notifications": {
        "task": "channel.check_quiet_webhooks",
        "schedule": crontab(hour=9, minute=10),
    },
    "count clicks": {"task": "channel.sweep_clicks", "schedule": 10.0},
    "forget what is too old": {
        "task": "channel.tidy",
        "schedule": crontab(hour=3, minute=40),
    },
    "remind of Monday": {
        "task": "analytics.send_weekly_reminders",
        "schedule": env.float("REMINDER_TICK_SECONDS", default=60),
    },
    "tell the week that is over": {
        "task": "analytics.tell_the_week",
        "schedule": crontab(day_of_week=1, hour=0, minute=5),
    },
    "refit the ghost model": {
        "task": "analytics.refit_ghosts",
        "schedule": crontab(hour=4, minute=30),
    },
    "look for channels without data": {
        "task": "analytics.check_stale_data",
        "schedule": crontab(hour=9, minute=5),
    },
}
RUN_LEASE_SECONDS = env.int("RUN_LEASE_SECONDS", default=60)

# Kakao's addresses; a simulator may play all four. The scale is for simulated limits only.
KAKAO_KAPI_URL = env.str("KAKAO_KAPI_URL", default="https://kapi.kakao.com")
KAKAO_KAUTH_URL = env.str("KAKAO_KAUTH_URL", default="https://kauth.kakao.com")
KAKAO_MOMENT_URL = env.str("KAKAO_MOMENT_URL", default="https://apis.moment.kakao.com")
KAKAO_KEYWORD_URL = env.str("KAKAO_KEYWORD_URL", default="https://api.keywordad.kakao.com")
KAKAO_LIMIT_SCALE = env.float("KAKAO_LIMIT_SCALE", default=1.0)
KAKAO_CALL_SECONDS = env.float("KAKAO_CALL_SECONDS", default=20)
# Days that raw facts of people are kept. Reactions: never less than 13 months and 64 send days.
KEEP_WEBHOOK_DAYS = env.int("KEEP_WEBHOOK_DAYS", default=90)
KEEP_CLICK_DAYS = env.int("KEEP_CLICK_DAYS", default=400)
KEEP_ENGAGEMENT_DAYS = env.int("KEEP_ENGAGEMENT_DAYS", default=1095)
KEEP_IMPORT_DAYS = env.int("KEEP_IMPORT_DAYS", default=60)
KEEP_SYNC_DAYS = env.int("KEEP_SYNC_DAYS", default=90)
KEEP_MAIL_DAYS = env.int("KEEP_MAIL_DAYS", default=90)

AUTH_USER_MODEL = "channel.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "channel.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = env.str("ACCOUNT_EMAIL_VERIFICATION", default="optional")
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
MFA_TOTP_ISSUER = "Dangol"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# Korean is the source language of every string; English is the one catalogue.
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("한국어")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Seoul"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = DANGOL_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.vendored.PlotlyFinder",
]
# Tests and development serve the files where they lie; a server serves hashed copies for a year.
STATIC_HASHED = env.bool("STATIC_HASHED", default=not DEBUG)
WHITENOISE_USE_FINDERS = not STATIC_HASHED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = DANGOL_DATA / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_HANDLERS = [
    "channel.imports.upload.LimitedUpload",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Mail goes to files by default, which the admin shows: a first evening needs no mail server.
EMAIL_FILE_PATH = DANGOL_DATA / "mail"
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
# Without a mail server nobody can confirm an address; that must not keep a second factor away.
MFA_ALLOW_UNVERIFIED_EMAIL = not env.str("EMAIL_URL", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Dangol <dangol@localhost>")

HTTPS = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Plotly writes its own style element; scripts stay strict.
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processor": "ext://config.logs.renderer",
            "foreign_pre_chain": "ext://config.logs.processors",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
