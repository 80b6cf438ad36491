"""What the services of talent pools take in and give out, beside `store.views`: plain data, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from store.pool_rules import AppealLevel
from store.views import Criterion, PersonView

Rating = Literal["met", "partly", "not_shown"]
"""What is said of the evidence for a criterion: words, never a number, never added up."""
RATINGS: Mapping[Rating, str] = {"met": "met", "partly": "partly shown", "not_shown": "not shown"}
Wants = Literal["yes", "no", "unsure"]


@dataclass(frozen=True, slots=True)
class PoolDetails:
    """What is published of a pool beside its criteria and dates.

    Attributes:
        job_family: The family of roles that it is for, or else `posts`: the titles of those posts.
        who_may_nominate: Of manager, self, hr.
        size_limit: How many may be in it at once; None for as many as meet the criteria.
        benefits: What its members get.
        duties: What they take on.
        review_months: How often each is looked at with the person; twelve at most.
        max_months: How long somebody stays at most.
        targeted_group_evidence: For positive action: why the group needs it. Then the next two are needed as well.
        proportionality_note: Why the pool goes no further than it has to.
        targeted_review_on: When that is looked at again.
        owner: The account that answers for it; None for whoever opens it.
        published: Whether everybody may read it yet.
    """

    job_family: str = ""
    posts: tuple[str, ...] = ()
    who_may_nominate: tuple[str, ...] = ("manager", "self", "hr")
    size_limit: int | None = None
    benefits: str = ""
    duties: str = ""
    review_months: int = 12
    max_months: int = 36
    targeted_group_evidence: str = ""
    proportionality_note: str = ""
    targeted_review_on: date | None = None
    owner: str | None = None
    published: bool = True


@dataclass(frozen=True, slots=True)
class VersionView:
    """A pool's criteria as they were published on a day."""

    version: int
    published_on: date
    by: str
    reason: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class SeatView:
    """Somebody on a panel.

    Attributes:
        account: The account; `name` is what people read for it: whose the account is.
        outside_line: Whether they are outside the person's line.
        status: sitting, conflict (declared, and so out) or absent.
        declared: Whether they have said that there is no conflict of interest, or which.
        conflict: The conflict that they declared.
        rated: Whether they have rated the evidence.
        ratings: What each rated alone, by criterion; None while that is not for the reader's eyes.
        later: What they hold after the discussion where that is something else; None likewise.
        asked: What evidence they were asked to add.
    """

    account: str
    outside_line: bool
    status: str
    declared: bool
    conflict: str
    rated: bool
    ratings: Mapping[str, Rating] | None
    later: Mapping[str, Rating] | None
    asked: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A nomination as it is put to a panel.

    Attributes:
        kind: first, or appeal.
        convened_by: The account; `convened_by_name` is whose it is.
        discussing: Whether everybody present has rated alone, so that the discussion is open.
        wanting: What is still missing before a decision can be recorded, a sentence each.
        reasons: Why, by criterion, as the nominator wrote it.
        manager_view: What the line manager says, or that it has been asked for.
        evidence: What was added, with who added it.
        items: Portfolio items that the person has attached.
        goals: What the person works on by their agreed plan.
    """

    pool: str
    person: PersonView
    kind: str
    convened_by: str
    convened_at: datetime
    closed_at: datetime | None
    discussing: bool
    wanting: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    reasons: Mapping[str, str]
    source: str
    manager_view: str
    evidence: tuple[str, ...]
    items: tuple[str, ...]
    goals: tuple[str, ...]
    seats: tuple[SeatView, ...]
    convened_by_name: str = ""


@dataclass(frozen=True, slots=True)
class AppealView:
    """One step of an appeal.

    Attributes:
        hearer: The account that hears it; empty while HR has to name one, and for the independent panel. `hearer_name`
            is whose it is.
        due_on: The last day on which to answer it; `overdue` is whether that has gone by without an answer.
        outcome: Empty while it is heard; upheld, not_upheld, not_answered, or dropped (left, or nominated anew).
    """

    pool: str
    person: PersonView
    level: AppealLevel
    grounds: str
    hearer: str
    raised_on: date
    due_on: date
    overdue: bool
    outcome: str
    reason: str
    decided_by: str
    decided_on: date | None
    hearer_name: str = ""
