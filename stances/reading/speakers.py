"""Utterances → statements: who spoke, inside the article and among the known actors, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from stances.reading.actors import GOVERNMENTAL, Match, Roster
from stances.reading.cast import Cast, Entity
from stances.reading.coreference import Referent, resolve
from stances.reading.dates import day_named
from stances.reading.document import Document, Token
from stances.reading.geography import BODIES
from stances.reading.mentions import Kind, Mention, describe, is_country
from stances.reading.names import fold
from stances.reading.titles import is_promotion
from stances.reading.utterance import Utterance
from stances.records import FoundStatement, Span, Speaker
from stances.vocabulary import DateBasis, StatementKind, Unresolved

#: A quotation without an attribution looks back over this many paragraphs for its speaker.
_REACH = 3
#: Days that belong to something else than the saying.
_NOT_WHEN = re.compile(
    r"\b(?:since|until|till|from|before|by|ahead of|started on|began on|scheduled for|due on|invasion on)\s+"
    r"(?:late\s+|early\s+)?"
    r"(?:\w+\.?\s*,?\s*){1,3}(?:\d{4})?|,\s*(?:who|which|whose)\b[^,]*|\bas\s+.*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Attributed:
    utterance: Utterance
    referent: Referent
    day: date | None = None
    mention: Span | None = None


def attribute(
    document: Document, found: list[Utterance], roster: Roster, published: date | None
) -> list[FoundStatement]:
    """Gives every utterance its speaker and its date; in the order of `found`."""
    attributed = _refer(document, found, roster, published)
    _look_ahead(attributed)
    _date(document, attributed, published)
    statements = []
    known: dict[tuple[int, date | None], Match] = {}
    for one in attributed:
        day = one.day or published
        speaker = _speaker(one, roster, day, known)
        statements.append(
            FoundStatement(
                span=one.utterance.span,
                kind=one.utterance.kind,
                cue=one.utterance.cue,
                quoted=tuple(one.utterance.quoted),
                speaker=speaker,
                context=_context(document, one.utterance),
                said_on=day,
                date_basis=DateBasis.SAID if one.day else DateBasis.PUBLISHED if published else DateBasis.UNDATED,
                negated=one.utterance.negated,
            )
        )
    return statements


def _refer(document: Document, found: list[Utterance], roster: Roster, published: date | None) -> list[_Attributed]:
    cast = Cast()
    attributed: list[_Attributed] = []
    at = 0
    for sentence in document.sentences:
        if not is_promotion(document, sentence.paragraph):
            cast.read(sentence)
        while at < len(found) and max(found[at].sentence, found[at].attributed_in) <= sentence.index:
            utterance = found[at]
            at += 1
            if utterance.label and utterance.mention is not None:
                referent = resolve(cast, _labelled(utterance.label, utterance.mention.span), sentence)
            elif utterance.carried or utterance.mention is None:
                referent = _carried(document, cast, utterance, attributed)
            else:
                referent = resolve(cast, utterance.mention, sentence)
                if referent.reason is Unresolved.NO_SPEAKER and _is_outlets_own(utterance, referent):
                    continue
                if referent.entity is None and utterance.mention.kind is Kind.ROLE:
                    referent = _by_office(cast, utterance.mention, referent, roster, published)
                if utterance.narrative:
                    referent = _weaker(referent, 0.6)
                if referent.reason is Unresolved.ANONYMOUS:
                    cast.last_anonymous = (sentence.index, utterance.mention.head)
            if referent.entity is not None:
                offset = utterance.mention.span.start if utterance.mention else utterance.span.start
                cast.speaks(referent.entity, sentence.index, offset)
            attributed.append(_Attributed(utterance, referent, mention=_words(utterance, referent, attributed)))
    return attributed


def _words(utterance: Utterance, referent: Referent, attributed: list[_Attributed]) -> Span | None:
    """The words that name the speaker; for one whom the article never names, those of the statement before."""
    if utterance.mention is not None:
        return utterance.mention.span
    unnamed = referent.entity is None and referent.name is None and referent.reason is Unresolved.ANONYMOUS
    return attributed[-1].mention if unnamed and attributed else None


def _is_outlets_own(utterance: Utterance, referent: Referent) -> bool:
    """ "The agency reported that …": news, and nobody's statement."""
    return (
        utterance.kind is StatementKind.INDIRECT
        and utterance.mention is not None
        and (utterance.mention.head == "agency" or referent.name is not None)
    )


def _weaker(referent: Referent, factor: float) -> Referent:
    return replace(referent, confidence=round(referent.confidence * factor, 2))


def _labelled(label: str, span: Span) -> Mention:
    """The mention that a transcript's label makes: "MR. HOLLIN" → Hollin."""
    words = []
    for word in label.replace(".", " ").split():
        written = word.title() if word.isupper() and len(word) > 1 else word
        words.append(Token(span.start, span.end, written, written.lower()))
    mention = describe(words)
    return replace(mention, span=span, definite=True)


def _carried(document: Document, cast: Cast, utterance: Utterance, attributed: list[_Attributed]) -> Referent:
    """The speaker of a quotation that names none: whoever spoke just before."""
    previous = attributed[-1] if attributed else None
    gap = utterance.paragraph - previous.utterance.paragraph if previous else None
    if previous is not None and gap is not None and gap <= _REACH:
        referent = previous.referent
        factor = 0.9 if gap <= 1 else 0.6
        evidence = "Goes on from the statement before." if gap <= 1 else "No speaker named since an earlier statement."
        if utterance.narrative:
            factor *= 0.6
        return Referent(
            referent.entity, referent.reason, round(referent.confidence * factor, 2), evidence, referent.name
        )
    return Referent(None, Unresolved.NO_SPEAKER, 0.3, "The article does not say who spoke.")


def _by_office(cast: Cast, mention: Mention, referent: Referent, roster: Roster, published: date | None) -> Referent:
    """ "The Estonian foreign minister", whom the article never names: the roster may know who that was."""
    match = roster.holder(mention.roles[-1], published)
    if match.actor is None:
        return referent
    entity = Entity(match.actor.name, Kind.PERSON, mention.gender, mention.place, list(mention.roles))
    cast.adopt(entity)
    return Referent(entity, None, match.confidence, match.evidence)


def _look_ahead(attributed: list[_Attributed]) -> None:
    """An article may open with a quotation and name its speaker in the next paragraph."""
    for one, following in zip(reversed(attributed[:-1]), reversed(attributed[1:]), strict=True):
        if (
            one.utterance.carried
            and one.referent.reason is Unresolved.NO_SPEAKER
            and one.referent.name is None
            and following.referent.entity is not None
            and following.utterance.paragraph - one.utterance.paragraph <= 1
        ):
            referent = following.referent
            one.referent = Referent(
                referent.entity, None, round(referent.confidence * 0.6, 2), "The next statement names the speaker."
            )


def _date(document: Document, attributed: list[_Attributed], published: date | None) -> None:
    previous: _Attributed | None = None
    for one in attributed:
        words = " … ".join(span.of(document.text) for span in one.utterance.clause)
        one.day = day_named(_NOT_WHEN.sub(" ", words), published) if words else None
        if (
            one.day is None
            and previous is not None
            and previous.day is not None
            and one.referent.entity is previous.referent.entity
            and one.referent.entity is not None
            and one.utterance.paragraph - previous.utterance.paragraph <= 1
        ):
            one.day = previous.day
        previous = one


def _context(document: Document, utterance: Utterance) -> Span:
    """The reporting sentence and its neighbours, at most a paragraph away."""
    first = document.sentences[utterance.sentence]
    last = document.sentences[max(utterance.sentence, utterance.last_sentence)]
    start, end = first.start, last.end
    if first.index > 0 and first.paragraph - document.sentences[first.index - 1].paragraph <= 1:
        start = document.sentences[first.index - 1].start
    if last.index + 1 < len(document.sentences):
        following = document.sentences[last.index + 1]
        if following.paragraph - last.paragraph <= 1:
            end = following.end
    return Span(min(start, utterance.span.start), max(end, utterance.span.end))


def _speaker(
    one: _Attributed, roster: Roster, day: date | None, known: dict[tuple[int, date | None], Match]
) -> Speaker:
    referent = one.referent
    mention = one.mention
    entity = referent.entity
    if entity is None:
        reason = referent.reason or Unresolved.NO_SPEAKER
        return Speaker(mention, referent.name, None, reason, referent.confidence, referent.evidence)
    key = (id(entity), day)
    if key not in known:
        known[key] = _match(entity, roster, day)
    match = known[key]
    if match.actor is None:
        reason = Unresolved.AMBIGUOUS if match.ambiguous else Unresolved.UNKNOWN_NAME
        return Speaker(mention, entity.name, None, reason, referent.confidence, f"{referent.evidence} {match.evidence}")
    name = entity.name
    if not entity.is_person or len(fold(name).split()) < len(fold(match.actor.name).split()):
        name = match.actor.name
    confidence = round(referent.confidence * match.confidence, 2)
    return Speaker(mention, name, match.actor.key, None, confidence, f"{referent.evidence} {match.evidence}")


def _match(entity: Entity, roster: Roster, day: date | None) -> Match:
    if entity.is_person:
        return roster.person(entity.name, entity.roles, day)
    if entity.kind is Kind.PLACE:
        return roster.place(entity.name, entity.place)
    body = BODIES.get(fold(entity.name).removeprefix("the "))
    if body is not None:
        return roster.place(entity.name, body)
    words = fold(entity.name).split()
    governmental = any(word in GOVERNMENTAL for word in words)
    return roster.place(entity.name, entity.place if governmental and is_country(entity.place) else None)
