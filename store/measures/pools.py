"""Pools, programmes, moves, money and the guidance. Each function is a measure of that name in the data file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from store.measures.facts import Member, Nomination, Review
from store.measures.figures import Counted, Frame, Groups, Measure, Spread

State = Literal["active", "expired", "appointed", "left"]


def pool_members(frame: Frame, members: Iterable[Member]) -> Spread[State]:
    """Everybody who was in a pool in the past year, by where they stand now. Who has expired is no member."""
    counts = Counter(state for one in members if (state := _state(frame, one)))
    states: tuple[State, ...] = ("active", "expired", "appointed", "left")
    return frame.spread("pool_members", {state: counts[state] for state in states})


def pool_added(frame: Frame, members: Iterable[Member]) -> Measure:
    """How many of them joined in the past year."""
    concerned = {f"{one.person} {one.joined_on}": one for one in members if _state(frame, one)}
    new = frozenset(key for key, one in concerned.items() if frame.recent(one.joined_on))
    return frame.share("pool_added", Counted({key: one.person for key, one in concerned.items()}, new))


def pool_reviews_on_time(frame: Frame, reviews: Iterable[Review]) -> Measure:
    """How many reviews of memberships were held by their day, of those due in the past year."""
    due = [one for one in reviews if frame.recent(one.due_on)]
    held = frozenset(one.key for one in due if one.held_on and one.held_on <= one.due_on)
    return frame.share("pool_reviews_on_time", Counted({one.key: one.person for one in due}, held))


def nominations_by_source(frame: Frame, nominations: Iterable[Nomination]) -> Spread[str]:
    """Who nominated, in the past year."""
    return frame.spread("nominations_by_source", Counter(one.source for one in _recent(frame, nominations)))


def nominated(frame: Frame, nominations: Iterable[Nomination]) -> Counted:
    """What `nominations_accepted` counts: nominations that were decided."""
    decided = [one for one in _recent(frame, nominations) if one.accepted is not None]
    accepted = frozenset(one.key for one in decided if one.accepted)
    return Counted({one.key: one.person for one in decided}, accepted)


def nominations_accepted(frame: Frame, nominations: Iterable[Nomination]) -> Measure:
    """How many nominations were accepted, of those decided in the past year."""
    return frame.share("nominations_accepted", nominated(frame, nominations))


def nominations_by_group(
    frame: Frame, nominations: Iterable[Nomination], group_of: Mapping[str, str]
) -> Groups:
    """The same by group of people: how many were nominated and decided about, and how many of them accepted."""
    return frame.by_group("nominations_by_group", nominated(frame, nominations), group_of)


def programme_reach(frame: Frame, eligible: Iterable[str], participants: Iterable[str]) -> Measure:
    """How many take part in a programme, of those who could."""
    return frame.share("programme_reach", Counted.of(eligible, participants))


def spend(frame: Frame, development: float, pay_bill: float) -> Measure:
    """What is spent on development, for each unit of the pay bill."""
    return frame.each("spend", development, pay_bill)


def stewardship_moves(frame: Frame, moves_out: int, moves_in: int) -> Spread[str]:
    """Moves to partners and from them, in the past year."""
    return frame.spread("stewardship_moves", {"out": moves_out, "in": moves_in})


def stewardship_refusals(frame: Frame, with_reason: int, without_reason: int) -> Spread[str]:
    """Requests to move that were refused in the past year, with a reason on record and without."""
    return frame.spread(
        "stewardship_refusals", {"with_reason": with_reason, "without_reason": without_reason}
    )


def guidance_answers(frame: Frame, cited: int, not_found: int) -> Spread[str]:
    """Questions to the guidance: those answered with a citation, and those to which it says nothing."""
    return frame.spread("guidance_answers", {"cited": cited, "not_found": not_found})


def unanswered_topics(frame: Frame, topics: Mapping[str, int], most: int = 10) -> Spread[str]:
    """The topics most asked about without an answer; the rare ones are not shown, as they could point to who asked."""
    ordered = sorted(topics.items(), key=lambda topic: (-topic[1], topic[0]))
    whole = frame.spread("unanswered_topics", dict(ordered))
    return Spread(
        whole.about,
        {topic: whole.parts[topic] for topic, _ in ordered[:most] if not whole.parts[topic].hidden},
        whole.total,
        whole.on,
        whole.profile,
    )


def _state(frame: Frame, one: Member) -> State | None:
    """Where somebody who was in the pool in the past year stands; None for everybody else."""
    if one.joined_on > frame.on:
        return None
    if one.ended_on is not None and one.ended_on <= min(frame.on, one.expires_on):
        gone: State = "appointed" if one.appointed else "left"
        return gone if frame.recent(one.ended_on) else None
    if one.expires_on <= frame.on:
        return "expired" if frame.recent(one.expires_on) else None
    return "active"


def _recent(frame: Frame, nominations: Iterable[Nomination]) -> list[Nomination]:
    return [one for one in nominations if frame.recent(one.on)]
