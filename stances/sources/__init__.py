"""Bytes to clean text, title, date and outlet. Knows no Django, touches no database, fetches nothing.

parse_upload(filename, bytes)  →  kind_of  →  text, CSV, JSONL          read here
                                          →  PDF, Word, web page, feed  read in a child process (sandbox)
                               →  clean, title and date from the top  →  Draft, or SourceError
"""

from __future__ import annotations

from stances.sources.cleaning import clean
from stances.sources.dates import DateError, parse_date
from stances.sources.drafts import Draft, ParsedUpload, RowProblem
from stances.sources.duplicates import (
    COPY_SIMILARITY,
    content_key,
    shingles,
    signature,
    signature_similarity,
    similarity,
)
from stances.sources.errors import Fault, SourceError
from stances.sources.kinds import EXTENSIONS
from stances.sources.parsing import parse_feed, parse_text, parse_upload

__all__ = [
    "COPY_SIMILARITY",
    "EXTENSIONS",
    "DateError",
    "Draft",
    "Fault",
    "ParsedUpload",
    "RowProblem",
    "SourceError",
    "clean",
    "content_key",
    "parse_date",
    "parse_feed",
    "parse_text",
    "parse_upload",
    "shingles",
    "signature",
    "signature_similarity",
    "similarity",
]
