"""The life of a pool membership: which step leads where, and what every step needs. Pure.

Nobody joins without having said yes; nobody is decided about without a reason, by themself, or by their own line
manager; nobody is removed in silence; nothing is used after it has expired.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from store.errors import Forbidden, Invalid

REASON_CHARACTERS = 20
DAYS_TO_ANSWER = timedelta(days=21)
"""How long somebody has to say yes or no to a nomination; then it lapses."""


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
    PAUSED = "paused"
    LEFT = "left"
    EXPIRED = "expired"


class Step(StrEnum):
    """What may be done about it."""

    NOMINATE = "nominate"
    AGREE = "agree"
    DECLINE = "decline"
    ACCEPT = "accept"
    NOT_YET = "not_yet"
    REFUSE = "decline_nomination"
    RETURN = "return_for_evidence"
    REVIEW = "review"
    PAUSE = "pause"
    RESUME = "resume"
    LEAVE = "leave"
    EXPIRE = "expire"


DECISIONS = {
    "accept": Step.ACCEPT,
    "not_yet": Step.NOT_YET,
    "decline": Step.REFUSE,
    "return_for_evidence": Step.RETURN,
}

_LIFE: dict[State | None, dict[Step, State]] = {
    None: {Step.NOMINATE: State.NOMINATED},
    State.NOMINATED: {Step.AGREE: State.AGREED, Step.DECLINE: State.DECLINED, Step.LEAVE: State.LEFT},
    State.AGREED: {
        Step.ACCEPT: State.ACTIVE,
        Step.NOT_YET: State.NOT_YET,
        Step.REFUSE: State.REFUSED,
        Step.RETURN: State.RETURNED,
        Step.DECLINE: State.DECLINED,
        Step.LEAVE: State.LEFT,
    },
    State.RETURNED: {Step.NOMINATE: State.NOMINATED, Step.LEAVE: State.LEFT},
    State.NOT_YET: {Step.NOMINATE: State.NOMINATED},
    State.REFUSED: {Step.NOMINATE: State.NOMINATED},
    State.DECLINED: {Step.NOMINATE: State.NOMINATED},
    State.ACTIVE: {
        Step.REVIEW: State.ACTIVE,
        Step.PAUSE: State.PAUSED,
        Step.LEAVE: State.LEFT,
        Step.EXPIRE: State.EXPIRED,
    },
    State.PAUSED: {Step.RESUME: State.ACTIVE, Step.LEAVE: State.LEFT, Step.EXPIRE: State.EXPIRED},
    State.LEFT: {Step.NOMINATE: State.NOMINATED},
    State.EXPIRED: {Step.NOMINATE: State.NOMINATED},
    State.LAPSED: {Step.NOMINATE: State.NOMINATED},
}

_NEED_A_REASON = set(Step) - {Step.AGREE, Step.DECLINE, Step.EXPIRE, Step.RESUME}


def after(state: State | None, step: Step, reason: str, would_change: str = "") -> State:
    """The state after a step.

    Args:
        state: Where somebody stands; None for nowhere yet.
        step: What is done.
        reason: Why; at least 20 characters for every step that others take about somebody.
        would_change: What would change the decision, where it is not yes.

    Raises:
        Forbidden: the step does not follow from the state.
        Invalid: a reason is missing or says nothing.
    """
    following = _LIFE[state]
    if step not in following:
        where = state.value.replace("_", " ") if state else "not nominated"
        raise Forbidden(
            f"Somebody who is {where} in this pool cannot be taken on by: {step.value.replace('_', ' ')}."
        )
    if step in _NEED_A_REASON and len(reason.strip()) < REASON_CHARACTERS:
        raise Invalid(
            f"Please give a reason of at least {REASON_CHARACTERS} characters; the person will read it."
        )
    if step in {Step.NOT_YET, Step.REFUSE, Step.RETURN} and len(would_change.strip()) < REASON_CHARACTERS:
        raise Invalid("Please say what would change this decision; the person will read it.")
    return following[step]
