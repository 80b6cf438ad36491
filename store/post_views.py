"""What the store gives out and takes in of posts, who is named for them, and how they are covered: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Impact = Literal["low", "med", "high"]
LeaveBasis = Literal["told_us", "notice", "contract_end", "other_fact"]
Wanted = Literal["yes", "no", "unsure"]


@dataclass(frozen=True, slots=True)
class PostInput:
    """What to write down about a post; None leaves that as it is.

    Attributes:
        title: What it is called.
        unit: Where it is.
        level: On which level.
        job_family: Which roles share its skills.
        holder: Reference of who holds it from now on; it is no longer vacant then.
        vacant_since: From which day it is vacant; nobody holds it then.
        kept_by: Reference of the manager who plans for it while nobody holds it.
        grounds: Why it may be critical: keys of `succession.facts.Ground`; two make it so.
        impact_if_empty: How much an empty post would harm.
        hard_to_recruit: Whether somebody from outside would be hard to find; `hard_because` says why.
        may_leave_soon: Whether the holder is known to leave; `leave_basis` says from where. Never a guess.
        recruitment_rounds: How many rounds there were to fill it.
    """

    title: str | None = None
    unit: str | None = None
    level: str | None = None
    job_family: str | None = None
    holder: str | None = None
    vacant_since: date | None = None
    kept_by: str | None = None
    grounds: tuple[str, ...] | None = None
    impact_if_empty: str | None = None
    hard_to_recruit: bool | None = None
    hard_because: str | None = None
    may_leave_soon: bool | None = None
    leave_basis: str | None = None
    recruitment_rounds: int | None = None


@dataclass(frozen=True, slots=True)
class CandidateInput:
    """What people judge of somebody named for a post; None leaves that as it is.

    Attributes:
        readiness: How soon: a key of `succession.facts.Readiness`; nobody's is ever supposed.
        can_act_up: Whether they could fill in at once for a short time.
        act_up_weeks: For how many weeks at most.
        gap: What is still to be learnt.
        rank: A place in an order that people have agreed; only with `rank_reason`. 0 takes it away.
        expires_on: From which day the judgement counts as nothing; unset, it is 12 months after the person agrees.
        cover_tested_on: When their filling in was last tried out.
    """

    readiness: str | None = None
    can_act_up: bool | None = None
    act_up_weeks: int | None = None
    gap: str | None = None
    rank: int | None = None
    rank_reason: str | None = None
    expires_on: date | None = None
    cover_tested_on: date | None = None


@dataclass(frozen=True, slots=True)
class PostCandidateView:
    """Somebody named for a post. `active` is whether that counts today: agreed to, not expired, employed."""

    person: str
    name: str
    unit: str
    readiness: str | None
    wants_it: str
    can_act_up: bool
    act_up_weeks: int | None
    agreed_on: date | None
    expires_on: date | None
    active: bool
    gap: str
    rank: int | None
    rank_reason: str
    cover_tested_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class ActingView:
    """Who does a post's work for the time being, from a day until (not including) another."""

    person: str
    name: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class PlanningView:
    """What is written down about a post for planning, as in `PostInput`; `critical` follows from its grounds."""

    holder: str | None
    holder_name: str | None
    vacant_since: date | None
    critical: bool
    grounds: tuple[str, ...]
    impact_if_empty: str | None
    hard_to_recruit: bool
    hard_because: str
    may_leave_soon: bool
    leave_basis: str | None
    recruitment_rounds: int | None
    last_reviewed: date | None
    acting: tuple[ActingView, ...]


@dataclass(frozen=True, slots=True)
class PostView:
    """A post, as far as an account may see it.

    Attributes:
        planning: None where the account may not see it.
        candidates: Those that it may see, by name: all of them, or one's own entry, or those put to one's panel.
        whole: Whether these are all.
    """

    id: str
    version: int
    title: str
    unit: str
    level: str
    job_family: str
    planning: PlanningView | None
    candidates: tuple[PostCandidateView, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class PostStep:
    """One change of a post or of an entry for it, with who made it and why; `person` is the reference of whom."""

    post: str
    at: datetime
    by: str
    step: str
    person: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class FlagView:
    """What about a post's cover deserves a second look, in words, and references of whom it is about."""

    kind: str
    words: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverView:
    """How well a critical post is covered.

    Attributes:
        post: The post.
        row: Which of the nine rows fired.
        colour: Its colour; never shown without `word`.
        word: What it is called.
        kind: Whether the row is `published` or `ours`.
        headline: Colour, word, row and kind as people read them.
        rule: What the row asks for.
        because: The facts that made it fire, in words.
        flags: What deserves a second look.
    """

    post: PostView
    row: int
    colour: str
    word: str
    kind: str
    headline: str
    rule: str
    because: tuple[str, ...]
    flags: tuple[FlagView, ...]


@dataclass(frozen=True, slots=True)
class BenchView:
    """Critical posts, entries of those ready within a year, and posts that different people could follow at once."""

    posts: int
    gross: int
    net: int


@dataclass(frozen=True, slots=True)
class GapView:
    """A family's openings and people ready in a horizon, and the difference from now to its end ("so far").

    A number, `*` where it is hidden, `no data` where nobody has said anything.
    """

    family: str
    horizon: str
    demand: float | int | str
    supply: float | int | str
    gap: float | int | str
    so_far_gap: float | int | str


@dataclass(frozen=True, slots=True)
class SuccessionView:
    """Cover of the critical posts that an account plans for.

    Attributes:
        on: As at which day.
        posts: By unit and title.
        spread: How many posts have which colour; grey is what nobody knows, never green.
        bench: Their bench.
        gaps: Demand, supply and gap of each family in the whole organisation.
        suppressed: Whether small numbers of people are hidden in the gaps.
        source: Where the published rows are from.
    """

    on: date
    posts: tuple[CoverView, ...]
    spread: Mapping[str, int]
    bench: BenchView
    gaps: tuple[GapView, ...]
    suppressed: bool
    source: str
