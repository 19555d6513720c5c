"""Pasted texts and text files: what stands above the article."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.sources import Fault, SourceError, clean, parse_text, parse_upload
from stances.sources.metadata import sensible_title, web_address
from tests.sources.builders import ARTICLE, PARAGRAPHS


def test_a_short_first_line_before_a_blank_one_is_the_title_and_leaves_the_text() -> None:
    draft = parse_text(f"Talks in Brenn will take months: Ostrev\n\n{ARTICLE}")
    assert (draft.title, draft.text) == ("Talks in Brenn will take months: Ostrev", ARTICLE)


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        f"She said no.\n\n{ARTICLE}",
        f"“We are not there yet”\n\n{ARTICLE}",
        f"Talks go on\n{ARTICLE}",
        f"{'word ' * 50}\n\n{ARTICLE}",
        f"* * *\n\n{ARTICLE}",
        "Talks in Brenn will take months",
    ],
)
def test_a_first_line_that_is_not_plainly_a_title_stays_in_the_text(text: str) -> None:
    draft = parse_text(text)
    assert draft.title == ""
    assert draft.text == clean(text)


def test_a_markdown_heading_is_the_title() -> None:
    (draft,) = parse_upload("notes.md", f"# Talks go on #\n\n{ARTICLE}\n".encode()).drafts
    assert (draft.title, draft.text) == ("Talks go on", ARTICLE)


@pytest.mark.parametrize(("before", "after"), [("", "\n"), ("---\n", "---\n\n"), ("---\n", "---\n")])
def test_a_block_of_named_lines_gives_title_outlet_address_and_date(before: str, after: str) -> None:
    block = (
        "Title: Talks go on\nSource: Vallendor Gazette\nURL: https://gazette.example/1\n"
        "Date: 4 March 2022\nLanguage: en-GB\n"
    )
    draft = parse_text(f"{before}{block}{after}{ARTICLE}")
    assert draft.text == ARTICLE
    assert (draft.title, draft.outlet, draft.url) == ("Talks go on", "Vallendor Gazette", "https://gazette.example/1")
    assert (draft.published, draft.language) == (date(2022, 3, 4), "en")


@pytest.mark.parametrize(
    "block",
    [
        "Title: Talks go on\nDate: 03/04/2022",
        "Title: Talks go on\nURL: javascript:alert(1)",
        "Title: Talks go on\nMR HALE: We are here.",
        "Source: a minister who would not be named",
    ],
)
def test_a_block_that_is_not_wholly_understood_stays_in_the_text(block: str) -> None:
    draft = parse_text(f"{block}\n\n{ARTICLE}")
    assert draft.text == f"{block}\n\n{ARTICLE}"
    assert (draft.title, draft.url, draft.published) == ("", "", None)


def test_what_is_given_wins_over_what_the_text_says() -> None:
    draft = parse_text(
        f"Title: Talks go on\nDate: 2022-03-04\n\n{ARTICLE}",
        title="Another title",
        outlet="Northern Wire",
        url=" https://wire.example/7 ",
        published=date(2022, 3, 5),
        language="en",
        filename="paste.txt",
    )
    assert (draft.title, draft.outlet, draft.url) == ("Another title", "Northern Wire", "https://wire.example/7")
    assert (draft.published, draft.language, draft.filename) == (date(2022, 3, 5), "en", "paste.txt")
    assert draft.text == ARTICLE


def test_a_given_title_that_the_text_repeats_stands_only_once() -> None:
    assert parse_text(f"Talks go on\n\n{ARTICLE}", title="Talks go on").text == ARTICLE
    assert parse_text("Talks go on", title="Talks go on").text == "Talks go on"
    assert parse_text(f"TALKS ‘GO ON’\n{ARTICLE}", title="Talks 'go on'").text == ARTICLE


def test_a_headline_that_a_page_repeats_under_itself_stands_only_once() -> None:
    draft = parse_text(f"Talks 'go on'\n\nTalks ‘go on’\n{ARTICLE}")
    assert (draft.title, draft.text) == ("Talks 'go on'", ARTICLE)


def test_the_title_and_the_dateline_are_both_found_and_the_dateline_stays() -> None:
    draft = parse_text(f"Talks go on\n\nBRENN, March 4, 2022 (Northern Wire) - {ARTICLE}")
    assert draft.published == date(2022, 3, 4)
    assert draft.text.startswith("BRENN, March 4, 2022")


def test_what_the_text_does_not_say_stays_unknown() -> None:
    draft = parse_text(ARTICLE)
    assert (draft.title, draft.outlet, draft.url, draft.published, draft.language) == ("", "", "", None, None)


def test_an_empty_paste_and_a_wrong_address_are_refused() -> None:
    with pytest.raises(SourceError) as caught:
        parse_text(" \n\u200b")
    assert caught.value.code is Fault.EMPTY
    with pytest.raises(SourceError) as caught:
        parse_text(ARTICLE, url="file:///etc/passwd")
    assert caught.value.code is Fault.BAD_URL


@given(st.text())
def test_the_text_of_a_draft_is_clean_and_part_of_what_was_given(text: str) -> None:
    try:
        draft = parse_text(text)
    except SourceError as error:
        assert error.code is Fault.EMPTY
        return
    assert draft.text
    assert clean(draft.text) == draft.text
    assert clean(text).endswith(draft.text)


@given(
    st.lists(
        st.sampled_from(["---", "", "Title: A", "Date: 2022-03-04", "# B", "Title:", "text here", "-"]), max_size=8
    )
)
def test_no_arrangement_of_headings_leaves_an_article_without_text(lines: list[str]) -> None:
    try:
        assert parse_text("\n".join(lines)).text
    except SourceError as error:
        assert error.code is Fault.EMPTY


@pytest.mark.parametrize(
    "written",
    [
        "Microsoft Word - talks_v3.doc",
        "untitled",
        "Document1",
        "talks.pdf",
        "20220304",
        "press_release_7",
        "",
        "…",
        "brief",
    ],
)
def test_a_title_that_a_program_wrote_is_not_taken(written: str) -> None:
    assert sensible_title(written, "brief.pdf") == ""


@pytest.mark.parametrize("written", ["Talks go on", "Statement by the Minister, 4 March", "Communiqué"])
def test_a_title_that_a_person_wrote_is_taken(written: str) -> None:
    assert sensible_title(f" {written}\n", "brief.pdf") == written


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://gazette.example/a?b=1#c", True),
        ("HTTP://gazette.example", True),
        ("https://газета.example/стаття", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("//gazette.example/a", False),
        ("https://", False),
        ("https://gaz ette.example", False),
        ('https://gazette.example/"><b>', False),
        ("https://[::1", False),
        ("https://gazette.example/" + "a" * 1000, False),
    ],
)
def test_only_web_addresses_are_kept(url: str, kept: bool) -> None:
    assert web_address(url) == (url if kept else "")


def test_the_paragraphs_of_a_text_file_are_kept_apart() -> None:
    (draft,) = parse_upload("a.txt", "\r\n\r\n\r\n".join(PARAGRAPHS).encode()).drafts
    assert draft.text.split("\n\n") == list(PARAGRAPHS)
