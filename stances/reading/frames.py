"""One sentence → its attribution frames: cue, subject, and which tokens are the content.

Three shapes cover nearly all reported speech in news:

- forward: `Kask said on Friday (that) the talks failed`, `Kask said: “…”`
- tail: `The talks failed, Kask said`, `“…,” said Kask`, also in the middle: `Talks, he said, are over`
- according: `According to Kask, the talks failed`
"""

# ruff: noqa: PLR0911 - a grammar reads best as one case a line, in the order in which they are tried

from __future__ import annotations

from dataclasses import dataclass, replace

from stances.reading import contents
from stances.reading.candidates import Candidate, find_candidates, is_weak_subject
from stances.reading.clauses import goes_on, is_clause, is_inserted
from stances.reading.cues import Cue, Force
from stances.reading.document import Token
from stances.reading.extents import content_end, content_first, last_word, next_comma, second_half
from stances.reading.nominal import issuer
from stances.reading.phrases import Phrase
from stances.reading.wordclasses import is_adverb, is_gerund, is_time
from stances.reading.wordlists import DOCUMENTS, MEDIA, PREPOSITIONS
from stances.reading.words import word_set

#: Acts of speech that may follow their content: "…, the minister vowed".
#: What tells of a conversation that others held.
_ACCOUNTS = word_set("account readout summary transcript minutes statement")
_ACTS_AFTER = word_set("vow pledge promise threaten demand urge")


@dataclass(frozen=True, slots=True)
class Frame:
    """One attribution inside one sentence, in token positions (inclusive).

    `content` pieces are in order; there are two where the attribution splits a quotation.
    `begins` is the first token of the attribution itself, `shared` marks a subject taken over
    from an earlier frame or from the head of the sentence.
    """

    cue: Cue
    cue_first: int
    cue_last: int
    phrase: Phrase | None
    begins: int
    content: tuple[tuple[int, int], ...]
    shape: str
    negated: bool = False
    shared: bool = False


def find_frames(tokens: list[Token]) -> list[Frame]:
    """All attribution frames of one sentence's skeleton, in order, none inside another's content."""
    candidates = find_candidates(tokens)
    frames: list[Frame] = []
    for position, candidate in enumerate(candidates):
        frame = _frame(tokens, candidate, candidates[position + 1 :])
        if frame is not None:
            frames.append(frame)
    speaking = _without_papers(tokens, _without_outlets(tokens, frames))
    return _without_nested(tokens, _without_accounts(tokens, speaking))


def _without_papers(tokens: list[Token], frames: list[Frame]) -> list[Frame]:
    """`According to the request, the country says …`: who speaks through a paper is named behind it."""
    for paper in frames:
        if paper.shape != "according" or paper.phrase is None or tokens[paper.phrase.last].low not in DOCUMENTS:
            continue
        inner = [one for one in frames if one is not paper and one.begins == paper.content[0][0]]
        if inner and issuer(tokens, paper.phrase) is None:
            return [frame for frame in frames if frame is not paper]
    return frames


def _without_accounts(tokens: list[Token], frames: list[Frame]) -> list[Frame]:
    """`Holm told Kask that he would wait, the presidency said in its account`: who tells of a talk did not hold it."""
    for outer in frames:
        behind = {token.low for token in tokens[outer.cue_last + 1 : outer.cue_last + 8]}
        if outer.shape != "tail" or not behind & _ACCOUNTS:
            continue
        inner = next((frame for frame in frames if frame.shape == "forward" and frame.cue_last < outer.begins), None)
        if inner is None or inner.cue.force not in (Force.SAY, Force.TELL, Force.THAT):
            continue
        first, last = inner.content[0][0], min(inner.content[0][1], outer.begins - 2)
        if first <= last:
            kept = replace(inner, content=((first, last),))
            return [kept if frame is inner else frame for frame in frames if frame is not outer]
    return frames


def _without_outlets(tokens: list[Token], frames: list[Frame]) -> list[Frame]:
    """`Kask said the talks failed, Reuters reported`: who carries the words is not who spoke them."""
    speakers = [frame for frame in frames if not _is_outlet(tokens, frame.phrase)]
    return speakers or frames


def _is_outlet(tokens: list[Token], phrase: Phrase | None) -> bool:
    if phrase is None or tokens[phrase.last].low not in MEDIA:
        return False
    # "the agency" may be any; "the Tass agency" and "the news agency" are outlets
    return tokens[phrase.last].low != "agency" or any(
        token.low in MEDIA or token.low == "news" for token in phrase.words(tokens)[:-1]
    )


def _frame(tokens: list[Token], candidate: Candidate, following: list[Candidate]) -> Frame | None:
    if candidate.shape == "according":
        return _according(tokens, candidate)
    begins = candidate.subject.begins
    if candidate.shape == "passive":
        return _make(candidate, ((begins, last_word(tokens)),), "medial")
    tail = _tail(tokens, candidate)
    if tail is not None:
        return tail
    if candidate.shape == "inverted":
        return None
    start = contents.forward_start(tokens, candidate.cue, candidate.last, _subject_is_known(tokens, candidate))
    if start is None:
        return None
    if candidate.subject.modal and not candidate.subject.negated:
        return None
    first = candidate.first if start.with_cue else start.first
    end = content_end(tokens, start.first, following)
    if begins == 1 and tokens[0].low in {"as", "while", "when", "after", "although", "though", "before", "because"}:
        comma = next_comma(tokens, start.first)
        end = min(end, comma - 1) if comma is not None else end
    if end < start.first:
        return None
    return Frame(
        candidate.cue,
        candidate.first,
        candidate.last,
        candidate.subject.phrase,
        begins,
        ((first, end),),
        "forward",
        negated=candidate.subject.negated,
        shared=candidate.shared,
    )


def _subject_is_known(tokens: list[Token], candidate: Candidate) -> bool:
    return not is_weak_subject(tokens, candidate.subject.phrase, "claims", candidate.cue)


def _tail(tokens: list[Token], candidate: Candidate) -> Frame | None:
    """The frame where the content comes first, if this is one."""
    if candidate.shared or (candidate.cue.force is Force.ACT and candidate.cue.lemma not in _ACTS_AFTER):
        return None
    begins = candidate.subject.begins
    # The attribution proper may begin with adverbs: ", he later said".
    left = begins - 1
    if left < 0:
        return None
    comma = tokens[left].text in {",", "—", "–", "-"}
    quoted = tokens[left].quote is not None or (comma and left > 0 and tokens[left - 1].quote is not None)
    after = candidate.after or candidate.last + 1
    if tokens[left].low == "as" and left == 0 and after < len(tokens) and tokens[after].text == ",":
        end = last_word(tokens)
        return _make(candidate, ((after + 1, end),), "tail") if end > after else None
    if not (comma or quoted):
        return None
    last = left - 1 if comma else left
    quotation = tokens[last].quote
    if quotation is not None and (quotation.words >= 2 or quotation.last in ",.!?"):
        pieces = [(content_first(tokens, last), last)]
        more = second_half(tokens, after)
        if more is not None:
            pieces.append((more, more))
        set_off = comma or quotation.last in ",?!—–"
        if more is not None or set_off or _no_clause_follows(tokens, candidate, after):
            return _make(candidate, tuple(pieces), "tail")
    if quotation is None and is_inserted(tokens, after):
        return _make(candidate, ((0, last_word(tokens)),), "medial")
    if not _no_clause_follows(tokens, candidate, after):
        return None
    if not is_clause(tokens, 0, last):
        return None
    first = content_first(tokens, last)
    return _make(candidate, ((first, last),), "tail")


def _make(candidate: Candidate, content: tuple[tuple[int, int], ...], shape: str) -> Frame:
    subject = candidate.subject
    return Frame(
        candidate.cue, candidate.first, candidate.last, subject.phrase, subject.begins, content, shape, subject.negated
    )


def _no_clause_follows(tokens: list[Token], candidate: Candidate, after: int) -> bool:
    """Whether nothing that could be content follows the attribution."""
    i = after
    while i < len(tokens) and is_adverb(tokens[i]):
        i += 1
    if i >= len(tokens) or tokens[i].text in ".!?;)—–":
        return True
    if tokens[i].text == ",":
        return True
    if candidate.shape == "inverted":
        return tokens[i].low != "that"
    start = contents.forward_start(tokens, candidate.cue, candidate.last, True)
    if start is None or start.how == "object":
        return True
    # "…, she said in a post published on Friday": a circumstance, where the sentence began with a clause.
    circumstance = tokens[i].low in PREPOSITIONS or is_time(tokens[i])
    return start.how == "bare" and circumstance and not (tokens[0].low in PREPOSITIONS or is_gerund(tokens[0].low))


def _according(tokens: list[Token], candidate: Candidate) -> Frame | None:
    i = candidate.first
    end = last_word(tokens)
    if i <= 1 or all(tokens[j].low in {"but", "and", "however", ",", "meanwhile", "also"} for j in range(i)):
        comma = candidate.after
        limit = min(len(tokens), comma + 30)
        while comma < limit and tokens[comma].text not in {",", ":"}:
            if tokens[comma].quote is not None:
                break
            comma += 1
        if comma >= limit or comma + 1 > end:
            return None
        first = comma + 1
        if tokens[comma].quote is not None:
            first = comma
        elif tokens[first].low in {"who", "whose", "which"}:
            closing = next_comma(tokens, first)
            if closing is None:
                return None
            first = closing + 1
        if first > end:
            return None
        return _make(candidate, ((first, end),), "according")
    last = i - 1
    if tokens[last].text in {",", "—", "–"}:
        last -= 1
    if last < 0 or not is_clause(tokens, 0, last):
        if (
            last >= 0
            and candidate.after < len(tokens)
            and tokens[candidate.after].text == ","
            and end > candidate.after
        ):
            return _make(candidate, ((0, end),), "medial")
        return None
    if candidate.after < len(tokens) and tokens[candidate.after].text == "," and goes_on(tokens, candidate.after + 1):
        return _make(candidate, ((0, end),), "medial")
    return _make(candidate, ((content_first(tokens, last), last),), "tail")


def _without_nested(tokens: list[Token], frames: list[Frame]) -> list[Frame]:
    """Drops frames inside another's content: what Kask said that Halla had said is Kask's statement.

    A tail attribution owns all before it, so it goes first.
    """
    kept: list[Frame] = []
    ordered = sorted(frames, key=lambda frame: (frame.shape not in {"tail", "medial"}, frame.begins))
    for frame in ordered:
        low, high = frame.content[0][0], frame.content[-1][1]
        extent = (min(low, frame.begins), max(high, frame.cue_last))
        clash = False
        for other in kept:
            other_low, other_high = other.content[0][0], other.content[-1][1]
            if extent[0] <= other_high and other_low <= extent[1]:
                clash = True
            if low <= other_high and other_low <= high:
                clash = True
            if low <= other.cue_first <= high:
                clash = True
        if not clash:
            kept.append(frame)
    return sorted(kept, key=lambda frame: frame.content[0][0])
