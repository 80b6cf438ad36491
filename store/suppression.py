"""Small numbers are hidden before anybody reads them: in text, chart and file alike, because all of them read these.

What comes out of here holds no hidden number, so that none can leak; shares and ratios are worked out from what comes
out, never from what went in. Pure.

A whole that can be seen without its groups is shown with them, too, and hides more of the groups instead (`table`);
where parts are all that is shown of a whole, it is hidden where it would give them away (`split`).

How it holds (and `tests/store/test_suppression.py` tries every small table, as somebody would who knows all of this): a
cell that is hidden because it is small takes others with it until they could be exchanged for one another. Cells of the
same size go together, so that the order or the names of groups never decide; and hidden cells that their sum would give
away after all (all are 1, or all the largest that is hidden) take the next with them.

Not promised: whoever adds up many different splits of the same people can learn more. `store.shown` keeps figures apart
that differ by a few people; who sees names is for the access rules to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean, median
from typing import Generic, TypeVar

from pydantic import Field, model_validator

from store.data import FOLDER, Id, Part, Text, load
from store.errors import Invalid

BUILT_IN = FOLDER / "suppression.yaml"
K = TypeVar("K", bound=Hashable)


class Profile(Part):
    """How much is hidden; see the data file."""

    label: Text
    hide_up_to: int = Field(ge=2)
    base_at_least: int = Field(ge=2)
    hidden_at_least: int = Field(ge=2)
    round_to: int | None = Field(default=None, ge=2)
    posts_too: bool = False

    @model_validator(mode="after")
    def _holds_together(self) -> Profile:
        if self.base_at_least <= self.hide_up_to or self.hidden_at_least <= self.hide_up_to:
            raise ValueError("`base_at_least` and `hidden_at_least` have to be more than `hide_up_to`")
        if self.round_to and self.hide_up_to < self.round_to / 2:
            raise ValueError("`round_to` would make a shown count zero; hide more, or round to less")
        return self

    def small(self, count: int) -> bool:
        """Whether a count is hidden for itself: more than none, and not more than the limit."""
        return 1 <= count <= self.hide_up_to

    def rounded(self, count: int) -> int:
        """A count as this profile shows it."""
        step = self.round_to
        return count if step is None else (count + step // 2) // step * step


class Profiles(Part):
    """All profiles by their id."""

    version: int
    profiles: Mapping[Id, Profile] = Field(min_length=1)


@cache
def profiles(path: Path = BUILT_IN) -> Mapping[str, Profile]:
    """The profiles of a file. Raises Invalid, with file and line, where it does not hold together."""
    return load(path, Profiles, "suppression profiles").profiles


@dataclass(frozen=True, slots=True)
class Figure:
    """What may be shown of a number.

    Attributes:
        value: The number; None where it is hidden, and where there is none.
        hidden: Whether there is a number that may not be shown.
    """

    value: float | int | None = None
    hidden: bool = False

    def __post_init__(self) -> None:
        if self.hidden and self.value is not None:
            raise ValueError("a hidden figure holds no number")

    def __str__(self) -> str:
        if self.value is None:
            return "*" if self.hidden else "no data"
        return f"{self.value:g}" if isinstance(self.value, float) else str(self.value)

    def __format__(self, form: str) -> str:
        """A form for numbers where there is one; the sign or the words, as wide, where there is none."""
        if self.value is not None:
            return format(self.value, form) if form else str(self)
        width = re.match(r"[^\d.]*(\d+)", form)
        return str(self).rjust(int(width[1])) if width else str(self)

    @property
    def plain(self) -> float | int | str:
        """What stands in a file: the number, or what is shown instead."""
        return str(self) if self.value is None else self.value


HIDDEN = Figure(hidden=True)
NO_DATA = Figure()


def derived(work: Callable[..., float], *figures: Figure) -> Figure:
    """A number worked out from figures as they are shown: hidden if one of them is, none if there is none.

    Args:
        work: The sum to do; a division by nothing gives no data.
        figures: What it takes, in order.
    """
    if any(one.hidden for one in figures):
        return HIDDEN
    if any(one.value is None for one in figures):
        return NO_DATA
    try:
        return Figure(work(*(one.value for one in figures)))
    except ZeroDivisionError:
        return NO_DATA


def ratio(numerator: Figure, denominator: Figure) -> Figure:
    """One figure divided by another."""
    return derived(lambda a, b: a / b, numerator, denominator)


@dataclass(frozen=True, slots=True)
class Portion:
    """How many of a base: both as they may be shown, and the share that follows from what is shown."""

    count: Figure
    base: Figure

    @property
    def share(self) -> Figure:
        """The count's share of its base, from 0 to 1."""
        return ratio(self.count, self.base)


@dataclass(frozen=True, slots=True)
class Split(Generic[K]):
    """A total by groups, as it may be shown."""

    cells: Mapping[K, Figure]
    total: Figure

    def share(self, group: K) -> Figure:
        """A group's share of the total, from 0 to 1."""
        return ratio(self.cells[group], self.total)

    @property
    def hidden(self) -> frozenset[K]:
        """The groups that are not shown."""
        return frozenset(group for group, cell in self.cells.items() if cell.hidden)


@dataclass(frozen=True, slots=True)
class Table(Generic[K]):
    """How many of each group, and of all, as they may be shown."""

    groups: Mapping[K, Portion]
    total: Portion

    @property
    def hidden(self) -> frozenset[K]:
        """The groups whose count is not shown."""
        return frozenset(group for group, part in self.groups.items() if part.count.hidden)


def portion(count: int, base: int, profile: Profile | None) -> Portion:
    """So many of a base.

    Args:
        count: How many; at most the base.
        base: Of how many; of none there is no data.
        profile: What to hide; None for what is not about people, which is shown as it is.

    Raises:
        Invalid: more than the base, or fewer than none.
    """
    _check(count, base)
    if base == 0:
        return Portion(NO_DATA, NO_DATA)
    if profile is None:
        return Portion(Figure(count), Figure(base))
    if base < profile.base_at_least:
        return Portion(HIDDEN, HIDDEN)
    shown = HIDDEN if _small_side(count, base, profile) else Figure(profile.rounded(count))
    return Portion(shown, Figure(profile.rounded(base)))


def split(cells: Mapping[K, int], profile: Profile | None, also: Collection[K] = ()) -> Split[K]:
    """People by groups, each person in one of them.

    Args:
        cells: How many are in each group.
        profile: What to hide; None for what is not about people.
        also: Groups that are hidden already where the same people are shown otherwise.

    Returns:
        Every group and the total. The whole is hidden where it is of too few people; a total that would give hidden
        groups away is hidden instead of the last groups.

    Raises:
        Invalid: fewer than none in a group.
    """
    total = sum(cells.values())
    for count in cells.values():
        _check(count, total)
    if profile is None:
        return Split({group: Figure(count) for group, count in cells.items()}, Figure(total))
    if total < profile.base_at_least:
        return Split(dict.fromkeys(cells, HIDDEN), HIDDEN)
    first = {group for group, count in cells.items() if _small_side(count, total, profile)}
    hidden, whole = _hide(cells, first | cells.keys() & set(also), profile.hide_up_to, profile)
    shown = {g: HIDDEN if g in hidden else Figure(profile.rounded(count)) for g, count in cells.items()}
    return Split(shown, Figure(profile.rounded(total)) if whole else HIDDEN)


def table(
    groups: Mapping[K, tuple[int, int]],
    profile: Profile | None,
    also: Collection[K] = (),
    people: Mapping[K, int] | None = None,
) -> Table[K]:
    """How many of each group: the same question asked of several groups of people, and of all of them.

    A group of too few people is hidden whole; of another, only the count and the share may be. Whoever reads it may
    know from elsewhere how many people each group has, and still cannot tell a hidden count.

    Args:
        groups: Count and base of each group; what is counted is in one of them each.
        profile: What to hide; None for what is not about people.
        also: Groups that are hidden already where the same people are shown otherwise.
        people: How many different people are behind each base, where what is counted is records of theirs.

    Returns:
        Every group, and all of them together. The whole is what `portion` gives of it: a page without groups shows
        it, so that to hide it beside them would hide nothing. Groups give way instead, all of them if need be; what
        is then known of them is what the whole alone tells.

    Raises:
        Invalid: a count of more than its base, or of fewer than none.
    """
    for count, base in groups.values():
        _check(count, base)
    counts = {group: count for group, (count, _) in groups.items()}
    bases = {group: base for group, (_, base) in groups.items()}
    parts = {group: portion(*both, profile) for group, both in groups.items()}
    whole = portion(sum(counts.values()), sum(bases.values()), profile)
    if profile is None:
        return Table(parts, whole)
    if whole.base.hidden or (people and sum(people.values()) < profile.base_at_least):
        whole = Portion(HIDDEN, HIDDEN)
        return Table(dict.fromkeys(groups, Portion(HIDDEN, HIDDEN)), whole)
    behind = people or bases
    too_few = {group for group, base in bases.items() if base and behind[group] < profile.base_at_least}
    few, _ = _hide(bases, too_few, profile.base_at_least - 1, profile)
    small = {group for group, part in parts.items() if part.count.hidden}
    elsewhere = groups.keys() & set(also)
    hidden = _hide_counts(groups, few | small | elsewhere, whole.count.hidden, profile)
    shown = {
        group: Portion(
            HIDDEN if group in hidden else part.count,
            HIDDEN if group in few else part.base,
        )
        for group, part in parts.items()
    }
    return Table(shown, whole)


def average(values: Iterable[float], profile: Profile | None) -> tuple[Figure, Figure]:
    """The mean of some values and how many there are: both hidden for too few people, no data for none."""
    return _typical(fmean, values, profile)


def middle(values: Iterable[float], profile: Profile | None) -> tuple[Figure, Figure]:
    """The median of some values and how many there are, as `average`."""
    return _typical(median, values, profile)


def _check(count: int, base: int) -> None:
    if not 0 <= count <= base:
        raise Invalid(
            f"{count} of {base} cannot be: count again, each person once and only of those in the base."
        )


def _typical(
    work: Callable[[list[float]], float], values: Iterable[float], profile: Profile | None
) -> tuple[Figure, Figure]:
    values = list(values)
    if not values:
        return NO_DATA, Figure(0)
    if profile is None:
        return Figure(work(values)), Figure(len(values))
    if len(values) < profile.base_at_least:
        return HIDDEN, HIDDEN
    return Figure(work(values)), Figure(profile.rounded(len(values)))


def _small_side(count: int, base: int, profile: Profile) -> bool:
    return profile.small(count) or profile.small(base - count)


def _hide(
    cells: Mapping[K, int], first: Collection[K], limit: int, profile: Profile
) -> tuple[frozenset[K], bool]:
    """Which cells to hide so that those of `first` cannot be told from the others, and whether their sum may be shown.

    Args:
        limit: The largest cell that is hidden for itself.
    """
    hidden = set(first)
    while hidden:
        rest = [count for group, count in cells.items() if count and group not in hidden]
        those = [cells[group] for group in hidden]
        enough = len(those) > 1 and sum(those) >= profile.hidden_at_least
        if enough and not _told(those, min(rest, default=None), limit):
            break
        if len(hidden) == len(cells):
            return frozenset(hidden), False
        next_ = min(rest, default=0)  # none are hidden last: they help only where everything else is hidden
        hidden |= {group for group, count in cells.items() if count == next_}
    return frozenset(hidden), True


def _told(hidden: Collection[int], next_: int | None, limit: int) -> bool:
    """Whether hidden cells can be told from their sum by who knows how cells are hidden.

    Cells that differ cannot: any of them could be any other. Of equal ones each could be one more and another one less,
    unless that makes one none, or too large to be hidden for itself; a pair's larger one would still be hidden as the
    next smallest if nothing else is as small.
    """
    size = min(hidden)
    if size < max(hidden) or 1 < size < limit:
        return False
    pair = size == limit and len(hidden) == 2
    return size <= limit and not (pair and (next_ is None or next_ > limit + 1))


def _hide_counts(
    groups: Mapping[K, tuple[int, int]], first: Collection[K], whole_is_small: bool, profile: Profile
) -> frozenset[K]:
    """The same for counts of known bases, where what is left of a base must not be told either, and whose sum is shown
    whatever happens: every group is hidden where that is what it takes.

    The group of the smallest base goes next, not that of the smallest count: which groups are hidden beside the first
    then says nothing about their counts.
    """
    people = {group: base for group, (_, base) in groups.items() if base}
    if not first:
        return frozenset()
    if whole_is_small:  # all of them are small or none, and which are none must not be told either
        return frozenset({*first, *people})
    hidden = set(first)
    for reach in (0, *sorted(set(people.values()))):
        hidden |= {group for group, base in people.items() if base <= reach}
        if _cannot_be_told([groups[group] for group in hidden], reach, profile):
            return frozenset(hidden)
    return frozenset(hidden)


def _cannot_be_told(hidden: Collection[tuple[int, int]], reach: int, profile: Profile) -> bool:
    """Whether hidden counts of known bases stay hidden beside their sum.

    There have to be enough people on either side; and each count could be one more or less, with another making up for
    it, while the same groups would be hidden.

    Args:
        hidden: Count and base of each.
        reach: Up to this base groups are hidden whatever their count.
    """
    counts, left = sum(count for count, _ in hidden), sum(base - count for count, base in hidden)
    if len(hidden) < 2 or min(counts, left) < profile.hidden_at_least:
        return False
    if max(count for count, _ in hidden) < 2 or max(base - count for count, base in hidden) < 2:
        return False  # one each: were any of them none, so many would not have been hidden

    def could_be(count: int, base: int, now: int) -> bool:
        whatever = base < profile.base_at_least or base <= reach or not _small_side(now, base, profile)
        return 0 <= count <= base and (whatever or _small_side(count, base, profile))

    more = [could_be(count + 1, base, count) for count, base in hidden]
    less = [could_be(count - 1, base, count) for count, base in hidden]
    ups, downs = sum(more), sum(less)
    return all((up and downs > down) or (down and ups > up) for up, down in zip(more, less, strict=True))
