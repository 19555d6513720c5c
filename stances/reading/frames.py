"""One sentence → its attribution frames: cue, subject, and which tokens are the content.

Three shapes cover nearly all reported speech in news:

- forward: `Kask said on Friday (that) the talks failed`, `Kask said: “…”`
- tail: `The talks failed, Kask said`, `“…,” said Kask`, also in the middle: `Talks, he said, are over`
- according: `According to Kask, the talks failed`
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stances.reading import contents
from stances.reading.cues import AMBIGUOUS, CUES, TWO_WORD, Cue, Force
from stances.reading.document import Token
from stances.reading.geography import ADJECTIVES
from stances.reading.names import fold
from stances.reading.phrases import (
    Phrase,
    Subject,
    agent_after,
    is_adverb,
    is_modal,
    is_time,
    relative_antecedent,
    subject_before,
)
from stances.reading.wordlists import (
    APPOSITIVE_OPENERS,
    AUXILIARIES,
    CLAUSE_STARTS,
    CROWDS,
    DETERMINERS,
    DOCUMENTS,
    MEDIA,
    NEGATIONS,
    ORGANISATION_WORDS,
    PREPOSITIONS,
    PRONOUNS,
    ROLE_NOUNS,
)
from stances.reading.words import word_set

ACCORDING = Cue("according to", Force.SAY, finite=False)
_BE = word_set("is are was were been be being")
_CONNECTORS = word_set("while but and as although though whereas yet")
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


@dataclass(frozen=True, slots=True)
class _Candidate:
    cue: Cue
    first: int
    last: int
    subject: Subject
    shape: str
    shared: bool = False
    after: int = 0  # for inverted and according: the token after the agent


def find_frames(tokens: list[Token]) -> list[Frame]:
    """All attribution frames of one sentence's skeleton, in order, none inside another's content."""
    candidates = _candidates(tokens)
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
    return phrase is not None and tokens[phrase.last].low in MEDIA and tokens[phrase.last].low != "agency"


def _candidates(tokens: list[Token]) -> list[_Candidate]:
    found: list[_Candidate] = []
    for i, token in enumerate(tokens):
        if token.quote is not None or (token.is_cap and i > 0 and token.low != "according"):
            continue
        if token.low == "according" and i + 2 < len(tokens) and tokens[i + 1].low == "to":
            agent = _with_name_after(tokens, agent_after(tokens, i + 2))
            if agent is not None:
                found.append(_Candidate(ACCORDING, i, i + 1, Subject(agent, i), "according", after=agent.last + 1))
            continue
        second = tokens[i + 1].low if i + 1 < len(tokens) else ""
        if token.low == "think" and second.startswith("tank"):
            continue
        cue, last = TWO_WORD.get((token.low, second)), i + 1
        if second == "it" and i + 2 < len(tokens) and tokens[i + 2].low == "clear":
            cue, last = TWO_WORD.get((token.low, "clear")), i + 2
        if cue is None:
            cue, last = CUES.get(token.low), i
        if cue is None:
            continue
        candidate = _participle(tokens, i, last, cue, found) if cue.participle else _finite(tokens, i, last, cue, found)
        if candidate is not None:
            found.append(candidate)
    return found


def _with_name_after(tokens: list[Token], agent: Phrase | None) -> Phrase | None:
    """`according to the Estonian minister, Liis Kask, …`: the name between commas is the speaker's."""
    if agent is None or agent.last + 2 >= len(tokens) or tokens[agent.last + 1].text != ",":
        return agent
    first = last = agent.last + 2
    while last < len(tokens) and tokens[last].is_cap and last < first + 4:
        last += 1
    closed = last >= len(tokens) or tokens[last].text in {",", "."}
    named = first < last and closed and tokens[agent.last].low in ROLE_NOUNS
    return Phrase(first, last - 1, (agent.first, agent.last)) if named else agent


def _participle(tokens: list[Token], i: int, last: int, cue: Cue, found: list[_Candidate]) -> _Candidate | None:
    before = i - 1
    while before >= 0 and is_adverb(tokens[before]):
        before -= 1
    if before < 0:
        return None
    low = tokens[before].low
    if low in _BE:
        subject = subject_before(tokens, i)
        return (
            _Candidate(cue, i, last, replace(subject, passive=False), "forward")
            if subject and not subject.modal
            else None
        )
    if low == "as":  # "was quoted by … as saying"
        for j in range(before - 1, max(-1, before - 10), -1):
            if tokens[j].low in {"quoted", "cited", "reported"}:
                subject = subject_before(tokens, j)
                if subject is not None and subject.passive:
                    return _Candidate(cue, i, last, replace(subject, passive=False), "forward")
                if j + 1 < before:
                    agent = agent_after(tokens, j + 1)  # "Tass quoted Kask as saying"
                    if agent is not None:
                        return _Candidate(cue, i, last, Subject(agent, j), "forward")
                break
        return None
    if (
        tokens[before].text in {",", "—", "–"}
        or (low in {"and", "but", "before", "while", "by"})
        or (
            cue.force in (Force.SAY, Force.THAT)
            and i + 1 < len(tokens)
            and tokens[last].end
            and _that_or_quote(tokens, last + 1)
        )
    ):
        shared = _shared_subject(tokens, i, found)
        if shared is not None:
            return _Candidate(cue, i, last, Subject(shared, i), "forward", shared=True)
    return None


def _that_or_quote(tokens: list[Token], i: int) -> bool:
    return i < len(tokens) and (tokens[i].low == "that" or tokens[i].quote is not None)


def _shared_subject(tokens: list[Token], i: int, found: list[_Candidate]) -> Phrase | None:
    for candidate in reversed(found):
        if candidate.shape != "according":
            return candidate.subject.phrase
    return leading_phrase(tokens, i)


def leading_phrase(tokens: list[Token], limit: int) -> Phrase | None:
    """The noun phrase that heads the sentence, before token `limit`: its likely grammatical subject."""
    i = 0
    while i < limit and (is_adverb(tokens[i]) or tokens[i].low in {"but", "and", "yet", "so", "while", "however", ","}):
        i += 1
    if i < limit and (
        tokens[i].low in PREPOSITIONS
        or tokens[i].low.endswith("ing")
        or tokens[i].low in {"asked", "given", "quoted", "pressed"}
    ):
        while i < limit and tokens[i].text != ",":
            i += 1
        i += 1
    if i >= limit or tokens[i].quote is not None:
        return None
    phrase = agent_after(tokens, i)
    return phrase if phrase is not None and phrase.last < limit else None


def _finite(tokens: list[Token], i: int, last: int, cue: Cue, found: list[_Candidate]) -> _Candidate | None:
    inverted = _inverted(tokens, i, last, cue)
    if inverted is not None:
        return inverted
    before = i - 1
    while before >= 0 and (is_adverb(tokens[before]) or tokens[before].low in {"has", "have", "had"}):
        before -= 1
    if before < 0:
        return None
    if tokens[before].low in DETERMINERS and tokens[before].low != "all" and tokens[before].low not in {"both"}:
        return None
    subject = subject_before(tokens, i)
    if tokens[before].low in {"and", "but", "or"} or (
        tokens[before].text == "," and before + 1 <= i and found and tokens[before - 1].quote is None
    ):
        own = None if tokens[before].low in {"and", "but", "or"} else subject
        shared = _coordinated(tokens, before, i, cue, found) if own is None else None
        if shared is not None:
            return _Candidate(cue, i, last, Subject(shared, before), "forward", shared=True)
        if tokens[before].low in {"and", "but", "or"}:
            return None
    if subject is None or subject.passive:
        return None
    if subject.begins > 0 and tokens[subject.begins - 1].low in {"if", "unless", "whether"}:
        return None
    if subject.modal and not (subject.negated and contents.is_open_question(tokens, last + 1)):
        return None
    phrase = subject.phrase
    if tokens[phrase.last].low in {"it"} and cue.lemma in {"say", "report", "believe", "think"} and phrase.first == 0:
        pass
    if token_is_weak_subject(tokens, phrase, tokens[i].low, cue):
        antecedent = _antecedent_before(tokens, phrase.first)
        if antecedent is None:
            return None
        return _Candidate(cue, i, last, replace(subject, phrase=antecedent, begins=antecedent.first), "forward")
    return _Candidate(cue, i, last, subject, "forward")


def _antecedent_before(tokens: list[Token], i: int) -> Phrase | None:
    """`An official who asked not to be named said`: the subject before a relative clause."""
    for j in range(i, max(0, i - 14), -1):
        if tokens[j].text == ",":
            return None
        if tokens[j].low == "who":
            found = relative_antecedent(tokens, j)
            return found[0] if found is not None else None
    return None


def token_is_weak_subject(tokens: list[Token], phrase: Phrase, form: str, cue: Cue) -> bool:
    """Whether a phrase is too unlike a speaker for a verb form that is often something else."""
    words = phrase.words(tokens)
    head = words[-1].low
    if len(words) > 16 or (len(words) > 1 and words[-1].text[0].islower() and head.endswith(("ed", "ing"))):
        return True
    noun_instead = form in AMBIGUOUS and (
        fold(words[-1].text) in ADJECTIVES
        or any(word.low.endswith("ed") and not word.is_cap and word.low != "united" for word in words)
    )
    if noun_instead:
        return True
    if head in PRONOUNS or any(word.low in ROLE_NOUNS or word.low.removesuffix("s") in ROLE_NOUNS for word in words):
        return head in {"there", "this", "that"}
    known = (
        words[-1].is_cap
        or head in CROWDS
        or head in DOCUMENTS
        or head in ORGANISATION_WORDS
        or any(word.low in ORGANISATION_WORDS or word.low in CROWDS or word.low in DOCUMENTS for word in words)
    )
    if known:
        return False
    if form in AMBIGUOUS or cue.force is Force.ACT:
        return True
    # A phrase with a verb of its own is a clause, not a subject.
    if any(word.low in AUXILIARIES or is_modal(word) or word.low in NEGATIONS for word in words):
        return True
    return cue.force is Force.THAT and words[0].low not in DETERMINERS


def _coordinated(tokens: list[Token], conjunction: int, i: int, cue: Cue, found: list[_Candidate]) -> Phrase | None:
    """`said … but emphasised …`: the subject of an earlier cue, where the tense agrees."""
    for j in range(conjunction - 1, max(0, conjunction - 18), -1):
        if tokens[j].low == "who":
            antecedent = relative_antecedent(tokens, j)
            if antecedent is not None:
                return antecedent[0]
        if tokens[j].text in {";", ":"} or any(candidate.first == j for candidate in found):
            break
    for candidate in reversed(found):
        if candidate.shape == "according":
            continue
        form, earlier = tokens[i].low, tokens[candidate.first].low
        if cue.force is Force.QUOTE or (form.endswith("s") != earlier.endswith("s")):
            return None
        if form in AMBIGUOUS and tokens[conjunction].text == ",":
            return None
        return candidate.subject.phrase
    phrase = leading_phrase(tokens, conjunction)
    if phrase is not None and not token_is_weak_subject(tokens, phrase, "claims", cue):
        return phrase if cue.force is not Force.QUOTE or _that_or_quote(tokens, i + 1) else None
    return None


def _inverted(tokens: list[Token], i: int, last: int, cue: Cue) -> _Candidate | None:
    """`“…,” said Kask`, `…, warned the minister.`"""
    if cue.force in (Force.ACT, Force.TELL) or i == 0:
        return None
    before = tokens[i - 1]
    if before.quote is None and before.text not in {",", "—", "–", '"', "”"}:
        return None
    agent = agent_after(tokens, last + 1)
    if agent is None or tokens[agent.first].low in {"that", "it", "there"} or tokens[agent.first].quote is not None:
        return None
    if tokens[agent.first].low in PRONOUNS and cue.lemma != "say":
        return None
    after = agent.last + 1
    if before.quote is None and not _closes_clause(tokens, after):
        return None
    if not (tokens[agent.last].is_cap or tokens[agent.first].is_cap or tokens[agent.first].low in DETERMINERS
            or tokens[agent.first].low in PRONOUNS or tokens[agent.last].low in CROWDS
            or tokens[agent.first].low in ROLE_NOUNS or tokens[agent.first].low in {"former", "senior", "acting"}):  # fmt: skip
        return None
    if after < len(tokens) and (tokens[after].low in AUXILIARIES or is_modal(tokens[after])):
        return None
    apposition = _apposition_after(tokens, after)
    phrase = Phrase(agent.first, agent.last, apposition)
    return _Candidate(cue, i, last, Subject(phrase, i), "inverted", after=after)


def _apposition_after(tokens: list[Token], comma: int) -> tuple[int, int] | None:
    """`said Aino Halla, the president of Finland.`"""
    if comma + 1 >= len(tokens) or tokens[comma].text != ",":
        return None
    end = comma + 1
    while (
        end < len(tokens) and end < comma + 16 and tokens[end].text not in {",", ".", ";"} and tokens[end].quote is None
    ):
        end += 1
    return (comma + 1, end - 1) if end > comma + 1 else None


def _closes_clause(tokens: list[Token], i: int) -> bool:
    return i >= len(tokens) or tokens[i].text in ".,;!?)—" or tokens[i].low in PREPOSITIONS or is_time(tokens[i])


def _frame(tokens: list[Token], candidate: _Candidate, following: list[_Candidate]) -> Frame | None:
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


def _subject_is_known(tokens: list[Token], candidate: _Candidate) -> bool:
    return not token_is_weak_subject(tokens, candidate.subject.phrase, "claims", candidate.cue)


def _tail(tokens: list[Token], candidate: _Candidate) -> Frame | None:
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
    if quoted:
        quote_at = last
        if tokens[quote_at].quote.words < 2 and tokens[quote_at].quote.last not in ",.!?":  # type: ignore[union-attr]
            quoted = False
        first = _content_first(tokens, quote_at)
        pieces = [(first, quote_at)]
        more = _second_half(tokens, after)
        if quoted and more is not None:
            pieces.append((more, more))
        set_off = comma or tokens[quote_at].quote.last in ",?!—–"  # type: ignore[union-attr]
        if quoted and (more is not None or set_off or _no_clause_follows(tokens, candidate, after)):
            return _make(candidate, tuple(pieces), "tail")
    if not _no_clause_follows(tokens, candidate, after):
        return None
    if after < len(tokens) and tokens[after].text == "," and _goes_on(tokens, after + 1):
        return _make(candidate, ((0, _last_word(tokens)),), "medial")
    if not _is_clause(tokens, 0, last):
        return None
    first = _content_first(tokens, last)
    return _make(candidate, ((first, last),), "tail")


def _make(candidate: _Candidate, content: tuple[tuple[int, int], ...], shape: str) -> Frame:
    subject = candidate.subject
    return Frame(
        candidate.cue, candidate.first, candidate.last, subject.phrase, subject.begins, content, shape, subject.negated
    )


def _content_first(tokens: list[Token], last: int) -> int:
    """Where the content of a tail attribution begins: at the quotation alone, or at the sentence's start."""
    if tokens[last].quote is not None and tokens[last].quote.first.isupper():
        before = [token for token in tokens[:last] if token.is_word or token.quote is not None]
        if all(token.low in {"and", "but", "or", "so"} for token in before):
            return last
        if last > 0 and tokens[last - 1].text in {":", ",", ".", "—", "–"} and tokens[last].quote.words >= 4:
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


def _no_clause_follows(tokens: list[Token], candidate: _Candidate, after: int) -> bool:
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
    return start.how == "bare" and circumstance and not (tokens[0].low in PREPOSITIONS or tokens[0].low.endswith("ing"))


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
    if words[0].low in PREPOSITIONS or words[0].low.endswith("ing") or words[0].low in {"asked", "after", "when", "as"}:
        # "Under the plan, people would be taken to the port, he said" has another comma inside.
        return any(token.text == "," for token in tokens[first : last + 1]) or (
            words[0].low in {"in", "on", "at", "for", "under", "with", "if", "to"} and len(words) >= 10 and verbs
        )
    return True


def _goes_on(tokens: list[Token], i: int) -> bool:
    """Whether the sentence that a middle attribution interrupted goes on at token `i`."""
    if i >= len(tokens) or tokens[i].quote is not None:
        return False
    low = tokens[i].low
    if low in AUXILIARIES or is_modal(tokens[i]):
        return True
    if low in APPOSITIVE_OPENERS or low in CLAUSE_STARTS or low.endswith("ing") or low in CUES or is_time(tokens[i]):
        return False
    return tokens[i].is_word and not tokens[i].is_cap and low not in PREPOSITIONS and len(tokens) - i > 3


def _according(tokens: list[Token], candidate: _Candidate) -> Frame | None:
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
        elif tokens[first].low in {"who", "whose", "which", "the", "a", "an"} and (
            closing := _next_comma(tokens, first)
        ):
            if tokens[first].low in {"who", "whose", "which"}:
                first = closing + 1
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


def _content_end(tokens: list[Token], first: int, following: list[_Candidate]) -> int:
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
