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
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode

from stances.models import Actor, ActorAlias
from stances.reading.names import fold, sound_key
from stances.records import Terms, Window
from stances.summaries import on_terms
from stances.timeline import NO_EVENTS
from stances.vocabulary import (
    ActorKind,
    ActorStatus,
    Bin,
    Dating,
    EventKind,
    Labels,
    Lookback,
    StatementKind,
    Word,
)

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
        self.given = {name: self._told(data, name) for name in self.field_order or self.base_fields}
        super().__init__({name: value or self.defaults.get(name, "") for name, value in self.given.items()})

    def _told(self, data: Mapping[str, Any], name: str) -> Any:
        """What the address says of a field: a string, or a list of them where it may be named many times."""
        if isinstance(self.base_fields[name], forms.MultipleChoiceField) and isinstance(data, QueryDict):
            return [value for value in dict.fromkeys(data.getlist(name)) if value]
        return data.get(name, "")

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The values understood, by field; what was left blank is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    @property
    def narrowed(self) -> bool:
        """Whether the address says anything that the page would not do by itself."""
        return any(value and value != self.defaults.get(name) for name, value in self.given.items())

    def link(self, **changes: str | list[str] | None) -> str:
        """The query string of the same page with these fields changed; None leaves a field out."""
        values = {name: value for name, value in {**self.given, **changes}.items() if value}
        values = {name: value for name, value in values.items() if value != self.defaults.get(name)}
        return f"?{urlencode(values, doseq=True)}" if values else "?"

    @property
    def filters_in_words(self) -> str:
        """What the address asks for beyond the usual, in words: "Country: Vestland; Labels: Model only"."""
        told = []
        for bound in self.visible_fields():
            value = self.asked.get(bound.name)
            given = self.given[bound.name]
            if not value or not given or given == self.defaults.get(bound.name) or isinstance(value, list):
                continue
            words = dict(getattr(bound.field, "choices", ())).get(given, given)
            told.append(f"{bound.label}: {words}")
        return "; ".join(told)

    def choices(self, field: str, choices: Iterable[tuple[str, str]]) -> None:
        """Set what a field offers, when that depends on the data."""
        self.fields[field].choices = list(choices)  # type: ignore[attr-defined]  # a ChoiceField, by its class


class CountedSelection(Selection):
    """On which terms statements are counted, and in bins of which size: what every aggregate can be asked."""

    defaults = {"labels": Labels.IN_FORCE.value, "dates": Dating.SAID.value}

    bin = _words(Bin, "Automatic", "Mean of each")
    kind = _words(StatementKind, "Any kind", "Kind of statement")
    labels = _words(Labels, None, "Labels")
    dates = _words(Dating, None, "By")

    @property
    def terms(self) -> Terms:
        kind = self.asked.get("kind")
        return Terms(Labels(self.asked["labels"]), Dating(self.asked["dates"]), StatementKind(kind) if kind else None)

    @property
    def size(self) -> Bin | None:
        """The bins asked for; None leaves them to the page."""
        return Bin(self.asked["bin"]) if "bin" in self.asked else None

    @property
    def in_words(self) -> str:
        """What is unusual about the terms, for the pages to print beside their numbers."""
        return on_terms(self.terms)

    @property
    def onward(self) -> str:
        """What a link to another page adds to its query string, so that the same statements count there."""
        told = {name: self.given[name] for name in ("kind", "labels", "dates") if self.given[name]}
        told = {name: value for name, value in told.items() if value != self.defaults.get(name)}
        return f"&{urlencode(told)}" if told else ""


class MarkedSelection(Selection):
    """Which events a timeline marks."""

    events = forms.ChoiceField(
        label="Events", required=False, choices=[("", "All"), (NO_EVENTS, "None"), *EventKind.choices()]
    )


class EventSelection(Selection):
    """The list of events: of a kind, bearing on a target, in a period."""

    kind = _words(EventKind, "Any kind", "Kind of event")
    target = forms.ChoiceField(label="Bearing on", required=False)
    since = _date("From")
    until = _date("To")

    def __init__(self, data: Mapping[str, Any], targets: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.choices("target", [("", "Any target"), *targets])

    @property
    def window(self) -> Window:
        return Window(self.asked.get("since"), self.asked.get("until"))


class WhoseSelection(Selection):
    """Whose statements: by country and kind of actor."""

    country = forms.ChoiceField(label="Country", required=False)
    actor_kind = _words(ActorKind, "Any kind", "Kind of actor")

    def __init__(self, data: Mapping[str, Any], countries: Iterable[str]) -> None:
        super().__init__(data)
        self.choices("country", [("", "Any country"), *((name, name) for name in countries)])

    def of_actor(self, to_actor: str = "") -> Q:
        """The condition on an actor, at the end of the path `to_actor`."""
        condition = Q()
        if "country" in self.asked:
            condition &= Q(**{f"{to_actor}country": self.asked["country"]})
        if "actor_kind" in self.asked:
            condition &= Q(**{f"{to_actor}kind": self.asked["actor_kind"]})
        return condition


class ActorListSelection(WhoseSelection):
    """Which actors: by name in any script or spelling, by country, by kind."""

    q = forms.CharField(label="Name, in any script", max_length=100, required=False)

    field_order = ["q", "country", "actor_kind"]

    def actors(self) -> list[Actor]:
        """The tracked actors that are left, in the order of the Latin alphabet whatever their script."""
        found = Actor.objects.tracked().filter(self.of_actor())
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


class WindowSelection(CountedSelection):
    """A window that reaches back from the last day of the data, `usual` where the address names none."""

    window = _words(Lookback, None, "Window")

    def __init__(self, data: Mapping[str, Any], *rest: Any, usual: Lookback) -> None:
        self.defaults = {**self.defaults, "window": usual.value}
        super().__init__(data, *rest)

    @property
    def lookback(self) -> Lookback:
        return Lookback(self.asked["window"])


class OverviewSelection(WindowSelection, ActorListSelection):
    """The overview: which actors, how far back, on which terms, in which order."""

    defaults = {**CountedSelection.defaults, "sort": "-n"}

    silent = forms.BooleanField(label="List those who said nothing", required=False)
    sort = forms.CharField(max_length=130, required=False, widget=forms.HiddenInput)

    field_order = ["window", "q", "country", "actor_kind", "kind", "labels", "dates", "bin", "silent", "sort"]

    @property
    def lists_silent(self) -> bool:
        """Whether actors who said nothing in the window have rows: when asked for, and when asked for by name."""
        return bool(self.asked.get("silent") or "q" in self.asked)


class TargetSelection(MarkedSelection, WindowSelection, WhoseSelection):
    """The page of a target: how far back, in which bins, whose statements, on which terms."""

    field_order = ["window", "bin", "country", "actor_kind", "kind", "labels", "dates", "events"]


class CompareSelection(MarkedSelection, WindowSelection):
    """Up to MOST actors toward one target, or one actor toward all of them. `add` names one more actor."""

    MOST = 8

    actor = forms.MultipleChoiceField(label="Actors", required=False)
    add = forms.CharField(label="Add an actor, by any spelling", max_length=100, required=False)
    target = forms.ChoiceField(label="Toward", required=False)

    field_order = ["actor", "add", "target", "window", "bin", "kind", "labels", "dates", "events"]

    def __init__(
        self,
        data: Mapping[str, Any],
        actors: Iterable[tuple[str, str]],
        targets: Iterable[tuple[str, str]],
        *,
        usual: Lookback,
    ) -> None:
        super().__init__(data, usual=usual)
        self.choices("actor", actors)
        self.choices("target", [("", "Automatic"), *targets])

    def clean_actor(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["actor"]
        if len(chosen) > self.MOST:
            raise ValidationError(f"At most {self.MOST} can be told apart on one chart; {len(chosen)} are asked for.")
        return chosen

    def clean_add(self) -> str:
        """The slug of the actor named; the whole name decides where several bear a part of it."""
        name = self.cleaned_data["add"]
        if not name:
            return ""
        found = list(Actor.objects.tracked().called(name)[:2])
        if len(found) != 1:
            found = list(Actor.objects.tracked().filter(pk__in=_bearers(name))[:2])
        if not found:
            raise ValidationError(f"No tracked actor is called “{name}”.")
        if len(found) > 1:
            raise ValidationError(f"Several actors are called “{name}”: give the whole name.")
        return found[0].slug


class ActorSelection(MarkedSelection, CountedSelection):
    """The page of an actor. `on` and `toward` narrow the list of statements alone: they come from a click."""

    since = _date("From")
    until = _date("To")
    outlet = forms.ChoiceField(label="Outlet", required=False)
    target = forms.ChoiceField(label="Target", required=False)
    on = forms.CharField(required=False, max_length=22, widget=forms.HiddenInput)
    toward = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    field_order = ["since", "until", "target", "outlet", "bin", "kind", "labels", "dates", "events", "on", "toward"]

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
