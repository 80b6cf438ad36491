"""What an account was shown before, so that no figure beside an earlier one tells of a few people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import delete, insert
from sqlmodel import col, select

from store.desk import Desk
from store.errors import Forbidden
from store.models import ShownFigure
from store.suppression import Profile, View, refuse_difference

_AT_ONCE = 1_000
"""So many filters go into one statement."""
_SHARED = 3
"""How many of their rarest people two sets have to have in common before they are compared whole."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that somebody asks for: what is counted, with which filter, and how many people of it are in each part
    of everybody. Sets of people that differ by a few differ by as many in their parts."""

    measure: str
    filter: str
    parts: Mapping[str, int]

    @property
    def people(self) -> int:
        """How many there are."""
        return sum(self.parts.values())


def refused(desk: Desk, asked: Sequence[Asked], profile: Profile) -> frozenset[tuple[str, str]]:
    """Which of the figures differ by so few people from one that this account was shown, in this session or another.

    Returns:
        Measure and filter of each.
    """
    figures: dict[str, list[Asked]] = {}
    for one in asked:
        figures.setdefault(one.measure, []).append(one)
    return frozenset(
        (measure, one.filter)
        for measure, theirs in figures.items()
        for one in differing(theirs, _shown(desk, measure, theirs, profile), profile)
    )


def _shown(desk: Desk, measure: str, asked: Sequence[Asked], profile: Profile) -> list[Asked]:
    """What the account was shown of a measure among about as many people as are asked for with another filter."""
    where = (ShownFigure.account_id == desk.actor.account, ShownFigure.measure == measure)
    sizes = desk.session.execute(select(ShownFigure.filter, ShownFigure.people).where(*where)).all()
    filters: dict[int, set[str]] = {}
    for one in asked:
        for size in range(one.people - profile.hide_up_to, one.people + profile.hide_up_to + 1):
            filters.setdefault(size, set()).add(one.filter)
    near = {words: people for words, people in sizes if filters.get(people, set()) - {words}}
    if not near:  # counts first: the parts of what is far off in size need not be read
        return []
    between = col(ShownFigure.people).between(min(near.values()), max(near.values()))
    rows = desk.session.execute(select(ShownFigure.filter, ShownFigure.parts).where(*where, between))
    return [Asked(measure, words, parts) for words, parts in rows if words in near]


def differing(asked: Sequence[Asked], shown: Sequence[Asked], profile: Profile) -> list[Asked]:
    """Those of some figures that one of those shown before keeps from being shown; all are of one measure. Pure."""
    found: list[Asked] = []
    for one, earlier in _pairs(asked, shown, profile.hide_up_to):
        try:
            view = View(one.measure, one.filter, _people(one.parts))
            refuse_difference(
                view, [View(each.measure, each.filter, _people(each.parts)) for each in earlier], profile
            )
        except Forbidden:
            found.append(one)
    return found


def _pairs(asked: Sequence[Asked], shown: Sequence[Asked], limit: int) -> Iterator[tuple[Asked, list[Asked]]]:
    """Each figure with those among which are all that differ from it by no more than a limit.

    Of thousands of teams each would be compared with each. But where two sets differ by so few, their rarest people,
    in one order for all, are the same but for those few: among so many more than the limit there are as many in both.
    """
    if not shown:
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
    """Write down what is shown, in place of what the same filter showed before."""
    rows = {
        (one.measure, one.filter): {
            "account_id": desk.actor.account,
            "measure": one.measure,
            "filter": one.filter,
            "people": one.people,
            "parts": dict(one.parts),
            "shown_at": desk.now,
        }
        for one in asked
    }
    shown: defaultdict[str, list[str]] = defaultdict(list)
    for measure, words in rows:
        shown[measure].append(words)
    for measure, filters in shown.items():
        for start in range(0, len(filters), _AT_ONCE):
            before = delete(ShownFigure).where(
                col(ShownFigure.account_id) == desk.actor.account,
                col(ShownFigure.measure) == measure,
                col(ShownFigure.filter).in_(filters[start : start + _AT_ONCE]),
            )
            desk.session.execute(before, execution_options={"synchronize_session": False})
    if rows:
        desk.session.execute(insert(ShownFigure), list(rows.values()))


def _people(parts: Mapping[str, int]) -> frozenset[str]:
    """As many different people as there are, called by their part and a number in it."""
    return frozenset(f"{part}.{number}" for part, count in parts.items() for number in range(count))
