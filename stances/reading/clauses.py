"""Whether tokens around an attribution make a clause: a finite verb, what was said, a sentence that goes on."""

from __future__ import annotations

from stances.reading.cues import CUES
from stances.reading.document import Token
from stances.reading.wordclasses import is_gerund, is_modal, is_time
from stances.reading.wordlists import APPOSITIVE_OPENERS, AUXILIARIES, CLAUSE_STARTS, PREPOSITIONS
from stances.reading.words import word_set

#: Words that add a circumstance to an attribution, behind its comma.
_ADDITIONS = word_set(
    "who whose which where as while after before when during amid following according and but although though because "
    "since until in on at by from with citing one a an"
)
#: Finite verbs whose form does not show that they are verbs.
_PLAIN_VERBS = word_set(
    "agrees became began belongs broke brought came comes constitute constitutes continue continues depends "
    "deserves expects faces fell gave goes got held hit hopes includes keeps kept killed knew knows left lies "
    "lost made makes means met need needs plans poses regards remain remains represents requires rose saw seeks "
    "sent shows stand stands support supports threaten threatens took views violate violates want wants went "
    "won works"
)


def has_verb(tokens: list[Token], first: int, within: int) -> bool:
    """Whether a finite verb stands among the next tokens, as far as its form tells."""
    for token in tokens[first + 1 : first + within]:
        if token.quote is not None:
            continue
        if token.text in {";", ":"}:
            return False
        low = token.low
        if low in AUXILIARIES and low not in {"having", "being", "been", "be"}:
            return True
        if (is_modal(token) and low not in {"to", "if", "unless"}) or low.endswith(("n't",)):
            return True
        if low.endswith("ed") and len(low) > 4 and token.text[0].islower():
            return True
        if low in _PLAIN_VERBS:
            return True
    return False


def is_clause(tokens: list[Token], first: int, last: int) -> bool:
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


def is_inserted(tokens: list[Token], after: int) -> bool:
    """`For three years, she said in Kyiv, nothing had changed`: the sentence goes on behind the next comma."""
    comma = after
    while comma < min(len(tokens), after + 9) and tokens[comma].text != ",":
        token = tokens[comma]
        if token.quote is not None or not token.is_word or token.low in {"that", "who", "which"} or is_modal(token):
            return False
        comma += 1
    if comma >= len(tokens) or tokens[comma].text != ",":
        return False
    if goes_on(tokens, comma + 1):
        return True
    following = tokens[comma + 1] if comma + 1 < len(tokens) else None
    if following is None or following.quote is not None or not following.is_word or is_time(following):
        return False
    if following.low in _ADDITIONS or is_gerund(following.low) or following.low in CUES:
        return False
    return any(token.low in AUXILIARIES or is_modal(token) for token in tokens[comma + 2 : comma + 14])


def goes_on(tokens: list[Token], i: int) -> bool:
    """Whether the sentence that a middle attribution interrupted goes on at token `i`."""
    if i >= len(tokens) or tokens[i].quote is not None:
        return False
    low = tokens[i].low
    if low in AUXILIARIES or is_modal(tokens[i]):
        return True
    if low in APPOSITIVE_OPENERS or low in CLAUSE_STARTS or is_gerund(low) or low in CUES or is_time(tokens[i]):
        return False
    return tokens[i].is_word and not tokens[i].is_cap and low not in PREPOSITIONS and len(tokens) - i > 3
