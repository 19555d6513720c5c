"""Which words a label hangs on: asked for with a button, shown as marks on the statement's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from stances import explaining, recording, tasks
from stances.models import Explanation, Position, Statement
from stances.records import Span
from stances.views.access import SignedInRequest, signed_in, wants_fragment
from stances.vocabulary import Stance, StatementKind, Word

#: From so large a change of the probability on a word is marked, weakly, clearly, strongly. Smaller ones may be chance:
#: see `stances.classifying.explain.PASSES`.
STEPS = (0.10, 0.25, 0.50)
#: Words told with their figures; all that pass the first step are marked.
WORDS_TOLD = 6
#: More than this between the label's probability then and now is said.
SAME = 0.10


class State(Word):
    """How far the words of one label are known."""

    CLOSED = "closed", "Cannot be asked", "No words are stored, and this reader or this label cannot have them."
    OFFERED = "offered", "Can be asked", "Nobody has asked yet."
    ASKED = "asked", "Asked", "A worker will work it out."
    LATE = "late", "Late", "It was asked for long ago, and may be lost."
    FAILED = "failed", "Failed", "It was asked for and could not be worked out."
    DONE = "done", "Known", "The words are stored."


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are marked alike. `step` is 0 without a mark, else 1 to 3; the label `leans` on them, or they hold it
    back."""

    text: str
    step: int = 0
    leans: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One word with its figures: the probability of the label with and without it, and the label without it."""

    text: str
    before: float
    after: float
    leans: bool
    turns_into: Stance | None


@dataclass(frozen=True, slots=True)
class Why:
    """The words of one label, as far as they are known. `asked_again` is set where the model gives the label a clearly
    other probability today; `together` says that the statement is so long that words were left out in groups."""

    state: State
    problem: str = ""
    label: Stance | None = None
    probability: float = 0.0
    pieces: tuple[Piece, ...] = ()
    told: tuple[Told, ...] = ()
    more: int = 0
    asked_again: bool = False
    together: bool = False


@vary_on_headers("HX-Request")
@require_http_methods(["GET", "HEAD", "POST"])
def why(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The words of one label. A POST asks for them; htmx gets the part of the page, or 204 while it must wait."""
    position = get_object_or_404(
        Position.objects.select_related("target", "statement__article", "verdict__run", "verdict__explanation").filter(
            verdict__isnull=False
        ),
        statement=pk,
        target__slug=slug,
    )
    if request.method == "POST":
        return _ask(request, position)
    if not wants_fragment(request):
        return redirect(f"{position.statement.get_absolute_url()}#toward-{slug}")
    found = why_of(position.statement, position, may_ask=request.user.is_authenticated)
    if found.state is State.ASKED:
        return HttpResponse(status=204)
    return _part(request, position, found)


@signed_in
def _ask(request: SignedInRequest, position: Position) -> HttpResponse:
    if position.verdict is not None and explaining.explainable(position.statement, position.verdict):
        tasks.enqueue_explanation(position.verdict)
    if not wants_fragment(request):
        return redirect(f"{position.statement.get_absolute_url()}#toward-{position.target.slug}")
    fresh = Position.objects.select_related("target", "statement__article", "verdict__run", "verdict__explanation")
    position = fresh.get(pk=position.pk)
    return _part(request, position, why_of(position.statement, position, may_ask=True))


def _part(request: HttpRequest, position: Position, found: Why) -> HttpResponse:
    context: dict[str, Any] = {"statement": position.statement, "position": position, "why": found, "fragment": True}
    return render(request, "stances/_why.html", context)


def why_of(statement: Statement, position: Position, *, may_ask: bool) -> Why:
    """What is known of the label's words. Asks the database for nothing that a join could have brought."""
    verdict = position.verdict
    if verdict is None or verdict.words != statement.judged_words:
        return Why(State.CLOSED)
    explanation: Explanation | None = getattr(verdict, "explanation", None)
    if explanation is not None and explanation.words is not None:
        return _done(statement, explanation, verdict.probabilities.label, verdict.probabilities.probability)
    may_ask = may_ask and not (statement.rejected or statement.retired) and explaining.explainable(statement, verdict)
    if not may_ask:
        return Why(State.CLOSED)
    if explanation is None:
        return Why(State.OFFERED)
    if explanation.problem:
        return Why(State.FAILED, problem=explanation.problem)
    return Why(State.LATE if explaining.is_late(explanation) else State.ASKED)


def _done(statement: Statement, explanation: Explanation, label: Stance, given: float) -> Why:
    probability = explanation.probability or 0.0
    effects = [(Span(start, end), change, Stance(without)) for start, end, change, without in explanation.words or []]
    text = statement.article.text
    marked = sorted((one for one in effects if step_of(one[1])), key=lambda one: -abs(one[1]))
    told = tuple(
        Told(
            text=span.of(text),
            before=probability,
            after=min(max(probability + change, 0.0), 1.0),
            leans=change < 0,
            turns_into=without if without is not label else None,
        )
        for span, change, without in marked[:WORDS_TOLD]
    )
    return Why(
        State.DONE,
        label=label,
        probability=probability,
        pieces=tuple(_pieces(statement, [(span, change) for span, change, _ in effects])),
        told=told,
        more=len(marked) - len(told),
        asked_again=abs(probability - given) > SAME,
        together=any(any(letter.isspace() for letter in span.of(text)) for span, _, _ in effects),
    )


def step_of(change: float) -> int:
    """How strong a mark a change of the probability gets: 0 for none, to 3."""
    return sum(abs(change) >= step for step in STEPS)


def _pieces(statement: Statement, effects: Sequence[tuple[Span, float]]) -> Iterator[Piece]:
    """The statement's words cut where a mark begins or ends, stretches of a split quotation apart."""
    text = statement.article.text
    opening, closing = ("“", "”") if statement.kind == StatementKind.DIRECT else ("", "")
    for number, stretch in enumerate(recording.judged_spans(statement)):
        yield Piece((" … " if number else "") + opening)
        at = stretch.start
        for span, change in effects:
            start, end = max(span.start, stretch.start), min(span.end, stretch.end)
            if start >= end or not step_of(change):
                continue
            yield Piece(text[at:start])
            yield Piece(text[start:end], step_of(change), leans=change < 0)
            at = end
        yield Piece(text[at : stretch.end] + closing)
