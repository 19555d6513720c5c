"""Which setting of the machine gives the labels: the run in force, and a run on trial beside it.

A run on trial has `in_force_since` empty. Its verdicts stand beside the others and count for nothing until it is
taken over (`stances.rejudging`). There is one trial at a time.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from django.utils import timezone

from stances.classifying import StanceModel
from stances.models import Run

#: What makes a run another one.
Setting = dict[str, str | float]


def setting(model: StanceModel, reader: str) -> Setting:
    """Today's setting of the machine, by the names of the fields of a run."""
    return {
        "model": model.name,
        "revision": model.revision,
        "reader": reader,
        "code_version": code_version(),
        "uncertain_below": model.uncertain_below,
    }


def code_version() -> str:
    """The installed version of this project."""
    try:
        return version("diplomacy")
    except PackageNotFoundError:
        return "unknown"


def is_of(run: Run, today: Setting) -> bool:
    """Whether the run describes this setting."""
    return all(getattr(run, name) == value for name, value in today.items())


def current_run(model: StanceModel, reader: str) -> Run:
    """The run that describes today's setting of the machine; made, and in force at once, when the setting is new.

    A setting that comes back after another one was in use is a new run as well, so that the newest run in force is
    always the setting in use. A run on trial is never it, also where its setting is today's: what is analysed
    meanwhile needs labels that count.
    """
    today = setting(model, reader)
    newest = Run.objects.in_force().first()
    if newest is not None and is_of(newest, today):
        return newest
    defaults = {**today, "in_force_since": next_moment(newest)}
    run, _ = Run.objects.get_or_create(fingerprint=_fingerprint(today, newest), defaults=defaults)
    return run


def start_trial(today: Setting) -> Run:
    """A run of this setting that is not in force; the same one to two who start it at once."""
    newest = Run.objects.in_force().first()
    defaults = {**today, "in_force_since": None}
    run, _ = Run.objects.get_or_create(fingerprint=_fingerprint(today, newest, "trial"), defaults=defaults)
    return run


def next_moment(newest: Run | None) -> datetime:
    """Now, or just after the newest run came into force where this machine's clock is behind: order decides labels."""
    now = timezone.now()
    if newest is None or newest.in_force_since is None:
        return now
    return max(now, newest.in_force_since + timedelta(microseconds=1))


def _fingerprint(today: Setting, newest: Run | None, *more: str) -> str:
    facts = [*(str(value) for value in today.values()), str(newest.pk) if newest else "", *more]
    return hashlib.sha256("|".join(facts).encode()).hexdigest()
