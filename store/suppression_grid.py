"""Counts of people by two things at once: neither its row nor its column may give a hidden cell away. Pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from store.suppression import Profile, Split, split

R = TypeVar("R", bound=Hashable)
C = TypeVar("C", bound=Hashable)


def grid(cells: Mapping[tuple[R, C], int], profile: Profile | None) -> dict[R, Split[C]]:
    """Rows of people, each by the same columns, with the rows' totals.

    Every row is hidden as a split of its own is. No sum of a row or of a column, the columns' known from elsewhere
    too, settles a hidden cell.

    Args:
        cells: How many people are in each row and column; each person is in one of them.
        profile: What to hide; None for what is not about people.

    Raises:
        Invalid: fewer than none in a cell.
    """
    rows: dict[R, dict[C, int]] = {}
    columns: dict[C, dict[R, int]] = {}
    for (row, column), count in cells.items():
        rows.setdefault(row, {})[column] = count
        columns.setdefault(column, {})[row] = count
    hidden: set[tuple[R, C]] = set()
    while True:
        done = {
            row: split(theirs, profile, {c for r, c in hidden if r == row}) for row, theirs in rows.items()
        }
        if profile is None:
            return done
        more = {(row, column) for row, one in done.items() for column in one.hidden}
        for column, theirs in columns.items():
            if also := {r for r, c in more | hidden if c == column}:
                more |= {(row, column) for row in split(theirs, profile, also).hidden}
        if more <= hidden:
            open_rows = {row for row, one in done.items() if one.total.hidden}
            more = _company(cells, hidden, open_rows)
            if not more:
                return done
        hidden |= more


def _company(
    cells: Mapping[tuple[R, C], int], hidden: Collection[tuple[R, C]], open_rows: Collection[R]
) -> set[tuple[R, C]]:
    """A cell to hide beside one that all the others would give away; none where there is no such one.

    A hidden cell could be one more or less if a round trip leads from it along hidden cells, by row and by column in
    turn, back to it: then its neighbours make up for it. A row of unknown total need not be made up for.
    """
    for row, column in sorted(hidden, key=repr):
        if _round_trip(hidden, open_rows, (row, column)):
            continue
        near = [
            (count, repr(cell), cell)
            for cell, count in cells.items()
            if (cell[0] == row or cell[1] == column) and cell not in hidden
        ]
        if near:
            return {min(near, key=lambda one: (one[0] == 0, *one[:2]))[2]}
    return set()


def _round_trip(hidden: Collection[tuple[R, C]], open_rows: Collection[R], cell: tuple[R, C]) -> bool:
    def end(row: R) -> tuple[str, object]:
        return ("open", None) if row in open_rows else ("row", row)

    reached, ways = {end(cell[0])}, [one for one in hidden if one != cell]
    while True:
        further = {
            place
            for row, column in ways
            for here, place in ((end(row), ("column", column)), (("column", column), end(row)))
            if here in reached
        }
        if further <= reached:
            return ("column", cell[1]) in reached
        reached |= further
