"""The files of `seeds/`, read and checked whole before anything is stored. Knows no database.

What is wrong is said with the file and the entry: "actors.yaml, entry 12 (jane-doe): kind “persn” is none of …".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

from stances.vocabulary import ActorKind, EventKind, Office, Word

W = TypeVar("W", bound=Word)


class SeedError(Exception):
    """A file of the seeds that cannot be used; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class TargetSeed:
    key: str
    name: str
    order: int
    about: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleSeed:
    title: str
    office: Office
    of: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class ActorSeed:
    key: str
    name: str
    kind: ActorKind
    country: str
    wikidata: str
    aliases: tuple[str, ...]
    roles: tuple[RoleSeed, ...]


@dataclass(frozen=True, slots=True)
class OutletSeed:
    name: str
    domain: str
    country: str


@dataclass(frozen=True, slots=True)
class EventSeed:
    date: date
    title: str
    source: str
    url: str
    kind: EventKind
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportSeed:
    """A short report. Who speaks in it is left to the reader: the file's `speaker` is for tests."""

    key: str
    title: str
    outlet: str
    date: date
    url: str
    source: str
    text: str

    @property
    def provenance(self) -> str:
        return f"Restated in our own words from “{self.source}”"[:400]


@dataclass(frozen=True, slots=True)
class Seeds:
    targets: tuple[TargetSeed, ...]
    actors: tuple[ActorSeed, ...]
    outlets: tuple[OutletSeed, ...]
    events: tuple[EventSeed, ...]
    reports: tuple[ReportSeed, ...]


def read(folder: Path, *, reports: bool = True) -> Seeds:
    """Everything in `folder`; without `reports`, all but the demo's articles. Raises `SeedError`."""
    if not folder.is_dir():
        raise SeedError(f"There is no folder {folder}.")
    seeds = Seeds(
        targets=tuple(_target(entry) for entry in _entries(folder / "targets.yaml", "key")),
        actors=tuple(_actor(entry) for entry in _entries(folder / "actors.yaml", "key")),
        outlets=tuple(_outlet(entry) for entry in _entries(folder / "outlets.yaml", "name")),
        events=tuple(_event(entry) for entry in _entries(folder / "events.yaml", "title")),
        reports=tuple(_reports(folder / "reports")) if reports else (),
    )
    _no_doubles("targets.yaml", [target.key for target in seeds.targets])
    _no_doubles("actors.yaml", [actor.key for actor in seeds.actors])
    _no_doubles("outlets.yaml", [outlet.name for outlet in seeds.outlets])
    _no_doubles("events.yaml", [f"{event.date} {event.title}" for event in seeds.events])
    _no_doubles("reports", [report.key for report in seeds.reports])
    known = {outlet.name for outlet in seeds.outlets}
    for report in seeds.reports:
        if report.outlet not in known:
            raise SeedError(f"reports, {report.key}: the outlet “{report.outlet}” is not in outlets.yaml.")
    return seeds


def read_targets(folder: Path) -> tuple[TargetSeed, ...]:
    """The targets of `folder` alone, in the order of the pages. Raises `SeedError`."""
    targets = tuple(_target(entry) for entry in _entries(folder / "targets.yaml", "key"))
    _no_doubles("targets.yaml", [target.key for target in targets])
    return tuple(sorted(targets, key=lambda target: (target.order, target.name)))


def read_actors(folder: Path) -> tuple[ActorSeed, ...]:
    """The actors of `folder` alone, in the order of the file. Raises `SeedError`."""
    actors = tuple(_actor(entry) for entry in _entries(folder / "actors.yaml", "key"))
    _no_doubles("actors.yaml", [actor.key for actor in actors])
    return actors


class _Entry:
    """One entry of a file, with a name for messages. Each method takes one field off and checks it."""

    def __init__(self, where: str, fields: Mapping[str, Any]) -> None:
        self.where = where
        self._fields = dict(fields)

    def text(self, name: str, longest: int, *, required: bool = True) -> str:
        value = self._fields.pop(name, None)
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                raise self.wrong(f"{name} is missing")
            return ""
        if not isinstance(value, str):
            raise self.wrong(f"{name} is {value!r}, and should be text; put it in quotation marks")
        value = value.strip()
        if len(value) > longest:
            raise self.wrong(f"{name} has {len(value)} characters, and {longest} is the most")
        return value

    def texts(self, name: str, longest: int) -> tuple[str, ...]:
        value = self._fields.pop(name, None) or []
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.wrong(f"{name} should be a list of texts, not {value!r}")
        for one in value:
            if len(one) > longest:
                raise self.wrong(f"{name}: “{one[:40]}…” is longer than {longest} characters")
        return tuple(dict.fromkeys(one.strip() for one in value))

    def day(self, name: str, *, required: bool = True) -> date | None:
        value = self._fields.pop(name, None)
        if value is None and not required:
            return None
        if type(value) is not date:  # a datetime is a date as well
            raise self.wrong(f"{name} is {value!r}, and should be a day such as 2022-02-24, without quotation marks")
        return value

    def number(self, name: str, default: int) -> int:
        value = self._fields.pop(name, default)
        if type(value) is not int or not 0 <= value <= 32_767:
            raise self.wrong(f"{name} is {value!r}, and should be a whole number from 0")
        return value

    def word(self, name: str, words: type[W], default: W | None = None) -> W:
        value = self._fields.pop(name, default)
        try:
            return words(value)
        except ValueError:
            raise self.wrong(f"{name} “{value}” is none of {', '.join(word.value for word in words)}") from None

    def entries(self, name: str) -> Iterator[_Entry]:
        value = self._fields.pop(name, None) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(f"{name} should be a list of entries, not {value!r}")
        for number, fields in enumerate(value, start=1):
            yield _Entry(f"{self.where}, {name} {number}", fields)

    def ignore(self, *names: str) -> None:
        """Fields that are for people or for tests."""
        for name in names:
            self._fields.pop(name, None)

    def done(self) -> None:
        """What is left is a slip of the pen, and would be lost in silence."""
        if self._fields:
            raise self.wrong(f"unknown field {', '.join(map(str, self._fields))}")

    def wrong(self, what: str) -> SeedError:
        return SeedError(f"{self.where}: {what}.")


def _entries(path: Path, label: str) -> Iterator[_Entry]:
    try:
        # The C loader reads the actors in a tenth of the time; it is not in every build of the library.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  (both are safe loaders)
    except FileNotFoundError:
        raise SeedError(f"{path} is missing.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(f"{path} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise SeedError(f"{path.name} is not valid YAML: {error}") from error
    if rows is None:
        return
    if not isinstance(rows, list):
        raise SeedError(f"{path.name} should hold a list of entries.")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise SeedError(f"{path.name}, entry {number}: should be a set of fields, not {row!r}.")
        yield _Entry(f"{path.name}, entry {number} ({row.get(label, 'unnamed')})", row)


def _target(entry: _Entry) -> TargetSeed:
    seed = TargetSeed(
        key=entry.text("key", 120),
        name=entry.text("name", 120),
        order=entry.number("order", 100),
        about=entry.text("about", 400, required=False),
        aliases=entry.texts("aliases", 120),
    )
    entry.done()
    return seed


def _actor(entry: _Entry) -> ActorSeed:
    seed = ActorSeed(
        key=entry.text("key", 160),
        name=entry.text("name", 160),
        kind=entry.word("kind", ActorKind),
        country=entry.text("country", 80, required=False),
        wikidata=entry.text("wikidata", 20, required=False),
        aliases=entry.texts("aliases", 160),
        roles=tuple(_role(role) for role in entry.entries("roles")),
    )
    entry.done()
    _no_doubles(entry.where, [f"{role.title} from {role.start}" for role in seed.roles])
    return seed


def _role(entry: _Entry) -> RoleSeed:
    seed = RoleSeed(
        title=entry.text("title", 160),
        office=entry.word("office", Office, Office.OTHER),
        of=entry.text("of", 80, required=False),
        start=entry.day("start", required=False),
        end=entry.day("end", required=False),
    )
    if seed.start and seed.end and seed.end < seed.start:
        raise entry.wrong(f"it ends on {seed.end}, before it starts on {seed.start}")
    entry.done()
    return seed


def _outlet(entry: _Entry) -> OutletSeed:
    seed = OutletSeed(
        name=entry.text("name", 160),
        domain=entry.text("domain", 160, required=False),
        country=entry.text("country", 80, required=False),
    )
    entry.ignore("kind")
    entry.done()
    return seed


def _event(entry: _Entry) -> EventSeed:
    day = entry.day("date")
    assert day is not None  # noqa: S101  (required)
    seed = EventSeed(
        date=day,
        title=entry.text("title", 120),
        source=entry.text("source", 200),
        url=entry.text("url", 500, required=False),
        kind=entry.word("kind", EventKind, EventKind.OTHER),
        targets=entry.texts("targets", 120),
    )
    entry.done()
    return seed


def _reports(folder: Path) -> Iterator[ReportSeed]:
    if not folder.is_dir():
        raise SeedError(f"There is no folder {folder}. Without the demo: --no-demo.")
    for path in sorted(folder.glob("*.yaml")):
        for entry in _entries(path, "key"):
            day = entry.day("date")
            assert day is not None  # noqa: S101  (required)
            yield ReportSeed(
                key=entry.text("key", 160),
                title=entry.text("title", 300),
                outlet=entry.text("outlet", 160),
                date=day,
                url=entry.text("url", 1000, required=False),
                source=entry.text("source", 380),
                text=entry.text("text", 20_000),
            )
            entry.ignore("record", "speaker")
            entry.done()


def _no_doubles(where: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise SeedError(f"{where}: “{key}” stands there twice.")
        seen.add(key)
