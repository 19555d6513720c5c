"""One module a kind of untrusted file, each with `extract(data) -> [Extracted]`, run only in the child process.

Each imports its library on top: the child imports the one module it needs, the server none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

#: The extractors there are, by the names of their modules.
KINDS = ("docx", "feed", "html", "pdf")


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a file holds, as found: neither cleaned nor shortened, "" and None where it does not say."""

    text: str
    title: str = ""
    published: date | None = None
    outlet: str = ""
    url: str = ""
    language: str | None = None


Extractor = Callable[[bytes], list[Extracted]]
