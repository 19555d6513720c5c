"""One sentence → its attribution frames: cue, subject, and which tokens are the content.

Three shapes cover nearly all reported speech in news:

- forward: `Kask said on Friday (that) the talks failed`, `Kask said: “…”`
- tail: `The talks failed, Kask said`, `“…,” said Kask`, also in the middle: `Talks, he said, are over`
- according: `According to Kask, the talks failed`
"""

# ruff: noqa: PLR0911 - a grammar reads best as one case a line, in the order in which they are tried

from __future__ import annotations

from dataclasses import dataclass

from stances.reading import contents
from stances.reading.candidates import Candidate, find_candidates, is_weak_subject
from stances.reading.cues import CUES, Cue, Force
from stances.reading.document import Token
from stances.reading.phrases import (
    Phrase,
    is_adverb,
    is_gerund,
    is_modal,
    is_time,
)
from stances.reading.wordlists import (
    APPOSITIVE_OPENERS,
    AUXILIARIES,
    CLAUSE_STARTS,
    MEDIA,
    PREPOSITIONS,
)
from stances.reading.words import word_set

_CONNECTORS = word_set("while but and as although though whereas yet")
#: Words that add a circumstance to an attribution, behind its comma.
_ADDITIONS = word_set(
    "who whose which where as while after before when during amid following according and but although though because "
    "since until in on at by from with citing one a an"
)
#: Acts of speech that may follow their content: "…, the minister vowed".
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
    return _without_nested(tokens, _without_outlets(tokens, frames))


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
    end = _content_end(tokens, start.first, following)
    if begins == 1 and tokens[0].low in {"as", "while", "when", "after", "although", "though", "before", "because"}:
        comma = _next_comma(tokens, start.first)
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
        end = _last_word(tokens)
        return _make(candidate, ((after + 1, end),), "tail") if end > after else None
    if not (comma or quoted):
        return None
    last = left - 1 if comma else left
    quotation = tokens[last].quote
    if quotation is not None and (quotation.words >= 2 or quotation.last in ",.!?"):
        pieces = [(_content_first(tokens, last), last)]
        more = _second_half(tokens, after)
        if more is not None:
            pieces.append((more, more))
        set_off = comma or quotation.last in ",?!—–"
        if more is not None or set_off or _no_clause_follows(tokens, candidate, after):
            return _make(candidate, tuple(pieces), "tail")
    if quotation is None and _is_inserted(tokens, after):
        return _make(candidate, ((0, _last_word(tokens)),), "medial")
    if not _no_clause_follows(tokens, candidate, after):
        return None
    if not _is_clause(tokens, 0, last):
        return None
    first = _content_first(tokens, last)
    return _make(candidate, ((first, last),), "tail")


def _make(candidate: Candidate, content: tuple[tuple[int, int], ...], shape: str) -> Frame:
    subject = candidate.subject
    return Frame(
        candidate.cue, candidate.first, candidate.last, subject.phrase, subject.begins, content, shape, subject.negated
    )


def _content_first(tokens: list[Token], last: int) -> int:
    """Where the content of a tail attribution begins: at the quotation alone, or at the sentence's start."""
    quotation = tokens[last].quote
    if quotation is not None and quotation.first.isupper():
        before = [token for token in tokens[:last] if token.is_word or token.quote is not None]
        if all(token.low in {"and", "but", "or", "so"} for token in before):
            return last
        if last > 0 and tokens[last - 1].text in {":", ",", ".", "—", "–"} and quotation.words >= 4:
            return last
    first = 0
    while first < last and not (tokens[first].is_word or tokens[first].quote is not None):
        first += 1
    return first


def _second_half(tokens: list[Token], after: int) -> int | None:
    """The quotation with which a split one goes on in the same sentence: `“…,” he said on Friday, “…”`."""
    for i in range(after, min(after + 14, len(tokens))):
        if tokens[i].quote is not None:
            return i if tokens[i - 1].text in {",", ":", "—", "–", ";"} or i == after else None
        if tokens[i].low in CUES or tokens[i].low in {"that", "who", "which"}:
            return None
    return None


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


def _is_clause(tokens: list[Token], first: int, last: int) -> bool:
    """Whether tokens before a tail attribution can be what was said, rather than an adjunct of time or place."""
    words = [token for token in tokens[first : last + 1] if token.is_word or token.quote is not None]
    if len(words) < 3:
        return False
    if any(word.quote is not None and word.quote.words >= 4 for word in words):
        return True
    verbs = any(
        word.low in AUXILIARIES or is_modal(word) or (word.low.endswith(("ed", "s")) and not word.is_cap)
        for word in words
    )
    if not verbs and len(words) < 9:
        return False
    finite = any(word.low in AUXILIARIES or is_modal(word) for word in words)
    if is_gerund(words[0].low) and finite and len(words) >= 6:
        return True  # "Putting an end to it was in everybody's interest"; nothing else could be what was said
    if words[0].low in PREPOSITIONS or is_gerund(words[0].low) or words[0].low in {"asked", "after", "when", "as"}:
        # "Under the plan, people would be taken to the port, he said" has another comma inside.
        return any(token.text == "," for token in tokens[first : last + 1]) or (
            words[0].low in {"in", "on", "at", "for", "under", "with", "if", "to"} and len(words) >= 10 and verbs
        )
    return True


def _is_inserted(tokens: list[Token], after: int) -> bool:
    """`For three years, she said in Kyiv, nothing had changed`: the sentence goes on behind the next comma."""
    comma = after
    while comma < min(len(tokens), after + 9) and tokens[comma].text != ",":
        token = tokens[comma]
        if token.quote is not None or not token.is_word or token.low in {"that", "who", "which"} or is_modal(token):
            return False
        comma += 1
    if comma >= len(tokens) or tokens[comma].text != ",":
        return False
    if _goes_on(tokens, comma + 1):
        return True
    following = tokens[comma + 1] if comma + 1 < len(tokens) else None
    if following is None or following.quote is not None or not following.is_word or is_time(following):
        return False
    if following.low in _ADDITIONS or is_gerund(following.low) or following.low in CUES:
        return False
    return any(token.low in AUXILIARIES or is_modal(token) for token in tokens[comma + 2 : comma + 14])


def _goes_on(tokens: list[Token], i: int) -> bool:
    """Whether the sentence that a middle attribution interrupted goes on at token `i`."""
    if i >= len(tokens) or tokens[i].quote is not None:
        return False
    low = tokens[i].low
    if low in AUXILIARIES or is_modal(tokens[i]):
        return True
    if low in APPOSITIVE_OPENERS or low in CLAUSE_STARTS or is_gerund(low) or low in CUES or is_time(tokens[i]):
        return False
    return tokens[i].is_word and not tokens[i].is_cap and low not in PREPOSITIONS and len(tokens) - i > 3


def _according(tokens: list[Token], candidate: Candidate) -> Frame | None:
    i = candidate.first
    end = _last_word(tokens)
    if i <= 1 or all(tokens[j].low in {"but", "and", "however", ",", "meanwhile", "also"} for j in range(i)):
        comma = candidate.after
        limit = min(len(tokens), comma + 30)
        while comma < limit and tokens[comma].text != ",":
            if tokens[comma].quote is not None:
                break
            comma += 1
        if comma >= limit or comma + 1 > end:
            return None
        first = comma + 1
        if tokens[comma].quote is not None:
            first = comma
        elif tokens[first].low in {"who", "whose", "which"}:
            first = (_next_comma(tokens, first) or comma) + 1
        if first > end:
            return None
        return _make(candidate, ((first, end),), "according")
    last = i - 1
    if tokens[last].text in {",", "—", "–"}:
        last -= 1
    if last < 0 or not _is_clause(tokens, 0, last):
        if (
            last >= 0
            and candidate.after < len(tokens)
            and tokens[candidate.after].text == ","
            and end > candidate.after
        ):
            return _make(candidate, ((0, end),), "medial")
        return None
    if candidate.after < len(tokens) and tokens[candidate.after].text == "," and _goes_on(tokens, candidate.after + 1):
        return _make(candidate, ((0, end),), "medial")
    return _make(candidate, ((_content_first(tokens, last), last),), "tail")


def _next_comma(tokens: list[Token], start: int) -> int | None:
    for i in range(start, min(start + 25, len(tokens))):
        if tokens[i].text == ",":
            return i
    return None


def _last_word(tokens: list[Token]) -> int:
    """The last token that is no end mark."""
    last = len(tokens) - 1
    while (
        last > 0
        and tokens[last].quote is None
        and not tokens[last].text[0].isalnum()
        and tokens[last].text not in ")]%"
    ):
        last -= 1
    return last


def _content_end(tokens: list[Token], first: int, following: list[Candidate]) -> int:
    end = _last_word(tokens)
    for candidate in following:
        begins = candidate.subject.begins if candidate.shape != "inverted" else candidate.first
        if begins <= first:
            continue
        connector = begins - 1
        if candidate.shared and tokens[candidate.first - 1].text != "," and tokens[begins].low in {"and", "but", "or"}:
            end = begins - 1
            break
        if candidate.shared:
            end = _before_connector(tokens, min(begins, candidate.first))
            break
        if candidate.shape == "according" and tokens[connector].text == ",":
            end = connector - 1
            break
        if tokens[connector].low in _CONNECTORS and connector > first and tokens[connector - 1].text in {",", ";", "—"}:
            end = connector - 1
            break
        if tokens[connector].low == "while" and connector > first:
            end = connector - 1
            break
        if tokens[connector].text in {";", "—"}:
            end = connector - 1
            break
    else:
        end = contents.trim_adjunct(tokens, first, end)
    while end > first and tokens[end].quote is None and tokens[end].text in {",", ";", "—", "–", "and", "but", ":"}:
        end -= 1
    return end


def _before_connector(tokens: list[Token], i: int) -> int:
    j = i - 1
    while j > 0 and (tokens[j].text == "," or tokens[j].low in {"and", "but", "or"} or is_adverb(tokens[j])):
        j -= 1
    return j


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
