"""The sample's plans: what the conversations agreed, how it is gone about, and how far it has got since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlmodel import col, select

from store.days import months_after
from store.models import Conversation, Plan, PlanAction
from store.plans import Plans
from store.sample.diary import Diary, moment
from store.sample.staff import Staff
from store.views import ActionInput, PlanInput

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
_GONE_ABOUT: Mapping[str, tuple[str, str, str]] = {
    "stretch": ("Agree with my manager what I hand over", "none", "agreed"),
    "study_leave": (
        "Enrol; put the study days into the rota",
        "the course fee, from the team's budget",
        "needed",
    ),
    "national_programme": ("Apply; clear the residential days", "none, the programme is funded", "needed"),
    "shadowing": ("Write to the team; choose two quiet weeks", "none", "not_needed"),
    "action_learning": ("Sign up; keep six half-days free", "none", "agreed"),
}
"""How actions of a method are gone about: steps, cost, release. Of others nobody has said yet."""
_OWNERS = {"draft": "Priya Nair", "shared": "Oliver Hartley", "agreed": "Ana Sofia Duarte"}
"""Whose plans they are that nobody's conversation has made, by their status."""
_BEGUN = {"draft": 9, "shared": 16, "agreed": 50}
"""How many days ago they began them."""
_EVIDENCE = "A note of what came of it, which my manager has read."
_IMPACT = "I do it without asking now, and twice a colleague has asked me how."


def follow_up(
    diary: Diary,
    account: str,
    talk: Conversation,
    hopes: str,
    catalogue: Mapping[str, Mapping[str, Any]],
    today: date,
    chance: Random,
) -> None:
    """Say how the actions of a conversation's plan are learnt, and enter what becomes of them, as far as today."""
    assert talk.signed_on
    plan = diary.session.scalars(select(Plan).where(Plan.conversation_id == talk.id)).one()
    plan.ambition_link = hopes
    plan.period_start, plan.period_end = talk.signed_on, months_after(talk.signed_on, 12)
    actions = diary.session.scalars(
        select(PlanAction)
        .join(Plan, col(Plan.id) == col(PlanAction.plan_id))
        .where(Plan.conversation_id == talk.id)
        .order_by(col(PlanAction.ordinal))
    ).all()
    for action in actions:
        action.method, action.share = catalogue[action.goal]["method"], catalogue[action.goal]["share"]
        steps, cost, action.release = _GONE_ABOUT.get(action.method, ("", "", None))
        action.steps, action.cost = [step for step in steps.split("; ") if step], cost
        for status, days, why in chance.choice(_WAYS):
            day = talk.signed_on + timedelta(days=days)
            if day < today:
                at = moment(day, 200)
                done = {"evidence": _EVIDENCE, "impact": _IMPACT} if status == "evidenced" else {}
                step = partial(diary.act, at, account, Plans, "follow_up", action.id)
                diary.enter(at, partial(step, status=status, reason=why, **done))


def keep_own_plans(diary: Diary, staff: Staff, plans: Mapping[str, Any], today: date) -> None:
    """Enter plans that somebody has begun on their own: one that nobody else sees, one shared, one agreed."""
    for status, plan in plans.items():
        at = moment(today - timedelta(days=_BEGUN[status]), 240)
        diary.enter(at, partial(_keep, diary, staff, plan, at, status, today))


def _keep(
    diary: Diary, staff: Staff, plan: Mapping[str, Any], at: datetime, status: str, today: date
) -> None:
    name = _OWNERS[status]
    own, manager = staff.account[name], staff.account[staff.manager[name]]
    about = PlanInput(
        period_start=at.date(),
        period_end=months_after(at.date(), 12),
        ambition_link=plan["ambition_link"],
        strengths=tuple(plan["strengths"]),
        growth_areas=tuple(plan["growth_areas"]),
    )
    actions = [
        ActionInput(
            goal=one["goal"],
            due=today + timedelta(days=one["due"]),
            measure=one["measure"],
            method=one["method"],
            share=one["share"],
        )
        for one in plan["actions"]
    ]
    saved = diary.act(at, own, Plans, "save", actions, about=about)
    if status != "draft":
        diary.act(at, own, Plans, "share", saved.id)
    if status == "agreed":
        later = at + timedelta(days=4)
        diary.enter(later, partial(diary.act, later, manager, Plans, "agree", saved.id))
