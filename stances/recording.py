"""Judge what was read, and write it all down at once.

`judge` turns a reading into questions and asks them in one batch; `record` writes statements,
verdicts and positions in one transaction, under the article's claim and under a run.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version

from django.db import transaction
from django.utils import timezone

from stances import positions
from stances.classifying import StanceModel
from stances.models import Actor, Article, Run, Statement, Target, Verdict
from stances.records import FoundStatement, Pair, Probabilities, Reading
from stances.vocabulary import ArticleState, StatementKind

#: For each statement of the reading, in order: the probabilities by target key.
Judged = list[dict[int, Probabilities]]


def judge(article: Article, reading: Reading, targets: Sequence[Target], model: StanceModel) -> Judged:
    """One batch for the whole article: every statement toward every active target."""
    names = [target.as_record() for target in targets]
    actors = _speakers(reading)
    pairs = [
        Pair(
            statement=words(article.text, found),
            target=name,
            context=found.context.of(article.text),
            speaker=_speaker(found, actors, article.published),
        )
        for found in reading.statements
        for name in names
    ]
    answers = iter(model.judge(pairs) if pairs else [])
    return [{target.pk: next(answers) for target in targets} for _ in reading.statements]


def words(text: str, found: FoundStatement) -> str:
    """The speaker's words as the judge reads them: a split quotation without the attribution inside it."""
    if found.kind is StatementKind.DIRECT and found.quoted:
        return " ".join(stretch.of(text) for stretch in found.quoted)
    return found.span.of(text)


def _speakers(reading: Reading) -> dict[int, Actor]:
    keys = {int(found.speaker.actor) for found in reading.statements if found.speaker.actor is not None}
    return Actor.objects.prefetch_related("roles").in_bulk(keys)


def _speaker(found: FoundStatement, actors: dict[int, Actor], published: date | None) -> str:
    if found.speaker.actor is None:
        return found.speaker.name or ""
    actor = actors[int(found.speaker.actor)]
    role = actor.role_on(found.said_on or published)
    return f"{actor.name}, {role.title}" if role else actor.name


def current_run(model: StanceModel, reader: str) -> Run:
    """The run that describes today's setting of the machine; made when the setting is new."""
    code = code_version()
    facts = "|".join([model.name, model.revision, reader, code, f"{model.uncertain_below:.4f}"])
    run, _ = Run.objects.get_or_create(
        fingerprint=hashlib.sha256(facts.encode()).hexdigest(),
        defaults={
            "model": model.name,
            "revision": model.revision,
            "reader": reader,
            "code_version": code,
            "uncertain_below": model.uncertain_below,
        },
    )
    return run


def code_version() -> str:
    """The installed version of this project."""
    try:
        return version("diplomacy")
    except PackageNotFoundError:
        return "unknown"


@transaction.atomic
def record(article_id: int, claim: uuid.UUID, reading: Reading, judged: Judged, model: StanceModel) -> bool:
    """Write everything down, or nothing; return whether the claim still held."""
    article = Article.objects.select_for_update().filter(pk=article_id, claim=claim).first()
    if article is None:
        return False
    run = current_run(model, reading.reader)
    statements = _write_statements(article, reading)
    already = set(
        Verdict.objects.filter(run=run, statement__in=statements).values_list("statement_id", "target_id")
    )
    Verdict.objects.bulk_create(
        [
            Verdict(
                statement=statement,
                target_id=target,
                run=run,
                supportive=answer.supportive,
                critical=answer.critical,
                neutral=answer.neutral,
                unrelated=answer.unrelated,
            )
            for statement, answers in zip(statements, judged, strict=True)
            for target, answer in answers.items()
            if (statement.pk, target) not in already
        ],
        batch_size=500,
    )
    positions.refresh(statement.pk for statement in statements)
    article.state = ArticleState.ANALYSED
    article.notes = "\n".join(reading.notes)
    article.claim = article.heartbeat = article.queued = None
    article.attempts = 0
    article.analysed_at = timezone.now()
    article.save(
        update_fields=["state", "notes", "claim", "heartbeat", "queued", "attempts", "analysed_at"],
    )
    return True


def _write_statements(article: Article, reading: Reading) -> list[Statement]:
    """The rows of the reading's statements, in its order. What a person has set stays as it is."""
    known = {(row.found_start, row.found_end): row for row in article.statements.all()}
    rows = []
    for found in reading.statements:
        row = known.pop((found.span.start, found.span.end), None)
        if row is None:
            row = _fill(Statement(article=article), article, found, reading.reader)
            row.save()
        elif _differs(row, article, found, reading.reader):
            row._change_reason = f"Read again by {reading.reader}"
            row.save()
        rows.append(row)
    for row in known.values():  # no longer found; kept where a person has touched it
        touched = row.actor_by_person or row.span_by_person or row.rejected or row.corrections.exists()
        if not touched and not row.retired:
            row.retired = True
            row._change_reason = f"No longer found by {reading.reader}"
            row.save()
    return rows


def _differs(row: Statement, article: Article, found: FoundStatement, reader: str) -> bool:
    names = [field.attname for field in Statement._meta.concrete_fields]
    before = [getattr(row, name) for name in names]
    _fill(row, article, found, reader)
    return before != [getattr(row, name) for name in names]


def _fill(row: Statement, article: Article, found: FoundStatement, reader: str) -> Statement:
    text, speaker = article.text, found.speaker
    row.found_start, row.found_end = found.span.start, found.span.end
    row.context_start, row.context_end = found.context.start, found.context.end
    row.quoted = [[stretch.start, stretch.end] for stretch in found.quoted]
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
    if not row.actor_by_person:
        row.actor_id = int(speaker.actor) if speaker.actor is not None else None
        row.unresolved = speaker.reason.value if speaker.reason else ""
        row.speaker_confidence = speaker.confidence
        row.speaker_evidence = speaker.evidence[:400]
    return row
