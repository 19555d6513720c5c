"""Files made for the tests, byte by byte where no library should stand between: all people in them are invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx
from pypdf import PdfReader, PdfWriter

PARAGRAPHS = (
    "The foreign minister of Vallendor, Mara Ostrev, said on Friday that the talks in Brenn would take months.",
    "“We are not there yet,” she told reporters. “But nobody has left the table, and nobody will.”",
    "Her counterpart from Ashmere, Tobin Hale, urged both governments to keep the border open while they last.",
)
ARTICLE = "\n\n".join(PARAGRAPHS)


def pdf(pages: Sequence[Sequence[str]], title: str = "", *, text_layer: bool = True) -> bytes:
    """A PDF 1.4 with one line of Helvetica for each string; an empty string is an empty line."""
    objects: list[bytes] = [
        b"",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for lines in pages:
        operators = [b"BT /F1 11 Tf 14 TL 60 780 Td"]
        for line in lines:
            shown = line.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
            operators.append(b"(" + shown + b") Tj T*" if line else b"T*")
        operators.append(b"ET")
        stream = b"\n".join(operators) if text_layer else b"0.5 g 60 60 400 600 re f"
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(b"<< /Title (%b) /CreationDate (D:20190101120000Z) >>" % title.encode("ascii"))
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, len(objects), table)
    )
    return out.getvalue()


def encrypted_pdf(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(paragraphs: Sequence[str] = PARAGRAPHS, heading: str = "", title: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    if heading:
        document.add_heading(heading, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return out.getvalue()


def page(body: str, head: str = "", *, lang: str = "en", encoding: str = "utf-8") -> bytes:
    """A web page with a menu and a footer around `body`, as a site would send it."""
    html = (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="{encoding}">{head}</head><body>'
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav>"
        f"<main><article>{body}</article></main><footer><p>Terms of use</p></footer></body></html>"
    )
    return html.encode(encoding)


def article_page(head: str = "", **options: str) -> bytes:
    return page("".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS), head, **options)
