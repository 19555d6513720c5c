"""Atom feeds: what an actor said, what was said of a target, what a search finds, and where stances shifted.

Entries carry what the list of statements shows to anybody: the words, the speaker, the labels, the source. A feed is
in the order in which statements were recorded, the newest first, since that is what a reader of feeds waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.http import urlencode

from stances import shifts
from stances.facets import chosen
from stances.filters import StatementFilter
from stances.models import Actor, Position, Statement, Target
from stances.templatetags.stance_tags import addressed, speaker_name, stance_phrase
from stances.vocabulary import Stance

#: Entries in a feed.
NEWEST = 40


class _Atom(Atom1Feed):
    """With the address against which the links inside an entry are read."""

    content_type = "application/atom+xml; charset=utf-8"

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xml:base": self.feed["link"]}


class StatementsFeed(Feed[Statement, Any]):
    """What the feeds of statements share. Four queries besides those for what the feed is of."""

    feed_type = _Atom

    def items(self, obj: Any) -> Iterable[Statement]:
        found: Iterable[Statement] = self.statements(obj).with_evidence().order_by("-pk")[:NEWEST]
        return found

    def statements(self, obj: Any) -> Any:
        raise NotImplementedError

    def item_title(self, item: Statement) -> str:
        labels = [f"{stance_phrase(label.label).lower()} {label.target.name}" for label in addressed(item)]
        return f"{speaker_name(item)}: {', '.join(labels) if labels else 'about none of the targets'}"

    def item_description(self, item: Statement) -> str:
        return render_to_string("stances/_entry.html", {"statement": item})

    def item_pubdate(self, item: Statement) -> datetime:
        return item.created

    def item_updateddate(self, item: Statement) -> datetime:
        return item.created

    def item_author_name(self, item: Statement) -> str:
        return speaker_name(item)


class ActorFeed(StatementsFeed):
    """What one actor said."""

    def get_object(self, request: HttpRequest, slug: str) -> Actor:
        return get_object_or_404(Actor, slug=slug)

    def title(self, obj: Actor) -> str:
        return f"Statements of {obj.name}"

    def link(self, obj: Actor) -> str:
        return obj.get_absolute_url()

    def statements(self, obj: Actor) -> Any:
        return Statement.objects.standing().filter(actor=obj)


class TargetFeed(StatementsFeed):
    """What anybody said about one target."""

    def get_object(self, request: HttpRequest, slug: str) -> Target:
        return get_object_or_404(Target, slug=slug)

    def title(self, obj: Target) -> str:
        return f"Statements about {obj.name}"

    def link(self, obj: Target) -> str:
        return obj.get_absolute_url()

    def statements(self, obj: Target) -> Any:
        about = Position.objects.filter(statement=OuterRef("pk"), target=obj).exclude(label=Stance.UNRELATED)
        return Statement.objects.standing().filter(Exists(about))


class SearchFeed(StatementsFeed):
    """What a search finds, under the same query string as the list of statements; its order is not taken over."""

    def get_object(self, request: HttpRequest) -> StatementFilter:
        found = StatementFilter(request.GET, queryset=Statement.objects.standing())
        if found.form.errors:
            problems = "; ".join(f"{name}: {' '.join(map(str, said))}" for name, said in found.form.errors.items())
            raise BadRequest(f"This search cannot be followed. {problems}")
        return found

    def title(self, obj: StatementFilter) -> str:
        asked = ", ".join(choice.label for choice in chosen(obj))
        return f"Statements: {asked}" if asked else "All statements"

    def link(self, obj: StatementFilter) -> str:
        return _with_query(reverse("statements"), obj.data)

    def feed_url(self, obj: StatementFilter) -> str:
        return _with_query(reverse("statements_feed"), obj.data)

    def statements(self, obj: StatementFilter) -> Any:
        return obj.narrow(Statement.objects.standing())


class ShiftsFeed(Feed[shifts.Told, Any]):
    """Shifts, of everybody or narrowed by `actor` and `target` in the query string."""

    feed_type = _Atom

    def get_object(self, request: HttpRequest) -> tuple[Actor | None, Target | None]:
        actor, target = request.GET.get("actor"), request.GET.get("target")
        return (
            get_object_or_404(Actor, slug=actor) if actor else None,
            get_object_or_404(Target, slug=target) if target else None,
        )

    def title(self, obj: tuple[Actor | None, Target | None]) -> str:
        actor, target = obj
        return f"Shifts of stance{f' of {actor}' if actor else ''}{f' toward {target}' if target else ''}"

    def link(self, obj: tuple[Actor | None, Target | None]) -> str:
        return next((one.get_absolute_url() for one in obj if one), reverse("overview"))

    def feed_guid(self, obj: tuple[Actor | None, Target | None]) -> str:
        actor, target = obj
        return f"urn:diplomacy:shifts:{actor.slug if actor else ''}:{target.slug if target else ''}"

    def feed_url(self, obj: tuple[Actor | None, Target | None]) -> str:
        actor, target = obj
        asked = {"actor": actor.slug if actor else "", "target": target.slug if target else ""}
        return _with_query(reverse("shifts_feed"), {name: slug for name, slug in asked.items() if slug})

    def items(self, obj: tuple[Actor | None, Target | None]) -> list[shifts.Told]:
        actor, target = obj
        if actor:
            found = [shift for shift in shifts.of_actor(actor) if not target or shift.target == target.pk]
        else:
            found = shifts.of_target(target) if target else shifts.everywhere()
        return shifts.told(found[:NEWEST])

    def item_title(self, item: shifts.Told) -> str:
        return f"{item.actor} {item.moved} of {item.target}"

    def item_description(self, item: shifts.Told) -> str:
        lists = reverse("statements")
        return format_html(
            '<p>{}</p><p><a href="{}">Statements before</a> · <a href="{}">Statements after</a></p>',
            item.sentence,
            lists + item.said_before,
            lists + item.said_after,
        )

    def item_link(self, item: shifts.Told) -> str:
        return f"{item.actor.get_absolute_url()}?target={item.target.slug}#shift-{item.key}"

    def item_pubdate(self, item: shifts.Told) -> datetime:
        return datetime.combine(item.shift.day, time(), UTC)

    def item_updateddate(self, item: shifts.Told) -> datetime:
        return datetime.combine(item.shift.after.until, time(), UTC)


def _with_query(address: str, asked: Mapping[str, Any]) -> str:
    values = {name: value for name in asked if (value := asked[name])}
    return f"{address}?{urlencode(values)}" if values else address
