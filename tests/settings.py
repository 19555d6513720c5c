"""The project's settings for a test run: those of a fresh clone, whatever the environment or a `.env` file holds.

Only `DATABASE_URL` is taken from outside, so that the same suite runs on PostgreSQL.
"""

import os

from environ import Env

_ON_ONE_MACHINE = {
    "DEBUG": "0",
    "DIPLOMACY_LOCAL": "1",
    "DIPLOMACY_QUEUE": "immediate",
    "DIPLOMACY_PUBLIC": "1",
    "DIPLOMACY_STUCK_AFTER": "60",
    "DIPLOMACY_HEARTBEAT_EVERY": "10",
    "REDIS_URL": "",
    "STANCE_MODEL": "shipped",
    "TIME_ZONE": "UTC",
    "HF_HUB_OFFLINE": "1",
}
_LEFT_OUT = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DIPLOMACY_HTTPS",
    "DIPLOMACY_BEHIND_PROXY",
    "LOG_LEVEL",
)

os.environ.update(_ON_ONE_MACHINE)
for _name in _LEFT_OUT:
    os.environ.pop(_name, None)
Env.read_env = classmethod(lambda cls, *args, **kwargs: None)  # type: ignore[method-assign,assignment]

from diplomacy.settings import *  # noqa: E402, F403

#: Logging in is not what most tests test, and a slow hash is most of its time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
