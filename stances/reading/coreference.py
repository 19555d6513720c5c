"""Who a mention refers to, inside one article: the cast of its names, and the words that stand for them.

The cast grows as the article is read from top to bottom, so an answer depends only on what
stands before it. Surnames and first names refer to the fullest name so far. Pronouns and
roles choose among the cast by gender, role, place, recency and subjecthood, the cues of
Lappin and Leass (1994), with weights set by hand.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from stances.reading.document import Sentence, Token
from stances.reading.frames import leading_phrase
from stances.reading.mentions import Kind, Mention, Role, describe, find_roles
from stances.reading.names import PARTICLES, compatible_given, parts, sound_key
from stances.reading.phrases import is_time
from stances.reading.wordlists import (
    ANONYMOUS_HEADS,
    CLAUSE_STARTS,
    DETERMINERS,
    HONORIFICS,
    OPENERS,
    PREPOSITIONS,
    PRONOUNS,
    ROLE_NOUNS,
    ROLE_WORDS,
)
from stances.reading.words import word_set
from stances.vocabulary import Office, Unresolved

#: How many earlier mentions a pronoun or a role looks back over, and how many sentences.
_MEMORY = 60
_HORIZON = 14
#: Nouns that may refer to any organisation named before.
_GENERIC = word_set(
    "agency company organisation organization group body firm institute foundation court bank watchdog office"
)
_HEADS = frozenset({Office.HEAD_OF_STATE, Office.HEAD_OF_GOVERNMENT, Office.HEAD_OF_BODY, Office.OTHER})


@dataclass(slots=True, eq=False)
class Entity:
    """Somebody or something the article names."""

    name: str
    kind: Kind
    gender: str = ""
    place: str | None = None
    roles: list[Role] = field(default_factory=list)
    spoke: int = -99  # the sentence in which it last spoke
    titled: bool = False

    @property
    def is_person(self) -> bool:
        return self.kind is Kind.PERSON

    @property
    def is_sure_person(self) -> bool:
        return self.is_person and (" " in self.name or bool(self.roles) or self.titled or self.spoke >= 0)


@dataclass(frozen=True, slots=True)
class Referent:
    """What a mention resolves to inside the article: an entity, or the reason why none."""

    entity: Entity | None
    reason: Unresolved | None
    confidence: float
    evidence: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    offset: int
    sentence: int
    entity: Entity
    subject: bool


class Cast:
    """The names of one article so far."""

    def __init__(self) -> None:
        self.entities: list[Entity] = []
        self._by_word: dict[str, list[Entity]] = {}
        self._log: list[_Seen] = []
        self._offsets: list[int] = []
        self.last_speaker: Entity | None = None
        self.last_anonymous: tuple[int, str] | None = None

    # --- learning names ----------------------------------------------------------------

    def read(self, sentence: Sentence) -> None:
        """Learns the names in a sentence; to be called in order."""
        tokens = sentence.tokens
        if sum(token.is_word for token in tokens) >= 3 and all(
            token.text.isupper() for token in tokens if token.is_word
        ):
            return  # a heading in capitals: no word of it is known to be a name
        subject = leading_phrase(tokens, len(tokens))
        i = 0
        while i < len(tokens):
            token = tokens[i]
            if token.quote is not None or not token.is_cap or is_time(token):
                i += 1
                continue
            last = self._run_end(tokens, i)
            first = i
            while first < last and _is_plain_starter(tokens[first], first):
                first += 1
            while first > 0 and first > i - 4 and _is_lower_role(tokens[first - 1]):
                first -= 1
            self._learn(
                sentence, tokens, first, last, subject is not None and subject.first <= last and first <= subject.last
            )
            i = last + 1

    def _run_end(self, tokens: list[Token], i: int) -> int:
        last = i
        n = len(tokens)
        while last + 1 < n:
            token = tokens[last + 1]
            after = tokens[last + 2] if last + 2 < n else None
            current = tokens[last]
            if current.low.endswith(("'s", "s'")) and not _is_lower_role(current) and last - i >= 1:
                break
            if token.quote is not None:
                if after is not None and after.is_cap and token.quote.words <= 3:
                    last += 1
                    continue
                break
            if token.is_cap and not is_time(token):
                last += 1
            elif (
                (token.low in PARTICLES and after is not None and after.is_cap and token.start == current.end + 1)
                or (
                    token.text == "."
                    and after is not None
                    and after.is_cap
                    and (
                        len(current.text) == 1
                        or current.low in HONORIFICS
                        or current.low in {"gen", "lt", "sen", "rep", "col", "gov"}
                    )
                )
                or (
                    token.low in {"of", "for"}
                    and after is not None
                    and (after.is_cap or _is_lower_role(after))
                    and (
                        current.low.removesuffix("'s") in ROLE_NOUNS
                        or current.low in {"ministry", "department", "bank", "office", "council"}
                    )
                )
                or (token.low == "and" and after is not None and after.is_cap and _is_role(current) and _is_role(after))
            ):
                last += 2
            elif _is_lower_role(token) and after is not None and (after.is_cap or _is_lower_role(after)):
                last += 1
            else:
                break
        return last

    def _learn(self, sentence: Sentence, tokens: list[Token], first: int, last: int, subject: bool) -> None:
        if first > last:
            return
        words = tokens[first : last + 1]
        apposition = _apposition(tokens, last)
        mention = describe(words, apposition)
        if mention.kind is Kind.PERSON:
            lone = " " not in mention.name and not mention.roles and not any(word.low in HONORIFICS for word in words)
            entity = self._find_person(mention)
            if entity is None:
                if lone and first == 0:
                    return
                entity = self._add(mention)
            self._merge(entity, mention)
            if any(word.low in HONORIFICS for word in words):
                entity.titled = True
        elif mention.kind in {Kind.PLACE, Kind.ORGANISATION}:
            entity = self._find_other(mention) or self._add(mention)
        else:
            return
        self._note(mention.span.start, sentence.index, entity, subject)

    def _note(self, offset: int, sentence: int, entity: Entity, subject: bool) -> None:
        at = bisect_left(self._offsets, offset)
        self._offsets.insert(at, offset)
        self._log.insert(at, _Seen(offset, sentence, entity, subject))

    def _add(self, mention: Mention) -> Entity:
        entity = Entity(mention.name, mention.kind, mention.gender, mention.place)
        self.entities.append(entity)
        self._index(entity)
        return entity

    def _index(self, entity: Entity) -> None:
        given, last = parts(entity.name)
        for word in {sound_key(last), *(sound_key(part) for part in (*given.split(), *last.split()))}:
            bucket = self._by_word.setdefault(word, [])
            if entity not in bucket:
                bucket.append(entity)

    def _merge(self, entity: Entity, mention: Mention) -> None:
        if len(mention.name.split()) > len(entity.name.split()):
            entity.name = mention.name
            self._index(entity)
        entity.gender = entity.gender or mention.gender
        for role in mention.roles:
            if role not in entity.roles:
                entity.roles.append(role)
        if entity.place is None:
            entity.place = next((role.place for role in entity.roles if role.place), None)

    def _find_person(self, mention: Mention) -> Entity | None:
        given, last = parts(mention.name)
        bucket = self._by_word.get(sound_key(last)) or []
        people = [entity for entity in bucket if entity.is_person]
        if given:
            people = [
                entity
                for entity in people
                if _same_name(entity.name, given, last)
                and not (entity.gender and mention.gender and entity.gender != mention.gender)
            ]
            return people[-1] if people else None
        by_surname = [entity for entity in people if sound_key(parts(entity.name)[1]) == sound_key(last)] or people
        if len(by_surname) > 1:
            if mention.roles:
                by_surname = [
                    e for e in by_surname if any(_same_role(r, s) for r in e.roles for s in mention.roles)
                ] or by_surname
            if mention.gender:
                by_surname = [e for e in by_surname if e.gender in {"", mention.gender}] or by_surname
            by_surname = sorted(by_surname, key=lambda e: (e.spoke, self.entities.index(e)))
        return by_surname[-1] if by_surname else None

    def _find_other(self, mention: Mention) -> Entity | None:
        for entity in self._by_word.get(sound_key(parts(mention.name)[1]), ()):
            if entity.kind is mention.kind and (
                (mention.place is not None and entity.place == mention.place and mention.kind is Kind.PLACE)
                or sound_key(entity.name) == sound_key(mention.name)
            ):
                return entity
        return None

    # --- resolving mentions ------------------------------------------------------------

    def speaks(self, entity: Entity, sentence: int, offset: int) -> None:
        """Notes that an entity has just spoken."""
        entity.spoke = sentence
        self.last_speaker = entity
        self._note(offset, sentence, entity, True)

    def resolve(self, mention: Mention, sentence: Sentence) -> Referent:
        """Whom a mention in `sentence` refers to."""
        if mention.kind is Kind.PERSON:
            entity = self._find_person(mention)
            lone = " " not in mention.name and not mention.roles and mention.span.start == sentence.start
            if entity is None and lone and mention.name.endswith("s"):
                # "Spies say": a plural that stands first, not somebody called Spies
                return Referent(None, Unresolved.ANONYMOUS, 0.6, "The article does not name the speaker.")
            if entity is None:
                entity = self._add(mention)
            self._merge(entity, mention)
            return Referent(entity, None, 0.97, "Named beside the verb of saying.")
        if mention.kind in {Kind.PLACE, Kind.ORGANISATION}:
            if mention.kind is Kind.ORGANISATION and mention.definite and mention.place is None:
                earlier = self._earlier_organisation(mention, sentence)
                if earlier is not None:
                    return Referent(earlier, None, 0.75, f"“{mention.head}” refers to {earlier.name}, named before.")
                if mention.head == "agency":
                    return Referent(None, Unresolved.NO_SPEAKER, 0.6, "A news outlet's own words.", mention.name)
            entity = self._find_other(mention) or self._add(mention)
            return Referent(entity, None, 0.9, "Named beside the verb of saying.")
        if mention.kind is Kind.PRONOUN:
            return self._pronoun(mention, sentence)
        if mention.kind is Kind.ROLE:
            return self._role(mention, sentence)
        if mention.kind is Kind.MEDIA:
            return Referent(None, Unresolved.NO_SPEAKER, 0.6, "A news outlet's own words.", mention.name)
        if mention.kind is Kind.JOINT:
            return Referent(None, Unresolved.AMBIGUOUS, 0.8, "A joint statement of several speakers.", mention.name)
        if mention.kind is Kind.DOCUMENT:
            return self._document(mention, sentence)
        return Referent(None, Unresolved.ANONYMOUS, 0.8, "The article does not name the speaker.")

    def adopt(self, entity: Entity) -> None:
        """Adds somebody whom the article describes and never names."""
        self.entities.append(entity)
        self._index(entity)

    def _recent(self, mention: Mention) -> list[_Seen]:
        at = bisect_left(self._offsets, mention.span.start)
        return self._log[max(0, at - _MEMORY) : at]

    def _pronoun(self, mention: Mention, sentence: Sentence) -> Referent:
        if mention.gender == "1":
            return Referent(None, Unresolved.PRONOUN, 0.3, "The first person of the text itself.")
        singular_person = mention.gender in {"m", "f"}
        scores: dict[int, float] = {}
        entities: dict[int, Entity] = {}
        for seen in self._recent(mention):
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
        newest = self._newest_subject(mention, sentence, entities)
        if newest is not None and newest is not self.last_speaker:
            scores[id(newest)] += 3.0
        for key, entity in entities.items():
            gap = sentence.index - entity.spoke
            if gap <= 4:
                scores[key] += 3.0 / (1 + 0.25 * gap) + (0.8 if entity is self.last_speaker else 0.0)
        if not scores:
            if self.last_anonymous is not None and sentence.index - self.last_anonymous[0] <= 3:
                return Referent(None, Unresolved.ANONYMOUS, 0.6, "Refers to a speaker whom the article does not name.")
            return Referent(None, Unresolved.PRONOUN, 0.3, f"Nobody named before fits “{mention.head}”.")
        if self.last_anonymous is not None and (
            self.last_anonymous[0] > max((seen.sentence for seen in self._recent(mention)[-3:]), default=-1)
            or (sentence.index - self.last_anonymous[0] <= 1 and max(scores.values()) < 5.0)
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

    def _newest_subject(self, mention: Mention, sentence: Sentence, entities: dict[int, Entity]) -> Entity | None:
        """Who became the subject of a sentence since anybody last spoke."""
        for seen in reversed(self._recent(mention)):
            if sentence.index - seen.sentence > 2 or (self.last_speaker and seen.sentence <= self.last_speaker.spoke):
                return None
            if seen.subject and id(seen.entity) in entities:
                return seen.entity
        return None

    def _role(self, mention: Mention, sentence: Sentence) -> Referent:
        role = mention.roles[-1]
        if not mention.definite:
            self.last_anonymous = (sentence.index, mention.head)
            return Referent(None, Unresolved.ANONYMOUS, 0.85, "The article does not name the speaker.")
        if (
            self.last_anonymous is not None
            and self.last_anonymous[1] == mention.head
            and (self.last_speaker is None or self.last_anonymous[0] > self.last_speaker.spoke)
            and sentence.index - self.last_anonymous[0] <= 6
        ):
            self.last_anonymous = (sentence.index, mention.head)
            return Referent(None, Unresolved.ANONYMOUS, 0.8, "Refers to a speaker whom the article does not name.")
        best: Entity | None = None
        best_score = 0.0
        for seen in self._recent(mention):
            entity = seen.entity
            if not entity.is_sure_person:
                continue
            if mention.gender and entity.gender and mention.gender != entity.gender:
                continue
            distance = sentence.index - seen.sentence
            score = _role_score(role, entity)
            if not score and entity is self.last_speaker and role.former:
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
            self.last_anonymous is not None
            and sentence.index - self.last_anonymous[0] <= 6
            and self.last_anonymous[1] == mention.head
        ):
            self.last_anonymous = (sentence.index, mention.head)
            return Referent(None, Unresolved.ANONYMOUS, 0.8, "Refers to a speaker whom the article does not name.")
        return Referent(None, Unresolved.PRONOUN, 0.3, f"Nobody named before is known to be “the {mention.head}”.")

    def _earlier_organisation(self, mention: Mention, sentence: Sentence) -> Entity | None:
        if any(part[0].isupper() for part in mention.name.split()):
            return None
        if mention.head in _GENERIC:
            speaker = self.last_speaker
            if speaker is not None and not speaker.is_person and sentence.index - speaker.spoke <= 4:
                return speaker
        for seen in reversed(self._recent(mention)):
            if seen.entity.kind is Kind.ORGANISATION and mention.head in seen.entity.name.lower().split():
                return seen.entity
            if sentence.index - seen.sentence > _HORIZON:
                break
        if mention.head in _GENERIC:
            for seen in reversed(self._recent(mention)):
                if seen.entity.kind is Kind.ORGANISATION and sentence.index - seen.sentence <= 6:
                    return seen.entity
        return None

    def _document(self, mention: Mention, sentence: Sentence) -> Referent:
        speaker = self.last_speaker
        if speaker is not None and sentence.index - speaker.spoke <= 3 and mention.definite:
            return Referent(speaker, None, 0.55, f"“the {mention.head}” follows words of {speaker.name}.")
        return Referent(None, Unresolved.NO_SPEAKER, 0.5, "A document whose author the sentence does not name.")


def _same_name(name: str, given: str, last: str) -> bool:
    theirs_given, theirs_last = parts(name)
    return sound_key(theirs_last) == sound_key(last) and compatible_given(theirs_given, given)


def _same_role(one: Role, other: Role) -> bool:
    return one.noun == other.noun and (one.place is None or other.place is None or one.place == other.place)


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


def _apposition(tokens: list[Token], last: int) -> list[Token] | None:
    """`Kask, the foreign minister of Estonia, …`: the words between the commas, if they name a role."""
    if last + 2 >= len(tokens) or tokens[last + 1].text != ",":
        return None
    end = last + 2
    while (
        end < len(tokens) and end < last + 16 and tokens[end].text not in {",", ".", ";"} and tokens[end].quote is None
    ):
        end += 1
    words = tokens[last + 2 : end]
    if not words or not (words[0].low in DETERMINERS or words[0].low in ROLE_WORDS or words[0].low in {"who", "whose"}):
        return None
    return words if find_roles(words[:9]) else None


def _is_role(token: Token) -> bool:
    return token.low.removesuffix("'s") in ROLE_WORDS


def _is_lower_role(token: Token) -> bool:
    return (
        token.is_word
        and not token.is_cap
        and token.low.removesuffix("'s") in ROLE_WORDS
        and token.low not in {"under", "first", "late"}
    )


def _is_plain_starter(token: Token, i: int) -> bool:
    low = token.low
    return (
        low in DETERMINERS
        or low in OPENERS
        or low in PREPOSITIONS
        or low in CLAUSE_STARTS
        or low in PRONOUNS
        or (
            i == 0
            and (low.endswith(("ing", "ly")) or low in {"asked", "there", "according"})
            and low not in ANONYMOUS_HEADS
        )
    )
