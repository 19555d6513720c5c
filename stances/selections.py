"""What the dashboard's pages can be narrowed to, from the query string; everything on a page is in its address.

    asked = OverviewSelection(request.GET, countries=…)
    asked.window, asked.sort, asked.link(sort="name")

A value that cannot be understood is named beside its field, and then nothing is shown: a page must not print a
number for a filter that it did not apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.http import urlencode

from stances.models import Actor, ActorAlias
from stances.reading.names import fold, sound_key
from stances.records import Window
from stances.vocabulary import ActorKind, ActorStatus, Bin, Lookback, StatementKind, Word

#: Shorter than this, a key of sounds is in too many names.
_SHORTEST_SOUND = 4
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?")


def _date(label: str) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=picker, input_formats=["%Y-%m-%d"])


def _words(words: type[Word], anything: str | None, label: str) -> forms.ChoiceField:
    choices = words.choices() if anything is None else [("", anything), *words.choices()]
    return forms.ChoiceField(label=label, choices=choices, required=False)


class Selection(forms.Form):
    """A form that is only ever read: its values, and links to the same page with some of them changed."""

    #: What holds where the address says nothing.
    defaults: Mapping[str, str] = {}

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.given = {name: data.get(name, "") for name in self.base_fields}
        super().__init__({name: value or self.defaults.get(name, "") for name, value in self.given.items()})

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The values understood, by field; what was left blank is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    @property
    def narrowed(self) -> bool:
        """Whether the address says anything that the page would not do by itself."""
        return any(value and value != self.defaults.get(name) for name, value in self.given.items())

    def link(self, **changes: str | None) -> str:
        """The query string of the same page with these fields changed; None leaves a field out."""
        values = {name: value for name, value in {**self.given, **changes}.items() if value}
        values = {name: value for name, value in values.items() if value != self.defaults.get(name)}
        return f"?{urlencode(values)}" if values else "?"

    def choices(self, field: str, choices: Iterable[tuple[str, str]]) -> None:
        """Set what a field offers, when that depends on the data."""
        self.fields[field].choices = list(choices)  # type: ignore[attr-defined]  # a ChoiceField, by its class


class ActorListSelection(Selection):
    """Which actors: by name in any script or spelling, by country, by kind."""

    q = forms.CharField(label="Name, in any script", max_length=100, required=False)
    country = forms.ChoiceField(label="Country", required=False)
    kind = _words(ActorKind, "Any kind", "Kind of actor")

    def __init__(self, data: Mapping[str, Any], countries: Iterable[str]) -> None:
        super().__init__(data)
        self.choices("country", [("", "Any country"), *((name, name) for name in countries)])

    def actors(self) -> list[Actor]:
        """The tracked actors that are left, in the order of the Latin alphabet whatever their script."""
        found = Actor.objects.tracked()
        if "country" in self.asked:
            found = found.filter(country=self.asked["country"])
        if "kind" in self.asked:
            found = found.filter(kind=self.asked["kind"])
        actors = sorted(found, key=lambda actor: (fold(actor.name), actor.pk))
        if "q" not in self.asked:
            return actors
        bearers = _bearers(self.asked["q"])
        return [actor for actor in actors if actor.pk in bearers]


def _bearers(name: str) -> set[int]:
    """The tracked actors with a name that holds `name`; where there is none, with one that sounds like it."""
    key, sound = fold(name), sound_key(name)
    if not key:
        return set()
    aliases = list(ActorAlias.objects.filter(actor__status=ActorStatus.TRACKED).values_list("actor", "folded"))
    spelled = {actor for actor, folded in aliases if key in folded}
    if spelled or len(sound) < _SHORTEST_SOUND:
        return spelled
    return {actor for actor, folded in aliases if sound in sound_key(folded)}


class OverviewSelection(ActorListSelection):
    """The overview: which actors, how far back, in which order."""

    defaults = {"sort": "-n"}

    window = _words(Lookback, None, "Window")
    silent = forms.BooleanField(label="List those who said nothing", required=False)
    sort = forms.CharField(max_length=130, required=False, widget=forms.HiddenInput)

    field_order = ["window", "q", "country", "kind", "silent", "sort"]

    def __init__(self, data: Mapping[str, Any], countries: Iterable[str], window: Lookback) -> None:
        self.defaults = {**self.defaults, "window": window.value}
        super().__init__(data, countries)

    @property
    def lists_silent(self) -> bool:
        """Whether actors who said nothing in the window have rows: when asked for, and when asked for by name."""
        return bool(self.asked.get("silent") or "q" in self.asked)


class TargetSelection(Selection):
    """The page of a target: how far back, in which bins, whose statements."""

    window = _words(Lookback, None, "Window")
    bin = _words(Bin, "Automatic", "Bars")
    kind = _words(ActorKind, "Any kind", "Kind of actor")
    country = forms.ChoiceField(label="Country", required=False)

    def __init__(self, data: Mapping[str, Any], countries: Iterable[str], window: Lookback) -> None:
        self.defaults = {"window": window.value}
        super().__init__(data)
        self.choices("country", [("", "Any country"), *((name, name) for name in countries)])


class ActorSelection(Selection):
    """The page of an actor. `on` and `toward` narrow the list of statements alone: they come from a click."""

    since = _date("From")
    until = _date("To")
    kind = _words(StatementKind, "Any kind", "Kind of statement")
    outlet = forms.ChoiceField(label="Outlet", required=False)
    target = forms.ChoiceField(label="Target", required=False)
    bin = _words(Bin, "Automatic", "Mean of each")
    on = forms.CharField(required=False, max_length=22, widget=forms.HiddenInput)
    toward = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], outlets: Iterable[str], targets: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.choices("outlet", [("", "Any outlet"), *((name, name) for name in outlets)])
        self.choices("target", [("", "All targets"), *targets])

    @property
    def window(self) -> Window:
        return Window(self.asked.get("since"), self.asked.get("until"))

    def clean_on(self) -> Window | None:
        """A day, or two with dots between: the days of what was clicked on."""
        given = self.cleaned_data["on"]
        if not given:
            return None
        found = _DAYS.fullmatch(given)
        try:
            if found:
                first = date.fromisoformat(found[1])
                return Window(first, date.fromisoformat(found[2]) if found[2] else first)
        except ValueError:
            pass
        raise ValidationError(f"“{given}” is not a day such as 2022-03-04, nor two days with “..” between them.")

    def clean(self) -> dict[str, Any] | None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            raise ValidationError("The first day is after the last: nothing can have been said between them.")
        return self.cleaned_data
