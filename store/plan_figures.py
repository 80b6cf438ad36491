"""What there is to count of a plan, written down whenever it changes: a dashboard reads a hundred thousand of them."""

from __future__ import annotations

from sqlalchemy import func, update
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col

from store.models import Plan, PlanAction

CANCELLED = "cancelled"
CLASSES = {70: "doing", 20: "with_others", 10: "formal", None: "unclassed"}
"""The column of `Plan` that holds how many of its actions, but for the cancelled ones, are of a class."""


def put_figures(session: Session, plan: Plan) -> None:
    """Bring the counts of a plan's actions, and since when they are agreed, up to what its rows say now."""
    session.flush()
    theirs = col(PlanAction.plan_id) == plan.id
    counted = (
        sql_select(col(PlanAction.share), func.count())
        .where(theirs, col(PlanAction.status) != CANCELLED)
        .group_by(col(PlanAction.share))
    )
    counts = {share: count for share, count in session.execute(counted)}
    for share, column in CLASSES.items():
        setattr(plan, column, counts.get(share, 0))
    session.execute(update(PlanAction).where(theirs).values(agreed_on=plan.agreed_on))
