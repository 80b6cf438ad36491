"""What an account was shown before, so that no figure beside an earlier one tells of a few people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from store.desk import Desk
from store.errors import Forbidden
from store.models import ShownFigure
from store.suppression import Profile, View, refuse_difference


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
    wanted = select(ShownFigure).where(
        ShownFigure.account_id == desk.actor.account,
        col(ShownFigure.measure).in_({one.measure for one in asked}),
    )
    # counts first: the parts of what is far off in size need not be read
    counts = desk.session.execute(
        wanted.with_only_columns(col(ShownFigure.measure), col(ShownFigure.filter), col(ShownFigure.people))
    ).all()
    earlier: dict[str, list[tuple[str, int]]] = {}
    for measure, words, people in counts:
        earlier.setdefault(measure, []).append((words, people))
    found: set[tuple[str, str]] = set()
    for one in asked:
        size = one.people
        for words, people in earlier.get(one.measure, ()):
            if words == one.filter or abs(people - size) > profile.hide_up_to:
                continue
            row = desk.session.get_one(ShownFigure, (desk.actor.account, one.measure, words))
            try:
                refuse_difference(
                    View(one.measure, one.filter, _people(one.parts)),
                    [View(row.measure, row.filter, _people(row.parts))],
                    profile,
                )
            except Forbidden:
                found.add((one.measure, one.filter))
                break
    return frozenset(found)


def remember(desk: Desk, asked: Sequence[Asked]) -> None:
    """Write down what is shown, in place of what the same filter showed before."""
    for one in asked:
        row = desk.session.get(ShownFigure, (desk.actor.account, one.measure, one.filter))
        row = row or ShownFigure(
            account_id=desk.actor.account,
            measure=one.measure,
            filter=one.filter,
            people=0,
            parts={},
            shown_at=desk.now,
        )
        row.people, row.parts, row.shown_at = one.people, dict(one.parts), desk.now
        desk.session.add(row)
    desk.session.flush()


def _people(parts: Mapping[str, int]) -> frozenset[str]:
    """As many different people as there are, called by their part and a number in it."""
    return frozenset(f"{part}.{number}" for part, count in parts.items() for number in range(count))
