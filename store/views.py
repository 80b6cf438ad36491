"""What the store gives out and takes in: plain data, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Side = Literal["individual", "manager"]
Kind = Literal["guided", "preparation", "chat"]
Status = Literal["open", "paused", "finished", "signed"]
Strength = Literal["none", "claimed", "example", "verified"]
Agreement = Literal["yes", "no", "missing"]
Release = Literal["not_needed", "needed", "agreed", "refused"]


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account: its roles include individual and manager where they follow from its person."""

    id: str
    name: str
    display: str
    roles: tuple[str, ...]
    person: str | None


@dataclass(frozen=True, slots=True)
class SignedInView:
    """The account that somebody has proved to be theirs: its key and its name."""

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class PasswordView:
    """When an account's password was set, if it has one; until when none is looked at after too many wrong ones."""

    account: str
    changed_at: datetime | None
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person's profile; `manager` is the present manager's reference, and everybody may know what they are called."""

    reference: str
    name: str
    job_title: str
    unit: str
    level: str
    job_family: str
    manager: str | None
    email: str | None = None
    started_on: date | None = None
    manager_name: str | None = None


@dataclass(frozen=True, slots=True)
class TurnInput:
    """A turn to be saved: who spoke, what was typed, what was said to it, and from where that was quoted."""

    side: Side | None
    text: str
    reply: str
    citations: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """An answer to be saved; no text and no value means that it is withdrawn."""

    stage: str
    field: str
    side: Side
    text: str
    value: Any
    evidence_strength: Strength = "none"
    check_again: bool = False


@dataclass(frozen=True, slots=True)
class TurnView:
    """A saved turn."""

    sequence: int
    side: Side | None
    said_at: datetime
    text: str
    reply: str
    citations: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The present version of an answer."""

    stage: str
    field: str
    side: Side
    text: str
    value: Any
    evidence_strength: Strength
    check_again: bool
    revision: int


@dataclass(frozen=True, slots=True)
class CommentView:
    """What somebody added to a record about them."""

    said_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation as lists show it."""

    id: str
    title: str
    kind: Kind
    status: Status
    guide: str
    about: str | None
    about_name: str | None
    updated_at: datetime
    signed_on: date | None


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A whole conversation. `version` is handed back when something is saved, so that nobody overwrites unknowingly."""

    id: str
    version: int
    kind: Kind
    guide: str
    guide_version: int
    mode: str
    title: str
    about: str | None
    about_name: str | None
    host_name: str | None
    asked_on: date
    status: Status
    position: Mapping[str, Any]
    signed_on: date | None
    updated_at: datetime
    answers: tuple[AnswerView, ...] = ()
    turns: tuple[TurnView, ...] = ()
    comments: tuple[CommentView, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionInput:
    """An action to be saved.

    Attributes:
        goal: What will be different.
        due: By when.
        helper: Who helps.
        measure: How one will know.
        method: How it is learnt: an id of the methods' catalogue.
        share: Its class: 70 doing, 20 with others, 10 formal.
        id: Which action this is, of those that there are; None for a new one.
        steps: What is done, in order.
        start: From when.
        owner: Who sees to it, where that is not the plan's owner.
        cost: What it costs, in words; "none" is an answer, nothing is not.
        release: Whether somebody has to stand in meanwhile, and whether that is agreed; None where nobody has said.
        release_reason: Why it was refused.
        location_ok: Whether the place suits; None where nobody has said.
        gained: The skill or experience that it brings.
        target_role: The role it leads towards.
    """

    goal: str
    due: date | None = None
    helper: str | None = None
    measure: str = ""
    method: str = ""
    share: Literal[70, 20, 10] | None = None
    id: str | None = None
    steps: tuple[str, ...] = ()
    start: date | None = None
    owner: str = ""
    cost: str = ""
    release: Release | None = None
    release_reason: str = ""
    location_ok: bool | None = None
    gained: str = ""
    target_role: str = ""


@dataclass(frozen=True, slots=True)
class ActionView:
    """One action of a plan, as `ActionInput` and as it has gone since.

    Attributes:
        late: Past its day and not done.
        reason: Why it is blocked, on hold or cancelled.
        progress_note: How far it has got, in its owner's words.
        evidence: What shows that it was done.
        reviewed_by: Who has looked at it.
        impact: What has changed because of it, some months after.
        done_on: When it was done; None where it is not.
    """

    id: str
    goal: str
    due: date | None
    helper: str | None
    status: str
    late: bool
    measure: str = ""
    method: str = ""
    share: int | None = None
    steps: tuple[str, ...] = ()
    start: date | None = None
    owner: str = ""
    cost: str = ""
    release: str | None = None
    release_reason: str = ""
    location_ok: bool | None = None
    gained: str = ""
    target_role: str = ""
    reason: str = ""
    progress_note: str = ""
    evidence: str = ""
    reviewed_by: str = ""
    impact: str = ""
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlanInput:
    """What a plan says beside its actions.

    Attributes:
        period_start: The first day it is for.
        period_end: The last.
        ambition_link: What of one's hopes it serves.
        strengths: What one builds on; five at most.
        growth_areas: What one wants to grow in; three at most.
        org_objective: The organisation's objective that it serves, if any.
    """

    period_start: date | None = None
    period_end: date | None = None
    ambition_link: str = ""
    strengths: tuple[str, ...] = ()
    growth_areas: tuple[str, ...] = ()
    org_objective: str = ""


@dataclass(frozen=True, slots=True)
class PlanView:
    """A personal development plan; `changed_on` is the day of its last change, its actions' included. `manager_name` is
    the owner's present manager's, where one plan was asked for."""

    id: str
    version: int
    owner: str
    owner_name: str
    status: str
    agreed_on: date | None
    next_review_on: date | None
    actions: tuple[ActionView, ...]
    period_start: date | None = None
    period_end: date | None = None
    ambition_link: str = ""
    strengths: tuple[str, ...] = ()
    growth_areas: tuple[str, ...] = ()
    org_objective: str = ""
    changed_on: date | None = None
    manager_name: str = ""


@dataclass(frozen=True, slots=True)
class PortfolioInput:
    """A piece of one's own evidence to be saved.

    Attributes:
        type: What it is; a key of `store.portfolio.TYPES`.
        title: What it is called.
        when: The day it happened, or was finished.
        what_i_did: One's own part.
        result: What came of it.
        skill_tags: The skills that it shows.
        link: Where it can be seen: an address, or a file's name.
        verified_by: Who can confirm it.
    """

    type: str
    title: str
    when: date
    what_i_did: str = ""
    result: str = ""
    skill_tags: tuple[str, ...] = ()
    link: str = ""
    verified_by: str = ""


@dataclass(frozen=True, slots=True)
class PortfolioItemView:
    """A piece of somebody's evidence; `shared` is whether their manager and HR may read it."""

    id: str
    version: int
    owner: str
    owner_name: str
    type: str
    title: str
    when: date
    what_i_did: str
    result: str
    skill_tags: tuple[str, ...]
    link: str
    verified_by: str
    shared: bool
    created_on: date
    changed_on: date


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a pool asks for: a recorded field, on one side, has one of these values.

    Attributes:
        name: What people read.
        field: The answer's field.
        side: Whose answer.
        values: The values that meet it.
        evidence: What evidence is wanted, in words.
    """

    name: str
    field: str
    side: Side
    values: tuple[str, ...]
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something recorded in a signed conversation, and how long it counts."""

    field: str
    side: Side
    value: Any
    recorded_on: date
    expires_on: date
    conversation: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody as a pool's criteria see them. Never a score, never an order but by name.

    Attributes:
        met: The criteria that recorded, unexpired facts meet, with those facts. Empty where use is not agreed to.
        missing: Names of the criteria that nothing on record meets. Empty likewise.
        agreement: Whether the person has agreed to this use of their record.
        state: Where they stand in this pool, if anywhere.
    """

    person: PersonView
    met: tuple[tuple[Criterion, Fact], ...]
    missing: tuple[str, ...]
    agreement: Agreement
    state: str | None

    @property
    def fits(self) -> bool:
        """Whether every criterion is met on record."""
        return self.agreement == "yes" and not self.missing


@dataclass(frozen=True, slots=True)
class Candidates:
    """Whom a pool's criteria find: by name, never ranked.

    Attributes:
        people: With facts those who agreed that pools use their record; without facts those who have a record that
            counts but gave no word on that. Those who said no, or have no such record, are not here at all. Everybody
            who fits is here; of the others the first by name.
        fits: How many fit.
        agreement_missing: How many gave no word.
        short: How many agreed, and something is not on record.
    """

    people: tuple[Candidate, ...]
    fits: int
    agreement_missing: int
    short: int

    @property
    def unlisted(self) -> int:
        """How many of those who do not fit are counted alone."""
        return self.fits + self.agreement_missing + self.short - len(self.people)


@dataclass(frozen=True, slots=True)
class PoolView:
    """A pool as anybody may read it.

    Attributes:
        version: Of the criteria; `published_on` is that version's day, None while HR still drafts it.
        targeted_group_evidence: Why the pool is for one group, if it is: then with why that is proportionate, and until
            when that has to be looked at again.
        closed_on: The day on which it was closed for good.
    """

    name: str
    level: str
    purpose: str
    criteria: tuple[Criterion, ...]
    opens: date
    closes: date | None
    review_months: int
    max_months: int
    job_family: str = ""
    posts: tuple[str, ...] = ()
    who_may_nominate: tuple[str, ...] = ("manager", "self", "hr")
    size_limit: int | None = None
    benefits: str = ""
    duties: str = ""
    targeted_group_evidence: str = ""
    proportionality_note: str = ""
    targeted_review_on: date | None = None
    owner: str = ""
    published: bool = True
    published_on: date | None = None
    version: int = 1
    closed_on: date | None = None
    closed_reason: str = ""


@dataclass(frozen=True, slots=True)
class MemberView:
    """A person's standing in a pool.

    Attributes:
        nominated_by: The account that nominated; `nominated_by_name` is whose it is.
        source: Who nominated: manager, self or hr; empty where that was not written down.
        answer_by: The first day on which an unanswered nomination has lapsed.
        tell_by: The last day on which to tell the person what was decided; with the days on which that was done, and on
            which they read it.
        outcome: The code of how it ended.
    """

    pool: str
    person: PersonView
    state: str
    nominated_by: str
    nominated_on: date
    joined_on: date | None
    review_on: date | None
    expires_on: date | None
    version: int
    source: str = ""
    answer_by: date | None = None
    decided_on: date | None = None
    tell_by: date | None = None
    told_on: date | None = None
    read_on: date | None = None
    paused_until: date | None = None
    outcome: str = ""
    nominated_by_name: str = ""


@dataclass(frozen=True, slots=True)
class PoolEventView:
    """One step of a membership, with who took it and why; `detail` is what belongs to the step in particular.

    Attributes:
        by: The account, or that it was the rules.
        by_name: What people read for it: whose the account is.
    """

    at: datetime
    by: str
    step: str
    state: str
    reason: str
    would_change: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """That an account had somebody's whole record open, until (not including) a day; `told_at` is when they read so.

    Attributes:
        by: The account.
        by_name: Whose it is; the account where it is nobody's.
    """

    person: str
    person_name: str
    by: str
    by_name: str
    reason: str
    opened_at: datetime
    until: date
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditView:
    """A row of the audit.

    Attributes:
        account: The account's name at the time; `name` is what people read for it: whose the account is.
    """

    sequence: int
    at: datetime
    account: str
    action: str
    record: str
    person: str | None
    reason: str
    name: str = ""
