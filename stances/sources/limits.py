"""How much the arrival room takes, each number with its reason.

All of them are checked before the costly step they guard, and each breach is a `SourceError`
that names the limit, so that nothing is ever cut short in silence.
"""

from __future__ import annotations

MEGABYTE = 1024 * 1024

#: Bytes in one uploaded file. The longest negotiation transcripts are well under 1 MB as text; a Word file or PDF
#: with pictures reaches a few. More than this is a scan or a collection, and a web worker holds the bytes in memory.
MAX_FILE_BYTES = 10 * MEGABYTE

#: Files in one upload, so that one request holds at most 20 × 10 MB. More come as a table, or by `manage.py ingest`.
MAX_FILES = 20

#: Characters in one article, some 65,000 words: longer than a full day of a Security Council's verbatim record.
MAX_TEXT_CHARACTERS = 400_000

#: Rows in one table. At about a second of reading and judging each, an hour and a half of one worker.
MAX_ROWS = 5_000

#: Row problems kept in full; beyond it a table is plainly of another make, and the rest are counted only.
MAX_ROW_PROBLEMS = 200

#: Pages of one PDF. Fifty plain lines take pypdf 4 ms; at ten times that, so many pages stay inside the time limit.
MAX_PDF_PAGES = 300

#: Lengths of the small fields. A title is cut with an ellipsis; an address never, since it would lead nowhere.
MAX_TITLE_CHARACTERS = 300
MAX_OUTLET_CHARACTERS = 160
MAX_URL_CHARACTERS = 1_000
MAX_FILENAME_CHARACTERS = 200

#: What a .docx may expand to, in bytes, over all its members. A 466 KB file that expands to 197 MB has been seen;
#: an honest document with pictures, which hardly compress, does not grow past its upload limit by much.
MAX_EXPANDED_BYTES = 100 * MEGABYTE

#: Expanded over compressed size of one member, above which it is a bomb. Deflate ends near 1,030; the XML of long
#: honest documents reaches about 20, of very repetitive tables about 60.
MAX_EXPANSION_RATIO = 200

#: Members below this size are never bombs, however well they compress (an empty theme, a blank thumbnail).
SMALL_MEMBER_BYTES = MEGABYTE

#: Members of a .docx. A document has a dozen, plus one a picture.
MAX_ZIP_MEMBERS = 2_000

#: Seconds a child process may spend on one PDF, Word file, web page or feed. Typical: 0.3 to 2.
PARSE_SECONDS = 20.0

#: Address space of that child, in bytes. Its libraries map at most 170 MB; a page of 9 MB took another 320 MB.
PARSE_MEMORY_BYTES = 1024 * MEGABYTE

#: Bytes of JSON that a child may answer with: four of the longest texts, each character in its widest escape.
MAX_ANSWER_BYTES = 4 * 6 * MAX_TEXT_CHARACTERS
