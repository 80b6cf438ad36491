"""Personal development plans. A plan is its owner's; others see what the permission table gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import col, select

from store import checks
from store.access import Scope, scopes
from store.conversation_rows import refused_to_hr
from store.desk import Desk, Service, begins, reads, writes
from store.errors import Conflict, Forbidden, Invalid, NotFound
from store.models import Person, Plan, PlanAction
from store.views import ActionInput, ActionView, PlanView

CLOSED = {"done", "evidenced", "cancelled"}
FLOW = {
    "draft": {"agreed", "cancelled"},
    "agreed": {"in_progress", "done", "cancelled"},
    "in_progress": {"blocked", "on_hold", "done", "cancelled"},
    "blocked": {"in_progress", "cancelled"},
    "on_hold": {"in_progress", "cancelled"},
    "done": {"evidenced", "in_progress"},
    "evidenced": set[str](),
    "cancelled": set[str](),
}
_CLOSED = "This plan is closed and does not change any more; begin a new one."
_NEED_A_REASON = {"blocked", "on_hold", "cancelled"}


class Plans(Service):
    """Plans that the account may see, and its own to keep."""

    @reads("plan.read")
    def all(self, desk: Desk, *, owner: str | None = None) -> list[PlanView]:
        """Plans, newest first; an owner is a person's reference."""
        wanted = (
            select(Plan, Person)
            .join(Person, col(Person.id) == col(Plan.owner_id))
            .where(_readable(desk))
            .order_by(col(Plan.created_at).desc(), col(Plan.id))
        )
        if owner:
            wanted = wanted.where(Person.reference == owner)
        return [_view(desk, plan, person) for plan, person in desk.session.execute(wanted)]

    @reads("plan.read")
    def get(self, desk: Desk, plan: str) -> PlanView:
        """One plan by the first characters of its key; NotFound where absent or not the account's to see."""
        row = _found(desk, plan)
        return _view(desk, row, desk.session.get_one(Person, row.owner_id))

    @writes("plan.write")
    def save(
        self,
        desk: Desk,
        actions: Sequence[ActionInput],
        *,
        plan: str | None = None,
        expected_version: int | None = None,
        next_review_on: date | None = None,
    ) -> PlanView:
        """Write down a plan of one's own, or change one: with a manager or without.

        Args:
            actions: All of its actions in order; one with an `id` is that action, changed.
            plan: The plan to change; None begins one, as a draft that nobody else sees.
            expected_version: The version it was read in.

        Raises:
            NotFound: no such plan of one's own.
            Conflict: it was changed elsewhere meanwhile.
            Forbidden: it is closed, or an action that others have agreed would be gone: that is cancelled instead.
            Invalid: an action without a goal, or a text that cannot be stored.
        """
        if plan is None:
            owner = desk.actor.person
            assert owner  # plan.write is an individual's
            row = Plan(owner_id=owner, status="draft", created_at=desk.now)
        else:
            row = _own(desk, plan, expected_version)
        row.next_review_on = next_review_on or row.next_review_on
        desk.session.add(row)
        desk.session.flush()
        _put_actions(desk, row, actions)
        row.version += plan is not None
        desk.note(
            f"plan {row.id}", row.owner_id, reason="saved", content=[asdict(action) for action in actions]
        )
        desk.session.flush()
        return _view(desk, row, desk.session.get_one(Person, row.owner_id))

    @writes("plan.write")
    def share(self, desk: Desk, plan: str, *, yes: bool = True) -> PlanView:
        """Let one's manager read a draft, or take that back. Raises NotFound, Forbidden (agreed or closed already)."""
        row = _own(desk, plan)
        if row.status not in {"draft", "shared"}:
            raise Forbidden(f"A plan that is {row.status} is on record; it cannot be shared or taken back.")
        return _becomes(desk, row, "shared" if yes else "draft")

    @writes("plan.agree")
    def agree(self, desk: Desk, plan: str) -> PlanView:
        """Agree, as their manager, to a plan that somebody has shared. Raises NotFound, Forbidden."""
        row = _found(desk, plan, to_change=True)
        if not desk.allows(row.owner_id):
            raise NotFound(f"There is no plan {plan!r} that you can agree to; see: talent plan list")
        if row.status != "shared":
            raise Forbidden(f"A plan that is {row.status} cannot be agreed to; its owner shares it first.")
        row.agreed_on = desk.today
        return _becomes(desk, row, "agreed")

    @writes("plan.write")
    def close(self, desk: Desk, plan: str) -> PlanView:
        """Close a plan of one's own; it stays on record. Raises NotFound, Forbidden (it is closed)."""
        return _becomes(desk, _own(desk, plan), "closed")

    @writes("plan.write")
    def set_action_status(self, desk: Desk, action: str, status: str, reason: str = "") -> PlanView:
        """Move one action of one's own plan along.

        Raises:
            NotFound: no such action of the account's own.
            Forbidden: that step is not part of an action's life.
            Invalid: blocked, on hold and cancelled need a reason.
        """
        row = desk.session.get(PlanAction, action)
        plan = desk.session.get(Plan, row.plan_id, with_for_update=True) if row else None
        if row is None or plan is None or not desk.allows(plan.owner_id):
            raise NotFound("There is no such action in a plan of yours.")
        if plan.status == "closed":
            raise Forbidden(_CLOSED)
        desk.session.refresh(row)  # as it is now that the plan is held
        if status not in FLOW.get(row.status, set()):
            raise Forbidden(f"An action that is {row.status} cannot become {status}.")
        if status in _NEED_A_REASON and not reason.strip():
            raise Invalid(f"Please say why it is {status.replace('_', ' ')}.")
        row.status, row.reason = status, checks.text(reason, "reason").strip()
        plan.version += 1
        desk.note(f"plan {plan.id}", plan.owner_id, content=[row.id, status, reason])
        desk.session.flush()
        return _view(desk, plan, desk.session.get_one(Person, plan.owner_id))


def _readable(desk: Desk) -> ColumnElement[bool]:
    """Own plans; of present reports those that are shared; for HR those agreed, unless the record was refused to HR."""
    owner, status, me = col(Plan.owner_id), col(Plan.status), desk.actor.person
    mine = scopes(desk.actor, "plan.read")
    own = owner == me if me and Scope.OWN in mine else false()
    line: ColumnElement[bool] = false()
    if desk.actor.line and Scope.LINE in mine:
        line = and_(owner.in_(desk.actor.line), status != "draft")
    organisation: ColumnElement[bool] = false()
    if Scope.ORG in mine:
        talk = col(Plan.conversation_id)
        open_to_hr = or_(talk.is_(None), talk.not_in(refused_to_hr()))
        organisation = and_(status.in_(("agreed", "closed")), open_to_hr, owner != me if me else true())
    return or_(own, line, organisation)


def _found(desk: Desk, plan: str, *, to_change: bool = False) -> Plan:
    start = plan.strip().lower()
    wanted = select(Plan).where(_readable(desk), begins(col(Plan.id), start))
    if to_change:
        wanted = wanted.with_for_update()
    rows = desk.session.scalars(wanted.limit(2)).all() if start else []
    if not rows:
        raise NotFound(f"There is no plan {plan!r} that you can see; see: talent plan list")
    if len(rows) > 1:
        raise Invalid(f"Several plans begin with {plan!r}; give more of its characters.")
    return rows[0]


def _own(desk: Desk, plan: str, expected_version: int | None = None) -> Plan:
    """A plan of the actor's own that can still change."""
    row = _found(desk, plan, to_change=True)
    if not desk.allows(row.owner_id):
        raise NotFound(f"There is no plan {plan!r} of yours; see: talent plan list")
    if row.status == "closed":
        raise Forbidden(_CLOSED)
    if expected_version is not None and row.version != expected_version:
        raise Conflict("This plan was changed elsewhere meanwhile; open it again to see both.")
    return row


def _becomes(desk: Desk, row: Plan, status: str) -> PlanView:
    row.status = status
    row.version += 1
    desk.note(f"plan {row.id}", row.owner_id, reason=status)
    desk.session.flush()
    return _view(desk, row, desk.session.get_one(Person, row.owner_id))


def _put_actions(desk: Desk, plan: Plan, actions: Sequence[ActionInput]) -> None:
    """Make a plan's actions these."""
    there = {
        row.id: row for row in desk.session.scalars(select(PlanAction).where(PlanAction.plan_id == plan.id))
    }
    for ordinal, action in enumerate(actions, 1):
        if action.id is not None and action.id not in there:
            raise NotFound("There is no such action in that plan.")
        row = there.pop(action.id) if action.id else PlanAction(plan_id=plan.id, ordinal=ordinal, goal="")
        row.ordinal = ordinal
        row.goal = checks.text(action.goal, "goal", needed=True).strip()
        row.measure = checks.text(action.measure, "measure")
        row.method = checks.text(action.method, "method", longest=60)
        row.helper = checks.text(action.helper, "helper", longest=200) if action.helper else None
        row.share, row.due = action.share, action.due
        desk.session.add(row)
    for left_out in there.values():
        if plan.status != "draft":
            raise Forbidden("An action that others have read is not taken out; cancel it, with a reason.")
        desk.session.delete(left_out)


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
