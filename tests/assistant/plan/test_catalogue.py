"""The methods' catalogue: what is published of each, what people may call it, and what is wrong with a damaged file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import GuideError, InputError
from assistant.plan.catalogue import BUILT_IN, CLASSES, catalogue
from store.views import ActionInput

METHODS = catalogue()

# How many of the 22 organisations use a method, as the source's table has it.
PUBLISHED = {
    "national_programme": (22, 100.0),
    "coaching_mentoring": (21, 95.45),
    "own_programme": (19, 86.36),
    "study_leave": (19, 86.36),
    "stretch": (18, 81.82),
    "technical_training": (18, 81.82),
    "workshop": (18, 81.82),
    "healthcare_360": (14, 63.64),
    "psychometric": (14, 63.64),
    "e_learning": (13, 59.09),
    "graduate_scheme": (11, 50.0),
    "pool_programme": (8, 36.36),
    "development_centre": (8, 36.36),
    "apprenticeship": (8, 36.36),
    "other_360": (7, 31.82),
    "clinical_placement": (7, 31.82),
}
UNPUBLISHED = {
    *("shadowing", "acting_up", "cross_project", "insight_visit", "action_learning", "peer_mentoring"),
    *("team_coaching", "teaching", "leader_seminar", "presenting", "visioning_event"),
}


def test_every_figure_is_the_sources_and_no_other_is_made_up() -> None:
    found = {one.id: METHODS.adoption(one) for one in METHODS.methods}
    assert {key: (one.count, one.percent) for key, one in found.items() if one} == PUBLISHED
    assert {key for key, one in found.items() if one is None} == UNPUBLISHED


def test_every_class_of_learning_has_methods() -> None:
    assert {one.class_ for one in METHODS.methods} == set(CLASSES)


@pytest.mark.parametrize(
    ("typed", "method"),
    [
        ("stretch", "stretch"),
        ("Stretch assignment or secondment", "stretch"),
        ("SECONDMENT", "stretch"),
        ("e learning", "e_learning"),
        ("Mentoring", "coaching_mentoring"),
        ("day in the life", "shadowing"),
        ("360", "other_360"),
        (" acting  up ", "acting_up"),
    ],
)
def test_a_method_is_known_by_everything_that_people_call_it(typed: str, method: str) -> None:
    assert METHODS.named(typed).id == method


def test_a_method_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"'shadowin'.*did you mean shadowing\?"):
        METHODS.named("shadowin")
    with pytest.raises(InputError, match="talent plan methods"):
        METHODS.named("zzzz")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_method_or_one_sentence(typed: str) -> None:
    try:
        assert METHODS.named(typed) in METHODS.methods
    except InputError as refused:
        assert len(str(refused).splitlines()) <= 1 + typed.count("\n")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (ActionInput("Anything", share=20, method="e_learning"), 20),
        (ActionInput("Anything", method="e_learning"), 10),
        (ActionInput("Shadow the matron for a day"), 70),
        (ActionInput("Take part in an action learning set"), 20),
        (
            ActionInput("Go on a course, then shadow the matron"),
            None,
        ),  # two kinds: nobody knows which it is mostly
        (ActionInput("Redraw the rota"), None),
        (ActionInput("Redraw the rota", method="one of long ago"), None),
    ],
)
def test_an_actions_class_is_what_it_says_else_its_methods_else_its_words(
    action: ActionInput, expected: int | None
) -> None:
    assert METHODS.class_of(action) == expected


def test_of_names_within_one_another_the_longest_counts() -> None:
    assert [one.id for one in METHODS.methods_in("I will join an action learning set")] == ["action_learning"]
    assert [one.id for one in METHODS.methods_in("peer mentoring")] == ["peer_mentoring"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("class: 70", "class: 60", "class"),
        ("used_by: 21", "used_by: 23", "no more than 22"),
        ("id: e_learning", "id: workshop", "'workshop' names both|same id"),
        ("aliases: [workshop,", "aliases: [e-learning,", "names both"),
        ("label: E-learning", "lable: E-learning", "it has to be there|no such key"),
    ],
)
def test_a_file_that_does_not_hold_together_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    file = tmp_path / "methods.yaml"
    file.write_text(BUILT_IN.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(GuideError, match=said) as refused:
        catalogue(file)
    assert str(refused.value).startswith(f"{file}:")
