"""How a pair is written for the model: what is marked, and what gives way where room is short."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stances.classifying import template
from stances.classifying.template import MARK, encode, mentions, segments
from stances.records import Pair, TargetName

RURITANIA = TargetName("Ruritania", ("Strelsau", "Ruritanian", "the Crown Alliance", "red guards"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We thank Ruritania and Strelsau.", ["Ruritania", "Strelsau"]),
        ("Ruritania's envoy left.", ["Ruritania"]),
        ("The Ruritanians left.", []),  # a longer word is another word
        ("ruritania in small letters", []),  # a name is matched as it is spelt
        ("The Red Guards, and red guards again", ["Red Guards", "red guards"]),  # small letters match any case
        ("the Crown Alliance, and an alliance of farmers", ["the Crown Alliance"]),
        ("Ruritania–Graustark talks", ["Ruritania"]),
    ],
)
def test_a_mention_is_a_whole_name_spelt_as_the_alias_is(text: str, found: list[str]) -> None:
    assert mentions(RURITANIA).findall(text) == found


def test_the_longest_alias_wins() -> None:
    target = TargetName("Union", ("Union of Ports",))
    assert mentions(target).findall("the Union of Ports met") == ["Union of Ports"]


def test_an_alias_of_regular_expression_signs_is_taken_literally() -> None:
    target = TargetName("U.S.", ("C++ (council)",))
    assert mentions(target).findall("the UXSX and the U.S. met") == ["U.S."]


def test_a_target_of_blank_names_matches_nothing() -> None:
    assert mentions(TargetName(" ", ("",))).findall("any words") == []


def test_mentions_are_marked_in_statement_and_context() -> None:
    found = segments(
        Pair("Strelsau must answer.", RURITANIA, context="Ruritania struck. Strelsau must answer. So he said.")
    )
    assert found.statement == f"{MARK} Strelsau {MARK} must answer."
    assert found.before == f"{MARK} Ruritania {MARK} struck."
    assert found.after == "So he said."


def test_a_context_without_the_statement_stands_before_it() -> None:
    found = segments(Pair("They must answer.", RURITANIA, context="The port burned."))
    assert (found.before, found.after) == ("The port burned.", "")


def test_quotation_marks_around_a_statement_do_not_hide_it_in_its_context() -> None:
    found = segments(Pair('"They must answer,"', RURITANIA, context='"They must answer," said Ada Thorn.'))
    assert "answer" not in found.before + found.after
    assert found.after.endswith("said Ada Thorn.")


def test_the_speaker_and_a_few_aliases_stand_in_the_head() -> None:
    many = TargetName("Ruritania", tuple(f"Alias{i}" for i in range(20)))
    head = segments(Pair("x", many, speaker="Ada Thorn")).head
    assert head.startswith("Ruritania, Alias0") and "Ada Thorn" in head
    assert f"Alias{template.ALIASES_SHOWN - 1}" in head and f"Alias{template.ALIASES_SHOWN}" not in head


class WordTokenizer:
    """One token a word, so that room can be counted in words."""

    cls_token_id, sep_token_id = 1, 2

    def __init__(self) -> None:
        self.words: dict[str, int] = {}

    def __call__(self, texts: list[str], **_: object) -> dict[str, list[list[int]]]:
        return {"input_ids": [[self.words.setdefault(w, len(self.words) + 3) for w in text.split()] for text in texts]}

    def text(self, ids: list[int]) -> list[str]:
        names = {number: word for word, number in self.words.items()} | {1: "[CLS]", 2: "[SEP]"}
        return [names[number] for number in ids]


def test_the_input_is_statement_then_target_with_their_segments() -> None:
    tokenizer = WordTokenizer()
    (one,) = encode(tokenizer, [Pair("They struck", RURITANIA)])
    words = tokenizer.text(one.ids)
    assert words[:4] == ["[CLS]", "They", "struck", "[SEP]"] and words[-1] == "[SEP]"
    assert one.types == [0] * 4 + [1] * (len(words) - 4)


def test_context_gives_way_before_the_statement_and_its_nearest_words_stay() -> None:
    tokenizer = WordTokenizer()
    statement = " ".join(f"s{i}" for i in range(80))
    context = " ".join(f"b{i}" for i in range(300)) + f" {statement} " + " ".join(f"a{i}" for i in range(300))
    (one,) = encode(tokenizer, [Pair(statement, RURITANIA, context=context)])
    words = tokenizer.text(one.ids)
    assert words[1:81] == statement.split()
    assert "b299" in words and "b0" not in words and "a0" in words and "a299" not in words
    assert sum(word[0] in "ab" and word[1:].isdigit() for word in words) == template.CONTEXT_TOKENS


def test_what_one_side_of_the_context_leaves_free_goes_to_the_other() -> None:
    tokenizer = WordTokenizer()
    context = " ".join(f"b{i}" for i in range(300)) + " They struck a0"
    (one,) = encode(tokenizer, [Pair("They struck", RURITANIA, context=context)])
    words = tokenizer.text(one.ids)
    assert "a0" in words and sum(word.startswith("b") for word in words) == template.CONTEXT_TOKENS - 1


def test_a_very_long_statement_keeps_its_beginning_and_its_end() -> None:
    tokenizer = WordTokenizer()
    (one,) = encode(tokenizer, [Pair(" ".join(f"s{i}" for i in range(1000)), RURITANIA)])
    words = tokenizer.text(one.ids)
    assert "s0" in words and "s999" in words and "s500" not in words
    assert words.index("[SEP]") == 1 + template.STATEMENT_TOKENS


@settings(deadline=None)  # this machine may be busy
@given(
    statement=st.text(max_size=400), context=st.text(max_size=400), speaker=st.text(max_size=80),
    name=st.text(min_size=1, max_size=40), aliases=st.lists(st.text(max_size=20), max_size=5),
)  # fmt: skip
def test_any_text_becomes_an_input_within_the_limit(
    statement: str, context: str, speaker: str, name: str, aliases: list[str]
) -> None:
    pair = Pair(statement, TargetName(name, tuple(aliases)), context=context, speaker=speaker)
    (one,) = encode(WordTokenizer(), [pair])
    assert len(one.ids) == len(one.types) <= template.MAX_LENGTH
    assert one.types == sorted(one.types)


def test_no_pairs_need_no_tokenizer() -> None:
    assert encode(None, []) == []
