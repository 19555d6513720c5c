"""Judge what was read, and write it all down at once.

`judge` turns a reading into questions and asks them in one batch; `record` writes statements,
verdicts and positions in one transaction, under the article's claim and under a run.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from stances import positions, runs
from stances.classifying import StanceModel
from stances.matching import kept_by_people, match
from stances.models import Actor, Article, Statement, Target, Verdict
from stances.records import FoundStatement, Pair, Probabilities, Reading, Span
from stances.vocabulary import ActorStatus, ArticleState, StatementKind, Unresolved


@dataclass(frozen=True, slots=True)
class Answers:
    """What the model said of one statement: the words it was asked about (see `Verdict.words`), and for each
    target's key the probabilities."""

    words: str
    by_target: dict[int, Probabilities]


@dataclass(frozen=True, slots=True)
class Judged:
    """The answers for the statements of a reading, in its order, and for stored statements that the reading
    lacks and a person has touched, by their key."""

    found: tuple[Answers, ...]
    kept: dict[int, Answers]


def judge(article: Article, reading: Reading, targets: Sequence[Target], model: StanceModel) -> Judged:
    """One batch for the whole article: every statement toward every active target."""
    rows = list(article.statements.select_related("actor").prefetch_related("actor__roles").order_by("pk"))
    matched = match(rows, reading.statements)
    kept = kept_by_people(rows, matched)
    actors = _actors(reading)
    questions = [_question(article, found, row, actors) for found, row in zip(reading.statements, matched, strict=True)]
    questions += [(row.judged_words, _asked_again(article, row)) for row in kept]

    names = [target.as_record() for target in targets]
    pairs = [
        Pair(statement=asked.words, target=name, context=asked.context, speaker=asked.speaker)
        for _, asked in questions
        for name in names
    ]
    given = iter(model.judge(pairs) if pairs else [])
    answers = [Answers(words, {target.pk: next(given) for target in targets}) for words, _ in questions]
    n = len(reading.statements)
    return Judged(tuple(answers[:n]), {row.pk: answer for row, answer in zip(kept, answers[n:], strict=True)})


@dataclass(frozen=True, slots=True)
class _Asked:
    words: str
    context: str
    speaker: str


def _question(
    article: Article, found: FoundStatement, row: Statement | None, actors: dict[int, Actor]
) -> tuple[str, _Asked]:
    """Which words are asked about, and the question. What a person has set goes before what was read."""
    moved = row is not None and row.span_by_person
    said_by_person = row is not None and row.actor_by_person
    day = found.said_on or article.published
    if row is not None and said_by_person:
        speaker = _named(row.actor, day)
    elif found.speaker.actor is not None:
        speaker = _named(actors.get(int(found.speaker.actor)), day)
    else:
        speaker = found.speaker.name or ""
    asked = _Asked(
        words=row.text if row is not None and moved else words(article.text, found),
        context=found.context.of(article.text),
        speaker=speaker,
    )
    return (row.judged_words if row is not None else "", asked)


def _asked_again(article: Article, row: Statement) -> _Asked:
    speaker = _named(row.actor, row.said_on or article.published) if row.actor else row.speaker_name
    return _Asked(
        words=" ".join(span.of(article.text) for span in judged_spans(row)),
        context=article.text[row.context_start : row.context_end],
        speaker=speaker,
    )


def judged_spans(row: Statement) -> list[Span]:
    """The stretches of the article that the judge reads as a stored statement's words, with a space between two."""
    if row.kind == StatementKind.DIRECT and row.quoted and not row.span_by_person:
        return [Span(first, last) for first, last in row.quoted]
    return [Span(row.start, row.end)]


def pair_of(row: Statement, target: Target) -> Pair:
    """The question that was put to the judge about a stored statement, as it is asked today."""
    asked = _asked_again(row.article, row)
    return Pair(statement=asked.words, target=target.as_record(), context=asked.context, speaker=asked.speaker)


def words(text: str, found: FoundStatement) -> str:
    """The speaker's words as the judge reads them: a split quotation without the attribution inside it."""
    if found.kind is StatementKind.DIRECT and found.quoted:
        return " ".join(stretch.of(text) for stretch in found.quoted)
    return found.span.of(text)


def _named(actor: Actor | None, day: date | None) -> str:
    """The speaker as the judge is told: the name, with the role held on that day. Uses prefetched roles."""
    if actor is None:
        return ""
    role = actor.role_on(day)
    return f"{actor.name}, {role.title}" if role else actor.name


def _keys(reading: Reading) -> set[int]:
    return {int(found.speaker.actor) for found in reading.statements if found.speaker.actor is not None}


def _actors(reading: Reading) -> dict[int, Actor]:
    return Actor.objects.prefetch_related("roles").in_bulk(_keys(reading))


# --- writing ------------------------------------------------------------------------------


@transaction.atomic
def record(article_id: int, claim: uuid.UUID, reading: Reading, judged: Judged, model: StanceModel) -> bool:
    """Write everything down, or nothing; return whether the claim still held."""
    article = Article.objects.select_for_update().filter(pk=article_id, claim=claim).first()
    if article is None:
        return False
    run = runs.current_run(model, reading.reader)
    statements, kept = _write_statements(article, reading)
    # Words, context and speaker may be others now: a run on trial has to judge them once more.
    Verdict.objects.filter(statement__article=article, run__in_force_since__isnull=True).delete()
    answered = [
        *zip(statements, judged.found, strict=True),
        *((row, judged.kept[row.pk]) for row in kept if row.pk in judged.kept),
    ]
    already = set(
        Verdict.objects.filter(run=run, statement__article=article).values_list("statement_id", "target_id", "words")
    )
    Verdict.objects.bulk_create(
        [
            Verdict(
                statement=statement,
                target_id=target,
                run=run,
                words=answers.words,
                supportive=answer.supportive,
                critical=answer.critical,
                neutral=answer.neutral,
                unrelated=answer.unrelated,
            )
            for statement, answers in answered
            for target, answer in answers.by_target.items()
            if (statement.pk, target, answers.words) not in already
        ],
        batch_size=500,
    )
    positions.refresh(statement.pk for statement, _ in answered)
    article.state = ArticleState.ANALYSED
    article.problem = ""
    article.notes = "\n".join(reading.notes)
    article.claim = article.heartbeat = article.queued = None
    article.attempts = 0
    article.analysed_at = timezone.now()
    article.save(
        update_fields=["state", "problem", "notes", "claim", "heartbeat", "queued", "attempts", "analysed_at"],
    )
    return True


def _write_statements(article: Article, reading: Reading) -> tuple[list[Statement], list[Statement]]:
    """The rows of the reading's statements, in its order, and the others that stand because a person touched them.

    What a person has set stays as it is. The rows are locked first: a correction that is being written is waited
    for, and then seen.
    """
    actors = _actors_in_use(reading)
    rows = list(article.statements.select_for_update(no_key=True).order_by("pk"))
    matched = match(rows, reading.statements)
    kept = kept_by_people(rows, matched)
    standing = {row.pk for row in (*matched, *kept) if row is not None}
    for row in rows:
        if row.pk not in standing and not row.retired:
            row.retired = True
            row._change_reason = f"No longer found by {reading.reader}"
            row.save()
    written = []
    for found, known in zip(reading.statements, matched, strict=True):
        row = known or Statement(article=article)
        before = _values(row)
        _fill(row, article, found, actors, reading.reader)
        if known is None:
            row.save()
        elif before != _values(row):
            row._change_reason = f"Read again by {reading.reader}"
            row.save()
        written.append(row)
    return written, kept


def _actors_in_use(reading: Reading) -> dict[int, Actor]:
    """The actors that the reading names, as they are now: one that was merged meanwhile is the one it became."""
    named = Actor.objects.select_for_update(no_key=True).filter(pk__in=_keys(reading)).order_by("pk")
    actors = {actor.pk: actor for actor in named}
    kept = Actor.objects.in_bulk([actor.merged_into_id for actor in actors.values() if actor.merged_into_id])
    current = {key: kept[actor.merged_into_id] if actor.merged_into_id else actor for key, actor in actors.items()}
    return {key: actor for key, actor in current.items() if actor.status == ActorStatus.TRACKED}


def _values(row: Statement) -> list[object]:
    return [getattr(row, field.attname) for field in Statement._meta.concrete_fields]


def _fill(row: Statement, article: Article, found: FoundStatement, actors: dict[int, Actor], reader: str) -> None:
    text, speaker = article.text, found.speaker
    row.found_start, row.found_end = found.span.start, found.span.end
    row.kind, row.negated = found.kind.value, found.negated
    row.cue = found.cue.of(text)[:120] if found.cue else ""
    row.mention = speaker.mention.of(text)[:200] if speaker.mention else ""
    row.mention_start = speaker.mention.start if speaker.mention else None
    row.mention_end = speaker.mention.end if speaker.mention else None
    row.speaker_name = (speaker.name or "")[:200]
    row.said_on, row.date_basis = found.said_on, found.date_basis.value
    row.reader, row.retired = reader, False
    if not row.span_by_person:
        row.start, row.end, row.text = found.span.start, found.span.end, found.span.of(text)
        row.context_start, row.context_end = found.context.start, found.context.end
        row.quoted = [[stretch.start, stretch.end] for stretch in found.quoted]
    if not row.actor_by_person:
        actor = actors.get(int(speaker.actor)) if speaker.actor is not None else None
        missing = Unresolved.UNKNOWN_NAME if speaker.actor is not None else speaker.reason
        row.actor = actor
        row.unresolved = missing.value if actor is None and missing is not None else ""
        row.speaker_confidence = speaker.confidence
        row.speaker_evidence = speaker.evidence[:400]
