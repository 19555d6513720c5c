"""The demo's files keep the rules of `seeds/README.md`. Pure data: no database, no Django model."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from stances.reading.names import fold
from stances.records import KnownRole
from stances.vocabulary import ActorKind, Office

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"

FIRST_DAY, LAST_DAY = date(2021, 1, 1), date(2025, 12, 31)
OUTLET_KINDS = {"government", "body", "newspaper", "agency", "broadcaster", "unknown"}
EVENT_KINDS = {"war", "summit", "accession", "vote", "talks", "agreement", "office", "court"}
REPORT_FIELDS = {"key", "title", "outlet", "date", "source", "record", "speaker", "text"}
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# An apostrophe inside a word or after a plural's s ("governors' ") is no quotation mark.
QUOTATION_MARK = re.compile(r"[\"“”„«»‹›]|(?<!\w)['‘]|(?<![sS\w])['’]")
QUOTED = re.compile(r'"([^"]*)"')
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
FULL_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")


def load(path: Path) -> list[dict[str, Any]]:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(entries, list)
    return entries


ACTORS = load(SEEDS / "actors.yaml")
TARGETS = load(SEEDS / "targets.yaml")
OUTLETS = load(SEEDS / "outlets.yaml")
EVENTS = load(SEEDS / "events.yaml")
FILES = sorted((SEEDS / "reports").glob("*.yaml"))
REPORTS = [report for path in FILES for report in load(path)]

BY_KEY = {actor["key"]: actor for actor in ACTORS}


def roles(actor: dict[str, Any]) -> list[KnownRole]:
    return [
        KnownRole(role["title"], Office(role["office"]), role["of"], role.get("start"), role.get("end"))
        for role in actor.get("roles", [])
    ]


def roles_on(report: dict[str, Any]) -> list[KnownRole]:
    return [role for role in roles(BY_KEY[report["speaker"]]) if role.held_on(report["date"])]


def is_golden(report: dict[str, Any]) -> bool:
    """Whether the report draws on one of the two golden articles, whose quotations may be quoted."""
    return all(record.startswith("seed-") for record in report["record"])


def repeated(values: list[Any]) -> list[Any]:
    return [value for value, times in Counter(values).items() if times > 1]


# --- actors -------------------------------------------------------------------------------


def test_actors_have_unique_slugs_and_known_kinds() -> None:
    assert repeated([actor["key"] for actor in ACTORS]) == []
    assert [a["key"] for a in ACTORS if not SLUG.fullmatch(a["key"])] == []
    assert {actor["kind"] for actor in ACTORS} <= {kind.value for kind in ActorKind}


def test_only_bodies_and_organisations_have_no_country() -> None:
    placeless = {ActorKind.BODY.value, ActorKind.ORGANISATION.value}
    assert [a["key"] for a in ACTORS if bool(a["country"]) == (a["kind"] in placeless)] == []


def test_every_country_of_an_actor_has_its_government_among_the_actors() -> None:
    governed = [actor["country"] for actor in ACTORS if actor["kind"] == "government"]
    assert repeated(governed) == []
    assert {actor["country"] for actor in ACTORS if actor["country"]} == set(governed)


def test_wikidata_items_are_well_formed_and_name_one_actor_each() -> None:
    items = [actor["wikidata"] for actor in ACTORS if "wikidata" in actor]
    assert [item for item in items if not re.fullmatch(r"Q[1-9]\d*", item)] == []
    assert repeated(items) == []


def test_no_two_actors_share_a_spelling_in_any_script() -> None:
    bearers: dict[str, set[str]] = defaultdict(set)
    for actor in ACTORS:
        for name in [actor["name"], *actor["aliases"]]:
            assert isinstance(name, str), f"{actor['key']}: {name!r} is not text; quote it"
            assert fold(name), f"{actor['key']}: {name!r} folds to nothing"
            bearers[fold(name)].add(actor["key"])
    assert {name: keys for name, keys in bearers.items() if len(keys) > 1} == {}


def test_no_actor_repeats_a_name_among_its_aliases() -> None:
    assert {a["key"]: twice for a in ACTORS if (twice := repeated([a["name"], *a["aliases"]]))} == {}


def test_every_person_holds_a_role_and_nobody_else_does() -> None:
    assert [a["key"] for a in ACTORS if bool(a.get("roles")) != (a["kind"] == "person")] == []


def test_roles_have_known_offices_real_days_in_order_and_speak_for_a_known_country_or_body() -> None:
    represented = {a["country"] for a in ACTORS} | {a["name"] for a in ACTORS if a["kind"] == "body"}
    for actor in ACTORS:
        for role in roles(actor):
            where = f"{actor['key']}: {role.title}"
            assert role.title, where
            assert role.of in represented, f"{where} speaks for {role.of!r}"
            for day in (role.start, role.end):
                assert day is None or type(day) is date, f"{where}: {day!r} is not a day"
            if role.start and role.end:
                assert role.start <= role.end, where


def test_one_country_has_one_foreign_minister_and_one_head_of_government_at_a_time() -> None:
    single = {Office.FOREIGN_MINISTER, Office.HEAD_OF_GOVERNMENT, Office.DEFENCE_MINISTER}
    held = defaultdict(list)
    for actor in ACTORS:
        for role in roles(actor):
            if role.office in single:
                held[role.of, role.office].append((role.start or date.min, role.end or date.max, actor["key"]))
    clashes = []
    for office, terms in held.items():
        for (_, end, earlier), (start, _, later) in zip(sorted(terms), sorted(terms)[1:], strict=False):
            # The day of a handover belongs to both.
            if start < end:
                clashes.append((office, earlier, later))
    assert clashes == []


# --- targets, outlets, events -------------------------------------------------------------


def test_targets_are_the_three_built_in_ones_in_order() -> None:
    assert [target["name"] for target in sorted(TARGETS, key=lambda t: t["order"])] == ["Russia", "Ukraine", "NATO"]
    assert all(SLUG.fullmatch(target["key"]) and target["about"].endswith(".") for target in TARGETS)


def test_no_word_stands_for_two_targets() -> None:
    folded = [{fold(name) for name in [target["name"], *target["aliases"]]} for target in TARGETS]
    assert all(names and "" not in names for names in folded)
    assert repeated([name for names in folded for name in names]) == []


def test_outlets_are_unique_of_known_kind_and_all_used() -> None:
    assert repeated([outlet["name"] for outlet in OUTLETS]) == []
    assert {outlet["kind"] for outlet in OUTLETS} <= OUTLET_KINDS
    assert {outlet["name"] for outlet in OUTLETS} == {report["outlet"] for report in REPORTS}


def test_events_are_dated_sourced_short_and_unique() -> None:
    assert len(EVENTS) >= 25
    assert repeated([(event["date"], event["title"]) for event in EVENTS]) == []
    assert [event["date"] for event in EVENTS] == sorted(event["date"] for event in EVENTS)
    for event in EVENTS:
        assert FIRST_DAY <= event["date"] <= LAST_DAY, event
        assert 0 < len(event["title"]) <= 60, event
        assert event["kind"] in EVENT_KINDS, event
        assert event["source"], event
        assert is_address(event.get("url", "")), event


def is_address(url: str) -> bool:
    return url == "" or (urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).netloc))


# --- reports ------------------------------------------------------------------------------


def test_reports_have_all_fields_unique_keys_and_stand_in_the_file_of_their_year() -> None:
    assert repeated([report["key"] for report in REPORTS]) == []
    for path in FILES:
        for report in load(path):
            assert set(report) - {"url"} == REPORT_FIELDS, report["key"]
            assert report["date"].year == int(path.stem), report["key"]
            assert report["key"].startswith(f"{report['date']}-{report['speaker']}"), report["key"]
            assert report["source"], report["key"]
            assert is_address(report.get("url", "")), report["key"]


def test_no_report_is_told_twice_and_no_record_is_used_twice() -> None:
    assert repeated([report["text"] for report in REPORTS]) == []
    assert repeated([report["title"] for report in REPORTS]) == []
    assert repeated([record for report in REPORTS if not is_golden(report) for record in report["record"]]) == []


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: str(report["key"]))
def test_report_names_a_known_outlet_and_a_speaker_in_office_on_its_day(report: dict[str, Any]) -> None:
    assert report["outlet"] in {outlet["name"] for outlet in OUTLETS}
    assert report["speaker"] in BY_KEY
    assert roles_on(report), "the speaker holds no role on this day"


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: str(report["key"]))
def test_report_names_its_speaker_in_title_and_text(report: dict[str, Any]) -> None:
    actor = BY_KEY[report["speaker"]]
    names = [fold(name) for name in [actor["name"], *actor["aliases"]]]
    assert any(f" {name} " in f" {fold(report['text'])} " for name in names)
    family_names = {name.split()[-1] for name in names} | {name.split()[0] for name in names}
    assert family_names & set(fold(report["title"]).split())


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: str(report["key"]))
def test_report_is_short_dated_and_quotes_nobody(report: dict[str, Any]) -> None:
    assert 0 < len(report["title"]) <= 90
    assert FIRST_DAY <= report["date"] <= LAST_DAY
    assert 1 <= len(re.findall(r"[.?!](?=[\s\"]|$)", report["text"])) <= 7
    assert len(WORD.findall(report["text"])) <= 110
    assert not QUOTATION_MARK.search(report["title"])
    if not is_golden(report):
        assert not QUOTATION_MARK.search(report["text"])


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: str(report["key"]))
def test_a_day_named_in_a_report_is_its_own_or_a_few_days_before(report: dict[str, Any]) -> None:
    for day, month, year in FULL_DATE.findall(report["text"]):
        named = date(int(year), MONTHS.index(month) + 1, int(day))
        assert timedelta(0) <= report["date"] - named <= timedelta(days=7), named


def test_the_demo_is_broad_and_long_enough() -> None:
    assert len(REPORTS) >= 140
    assert sum(len(report["record"]) for report in REPORTS) >= 160
    assert len({report["speaker"] for report in REPORTS}) >= 60
    assert len({role.of for report in REPORTS for role in roles_on(report)}) >= 35
    assert len(ACTORS) >= 170


def test_a_good_dozen_actors_have_a_line_over_years() -> None:
    days = defaultdict(set)
    for report in REPORTS:
        days[report["speaker"]].add(report["date"])
    lines = [
        speaker
        for speaker, said in days.items()
        if len({(day.year, day.month) for day in said}) >= 3 and len({day.year for day in said}) >= 2
    ]
    assert len(lines) >= 14, lines


def test_russia_and_its_friends_are_heard_too() -> None:
    heard = Counter(role.of for report in REPORTS for role in {r.of: r for r in roles_on(report)}.values())
    assert heard["Russia"] >= 15
    assert all(heard[country] for country in ("Belarus", "China", "Hungary", "Syria", "Venezuela", "Iran"))


# --- against the maintainers' record -------------------------------------------------------


@pytest.fixture(scope="module")
def record(shared: Path) -> dict[str, dict[str, Any]]:
    """The statements on record by their id."""
    lines = (shared / "quotes" / "record.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["id"]: entry for entry in map(json.loads, filter(None, lines))}


@pytest.fixture(scope="module")
def golden_articles(shared: Path) -> dict[str, str]:
    """The two articles by the name that reports give them, with straight quotation marks."""
    return {
        f"seed-{path.name[:3]}": re.sub("[“”]", '"', path.read_text(encoding="utf-8"))
        for path in (shared / "seeds").glob("*.txt")
    }


def runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    words = WORD.findall(text.replace("’", "'").casefold())
    return (tuple(words[at : at + length]) for at in range(len(words) - length + 1))


@pytest.mark.shared
def test_no_report_has_eight_words_in_a_row_from_the_record(record: dict[str, dict[str, Any]]) -> None:
    theirs = {run for entry in record.values() for field in ("quote", "context") for run in runs(entry[field], 8)}
    assert theirs
    copied = {
        report["key"]: " ".join(run)
        for report in REPORTS
        for part in (report["title"], QUOTED.sub("|", report["text"]))
        for run in runs(part, 8)
        if run in theirs
    }
    assert copied == {}


@pytest.mark.shared
def test_reports_on_the_golden_articles_quote_them_exactly_and_copy_nothing_else(
    golden_articles: dict[str, str],
) -> None:
    assert golden_articles
    for report in filter(is_golden, REPORTS):
        (key,) = report["record"]
        for quotation in QUOTED.findall(report["text"]):
            # Both marks are in the article: a quotation of the article, and no scare quote of ours.
            assert f'"{quotation}"' in golden_articles[key], quotation
        for part in QUOTED.split(report["text"])[::2]:
            assert not set(runs(part, 8)) & set(runs(golden_articles[key], 8)), report["key"]


@pytest.mark.shared
def test_reports_agree_with_the_record_on_speaker_office_source_and_day(record: dict[str, dict[str, Any]]) -> None:
    names = {fold(name): actor["key"] for actor in ACTORS for name in [actor["name"], *actor["aliases"]]}
    spelling = {"Turkey": "Türkiye", "Czech Republic": "Czechia"}
    for report in REPORTS:
        if is_golden(report):
            continue
        for entry in (record[name] for name in report["record"]):
            assert names[fold(entry["speaker"])] == report["speaker"], report["key"]
            side = spelling.get(entry["country_or_org"], entry["country_or_org"])
            assert side in {role.of for role in roles_on(report)}, report["key"]
            assert report["date"].isoformat().startswith(entry["date"]), report["key"]
            assert report.get("url", "") == (entry["source_url"] or ""), report["key"]


@pytest.mark.shared
def test_every_speaker_on_record_is_a_known_actor(record: dict[str, dict[str, Any]]) -> None:
    names = {fold(name) for actor in ACTORS for name in [actor["name"], *actor["aliases"]]}
    assert {e["speaker"] for e in record.values() if fold(e["speaker"]) not in names} == set()
