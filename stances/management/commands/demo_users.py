"""manage.py demo_users"""

from __future__ import annotations

import json
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from stances import roles

LOGINS = settings.BASE_DIR / "var" / "demo-logins.json"


class Command(BaseCommand):
    help = (
        "Creates the logins “analyst” and “admin” on one's own machine and prints their passwords. The passwords are "
        "made at random and kept in var/demo-logins.json, so that a later run can print them again. "
        "Works with DIPLOMACY_LOCAL=1 only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=LOGINS, help="Where the passwords are kept.")

    def handle(self, *, file: Path, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError(
                "Demo logins are for one's own machine. On a server: manage.py createsuperuser. "
                "(On your own machine set DIPLOMACY_LOCAL=1.)"
            )
        for name, password in logins(file).items():
            self.stdout.write(f"{name:8} {password}")


@transaction.atomic
def logins(file: Path) -> dict[str, str]:
    """Name → password of both demo logins, made where they are missing.

    A password that somebody has changed is not known here, and is left as it is.
    """
    kept = _kept(file)
    shown = {}
    for name in ("analyst", "admin"):
        user, created = User.objects.get_or_create(username=name, defaults={"email": ""})
        if created:
            kept[name] = _password()
            user.set_password(kept[name])
            user.is_staff = True
            user.is_superuser = name == "admin"
            user.save()
            if name == "analyst":
                roles.grant(user, roles.ANALYSTS)
        known = name in kept and user.check_password(kept[name])
        shown[name] = kept[name] if known else "(as you have set it; manage.py changepassword sets another)"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return shown


def _kept(file: Path) -> dict[str, str]:
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _password() -> str:
    """Twelve letters in groups of four, easy to copy by hand: about 50 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))
