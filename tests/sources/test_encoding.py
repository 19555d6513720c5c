from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.sources import Fault, SourceError, parse_upload
from stances.sources.encoding import decode

ENGLISH = "“We will not accept this,” the minister said — a façade, his résumé notwithstanding, of Mr Kähler’s making. "
RUSSIAN = "Министр заявил в пятницу, что переговоры продолжатся на следующей неделе. "
UKRAINIAN = "Міністр заявив у п’ятницю, що переговори триватимуть наступного тижня. "
TURKISH = "The minister, Işıl Çağlayan, said on Friday that talks with Mr Şahinoğlu would go on. "
POLISH = "Minister powiedział w piątek, że rozmowy będą kontynuowane w przyszłym tygodniu. "


@pytest.mark.parametrize("repeats", [1, 20])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-32"),
        (ENGLISH, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (UKRAINIAN, "cp1251"),
        (TURKISH, "cp1254"),
        (POLISH, "cp1250"),
    ],
)
def test_the_encoding_of_a_text_is_recognised(text: str, encoding: str, repeats: int) -> None:
    assert decode((text * repeats).encode(encoding)) == text * repeats


def test_a_declared_encoding_is_believed_when_the_text_is_not_utf8() -> None:
    assert decode("Žluťoučký kůň".encode("iso8859-2"), declared="iso-8859-2") == "Žluťoučký kůň"
    assert decode(ENGLISH.encode("cp1252"), declared="iso-8859-1") == ENGLISH  # as browsers do
    assert decode(ENGLISH.encode("utf-8"), declared="cp1251") == ENGLISH


@pytest.mark.parametrize("declared", ["no-such-encoding", "hex", "undefined", "ascii"])
def test_a_useless_declaration_is_passed_over(declared: str) -> None:
    assert decode(ENGLISH.encode("cp1252"), declared=declared) == ENGLISH


def test_one_bad_byte_in_utf8_stays_visible_and_spoils_nothing_else() -> None:
    data = (ENGLISH * 3).encode() + b"\xe2\x80"
    assert decode(data) == ENGLISH * 3 + "\ufffd"


def test_a_mark_that_lies_is_an_unknown_encoding() -> None:
    with pytest.raises(SourceError) as caught:
        decode(b"\xef\xbb\xbfcaf\xe9")
    assert caught.value.code is Fault.UNKNOWN_ENCODING
    assert "UTF-8" in caught.value.message


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_clear_error(data: bytes) -> None:
    try:
        parse_upload("notes.txt", data)
    except SourceError as error:
        assert error.code in {Fault.EMPTY, Fault.WRONG_TYPE, Fault.UNKNOWN_ENCODING}


def test_a_windows_file_is_read_through_the_upload() -> None:
    (draft,) = parse_upload("говорит.txt", (RUSSIAN * 2).encode("cp1251")).drafts
    assert draft.text == (RUSSIAN * 2).strip()
    assert draft.filename == "говорит.txt"
