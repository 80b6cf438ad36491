"""What an account was shown before, so that no figure beside an earlier one tells of a few people.

A figure is compared with everything that the account was shown of the same measure: with other filters, and with the
same filter on other days or earlier on this one. What differs by 1 to the profile's limit of people is not shown, since
whoever holds both could take one from the other and know those few. What is the same people and records is shown: there
is nothing to take away. Once more people than the limit have come, gone or changed, it is shown again.

From one day to the next nearly every figure of a small organisation differs by a few people. So that the dashboard
stays of use, the figure that the same filter showed last is then shown again, with the day that it is of. It tells
nothing new, and the one that follows it is again of more than a few people. (To hide it instead would protect no more:
whoever reads it has seen it. To renew all figures once a month would show a month of one person as soon as of many.)

People are compared by how many there are in each of 4,096 parts of everybody, and by how many of their records count:
somebody's second conversation changes a figure without a new person. That is the least by which two sets can differ; a
person who comes and one of the same part who goes are taken for one who stays. Whether a record that was counted among
those on which a figure rests now counts as done is not compared: that one of sixty has done something tells nobody who.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import col, select

from store.desk import Desk
from store.models import ShownFigure
from store.suppression import Profile

_AT_ONCE = 1_000
"""So many filters go into one statement."""
_SHARED = 3
"""How many of their rarest people two sets have to have in common before they are compared whole."""
_ONE_BY_ONE = 100
"""So many comparisons take less time than to look for those that are worth while."""
_NAME = re.compile(r"(.*), as at (\d{4}-\d\d-\d\d)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that somebody asks for, or was shown.

    Attributes:
        measure: What is counted.
        filter: Among whom, in words that are the same every day.
        parts: How many people of it are in each part of everybody. Sets of people that differ by a few differ by as
            many in their parts.
        records: How many of their records are counted in a part, where these are not as many as the people.
        on: The day that the figure is of; None for what was written down before days were.
        lines: What was shown, as JSON keeps it, by measure; empty for what is a filter alone.
    """

    measure: str
    filter: str
    parts: Mapping[str, int]
    records: Mapping[str, int] = field(default_factory=dict)
    on: date | None = None
    lines: Mapping[str, Any] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """How many there are."""
        return sum(self.parts.values())

    @property
    def name(self) -> str:
        """What it is written down as: of each day the last with a filter."""
        return f"{self.filter}, as at {self.on}" if self.on else self.filter


def apart(one: Asked, other: Asked) -> int:
    """By how many people two figures differ at least: who is in one of them alone, or counted with other records."""
    if one.parts == other.parts and one.records == other.records:
        return 0
    return sum(
        max(
            abs(one.parts.get(part, 0) - other.parts.get(part, 0)),
            one.records.get(part, one.parts.get(part, 0))
            != other.records.get(part, other.parts.get(part, 0)),
        )
        for part in one.parts.keys() | other.parts.keys()
    )


def refused(
    desk: Desk, asked: Sequence[Asked], profile: Profile, but: Collection[str] = ()
) -> dict[tuple[str, str], list[Asked]]:
    """Which of the figures differ by so few people from one that this account was shown, in this session or another.

    Args:
        but: Filters with which nothing is compared.

    Returns:
        By measure and filter of each, those shown before from which it differs so.
    """
    figures: dict[str, list[Asked]] = {}
    for one in asked:
        figures.setdefault(one.measure, []).append(one)
    found: dict[tuple[str, str], list[Asked]] = {}
    for measure, theirs in figures.items():
        shown = [one for one in _shown(desk, measure, theirs, profile) if one.filter not in but]
        found |= {(measure, one.filter): near for one, near in differing(theirs, shown, profile)}
    return found


def _shown(desk: Desk, measure: str, asked: Sequence[Asked], profile: Profile) -> list[Asked]:
    """What the account was shown of a measure among about as many people as are asked for."""
    where = (ShownFigure.account_id == desk.actor.account, ShownFigure.measure == measure)
    sizes = desk.session.execute(select(ShownFigure.filter, ShownFigure.people).where(*where)).all()
    wanted = {
        size
        for one in asked
        for size in range(one.people - profile.hide_up_to, one.people + profile.hide_up_to + 1)
    }
    near = {name: people for name, people in sizes if people in wanted}
    if not near:  # counts first: the parts of what is far off in size need not be read
        return []
    between = col(ShownFigure.people).between(min(near.values()), max(near.values()))
    rows = desk.session.execute(select(ShownFigure.filter, ShownFigure.parts).where(*where, between))
    return [_of_row(measure, name, kept) for name, kept in rows if name in near]


def _of_row(measure: str, name: str, kept: Mapping[str, Any]) -> Asked:
    """What a row says; one from before days were written down has nothing but parts."""
    dated = _NAME.fullmatch(name)
    words, on = (dated[1], date.fromisoformat(dated[2])) if dated else (name, None)
    if "parts" not in kept:
        return Asked(measure, words, kept, on=on)
    return Asked(measure, words, kept["parts"], kept["records"], on, kept["lines"])


def differing(
    asked: Sequence[Asked], shown: Sequence[Asked], profile: Profile
) -> list[tuple[Asked, list[Asked]]]:
    """Those of some figures that others shown before keep from being shown, with these; all are of one measure. Pure.

    Rule 5 of the project's suppression: figures of 1 to the profile's limit of different people do not stand side by
    side, whether the filter or the day is another.
    """
    found: list[tuple[Asked, list[Asked]]] = []
    for one, earlier in _pairs(asked, shown, profile.hide_up_to):
        near = [
            each
            for each in earlier
            if abs(one.people - each.people) <= profile.hide_up_to and profile.small(apart(one, each))
        ]
        if near:
            found.append((one, near))
    return found


def _pairs(asked: Sequence[Asked], shown: Sequence[Asked], limit: int) -> Iterator[tuple[Asked, list[Asked]]]:
    """Each figure with those among which are all that differ from it by no more than a limit.

    Of thousands of teams each would be compared with each. But where two sets differ by so few, their rarest people,
    in one order for all, are the same but for those few: among so many more than the limit there are as many in both.
    """
    if len(asked) * len(shown) <= _ONE_BY_ONE:
        yield from ((one, list(shown)) for one in asked)
        return
    seen = Counter(chain.from_iterable(_people(one.parts) for one in shown))

    def rarest(one: Asked) -> list[str]:
        return sorted(_people(one.parts), key=lambda person: (seen[person], person))[: limit + _SHARED]

    having: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(shown):
        for person in rarest(one):
            having[person].append(place)
    for one in asked:
        if one.people < limit + _SHARED:
            yield one, list(shown)
            continue
        common = Counter(chain.from_iterable(having[person] for person in rarest(one) if person in having))
        yield one, [shown[place] for place, count in common.items() if count >= _SHARED]


def remember(desk: Desk, asked: Sequence[Asked]) -> None:
    """Write down what is shown, in place of what the same filter showed before of the same day."""
    rows = {
        (one.measure, one.name): {
            "account_id": desk.actor.account,
            "measure": one.measure,
            "filter": one.name,
            "people": one.people,
            "parts": {"parts": dict(one.parts), "records": dict(one.records), "lines": dict(one.lines)},
            "shown_at": desk.now,
        }
        for one in asked
    }
    shown: defaultdict[str, list[str]] = defaultdict(list)
    for measure, name in rows:
        shown[measure].append(name)
    for measure, names in shown.items():
        for start in range(0, len(names), _AT_ONCE):
            before = delete(ShownFigure).where(
                col(ShownFigure.account_id) == desk.actor.account,
                col(ShownFigure.measure) == measure,
                col(ShownFigure.filter).in_(names[start : start + _AT_ONCE]),
            )
            desk.session.execute(before, execution_options={"synchronize_session": False})
    if rows:
        desk.session.execute(insert(ShownFigure), list(rows.values()))


def _people(parts: Mapping[str, int]) -> frozenset[str]:
    """As many different people as there are, called by their part and a number in it."""
    return frozenset(f"{part}.{number}" for part, count in parts.items() for number in range(count))
