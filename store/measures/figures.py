"""Figures with everything that has to be printed beside them, and the one way in which facts become figures. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from store.errors import Invalid
from store.measures.catalogue import Definition, catalogue
from store.suppression import (
    HIDDEN,
    NO_DATA,
    Figure,
    Portion,
    Profile,
    Table,
    middle,
    portion,
    profiles,
    ratio,
    split,
    table,
)

PERIOD_DAYS = 365
"""How far back a measure looks."""
NOT_STATED = "not_stated"
"""The group of those who gave no answer."""
G = TypeVar("G")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a share is made of, before anything is hidden: never shown.

    Attributes:
        base: Everything that counts, by its key: the key of the person whom it is about, or its own where it is about
            nobody.
        having: The keys of those of it that are counted.
    """

    base: Mapping[str, str]
    having: frozenset[str]

    @classmethod
    def of(cls, base: Iterable[str], having: Iterable[str]) -> Counted:
        """People, or posts: each about itself. Whatever is not in the base does not count."""
        keys = {key: key for key in base}
        return cls(keys, frozenset(keys.keys() & set(having)))


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure as it may be shown, with what it is made of.

    Attributes:
        about: Its definition, exclusions among it.
        value: The figure; "no data" where there is no base.
        numerator: What is counted.
        denominator: Of what.
        on: As at which day.
        profile: The id of the suppression profile.
    """

    about: Definition
    value: Figure
    numerator: Figure
    denominator: Figure
    on: date
    profile: str


@dataclass(frozen=True, slots=True)
class Spread(Generic[G]):
    """A whole by its parts, as they may be shown; `about`, `on` and `profile` as in `Measure`."""

    about: Definition
    parts: Mapping[G, Figure]
    total: Figure
    on: date
    profile: str

    def share(self, part: G) -> Figure:
        """A part's share of the whole, from 0 to 1."""
        return ratio(self.parts[part], self.total)


@dataclass(frozen=True, slots=True)
class Groups:
    """A figure for each group of people, never without the share of those who gave no answer.

    Attributes:
        about: Its definition.
        values: Each group's figure; those who gave no answer are no group.
        table: The counts and bases from which the figures follow.
        not_stated: The share of the base that gave no answer.
        on: As at which day.
        profile: The id of the suppression profile.
    """

    about: Definition
    values: Mapping[str, Figure]
    table: Table[str]
    not_stated: Figure
    on: date
    profile: str


@dataclass(frozen=True)
class Frame:
    """What all figures of a page have in common.

    Attributes:
        on: As at which day; they look back a year from it.
        profile: The id of the suppression profile.
        definitions: What is measured.
        rules: The profiles by id.

    Raises:
        Invalid: there is no such profile.
    """

    on: date
    profile: str = "internal"
    definitions: Mapping[str, Definition] | None = None
    rules: Mapping[str, Profile] | None = None

    def __post_init__(self) -> None:
        known = self.rules or profiles()
        if self.profile not in known:
            raise Invalid(
                f"There is no suppression profile {self.profile!r}; there are: {', '.join(sorted(known))}."
            )

    def about(self, measure: str) -> Definition:
        """The definition of a measure."""
        return (self.definitions or catalogue())[measure]

    def hides(self, measure: str) -> Profile | None:
        """What is hidden of a measure: None where nothing is, because it is not about people."""
        rules, counts = (self.rules or profiles())[self.profile], self.about(measure).counts
        return rules if counts == "people" or (rules.posts_too and counts != "money") else None

    def recent(self, day: date | None) -> bool:
        """Whether a day lies in the year that ends with `on`; what is still to come does not."""
        return day is not None and 0 <= (self.on - day).days < PERIOD_DAYS

    def share(self, measure: str, counted: Counted) -> Measure:
        """So many of so many. Of records, there have to be enough people behind them."""
        behind = len(set(counted.base.values()))
        return self.portion(measure, len(counted.having), len(counted.base), behind)

    def portion(self, measure: str, count: int, base: int, people: int | None = None) -> Measure:
        """So many of so many, counted already; `people` are those behind the base, where it is of records of theirs.

        Raises:
            Invalid: they are more than their base.
        """
        profile = self.hides(measure)
        if profile and people is not None and 0 < people < profile.base_at_least:
            return self._measure(measure, HIDDEN, HIDDEN, HIDDEN)
        part = portion(count, base, profile)
        return self._measure(measure, part.share, part.count, part.base)

    def each(self, measure: str, number: float, base: float) -> Measure:
        """So much for each of a base, where the number may be more than the base."""
        profile = self.hides(measure)
        if base == 0:
            return self._measure(measure, NO_DATA, NO_DATA, NO_DATA)
        top, bottom = Figure(number), Figure(base)
        if profile is not None:
            few, small = base < profile.base_at_least, profile.small(int(number))
            bottom = HIDDEN if few else Figure(profile.rounded(int(base)))
            top = HIDDEN if few or small else Figure(profile.rounded(int(number)))
        return self._measure(measure, ratio(top, bottom), top, bottom)

    def typical(self, measure: str, values: Iterable[float]) -> Measure:
        """The median of some values, which is its own numerator; the denominator is how many there are."""
        value, base = middle(values, self.hides(measure))
        return self._measure(measure, value, value, base)

    def spread(self, measure: str, parts: Mapping[G, int]) -> Spread[G]:
        """A whole by its parts."""
        done = split(parts, self.hides(measure))
        return Spread(self.about(measure), done.cells, done.total, self.on, self.profile)

    def by_group(self, measure: str, counted: Counted, group_of: Mapping[str, str]) -> Groups:
        """The share of each group; `group_of` says of people which group they are in, and not of all perhaps."""
        groups = {key: group_of.get(person, NOT_STATED) for key, person in counted.base.items()}
        bases, counts = Counter(groups.values()), Counter(groups[key] for key in counted.having)
        behind = Counter(group for group, _ in {(group, counted.base[key]) for key, group in groups.items()})
        return self.of_groups(measure, {group: (counts[group], bases[group]) for group in bases}, behind)

    def of_groups(
        self, measure: str, groups: Mapping[str, tuple[int, int]], people: Mapping[str, int] | None = None
    ) -> Groups:
        """The share of each group, counted already: see `suppression.table`."""
        done = table(groups, self.hides(measure), people=people)
        return self.groups(measure, done, {group: part.share for group, part in done.groups.items()})

    def groups(self, measure: str, done: Table[str], values: Mapping[str, Figure]) -> Groups:
        """Figures of groups that follow from a table; whoever gave no answer is no group."""
        silent = done.groups.get(NOT_STATED, Portion(NO_DATA, NO_DATA)).base
        nobody = silent == NO_DATA and done.total.base.value is not None
        return Groups(
            about=self.about(measure),
            values={group: value for group, value in values.items() if group != NOT_STATED},
            table=done,
            not_stated=Figure(0.0) if nobody else ratio(silent, done.total.base),
            on=self.on,
            profile=self.profile,
        )

    def _measure(self, measure: str, value: Figure, numerator: Figure, denominator: Figure) -> Measure:
        return Measure(self.about(measure), value, numerator, denominator, self.on, self.profile)


def counts_by_group(people: Iterable[str], group_of: Callable[[str], str | None]) -> dict[str, int]:
    """How many of some people are in each group; whoever gave no answer is counted as such."""
    return dict(Counter(group_of(person) or NOT_STATED for person in people))
