"""How groups of people fare, beside one another. Each function is a measure of that name in the data file.

What comes in are counts by group, which the counting code alone takes from where the answers are kept; what goes out
has been through suppression, and is never without the share of those who gave no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from store.measures.catalogue import Definition
from store.measures.facts import TwoViews
from store.measures.figures import NOT_STATED, Counted, Frame, Groups, Spread
from store.suppression import HIDDEN, NO_DATA, Figure, Split, derived, ratio, table
from store.suppression_grid import grid

PERFORMANCE = ("not_met", "partly_met", "met", "exceeded")
POTENTIAL = ("right_place", "growing", "stretch")
"""In the order in which somebody may have risen; whoever is too new has not."""
SCREEN = 0.8
"""Under which ratio to the highest a group's share is worth a look."""


@dataclass(frozen=True, slots=True)
class Between:
    """One group beside another: `value` is 1 where they fare alike; `groups` is what it follows from."""

    value: Figure
    groups: Groups


@dataclass(frozen=True, slots=True)
class Placed:
    """Within one level of performance, how the people of each group are placed by potential.

    Attributes:
        rows: Each group by potential.
        ratios: Each group's share at a level, divided by the highest of all groups that are shown.
        flagged: Where that ratio is low. To be looked into: it proves nothing.
    """

    rows: Mapping[str, Split[str]]
    ratios: Mapping[tuple[str, str], Figure]
    flagged: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FairRating:
    """The check of ratings, by level of performance."""

    about: Definition
    levels: Mapping[str, Placed]


def profile_by_level(frame: Frame, people: Mapping[tuple[str, str], int]) -> dict[str, Spread[str]]:
    """The groups at each level, those who gave no answer among them; `people` counts by (level, group)."""
    about = frame.about("profile_by_level")
    rows = grid(_with_silent(people), frame.hides("profile_by_level"))
    return {
        level: Spread(about, row.cells, row.total, frame.on, frame.profile) for level, row in rows.items()
    }


def representation(frame: Frame, groups: Mapping[str, tuple[int, int]]) -> Groups:
    """Each group's share of a pool, divided by its share of those who could be in it.

    Args:
        frame: The day and the profile.
        groups: Of each group, how many are in the pool and how many could be: the former among the latter.
    """
    done = table(groups, frame.hides("representation"))
    everybody = done.total
    values = {
        group: derived(_representation, one.count, everybody.count, one.base, everybody.base)
        for group, one in done.groups.items()
    }
    return frame.groups("representation", done, values)


def relative_likelihood(frame: Frame, groups: Mapping[str, tuple[int, int]], one: str, other: str) -> Between:
    """How likely it is to be in a pool for somebody of one group, beside another group; `groups` as above."""
    found = frame.of_groups("relative_likelihood", groups)
    return Between(_beside(found.values, one, other), found)


def progression(frame: Frame, groups: Mapping[str, tuple[int, int]], one: str, other: str) -> Between:
    """How many there are at an upper level for each at the lower one, in one group beside another.

    Args:
        frame: The day and the profile.
        groups: Of each group, how many are at the upper and how many at the lower level.
        one: The group that is looked at.
        other: The group beside it.
    """
    both = {group: (upper, upper + lower) for group, (upper, lower) in groups.items()}
    done = table(both, frame.hides("progression"))
    odds = {
        group: derived(lambda upper, all_: upper / (all_ - upper), part.count, part.base)
        for group, part in done.groups.items()
    }
    return Between(_beside(odds, one, other), frame.groups("progression", done, odds))


def fair_rating(frame: Frame, people: Mapping[str, Mapping[tuple[str, str], int]]) -> FairRating:
    """Within each level of performance, whether groups are placed alike by potential.

    Args:
        frame: The day and the profile; a group of fewer people than its minimum is hidden whole.
        people: By level of performance, how many of a (group, potential).
    """
    profile = frame.hides("fair_rating")
    levels = {level: _placed(grid(_with_none(cells), profile)) for level, cells in people.items()}
    return FairRating(frame.about("fair_rating"), levels)


def stale_potential(frame: Frame, views: Iterable[TwoViews], group_of: Mapping[str, str]) -> Groups:
    """Of those whose performance rose from one conversation to the next, how many whose potential did not, by group.

    Whoever was at the highest potential already, or was too new either time, is left out.
    """
    rose = [
        one
        for one in views
        if _rose(*one.performance, PERFORMANCE)
        and one.potential[0] in POTENTIAL[:-1]
        and one.potential[1] in POTENTIAL
    ]
    stale = (one.person for one in rose if not _rose(*one.potential, POTENTIAL))
    return frame.by_group("stale_potential", Counted.of((one.person for one in rose), stale), group_of)


def not_stated(frame: Frame, counts: Mapping[str, int]) -> Spread[str]:
    """How many gave no answer, beside the groups of those who did."""
    return frame.spread("not_stated", {**dict.fromkeys([NOT_STATED], 0), **counts})


def _representation(count: float, counts: float, base: float, bases: float) -> float:
    return (count / counts) / (base / bases)


def _beside(values: Mapping[str, Figure], one: str, other: str) -> Figure:
    return ratio(values.get(one, NO_DATA), values.get(other, NO_DATA))


def _with_silent(people: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Every group at every level, whoever gave no answer too: what nobody has counted is none."""
    levels, groups = {level for level, _ in people}, {group for _, group in people} | {NOT_STATED}
    return {
        (level, group): people.get((level, group), 0) for level in sorted(levels) for group in sorted(groups)
    }


def _with_none(people: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    groups, levels = {group for group, _ in people}, {level for _, level in people}
    return {
        (group, level): people.get((group, level), 0) for group in sorted(groups) for level in sorted(levels)
    }


def _placed(rows: Mapping[str, Split[str]]) -> Placed:
    ratios: dict[tuple[str, str], Figure] = {}
    for level in {level for row in rows.values() for level in row.cells}:
        shares = {group: row.share(level) for group, row in rows.items() if group != NOT_STATED}
        seen = [share.value for share in shares.values() if share.value is not None]
        highest = Figure(max(seen)) if len(seen) > 1 else NO_DATA
        ratios |= {
            (group, level): HIDDEN if share.hidden else ratio(share, highest)
            for group, share in shares.items()
        }
    low = {cell for cell, value in ratios.items() if value.value is not None and value.value < SCREEN}
    return Placed(rows, ratios, frozenset(low))


def _rose(before: str, after: str, order: Sequence[str]) -> bool:
    return before in order and after in order and order.index(after) > order.index(before)
