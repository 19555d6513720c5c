"""manage.py load_seeds: everything once, and nothing that a person has done undone."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from stances import seeding, tasks
from stances.models import Actor, Article, Event, Outlet, Role, Statement, Target
from stances.vocabulary import ActorStatus, ArticleState
from tests.factories import ActorFactory
from tests.scale.launcher import StandIn

pytestmark = pytest.mark.django_db

FILES: dict[str, list[dict[str, Any]]] = {
    "targets": [{"key": "norland", "name": "Norland", "order": 5, "about": "A state.", "aliases": ["Norburg"]}],
    "actors": [
        {
            "key": "ilva-torrent",
            "name": "Ilva Torrent",
            "kind": "person",
            "country": "Vestland",
            "aliases": ["Torrent", "Ílva Torrent"],
            "roles": [{"title": "Foreign Minister of Vestland", "office": "foreign_minister", "of": "Vestland"}],
        },
        {"key": "vestland", "name": "Vestland", "kind": "government", "country": "Vestland"},
    ],
    "outlets": [
        {"name": "The Harbour Courier", "domain": "courier.example", "country": "Vestland", "kind": "newspaper"}
    ],
    "events": [{"date": "2023-05-06", "title": "Talks in Port Alder", "kind": "talks", "source": "Vestland"}],
}
REPORT = {
    "key": "2023-05-06-ilva-torrent",
    "title": "Torrent: harbour stays open",
    "outlet": "The Harbour Courier",
    "date": "2023-05-06",
    "source": "Remarks in Port Alder",
    "record": ["x1"],
    "speaker": "ilva-torrent",
    "text": "Foreign Minister Ilva Torrent of Vestland said on Saturday that Norland had broken the lighthouse accord.",
}


def write(folder: Path, **changed: Any) -> Path:
    """The seeds as files; `changed` replaces the entries of one."""
    (folder / "reports").mkdir(parents=True, exist_ok=True)
    for name, entries in (FILES | {name: value for name, value in changed.items() if name != "reports"}).items():
        (folder / f"{name}.yaml").write_text(_yaml(entries), encoding="utf-8")
    (folder / "reports" / "2023.yaml").write_text(_yaml(changed.get("reports", [REPORT])), encoding="utf-8")
    return folder


def _yaml(entries: object) -> str:
    """JSON is YAML, but for days, which stand without quotation marks."""
    import re

    return re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", json.dumps(entries, ensure_ascii=False))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "seeds")


def load(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command("load_seeds", "--dir", str(folder), *options, stdout=out, stderr=out)
    return out.getvalue()


def refused(folder: Path) -> str:
    with pytest.raises(CommandError) as caught:
        load(folder)
    return str(caught.value)


def changed(folder: Path, file: str, **fields: Any) -> Path:
    """The first entry of one file with other fields; None takes a field away."""
    entry = {**(REPORT if file == "reports" else FILES[file][0]), **fields}
    entries = [{name: value for name, value in entry.items() if value is not None}]
    return write(folder, **{file: entries + (FILES[file][1:] if file != "reports" else [])})


class TestLoading:
    def test_everything_arrives_with_its_details(self, folder: Path, stand_in: StandIn) -> None:
        told = load(folder)
        assert "1 targets, 2 actors, 5 names, 1 roles, 1 outlets, 1 events, 1 reports" in told
        assert "1 reports read and judged, 0 failed." in told
        torrent = Actor.objects.get(slug="ilva-torrent")
        assert (torrent.country, torrent.status) == ("Vestland", ActorStatus.TRACKED)
        assert [alias.text for alias in torrent.aliases.all()] == ["Ilva Torrent", "Torrent", "Ílva Torrent"]
        assert Actor.objects.called("ILVA TORRENT").get() == torrent
        assert torrent.roles.get().office == "foreign_minister"
        target = Target.objects.get(slug="norland")
        assert (target.order, [alias.text for alias in target.aliases.all()]) == (5, ["Norburg"])
        assert Outlet.objects.get().domain == "courier.example"
        assert Event.objects.get().source == "Vestland"
        article = Article.objects.get()
        assert article.provenance == "Restated in our own words from “Remarks in Port Alder”"
        assert article.state == ArticleState.ANALYSED

    def test_no_statement_comes_from_the_files_and_the_reader_finds_its_speaker(
        self, folder: Path, stand_in: StandIn
    ) -> None:
        load(folder, "--no-demo")
        assert not Statement.objects.exists()
        load(folder)
        assert Statement.objects.get().actor == Actor.objects.get(slug="ilva-torrent")
        # The file's word on who speaks is not even read:
        changed(folder, "reports", speaker="vestland", text=REPORT["text"] + " She left at noon.", key="other")
        load(folder)
        assert set(Statement.objects.values_list("actor__slug", flat=True)) == {"ilva-torrent"}

    def test_a_second_time_changes_nothing(self, folder: Path, stand_in: StandIn) -> None:
        load(folder)
        before = counts()
        assert load(folder) == "Nothing new.\n"
        assert counts() == before

    def test_analysis_can_be_left_to_the_workers(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        queued: list[int] = []
        monkeypatch.setattr(tasks, "enqueue", queued.extend)
        load(folder, "--analyse", "queue")
        assert queued == [Article.objects.get().pk]

    def test_a_load_cut_short_stores_nothing(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(seeding.loading, "add_article", lambda **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load(folder)
        assert not Actor.objects.exists()


class TestLeavingPeoplesWorkAlone:
    @pytest.fixture(autouse=True)
    def loaded(self, folder: Path) -> None:
        load(folder, "--no-demo")

    def test_an_actor_that_was_changed_stays_changed_and_gets_new_names_and_roles(self, folder: Path) -> None:
        actor = Actor.objects.get(slug="ilva-torrent")
        actor.name, actor.country = "Ilva Torrent-Vane", "Halvenia"
        actor.save()
        role = {"title": "Prime Minister of Vestland", "office": "head_of_government", "of": "Vestland"}
        roles = [*FILES["actors"][0]["roles"], role]
        changed(folder, "actors", aliases=["Torrent", "Ílva Torrent", "I. Torrent"], roles=roles)
        assert load(folder, "--no-demo") == "Added 1 names, 1 roles.\n"
        actor.refresh_from_db()
        assert (actor.name, actor.country) == ("Ilva Torrent-Vane", "Halvenia")
        assert actor.aliases.filter(text="I. Torrent").exists()
        assert actor.roles.count() == 2

    def test_what_was_deleted_stays_deleted(self, folder: Path) -> None:
        actor = Actor.objects.get(slug="ilva-torrent")
        actor.aliases.get(text="Torrent").delete()
        actor.roles.get().delete()
        Actor.objects.get(slug="vestland").delete()
        assert load(folder, "--no-demo") == "Nothing new.\n"

    def test_a_role_whose_days_were_corrected_is_not_added_again(self, folder: Path) -> None:
        role = Role.objects.get()
        role.title = "Minister of Foreign Affairs of Vestland"
        role.save()
        assert load(folder, "--no-demo") == "Nothing new.\n"

    def test_a_merged_actor_is_left_as_it_is(self, folder: Path) -> None:
        into = ActorFactory()
        Actor.objects.filter(slug="ilva-torrent").update(status=ActorStatus.MERGED, merged_into=into)
        changed(folder, "actors", aliases=["A new name"])
        assert load(folder, "--no-demo") == "Nothing new.\n"

    def test_the_names_of_a_target_that_a_person_has_saved_are_left_alone(self, folder: Path) -> None:
        changed(folder, "targets", aliases=["Norburg", "Norlander"])
        assert load(folder, "--no-demo") == "Added 1 names.\n"
        target = Target.objects.get()
        target.aliases.all().delete()
        target._history_user = User.objects.create(username="somebody")
        target.save()
        assert load(folder, "--no-demo") == "Nothing new.\n"


class TestRefusals:
    @pytest.mark.parametrize(
        ("file", "fields", "says"),
        [
            ("actors", {"kind": "persn"}, ["actors.yaml, entry 1 (ilva-torrent)", "“persn”", "person, government"]),
            ("actors", {"name": None}, ["actors.yaml, entry 1 (ilva-torrent)", "name is missing"]),
            ("actors", {"nick": "Ilvie"}, ["entry 1", "unknown field nick"]),
            ("actors", {"aliases": "Torrent"}, ["aliases should be a list"]),
            ("actors", {"roles": [{"title": "X", "office": "king"}]}, ["roles 1", "“king”"]),
            ("actors", {"roles": [{"title": "X", "start": "2023-05-06", "end": "2022-05-06"}]}, ["before it starts"]),
            ("actors", {"key": "vestland"}, ["“vestland” stands there twice"]),
            ("targets", {"order": "first"}, ["targets.yaml, entry 1 (norland)", "order"]),
            ("events", {"date": "6 May"}, ["events.yaml, entry 1 (Talks in Port Alder)", "2022-02-24"]),
            ("events", {"source": ""}, ["source is missing"]),
            ("outlets", {"name": 7}, ["name is 7", "quotation marks"]),
            ("reports", {"outlet": "The Gull"}, ["2023-05-06-ilva-torrent", "“The Gull” is not in outlets.yaml"]),
            ("reports", {"text": " "}, ["2023.yaml, entry 1 (2023-05-06-ilva-torrent)", "text is missing"]),
        ],
    )
    def test_a_wrong_entry_is_named_with_its_file_and_nothing_is_stored(
        self, folder: Path, file: str, fields: dict[str, Any], says: list[str]
    ) -> None:
        message = refused(changed(folder, file, **fields))
        for part in says:
            assert part in message
        assert not Target.objects.exists()
        assert not Actor.objects.exists()

    @pytest.mark.parametrize("content", ["- {key: a", "key: a", "- just text"])
    def test_a_file_that_is_no_list_of_entries_is_named(self, folder: Path, content: str) -> None:
        (folder / "actors.yaml").write_text(content, encoding="utf-8")
        assert "actors.yaml" in refused(folder)

    def test_a_missing_file_or_folder_is_named(self, folder: Path, tmp_path: Path) -> None:
        assert "no folder" in refused(tmp_path / "nowhere")
        (folder / "events.yaml").unlink()
        assert "events.yaml is missing" in refused(folder)


def counts() -> list[int]:
    return [model.objects.count() for model in (Target, Actor, Role, Outlet, Event, Article, Statement)] + [
        Actor.history.count(),
        Role.history.count(),
        Statement.history.count(),
    ]
