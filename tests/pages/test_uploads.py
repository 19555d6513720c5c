"""Uploading, on the real path: form, the readers of files, queue, reader. Only the judge is a stand-in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from stances import uploading
from stances.classifying import ModelDamaged
from stances.ingest import Added
from stances.models import Article, Statement, Upload, UploadItem
from stances.progress import ItemState, Progress
from stances.sources import limits
from stances.vocabulary import ArticleState
from tests.factories import ActorFactory, ArticleFactory, StatementFactory, TargetFactory
from tests.sources import builders

pytestmark = pytest.mark.django_db

NEWS = """Title: Ministers part without a word
Date: 4 March 2023
Outlet: The Harbour Courier

“Norland has broken what it signed,” Foreign Minister Ilva Torrent said on Saturday after the talks.

The delegations left the harbour in the evening."""
#: As NEWS, of another day and with other words.
OTHER = NEWS.replace("part without a word", "meet again").replace("broken what it signed", "kept nothing of it")

Send = Callable[..., Upload]


@pytest.fixture
def send(as_analyst: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, judge: object) -> Send:
    """Upload through the form, let the immediate queue do its work, and return the upload."""

    def go(*files: tuple[str, bytes | str], **fields: str) -> Upload:
        documents = [SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data) for name, data in files]
        with django_capture_on_commit_callbacks(execute=True):
            answer = as_analyst.post(reverse("upload"), {**fields, "documents": documents})
        assert answer.status_code == 302, answer.text
        upload = Upload.objects.latest("created")
        assert answer.headers["Location"] == upload.get_absolute_url()
        return upload

    return go


def states(upload: Upload) -> dict[str, str]:
    return {one.item.name: one.state.value for one in Progress.of(upload).items}


def only_item(upload: Upload) -> UploadItem:
    return upload.items.get()


# --- what goes well -----------------------------------------------------------------------


def test_a_pasted_text_becomes_an_article_whose_statements_are_on_the_uploads_page(
    send: Send, as_analyst: Client, analyst: User
) -> None:
    TargetFactory(name="Norland")
    ActorFactory(name="Ilva Torrent")
    upload = send(text=NEWS, url="https://news.example/1")
    article = Article.objects.get()
    assert (article.title, article.published, str(article.outlet), article.url, article.added_by) == (
        "Ministers part without a word",
        date(2023, 3, 4),
        "The Harbour Courier",
        "https://news.example/1",
        analyst,
    )
    assert article.state == ArticleState.ANALYSED
    page = as_analyst.get(upload.get_absolute_url()).text
    for words in ("1 statement found in 1 article.", "“Norland has broken what it signed”", "Ilva Torrent", "Critical"):
        assert words in page
    assert 'hx-trigger="every' not in page


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("news.txt", NEWS.encode()),
        ("news.html", builders.page("<p>“Norland must stop,” Ilva Torrent said on Saturday, after the talks.</p>" * 3)),
        (
            "news.pdf",
            builders.pdf([["“Norland must stop,” Ilva Torrent said on Saturday.", "She left in the evening."]]),
        ),
        ("news.docx", builders.word(["“Norland must stop,” Ilva Torrent said on Saturday.", "She left that evening."])),
    ],
)
def test_every_kind_of_file_is_read(send: Send, name: str, data: bytes) -> None:
    upload = send((name, data), published="2023-03-04", outlet="The Harbour Courier")
    item = only_item(upload)
    assert not item.problem
    if item.article is None:  # no title in it: asked for
        item = uploading.complete(
            item.pk, person=upload.person, title="A title", published=date(2023, 3, 4), outlet="", url=""
        )
    assert item.article is not None
    assert "Ilva Torrent said" in item.article.text


def test_several_files_are_kept_or_refused_each_by_itself(send: Send) -> None:
    upload = send(("one.txt", NEWS), ("two.txt", b""), ("three.txt", OTHER))
    assert states(upload) == {"one.txt": "analysed", "two.txt": "refused", "three.txt": "analysed"}


def test_each_row_of_a_table_is_an_article_and_bad_rows_are_named(send: Send) -> None:
    rows = [
        {"text": "“Norland must stop,” Ilva Torrent said.", "title": "Good", "date": "2023-03-04"},
        {"text": "", "title": "Empty"},
        {"text": "“Norland must go,” Ilva Torrent said.", "title": "Bad date", "date": "03/04/2022"},
    ]
    upload = send(("rows.jsonl", "\n".join(json.dumps(row) for row in rows)))
    assert states(upload) == {
        "rows.jsonl: Good": "analysed",
        "rows.jsonl, row 2": "refused",
        "rows.jsonl, row 3": "refused",
    }


def test_outlet_and_date_given_for_all_serve_only_files_that_do_not_say_them(send: Send) -> None:
    silent = "Ministers meet again\n\n" + OTHER.partition("\n\n")[2]
    send(("says.txt", NEWS), ("silent.txt", silent), outlet="Sundmark Daily", published="2023-04-01")
    found = {article.published: str(article.outlet) for article in Article.objects.all()}
    assert found == {date(2023, 3, 4): "The Harbour Courier", date(2023, 4, 1): "Sundmark Daily"}


def test_a_text_in_which_nobody_is_quoted_is_no_failure(send: Send, as_analyst: Client) -> None:
    upload = send(
        text="It rained all day in Port Alder, and the market was closed for the holiday.",
        title="The weather",
        published="2023-03-04",
    )
    assert states(upload) == {"The weather": "empty"}
    assert "That is no failure" in as_analyst.get(upload.get_absolute_url()).text


# --- what is refused, and why -------------------------------------------------------------

GERMAN = (
    "Die Gespräche in Port Alder endeten ohne Ergebnis. „Wir stehen an der Seite unserer Nachbarn“, sagte die "
    "Ministerin am Samstag nach dem Treffen mit den Vertretern der anderen Staaten, das bis in den Abend dauerte."
)
BOMB = builders.archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"\0" * (120 * limits.MEGABYTE)})


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        ("empty.txt", b"", "empty", "0 bytes"),
        ("blank.txt", b" \n \n", "empty", ""),
        ("large.txt", b"a" * (limits.MAX_FILE_BYTES + 1), "too_large", "10 MB can be taken"),
        ("sheet.xlsx", b"PK\x03\x04", "wrong_type", "Save the sheet as CSV"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n000", "wrong_type", "a picture"),
        ("locked.pdf", builders.encrypted_pdf(builders.pdf([["Secret."]]), "key"), "password_protected", "password"),
        ("bomb.docx", BOMB, "zip_bomb", ""),
        ("broken.docx", b"PK\x03\x04 and nothing after it", "damaged", ""),
        ("german.txt", GERMAN.encode(), "not_english", "German"),
        ("table.csv", b"a,b\n1,2\n", "missing_column", "text"),
    ],
)
def test_each_fault_has_its_own_message_beside_the_file_and_nothing_is_stored(
    send: Send, as_analyst: Client, name: str, data: bytes, code: str, words: str
) -> None:
    upload = send((name, data))
    item = only_item(upload)
    assert (item.name, item.problem_code, item.draft, item.article) == (name, code, None, None)
    assert words in item.problem
    assert not Article.objects.exists()
    page = as_analyst.get(upload.get_absolute_url()).text
    listed = re.search(r'<li class="item item--refused">.*?</li>', page, re.S)
    assert listed is not None
    assert name in listed.group() and item.problem.split(".")[0].split("“")[0] in listed.group()


def test_the_same_text_again_leads_to_the_article_that_has_it(send: Send, as_analyst: Client) -> None:
    first = send(text=NEWS)
    article = Article.objects.get()
    second = send(("again.txt", NEWS.upper().replace("DATE:", "Date:").replace("TITLE:", "Title:")))
    assert Article.objects.count() == 1
    item = only_item(second)
    assert (item.problem_code, item.article) == ("duplicate", article)
    assert article.get_absolute_url() in as_analyst.get(second.get_absolute_url()).text
    assert states(first) == {"Ministers part without a word": "analysed"}
    assert states(second) == {"again.txt": "duplicate"}


def test_the_same_text_twice_in_one_upload_is_stored_once(send: Send) -> None:
    assert sorted(states(send(("one.txt", NEWS), ("two.txt", NEWS))).values()) == ["analysed", "duplicate"]
    assert Article.objects.count() == 1


def test_files_beyond_the_time_of_a_request_are_refused_by_name(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "REQUEST_SECONDS", 0.0)
    item = only_item(send(("late.txt", NEWS)))
    assert item.problem_code == "no_time"
    assert "fewer others" in item.problem


def test_a_table_of_more_texts_than_one_upload_takes_is_refused_whole(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "TEXTS_AT_ONCE", 2)
    row = {"text": "“Norland must stop,” Ilva Torrent said on day {}.", "title": "T", "date": "2023-03-04"}
    table = "\n".join(json.dumps({**row, "text": row["text"].format(n)}) for n in range(3))
    upload = send(("three.jsonl", table), ("one.txt", NEWS))
    assert states(upload) == {"three.jsonl": "refused", "one.txt": "analysed"}
    assert "manage.py ingest" in upload.items.get(name="three.jsonl").problem
    assert Article.objects.count() == 1


def test_a_pasted_text_in_another_language_is_refused_with_its_name(send: Send) -> None:
    upload = send(text=GERMAN, title="Gespräche", published="2023-03-04")
    assert (only_item(upload).name, only_item(upload).problem_code) == ("Gespräche", "not_english")
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose at least one file, or paste a text."),
        ({"text": "   \n "}, "Choose at least one file, or paste a text."),
        ({"text": NEWS, "url": "javascript:alert(1)"}, "errorlist"),
        ({"text": NEWS, "published": "2999-01-01"}, "This day has not come yet."),
        ({"text": NEWS, "published": "1022-01-01"}, "typing errors"),
        ({"text": NEWS, "published": "the third"}, "errorlist"),
    ],
)
def test_a_form_that_cannot_be_taken_is_shown_again_with_what_was_typed(
    as_analyst: Client, fields: dict[str, str], words: str
) -> None:
    answer = as_analyst.post(reverse("upload"), fields)
    assert answer.status_code == 200
    assert words in answer.text
    if "Norland" in fields.get("text", ""):
        assert "Norland has broken" in answer.text
    assert not Upload.objects.exists()


def test_too_many_files_are_refused_before_any_is_read(as_analyst: Client) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(limits.MAX_FILES + 1)]
    with mock.patch("stances.uploading.parse_upload") as parse:
        answer = as_analyst.post(reverse("upload"), {"documents": files})
    assert "21 files are too many" in answer.text
    assert not parse.called
    assert not Upload.objects.exists()


def test_when_storing_fails_nothing_of_the_upload_remains(analyst: User) -> None:
    parts = uploading.read_files(
        [SimpleUploadedFile("one.txt", NEWS.encode()), SimpleUploadedFile("two.txt", OTHER.encode())]
    )
    real, taken = uploading.add_article, []

    def full_at_the_second(**fields: Any) -> Added:
        taken.append(fields["title"])
        if len(taken) == 2:
            raise OSError("the disk is full")
        return real(**fields)

    with (
        mock.patch("stances.uploading.add_article", full_at_the_second),
        pytest.raises(OSError, match="disk"),
    ):
        uploading.receive(person=analyst, parts=parts)
    assert len(taken) == 2
    assert not Upload.objects.exists()
    assert not Article.objects.exists()


# --- what is asked for --------------------------------------------------------------------

UNDATED = (
    "“Norland must stop,” Ilva Torrent said on Saturday after the talks in the harbour.\n\nShe left in the evening."
)


def details(item: UploadItem, **changed: str) -> dict[str, str]:
    given = {"title": "Talks", "published": "2023-03-04", "outlet": "Sundmark Daily", "url": "", **changed}
    return {"action": "complete", **{f"item{item.pk}-{name}": value for name, value in given.items()}}


def test_a_text_without_a_date_waits_and_is_asked_for_it(send: Send, as_analyst: Client) -> None:
    upload = send(text=UNDATED, title="Talks")
    item = only_item(upload)
    assert item.draft is not None and item.draft["text"].startswith("“Norland must stop")
    assert not Article.objects.exists()
    page = as_analyst.get(upload.get_absolute_url()).text
    assert "What this text does not say" in page
    assert f'name="item{item.pk}-published"' in page and 'value="Talks"' in page


def test_with_its_details_it_is_stored_read_and_its_draft_is_gone(
    send: Send, as_analyst: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    upload = send(text=UNDATED)
    item = only_item(upload)
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_analyst.post(reverse("upload_item", args=[upload.pk, item.pk]), details(item))
    assert answer.headers["Location"] == upload.get_absolute_url()
    item.refresh_from_db()
    assert item.draft is None and item.article is not None
    assert (item.article.title, item.article.published, str(item.article.outlet)) == (
        "Talks",
        date(2023, 3, 4),
        "Sundmark Daily",
    )
    assert item.article.state == ArticleState.ANALYSED


def test_a_date_that_cannot_be_known_may_be_left_out_knowingly(send: Send, as_analyst: Client) -> None:
    upload = send(text=UNDATED)
    item = only_item(upload)
    as_analyst.post(reverse("upload_item", args=[upload.pk, item.pk]), details(item, published="", undated="on"))
    assert Article.objects.get().published is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "This field is required."),
        ({"published": ""}, "or say that it cannot be known"),
        ({"undated": "on"}, "Take away one of the two"),
        ({"published": "2999-01-01"}, "has not come yet"),
    ],
)
def test_details_that_do_not_do_are_asked_for_again(
    send: Send, as_analyst: Client, changed: dict[str, str], words: str
) -> None:
    upload = send(text=UNDATED)
    item = only_item(upload)
    answer = as_analyst.post(reverse("upload_item", args=[upload.pk, item.pk]), details(item, **changed))
    assert answer.status_code == 200
    assert words in answer.text
    assert not Article.objects.exists()


def test_a_text_may_be_left_out_and_is_then_deleted(send: Send, as_analyst: Client) -> None:
    upload = send(text=UNDATED)
    item = only_item(upload)
    address = reverse("upload_item", args=[upload.pk, item.pk])
    as_analyst.post(address, {"action": "leave_out"})
    item.refresh_from_db()
    assert (item.draft, item.article, item.problem_code) == (None, None, "left_out")
    again = as_analyst.post(address, details(item), follow=True)
    assert "does not wait for details any more" in again.text
    assert not Article.objects.exists()


def test_a_text_that_came_in_elsewhere_meanwhile_is_a_duplicate(send: Send, as_analyst: Client) -> None:
    upload = send(text=UNDATED)
    item = only_item(upload)
    send(text=UNDATED, title="Talks", published="2023-03-04")
    as_analyst.post(reverse("upload_item", args=[upload.pk, item.pk]), details(item))
    item.refresh_from_db()
    assert item.problem_code == "duplicate"
    assert Article.objects.count() == 1


# --- following it -------------------------------------------------------------------------


def waiting(person: User, *, n: int = 1) -> Upload:
    upload = Upload.objects.create(person=person)
    for number in range(n):
        article = ArticleFactory(state=ArticleState.WAITING)
        UploadItem.objects.create(upload=upload, name=f"{number}.txt", article=article)
    return upload


def ask(client: Client, upload: Upload) -> object:
    seen = Progress.of(upload).seal
    return client.get(f"{upload.get_absolute_url()}?seen={seen}", headers={"HX-Request": "true"})


def test_the_page_asks_again_every_two_seconds_until_all_is_read(as_analyst: Client, analyst: User) -> None:
    upload = waiting(analyst)
    page = as_analyst.get(upload.get_absolute_url()).text
    assert f'hx-get="{upload.get_absolute_url()}?seen={Progress.of(upload).seal}"' in page
    assert 'hx-trigger="every 2s"' in page
    assert "0 of 1 article read" in page
    assert "Look again" in page


def test_while_nothing_changes_the_answer_is_empty(as_analyst: Client, analyst: User) -> None:
    upload = waiting(analyst)
    seen = Progress.of(upload).seal
    address = f"{upload.get_absolute_url()}?seen={seen}"
    assert as_analyst.get(address, headers={"HX-Request": "true"}).status_code == 204
    assert as_analyst.get(address).status_code == 200


def test_when_it_is_read_the_fragment_carries_the_statements_and_stops_asking(
    as_analyst: Client, analyst: User
) -> None:
    upload = waiting(analyst)
    address = f"{upload.get_absolute_url()}?seen={Progress.of(upload).seal}"
    article = Article.objects.get()
    StatementFactory(article=article)
    Article.objects.update(state=ArticleState.ANALYSED)
    fragment = as_analyst.get(address, headers={"HX-Request": "true"})
    assert "HX-Request" in fragment.headers["Vary"]
    assert "<html" not in fragment.text
    assert "hx-trigger" not in fragment.text
    assert 'hx-swap-oob="innerHTML:#found"' in fragment.text
    assert "“We stand by the northern neighbours”" in fragment.text
    assert "1 statement found in 1 article." in fragment.text


def test_a_failed_analysis_says_why_and_can_be_retried(
    send: Send,
    as_analyst: Client,
    judge: object,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def damaged(*args: object, **kwargs: object) -> None:
        raise ModelDamaged("The model’s file is damaged: reinstall it.")

    with monkeypatch.context() as broken:
        broken.setattr("stances.ingest.load", damaged)
        upload = send(text=NEWS)
    assert not Statement.objects.exists()
    page = as_analyst.get(upload.get_absolute_url()).text
    assert "The model’s file is damaged: reinstall it." in page
    assert 'value="retry"' in page
    with django_capture_on_commit_callbacks(execute=True):
        as_analyst.post(reverse("upload_item", args=[upload.pk, only_item(upload).pk]), {"action": "retry"})
    assert Statement.objects.exists()
    assert list(states(upload).values()) == ["analysed"]


def test_what_did_not_fail_cannot_be_retried(send: Send, as_analyst: Client) -> None:
    upload = send(text=NEWS)
    answer = as_analyst.post(
        reverse("upload_item", args=[upload.pk, only_item(upload).pk]), {"action": "retry"}, follow=True
    )
    assert "Only an article whose analysis failed can be retried." in answer.text


def test_an_item_is_changed_only_through_its_own_upload_and_by_post(
    send: Send, as_analyst: Client, as_reader: Client, analyst: User
) -> None:
    upload = send(text=UNDATED)
    item = only_item(upload)
    other = Upload.objects.create(person=analyst)
    assert as_analyst.post(reverse("upload_item", args=[other.pk, item.pk]), {"action": "leave_out"}).status_code == 404
    address = reverse("upload_item", args=[upload.pk, item.pk])
    assert as_analyst.get(address).status_code == 405
    assert as_reader.post(address, {"action": "leave_out"}).status_code == 403
    item.refresh_from_db()
    assert item.draft is not None


def test_those_who_may_are_led_to_the_admin_to_fix_a_statement(send: Send, as_analyst: Client) -> None:
    upload = send(text=NEWS)
    statement = Statement.objects.first()
    assert statement is not None
    assert reverse("admin:stances_statement_change", args=[statement.pk]) in (
        as_analyst.get(upload.get_absolute_url()).text
    )


def test_of_a_long_upload_the_page_lists_a_part_and_counts_the_rest(as_analyst: Client, analyst: User) -> None:
    upload = Upload.objects.create(person=analyst)
    UploadItem.objects.bulk_create(
        UploadItem(upload=upload, name=f"row {number}", problem_code="empty", problem="There is no text in it.")
        for number in range(230)
    )
    UploadItem.objects.bulk_create(
        UploadItem(upload=upload, name=f"draft {number}", draft=_draft()) for number in range(25)
    )
    page = as_analyst.get(upload.get_absolute_url()).text
    assert "And 30 more" in page
    assert "The first 20 of 25 are shown" in page
    assert Progress.of(upload).counts[ItemState.DETAILS] == 25


def _draft() -> dict[str, str | None]:
    return {"title": "", "text": "“Yes,” she said.", "published": None, "outlet": "", "url": ""}


def test_an_uploads_page_asks_as_few_questions_for_many_items_as_for_two(as_analyst: Client, analyst: User) -> None:
    def asked(upload: Upload) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert as_analyst.get(upload.get_absolute_url()).status_code == 200
        return len(seen)

    def filled(n: int) -> Upload:
        upload = waiting(analyst, n=n)
        for item in upload.items.all():
            StatementFactory(article=item.article, actor=ActorFactory())
            Article.objects.filter(pk=item.article_id).update(state=ArticleState.ANALYSED)
            UploadItem.objects.create(upload=upload, name="waits", draft=_draft())
        return upload

    few = asked(filled(2))
    assert asked(filled(9)) == few
    assert few <= 16
