"""Counting in the database: what the dashboard's shares are made of, among some people, as of a day.

Each source is one query: per person, how many of their records there are and how many of those count; then per group of
people, or per part of everybody. Nothing here is shown before suppression has seen it. What is counted for each measure
is said by its function in `store.measures`, which the tests compare this with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, String, and_, case, func, literal, or_, text, true
from sqlalchemy import cast as sql_cast
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from store import appraisals
from store.equality import answer_of, questions
from store.errors import Invalid
from store.measures.facts import NEW, TwoViews
from store.measures.figures import NOT_STATED, PERIOD_DAYS
from store.measures.talks import ENOUGH_EXAMPLES, HELPFUL
from store.models import (
    CountedFact,
    EqualityAnswer,
    Membership,
    Person,
    Plan,
    PlanAction,
    ReportingLine,
    TalkFigures,
)
from store.plan_figures import CANCELLED, CLASSES

KINDS = ("unit", "level", "manager")
"""By what figures can be split, beside the characteristics of the equality questions."""
PART = 3
"""Characters of a random key that say in which of 4,096 parts of everybody somebody is."""
_GROUP = "group_"
"""The column by which a query groups: by its name, since PostgreSQL takes a second parameter for another value."""
OF_EXPECTED = ("conversation_coverage", "pdp_rate", appraisals.MEASURE)
"""Shares of those who are expected to have something."""
SHARES = (*OF_EXPECTED, "quality", "both_sides_gap", "helpful", "follow_up", "all_formal", "action_on_time")
"""Every measure that `tallies` counts."""
_CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Tally:
    """What a share is made of, before anything is hidden: how many count, of how many, of how many people."""

    count: int = 0
    base: int = 0
    people: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, self.base + other.base, self.people + other.people)


Tallies = dict[str, dict[str, Tally]]
"""By measure and key: a group, or a part of everybody."""


@dataclass(frozen=True, slots=True)
class Among:
    """Whom figures are about, as of which day.

    Attributes:
        whose: The condition on `Person`.
        on: The day.
        everybody: Whether that is nearly everybody.
    """

    whose: ColumnElement[bool]
    on: date
    everybody: bool = False

    @property
    def here(self) -> ColumnElement[bool]:
        """The condition under which one of them is in post on the day."""
        started, left = col(Person.started_on), col(Person.left_on)
        return and_(self.whose, _missing_or(started, started <= self.on), _missing_or(left, left > self.on))

    @property
    def expected(self) -> ColumnElement[bool]:
        """As `here`, without those in their first 90 days. (Absences are not on record.)"""
        started = col(Person.started_on)
        return and_(self.here, _missing_or(started, started <= self.on - NEW))

    def among_these(self, person: Any) -> ColumnElement[bool]:
        """As `here`, of a column of people's keys."""
        return self._of(person, self.here)

    def expects(self, person: Any) -> ColumnElement[bool]:
        """As `expected`, of a column of people's keys."""
        return self._of(person, self.expected)

    def _of(self, person: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        # Of everybody the few others are looked up, rather than nearly all one by one.
        key = col(Person.id)
        found = person.in_(sql_select(key).where(~condition if self.everybody else condition))
        return cast(ColumnElement[bool], ~found if self.everybody else found)

    def recent(self, day: Any) -> ColumnElement[bool]:
        """The condition that a day lies in the year that ends with `on`."""
        return and_(day <= self.on, day > self.on - timedelta(days=PERIOD_DAYS))


@dataclass(frozen=True, slots=True)
class Grouping:
    """How people are put into groups, given the column that says who they are.

    Attributes:
        key: The group.
        joined: Joins to a query what the group follows from.
        by_person: Whether it follows from rows of `Person`.
    """

    key: Callable[[Any], Any]
    joined: Callable[[Any, Any], Any] = lambda wanted, person: wanted
    by_person: bool = False


PARTS = Grouping(lambda person: func.substr(person, 1, PART))
"""Everybody by the beginning of their random keys: enough to tell whether two sets of people are nearly the same."""


def grouping(by: str, on: date) -> Grouping:
    """By unit, level or manager, or by the answer to an equality question. Raises Invalid where it is none of these."""
    if by in {"unit", "level"}:
        named = col(Person.unit) if by == "unit" else col(Person.level)
        key = case((named == "", literal(NOT_STATED)), else_=named)
        return Grouping(lambda person: key, by_person=True)
    if by == "manager":
        manager, line = aliased(Person), aliased(ReportingLine)
        until = col(line.until)
        current = and_(col(line.since) <= on, _missing_or(until, until > on))
        return Grouping(
            lambda person: func.coalesce(col(manager.reference), literal(NOT_STATED)),
            lambda wanted, person: wanted.outerjoin(
                line, and_(col(line.person_id) == person, current)
            ).outerjoin(manager, col(manager.id) == col(line.manager_id)),
        )
    if by in questions():
        return Grouping(
            lambda person: answer_of(by, person)[1],
            lambda wanted, person: wanted.outerjoin(EqualityAnswer, answer_of(by, person)[0]),
        )
    raise Invalid(f"Figures cannot be split by {by!r}; choose one of: {', '.join((*KINDS, *questions()))}.")


def make_room(session: Session) -> None:
    """Let this transaction count in memory: a hundred thousand people's records are some tens of megabytes."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL work_mem = '64MB'"))
        session.execute(text("SET LOCAL enable_nestloop = off"))  # how many groups come out it cannot foresee
        session.execute(text("SET LOCAL jit = off"))  # to compile these queries takes longer than to run them


def people(session: Session, among: Among, how: Grouping) -> dict[str, int]:
    """How many people in post there are in each group."""
    return group_sizes(session, among.here, how)


def people_in_parts(session: Session, among: Among, how: Grouping) -> dict[str, dict[str, int]]:
    """How many people in post of each group there are in each part of everybody."""
    part = PARTS.key(col(Person.id)).label("part_")
    found: dict[str, dict[str, int]] = {}
    wanted = _grouped(how, part, func.count()).where(among.here).group_by(_GROUP, "part_")
    for group, one, count in session.execute(wanted):
        found.setdefault(group, {})[one] = count
    return found


def levels(session: Session, among: Among, how: Grouping) -> dict[tuple[str, str], int]:
    """How many people in post there are at each level in each group."""
    level = case((col(Person.level) == "", literal(NOT_STATED)), else_=col(Person.level)).label("level_")
    wanted = _grouped(how, level, func.count()).where(among.here).group_by("level_", _GROUP)
    return {(one, group): count for group, one, count in session.execute(wanted)}


def group_of(session: Session, whose: ColumnElement[bool], how: Grouping) -> dict[str, str]:
    """In which group each of those is for whom a condition on `Person` holds."""
    rows = session.connection().execute(_grouped(how, col(Person.id)).where(whose)).all()
    return {person: group for group, person in rows}


def group_sizes(session: Session, whose: ColumnElement[bool], how: Grouping) -> dict[str, int]:
    """How many people there are in each group for whom a condition on `Person` holds."""
    return dict(session.execute(_grouped(how, func.count()).where(whose).group_by(_GROUP)).all())


def _grouped(how: Grouping, *columns: Any) -> Any:
    """People's groups, and whatever else is asked of them."""
    person = col(Person.id)
    return how.joined(sql_select(how.key(person).label(_GROUP), *columns).select_from(Person), person)


def nominated() -> ColumnElement[bool]:
    """The condition that somebody was ever nominated for a pool."""
    return col(Person.id).in_(sql_select(col(Membership.person_id)))


def talked_twice(among: Among) -> ColumnElement[bool]:
    """The condition that somebody has had two conversations in the past year."""
    key = col(TalkFigures.person_id)
    twice = (
        sql_select(key).where(among.recent(col(TalkFigures.signed_on))).group_by(key).having(func.count() > 1)
    )
    return and_(among.here, col(Person.id).in_(twice))


def tallies(session: Session, among: Among, how: Grouping) -> Tallies:
    """Every share that is counted here, by measure and group; and of the mix, the actions of each class."""
    found: Tallies = {}
    for records in (
        _talks(among),
        _reviews(among),
        _plans(among),
        _actions(among),
        _Records(*appraisals.counted(among.recent)),
    ):
        _tally(session, found, records, among, how)
    expected = group_sizes(session, among.expected, how)
    for measure in OF_EXPECTED if appraisals.on_record(session) else OF_EXPECTED[:-1]:
        having = found.get(measure, {})
        found[measure] = {
            group: Tally(having.get(group, Tally()).people, count, count) for group, count in expected.items()
        }
    return found


def ratings(session: Session, among: Among, how: Grouping) -> dict[str, dict[tuple[str, str], int]]:
    """By performance, how many of a (group, potential), as managers saw both, on record and not expired on the day."""
    performance, potential = aliased(CountedFact), aliased(CountedFact)
    spelt = [sql_cast(col(fact.value), String) for fact in (performance, potential)]
    wanted = _grouped(how, spelt[0].label("performance_"), spelt[1].label("potential_"), func.count())
    for fact, name in ((performance, "performance"), (potential, "potential")):
        wanted = wanted.join(
            fact,
            and_(
                col(fact.person_id) == col(Person.id),
                col(fact.field) == name,
                col(fact.side) == "manager",
                col(fact.signed_on) <= among.on,
                col(fact.expires_on) > among.on,
            ),
        )
    rows = session.execute(wanted.where(among.here).group_by("performance_", _GROUP, "potential_"))
    cells: dict[str, dict[tuple[str, str], int]] = {}
    for group, level, place, count in rows:  # JSON spells a word with quotation marks around it
        cells.setdefault(level.strip('"'), {})[group, place.strip('"')] = count
    return cells


def two_views(session: Session, among: Among) -> list[TwoViews]:
    """Of those with two conversations in the past year that say both, what the last two say. Older ones have expired
    and count as nothing."""
    columns: list[Any] = [TalkFigures.person_id, TalkFigures.performance, TalkFigures.potential]
    wanted = (
        sql_select(*columns)
        .join(Person, col(Person.id) == col(TalkFigures.person_id))
        .where(
            among.here,
            among.recent(col(TalkFigures.signed_on)),
            col(TalkFigures.performance).is_not(None),
            col(TalkFigures.potential).is_not(None),
        )
        .order_by(col(TalkFigures.person_id), col(TalkFigures.signed_on))
    )
    said: dict[str, list[tuple[str, str]]] = {}
    for person, performance, potential in session.execute(wanted):
        said.setdefault(person, []).append((performance, potential))
    return [
        TwoViews(person, (one[-2][0], one[-1][0]), (one[-2][1], one[-1][1]))
        for person, one in said.items()
        if len(one) > 1
    ]


@dataclass(frozen=True, slots=True)
class _Records:
    """Records of one kind that could count.

    Attributes:
        person: The column that says whose they are.
        wanted: Adds to a query where the records are, and which of them could count.
        columns: By measure, whether a record is in the base, and whether it counts.
        amounts: What is only added up, by what it is called among tallies.
    """

    person: Any
    wanted: Callable[[Any], Any]
    columns: Mapping[str, tuple[Any, Any]]
    amounts: Mapping[str, Any] = field(default_factory=dict)


def _talks(among: Among) -> _Records:
    counts = col(TalkFigures.placed_until) > among.on  # what has expired counts as nothing
    both = and_(counts, col(TalkFigures.placed_individual), col(TalkFigures.placed_manager))
    grounded = and_(
        col(TalkFigures.dated_examples) >= ENOUGH_EXAMPLES, both, col(TalkFigures.dated_actions) > 0
    )
    return _Records(
        col(TalkFigures.person_id),
        lambda start: start.where(among.recent(col(TalkFigures.signed_on))),
        {
            "conversation_coverage": (true(), true()),
            "quality": (true(), grounded),
            "both_sides_gap": (both, col(TalkFigures.differ)),
            "helpful": (col(TalkFigures.helpful).is_not(None), col(TalkFigures.helpful) >= HELPFUL),
        },
    )


def _reviews(among: Among) -> _Records:
    held = col(TalkFigures.reviewed_on) <= among.on
    return _Records(
        col(TalkFigures.person_id),
        lambda start: start.where(among.recent(col(TalkFigures.review_on))),
        {"follow_up": (true(), held)},
    )


def _plans(among: Among) -> _Records:
    """Agreed plans that are neither closed nor past their last day, with their actions but for the cancelled ones."""
    ends, formal = col(Plan.period_end), col(Plan.formal)
    every = col(Plan.doing) + col(Plan.with_others) + formal + col(Plan.unclassed)
    return _Records(
        col(Plan.owner_id),
        lambda start: start.where(
            col(Plan.agreed_on) <= among.on, col(Plan.status) != _CLOSED, _missing_or(ends, ends >= among.on)
        ),
        {"pdp_rate": (among.recent(col(Plan.agreed_on)), true()), "all_formal": (every > 0, every == formal)},
        {mix(share): getattr(Plan, column) for share, column in CLASSES.items()},
    )


def _actions(among: Among) -> _Records:
    """Actions of agreed plans whose day was in the past year."""
    due, done = col(PlanAction.due), col(PlanAction.done_on)
    return _Records(
        col(PlanAction.owner_id),
        lambda start: start.where(
            among.recent(due), col(PlanAction.status) != CANCELLED, col(PlanAction.agreed_on) <= among.on
        ),
        {"action_on_time": (true(), and_(done <= due, done <= among.on))},
    )


def _several(condition: Any) -> Any:
    """How many rows there are for which a condition holds."""
    return func.count().filter(condition)


def mix(share: int | None) -> str:
    """What the actions of a class are called among tallies."""
    return f"mix of {share}"


def _tally(session: Session, found: Tallies, records: _Records, among: Among, how: Grouping) -> None:
    sums: list[Any] = []
    for measure, (base, counts) in records.columns.items():
        sums += [
            _several(base).label(f"base_{measure}"),
            _several(and_(base, counts)).label(f"count_{measure}"),
        ]
    sums += [func.sum(number).label(name) for name, number in records.amounts.items()]
    start = records.wanted(sql_select(records.person.label("person_"), *sums))
    each = start.group_by(records.person).subquery()
    person = each.c.person_
    wanted: list[Any] = [how.key(person).label(_GROUP)]
    for measure in records.columns:
        base = each.c[f"base_{measure}"]
        counted = base > 0
        if measure in OF_EXPECTED:
            counted = and_(counted, among.expects(person))
        wanted += [func.sum(each.c[f"count_{measure}"]), func.sum(base), _several(counted)]
    wanted += [func.sum(each.c[name]) for name in records.amounts]
    rows = sql_select(*wanted).select_from(each)
    if how.by_person:
        rows = rows.join(Person, col(Person.id) == person)
    rows = how.joined(rows, person).where(among.among_these(person)).group_by(_GROUP)
    for group, *numbers in session.execute(rows):
        for place, measure in enumerate(records.columns):
            count, base, behind = map(int, numbers[3 * place : 3 * place + 3])
            if base:
                found.setdefault(measure, {})[group] = Tally(count, base, behind)
        for name, number in zip(records.amounts, numbers[3 * len(records.columns) :], strict=True):
            found.setdefault(name, {})[group] = Tally(int(number))


def _missing_or(column: Any, condition: Any) -> ColumnElement[bool]:
    return or_(column.is_(None), condition)
