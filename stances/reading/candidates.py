"""Which words of a sentence are verbs of saying here, and who their subjects are.

A form counts when it has a subject that can speak: before it (`Kask said`), after it (`said
Kask`), shared with an earlier verb (`said …, adding …`; `said … but stressed …`), or told by
a passive (`was quoted as saying`). Nouns (`the claims`), modals (`would say`) and conditions
(`if he said`) do not count.
"""

# ruff: noqa: PLR0911, PLR0912 - a grammar reads best as one case a line, in the order in which they are tried

from __future__ import annotations

from dataclasses import dataclass, replace

from stances.reading import contents
from stances.reading.agents import agent_after
from stances.reading.cues import AMBIGUOUS, CUES, TWO_WORD, Cue, Force
from stances.reading.document import Token
from stances.reading.geography import ADJECTIVES
from stances.reading.inversion import inverted_agent
from stances.reading.names import fold
from stances.reading.nominal import SAYINGS, is_possessive
from stances.reading.phrases import Phrase
from stances.reading.subjects import Subject, relative_antecedent, subject_before
from stances.reading.wordclasses import is_adverb, is_gerund, is_modal, is_time
from stances.reading.wordlists import (
    AUXILIARIES,
    CROWDS,
    DETERMINERS,
    DOCUMENTS,
    NEGATIONS,
    ORGANISATION_WORDS,
    PREPOSITIONS,
    PRONOUNS,
    ROLE_NOUNS,
)
from stances.reading.words import word_set

ACCORDING = Cue("according to", Force.SAY, finite=False)
WORDS_OF = Cue("in the words of", Force.SAY, finite=False)
_PUT_AT = Cue("put at", Force.ACT, finite=True)
_ROUGHLY = word_set("about around nearly over between least most dozens hundreds thousands zero one two three four")
_BE = word_set("is are was were been be being")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A verb of saying, tokens `[first, last]`, with its subject and how the two stand to each other."""

    cue: Cue
    first: int
    last: int
    subject: Subject
    shape: str
    shared: bool = False
    after: int = 0  # for inverted and according: the token after the agent


def find_candidates(tokens: list[Token]) -> list[Candidate]:
    """All verbs of saying in a sentence that have a subject, in order."""
    found: list[Candidate] = []
    for i, token in enumerate(tokens):
        if token.quote is not None or (token.is_cap and i > 0 and token.low not in {"according", "in"}):
            continue
        if token.low == "according" and i + 2 < len(tokens) and tokens[i + 1].low == "to":
            agent = _with_name_after(tokens, agent_after(tokens, i + 2))
            if agent is not None:
                found.append(Candidate(ACCORDING, i, i + 1, Subject(agent, i), "according", after=agent.last + 1))
            continue
        if token.low == "in" and (words_of := _in_words_of(tokens, i)) is not None:
            found.append(words_of)
            continue
        second = tokens[i + 1].low if i + 1 < len(tokens) else ""
        if token.low == "think" and second.startswith("tank"):
            continue
        cue, last = TWO_WORD.get((token.low, second)), i + 1
        if second == "it" and i + 2 < len(tokens) and tokens[i + 2].low == "clear":
            cue, last = TWO_WORD.get((token.low, "clear")), i + 2
        if cue is None:
            cue, last = CUES.get(token.low), i
        if cue is not None and cue.lemma == "put" and _puts_at(tokens, i):
            cue = _PUT_AT
        if cue is None:
            continue
        candidate = _participle(tokens, i, last, cue, found) if cue.participle else _finite(tokens, i, last, cue, found)
        if candidate is not None:
            found.append(candidate)
    return found


def _puts_at(tokens: list[Token], i: int) -> bool:
    """`put the toll at 14`"""
    for j in range(i + 2, min(i + 12, len(tokens) - 1)):
        if tokens[j].quote is not None or tokens[j].text in ",;.":
            return False
        if tokens[j].low == "at":
            return any(token.text[0].isdigit() or token.low in _ROUGHLY for token in tokens[j + 1 : j + 4])
    return False


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


def _in_words_of(tokens: list[Token], i: int) -> Candidate | None:
    """`in the words of Kask`, `in Kask's words`"""
    if [token.low for token in tokens[i + 1 : i + 4]] == ["the", "words", "of"]:
        agent = _with_name_after(tokens, agent_after(tokens, i + 4))
        if agent is None:
            return None
        return Candidate(WORDS_OF, i, i + 3, Subject(agent, i), "according", after=agent.last + 1)
    for j in range(i + 1, min(i + 6, len(tokens) - 1)):
        if is_possessive(tokens[j]) and tokens[j + 1].low in {"words", "view", "opinion"}:
            return Candidate(WORDS_OF, i, j + 1, Subject(Phrase(i + 1, j), i), "according", after=j + 2)
        if not tokens[j].is_word:
            break
    return None


def _participle(tokens: list[Token], i: int, last: int, cue: Cue, found: list[Candidate]) -> Candidate | None:
    before = i - 1
    while before >= 0 and is_adverb(tokens[before]):
        before -= 1
    if before < 0:
        return None
    low = tokens[before].low
    if low in _BE:
        subject = subject_before(tokens, i)
        return (
            Candidate(cue, i, last, replace(subject, passive=False), "forward")
            if subject and not subject.modal
            else None
        )
    if low == "as":  # "was quoted by … as saying"
        for j in range(before - 1, max(-1, before - 20), -1):
            if tokens[j].low in {"quoted", "cited", "reported"}:
                subject = subject_before(tokens, j)
                if subject is not None and subject.passive:
                    return Candidate(cue, i, last, replace(subject, passive=False), "forward")
                if j + 1 < before:
                    agent = agent_after(tokens, j + 1)  # "Tass quoted Kask as saying"
                    if agent is not None:
                        begins = j if subject is None else subject.begins  # "…,” Tass quoted Kask as saying"
                        return Candidate(cue, i, last, Subject(agent, begins), "forward")
                break
        return None
    says_something = (cue.force in (Force.SAY, Force.THAT) and _that_or_quote(tokens, last + 1)) or (
        cue.force is Force.QUOTE and last + 1 < len(tokens) and tokens[last + 1].quote is not None
    )
    if tokens[before].text in {",", "—", "–"} or low in {"and", "but", "before", "while", "by"} or says_something:
        shared = _source_before(tokens, before) or _shared_subject(tokens, i, found)
        if shared is not None:
            return Candidate(cue, i, last, Subject(shared, i), "forward", shared=True)
    return None


def _source_before(tokens: list[Token], before: int) -> Phrase | None:
    """`drew criticism from Prime Minister Liis Kask, saying …`, `by Liis Kask, who walked in shouting “…”`"""
    i = before
    if tokens[before].text != ",":
        while i > max(0, before - 10) and tokens[i].low != "who":
            if not tokens[i].is_word:
                return None
            i -= 1
        antecedent = relative_antecedent(tokens, i) if tokens[i].low == "who" else None
        return antecedent[0] if antecedent is not None else None
    last = i - 1
    i = last
    while i > 0 and (tokens[i].is_cap or (i < last and tokens[i].low in ROLE_NOUNS)) and not is_time(tokens[i]):
        i -= 1
    return Phrase(i + 1, last) if i < last and tokens[i].low in {"from", "by"} else None


def _that_or_quote(tokens: list[Token], i: int) -> bool:
    return i < len(tokens) and (tokens[i].low == "that" or tokens[i].quote is not None)


def _shared_subject(tokens: list[Token], i: int, found: list[Candidate]) -> Phrase | None:
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
        or is_gerund(tokens[i].low)
        or tokens[i].low in {"asked", "given", "quoted", "pressed"}
    ):
        while i < limit and tokens[i].text != ",":
            i += 1
        i += 1
    if i >= limit or tokens[i].quote is not None:
        return None
    phrase = agent_after(tokens, i)
    return phrase if phrase is not None and phrase.last < limit else None


def _finite(tokens: list[Token], i: int, last: int, cue: Cue, found: list[Candidate]) -> Candidate | None:
    inverted = inverted_agent(tokens, i, last, cue)
    if inverted is not None:
        return Candidate(cue, i, last, Subject(inverted[0], i), "inverted", after=inverted[1])
    before = i - 1
    while before >= 0 and (is_adverb(tokens[before]) or tokens[before].low in {"has", "have", "had"}):
        before -= 1
    if before < 0:
        return None
    if tokens[before].low in DETERMINERS and tokens[before].low != "all" and tokens[before].low not in {"both"}:
        return None
    if is_possessive(tokens[before]) and tokens[i].low in SAYINGS:
        return None  # "Kask's claim that": a noun
    subject = subject_before(tokens, i)
    if tokens[before].low in {"and", "but", "or"} or (
        tokens[before].text == "," and before + 1 <= i and found and tokens[before - 1].quote is None
    ):
        own = None if tokens[before].low in {"and", "but", "or"} else subject
        shared = _coordinated(tokens, before, i, cue, found) if own is None else None
        if shared is not None:
            return Candidate(cue, i, last, Subject(shared, before), "forward", shared=True)
        if tokens[before].low in {"and", "but", "or"}:
            return None
    if subject is not None and subject.passive:
        return _passive(tokens, i, last, cue, subject)
    if subject is None:
        return None
    if subject.begins > 0 and tokens[subject.begins - 1].low in {"if", "unless", "whether"}:
        return None
    if subject.modal and not (subject.negated and contents.is_open_question(tokens, last + 1)):
        return None
    phrase = subject.phrase
    if is_weak_subject(tokens, phrase, tokens[i].low, cue):
        antecedent = _antecedent_before(tokens, phrase.first)
        if antecedent is None:
            return None
        return Candidate(cue, i, last, replace(subject, phrase=antecedent, begins=antecedent.first), "forward")
    return Candidate(cue, i, last, subject, "forward")


def _passive(tokens: list[Token], i: int, last: int, cue: Cue, subject: Subject) -> Candidate | None:
    """`The plan was described by Kask as “reckless”`: who did it stands behind "by"."""
    if cue.force is not Force.ACT or last + 2 >= len(tokens) or tokens[last + 1].low != "by":
        return None
    agent = agent_after(tokens, last + 2)
    if agent is None or not any(token.quote is not None for token in tokens[agent.last + 1 :]):
        return None
    return Candidate(cue, i, last, Subject(agent, subject.begins), "passive", after=agent.last + 1)


def _antecedent_before(tokens: list[Token], i: int) -> Phrase | None:
    """`An official who asked not to be named said`: the subject before a relative clause."""
    for j in range(i, max(0, i - 14), -1):
        if tokens[j].text == ",":
            return None
        if tokens[j].low == "who":
            found = relative_antecedent(tokens, j)
            return found[0] if found is not None else None
    return None


def is_weak_subject(tokens: list[Token], phrase: Phrase, form: str, cue: Cue) -> bool:
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


def _coordinated(tokens: list[Token], conjunction: int, i: int, cue: Cue, found: list[Candidate]) -> Phrase | None:
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
    if phrase is not None and not is_weak_subject(tokens, phrase, "claims", cue):
        return phrase if cue.force is not Force.QUOTE or _that_or_quote(tokens, i + 1) else None
    return None
