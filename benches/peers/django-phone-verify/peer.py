"""django-phone-verify as its documentation sets it up, in one file: settings, the
backend that texts through Plivo's API, and the WSGI application. SQLite, since the
package keeps its codes in Django's database."""
import os

import django
from django.conf import settings

api = os.environ["PLIVO_API_URL"]
account = os.environ["PLIVO_AUTH_ID"], os.environ["PLIVO_AUTH_TOKEN"]

settings.configure(
    SECRET_KEY="a secret for measuring, of more than 32 characters",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="routes",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "phonenumber_field",
        "rest_framework",
        "phone_verify",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["DATABASE"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
            },
        }
    },
    USE_TZ=True,
    LOGGING_CONFIG=None,
    PHONE_VERIFICATION={
        "BACKEND": "texting.Plivo",
        "OPTIONS": {},
        "TOKEN_LENGTH": 6,
        "MESSAGE": "{security_code} is your code for {app}",
        "APP_NAME": "measuring",
        "SECURITY_CODE_EXPIRATION_SECONDS": 600,
        "VERIFY_SECURITY_CODE_ONLY_ONCE": True,
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

if __name__ == "__main__":
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
