"""All settings; what differs between machines comes from `environment`."""

import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from atoutsud import __version__
from atoutsud.environment import LOOPBACK, Environment, WrongEnvironment
from atoutsud.logs import to_stderr

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment.load(BASE_DIR / ".env")

# What the environment decides

DEBUG = env.flag("DEBUG", default=False)
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
HOST = env.hosts("HOST", ["127.0.0.1"])[0]
PORT = env.number("PORT", 8000, least=1, most=65535)
WORKERS = env.number("WORKERS", 2, least=1, most=64)
SITE_URL = env.site_url("SITE_URL", f"http://127.0.0.1:{PORT}")
SECRET_KEY = env.secret("SECRET_KEY")
if not SECRET_KEY and sys.argv[1:2] == ["makemigrations"]:
    # It signs nothing, and is asked where nobody has chosen a secret yet.
    SECRET_KEY = secrets.token_urlsafe(50)
if not SECRET_KEY:
    raise WrongEnvironment("SECRET_KEY", "is missing; set it, or SECRET_KEY_FILE")
if not DEBUG and (len(SECRET_KEY) < 40 or len(set(SECRET_KEY)) < 10):
    raise WrongEnvironment("SECRET_KEY", "is too weak: at least 40 varied characters")
_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
SITE_HOST = _site.hostname or "127.0.0.1"
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", [SITE_HOST])
if "*" in ALLOWED_HOSTS:
    raise WrongEnvironment("ALLOWED_HOSTS", "must name the hosts; * would trust any request")
if DEBUG and SITE_HOST not in LOOPBACK:
    raise WrongEnvironment("DEBUG", "must stay False where SITE_URL is public")
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, least=0, most=9)
IATI_ORG_ID = env.organisation("IATI_ORG_ID")
# Whether our own valued contributions in kind are transactions, though no money moved.
IATI_OWN_IN_KIND = env.flag("IATI_OWN_IN_KIND", default=True)
# Whether the impact page offers a map beside its list of countries.
IMPACT_MAP = env.flag("IMPACT_MAP", default=True)
STAFF_MFA_REQUIRED = env.flag("STAFF_MFA_REQUIRED", default=True)
RELEASE = __version__
# How long a shared cache may serve a public page after it changed or was withdrawn, in seconds.
SHARED_MAX_AGE = env.number("SHARED_MAX_AGE", 0, least=0, most=86_400)
CONTACT_EMAIL = env.email("CONTACT_EMAIL", f"contact@{SITE_HOST}")
DEFAULT_FROM_EMAIL = env.email("FROM_EMAIL", f"Atoutsud <ne-pas-repondre@{SITE_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Applications

INSTALLED_APPS = [
    "modeltranslation",
    "atoutsud.content",
    "atoutsud.members",
    "atoutsud.site",
    "atoutsud.backoffice",
    "lexicon",
    "trainings",
    "news",  # after the trainings its demo speaks of
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "taggit",
    "django_countries",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]

MIDDLEWARE = [
    # First, so that no answer goes without: redirects, refusals and static files included.
    "atoutsud.site.headers.HeadersMiddleware",
    # All that follows is left out for a page that was sent like this before.
    "atoutsud.site.keptpages.KeptPagesMiddleware",
    "atoutsud.site.compression.CompressionMiddleware",
    "atoutsud.site.policy.PolicyMiddleware",
    # For browsers too old to read frame-ancestors.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "atoutsud.site.limits.LimitsMiddleware",
    "atoutsud.site.outage.OutageMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "atoutsud.site.languages.LanguageMiddleware",
    "atoutsud.site.junk.JunkMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "atoutsud.members.staff.StaffMfaMiddleware",
    "atoutsud.site.movedpaths.MovedPathMiddleware",
]

ROOT_URLCONF = "atoutsud.urls"
WSGI_APPLICATION = "atoutsud.wsgi.application"
AUTH_USER_MODEL = "members.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "atoutsud.site.navigation.menus",
            ],
        },
    },
]

# Data

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR)}
CACHES = {"default": env.cache("CACHE_URL")}
STORAGES = {
    "default": env.media("MEDIA_STORAGE_URL", DATA_DIR),
    "staticfiles": {"BACKEND": "atoutsud.site.minified.MinifiedStorage"},
}
MEDIA_ACCEL = env.accel("MEDIA_ACCEL", "MEDIA_STORAGE_URL")
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000
# A whole request, files included: the largest document, and room for the words around it.
LARGEST_REQUEST = 24 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# Languages and time

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "fr"
MODELTRANSLATION_LANGUAGES = ("fr", "en")
MODELTRANSLATION_FALLBACK_LANGUAGES = ()
MODELTRANSLATION_ENABLE_FALLBACKS = False
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True
COUNTRIES_OVERRIDE = {
    "PS": {"names": [_("Palestine"), "Palestine"]},
    "EH": {"names": [_("Western Sahara")]},
}

# Accounts

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "atoutsud.members.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "members-account"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "atoutsud.members.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "atoutsud.members.forms.LoginForm",
    "signup": "atoutsud.members.forms.SignupForm",
    "request_login_code": "atoutsud.members.forms.RequestLoginCodeForm",
    "reset_password": "atoutsud.members.forms.ResetPasswordForm",
    "reset_password_from_key": "atoutsud.members.forms.NewPasswordForm",
    "change_password": "atoutsud.members.forms.ChangePasswordForm",
    "set_password": "atoutsud.members.forms.SetPasswordForm",
    "add_email": "atoutsud.members.forms.AddEmailForm",
    "reauthenticate": "atoutsud.members.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
# No password is needed: a code sent by e-mail opens the account.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/5m/ip,5/5m/key",
    "signup": "5/h/ip",
    "reset_password": "20/m/ip,5/d/key",
    "request_login_code": "20/m/ip,3/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "atoutsud.members.adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "atoutsud.members.forms.AuthenticateForm",
    "reauthenticate": "atoutsud.members.forms.MfaReauthenticateForm",
}
# Browsers give passkeys to a host name only, never to a bare IP address.
_named = not SITE_HOST.replace(".", "").isdigit()
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if _named else [])]
MFA_PASSKEY_LOGIN_ENABLED = _named
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Atoutsud"

# Sessions and scheme: `SITE_URL` decides

SESSION_ENGINE = "atoutsud.members.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "atoutsud.backoffice.expired.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Preloading binds a whole domain in every browser for years: the owner's choice, not ours.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Each page adds the hash of its style and the back office what its editor needs; embedding and
# preview loosen the framing.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Mail and logs

for _name, _value in env.mail("EMAIL_URL", DATA_DIR).items():
    globals()[_name] = _value

LOGGING = to_stderr()
