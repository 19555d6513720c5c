"""The forms in which people say who spoke and which words are the statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from stances import review
from stances.admin.common import reason_field
from stances.models import Actor, Statement
from stances.vocabulary import Unresolved

_ACTOR = Statement._meta.get_field("actor")


class KnownSelect(AutocompleteSelect):
    """A select box that is searched on the server, and is told the chosen actor's name instead of asking for it.

    Without this each row of a list would cost a query.
    """

    known: tuple[str, str] | None = None

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> Any:
        if self.known is None or [str(one) for one in value] != [self.known[0]]:
            return super().optgroups(name, value, attrs)
        blank = self.create_option(name, "", "", False, 0)
        return [(None, [blank, self.create_option(name, *self.known, True, 1)], 0)]


def actor_field(**kwargs: Any) -> forms.ModelChoiceField[Actor]:
    """The question who spoke."""
    return forms.ModelChoiceField(
        Actor.objects.filter(status__in=["tracked", "proposed"]),
        widget=KnownSelect(_ACTOR, admin.site),
        required=False,
        **kwargs,
    )


def unresolved_field(**kwargs: Any) -> forms.ChoiceField:
    """The question why it is not known who spoke."""
    return forms.ChoiceField(choices=[("", "–"), *Unresolved.choices()], required=False, **kwargs)


class SpeakerForm(forms.ModelForm[Statement]):
    """Who spoke, or why that is not known; a row of the list, and a part of the page.

    What the page showed is sent along, so that only what this person changed is written.
    """

    actor = actor_field(show_hidden_initial=True)
    unresolved = unresolved_field(show_hidden_initial=True, label="or why not known")

    class Meta:
        model = Statement
        fields = ["actor", "unresolved"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.actor is not None and "actor" in self.fields:
            # Fields are copied for each form, and their widgets with them.
            self.fields["actor"].widget.known = (str(self.instance.actor_id), self.instance.actor.name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("actor") is not None:
            data["unresolved"] = ""
        elif "actor" in self.fields and "actor" not in self.errors and not data.get("unresolved"):
            self.add_error("unresolved", "Without a speaker, say why the speaker is not known.")
        return data


class StatementForm(SpeakerForm):
    """The whole page: speaker, words, and whether it is a statement."""

    words = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text="To correct which words are the statement, put here the right ones, copied from the article.",
        show_hidden_initial=True,
    )
    start = forms.IntegerField(min_value=0, show_hidden_initial=True, help_text="Or the place of the first character …")
    end = forms.IntegerField(min_value=1, show_hidden_initial=True, help_text="… and the place after the last one.")
    rejected = forms.BooleanField(
        required=False, label="not a statement", show_hidden_initial=True, help_text="It then leaves lists and charts."
    )
    reason = reason_field(required=False)

    class Meta:
        model = Statement
        fields = ["actor", "unresolved", "start", "end", "rejected"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["words"] = self.instance.text

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        changed = set(self.changed_data) - {"reason"}
        if changed and not data.get("reason"):
            self.add_error("reason", "Say why you change this.")
        text = self.instance.article.text
        try:
            if "words" in changed:
                span = review.find_span(text, data.get("words", ""), near=self.instance.start)
                data["start"], data["end"] = span.start, span.end
            elif changed & {"start", "end"} and data.get("start") is not None and data.get("end") is not None:
                span = review.check_span(text, data["start"], data["end"])
                data["start"], data["end"] = span.start, span.end
        except review.CannotCorrect as refusal:
            self.add_error("words" if "words" in changed else "end", str(refusal))
        return data


class SetActorForm(forms.Form):
    """Who spoke, for many statements at once."""

    actor = actor_field(label="Speaker")
    unresolved = unresolved_field(label="Or why it is not known")
    reason = reason_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("actor")) == bool(data.get("unresolved")):
            raise forms.ValidationError("Choose either a speaker, or why the speaker is not known.")
        return data
