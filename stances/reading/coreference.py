"""Who a mention refers to, inside one article.

Pronouns and roles choose among the cast by gender, role, place, recency and subjecthood, the
cues of Lappin and Leass (1994), with weights set by hand on real news.
"""

# ruff: noqa: PLR0911, PLR0912 - a grammar reads best as one case a line, in the order in which they are tried

from __future__ import annotations

import re
from dataclasses import dataclass

from stances.reading.cast import Cast, Entity
from stances.reading.document import Sentence
from stances.reading.geography import place_of
from stances.reading.mentions import Kind, Mention, Role, is_country
from stances.reading.wordlists import BODY_NOUNS
from stances.reading.words import word_set
from stances.records import Span
from stances.vocabulary import Office, Unresolved

#: How many sentences a pronoun or a role looks back over.
_HORIZON = 14
#: Nouns that may refer to any organisation named before.
_GENERIC = BODY_NOUNS | word_set("organisation organization body institute foundation court office company ministry")
#: Nouns that refer to the country named before.
_COUNTRIES = word_set("country nation kingdom republic state island")
#: Nouns for several speakers of one statement.
_SEVERAL = word_set(
    "countries states ministers leaders officials presidents companies organisations organizations agencies bodies "
    "authors pair duo two three four governments lawmakers senators allies sides parties groups nations heads chiefs"
)
_HEADS = frozenset({Office.HEAD_OF_STATE, Office.HEAD_OF_GOVERNMENT, Office.HEAD_OF_BODY, Office.OTHER})


@dataclass(frozen=True, slots=True)
class Referent:
    """What a mention resolves to inside the article: an entity, or the reason why none."""

    entity: Entity | None
    reason: Unresolved | None
    confidence: float
    evidence: str
    name: str | None = None


def resolve(cast: Cast, mention: Mention, sentence: Sentence) -> Referent:
    """Whom a mention in `sentence` refers to."""
    if mention.kind is Kind.PERSON:
        entity = cast.find_person(mention)
        lone = " " not in mention.name and not mention.roles and mention.span.start == sentence.start
        if entity is None and lone and mention.name.endswith("s"):
            # "Spies say": a plural that stands first, not somebody called Spies
            return Referent(None, Unresolved.ANONYMOUS, 0.6, "The article does not name the speaker.")
        if entity is None:
            entity = cast.add(mention)
        cast.merge(entity, mention)
        return Referent(entity, None, 0.97, "Named beside the verb of saying.")
    if mention.kind in {Kind.PLACE, Kind.ORGANISATION}:
        if mention.kind is Kind.ORGANISATION and mention.definite and mention.place is None:
            earlier = _earlier_organisation(cast, mention, sentence)
            if earlier is not None:
                return Referent(earlier, None, 0.75, f"“{mention.head}” refers to {earlier.name}, named before.")
            if mention.head == "agency":
                return Referent(None, Unresolved.NO_SPEAKER, 0.6, "A news outlet's own words.", mention.name)
        entity = cast.find_other(mention) or cast.add(mention)
        return Referent(entity, None, 0.9, "Named beside the verb of saying.")
    if mention.kind is Kind.PRONOUN:
        return _pronoun(cast, mention, sentence)
    if mention.kind is Kind.ROLE:
        return _role(cast, mention, sentence)
    if mention.kind is Kind.MEDIA:
        name = mention.name
        if mention.definite and name.islower() and cast.last_outlet is not None:
            name = cast.last_outlet[1]
        cast.last_outlet = (sentence.index, name)
        return Referent(None, Unresolved.NO_SPEAKER, 0.6, "A news outlet's own words.", name)
    if mention.kind is Kind.JOINT:
        return _joint(cast, mention, sentence)
    if mention.kind is Kind.DOCUMENT:
        return _document(cast, mention, sentence)
    if mention.kind is Kind.OTHER and mention.definite and mention.head in _COUNTRIES:
        country = _country(cast, mention, sentence)
        if country is not None:
            return Referent(country, None, 0.7, f"“the {mention.head}” refers to {country.name}, named before.")
    if mention.plural and mention.definite and mention.head in _SEVERAL and (joint := _same_several(cast, sentence)):
        return joint
    return Referent(None, Unresolved.ANONYMOUS, 0.8, "The article does not name the speaker.")


def _joint(cast: Cast, mention: Mention, sentence: Sentence) -> Referent:
    """Several speakers of one statement, each by the fullest name that the article has for it."""
    names = [_full_name(cast, name.strip()) for name in re.split(r",? and |, ", mention.name) if name.strip()]
    name = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    cast.last_joint = (sentence.index, name)
    return Referent(None, Unresolved.AMBIGUOUS, 0.8, "A joint statement of several speakers.", name)


def _full_name(cast: Cast, name: str) -> str:
    found = cast.find_person(Mention(Span(0, 1), Kind.PERSON, name))
    return found.name if found is not None and place_of(name) is None else name


def _same_several(cast: Cast, sentence: Sentence) -> Referent | None:
    """The speakers of a joint statement again: "the two ministers", "they"."""
    if cast.last_joint is None or sentence.index - cast.last_joint[0] > 6:
        return None
    if cast.last_speaker is not None and cast.last_speaker.spoke > cast.last_joint[0]:
        return None
    cast.last_joint = (sentence.index, cast.last_joint[1])
    return Referent(None, Unresolved.AMBIGUOUS, 0.7, "The speakers of the joint statement before.", cast.last_joint[1])


def _country(cast: Cast, mention: Mention, sentence: Sentence) -> Entity | None:
    """The country that was last the subject of a sentence, or last spoke."""
    for seen in reversed(cast.recent(mention)):
        if sentence.index - seen.sentence > 4:
            return None
        if seen.entity.kind is Kind.PLACE and seen.subject and is_country(seen.entity.place):
            return seen.entity
    return None


def _pronoun(cast: Cast, mention: Mention, sentence: Sentence) -> Referent:
    if mention.gender == "1":
        return Referent(None, Unresolved.PRONOUN, 0.3, "The first person of the text itself.")
    if mention.plural and (several := _same_several(cast, sentence)) is not None:
        return several
    if mention.gender == "n" and (outlet := _outlet(cast, sentence)) is not None:
        return outlet
    singular_person = mention.gender in {"m", "f"}
    scores: dict[int, float] = {}
    entities: dict[int, Entity] = {}
    for seen in cast.recent(mention):
        entity = seen.entity
        distance = sentence.index - seen.sentence
        if distance > _HORIZON:
            continue
        if singular_person:
            if not entity.is_sure_person or (entity.gender and entity.gender != mention.gender):
                continue
        elif entity.is_person:
            continue
        score = 5.0 / (1 + distance) + (2.5 if seen.subject and distance <= 2 else 0.0)
        if singular_person and entity.gender == mention.gender:
            score += 0.6
        if distance == 0 and not seen.subject:
            score -= 2.0
        scores[id(entity)] = max(scores.get(id(entity), -9.0), score)
        entities[id(entity)] = entity
    newest = _newest_subject(cast, mention, sentence, entities)
    if newest is not None and newest is not cast.last_speaker:
        scores[id(newest)] += 3.0
    for key, entity in entities.items():
        gap = sentence.index - entity.spoke
        if gap <= 4:
            scores[key] += 3.0 / (1 + 0.25 * gap) + (0.8 if entity is cast.last_speaker else 0.0)
    if not scores:
        if cast.last_anonymous is not None and sentence.index - cast.last_anonymous[0] <= 3:
            return Referent(None, Unresolved.ANONYMOUS, 0.6, "Refers to a speaker whom the article does not name.")
        return Referent(None, Unresolved.PRONOUN, 0.3, f"Nobody named before fits “{mention.head}”.")
    if cast.last_anonymous is not None and (
        cast.last_anonymous[0] > max((seen.sentence for seen in cast.recent(mention)[-3:]), default=-1)
        or (sentence.index - cast.last_anonymous[0] <= 1 and max(scores.values()) < 5.0)
    ):
        return Referent(None, Unresolved.ANONYMOUS, 0.6, "Refers to a speaker whom the article does not name.")
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    best = entities[ranked[0][0]]
    margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
    if singular_person and not best.gender:
        best.gender = mention.gender
    confidence = 0.88 if margin > 2.0 else 0.75 if margin > 0.7 else 0.6
    return Referent(
        best, None, confidence, f"“{mention.head}” refers to {best.name}, the likeliest person named before."
    )


def _newest_subject(cast: Cast, mention: Mention, sentence: Sentence, entities: dict[int, Entity]) -> Entity | None:
    """Who became the subject of a sentence since anybody last spoke."""
    for seen in reversed(cast.recent(mention)):
        if sentence.index - seen.sentence > 2 or (cast.last_speaker and seen.sentence <= cast.last_speaker.spoke):
            return None
        if seen.subject and id(seen.entity) in entities:
            return seen.entity
    return None


def _role(cast: Cast, mention: Mention, sentence: Sentence) -> Referent:
    role = mention.roles[-1]
    if not mention.definite:
        cast.last_anonymous = (sentence.index, mention.head)
        return Referent(None, Unresolved.ANONYMOUS, 0.85, "The article does not name the speaker.")
    if (
        cast.last_anonymous is not None
        and cast.last_anonymous[1] == mention.head
        and (cast.last_speaker is None or cast.last_anonymous[0] > cast.last_speaker.spoke)
        and sentence.index - cast.last_anonymous[0] <= 6
    ):
        cast.last_anonymous = (sentence.index, mention.head)
        return Referent(None, Unresolved.ANONYMOUS, 0.8, "Refers to a speaker whom the article does not name.")
    best: Entity | None = None
    best_score = 0.0
    for seen in cast.recent(mention):
        entity = seen.entity
        if not entity.is_sure_person:
            continue
        if mention.gender and entity.gender and mention.gender != entity.gender:
            continue
        distance = sentence.index - seen.sentence
        score = _role_score(role, entity)
        if not score and entity is cast.last_speaker and role.former:
            score = 0.9
        if score <= 0:
            continue
        score += 2.0 / (1 + distance) + (1.5 if sentence.index - entity.spoke <= 3 else 0.0)
        if score >= best_score:
            best, best_score = entity, score
    if best is not None and best_score >= 2.0:
        if mention.gender and not best.gender:
            best.gender = mention.gender
        confidence = 0.85 if best_score >= 4 else 0.7
        return Referent(best, None, confidence, f"“the {mention.head}” refers to {best.name}, described so before.")
    if (
        cast.last_anonymous is not None
        and sentence.index - cast.last_anonymous[0] <= 6
        and cast.last_anonymous[1] == mention.head
    ):
        cast.last_anonymous = (sentence.index, mention.head)
        return Referent(None, Unresolved.ANONYMOUS, 0.8, "Refers to a speaker whom the article does not name.")
    return Referent(None, Unresolved.PRONOUN, 0.3, f"Nobody named before is known to be “the {mention.head}”.")


def _earlier_organisation(cast: Cast, mention: Mention, sentence: Sentence) -> Entity | None:
    if any(part[0].isupper() for part in mention.name.split()):
        return None
    if mention.head in _GENERIC:
        speaker = cast.last_speaker
        if speaker is not None and speaker.may_be_body and sentence.index - speaker.spoke <= 4:
            return speaker
    for seen in reversed(cast.recent(mention)):
        if seen.entity.kind is Kind.ORGANISATION and mention.head in seen.entity.name.lower().split():
            return seen.entity
        if sentence.index - seen.sentence > _HORIZON:
            break
    if mention.head not in _GENERIC:
        return None
    best: Entity | None = None
    best_score = 0.0
    for seen in cast.recent(mention):
        distance = sentence.index - seen.sentence
        if not seen.entity.may_be_body or distance > 6:
            continue
        score = 5.0 / (1 + distance) + (2.5 if seen.subject else 0.0) + (2.0 if seen.entity.spoke >= 0 else 0.0)
        if seen.entity.kind is not Kind.ORGANISATION:
            score -= 1.0
        if score >= best_score:
            best, best_score = seen.entity, score
    return best


def _outlet(cast: Cast, sentence: Sentence) -> Referent | None:
    """The outlet quoted just before, where nobody has spoken since: "the report", "it"."""
    if cast.last_outlet is None or sentence.index - cast.last_outlet[0] > 3:
        return None
    if cast.last_speaker is not None and cast.last_speaker.spoke > cast.last_outlet[0]:
        return None
    cast.last_outlet = (sentence.index, cast.last_outlet[1])
    return Referent(None, Unresolved.NO_SPEAKER, 0.55, "A news outlet's own words.", cast.last_outlet[1])


def _document(cast: Cast, mention: Mention, sentence: Sentence) -> Referent:
    if mention.definite and (outlet := _outlet(cast, sentence)) is not None:
        return outlet
    speaker = cast.last_speaker
    if speaker is not None and sentence.index - speaker.spoke <= 3 and mention.definite:
        return Referent(speaker, None, 0.55, f"“the {mention.head}” follows words of {speaker.name}.")
    return Referent(None, Unresolved.NO_SPEAKER, 0.5, "A document whose author the sentence does not name.")


def _role_score(role: Role, entity: Entity) -> float:
    """How well an entity, as the article describes it, bears a role: 0 for not at all."""
    places = {known.place for known in entity.roles if known.place} | ({entity.place} if entity.place else set())
    if role.place is not None and places and role.place not in places:
        return 0.0
    bonus = 1.0 if role.place is not None and role.place in places else 0.0
    for known in entity.roles:
        if known.noun == role.noun:
            return 3.0 + bonus
        if known.office is role.office and role.office not in {Office.OTHER, Office.HEAD_OF_BODY, Office.MINISTER}:
            return 2.8 + bonus
    offices = {known.office for known in entity.roles}
    if role.noun in {"minister", "secretary"} and offices & {
        Office.FOREIGN_MINISTER, Office.DEFENCE_MINISTER, Office.MINISTER, Office.HEAD_OF_GOVERNMENT,
    }:  # fmt: skip
        return 2.2 + bonus
    if role.noun in {"leader", "statesman", "chief", "head", "boss"} and offices & _HEADS:
        return 2.0 + bonus
    if role.noun in {"official", "diplomat", "politician", "aide", "lawmaker"} and entity.roles:
        return 1.6 + bonus
    if not entity.roles and entity.spoke >= 0 and role.noun not in {"president", "minister"}:
        return 0.9
    return 0.0
