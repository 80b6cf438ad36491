"""What the privacy services give out: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from store.privacy.held import Held


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request for a copy.

    Attributes:
        due_on: The day by which the copy has to be there.
        status: `open`, `released` or `withdrawn`.
        released_on: The day on which it was released, or withdrawn.
        names: How many names of other people stand in what is asked for.
        undecided: How many of them nobody has decided about.
        unapproved: How many exemptions wait for their approval.
    """

    id: str
    person: str
    person_name: str
    raised_on: date
    due_on: date
    late: bool
    status: str
    released_on: date | None
    names: int
    undecided: int
    unapproved: int

    @property
    def ready(self) -> bool:
        """Whether nothing has to be decided any more."""
        return not self.undecided and not self.unapproved


@dataclass(frozen=True, slots=True)
class NameView:
    """Somebody else's name in a record that is asked for; `decision` is keep, redact, or empty."""

    record: str
    name: str
    decision: str
    reason: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class ExemptionView:
    """A record that is to be left out, with its ground; not before `approved_by` is somebody."""

    record: str
    ground: str
    reason: str
    proposed_by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Opening:
    """That somebody opened a record."""

    at: datetime
    account: str
    record: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything that is held on a person, as it may be handed over.

    Attributes:
        by_themself: Whether the person made it; else what only they may ever read is not in it.
        final: Whether all names are decided about; until then the undecided ones are hidden.
        hidden: How many names are hidden, in how many records they stand.
        left_out: By record, the ground on which it is not here.
        opened: Who opened records of theirs.
    """

    request: RequestView
    by_themself: bool
    made_on: date
    final: bool
    hidden: int
    held: tuple[Held, ...]
    left_out: Mapping[str, str]
    opened: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction that somebody proposes to their profile: proposed, accepted or refused."""

    id: str
    person: str
    field: str
    old_value: str
    new_value: str
    why: str
    status: str
    proposed_on: date
    decided_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class HoldView:
    """A legal hold: nothing of that person's is deleted until it is lifted."""

    person: str
    reason: str
    set_on: date
    lifted_on: date | None
    lift_reason: str


@dataclass(frozen=True, slots=True)
class ErasureView:
    """An erasing: asked, approved, refused or done.

    Attributes:
        asked_by: The account that asked: the person's own, or HR's where they did not.
        asked_by_name: Whose that is.
        by_themself: Whether the person asked.
        reason: The person's own ground; empty where they did not ask.
        decided_by: The account that approved or refused; empty while nobody has.
        decided_by_name: Whose that is.
        decision_reason: HR's ground.
    """

    person: str
    status: str
    asked_on: date
    asked_by: str
    asked_by_name: str
    by_themself: bool
    reason: str
    decided_by: str
    decided_by_name: str
    decided_on: date | None
    done_on: date | None
    decision_reason: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasing did.

    Attributes:
        deleted: By table, how many rows are gone.
        stays: What had to stay and why, a sentence each.
    """

    person: str
    deleted: Mapping[str, int]
    stays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A complaint; `late` is whether its receipt should have been acknowledged before now."""

    id: str
    person: str
    text: str
    raised_on: date
    due_on: date
    late: bool
    owner: str
    acknowledged_on: date | None
    outcome: str
    answer: str
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class RuleView:
    """A retention rule and who stands by it; `owner` is empty while nobody has confirmed its present wording."""

    id: str
    title: str
    kept: str
    owner: str
    confirmed_on: date | None


@dataclass(frozen=True, slots=True)
class RetentionCount:
    """What a rule comes to on a day.

    Attributes:
        due: How many records have been kept long enough.
        held: How many more would have been, but for a legal hold.
        deleted: How many of them are gone now.
        confirmed: Whether an owner stands by the rule: without, nothing is deleted by it.
    """

    rule: str
    title: str
    due: int
    held: int
    deleted: int
    confirmed: bool
