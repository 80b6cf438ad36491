"""The sample's plans: what the conversations agreed, and how far it has got since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlmodel import col, select

from store.models import Conversation, Plan, PlanAction
from store.plans import Plans
from store.sample.diary import Diary, moment

_WAYS: tuple[tuple[tuple[str, int, str], ...], ...] = (
    (("in_progress", 20, ""), ("done", 55, ""), ("evidenced", 80, "")),
    (("in_progress", 15, ""),),
    (("in_progress", 30, ""), ("blocked", 45, "The release for the second week has not been agreed yet.")),
    (),
    (("done", 58, ""),),
    (("cancelled", 40, "The programme has no places this year."),),
    (("in_progress", 25, ""), ("on_hold", 35, "Waits until the winter rota is over.")),
    (("in_progress", 10, ""), ("done", 62, "")),
)
"""What became of an action: each step's status, days after signing, and why."""


def follow_up(
    diary: Diary,
    account: str,
    talk: Conversation,
    catalogue: Mapping[str, Mapping[str, Any]],
    today: date,
    chance: Random,
) -> None:
    """Say how the actions of a conversation's plan are learnt, and enter what becomes of them, as far as today."""
    assert talk.signed_on
    actions = diary.session.scalars(
        select(PlanAction)
        .join(Plan, col(Plan.id) == col(PlanAction.plan_id))
        .where(Plan.conversation_id == talk.id)
        .order_by(col(PlanAction.ordinal))
    ).all()
    for action in actions:
        action.method, action.share = catalogue[action.goal]["method"], catalogue[action.goal]["share"]
        for status, days, why in chance.choice(_WAYS):
            day = talk.signed_on + timedelta(days=days)
            if day < today:
                at = moment(day, 200)
                diary.enter(
                    at, partial(diary.act, at, account, Plans, "set_action_status", action.id, status, why)
                )
