"""What the store gives out and takes in: plain data, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Side = Literal["individual", "manager"]
Kind = Literal["guided", "chat"]
Status = Literal["open", "paused", "finished", "signed"]
Strength = Literal["none", "claimed", "example", "verified"]
Agreement = Literal["yes", "no", "missing"]


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account: its roles include individual and manager where they follow from its person."""

    id: str
    name: str
    display: str
    roles: tuple[str, ...]
    person: str | None


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
    """An action to be saved: `share` is its class (70 doing, 20 with others, 10 formal), `id` names one there is."""

    goal: str
    due: date | None = None
    helper: str | None = None
    measure: str = ""
    method: str = ""
    share: Literal[70, 20, 10] | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class ActionView:
    """One action of a plan; late is past its day and not done."""

    id: str
    goal: str
    due: date | None
    helper: str | None
    status: str
    late: bool
    measure: str = ""
    method: str = ""
    share: int | None = None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A personal development plan."""

    id: str
    version: int
    owner: str
    owner_name: str
    status: str
    agreed_on: date | None
    next_review_on: date | None
    actions: tuple[ActionView, ...]


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
class PoolView:
    """A pool as anybody may read it."""

    name: str
    level: str
    purpose: str
    criteria: tuple[Criterion, ...]
    opens: date
    closes: date | None
    review_months: int
    max_months: int


@dataclass(frozen=True, slots=True)
class MemberView:
    """A person's standing in a pool."""

    pool: str
    person: PersonView
    state: str
    nominated_by: str
    nominated_on: date
    joined_on: date | None
    review_on: date | None
    expires_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class PoolEventView:
    """One step of a membership, with who took it and why."""

    at: datetime
    by: str
    step: str
    state: str
    reason: str
    would_change: str


@dataclass(frozen=True, slots=True)
class AuditView:
    """A row of the audit."""

    sequence: int
    at: datetime
    account: str
    action: str
    record: str
    person: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of an import that cannot be taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import does, or in a dry run would do; with a refused row it does nothing."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[RefusedRow, ...] = field(default_factory=tuple)
    done: bool = False
    left: tuple[str, ...] = ()
