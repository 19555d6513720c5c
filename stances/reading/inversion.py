"""Verbs of saying that stand before their subject: `“…,” said Kask`."""

# ruff: noqa: PLR0911 - a grammar reads best as one case a line, in the order in which they are tried

from __future__ import annotations

from stances.reading.agents import agent_after
from stances.reading.cues import Cue, Force
from stances.reading.document import Token
from stances.reading.phrases import Phrase
from stances.reading.wordclasses import is_modal, is_time
from stances.reading.wordlists import AUXILIARIES, CROWDS, DETERMINERS, PREPOSITIONS, PRONOUNS, ROLE_NOUNS


def inverted_agent(tokens: list[Token], i: int, last: int, cue: Cue) -> tuple[Phrase, int] | None:
    """The subject behind the verb at `i`, and the token after it: `“…,” said Kask`, `…, warned the minister.`"""
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
    head, end = tokens[agent.first], tokens[agent.last]
    common = DETERMINERS | PRONOUNS.keys() | ROLE_NOUNS.keys() | {"former", "senior", "acting"}
    if not (end.is_cap or head.is_cap or head.low in common or end.low in CROWDS):
        return None
    if after < len(tokens) and (tokens[after].low in AUXILIARIES or is_modal(tokens[after])):
        return None
    apposition = _apposition_after(tokens, after)
    return Phrase(agent.first, agent.last, apposition), after


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
