"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diplomacy.settings")
application = get_wsgi_application()

# Only manage.py runs the system checks by itself. A web process with a queue that cannot work must not start either.
from stances.checks import refuse_wrong_settings  # noqa: E402  (needs the apps to be loaded)

refuse_wrong_settings()
