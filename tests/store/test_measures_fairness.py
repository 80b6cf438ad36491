"""Measures of how groups fare: worked out from what may be shown, and never without those who gave no answer."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.measures import fairness
from store.measures.facts import TwoViews
from store.measures.figures import Frame
from store.suppression import HIDDEN, NO_DATA, profiles
from store.suppression_grid import grid

TODAY = date(2026, 3, 2)
FRAME = Frame(TODAY)


def test_representation_and_likelihood_of_groups() -> None:
    groups = {"a": (10, 100), "b": (20, 100), "not_stated": (10, 50)}
    found = fairness.representation(FRAME, groups)
    assert {group: one.value for group, one in found.values.items()} == {
        "a": pytest.approx((10 / 40) / (100 / 250)),
        "b": pytest.approx((20 / 40) / (100 / 250)),
    }
    assert found.not_stated.value == pytest.approx(0.2)
    between = fairness.relative_likelihood(FRAME, groups, "a", "b")
    assert between.value.value == pytest.approx(0.5)
    assert between.groups.not_stated.value == pytest.approx(0.2)
    assert fairness.relative_likelihood(FRAME, groups, "a", "nobody").value == NO_DATA


def test_a_small_group_has_no_ratio_and_neither_has_who_would_give_it_away() -> None:
    found = fairness.representation(
        FRAME, {"a": (3, 30), "b": (20, 100), "c": (30, 90), "not_stated": (0, 0)}
    )
    assert (found.values["a"], found.values["b"].hidden, found.values["c"].hidden) == (HIDDEN, False, True)
    assert found.not_stated.value == 0.0


def test_progression_of_one_group_beside_another() -> None:
    found = fairness.progression(FRAME, {"a": (10, 40), "b": (20, 40)}, "a", "b")
    assert found.value.value == pytest.approx(0.5)


def test_fair_rating_flags_and_proves_nothing() -> None:
    def placed(group: str, *counts: int) -> dict[tuple[str, str], int]:
        return {(group, level): n for level, n in zip(fairness.POTENTIAL, counts, strict=True)}

    met = {
        **placed("a", 20, 20, 20),
        **placed("b", 30, 20, 10),
        **placed("c", 3, 3, 3),
        **placed("not_stated", 9, 9, 9),
    }
    found = fairness.fair_rating(FRAME, {"met": met, "exceeded": placed("a", 10, 10, 10)})
    level = found.levels["met"]
    assert level.ratios["b", "stretch"].value == pytest.approx(0.5)
    assert level.flagged == {("b", "stretch"), ("a", "right_place")}
    assert all(level.ratios["c", one] == HIDDEN for one in fairness.POTENTIAL)  # nine people are too few
    assert ("not_stated", "growing") not in level.ratios
    assert str(level.rows["not_stated"].total) == "27"
    assert set(found.levels["exceeded"].ratios.values()) == {NO_DATA}  # nobody to compare with


def test_stale_potential() -> None:
    up, same = ("met", "exceeded"), ("met", "met")
    views = [TwoViews(f"P{n}", up, ("growing", "growing")) for n in range(10)]
    views += [TwoViews(f"P{n}", up, ("growing", "stretch")) for n in range(10, 20)]
    views += [TwoViews("same", same, ("growing", "growing")), TwoViews("top", up, ("stretch", "stretch"))]
    views += [
        TwoViews("new", ("too_new", "met"), ("growing", "growing")),
        TwoViews("x", up, ("too_new", "growing")),
    ]
    found = fairness.stale_potential(FRAME, views, {f"P{n}": "a" for n in range(20)})
    assert {group: str(one) for group, one in found.values.items()} == {"a": "0.5"}


def test_levels_by_group_and_no_answer_beside_them() -> None:
    people = {
        ("upper", "a"): 20,
        ("upper", "b"): 15,
        ("lower", "a"): 30,
        ("lower", "b"): 3,
        ("lower", "not_stated"): 6,
    }
    found = fairness.profile_by_level(FRAME, people)
    assert found["lower"].parts["b"] == HIDDEN
    assert set(found["upper"].parts) == {"a", "b", "not_stated"}
    assert fairness.not_stated(FRAME, {"a": 20, "b": 10}).parts["not_stated"].value == 0


CELLS = st.dictionaries(
    st.tuples(st.sampled_from("rst"), st.sampled_from("xyz")), st.integers(0, 30), min_size=9, max_size=9
)


def settled(cells: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    """The hidden cells that the sums of rows, as they are shown, and those of all columns leave one value for."""
    rows = grid(cells, profiles()["internal"])
    hidden = [(row, column) for row, column in cells if rows[row].cells[column].hidden]
    known = [[row == r for r, _ in hidden] for row, one in rows.items() if not one.total.hidden]
    known += [[column == c for _, c in hidden] for column in sorted({column for _, column in cells})]
    sums = np.array(known, float).reshape(len(known), len(hidden))
    rank = np.linalg.matrix_rank(sums) if hidden else 0
    alone = np.eye(len(hidden))
    return [
        cell for n, cell in enumerate(hidden) if np.linalg.matrix_rank(np.vstack([sums, alone[n]])) == rank
    ]


@given(CELLS)
def test_no_sum_of_a_row_or_a_column_settles_a_hidden_cell(cells: dict[tuple[str, str], int]) -> None:
    assert settled(cells) == []


def test_a_cell_between_two_blocks_is_not_settled_by_either() -> None:
    blocks = [*product("rs", "wx"), *product("tu", "yz")]
    cells = {cell: 3 if cell in [*blocks, ("s", "y")] else 30 for cell in product("rstu", "wxyz")}
    assert settled(cells) == []


@given(CELLS)
def test_enough_people_stand_behind_the_hidden_cells_of_a_column(cells: dict[tuple[str, str], int]) -> None:
    rows = grid(cells, profiles()["internal"])
    for column in "xyz":
        hidden = [cells[row, column] for row in "rst" if rows[row].cells[column].hidden]
        assert not hidden or len(hidden) == 3 or (len(hidden) > 1 and sum(hidden) >= 5)


@given(
    st.dictionaries(
        st.sampled_from("abcde"),
        st.integers(0, 40).flatmap(lambda b: st.tuples(st.integers(0, b), st.just(b))),
    ),
    st.sampled_from(["internal", "publish"]),
)
def test_ratios_of_groups_follow_from_what_is_shown_alone(
    groups: dict[str, tuple[int, int]], profile: str
) -> None:
    found = fairness.representation(Frame(TODAY, profile), groups)
    whole = found.table.total
    for group, value in found.values.items():
        part = found.table.groups[group]
        four = [part.count, whole.count, part.base, whole.base]
        if value.value is not None:
            a, b, c, d = (float(one.value or 0) for one in four)
            assert value.value == pytest.approx((a / b) / (c / d))
        elif any(one.hidden for one in four):
            assert value == HIDDEN
        else:
            assert value == NO_DATA
