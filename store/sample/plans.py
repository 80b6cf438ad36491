"""The sample's plans: what the conversations agreed, and how far it has got since."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from sqlmodel import col, select

from store.models import Plan, PlanAction
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


def follow_up(diary: Diary, account: str, plan_of: str, signed_on: date, today: date, chance: Random) -> None:
    """Enter what becomes of the actions of a conversation's plan, as far as today."""
    actions = diary.session.scalars(
        select(PlanAction)
        .join(Plan, col(Plan.id) == col(PlanAction.plan_id))
        .where(Plan.conversation_id == plan_of)
        .order_by(col(PlanAction.ordinal))
    ).all()
    for action in actions:
        for status, days, why in chance.choice(_WAYS):
            day = signed_on + timedelta(days=days)
            if day < today:
                _enter(diary, moment(day, 200), account, action.id, status, why)


def _enter(diary: Diary, at: datetime, account: str, action: str, status: str, why: str) -> None:
    diary.enter(at, lambda: diary.act(at, account, Plans, "set_action_status", action, status, why))
