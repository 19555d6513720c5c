"""The cast of one article: whom and what it has named so far.

It grows as the article is read from top to bottom, so an answer depends only on what
stands before it. Surnames and first names find the fullest name so far.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from stances.reading.candidates import leading_phrase
from stances.reading.document import Sentence, Token
from stances.reading.mentions import Kind, Mention, Role, describe, find_roles
from stances.reading.names import PARTICLES, compatible_given, initials, parts, sound_key
from stances.reading.wordclasses import is_modal, is_time
from stances.reading.wordlists import (
    ANONYMOUS_HEADS,
    AUXILIARIES,
    CLAUSE_STARTS,
    DETERMINERS,
    HONORIFICS,
    OPENERS,
    PREPOSITIONS,
    PRONOUNS,
    ROLE_NOUNS,
    ROLE_WORDS,
)

#: How many earlier names a pronoun or a role looks back over.
_MEMORY = 60


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
    def may_be_body(self) -> bool:
        """Whether it is an organisation, or one word of which nothing tells that it is a person's name."""
        if self.kind is Kind.ORGANISATION:
            return True
        return self.is_person and " " not in self.name and not (self.gender or self.roles or self.titled)

    @property
    def is_sure_person(self) -> bool:
        return self.is_person and (" " in self.name or bool(self.roles) or self.titled or self.spoke >= 0)


@dataclass(frozen=True, slots=True)
class Seen:
    """One place where an entity is named, and whether as the subject of its sentence."""

    offset: int
    sentence: int
    entity: Entity
    subject: bool


class Cast:
    """The names of one article so far."""

    def __init__(self) -> None:
        self.entities: list[Entity] = []
        self._by_word: dict[str, list[Entity]] = {}
        self._by_initials: dict[str, Entity] = {}
        self._log: list[Seen] = []
        self._offsets: list[int] = []
        self.last_speaker: Entity | None = None
        self.last_anonymous: tuple[int, str] | None = None
        self.last_outlet: tuple[int, str] | None = None
        self.last_joint: tuple[int, str] | None = None

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
            leads = subject is not None and subject.first <= last and first <= subject.last
            self._learn(sentence, tokens, first, last, leads or _has_own_verb(tokens, first, last))
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
            if (token.is_cap and not is_time(token)) or (
                token.low in PARTICLES and after is not None and (after.is_cap or after.low in PARTICLES)
            ):
                last += 1
            elif (
                (
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
            entity = self.find_person(mention)
            if entity is None:
                if lone and first == 0:
                    return
                entity = self.add(mention)
            self.merge(entity, mention)
            if any(word.low in HONORIFICS for word in words):
                entity.titled = True
        elif mention.kind in {Kind.PLACE, Kind.ORGANISATION}:
            entity = self.find_other(mention) or self.add(mention)
        else:
            return
        self._note(mention.span.start, sentence.index, entity, subject)

    def _note(self, offset: int, sentence: int, entity: Entity, subject: bool) -> None:
        at = bisect_left(self._offsets, offset)
        self._offsets.insert(at, offset)
        self._log.insert(at, Seen(offset, sentence, entity, subject))

    def add(self, mention: Mention) -> Entity:
        """A new entity, called as the mention calls it."""
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
        if entity.kind is Kind.ORGANISATION and (letters := initials(entity.name)):
            self._by_initials.setdefault(letters, entity)

    def merge(self, entity: Entity, mention: Mention) -> None:
        """Adds what a mention tells about an entity: a fuller name, gender, roles, place."""
        if len(mention.name.split()) > len(entity.name.split()):
            entity.name = mention.name
            self._index(entity)
        entity.gender = entity.gender or mention.gender
        for role in mention.roles:
            if role not in entity.roles:
                entity.roles.append(role)
        if entity.place is None:
            entity.place = next((role.place for role in entity.roles if role.place), None)

    def find_person(self, mention: Mention) -> Entity | None:
        """The person whom a name stands for, if the article has named them before."""
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

    def find_other(self, mention: Mention) -> Entity | None:
        """The country or organisation of that name, if the article has named it before."""
        if mention.kind is Kind.ORGANISATION and (entity := self._by_initials.get(initials(mention.name))) is not None:
            if len(mention.name) > len(entity.name) and entity.name.isupper():
                entity.name = mention.name
                self._index(entity)
                return entity
            if mention.name.isupper() or sound_key(entity.name) == sound_key(mention.name):
                return entity
        for entity in self._by_word.get(sound_key(parts(mention.name)[1]), ()):
            if entity.kind is mention.kind and (
                (mention.place is not None and entity.place == mention.place and mention.kind is Kind.PLACE)
                or sound_key(entity.name) == sound_key(mention.name)
            ):
                return entity
        return None

    def speaks(self, entity: Entity, sentence: int, offset: int) -> None:
        """Notes that an entity has just spoken."""
        entity.spoke = sentence
        self.last_speaker = entity
        self._note(offset, sentence, entity, True)

    def adopt(self, entity: Entity) -> None:
        """Adds somebody whom the article describes and never names."""
        self.entities.append(entity)
        self._index(entity)

    def recent(self, mention: Mention) -> list[Seen]:
        """What was named before a mention, at most `_MEMORY` names back, in order."""
        at = bisect_left(self._offsets, mention.span.start)
        return self._log[max(0, at - _MEMORY) : at]


def _same_name(name: str, given: str, last: str) -> bool:
    theirs_given, theirs_last = parts(name)
    return sound_key(theirs_last) == sound_key(last) and compatible_given(theirs_given, given)


def _same_role(one: Role, other: Role) -> bool:
    return one.noun == other.noun and (one.place is None or other.place is None or one.place == other.place)


def _has_own_verb(tokens: list[Token], first: int, last: int) -> bool:
    """`A year after the flood, Kask has returned`: a name between a comma and a finite verb."""
    if first == 0 or tokens[first - 1].text != "," or last + 1 >= len(tokens):
        return False
    verb = tokens[last + 1]
    return verb.low in AUXILIARIES or is_modal(verb) or (verb.low.endswith("ed") and not verb.is_cap)


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
