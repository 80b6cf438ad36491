"""Forms: what is stored as lines of text, and what is filled in as what is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.plan import words
from assistant.plan.view import about_input, as_input
from store.portfolio import TYPES
from store.views import PlanView, PortfolioInput
from tests.assistant.plan.test_view import ACTIONS, ITEM, PLAN

TODAY = date(2026, 3, 2)
LINE = st.text(st.characters(categories=["L", "N", "P"]), min_size=1)
LINES = st.lists(LINE, max_size=3).map(tuple)


@given(ACTIONS, LINE, LINES, st.none() | LINE)
def test_an_action_that_is_saved_as_it_stands_in_the_form_stays_as_it_was(
    action, goal, steps, helper
) -> None:
    stored = replace(action, goal=goal, steps=steps, helper=helper)
    assert words.action_from(words.action_words(stored), TODAY, stored.id) == as_input(stored)


@given(LINES, LINES, LINE, st.none() | st.dates(), st.none() | st.dates())
def test_what_a_plan_says_stays_as_it_was_too(strengths, areas, hopes, start, review) -> None:
    stored: PlanView = replace(
        PLAN,
        strengths=strengths,
        growth_areas=areas,
        ambition_link=hopes,
        period_start=start,
        next_review_on=review,
    )
    assert words.about_from(words.about_words(stored), TODAY) == (about_input(stored), review)


@given(st.sampled_from(TYPES), LINE, st.dates())
def test_and_so_does_a_portfolio_item(kind, title, when) -> None:
    stored = replace(ITEM, type=kind, title=title, when=when)
    read = words.item_from(words.item_words(stored), TODAY)
    assert read == PortfolioInput(kind, title, when, result="Joy", skill_tags=("care",))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-05-01", date(2026, 5, 1)),
        (" 1 May ", date(2026, 5, 1)),
        ("in six weeks", date(2026, 4, 13)),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, read: date | None) -> None:
    assert words.day(typed, TODAY) == read


def test_a_day_of_the_past_without_its_year_is_the_last_such_day() -> None:
    assert words.day("1 May", TODAY, past=True) == date(2025, 5, 1)
    assert words.day("1 February 2026", TODAY, past=True) == date(2026, 2, 1)


@pytest.mark.parametrize("typed", ["soon", "May or June", "2026-13-01"])
def test_what_is_no_day_is_said_with_how_to_write_one(typed: str) -> None:
    with pytest.raises(InputError, match="write it as 2026-03-02"):
        words.day(typed, TODAY)


def test_an_action_needs_its_goal_and_nothing_else() -> None:
    with pytest.raises(InputError, match="what will be different"):
        words.action_from({"goal": " ", "cost": "none"}, TODAY)
    assert words.action_from({"goal": "Chair the group"}, TODAY).goal == "Chair the group"


@pytest.mark.parametrize(
    ("left_out", "said"), [("type", "Choose what it is"), ("title", "title"), ("when", "when it was")]
)
def test_an_item_says_which_of_its_three_needs_is_missing(left_out: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        words.item_from({**words.item_words(ITEM), left_out: ""}, TODAY)
