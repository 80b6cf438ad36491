"""How well a post is covered: nine rows of which the first that fits holds. Pure.

Rows 2, 3 and 8 are the published rule (East Midlands Leadership Academy, 2016, section 3.4); the others fill what it
leaves open and are this project's. Their order and conditions are code, what they are called is data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from store.days import months_after
from store.succession.facts import Candidate, Post, Readiness, Wants, active, by_post
from store.succession.flags import Flag, flags_of

REVIEW_MONTHS = 12
"""How long what was found about a post counts."""
Kind = Literal["published", "ours"]


class Colour(StrEnum):
    """Never shown without its word."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


class Why(StrEnum):
    """A fact that made a row fire."""

    NEVER_REVIEWED = "never_reviewed"
    REVIEW_TOO_OLD = "review_too_old"
    REVIEW_NOT_YET = "review_not_yet"
    HOLDER_UNKNOWN = "holder_unknown"
    HOLDER_LEFT = "holder_left"
    FILLED = "filled"
    VACANT = "vacant"
    WANT_AND_CAN_ACT_UP = "want_and_can_act_up"
    CAN_ACT_UP = "can_act_up"
    CAN_ACT_UP_UNWILLING = "can_act_up_unwilling"
    SUCCESSORS = "successors"
    READY_AND_WANT = "ready_and_want"
    ACTING_NOW = "acting_now"
    NOBODY = "nobody"
    MAY_LEAVE = "may_leave"
    HARD_TO_RECRUIT = "hard_to_recruit"
    STABLE = "stable"


@dataclass(frozen=True, slots=True)
class Because:
    """One fact, with the keys of the people and the day that it is about."""

    why: Why
    people: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """How well a post is covered.

    Attributes:
        row: Which of the nine rows fired, from 1.
        colour: Its colour.
        kind: Whether the row is of the published rule, or this project's.
        because: The facts that made it fire; never empty.
    """

    row: int
    colour: Colour
    kind: Kind
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class PostCover:
    """A post, how well it is covered, and what about its cover deserves a second look."""

    post: Post
    status: Status
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A post on a day, with those of its candidates that count then."""

    post: Post
    on: date
    successors: tuple[Candidate, ...]
    cover: tuple[Candidate, ...]


def cover(posts: Iterable[Post], candidates: Iterable[Candidate], on: date) -> tuple[PostCover, ...]:
    """How well each post is covered on a day, in the order of the posts.

    Args:
        posts: The posts.
        candidates: Everybody named for any of them; who counts is worked out here.
        on: The day.
    """
    posts = tuple(posts)
    counting = tuple(active(posts, candidates, on))
    theirs = by_post(counting)
    flags = flags_of(counting, on)
    return tuple(
        PostCover(post, _status(post, theirs.get(post.key, ()), on), flags.get(post.key, ()))
        for post in posts
    )


def status(post: Post, candidates: Iterable[Candidate], on: date) -> Status:
    """How well one post is covered on a day: the first row that fits."""
    return _status(post, by_post(active([post], candidates, on)).get(post.key, ()), on)


def _status(post: Post, candidates: tuple[Candidate, ...], on: date) -> Status:
    known = _Known(
        post,
        on,
        successors=tuple(one for one in candidates if one.follows(on)),
        cover=tuple(one for one in candidates if one.can_act_up),
    )
    for row, colour, kind, fits in _ROWS:
        if because := fits(known):
            return Status(row, colour, kind, because)
    raise AssertionError("the last row fits whatever is vacant, the sixth whatever is filled")


def _not_known(known: _Known) -> tuple[Because, ...]:
    post, on, reviewed = known.post, known.on, known.post.last_reviewed
    because: list[Because] = []
    if reviewed is None:
        because.append(Because(Why.NEVER_REVIEWED))
    elif reviewed > on:
        because.append(Because(Why.REVIEW_NOT_YET, day=reviewed))
    elif on >= months_after(reviewed, REVIEW_MONTHS):
        because.append(Because(Why.REVIEW_TOO_OLD, day=reviewed))
    if not post.filled(on) and not post.vacant(on):
        left = post.holder.left_on if post.holder else None
        because.append(Because(Why.HOLDER_LEFT if left else Why.HOLDER_UNKNOWN, day=left))
    return tuple(because)


def _covered(known: _Known) -> tuple[Because, ...]:
    both = [one for one in known.successors if one.can_act_up and one.wants_it is Wants.YES]
    return (_filled(known), _people(Why.WANT_AND_CAN_ACT_UP, both)) if _is_filled(known) and both else ()


def _cover_will_not_apply(known: _Known) -> tuple[Because, ...]:
    if not _is_filled(known) or not known.post.may_leave_soon or not known.cover:
        return ()
    if any(one.wants_it is Wants.YES for one in known.cover):
        return ()
    return _filled(known), Because(Why.MAY_LEAVE), _people(Why.CAN_ACT_UP_UNWILLING, known.cover)


def _partly_covered(known: _Known) -> tuple[Because, ...]:
    there = [_people(Why.SUCCESSORS, known.successors), _people(Why.CAN_ACT_UP, known.cover)]
    some = tuple(one for one in there if one.people)
    return (_filled(known), *some) if _is_filled(known) and some else ()


def _exposed(known: _Known) -> tuple[Because, ...]:
    risks = _risks(known)
    return (_filled(known), Because(Why.NOBODY), *risks) if _is_filled(known) and risks else ()


def _no_cover(known: _Known) -> tuple[Because, ...]:
    return (_filled(known), Because(Why.NOBODY), Because(Why.STABLE)) if _is_filled(known) else ()


def _being_covered(known: _Known) -> tuple[Because, ...]:
    because = [_vacant(known)]
    ready = [one for one in known.successors if one.readiness is Readiness.READY_NOW]
    if willing := [one for one in ready if one.wants_it is Wants.YES]:
        because.append(_people(Why.READY_AND_WANT, willing))
    acting = known.post.acting
    if acting is not None and acting.now(known.on):
        because.append(Because(Why.ACTING_NOW, (acting.person.key,), acting.since))
    return tuple(because) if len(because) > 1 else ()


def _empty(known: _Known) -> tuple[Because, ...]:
    nobody = not known.successors and not known.cover
    if nobody and known.post.hard_to_recruit:
        return _vacant(known), Because(Why.NOBODY), Because(Why.HARD_TO_RECRUIT)
    return ()


def _vacant_otherwise(known: _Known) -> tuple[Because, ...]:
    there = [_people(Why.SUCCESSORS, known.successors), _people(Why.CAN_ACT_UP, known.cover)]
    some = tuple(one for one in there if one.people) or (Because(Why.NOBODY),)
    return _vacant(known), *some, *(one for one in _risks(known) if one.why is Why.HARD_TO_RECRUIT)


_ROWS: tuple[tuple[int, Colour, Kind, Callable[[_Known], tuple[Because, ...]]], ...] = (
    (1, Colour.GREY, "ours", _not_known),
    (2, Colour.GREEN, "published", _covered),
    (3, Colour.AMBER, "published", _cover_will_not_apply),
    (4, Colour.AMBER, "ours", _partly_covered),
    (5, Colour.RED, "ours", _exposed),
    (6, Colour.AMBER, "ours", _no_cover),
    (7, Colour.AMBER, "ours", _being_covered),
    (8, Colour.RED, "published", _empty),
    (9, Colour.RED, "ours", _vacant_otherwise),
)
"""What each row needs: the facts that make it fire, or none. After the first, a post is either filled or vacant."""
ROWS = {row: (colour, kind) for row, colour, kind, _ in _ROWS}
"""Every row's colour and kind."""


def _is_filled(known: _Known) -> bool:
    return known.post.filled(known.on)


def _filled(known: _Known) -> Because:
    return Because(Why.FILLED, (known.post.holder.key,) if known.post.holder else ())


def _vacant(known: _Known) -> Because:
    return Because(Why.VACANT, day=known.post.vacant_since)


def _risks(known: _Known) -> tuple[Because, ...]:
    leaving = (Because(Why.MAY_LEAVE),) if known.post.may_leave_soon else ()
    return (*leaving, Because(Why.HARD_TO_RECRUIT)) if known.post.hard_to_recruit else leaving


def _people(why: Why, candidates: Iterable[Candidate]) -> Because:
    return Because(why, tuple(dict.fromkeys(one.person.key for one in candidates)))
