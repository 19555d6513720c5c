"""Who may do what. Anybody reads; analysts upload and correct; administrators do the rest.

Two groups of Django's own, made after every `migrate`, so that one can give a role to a person in the admin.
What a group lacks is added again at the next `migrate`; what was added to it by hand stays.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

ANALYSTS = "Analysts"
ADMINISTRATORS = "Administrators"

#: What analysts may do besides reading everything in the admin.
_ANALYSTS_MAY = ["add_article", "add_upload", "add_uploaditem", "add_correction", "change_statement"]
#: What the machine and `stances.review` write, and nobody edits by hand.
_WRITTEN_BY_THE_PROGRAM = ["position", "verdict", "run"]
#: Kept as it was written: it may be added to, never changed or removed.
_APPENDED_ONLY = ["correction", "statement"]


def permissions_of(group: str, *, using: str = "default") -> list[Permission]:
    """The permissions that a group is given, as rows of the database."""
    known = Permission.objects.using(using).select_related("content_type").order_by("pk")
    ours = Q(content_type__app_label="stances")
    reading = ours & Q(codename__startswith="view_")
    if group == ANALYSTS:
        return list(known.filter(reading | ours & Q(codename__in=_ANALYSTS_MAY)))
    writing = (
        ours
        & ~Q(content_type__model__startswith="historical")
        & ~Q(content_type__model__in=_WRITTEN_BY_THE_PROGRAM)
        & ~Q(codename__in=[f"{verb}_{model}" for verb in ("change", "delete") for model in _APPENDED_ONLY])
    )
    people = Q(content_type__app_label="auth", codename__in=["view_user", "add_user", "change_user", "view_group"])
    locked_out = Q(content_type__app_label="axes", codename__startswith="view_") | Q(codename="delete_accessattempt")
    return list(known.filter(reading | writing | ours & Q(codename="change_statement") | people | locked_out))


def ensure_groups(*, using: str = "default", **kwargs: Any) -> None:
    """Make the two groups and give them what they lack. Idempotent; also the receiver of `post_migrate`."""
    for name in (ANALYSTS, ADMINISTRATORS):
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*permissions_of(name, using=using))


def grant(user: User, group: str) -> None:
    """Give a person a role. The admin lets only staff in, so that it makes the person staff as well."""
    user.groups.add(Group.objects.get(name=group))
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
