"""Word files, by python-docx. `archives.check_docx` has looked at the archive before."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from stances.sources.errors import Fault, SourceError
from stances.sources.extractors import Extracted

_PARAGRAPH, _TEXT, _TAB = qn("w:p"), qn("w:t"), qn("w:tab")
_BREAKS = (qn("w:br"), qn("w:cr"))
_HYPHEN = qn("w:noBreakHyphen")
# Text that stands in the file and not on the page: tracked deletions and moves, and the copy of a text box that is
# kept for old programs.
_UNSEEN = (qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_TITLE_STYLES = ("Title", "Heading 1")


def extract(data: bytes) -> list[Extracted]:
    """The document's paragraphs, tables and text boxes in order. Raises `SourceError` with `no_text`.

    The title is the first paragraph where it is styled as one, else the one in the file's
    properties. The properties' dates say when the file was made, not when it was published.
    """
    document = Document(BytesIO(data))
    paragraphs = [(text, element) for element, text in _paragraphs(document.element.body)]
    written = [(text.strip(), element) for text, element in paragraphs if text.strip()]
    if not written:
        raise SourceError(
            Fault.NO_TEXT, "There is no text in this Word file; it may hold pictures only. Paste the text instead."
        )
    first, element = written[0]
    title = first if _style(document, element) in _TITLE_STYLES else (document.core_properties.title or "")
    return [Extracted(text="\n\n".join(text for text, _ in written), title=title)]


def _paragraphs(body: Any) -> Iterator[tuple[Any, str]]:
    # Walked as XML: Paragraph.text leaves out tracked insertions, content controls and text boxes.
    for paragraph in body.iter(_PARAGRAPH):
        if not any(ancestor.tag in _UNSEEN for ancestor in paragraph.iterancestors()):
            yield paragraph, "".join(_pieces(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag == _TAB:
            yield "\t"
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == _HYPHEN:
            yield "-"
        elif child.tag != _PARAGRAPH and child.tag not in _UNSEEN:  # a text box's paragraphs come on their own
            yield from _pieces(child)


def _style(document: Any, paragraph: Any) -> str:
    style_id = paragraph.style
    return next((style.name for style in document.styles if style.style_id == style_id), "") if style_id else ""
