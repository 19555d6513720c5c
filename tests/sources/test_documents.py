"""Web pages, PDF and Word files, through the child process that reads them in production."""

from __future__ import annotations

import textwrap
from datetime import date

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from stances.sources import Draft, Fault, SourceError, clean, parse_upload
from stances.sources.extractors import pdf as pdf_extractor
from tests.sources.builders import (
    ARTICLE,
    PARAGRAPHS,
    archive,
    article_page,
    encrypted_pdf,
    page,
    pdf,
    saved,
    word,
)

HEAD = (
    "<title>Talks go on | Vallendor Gazette</title>"
    '<meta property="og:title" content="Talks go on"><meta property="og:site_name" content="Vallendor Gazette">'
    '<meta property="article:published_time" content="2022-03-04T10:00:00Z">'
    '<link rel="canonical" href="https://gazette.example/talks">'
)


def read(filename: str, data: bytes) -> Draft:
    (draft,) = parse_upload(filename, data).drafts
    assert clean(draft.text) == draft.text
    return draft


def refusal(filename: str, data: bytes) -> SourceError:
    with pytest.raises(SourceError) as caught:
        parse_upload(filename, data)
    return caught.value


# --- web pages ----------------------------------------------------------------------------


def test_a_page_gives_its_article_without_the_menus_and_what_it_says_of_itself() -> None:
    draft = read("talks.html", article_page(HEAD, lang="en-GB"))
    assert draft.text.split("\n") == list(PARAGRAPHS)
    assert (draft.title, draft.outlet, draft.url) == (
        "Talks go on",
        "Vallendor Gazette",
        "https://gazette.example/talks",
    )
    assert (draft.published, draft.language, draft.filename) == (date(2022, 3, 4), "en", "talks.html")


def test_a_page_in_a_declared_encoding_is_read_in_it() -> None:
    cyrillic = "<p>Министр иностранных дел Валлендора заявил в пятницу, что переговоры продлятся месяцы.</p>" * 3
    draft = read("a.htm", page(cyrillic, "<title>Переговоры</title>", lang="ru", encoding="windows-1251"))
    assert draft.text.startswith("Министр иностранных дел Валлендора")
    assert (draft.title, draft.language) == ("Переговоры", "ru")


def test_a_date_in_the_running_text_is_not_taken_for_the_page_s() -> None:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "<p>The treaty was signed on 12 May 2019 in Brenn.</p>"
    assert read("a.html", page(body)).published is None


def test_an_address_that_is_no_web_address_is_not_kept() -> None:
    assert read("a.html", article_page('<link rel="canonical" href="javascript:alert(1)">')).url == ""


def test_a_page_without_an_article_has_no_text() -> None:
    error = refusal("a.html", page("<script>load()</script>").replace(b"<footer><p>Terms of use</p></footer>", b""))
    assert error.code is Fault.NO_TEXT
    assert "Paste" in error.message


# --- PDF ----------------------------------------------------------------------------------


def test_a_pdf_gives_its_paragraphs_and_title() -> None:
    lines = [line for paragraph in PARAGRAPHS for line in [*textwrap.wrap(paragraph, 74), ""]]
    draft = read("brief.pdf", pdf([["Brenn, 4 March 2022", "", *lines]], title="Talks go on"))
    assert draft.title == "Talks go on"
    assert draft.text == f"Brenn, 4 March 2022\n\n{ARTICLE}"
    assert draft.published == date(2022, 3, 4)  # the text's, not the file's of 2019


def test_the_date_and_the_title_of_the_file_s_making_are_not_the_article_s() -> None:
    draft = read("brief.pdf", pdf([textwrap.wrap(PARAGRAPHS[0], 80)], title="Microsoft Word - brief_v7.doc"))
    assert (draft.title, draft.published) == ("", None)


def test_a_pdf_with_a_password_says_so() -> None:
    error = refusal("a.pdf", encrypted_pdf(pdf([list(PARAGRAPHS)]), "secret"))
    assert error.code is Fault.PASSWORD_PROTECTED


def test_a_pdf_that_is_encrypted_only_against_printing_is_read() -> None:
    assert "Mara Ostrev" in read("a.pdf", encrypted_pdf(pdf([list(PARAGRAPHS)]), "")).text


def test_a_scan_has_no_text() -> None:
    error = refusal("a.pdf", pdf([["x"], ["x"]], text_layer=False))
    assert error.code is Fault.NO_TEXT
    assert "OCR" in error.message


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + bytes(range(1, 256)) * 20])
def test_a_pdf_of_nothing_but_its_first_line_is_damaged(data: bytes) -> None:
    assert refusal("a.pdf", data).code is Fault.DAMAGED


def test_printed_lines_become_paragraphs() -> None:
    pages = [
        [
            "Weekly Brief 1",
            "Talks go on",
            "The minister said that the negoti-",
            "ations were a long-term affair and",
            "that nobody would leave the table.",
            "Nobody did.",
            "Her counterpart spoke of long-",
            "term plans that would need more of",
        ],
        ["Weekly Brief 2", "them, and of patience.", "- 2 -"],
        ["Weekly Brief 3", "“Patience,” he said, “is all there", "is.”", "Page 3 of 3"],
    ]
    assert pdf_extractor.paragraphs(pages).split("\n\n") == [
        "Talks go on",
        "The minister said that the negotiations were a long-term affair and that nobody would leave the table. "
        "Nobody did.",
        "Her counterpart spoke of long-term plans that would need more of them, and of patience.",
        "“Patience,” he said, “is all there is.”",
    ]


def test_a_paragraph_as_long_as_the_file_is_joined_in_linear_time() -> None:
    line = "word " * 17 + "and"
    assert len(pdf_extractor.paragraphs([[line] * 4000])) == 4000 * (len(line) + 1) - 1


# --- Word ---------------------------------------------------------------------------------


def test_a_word_file_gives_its_paragraphs_and_its_heading_as_the_title() -> None:
    draft = read("talks.docx", word(heading="Talks go on", title="Another"))
    assert (draft.title, draft.text, draft.published) == ("Talks go on", ARTICLE, None)


def test_without_a_heading_the_title_is_the_one_in_the_properties() -> None:
    assert read("talks.docx", word(title="Talks go on")).title == "Talks go on"


def test_all_that_a_reader_sees_in_word_is_read_once_and_in_order() -> None:
    document = docx.Document()
    first = document.add_paragraph("Before ")
    inserted, deleted = OxmlElement("w:ins"), OxmlElement("w:del")
    for wrapper, tag, words in ((inserted, "w:t", "inserted."), (deleted, "w:delText", "deleted")):
        run, text = OxmlElement("w:r"), OxmlElement(tag)
        text.text = words
        run.append(text)
        wrapper.append(run)
        first._p.append(wrapper)
    document.add_table(1, 2).cell(0, 1).text = "In a table"
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>In a control</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    box = "<w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>"
    anchored = parse_xml(
        f"<w:p {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:r>"
        f"<w:t>Around</w:t><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    body = document.element.body
    end = body.find(qn("w:sectPr"))
    end.addprevious(control)
    end.addprevious(anchored)
    document.add_paragraph("After\tall").add_run().add_break()
    text = read("a.docx", saved(document)).text
    assert text.split("\n\n") == ["Before inserted.", "In a table", "In a control", "Around", "In a box", "After all"]


def test_a_word_file_of_pictures_has_no_text() -> None:
    assert refusal("a.docx", word([""])).code is Fault.NO_TEXT


def test_a_word_file_with_broken_xml_is_damaged() -> None:
    broken = archive({"[Content_Types].xml": b"<Types", "word/document.xml": b"<w:document>"})
    assert refusal("a.docx", broken).code is Fault.DAMAGED
