"""Answers about talent pools: one's own standing, and whom of their people the account may see."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.own_records.look import Look
from assistant.own_records.periods import Period
from assistant.own_records.shown import CannotShow, Shown, Statement, days_off, listed, plain
from assistant.pool_page import standing
from store.errors import NotAllowed
from store.views import MemberView

_POOLS = "talent pool list, or Pools (F5)"
_IN_POOL = frozenset({"active", "review_due", "paused"})
_WAITING = frozenset({"agreed"})
_STANDS = {"active": "member", "review_due": "member, review due", "paused": "paused", "agreed": "with the panel",
           "nominated": "nominated, has not answered yet"}  # fmt: skip
_SOON = timedelta(days=30)
_ENDS = re.compile(r"\bexpir|\bruns? out\b|\brunning out\b|\bends?\b|\bending\b|\bis up\b|\bare up\b")
_NOT_YOURS = (
    "Who is in pools is seen by HR, by panels for the cases put to them, and by managers for their own team."
)


def own_standing(look: Look) -> Shown:
    """Where one stands oneself in a pool, or in every one, and why."""
    _ = look.me
    try:
        found = standing(look.records, look.asked.pool or None)
    except NotAllowed as error:
        raise CannotShow(f"{error}") from error
    if not found:
        return Shown((Statement("There is no talent pool here yet.", (), _POOLS),))
    items = [f"{one.pool}: {one.state.replace('_', ' ')}. {plain(' '.join(one.sentences))}" for one in found]
    text = "This is where you stand, and why:"
    return Shown(
        (Statement(text, tuple(items), _where(look)),),
        ("Anybody else's standing; and what a panel has not decided yet.",),
    )


def members(look: Look) -> Shown:
    """Who is in a pool, as far as the account may see them by name; a number of all for nobody who may not."""
    theirs = _of_pool(look)
    inside = [one for one in theirs if one.state in _IN_POOL]
    asked_for = look.asked.pool or "talent pools"
    if look.is_hr and look.asked.whom not in {"team", "person", "nobody"}:
        text = f"{_people(len(inside))} in {asked_for} now{':' if inside else '.'}"
        rest = f" {len([one for one in theirs if one.state in _WAITING])} are with a panel." if theirs else ""
        return Shown(
            (Statement(text, listed(_line(one) for one in inside), _where(look)),),
            (f"People who were put forward and are not in it.{rest}",),
        )
    seen = [one for one in theirs if one.state in _STANDS]
    stand = f"{len(seen)} {'stands' if len(seen) == 1 else 'stand'} in {asked_for}"
    text = f"Of the people whose pool records you may see, {stand}{_stop(seen)}"
    return Shown(
        (Statement(text, listed(_line(one) for one in seen), _where(look)),),
        (f"How many there are in all. {_NOT_YOURS}",),
    )


def reviews(look: Look) -> Shown:
    """Whose membership is to be reviewed."""
    found = [one for one in _of_pool(look) if one.state in _IN_POOL and one.review_on]
    if _ENDS.search(look.asked.text):
        return _ending(look, [one for one in found if one.expires_on])
    late = [one for one in found if one.review_on and one.review_on < look.today]
    period = look.asked.period or Period("", look.today, look.today + _SOON)
    statements: list[Statement] = []
    if not look.asked.late:
        there = [one for one in found if one.review_on and period.holds(one.review_on)]
        late = [one for one in late if one not in there]
        text = f"{_memberships(there)} to be reviewed {period.words}{_stop(there)}"
        statements.append(Statement(text, _due(there, look.today), _where(look)))
    if late or look.asked.late:
        text = f"{_memberships(late)} past the day of review{_stop(late)}"
        statements.append(Statement(text, _due(late, look.today), _where(look)))
    return Shown(tuple(statements), () if look.is_hr else (_NOT_YOURS,))


def _ending(look: Look, found: list[MemberView]) -> Shown:
    period = look.asked.period or Period("", look.today, look.today + _SOON)
    ends = sorted(
        (one.expires_on, one.person.name, one.pool)
        for one in found
        if one.expires_on and period.holds(one.expires_on)
    )
    number = f"{len(ends) or 'No'} membership{'' if len(ends) == 1 else 's'}"
    text = f"{number} of those you may see {'ends' if len(ends) == 1 else 'end'} {period.words}{':' if ends else '.'}"
    items = (f"{name}, {pool}: {on}, {days_off(on, look.today)}" for on, name, pool in ends)
    return Shown((Statement(text, listed(items), _where(look)),), () if look.is_hr else (_NOT_YOURS,))


def decisions(look: Look) -> Shown:
    """Who waits for a panel's decision, and who has still to be told of one."""
    theirs = _of_pool(look)
    waiting = [one for one in theirs if one.state in _WAITING]
    text = f"{_people(len(waiting))} waiting for a panel's decision{':' if waiting else '.'}"
    items = [f"{one.person.name} for {one.pool}, nominated on {one.nominated_on}" for one in waiting]
    statements = [Statement(text, listed(items), _where(look))]
    untold = sorted(
        (one.tell_by, one.person.name, one.pool)
        for one in theirs
        if one.decided_on and not one.told_on and one.tell_by
    )
    if untold:
        items = [
            f"{name}, {pool}: to be told by {by}, {days_off(by, look.today)}" for by, name, pool in untold
        ]
        statements.append(
            Statement("Decided, and the person has not been told:", listed(items), _where(look))
        )
    note = "A day by which a panel has to decide: none is kept; once it has, the day by which the person is told is."
    return Shown(tuple(statements), (note, *(() if look.is_hr else (_NOT_YOURS,))))


def _of_pool(look: Look) -> list[MemberView]:
    """The memberships that are asked about, among those that the account may see."""
    try:
        found = look.records.pools.members(look.asked.pool or None)
    except NotAllowed as error:
        raise CannotShow(f"{_NOT_YOURS}") from error
    asked = look.asked
    if asked.whom in {"person", "nobody"}:
        people = {one.reference for one in look.scope.people}
        return [one for one in found if one.person.reference in people]
    if asked.whom == "team":
        people = {one.reference for one in look.scope.people}
        return [one for one in found if one.person.reference in people]
    return [one for one in found if not asked.unit or one.person.unit == asked.unit]


def _line(one: MemberView) -> str:
    since = f" since {one.joined_on}" if one.joined_on else ""
    stands = _STANDS.get(one.state, one.state.replace("_", " "))
    return f"{one.person.name} ({one.person.reference}), {one.pool}: {stands}{since}"


def _due(found: list[MemberView], today: date) -> tuple[str, ...]:
    ordered = sorted(found, key=lambda one: (one.review_on or today, one.person.name))
    return listed(
        f"{one.person.name}, {one.pool}: {one.review_on}, {days_off(one.review_on or today, today)}"
        for one in ordered
    )


def _where(look: Look) -> str:
    return f'talent pool show "{look.asked.pool}", or Pools (F5)' if look.asked.pool else _POOLS


def _people(number: int) -> str:
    return "Nobody is" if number == 0 else "1 person is" if number == 1 else f"{number} people are"


def _memberships(found: list[MemberView]) -> str:
    number = (
        "No membership" if not found else "1 membership" if len(found) == 1 else f"{len(found)} memberships"
    )
    return f"{number} of those you may see {'is' if len(found) < 2 else 'are'}"


def _stop(found: list[MemberView]) -> str:
    return ":" if found else "."
