"""Suggestions: of the catalogue only, for a gap that the person named, and nothing about the person goes in or out."""

from __future__ import annotations

import inspect
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.plan.catalogue import BUILT_IN, CLASSES, catalogue
from assistant.plan.suggest import suggestions

METHODS = catalogue()
GAPS = st.text(max_size=60) | st.sampled_from(
    ["chairing meetings", "a budget", "public speaking", "data analysis in spreadsheets", "how boards work"]
)
MIXES = st.frozensets(st.sampled_from(sorted(CLASSES)))


@pytest.mark.parametrize(
    ("gap", "first", "words"),
    [
        ("chairing meetings", "stretch", ("chairing",)),
        ("I want to analyse data in spreadsheets", "technical_training", ("spreadsheets",)),
        ("speaking in public.", "presenting", ("speaking", "public")),
        ("I would like a mentor", "coaching_mentoring", ("mentor",)),
        ("confidence", "coaching_mentoring", ("confidence",)),
    ],
)
def test_what_fits_the_words_of_the_gap_comes_first_and_says_which(
    gap: str, first: str, words: tuple[str, ...]
) -> None:
    found = suggestions(gap, METHODS)[0]
    assert (found.method, found.why, found.words) == (first, "fits", words)


def test_a_kind_of_learning_that_is_missing_is_offered_too() -> None:
    found = suggestions("spreadsheets", METHODS, {10})
    assert [(one.class_, one.why) for one in found] == [(10, "fits"), (10, "fits"), (70, "mix"), (20, "mix")]
    assert {one.why for one in suggestions("spreadsheets", METHODS, {70, 20, 10})} == {"fits"}


def test_each_has_its_class_its_adoption_and_what_to_ask_the_guidance() -> None:
    for one in suggestions("leadership", METHODS):
        method = METHODS.find(one.method)
        assert method
        assert (one.label, one.class_, one.guidance) == (method.label, method.class_, method.guidance)
        assert one.adoption == METHODS.adoption(method)
        assert one.guidance.endswith("?")


@given(GAPS, MIXES, st.integers(1, 8))
def test_whatever_the_gap_only_the_catalogue_is_suggested_once_each_and_few(
    gap: str, classes: frozenset[int], most: int
) -> None:
    found = suggestions(gap, METHODS, classes, most=most)  # type: ignore[arg-type]
    assert len(found) <= most
    assert len({one.method for one in found}) == len(found)
    assert all(METHODS.find(one.method) for one in found)
    assert all(one.class_ not in classes for one in found if one.why == "mix")
    assert found == suggestions(gap, METHODS, classes, most=most)  # type: ignore[arg-type]


def test_nothing_is_suggested_where_nothing_was_named() -> None:
    assert suggestions("", METHODS) == suggestions(" the of and ", METHODS) == ()


def test_no_judgement_can_go_in_and_none_stands_in_the_catalogue() -> None:
    assert list(inspect.signature(suggestions).parameters) == ["gap", "methods", "classes", "most"]
    judging = r"\b(?:performance|potential|readiness|rating|high flyer|talented|weak|poor|behaviours?)\b"
    said = [phrase for one in METHODS.methods for phrase in (*one.names, *one.suits)]
    assert not [phrase for phrase in said if re.search(judging, phrase, re.I)]
    assert BUILT_IN.exists()
