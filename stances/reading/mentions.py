"""What the words that name a speaker say: a person's name, a role, a country, a crowd, a pronoun."""

# ruff: noqa: PLR0911, PLR0912 - a grammar reads best as one case a line, in the order in which they are tried

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import dropwhile

from stances.reading.document import Token
from stances.reading.firstnames import gender_of
from stances.reading.geography import ADJECTIVES, COUNTRIES, place_of
from stances.reading.names import PARTICLES, fold, parts
from stances.reading.wordlists import (
    BODY_NOUNS,
    CROWDS,
    DETERMINERS,
    DOCUMENTS,
    HONORIFICS,
    MEDIA,
    ORGANISATION_WORDS,
    PRONOUNS,
    ROLE_MODIFIERS,
    ROLE_NOUNS,
    ROLE_WORDS,
)
from stances.records import Span
from stances.vocabulary import Office


class Kind(Enum):
    """What sort of thing a mention names."""

    PRONOUN = "pronoun"
    PERSON = "person"
    ROLE = "role"
    PLACE = "place"  # a country, by any of its names, or an international body
    ORGANISATION = "organisation"
    CROWD = "crowd"
    DOCUMENT = "document"
    MEDIA = "media"
    JOINT = "joint"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Role:
    """A role as an article words it. `noun` is its last word, `place` whom it serves, where told."""

    noun: str
    office: Office
    place: str | None = None
    former: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a speaker, analysed. `name` is without titles, and empty where there is none."""

    span: Span
    kind: Kind
    name: str = ""
    gender: str = ""
    plural: bool = False
    definite: bool = False
    place: str | None = None
    roles: tuple[Role, ...] = field(default=())
    head: str = ""


_MINISTERIAL = frozenset({"minister", "secretary"})
_LINKS = frozenset({"of", "for", "and", "the", "to", "in", "on"})


def describe(words: list[Token], apposition: list[Token] | None = None) -> Mention:
    """The mention that a phrase's tokens make, with the roles an apposition adds."""
    span = Span(words[0].start, words[-1].end)
    roles = tuple(find_roles(apposition)) if apposition else ()
    mention = _describe(span, words)
    if mention.kind is Kind.PERSON and apposition and not roles and _names_a_body(apposition):
        return Mention(span, Kind.ORGANISATION, name=mention.name, head=mention.head)
    if mention.kind is Kind.PERSON or (mention.kind is Kind.OTHER and roles):
        gender = mention.gender or next((ROLE_NOUNS[role.noun][1] for role in roles if ROLE_NOUNS[role.noun][1]), "")
        return Mention(span, mention.kind, mention.name, gender, mention.plural, mention.definite, mention.place,
                       mention.roles + roles, mention.head)  # fmt: skip
    if mention.kind is Kind.ROLE and apposition and _all_name(apposition):
        # "the president of Finland, Aino Halla, said" read from the left
        inner = _describe(span, apposition)
        if inner.kind is Kind.PERSON:
            return Mention(
                span, Kind.PERSON, inner.name, inner.gender or mention.gender, roles=mention.roles, head=inner.head
            )
    return mention


def _names_a_body(words: list[Token]) -> bool:
    """`Brekker, the Lavonian carmaker, said`"""
    if words[0].low not in DETERMINERS:
        return False
    for word in words[1:7]:
        if not word.is_word or word.low in {"of", "for", "who", "in", "at", "with", "from"}:
            return False
        if word.low in BODY_NOUNS or word.low in ORGANISATION_WORDS:
            return True
    return False


def _all_name(words: list[Token]) -> bool:
    return 1 <= len(words) <= 5 and all(word.is_cap or word.low in PARTICLES for word in words)


def _describe(span: Span, words: list[Token]) -> Mention:
    head = words[-1].low
    if len(words) == 1 and head in {*PRONOUNS, "him", "her", "them"}:
        gender, number = PRONOUNS.get(head, {"him": ("m", 1), "her": ("f", 1)}.get(head, ("", 2)))
        return Mention(span, Kind.PRONOUN, gender=gender, plural=number > 1, head=head)
    definite = words[0].low in {"the", "his", "her", "its", "their", "this", "that"}
    indefinite = words[0].low in {"a", "an", "one", "some", "another", "several", "many", "two", "three"}
    core = [word for word in words if not (word.low in DETERMINERS and word is words[0])] or words
    joint = _joint(span, core)
    if joint is not None:
        return joint
    split = _role_split(core)
    roles = tuple(find_roles(core))
    name_words = _name_words(core, split)
    if name_words and not indefinite_common(core, name_words):
        named = _named(span, core, name_words, roles, definite)
        if named is not None:
            return named
    place = _first_place(core)
    if roles and split is not None:
        plural = core[split].low.removesuffix("'s") not in ROLE_NOUNS
        gender = ROLE_NOUNS[roles[-1].noun][1]
        return Mention(span, Kind.CROWD if plural else Kind.ROLE, gender=gender, plural=plural,
                       definite=definite or not indefinite, place=roles[-1].place or place, roles=roles,
                       head=roles[-1].noun)  # fmt: skip
    lows = [word.low.removesuffix("'s") for word in core]
    before_of = lows[: lows.index("of")] if "of" in lows[1:] else lows
    main = before_of[-1] if before_of else head
    if main == "agency" and "news" not in lows:
        return Mention(span, Kind.ORGANISATION, name=_joined(core), definite=definite, place=place, head=main)
    if main in MEDIA or (lows[-1] in MEDIA and any(word.is_cap for word in core)):
        return Mention(span, Kind.MEDIA, name=_joined(core), definite=definite, head=head)
    if main in DOCUMENTS or lows[-1] in DOCUMENTS:
        return Mention(span, Kind.DOCUMENT, definite=definite, place=place, head=lows[-1])
    if any(low in ORGANISATION_WORDS for low in lows) or main in BODY_NOUNS:
        definite = definite and words[0].low not in {"his", "her"}
        return Mention(span, Kind.ORGANISATION, name=_joined(core), definite=definite, place=place, head=main)
    if any(low in CROWDS for low in lows):
        return Mention(span, Kind.CROWD, plural=True, definite=definite, place=place, head=main)
    return Mention(span, Kind.OTHER, plural=head.endswith("s"), definite=definite, place=place, head=head)


def indefinite_common(core: list[Token], name_words: list[Token]) -> bool:
    """Whether capitals belong to a common noun phrase: "Pentagon official", "Kremlin insiders"."""
    return not core[-1].is_cap and core[-1].quote is None and core[-1].low not in PARTICLES


def _joined(words: list[Token]) -> str:
    return " ".join(word.text for word in words if word.quote is None)


def _joint(span: Span, core: list[Token]) -> Mention | None:
    for i, word in enumerate(core):
        if word.low == "and" and 0 < i < len(core) - 1:
            left, right = core[:i], core[i + 1 :]
            if any(_is_role_word(token) for token in (left[-1], right[0])) and not _ends_in_name(left):
                return None
            if left[-1].is_cap and right[-1].is_cap and any(w.low in ORGANISATION_WORDS for w in right) is False:
                names = (place_of(_joined(left)), place_of(_joined(right)))
                if all(names) or (_ends_in_name(left) and _ends_in_name(right)):
                    bare = [_bare_name(part) for part in (*_listed(left), right)]
                    name = " and ".join((", ".join(bare[:-1]), bare[-1]))
                    return Mention(span, Kind.JOINT, name=name, plural=True, head="and")
    return None


def _listed(words: list[Token]) -> list[list[Token]]:
    """The parts between commas."""
    parts_found: list[list[Token]] = [[]]
    for word in words:
        if word.text == ",":
            parts_found.append([])
        else:
            parts_found[-1].append(word)
    return [part for part in parts_found if part]


def _bare_name(words: list[Token]) -> str:
    split = _role_split(words)
    return _joined((_name_words(words, split) if split is not None else []) or words)


def _ends_in_name(words: list[Token]) -> bool:
    return words[-1].is_cap and not _is_role_word(words[-1]) and words[-1].low not in ORGANISATION_WORDS


def _is_role_word(word: Token) -> bool:
    return word.low.removesuffix("'s") in ROLE_WORDS


def _role_split(core: list[Token]) -> int | None:
    """Position of the last role noun, singular or plural."""
    for i in range(len(core) - 1, -1, -1):
        low = core[i].low
        if low in ROLE_NOUNS or (low.endswith("s") and low[:-1] in ROLE_NOUNS and low not in {"heads"}):
            if low == "general" and i and core[i - 1].low == "secretary":
                return i
            if i + 1 < len(core) and core[i + 1].low in ORGANISATION_WORDS:
                continue  # "General Staff", "Foreign Minister's Office"
            return i
    return None


def _name_words(core: list[Token], split: int | None) -> list[Token]:
    """The tokens of a proper name: all that follows the role, or every capital where there is no role."""
    start = 0
    if split is not None:
        start = split + 1
        if start < len(core) and core[start].low in {"of", "for", "to", "from", "in", "at", "on", "with"}:
            start += 1
            before = start
            while start < len(core):
                word = core[start]
                two = _joined(core[start : start + 2])
                if len(core) > start + 1 and place_of(two) and not place_of(word.text):
                    start += 2
                elif (
                    place_of(word.text)
                    or _is_role_word(word)
                    or word.low in _LINKS
                    or word.low in ORGANISATION_WORDS
                    or not word.is_cap
                ):
                    start += 1
                else:
                    break
            if start == before:  # "the governor of Lavonia": whom the role serves, not who holds it
                return []
    elif any(not word.is_cap and word.low not in PARTICLES | _LINKS for word in core[:-1]):
        # "23-year-old baker Liis Kask": the capitals at the end
        start = len(core)
        while start > 0 and (core[start - 1].is_cap or (start < len(core) and core[start - 1].low in PARTICLES)):
            start -= 1
        if start > 0 and core[start - 1].low in _LINKS | {"from", "at", "with", "by"}:
            return []  # "the owner of Salter Town"
    else:
        while start < len(core) and (core[start].low in HONORIFICS or not core[start].is_cap):
            if core[start].low not in HONORIFICS and not _is_lower_modifier(core[start]):
                break
            start += 1
    while start < len(core) and core[start].low.removesuffix(".") in HONORIFICS:
        start += 1
    rest = core[start:]
    while rest and not rest[0].is_cap and rest[0].quote is None and not _leads_name(rest):
        rest = rest[1:]
    return rest if rest and (rest[0].is_cap or _leads_name(rest)) else []


def _leads_name(words: list[Token]) -> bool:
    """Whether a name begins with particles: "von der Meer"."""
    rest = list(dropwhile(lambda word: word.low in PARTICLES and not word.is_cap, words))
    return 0 < len(rest) < len(words) and rest[0].is_cap


def _is_lower_modifier(word: Token) -> bool:
    return word.low in ROLE_WORDS or word.low.endswith("-born") or word.low.endswith("year-old")


def _named(
    span: Span, core: list[Token], name_words: list[Token], roles: tuple[Role, ...], definite: bool
) -> Mention | None:
    end = len(name_words)
    for i, word in enumerate(name_words):
        if not (
            word.is_cap or word.low in PARTICLES or word.quote is not None or word.low in {"of", "for", "the", "and"}
        ):
            end = i
            break
    words = name_words[:end]
    if roles and "of" in [word.low for word in words[1:]]:  # "President Lars Holm of Nordavia"
        words = words[: [word.low for word in words].index("of")]
    name = _joined(words).removesuffix("'s").removesuffix("’s")
    if name.isupper() and " " in name:
        name = name.title()
    if not fold(name):
        return None
    lows = [word.low.removesuffix("'s") for word in words]
    place = place_of(name)
    if place is not None and not roles:
        return Mention(span, Kind.PLACE, name=name, definite=definite, place=place, head=lows[-1])
    if lows[-1] in MEDIA and lows[-1] != "agency" and not roles:
        return Mention(span, Kind.MEDIA, name=name, definite=definite, head=lows[-1])
    if any(low in ORGANISATION_WORDS for low in lows) or (
        len(words) == 1 and len(name) >= 2 and name.isupper() and name.isalpha() and not roles
    ):
        return Mention(span, Kind.ORGANISATION, name=name, definite=definite, place=_first_place(core), head=lows[-1])
    if end < len(name_words):
        return None
    if not roles and _is_body(core, words[0]):
        return Mention(span, Kind.ORGANISATION, name=name, definite=definite, head=lows[-1])
    if "of" in lows or "for" in lows:
        return Mention(span, Kind.ORGANISATION, name=name, definite=definite, place=_first_place(core), head=lows[-1])
    if not roles and len(words) > 1 and (fold(words[0].text) in ADJECTIVES or words[0].low.endswith("'s")):
        words = words[1:] if place_of(words[0].text) or words[0].low.endswith("'s") else words
        name = _joined(words)
    if len(words) > 2 and gender_of(fold(words[1].text)) and not gender_of(fold(words[0].text)):
        words = words[1:]  # "Coach Rita Falk": a title or a first word that no list knows
        name = _joined(words)
    if all(low in CROWDS for low in lows[-1:]):
        return None
    gender = gender_of(parts(name)[0])
    for word in core:
        gender = gender or HONORIFICS.get(word.low, "")
    gender = gender or next((ROLE_NOUNS[role.noun][1] for role in roles if ROLE_NOUNS[role.noun][1]), "")
    place = roles[-1].place if roles else None
    return Mention(
        span, Kind.PERSON, name=name, gender=gender, definite=definite, place=place, roles=roles, head=lows[-1]
    )


def _is_body(core: list[Token], first: Token) -> bool:
    """`the fast-food giant Brekker`: the word before the name says that it is no person."""
    at = next((i for i, word in enumerate(core) if word is first), 0)
    return at > 0 and core[at - 1].low in BODY_NOUNS and not core[at - 1].is_cap


def _first_place(words: list[Token]) -> str | None:
    for i in range(len(words)):
        for length in (3, 2, 1):
            if i + length <= len(words):
                place = place_of(_joined(words[i : i + length]))
                if place is not None and (words[i].is_cap):
                    return place
    return None


def find_roles(words: list[Token]) -> list[Role]:
    """Every role named in `words`, in order: "chief foreign policy adviser of the president"."""
    roles: list[Role] = []
    for i, word in enumerate(words):
        low = word.low.removesuffix("'s")
        singular = low if low in ROLE_NOUNS else low.removesuffix("s")
        if singular not in ROLE_NOUNS or word.quote is not None:
            continue
        before = [token.low.removesuffix("'s") for token in words[max(0, i - 4) : i]]
        after = [token.low for token in words[i + 1 : i + 8]]
        office = _office(singular, before, after)
        if singular == "general" and before and before[-1] not in {"secretary", "director"} and not word.is_cap:
            continue
        noun = singular
        if roles and i > 0 and words[i - 1].low in {"secretary", "spokesperson"} and singular == "general":
            roles.pop()
            noun = "secretary-general"
        former = "former" in before or "ex" in before or "then" in before
        place = _first_place(words[:i]) or _place_after(words[i + 1 :])
        roles.append(Role(noun if noun in ROLE_NOUNS else singular, office, place, former))
    return roles


def _place_after(words: list[Token]) -> str | None:
    if words and words[0].low in {"of", "for", "to", "in", "at"}:
        stop = next((i for i, word in enumerate(words) if word.text == ","), len(words))
        return _first_place(words[1 : min(stop, 9)])
    return None


def _office(noun: str, before: list[str], after: list[str]) -> Office:
    for head, modifier, office in ROLE_MODIFIERS:
        if noun == head and modifier in before:
            return office
    if noun in _MINISTERIAL and after[:1] in (["of"], ["for"]):
        if "foreign" in after[:4] or (noun == "secretary" and "state" in after[:3]):
            return Office.FOREIGN_MINISTER
        if "defence" in after[:4] or "defense" in after[:4]:
            return Office.DEFENCE_MINISTER
    if (
        noun == "president"
        and after[:1] == ["of"]
        and any(word in {"commission", "council", "bank", "parliament", "assembly"} for word in after[:6])
    ):
        return Office.HEAD_OF_BODY
    return ROLE_NOUNS[noun][0]


def is_country(place: str | None) -> bool:
    """Whether a place of the tables is a country rather than an international body."""
    return place is not None and fold(place) in COUNTRIES
