from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.sources import Draft, Fault, ParsedUpload, SourceError, limits, parse_upload
from tests.sources.builders import ARTICLE, PARAGRAPHS


def table(*rows: list[str], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def refusal(filename: str, data: bytes) -> SourceError:
    with pytest.raises(SourceError) as caught:
        parse_upload(filename, data)
    return caught.value


def codes(upload: ParsedUpload) -> list[tuple[int, Fault]]:
    return [(problem.row, problem.code) for problem in upload.problems]


# --- CSV ----------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_row_of_a_table_is_an_article(delimiter: str, mark: bytes) -> None:
    data = table(
        ["Title", " TEXT ", "Outlet", "date", "URL", "language", "other"],
        ["Talks go on", ARTICLE, "Gazette", "4 March 2022", "https://gazette.example/1", "en-GB", "ignored"],
        delimiter=delimiter,
    )
    upload = parse_upload("week.csv", mark + data)
    assert upload.problems == ()
    assert upload.drafts == (
        Draft(
            title="Talks go on",
            text=ARTICLE,
            published=date(2022, 3, 4),
            outlet="Gazette",
            url="https://gazette.example/1",
            language="en",
            filename="week.csv",
        ),
    )


def test_each_bad_row_is_reported_with_its_number_and_the_rest_is_taken() -> None:
    upload = parse_upload(
        "week.csv",
        table(
            ["text", "date", "url", "language"],
            ["First good.", "", "", ""],
            ["", "2022-03-04", "", ""],
            ["Ambiguous.", "03/04/2022", "", ""],
            [],
            ["No date.", "soon", "", ""],
            ["No address.", "", "ftp://a.example/", ""],
            ["No language.", "", "", "English, I think"],
            ["Too many", "2022-03-04", "", "en", "cells"],
            ["x" * (limits.MAX_TEXT_CHARACTERS + 1), "", "", ""],
            ["Last good."],
        ),
    )
    assert [draft.text for draft in upload.drafts] == ["First good.", "Last good."]
    assert codes(upload) == [
        (3, Fault.EMPTY),
        (4, Fault.AMBIGUOUS_DATE),
        (6, Fault.BAD_DATE),
        (7, Fault.BAD_URL),
        (8, Fault.BAD_VALUE),
        (9, Fault.BAD_VALUE),
        (10, Fault.TOO_LARGE),
    ]
    assert upload.problem_count == 7
    assert "4 March 2022 or 3 April 2022" in str(upload.problems[1])
    assert str(upload.problems[1]).startswith("Row 4: ")


def test_a_cell_over_several_lines_counts_as_one_row() -> None:
    upload = parse_upload("a.csv", b'text\r\n"one\r\n\r\ntwo, ""quoted"""\r\n""\r\n')
    assert upload.drafts[0].text == 'one\n\ntwo, "quoted"'
    assert codes(upload) == []  # a row of nothing but empty cells is skipped, as a blank line is


def test_a_cell_longer_than_pythons_own_limit_is_read() -> None:
    text = "word " * 40_000
    assert parse_upload("a.csv", table(["text"], [text])).drafts[0].text == text.strip()


def test_a_quotation_mark_never_closed_is_reported_at_the_row_where_it_opens() -> None:
    upload = parse_upload("a.csv", b'text\nGood.\n"never closed\nlost\n')
    assert len(upload.drafts) == 1
    assert codes(upload) == [(3, Fault.BAD_VALUE)]
    assert "never closed" in upload.problems[0].reason


def test_a_broken_row_does_not_stop_those_after_it() -> None:
    upload = parse_upload("a.csv", b'text,title\n"said" no,a\nGood.,b\n')
    assert [draft.text for draft in upload.drafts] == ["Good."]
    assert codes(upload) == [(2, Fault.BAD_VALUE)]


def test_the_hint_that_excel_writes_above_the_header_is_understood() -> None:
    upload = parse_upload("a.csv", b"sep=;\r\ntitle;text\r\nA;Hello, there.\r\nB;\r\n")
    assert upload.drafts[0].text == "Hello, there."
    assert codes(upload) == [(4, Fault.EMPTY)]


def test_a_table_from_an_old_spreadsheet_is_read_in_its_code_page() -> None:
    data = "title;text\nПереговоры;Министр заявил, что переговоры продолжатся на следующей неделе.\n".encode("cp1251")
    assert parse_upload("a.csv", data).drafts[0].title == "Переговоры"


@pytest.mark.parametrize("header", [b"title,body", b"text,text", b"hello", b'"text', b"textual,title"])
def test_a_table_without_one_column_named_text_says_which_it_found(header: bytes) -> None:
    error = refusal("a.csv", header + b"\na,b\n")
    assert error.code is Fault.MISSING_COLUMN
    assert "“text”" in error.message


def test_a_table_of_bad_rows_only_is_refused_with_all_its_problems() -> None:
    error = refusal("a.csv", table(["text", "date"], *[["Text.", "03/04/2022"]] * 300))
    assert error.code is Fault.BAD_ROWS
    assert "Row 2:" in error.message
    assert "297 more" in error.message
    assert len(error.problems) == limits.MAX_ROW_PROBLEMS


def test_a_header_alone_is_an_empty_table() -> None:
    assert refusal("a.csv", b"text,title\n\n").code is Fault.EMPTY


def test_one_row_more_than_the_limit_is_refused_and_the_limit_is_taken() -> None:
    rows = [[f"Text {number}."] for number in range(limits.MAX_ROWS + 1)]
    assert len(parse_upload("a.csv", table(["text"], *rows[:-1])).drafts) == limits.MAX_ROWS
    error = refusal("a.csv", table(["text"], *rows))
    assert error.code is Fault.TOO_LARGE
    assert "5,000" in error.message


# --- JSON lines ---------------------------------------------------------------------------


def test_a_line_of_json_is_an_article() -> None:
    line = {"text": ARTICLE, "title": None, "outlet": "Gazette", "date": "2022-03-04", "id": 7}
    (draft,) = parse_upload("a.jsonl", json.dumps(line).encode()).drafts
    assert (draft.text, draft.title, draft.outlet, draft.published) == (ARTICLE, "", "Gazette", date(2022, 3, 4))


def test_a_malformed_line_is_reported_with_its_number_and_does_not_stop_the_rest() -> None:
    lines = [
        json.dumps({"text": "First."}),
        '{"text": "cut',
        "",
        "[1, 2]",
        json.dumps({"title": "No text"}),
        json.dumps({"text": 7}),
        json.dumps({"text": "Dated.", "date": 1646352000}),
        "[" * 100_000,
        '{"text": ' + "9" * 5000 + "}",
        json.dumps({"text": "Line\u2028separator \ud800."}),
    ]
    upload = parse_upload("a.jsonl", "\r\n".join(lines).encode())
    assert [draft.text for draft in upload.drafts] == ["First.", "Line\nseparator ."]
    assert codes(upload) == [
        (2, Fault.BAD_VALUE),
        (4, Fault.BAD_VALUE),
        (5, Fault.EMPTY),
        (6, Fault.BAD_VALUE),
        (7, Fault.BAD_VALUE),
        (8, Fault.BAD_VALUE),
        (9, Fault.BAD_VALUE),
    ]


def test_a_line_separator_inside_a_json_string_is_not_the_end_of_the_line() -> None:
    data = json.dumps({"text": "one\u2028two"}, ensure_ascii=False).encode()
    assert parse_upload("a.jsonl", data).drafts[0].text == "one\ntwo"


def test_one_json_array_says_how_to_write_it() -> None:
    error = refusal("a.jsonl", json.dumps([{"text": "One."}]).encode())
    assert error.code is Fault.BAD_ROWS
    assert "one object to a line" in error.message


# --- whatever comes -----------------------------------------------------------------------

CELL = st.one_of(st.text(), st.sampled_from(["", "2022-03-04", "03/04/2022", "https://a.example/", *PARAGRAPHS]))


@given(st.lists(st.lists(CELL, max_size=7), max_size=6), st.sampled_from(",;\t|"))
def test_any_table_gives_drafts_and_problems_or_a_source_error(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["text", "title", "date", "url", "outlet"], *rows])
    check("a.csv", out.getvalue().encode("utf-8", errors="replace"))


@given(st.text(st.sampled_from('text,;"\n\r\t |=sep\x1c\u2028é0{}[]:')))
def test_any_text_named_csv_is_survived(text: str) -> None:
    check("a.csv", text.encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(JSON | st.fixed_dictionaries({"text": JSON | st.text(min_size=1)}, optional={"date": JSON, "url": JSON}))
)
def test_any_json_lines_give_drafts_and_problems_or_a_source_error(values: list[object]) -> None:
    check("a.jsonl", "\n".join(json.dumps(value) for value in values).encode())


@given(st.text())
def test_any_text_named_jsonl_is_survived(text: str) -> None:
    check("a.jsonl", text.encode())


def check(filename: str, data: bytes) -> None:
    try:
        upload = parse_upload(filename, data)
    except SourceError as error:
        assert error.message
        return
    assert upload.drafts
    assert all(draft.text for draft in upload.drafts)
    assert upload.problem_count == len(upload.problems)
