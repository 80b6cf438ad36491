"""Memberships: told what was decided, reviewed with the person, paused, and ended with thanks and a next step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

from store import checks
from store.days import months_after
from store.desk import Desk, Service, person_by_reference, writes
from store.errors import Forbidden, Invalid
from store.models import Membership
from store.pool_life import State, Step
from store.pool_rules import OUTCOMES, rules
from store.pools.rows import found_member, found_pool, goodbye, now_of, own_person, refuse_own_line, take
from store.pools.views import Wants

_BY_HR = tuple(one for one in OUTCOMES if one != "pool_closed")
_ON_THE_WAY = ("withdrew", "left_employer", "lapsed")
"""How a nomination can end that nobody has decided about."""


class Memberships(Service):
    """What comes after a decision. Nobody is reviewed, paused or removed by their own line manager."""

    @writes("pool.tell")
    def tell(self, desk: Desk, name: str, person: str, how: str) -> None:
        """Note that somebody was told what was decided about them, and why, with no promise of a post.

        Args:
            how: In what way.

        Raises:
            Forbidden: nothing is decided, or they were told.
        """
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        member = found_member(desk, pool, who)
        if member.decided_on is None:
            raise Forbidden(f"Nothing has been decided about {who.name} for the pool {pool.name} yet.")
        if member.told_on is not None:
            raise Forbidden(f"{who.name} was told on {member.told_on}.")
        take(desk, member, pool, who, Step.TELL, checks.reason(how, "note on how they were told"))
        member.told_on = desk.today

    @writes("pool.agree")
    def read(self, desk: Desk, name: str) -> None:
        """Note that one has read what was decided about oneself; nothing happens where there is nothing new."""
        pool, me = found_pool(desk, name), own_person(desk)
        member = found_member(desk, pool, me)
        if member.decided_on is None or member.read_on is not None:
            return
        if now_of(member, pool, me.left_on, desk.today).state in {State.AGREED, State.EXPIRED}:
            return
        take(desk, member, pool, me, Step.READ)
        member.read_on = desk.today
        member.told_on = member.told_on or desk.today

    @writes("pool.review")
    def review(
        self,
        desk: Desk,
        name: str,
        person: str,
        *,
        wants: str,
        evidence: str,
        progress: str,
        ready_on: date | None = None,
        next_on: date | None = None,
    ) -> None:
        """Note a review that was held with the person.

        Args:
            wants: Whether they still want it: yes, no or unsure.
            evidence: What shows how it goes.
            progress: What has moved since the last time.
            ready_on: When they think they will be ready.
            next_on: The day of the next review; None is after the pool's period, which it cannot be beyond.

        Raises:
            Forbidden: not in the pool, or their own line manager.
            Invalid: an answer is missing, or the next day is not in time.
        """
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        member = found_member(desk, pool, who)
        refuse_own_line(desk, who)
        if wants not in get_args(Wants):
            raise Invalid(
                f"Whether they still want it is one of {', '.join(get_args(Wants))}, not {wants!r}."
            )
        latest = months_after(desk.today, pool.review_months)
        following = next_on or latest
        if not desk.today < following <= latest:
            raise Invalid(f"The next review is between tomorrow and {latest}: give a day in that time.")
        detail = {
            "wants": wants,
            "evidence": rules().reason(checks.text(evidence, "evidence"), "the evidence"),
            "ready_on": f"{ready_on}" if ready_on else None,
            "review_on": f"{following}",
        }
        take(desk, member, pool, who, Step.REVIEW, progress, detail=detail)
        member.review_on = following

    @writes("pool.pause")
    def pause(self, desk: Desk, name: str, person: str, reason: str, until: date) -> None:
        """Pause a membership, one's own or (HR) somebody's: the place is kept, and the last day moves with it.

        Raises:
            Forbidden: not in the pool, or their own line manager.
            Invalid: no reason, or a day that has gone by or is too far away.
        """
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        member = found_member(desk, pool, who)
        refuse_own_line(desk, who)
        latest = months_after(desk.today, rules().pause_months)
        if not desk.today < until <= latest:
            raise Invalid(f"A pause ends between tomorrow and {latest}: give a day in that time.")
        moved = _later(member, until - desk.today)
        take(desk, member, pool, who, Step.PAUSE, reason, detail={"until": f"{until}", **_told(moved)})
        _move(member, moved)
        member.paused_until = until

    @writes("pool.pause")
    def resume(self, desk: Desk, name: str, person: str, reason: str = "") -> None:
        """End a pause; where that is sooner than was thought, the last day moves back by as much."""
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        member = found_member(desk, pool, who)
        refuse_own_line(desk, who)
        back = min(desk.today - member.paused_until, timedelta()) if member.paused_until else timedelta()
        moved = _later(member, back)
        take(desk, member, pool, who, Step.RESUME, reason, detail=_told(moved))
        _move(member, moved)
        member.paused_until = None

    @writes("pool.leave")
    def leave(
        self,
        desk: Desk,
        name: str,
        person: str,
        reason: str = "",
        outcome: str | None = None,
        next_step: str = "",
    ) -> None:
        """Leave a pool, or take a nomination back, oneself; or (HR) end somebody's membership, never in silence.

        Args:
            reason: Why; one's own leaving needs none.
            outcome: How it ended, of those in `pools.yaml`; one's own leaving is always withdrew.
            next_step: What they are offered or do next; needed of HR.

        Raises:
            Forbidden: not in the pool nor on the way, or their own line manager.
            Invalid: HR without a reason, an outcome or a next step.
        """
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        member = found_member(desk, pool, who)
        if who.id == desk.actor.person:
            if outcome not in {None, "withdrew"}:
                raise Invalid("Leaving a pool oneself is always noted as: withdrew.")
            code = "withdrew"
            take(
                desk, member, pool, who, Step.WITHDRAW, reason, detail=goodbye(pool, code, next_step.strip())
            )
        else:
            refuse_own_line(desk, who)
            code = _code(outcome, in_pool=member.state in {State.ACTIVE.value, State.PAUSED.value})
            following = rules().reason(checks.text(next_step, "next step"), "a next step")
            take(desk, member, pool, who, Step.LEAVE, reason, detail=goodbye(pool, code, following))
            if code == "criteria_no_longer_met":
                member.decided_on, member.tell_by = desk.today, rules().tell_by(desk.today, desk.holidays)
                member.told_on = member.read_on = None
        member.outcome = code


def _code(outcome: str | None, *, in_pool: bool) -> str:
    there = _BY_HR if in_pool else _ON_THE_WAY
    if outcome not in there:
        raise Invalid(
            f"Say how it ended: one of {', '.join(there)}; a pool as a whole is ended by: pool close"
        )
    assert outcome is not None
    return outcome


def _later(member: Membership, by: timedelta) -> dict[str, date]:
    """The days of a membership, moved."""
    days = {"review_on": member.review_on, "expires_on": member.expires_on}
    return {name: day + by for name, day in days.items() if day is not None}


def _told(days: dict[str, date]) -> dict[str, str]:
    """Days as a step's detail has them."""
    return {name: f"{day}" for name, day in days.items()}


def _move(member: Membership, days: dict[str, date]) -> None:
    for name, day in days.items():
        setattr(member, name, day)
