"""An index over known actors: built once, asked for every speaker of every article.

A name is resolved by its alias, then by spelling, then by surname; roles and dates tell
homonyms apart. Where two actors fit equally well there is no guess: the answer is
"ambiguous". Every answer says why, in a sentence that a reader can check.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from stances.reading.geography import country_named, strip_possessive
from stances.reading.mentions import Role
from stances.reading.names import compatible_given, fold, parts, same_surname, sound_key
from stances.reading.words import word_set
from stances.records import KnownActor, KnownRole
from stances.vocabulary import ActorKind, Office

#: Offices that a wording may stand for besides its own.
_BROADER: dict[Office, frozenset[Office]] = {
    Office.MINISTER: frozenset({Office.MINISTER, Office.FOREIGN_MINISTER, Office.DEFENCE_MINISTER}),
    Office.HEAD_OF_STATE: frozenset({Office.HEAD_OF_STATE, Office.HEAD_OF_BODY}),
    Office.HEAD_OF_GOVERNMENT: frozenset({Office.HEAD_OF_GOVERNMENT}),
    Office.LEGISLATOR: frozenset({Office.LEGISLATOR}),
    Office.ADVISER: frozenset({Office.ADVISER, Office.SPOKESPERSON}),
    Office.SPOKESPERSON: frozenset({Office.SPOKESPERSON}),
}
#: Words of an article's organisation that make it an organ of its state.
GOVERNMENTAL = word_set(
    "ministry government army military forces authorities embassy intelligence department cabinet presidency "
    "staff navy administration defence defense parliament kremlin pentagon office service duma treasury"
)


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome of one look-up. `actor` is None where nobody or more than one fits."""

    actor: KnownActor | None
    confidence: float
    evidence: str
    ambiguous: bool = False


NOBODY = Match(None, 0.0, "No tracked actor has this name.")


class Roster:
    """Known actors, indexed by alias, by surname in sound, by country and by office."""

    def __init__(self, actors: Iterable[KnownActor]) -> None:
        self._by_alias: dict[str, list[KnownActor]] = defaultdict(list)
        self._by_sound: dict[str, list[tuple[str, str, KnownActor]]] = defaultdict(list)
        self._by_initial: dict[str, list[tuple[str, str, KnownActor]]] = defaultdict(list)
        self._by_office: dict[tuple[Office, str], list[tuple[KnownRole, KnownActor]]] = defaultdict(list)
        self._governments: dict[str, list[KnownActor]] = defaultdict(list)
        self._size = 0
        for actor in actors:
            self._add(actor)

    @classmethod
    def of(cls, actors: Sequence[KnownActor] | Roster) -> Roster:
        """The index of `actors`; an index is returned as it is."""
        return actors if isinstance(actors, Roster) else cls(actors)

    def __len__(self) -> int:
        return self._size

    def _add(self, actor: KnownActor) -> None:
        self._size += 1
        names = {fold(name) for name in (actor.name, *actor.aliases)} - {""}
        for name in names:
            if actor not in self._by_alias[name]:
                self._by_alias[name].append(actor)
        if actor.kind is ActorKind.PERSON:
            for given, last in {parts(name) for name in names}:
                entry = (given, last, actor)
                sound = sound_key(last)
                if sound:
                    self._by_sound[sound].append(entry)
                    self._by_initial[sound[0]].append(entry)
            for role in actor.roles:
                self._by_office[role.office, country_named(role.of)].append((role, actor))
        elif actor.kind is ActorKind.GOVERNMENT:
            for place in {country_named(actor.country), country_named(actor.name)} - {""}:
                self._governments[place].append(actor)

    def person(self, name: str, roles: Sequence[Role], day: date | None) -> Match:
        """The person called `name` in an article that gives them `roles`, on `day`."""
        key = fold(name)
        if not key:
            return NOBODY
        exact = [actor for actor in self._by_alias.get(key, ()) if actor.kind is ActorKind.PERSON]
        if exact:
            return self._choose(exact, name, roles, day, 0.97, "alias")
        given, last = parts(name)
        near = self._near(given, last)
        if given:
            return self._choose(near, name, roles, day, 0.88, "spelling") if near else NOBODY
        if not near:
            return NOBODY
        return self._choose(near, name, roles, day, 0.8, "surname")

    def _near(self, given: str, last: str) -> list[KnownActor]:
        sound = sound_key(last)
        if not sound:
            return []
        entries = self._by_sound.get(sound) or [
            entry for entry in self._by_initial.get(sound[0], ()) if same_surname(entry[1], last)
        ]
        found: list[KnownActor] = []
        for theirs, _, actor in entries:
            if compatible_given(theirs, given) and actor not in found:
                found.append(actor)
        return found

    def _choose(  # noqa: PLR0917 - private, and called three times just above
        self, found: list[KnownActor], name: str, roles: Sequence[Role], day: date | None, confidence: float, how: str
    ) -> Match:
        """One of several namesakes by role and date; nobody where the roles the article gives fit none."""
        fitting = [actor for actor in found if _fits(actor, roles, day)]
        if how != "alias" or len(found) > 1:
            if roles and not fitting and how == "surname":
                return Match(None, 0.0, f"“{name}” is the surname of a tracked actor, but with another role.")
            if fitting:
                found = fitting
        if len(found) > 1:
            in_office = [actor for actor in found if any(role.held_on(day) for role in actor.roles)]
            if day is not None and len(in_office) == 1:
                found = in_office
                confidence -= 0.1
        if len(found) > 1:
            names = " and ".join(sorted(actor.name for actor in found)[:3])
            return Match(None, 0.0, f"“{name}” may be {names}.", ambiguous=True)
        actor = found[0]
        if fitting and roles:
            confidence = min(0.99, confidence + 0.02)
        elif roles and not fitting:
            confidence -= 0.15
        words = {
            "alias": f"“{name}” is a name of {actor.name}.",
            "spelling": f"“{name}” is a spelling of {actor.name}.",
            "surname": f"“{name}” is the surname of {actor.name}, and of no other tracked actor that fits.",
        }
        return Match(actor, round(confidence, 2), words[how])

    def place(self, name: str, place: str | None) -> Match:  # noqa: PLR0911 - one return for each kind of answer
        """The government or body that a country, capital, ministry or acronym stands for."""
        key = fold(name).removeprefix("the ")
        for candidate in (key, strip_possessive(key)):
            exact = [actor for actor in self._by_alias.get(candidate, ()) if actor.kind is not ActorKind.PERSON]
            if len(exact) == 1:
                return Match(exact[0], 0.9, f"“{name}” is a name of {exact[0].name}.")
            if len(exact) > 1:
                return Match(None, 0.0, f"“{name}” may be several tracked actors.", ambiguous=True)
        if place is None:
            return NOBODY
        governments = self._governments.get(country_named(place), [])
        if len(governments) == 1:
            return Match(governments[0], 0.75, f"“{name}” stands for {governments[0].name}.")
        if len(governments) > 1:
            return Match(None, 0.0, f"Several tracked governments of {place} fit.", ambiguous=True)
        body = [actor for actor in self._by_alias.get(fold(place), ()) if actor.kind is not ActorKind.PERSON]
        if len(body) == 1:
            return Match(body[0], 0.75, f"“{name}” stands for {body[0].name}.")
        return NOBODY

    def holder(self, role: Role, day: date | None) -> Match:
        """Who held a role of a named place on `day`: "the Estonian foreign minister"."""
        if role.place is None or role.former or role.office is Office.OTHER or day is None:
            return NOBODY
        place = country_named(role.place)
        found: list[KnownActor] = []
        for known, actor in self._by_office.get((role.office, place), ()):
            if known.held_on(day) and actor not in found:
                found.append(actor)
        if len(found) == 1:
            return Match(found[0], 0.8, f"{found[0].name} held this office of {role.place} on that day.")
        if len(found) > 1:
            return Match(None, 0.0, f"Several tracked actors held such an office of {role.place}.", ambiguous=True)
        return NOBODY


def _fits(actor: KnownActor, roles: Sequence[Role], day: date | None) -> bool:
    """Whether a known actor may be described by `roles`: same office or country; no role fits everybody."""
    if not roles:
        return True
    for role in roles:
        same_place = role.place is None or country_named(role.place) in {
            country_named(actor.country),
            *(country_named(known.of) for known in actor.roles),
        }
        if not same_place:
            continue
        if role.office is Office.OTHER or role.former or not actor.roles:
            return True
        offices = _BROADER.get(role.office, frozenset({role.office}))
        if any(known.office in offices and (known.held_on(day)) for known in actor.roles):
            return True
        if role.place is not None and not any(known.held_on(day) for known in actor.roles):
            return True
    return False
