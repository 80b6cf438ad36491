"""Words: what the index counts as the same, and what a library teaches about rarity, abbreviations and spelling."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.types import Passage
from knowledge.words import Vocabulary, terms, vocabulary


def passage(text: str, document: str = "a.md") -> Passage:
    return Passage(document, "A", "", None, 0, len(text), text)


@pytest.fixture(scope="module")
def harbour() -> Vocabulary:
    return vocabulary(
        [
            passage("The Talent Review Group (TRG) meets in spring and asks for successors."),
            passage("Members of the Career Ladder Board decide; the CLB writes a letter about succession."),
            passage("Mentoring goes on for eighteen months. The letter is short."),
            passage("An RGB lamp hangs there.", "b.md"),
            passage("Review Group Board of another house.", "c.md"),
        ]
    )


SHARES = """
from random import Random
from knowledge.words import Asked
chance = Random(1)
for _ in range(200):
    weights = {f"word{number}": chance.random() for number in range(9)}
    print(Asked(weights).share(frozenset(chance.sample(sorted(weights), 4))))
"""


def test_shares_are_the_same_to_the_last_digit_in_any_process() -> None:
    """Else equal questions would have other answers where two sentences are as good as each other."""

    def shares(seed: str) -> str:
        run = [sys.executable, "-c", SHARES]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(
            run, env=environment, check=True, capture_output=True, text=True, timeout=60
        ).stdout

    assert shares("1") == shares("2") != ""


class TestTerms:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Managers", "manager"),
            ("developing", "develop"),
            ("café", "CAFE"),
            ("the pool of a team", "pool team"),
            ("twelve weeks", "12 weeks"),
            ("trust's", "trust"),
        ],
    )
    def test_these_are_the_same(self, one: str, other: str) -> None:
        assert terms(one) == terms(other)

    def test_figures_and_shares_are_kept(self) -> None:
        assert terms("31.82% of 22 in 2017/18") == ["31.82%", "22", "2017/18"]

    @given(st.text(max_size=200))
    def test_any_text_has_plain_lower_case_terms(self, text: str) -> None:
        for term in terms(text):
            assert term == term.lower()
            assert term.isascii()
            assert term.strip()


class TestVocabulary:
    def test_a_word_in_fewer_passages_tells_more(self, harbour: Vocabulary) -> None:
        assert harbour.rarity("unheard") > harbour.rarity("mentor") > harbour.rarity("letter")

    def test_an_abbreviation_in_brackets_is_learned(self, harbour: Vocabulary) -> None:
        assert {"talent", "review", "group"} <= set(harbour.expanded("What is the TRG?"))
        assert "trg" in harbour.expanded("the talent review group")

    def test_initials_of_a_name_in_the_same_document_are_learned(self, harbour: Vocabulary) -> None:
        assert {"career", "ladder", "board"} <= set(harbour.expanded("CLB"))

    def test_initials_of_a_name_elsewhere_are_not(self, harbour: Vocabulary) -> None:
        assert "rgb" not in harbour.long_forms

    def test_a_word_that_is_nowhere_is_taken_for_the_nearest(self, harbour: Vocabulary) -> None:
        assert harbour.understood("succesors mentorring") == terms("successors mentoring")
        assert harbour.understood("zebra") == ["zebra"]

    def test_a_shortened_name_is_taken_for_the_longer_one(self, harbour: Vocabulary) -> None:
        assert harbour.understood("eightee") == terms("eighteen")

    @given(st.text(max_size=80))
    def test_any_question_is_understood(self, question: str) -> None:
        words = vocabulary([passage("Some words of a guide.")])
        assert set(words.understood(question)) <= set(words.expanded(question))

    def test_an_empty_library_knows_nothing(self) -> None:
        assert vocabulary([]).understood("talent pools") == terms("talent pools")


class TestQuestions:
    @pytest.mark.parametrize(
        "question",
        [
            "What does subsidiarity mean?",
            "meaning of subsidiarity",
            "define subsidiarity",
            "how many subsidiarities",
        ],
    )
    def test_words_that_only_say_what_is_wanted_are_not_looked_for(self, question: str) -> None:
        assert Vocabulary().understood(question) == terms("subsidiarity")

    def test_unless_there_are_no_others(self) -> None:
        assert Vocabulary().understood("What is the definition?") == terms("definition")
