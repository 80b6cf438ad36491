"""What measures are worked out from: dates and keys, never what anybody said. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from store.days import months_after

NEW = timedelta(days=90)
"""How long somebody is new, and not yet expected to have had a conversation."""
LONG_ABSENCE_MONTHS = 6
Source = Literal["own", "system", "pool", "agency", "elsewhere"]
"""Where somebody who fills a post comes from."""
Class = Literal[70, 20, 10]


@dataclass(frozen=True, slots=True)
class Absence:
    """A time away, from a day until (not including) another, or until nobody knows when. Never why."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody's time here; a start that nobody has written down is taken as long ago."""

    key: str
    started_on: date | None = None
    left_on: date | None = None
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Somebody's appraisal; None while it is not completed."""

    person: str
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class Talk:
    """A talent conversation, as its record shows it.

    Attributes:
        signed_on: When both had signed; None while they have not.
        dated_examples: How many examples with a date it has.
        placed_individual: Whether the person has placed themself; placed_manager: whether the manager has.
        differ: Whether the two sides' placements differ; meaningless unless there are both.
        dated_actions: How many actions with a date it has led to.
        helpful: How helpful the person found it, from 1 to 5; None where they did not say.
    """

    key: str
    person: str
    signed_on: date | None
    dated_examples: int = 0
    placed_individual: bool = False
    placed_manager: bool = False
    differ: bool = False
    dated_actions: int = 0
    helpful: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An action of a plan; `share` is its class where it is known: 70 by doing, 20 with others, 10 formal."""

    key: str
    due: date | None = None
    finished_on: date | None = None
    cancelled: bool = False
    share: Class | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A development plan: agreed on a day, and looked at again on another."""

    key: str
    owner: str
    agreed_on: date | None = None
    reviewed_on: date | None = None
    ends_on: date | None = None
    closed: bool = False
    actions: tuple[Action, ...] = ()

    def current(self, on: date) -> bool:
        """Whether it is agreed, and neither closed nor past its last day."""
        agreed = self.agreed_on is not None and self.agreed_on <= on
        return agreed and not self.closed and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Review:
    """A review of something with somebody: when it was due, and when it was held."""

    key: str
    person: str
    due_on: date
    held_on: date | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A post that had to be filled."""

    key: str
    post: str
    opened_on: date
    filled_on: date | None = None
    filled_from: Source | None = None
    rounds: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's time in a pool; `appointed` is whether they left it for a post."""

    person: str
    joined_on: date
    expires_on: date
    ended_on: date | None = None
    appointed: bool = False


@dataclass(frozen=True, slots=True)
class Nomination:
    """Somebody put forward for a pool: by whom (a role's name), and what was decided; None while nothing is."""

    key: str
    person: str
    source: str
    on: date
    accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class TwoViews:
    """What was recorded of somebody twice, a conversation apart: keys of performance and of potential."""

    person: str
    performance: tuple[str, str]
    potential: tuple[str, str]


def in_post(people: Iterable[Employee], on: date) -> frozenset[str]:
    """Who is employed on a day."""
    return frozenset(
        one.key
        for one in people
        if (one.started_on is None or one.started_on <= on) and (one.left_on is None or on < one.left_on)
    )


def population(people: Iterable[Employee], on: date) -> frozenset[str]:
    """Who is expected to have had a conversation, a plan, an appraisal: in post on the day, less those who have been
    away for more than six months and those in their first 90 days."""
    people = tuple(people)
    here = in_post(people, on)
    return frozenset(
        one.key for one in people if one.key in here and not _new(one, on) and not _long_away(one, on)
    )


def _new(one: Employee, on: date) -> bool:
    return one.started_on is not None and on - one.started_on < NEW


def _long_away(one: Employee, on: date) -> bool:
    return any(
        months_after(away.since, LONG_ABSENCE_MONTHS) < on and (away.until is None or on < away.until)
        for away in one.absences
    )
