"""What is known of a post and of those named for it, and what of that counts on a day. Pure.

Whoever fills these says only what people have written down; nothing here is ever inferred from age, absence or pay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from store.errors import Invalid

GROUNDS_NEEDED = 2
"""How many grounds make a post critical, unless an organisation says otherwise."""


class Ground(StrEnum):
    """Why a post may be critical."""

    STRATEGY = "strategy"
    SAFETY = "safety"
    SCARCE_SKILL = "scarce_skill"
    LONG_TIME_TO_FILL = "long_time_to_fill"
    SINGLE_HOLDER = "single_holder"
    LEGAL_DUTY = "legal_duty"


class Readiness(StrEnum):
    """How soon somebody could take up a role, as people have judged."""

    READY_NOW = "ready_now"
    WITHIN_1 = "within_1"
    WITHIN_3 = "within_3"
    WITHIN_5 = "within_5"
    NOT_SEEKING = "not_seeking"
    TOO_EARLY = "too_early"


class Horizon(StrEnum):
    """Years from now, soonest first."""

    NOW = "now"
    WITHIN_1 = "0-1"
    WITHIN_3 = "1-3"
    WITHIN_5 = "3-5"


HORIZONS = {
    Readiness.READY_NOW: Horizon.NOW,
    Readiness.WITHIN_1: Horizon.WITHIN_1,
    Readiness.WITHIN_3: Horizon.WITHIN_3,
    Readiness.WITHIN_5: Horizon.WITHIN_5,
}
"""The horizon of each readiness. Who is not seeking, or too early to say, is on none."""


class Wants(StrEnum):
    """Whether somebody wants the post they are named for."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody who works here, or did.

    Attributes:
        key: Whom; names stay outside.
        unit: Where; empty where that is not known.
        left_on: From which day they are no longer here; None while nobody knows of one.
    """

    key: str
    unit: str = ""
    left_on: date | None = None

    def here(self, on: date) -> bool:
        """Whether they are employed on a day."""
        return self.left_on is None or on < self.left_on


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who is doing a post's work for the time being, from a day until (not including) another."""

    person: Somebody
    since: date
    until: date | None = None

    def now(self, on: date) -> bool:
        """Whether they do it on a day."""
        return self.since <= on and (self.until is None or on < self.until) and self.person.here(on)


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its last review left it.

    Attributes:
        key: Which.
        holder: Who holds it; None where it is vacant, or nobody knows.
        vacant_since: Since when it is vacant; None where it is not known to be.
        last_reviewed: When all of this was last looked at; None for never.
        hard_to_recruit: Whether somebody from outside would be hard to find.
        may_leave_soon: Whether the holder is known to leave: told by them, by notice or by a contract's end.
        acting: Who does its work meanwhile.
        grounds: Why it may be critical.

    Raises:
        Invalid: it has a holder and is vacant too.
    """

    key: str
    holder: Somebody | None = None
    vacant_since: date | None = None
    last_reviewed: date | None = None
    hard_to_recruit: bool = False
    may_leave_soon: bool = False
    acting: Acting | None = None
    grounds: frozenset[Ground] = frozenset()
    unit: str = ""
    family: str = ""

    def __post_init__(self) -> None:
        if self.holder is not None and self.vacant_since is not None:
            raise Invalid(f"The post {self.key} has a holder and is vacant; say which of the two it is.")

    def vacant(self, on: date) -> bool:
        """Whether it is vacant on a day."""
        return self.vacant_since is not None and self.vacant_since <= on

    def filled(self, on: date) -> bool:
        """Whether somebody who is employed holds it. A holder who has gone leaves it neither filled nor vacant."""
        return self.holder is not None and self.holder.here(on)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody named for a post: to follow, as emergency cover, or both.

    Attributes:
        post: The post's key.
        readiness: How soon they could take it up; None for emergency cover alone.
        wants_it: What they say themselves.
        can_act_up: Whether they could fill in at once for a short time.
        agreed_on: When they agreed to be named; None where they have not, or no longer do.
        expires_on: From which day the judgement counts as nothing; without one it never counts.
        may_leave_soon: Whether they are known to leave.
        cover_tested_on: When their filling in was last tried out.
    """

    post: str
    person: Somebody
    readiness: Readiness | None = None
    wants_it: Wants = Wants.UNSURE
    can_act_up: bool = False
    agreed_on: date | None = None
    expires_on: date | None = None
    may_leave_soon: bool = False
    cover_tested_on: date | None = None

    @property
    def horizon(self) -> Horizon | None:
        """How soon they could follow; None for emergency cover, and for whoever does not seek it."""
        return HORIZONS.get(self.readiness) if self.readiness else None

    def active(self, on: date) -> bool:
        """Whether it counts on a day: agreed to, not expired, and of somebody employed."""
        return counts(self.person, self.agreed_on, self.expires_on, on)

    def follows(self, on: date) -> bool:
        """Whether they are an active successor: on a horizon, and without having said that they do not want it."""
        return self.active(on) and self.horizon is not None and self.wants_it is not Wants.NO


def counts(person: Somebody, agreed_on: date | None, expires_on: date | None, on: date) -> bool:
    """Whether a judgement of somebody counts on a day: they have agreed, it has not expired, they are employed."""
    agreed = agreed_on is not None and agreed_on <= on
    return agreed and expires_on is not None and on < expires_on and person.here(on)


def is_critical(post: Post, needed: int = GROUNDS_NEEDED) -> bool:
    """Whether enough grounds are given for a post to be critical."""
    return len(post.grounds) >= needed


def active(posts: Iterable[Post], candidates: Iterable[Candidate], on: date) -> Iterator[Candidate]:
    """The candidates of these posts that count on a day; nobody follows themself, so a post's holder is left out."""
    holders = {post.key: post.holder.key if post.holder else None for post in posts}
    for one in candidates:
        if one.post in holders and holders[one.post] != one.person.key and one.active(on):
            yield one


def by_post(candidates: Iterable[Candidate]) -> dict[str, tuple[Candidate, ...]]:
    """Candidates by their post, each post's by their person's key: nobody's place in a list says anything."""
    found: dict[str, list[Candidate]] = {}
    for one in sorted(candidates, key=lambda candidate: candidate.person.key):
        found.setdefault(one.post, []).append(one)
    return {post: tuple(named) for post, named in found.items()}
