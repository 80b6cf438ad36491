"""Personal development plans. A plan is its owner's; others see what the permission table gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from store.desk import Desk, Service, reads, writes
from store.errors import Forbidden, Invalid, NotFound
from store.models import Person, Plan, PlanAction
from store.views import ActionView, PlanView

CLOSED = {"done", "evidenced", "cancelled"}
_FLOW = {
    "draft": {"agreed", "cancelled"},
    "agreed": {"in_progress", "done", "cancelled"},
    "in_progress": {"blocked", "on_hold", "done", "cancelled"},
    "blocked": {"in_progress", "cancelled"},
    "on_hold": {"in_progress", "cancelled"},
    "done": {"evidenced", "in_progress"},
    "evidenced": set[str](),
    "cancelled": set[str](),
}
_NEED_A_REASON = {"blocked", "on_hold", "cancelled"}


class Plans(Service):
    """Plans that the account may see, and its own to keep."""

    @reads("plan.read")
    def all(self, desk: Desk, *, owner: str | None = None) -> list[PlanView]:
        """Plans, newest first; an owner is a person's reference."""
        wanted = (
            select(Plan, Person)
            .join(Person, col(Person.id) == col(Plan.owner_id))
            .where(desk.reach(col(Plan.owner_id)))
            .order_by(col(Plan.created_at).desc(), col(Plan.id))
        )
        if owner:
            wanted = wanted.where(Person.reference == owner)
        return [_view(desk, plan, person) for plan, person in desk.session.execute(wanted).tuples()]

    @reads("plan.read")
    def get(self, desk: Desk, plan: str) -> PlanView:
        """One plan by the first characters of its key; NotFound where absent or not the account's to see."""
        rows = desk.session.scalars(
            select(Plan).where(col(Plan.id).startswith(plan, autoescape=True)).limit(2)
        ).all()
        if len(rows) != 1 or not desk.allows(rows[0].owner_id):
            raise NotFound(f"There is no plan {plan!r} that you can see; see: talent plan list")
        return _view(desk, rows[0], desk.session.get_one(Person, rows[0].owner_id))

    @writes("plan.write")
    def set_action_status(self, desk: Desk, action: str, status: str, reason: str = "") -> PlanView:
        """Move one action of one's own plan along.

        Raises:
            NotFound: no such action of the account's own.
            Forbidden: that step is not part of an action's life.
            Invalid: blocked, on hold and cancelled need a reason.
        """
        row = desk.session.get(PlanAction, action)
        plan = desk.session.get(Plan, row.plan_id) if row else None
        if row is None or plan is None or not desk.allows(plan.owner_id):
            raise NotFound("There is no such action in a plan of yours.")
        if status not in _FLOW.get(row.status, set()):
            raise Forbidden(f"An action that is {row.status} cannot become {status}.")
        if status in _NEED_A_REASON and not reason.strip():
            raise Invalid(f"Please say why it is {status.replace('_', ' ')}.")
        row.status, row.reason = status, reason.strip()
        plan.version += 1
        desk.note(f"plan {plan.id}", plan.owner_id, content=[row.id, status, reason])
        desk.session.flush()
        return _view(desk, plan, desk.session.get_one(Person, plan.owner_id))


def plan_from_conversation(
    desk: Desk,
    owner: str,
    conversation: str,
    agreed_on: date,
    review_on: date | None,
    actions: Sequence[Mapping[str, Any]],
) -> None:
    """The plan that a signed conversation has agreed, in that conversation's transaction."""
    plan = Plan(
        owner_id=owner,
        conversation_id=conversation,
        status="agreed",
        agreed_on=agreed_on,
        next_review_on=review_on,
        created_at=desk.now,
    )
    desk.session.add(plan)
    desk.session.flush()
    for ordinal, action in enumerate(actions, 1):
        due = action.get("due")
        desk.session.add(
            PlanAction(
                plan_id=plan.id,
                ordinal=ordinal,
                goal=str(action["goal"]),
                due=date.fromisoformat(due) if due else None,
                helper=action.get("helper"),
            )
        )


def _view(desk: Desk, plan: Plan, owner: Person) -> PlanView:
    rows = desk.session.scalars(
        select(PlanAction).where(PlanAction.plan_id == plan.id).order_by(col(PlanAction.ordinal))
    )
    return PlanView(
        id=plan.id,
        version=plan.version,
        owner=owner.reference,
        owner_name=owner.name,
        status=plan.status,
        agreed_on=plan.agreed_on,
        next_review_on=plan.next_review_on,
        actions=tuple(
            ActionView(
                id=row.id,
                goal=row.goal,
                due=row.due,
                helper=row.helper,
                status=row.status,
                late=row.due is not None and row.due < desk.today and row.status not in CLOSED,
                measure=row.measure,
                method=row.method,
                share=row.share,
            )
            for row in rows
        ),
    )
