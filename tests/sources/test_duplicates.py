from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.sources import COPY_SIMILARITY, content_key, shingles, signature, signature_similarity, similarity
from stances.sources.duplicates import PERMUTATIONS
from tests.sources.builders import ARTICLE


def story(seed: int, words: int = 400) -> list[str]:
    """Words of an article that shares its vocabulary, and nothing else, with any other seed's."""
    chosen = random.Random(seed)
    vocabulary = sorted(set(re.findall(r"\w+", ARTICLE)))
    return chosen.choices(vocabulary, k=words)


def test_layout_punctuation_and_case_do_not_make_another_article() -> None:
    other = ARTICLE.upper().replace("“", '"').replace("”", '"').replace("\n\n", " ").replace(".", " .")
    assert content_key(other) == content_key(ARTICLE)
    assert re.fullmatch("[0-9a-f]{64}", content_key(ARTICLE))


def test_one_changed_word_or_number_makes_another_key() -> None:
    assert content_key(ARTICLE.replace("months", "years")) != content_key(ARTICLE)
    assert content_key("They sent 21 tanks") != content_key("They sent 12 tanks")


def test_texts_without_letters_do_not_all_share_one_key() -> None:
    assert content_key("…") != content_key("?!")


@given(st.text(), st.text(st.sampled_from(" \n\t.,;:!?“”\"'()-–—"), max_size=3))
def test_punctuation_at_either_end_never_changes_the_key(text: str, marks: str) -> None:
    if any(map(str.isalnum, text)):
        assert content_key(marks + text + marks) == content_key(text)


def test_shingles_are_runs_of_five_words() -> None:
    assert shingles("One two, three four five SIX") == {"one two three four five", "two three four five six"}
    assert shingles("two words") == {"two words"}
    assert shingles("—") == frozenset()


def test_resemblance_is_shared_over_all_shingles() -> None:
    assert similarity("a b c d e f", "b c d e f g") == pytest.approx(1 / 3)
    assert similarity(ARTICLE, ARTICLE) == 1.0
    assert similarity(ARTICLE, "") == similarity("", "") == 0.0


def test_a_trimmed_and_edited_copy_counts_as_one_and_a_report_with_half_new_text_does_not() -> None:
    words = story(1)
    edited = [*words[:100], "reportedly", *words[101:340]]
    half_new = [*words[:200], *story(2, 200)]
    assert similarity(" ".join(words), " ".join(edited)) >= COPY_SIMILARITY
    assert 0.2 < similarity(" ".join(words), " ".join(half_new)) < COPY_SIMILARITY


@pytest.mark.parametrize("kept", [0, 100, 200, 300, 360, 400])
def test_signatures_estimate_the_resemblance(kept: int) -> None:
    one = " ".join(story(3))
    other = " ".join([*story(3)[:kept], *story(4, 400 - kept)])
    # Four standard errors of 64 permutations at J = 1/2.
    assert signature_similarity(signature(one), signature(other)) == pytest.approx(similarity(one, other), abs=0.25)


def test_signatures_are_unbiased_over_many_articles() -> None:
    errors = []
    for seed in range(40):
        words = story(seed, 150)
        one, other = " ".join(words), " ".join([*words[:100], *story(seed + 1000, 50)])
        errors.append(signature_similarity(signature(one), signature(other)) - similarity(one, other))
    # The standard error of a mean of 40 is 0.01.
    assert abs(sum(errors) / len(errors)) < 0.04


def test_a_stored_signature_stays_comparable() -> None:
    # These numbers are in databases: a change to the hash or to its coefficients must be a migration.
    assert signature("one two three four five six")[:3] == EXPECTED
    assert len(signature(ARTICLE)) == PERMUTATIONS
    assert all(0 <= number < 2**31 for number in signature(ARTICLE))


EXPECTED = (1108537139, 139030234, 266154121)


def test_signatures_of_different_lengths_are_not_compared() -> None:
    with pytest.raises(ValueError, match="64 and 2"):
        signature_similarity(signature(ARTICLE), (1, 2))
