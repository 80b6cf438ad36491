"""Ranking: two searches agree on one order, the same text comes once, nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ranking import Candidate, rank
from knowledge.types import Hit, Passage
from knowledge.units import embeddable, units
from knowledge.words import Glossary, vocabulary

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
WORDS = vocabulary(PASSAGES).with_glossary(
    Glossary({}, (("library", "reading room"), ("mentor", "guide by my side")))
)
LISTS = st.lists(st.integers(0, len(TEXTS) - 1), max_size=8, unique=True)


def candidate(number: int, similarity: float = 0.5, about: str = "") -> Candidate:
    passage = PASSAGES[number]
    its = tuple(units(passage, passage.text))
    texts = tuple(embeddable(unit, passage.text) for unit in its)
    return Candidate(passage, about, its, texts, tuple(similarity for _ in its))


def ranked(question: str, *found: list[int], k: int = 5, **similar: float) -> list[Hit]:
    candidates = {number: candidate(number, similar.get(f"s{number}", 0.5)) for number in range(len(TEXTS))}
    return rank(question, candidates, found, k, vocabulary=WORDS)


def test_what_both_searches_find_comes_before_what_one_finds() -> None:
    assert ranked("zebra", [0, 2], [2, 4])[0].passage is PASSAGES[2]


def test_the_same_words_are_shown_once() -> None:
    assert [hit.passage.document for hit in ranked("pools reviewed", [1, 3], [1, 3])] == ["1.md"]


def test_the_nearer_unit_decides_between_equals() -> None:
    assert ranked("zebra", [0], [2], s0=0.1, s2=0.6)[0].passage is PASSAGES[2]


def test_a_hit_tells_its_cosines_and_how_much_of_the_question_it_holds() -> None:
    first, second = ranked("who reviews pools", [1], [0], s1=0.7, s0=0.2)
    assert (first.similarity, first.similarities) == (0.7, (0.7,))
    assert [unit.text for unit in first.units] == [TEXTS[1]]
    assert first.coverage == 1.0
    assert second.coverage == 0.0


def test_what_a_document_is_about_goes_for_each_of_its_passages() -> None:
    of_the_north = {0: candidate(0, about="Pools of the North"), 2: candidate(2)}
    first, second = rank("pools of the north", of_the_north, ([2, 0],), 5, vocabulary=WORDS)
    assert (first.passage, first.coverage) == (PASSAGES[0], 1.0)
    assert second.coverage == 0.0


class TestShares:
    def test_a_question_spelt_out_is_covered_by_the_abbreviation_and_the_other_way_round(self) -> None:
        assert WORDS.asked("people panel").share(WORDS.held(TEXTS[4])) == 1.0
        assert WORDS.asked("PP").share(WORDS.held("the people panel decides")) == 1.0

    def test_the_glossarys_words_count_in_part_and_only_where_all_of_them_are_there(self) -> None:
        assert WORDS.asked("guide by my side").share(WORDS.held("a mentor")) == pytest.approx(0.7)
        assert WORDS.asked("reading rooms").share(WORDS.held("our library")) == pytest.approx(0.7)
        assert WORDS.asked("library").share(WORDS.held("a room")) == 0.0

    def test_a_question_of_stop_words_covers_nothing(self) -> None:
        assert WORDS.asked("what is the").share(WORDS.held(TEXTS[0])) == 0.0


@given(st.text(max_size=60), LISTS, LISTS, st.integers(0, 6))
def test_hits_are_some_of_the_candidates_in_falling_order_and_always_the_same(
    question: str, dense: list[int], lexical: list[int], k: int
) -> None:
    hits = ranked(question, dense, lexical, k=k)
    assert len(hits) <= k
    assert all(any(hit.passage is PASSAGES[number] for number in {*dense, *lexical}) for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.coverage <= 1.0000001 for hit in hits)
    assert hits == ranked(question, dense, lexical, k=k)
