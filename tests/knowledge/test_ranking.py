"""Ranking: two searches agree on one order, the same text comes once, nothing is made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.ranking import coverage, rank
from knowledge.types import Hit, Passage
from knowledge.words import vocabulary

TEXTS = [
    "A mentor is chosen from another team.",
    "Pools are reviewed twice a year by the People Panel (PP).",
    "The library opens at nine.",
    "Pools are reviewed twice a  year, by the People Panel (PP)!",
    "The PP writes to everybody.",
]
PASSAGES = [
    Passage(f"{number}.md", "Guide", "Pools" if number == 1 else "", None, 0, len(text), text)
    for number, text in enumerate(TEXTS)
]
WORDS = vocabulary(PASSAGES)
LISTS = st.lists(
    st.tuples(st.integers(0, len(TEXTS) - 1), st.floats(0, 1)), max_size=8, unique_by=lambda pair: pair[0]
).map(lambda pairs: sorted(pairs, key=lambda pair: -pair[1]))


def ranked(
    question: str, dense: list[tuple[int, float]], lexical: list[tuple[int, float]], k: int = 5
) -> list[Hit]:
    return rank(question, PASSAGES, dense, lexical, k, vocabulary=WORDS)


def test_what_both_searches_find_comes_before_what_one_finds() -> None:
    hits = ranked("zebra", [(0, 0.5), (2, 0.4)], [(2, 3.0), (4, 2.0)])
    assert hits[0].passage is PASSAGES[2]


def test_the_same_words_are_shown_once() -> None:
    hits = ranked("pools reviewed", [(1, 0.9), (3, 0.9)], [(1, 5.0), (3, 5.0)])
    assert [hit.passage.document for hit in hits] == ["1.md"]


def test_a_hit_tells_its_cosine_and_how_much_of_the_question_it_holds() -> None:
    first, second = ranked("who reviews pools", [(1, 0.7)], [(0, 1.0)])
    assert (first.similarity, second.similarity) == (0.7, 0.0)
    assert first.coverage == 1.0
    assert second.coverage == 0.0


def test_a_question_spelt_out_is_covered_by_the_abbreviation_and_the_other_way_round() -> None:
    assert coverage(WORDS.understood("people panel"), TEXTS[4], WORDS) == 1.0
    assert coverage(WORDS.understood("PP"), "the people panel decides", WORDS) == 1.0


def test_a_question_of_stop_words_covers_nothing() -> None:
    assert coverage(WORDS.understood("what is the"), TEXTS[0], WORDS) == 0.0


@given(st.text(max_size=60), LISTS, LISTS, st.integers(0, 6))
def test_hits_are_some_of_the_candidates_in_falling_order_and_always_the_same(
    question: str, dense: list[tuple[int, float]], lexical: list[tuple[int, float]], k: int
) -> None:
    hits = ranked(question, dense, lexical, k)
    candidates = {index for index, _ in [*dense, *lexical]}
    assert len(hits) <= k
    assert all(any(hit.passage is PASSAGES[index] for index in candidates) for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.coverage <= 1.0000001 for hit in hits)
    assert hits == ranked(question, dense, lexical, k)
