"""One key under which the spellings of a name meet, and the parts a name is made of.

Three keys, from strict to lenient, all pure functions of their argument:

- `fold` is the key of the alias table: "Çavuşoğlu" and "Cavusoglu" share it.
- `sound_key` undoes the differences between common romanisations of Cyrillic and Turkish,
  so that "Zelenskyy", "Zelenskiy" and "Zelensky" share it. It only ever proposes candidates.
- `same_surname` adds a small edit distance. It never decides between two actors.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import Levenshtein

from stances.reading.words import word_set

_DROPPED = re.compile(r"['`’‘ʼ\"“”.,()\[\]]")
_SEPARATOR = re.compile(r"[^0-9a-z]+")

#: Particles that belong to the surname that follows them.
PARTICLES = word_set(
    "al el bin ben ibn abu abd van von der den de del della di da dos du la le lo ter ten st mac af av zu"
)
_GENERATIONS = word_set("jr sr ii iii iv")

_ROMANISATIONS = (
    ("shch", "s"),
    ("tch", "c"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "c"),
    ("zh", "z"),
    ("kh", "h"),
    ("ts", "c"),
    ("dzh", "j"),
    ("ou", "u"),
    ("ph", "f"),
    ("ck", "k"),
    ("x", "ks"),
    ("w", "v"),
    ("yo", "o"),
    ("ye", "e"),
    ("ya", "a"),
    ("ia", "a"),
    ("yu", "u"),
    ("iu", "u"),
    ("ie", "e"),
    ("io", "o"),
    ("j", "i"),
    ("y", "i"),
)
_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The alias table's key: ASCII, case folded, words joined by single spaces.

    Apostrophes and full stops vanish ("O’Neill" → "oneill", "U.N." → "un"), any other
    punctuation separates words ("al-Sudani" → "al sudani"). Characters without a reading
    are dropped, so the result may be empty. `fold(fold(x)) == fold(x)`.
    """
    plain = anyascii(unicodedata.normalize("NFKC", name)).casefold()
    return _SEPARATOR.sub(" ", _DROPPED.sub("", plain)).strip()


@lru_cache(maxsize=65536)
def sound_key(name: str) -> str:
    """A key under which the usual romanisations of one name meet; lossy, for proposing only."""
    key = fold(name).replace(" ", "")
    for written, sound in _ROMANISATIONS:
        key = key.replace(written, sound)
    return _REPEATED.sub(r"\1", key)


def parts(name: str) -> tuple[str, str]:
    """A folded personal name as (given names, surname); either may be empty.

    The surname keeps its particles: "Ursula von der Leyen" → ("ursula", "von der leyen").
    """
    words = [word for word in fold(name).split() if word not in _GENERATIONS]
    if len(words) <= 1:
        return "", " ".join(words)
    first = len(words) - 1
    while first > 1 and words[first - 1] in PARTICLES:
        first -= 1
    if first == 1 and words[0] in PARTICLES:
        first = 0
    return " ".join(words[:first]), " ".join(words[first:])


def initials(name: str) -> str:
    """The acronym of a body's name, or "" where it makes none: "World Food Programme" and "WFP" → "wfp"."""
    words = re.findall(r"[^\W\d_]+", name)
    if len(words) == 1:
        return name.casefold() if name.isupper() and 2 <= len(name) <= 6 else ""
    letters = "".join(word[0] for word in words if word[0].isupper())
    return letters.casefold() if len(letters) > 1 else ""


def surname(name: str) -> str:
    """The folded surname of a personal name."""
    return parts(name)[1]


def same_surname(one: str, other: str) -> bool:
    """Whether two folded surnames may be spellings of one: equal, equal in sound, or a letter apart.

    A letter's difference counts only in surnames of seven letters or more with the same
    initial, where chance neighbours are rare.
    """
    if one == other:
        return bool(one)
    first, second = sound_key(one), sound_key(other)
    if not first or not second:
        return False
    if first == second:
        return True
    return min(len(first), len(second)) >= 7 and first[0] == second[0] and Levenshtein.distance(first, second) <= 1


def compatible_given(one: str, other: str) -> bool:
    """Whether two folded given names may belong to one person: either unknown, an initial, or alike."""
    if not one or not other:
        return True
    mine, yours = one.split(), other.split()
    if len(mine[0]) == 1 or len(yours[0]) == 1:
        return mine[0][0] == yours[0][0]
    return any(
        a == b
        or sound_key(a) == sound_key(b)
        or (min(len(a), len(b)) >= 3 and (a.startswith(b) or b.startswith(a)))
        or (min(len(a), len(b)) >= 5 and Levenshtein.distance(sound_key(a), sound_key(b)) <= 1)
        for a in mine
        for b in yours
        if len(a) > 1 and len(b) > 1
    )
