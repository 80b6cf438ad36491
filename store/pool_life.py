"""The life of a way through a talent pool: which step leads where, and where somebody stands on a day. Pure.

Nobody joins without having said yes and without a panel's decision; nobody is decided about without a reason, by
themself, or by their own line manager; nobody is removed in silence; nothing is used after it has expired.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from store.checks import word_count
from store.errors import Forbidden, Invalid
from store.pool_rules import PoolRules


class State(StrEnum):
    """Where somebody stands in a pool."""

    NOMINATED = "nominated"
    LAPSED = "lapsed"
    AGREED = "agreed"
    DECLINED = "declined"
    RETURNED = "returned"
    NOT_YET = "not_yet"
    REFUSED = "refused"
    ACTIVE = "active"
    REVIEW_DUE = "review_due"
    PAUSED = "paused"
    LEFT = "left"
    EXPIRED = "expired"


class Step(StrEnum):
    """What may be done about it."""

    NOMINATE = "nominate"
    AMEND = "amend"
    ASK_EDITS = "ask_for_edits"
    EVIDENCE = "add_evidence"
    MANAGER_VIEW = "manager_view"
    AGREE = "agree"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CONVENE = "convene_panel"
    ACCEPT = "accept"
    NOT_YET = "not_yet"
    REFUSE = "decline_nomination"
    RETURN = "return_for_evidence"
    TELL = "tell"
    READ = "read"
    REVIEW = "review"
    PAUSE = "pause"
    RESUME = "resume"
    LEAVE = "leave"
    APPEAL = "appeal"
    HEAR = "hear_appeal"
    REOPEN = "reopen"
    LAPSE = "lapse"
    EXPIRE = "expire"


DECISIONS = {
    "accept": Step.ACCEPT,
    "not_yet": Step.NOT_YET,
    "decline": Step.REFUSE,
    "return_for_evidence": Step.RETURN,
}
OPEN = frozenset({State.NOMINATED, State.AGREED, State.RETURNED, State.ACTIVE, State.PAUSED})
"""States that end when somebody leaves the organisation, or the pool is closed."""
_IN_POOL = frozenset({State.ACTIVE, State.REVIEW_DUE, State.PAUSED})
_DECIDED = {Step.TELL, Step.READ}
_APPEALED = {Step.APPEAL, Step.HEAR}


def _stays(state: State, *steps: Step) -> dict[Step, State]:
    return dict.fromkeys(steps, state)


_MEMBER = {
    Step.REVIEW: State.ACTIVE,
    Step.PAUSE: State.PAUSED,
    Step.LEAVE: State.LEFT,
    Step.WITHDRAW: State.LEFT,
    **_stays(State.ACTIVE, *_DECIDED),
}
_NO = {Step.NOMINATE: State.NOMINATED, Step.REOPEN: State.AGREED}
_LIFE: Mapping[State | None, Mapping[Step, State]] = {
    None: {Step.NOMINATE: State.NOMINATED},
    State.NOMINATED: {
        Step.AGREE: State.AGREED,
        Step.DECLINE: State.DECLINED,
        Step.WITHDRAW: State.LEFT,
        Step.LEAVE: State.LEFT,
        **_stays(State.NOMINATED, Step.AMEND, Step.ASK_EDITS, Step.EVIDENCE, Step.MANAGER_VIEW),
    },
    State.AGREED: {
        Step.ACCEPT: State.ACTIVE,
        Step.NOT_YET: State.NOT_YET,
        Step.REFUSE: State.REFUSED,
        Step.RETURN: State.RETURNED,
        Step.DECLINE: State.DECLINED,
        Step.WITHDRAW: State.LEFT,
        Step.LEAVE: State.LEFT,
        **_stays(State.AGREED, Step.CONVENE, Step.EVIDENCE, Step.MANAGER_VIEW),
    },
    State.RETURNED: {
        **_NO,
        Step.WITHDRAW: State.LEFT,
        Step.LEAVE: State.LEFT,
        **_stays(State.RETURNED, Step.EVIDENCE, Step.MANAGER_VIEW, *_DECIDED, *_APPEALED),
    },
    State.NOT_YET: {**_NO, **_stays(State.NOT_YET, *_DECIDED, *_APPEALED)},
    State.REFUSED: {**_NO, **_stays(State.REFUSED, *_DECIDED, *_APPEALED)},
    State.DECLINED: {Step.NOMINATE: State.NOMINATED},
    State.ACTIVE: _MEMBER,
    State.REVIEW_DUE: _MEMBER,
    State.PAUSED: {
        Step.RESUME: State.ACTIVE,
        Step.LEAVE: State.LEFT,
        Step.WITHDRAW: State.LEFT,
        **_stays(State.PAUSED, *_DECIDED),
    },
    State.LEFT: {**_NO, **_stays(State.LEFT, *_DECIDED, *_APPEALED)},
    State.EXPIRED: {Step.NOMINATE: State.NOMINATED},
    State.LAPSED: {Step.NOMINATE: State.NOMINATED},
}
# By the person alone, or said elsewhere: a nomination's reasons are one for each criterion, a panel's members named.
_NEED_NO_REASON = {
    *(Step.NOMINATE, Step.AMEND, Step.AGREE, Step.DECLINE, Step.WITHDRAW),
    *(Step.CONVENE, Step.TELL, Step.READ, Step.RESUME, Step.REOPEN),
}
_NEED_A_CHANGE = {*DECISIONS.values()}


def after(
    state: State | None, step: Step, rules: PoolRules, reason: str = "", would_change: str = ""
) -> State:
    """The state after a step.

    Args:
        state: Where somebody stands; None for nowhere yet.
        step: What is done.
        rules: How much a reason has to say.
        reason: Why; needed for every step that others take about somebody.
        would_change: What would change a decision.

    Raises:
        Forbidden: the step does not follow from the state.
        Invalid: a reason, or what would change it, is missing or says nothing.
    """
    following = _LIFE[state]
    if step not in following:
        where = state.value.replace("_", " ") if state else "not nominated"
        raise Forbidden(
            f"Somebody who is {where} in this pool cannot be taken on by: {step.value.replace('_', ' ')}."
        )
    if step not in _NEED_NO_REASON:
        rules.reason(reason)
    if step in _NEED_A_CHANGE and len(would_change.strip()) < rules.reason_characters:
        raise Invalid(
            "Please say what would change this decision (for a yes: what would end it), in at least "
            f"{rules.reason_characters} characters; the person will read it."
        )
    return following[step]


@dataclass(frozen=True, slots=True)
class Stands:
    """Where somebody stands on a day.

    Attributes:
        state: The state.
        since: The day on which time alone brought it about; None where somebody did.
        outcome: The code of how it ended, where time ended it.
    """

    state: State
    since: date | None = None
    outcome: str = ""


def stands(
    state: State,
    today: date,
    *,
    answer_by: date | None = None,
    review_on: date | None = None,
    expires_on: date | None = None,
    left_on: date | None = None,
    closed_on: date | None = None,
) -> Stands:
    """Where somebody stands today: what time alone brings about holds whether or not anybody has noted it.

    Args:
        state: The state that the last step led to.
        today: The day.
        answer_by: The first day on which a nomination has lapsed.
        review_on: The day of the next review.
        expires_on: The first day on which a membership no longer counts.
        left_on: The day on which the person left the organisation.
        closed_on: The day on which the pool was closed.
    """
    ends: list[tuple[date, State, str]] = []
    if state is State.NOMINATED and answer_by:
        ends.append((answer_by, State.LAPSED, ""))
    if state in _IN_POOL and expires_on:
        ends.append((expires_on, State.EXPIRED, ""))
    if state in OPEN and left_on:
        ends.append((left_on, State.LEFT, "left_employer"))
    if state in OPEN and closed_on:
        ends.append((closed_on, State.LEFT, "pool_closed"))
    over = min((end for end in ends if end[0] <= today), default=None)
    if over:
        return Stands(over[1], over[0], over[2])
    if state is State.ACTIVE and review_on and review_on <= today:
        return Stands(State.REVIEW_DUE, review_on)
    return Stands(state)


def reasons_given(reasons: Mapping[str, str], criteria: Iterable[str], rules: PoolRules) -> dict[str, str]:
    """A nomination's reasons, one for each criterion in its order, trimmed.

    Raises:
        Invalid: one is missing or too short, or is for something that is no criterion; says which, and by how much.
    """
    names = list(criteria)
    given = {name.strip().casefold(): text.strip() for name, text in reasons.items()}
    if strange := [name for name in reasons if name.strip().casefold() not in {n.casefold() for n in names}]:
        raise Invalid(f"{strange[0]!r} is no criterion of this pool; its criteria are: {', '.join(names)}.")
    short = [(name, rules.reason_words - word_count(given.get(name.casefold(), ""))) for name in names]
    if missing := [(name, by) for name, by in short if by > 0]:
        told = "; ".join(f"{name!r} is {by} short of {rules.reason_words}" for name, by in missing)
        raise Invalid(f"Each criterion needs a reason of at least {rules.reason_words} words: {told}.")
    return {name: given[name.casefold()] for name in names}
