"""What about a post's cover deserves a second look; never about how good anybody is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from store.succession.facts import Candidate, by_post

MANY_POSTS = 3
"""From how many posts on one person's name stands behind too many."""


class FlagKind(StrEnum):
    """What a flag says."""

    ONE_CANDIDATE = "one_candidate"
    NAMED_FOR_MANY = "named_for_many"
    MAY_LEAVE = "may_leave"
    NEVER_TESTED = "never_tested"
    ONE_UNIT = "one_unit"


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag on a post's cover, with the keys of the people that it is about; `unit` where it is about one."""

    kind: FlagKind
    people: tuple[str, ...]
    unit: str = ""


def flags_of(candidates: Iterable[Candidate], on: date) -> dict[str, tuple[Flag, ...]]:
    """The flags of each post that has any.

    Args:
        candidates: Those of all posts that count on the day: see `facts.active`.
        on: The day.
    """
    posts = by_post(candidates)
    named: dict[str, set[str]] = {}
    for post, theirs in posts.items():
        for one in theirs:
            named.setdefault(one.person.key, set()).add(post)
    many = {person for person, behind in named.items() if len(behind) >= MANY_POSTS}
    found = {post: tuple(_flags(theirs, many, on)) for post, theirs in posts.items()}
    return {post: flags for post, flags in found.items() if flags}


def _flags(candidates: tuple[Candidate, ...], many: set[str], on: date) -> Iterable[Flag]:
    people = _keys(candidates)
    if len(people) == 1:
        yield Flag(FlagKind.ONE_CANDIDATE, people)
    if busy := tuple(person for person in people if person in many):
        yield Flag(FlagKind.NAMED_FOR_MANY, busy)
    if leaving := _keys(one for one in candidates if one.may_leave_soon):
        yield Flag(FlagKind.MAY_LEAVE, leaving)
    cover = [one for one in candidates if one.can_act_up]
    if cover and not any(one.cover_tested_on and one.cover_tested_on <= on for one in cover):
        yield Flag(FlagKind.NEVER_TESTED, _keys(cover))
    units = {one.person.unit for one in candidates}
    if len(people) > 1 and len(units) == 1 and (unit := units.pop()):  # of one alone, the first flag says it
        yield Flag(FlagKind.ONE_UNIT, people, unit)


def _keys(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.person.key for one in candidates))
