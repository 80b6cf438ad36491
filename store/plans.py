"""Personal development plans. A plan is its owner's; others see what the permission table gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any, get_args

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from store import checks
from store.access import Scope, scopes
from store.conversation_rows import is_refused_to_hr
from store.desk import Desk, Service, begins, reads, writes
from store.errors import Conflict, Forbidden, Invalid, NotFound
from store.models import Person, Plan, PlanAction, metadata
from store.people import manager_of
from store.plan_figures import put_figures
from store.views import ActionInput, ActionView, PlanInput, PlanView, Release

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
MOST_STRENGTHS = 5
MOST_GROWTH_AREAS = 3
FIRST_CHECK = timedelta(weeks=6)
"""When a plan that names no day is looked at first after it was agreed: the domain has it between 4 and 8 weeks."""
_CLOSED = "This plan is closed and does not change any more; begin a new one."
_NEED_A_REASON = {"blocked", "on_hold", "cancelled"}
_DONE = {"done", "evidenced"}
_RELEASES = get_args(Release)


class Plans(Service):
    """Plans that the account may see, and its own to keep."""

    @reads("plan.read")
    def all(self, desk: Desk, *, owner: str | None = None) -> list[PlanView]:
        """Plans, newest first; an owner is a person's reference."""
        which = _readable(desk)
        if owner:
            which = and_(which, col(Person.reference) == owner)
        whose = col(Person.id) == col(Plan.owner_id)
        # Two statements however many plans, and plain rows, which cost less than objects: HR reads everybody's.
        plans = sql_select(*_columns(Plan), col(Person.reference), col(Person.name)).join(Person, whose)
        theirs = sql_select(*_columns(PlanAction)).join(Plan, col(Plan.id) == col(PlanAction.plan_id))
        actions: dict[str, list[Any]] = {}
        for row in desk.session.execute(
            theirs.join(Person, whose).where(which).order_by(col(PlanAction.ordinal))
        ):
            actions.setdefault(row.plan_id, []).append(row)
        newest_first = plans.where(which).order_by(col(Plan.created_at).desc(), col(Plan.id))
        return [_seen(desk, row, row, actions.get(row.id, ())) for row in desk.session.execute(newest_first)]

    @reads("plan.read")
    def get(self, desk: Desk, plan: str) -> PlanView:
        """One plan by the first characters of its key; NotFound where absent or not the account's to see."""
        row = _found(desk, plan)
        if row.owner_id != desk.actor.person:
            desk.note_reading(f"plan {row.id}", row.owner_id)
        manager = manager_of(desk.session, row.owner_id, desk.today)
        view = _view(desk, row, desk.session.get_one(Person, row.owner_id))
        return replace(view, manager_name=manager.name if manager else "")

    @writes("plan.write")
    def save(
        self,
        desk: Desk,
        actions: Sequence[ActionInput],
        *,
        plan: str | None = None,
        expected_version: int | None = None,
        next_review_on: date | None = None,
        about: PlanInput | None = None,
    ) -> PlanView:
        """Write down a plan of one's own, or change one: with a manager or without.

        Args:
            actions: All of its actions in order; one with an `id` is that action, changed.
            plan: The plan to change; None begins one, as a draft that nobody else sees.
            expected_version: The version it was read in.
            next_review_on: When it is looked at next; None leaves that as it is.
            about: What it says beside its actions; None leaves that as it is.

        Raises:
            NotFound: no such plan of one's own.
            Conflict: it was changed elsewhere meanwhile.
            Forbidden: it is closed, or an action that others have agreed would be gone: that is cancelled instead.
            Invalid: an action without a goal, one or a period that ends before it begins, a refused release without a
                reason, more than five strengths or three growth areas, or a text that cannot be stored.
        """
        if plan is None:
            owner = desk.actor.person
            assert owner  # plan.write is an individual's
            row = Plan(owner_id=owner, status="draft", created_at=desk.now, changed_at=desk.now)
        else:
            row = _own(desk, plan, expected_version)
        row.next_review_on = next_review_on or row.next_review_on
        if about is not None:
            _put_about(row, about)
        row.changed_at = desk.now
        desk.session.add(row)
        desk.session.flush()
        _put_actions(desk, row, actions)
        put_figures(desk.session, row)
        row.version += plan is not None
        content = [asdict(about) if about else {}, *map(asdict, actions)]
        desk.note(f"plan {row.id}", row.owner_id, reason="saved", content=content)
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
        row.next_review_on = row.next_review_on or desk.today + FIRST_CHECK
        put_figures(desk.session, row)
        return _becomes(desk, row, "agreed")

    @writes("plan.write")
    def close(self, desk: Desk, plan: str) -> PlanView:
        """Close a plan of one's own; it stays on record. Raises NotFound, Forbidden (it is closed)."""
        return _becomes(desk, _own(desk, plan), "closed")

    @writes("plan.write")
    def set_action_status(
        self, desk: Desk, action: str, status: str, reason: str = "", evidence: str = ""
    ) -> PlanView:
        """Move one action of one's own plan along; errors as in `follow_up`."""
        return _followed_up(desk, action, status=status, reason=reason, evidence=evidence or None)

    @writes("plan.write")
    def follow_up(
        self,
        desk: Desk,
        action: str,
        *,
        status: str | None = None,
        reason: str = "",
        evidence: str | None = None,
        impact: str | None = None,
        progress_note: str | None = None,
        reviewed_by: str | None = None,
    ) -> PlanView:
        """Say how one action of one's own plan has gone; what is None stays as it was.

        Args:
            action: The action, by the first characters of its key.
            status: Where it stands now; None where it stood.
            reason: Why it is blocked, on hold or cancelled.
            evidence: What shows that it was done.
            impact: What has changed because of it.
            progress_note: How far it has got.
            reviewed_by: Who has looked at it.

        Raises:
            NotFound: no such action of the account's own.
            Forbidden: that step is not part of an action's life, the plan is closed, or an impact of what is not done.
            Invalid: no such status; blocked, on hold or cancelled without a reason; evidenced without evidence;
                nothing to note; several such actions.
        """
        return _followed_up(
            desk,
            action,
            status=status,
            reason=reason,
            evidence=evidence,
            impact=impact,
            progress_note=progress_note,
            reviewed_by=reviewed_by,
        )


def _followed_up(
    desk: Desk,
    action: str,
    *,
    status: str | None,
    reason: str = "",
    evidence: str | None = None,
    impact: str | None = None,
    progress_note: str | None = None,
    reviewed_by: str | None = None,
) -> PlanView:
    """What `Plans.follow_up` promises."""
    notes = {
        "progress_note": progress_note,
        "evidence": evidence,
        "reviewed_by": reviewed_by,
        "impact": impact,
    }
    given = {name: text for name, text in notes.items() if text is not None}
    if status is None and not given:
        raise Invalid(
            "Please say what to note about the action: a status, evidence, its impact or how it goes."
        )
    plan, row = _own_action(desk, action)
    if status is not None:
        _step(desk, row, status, reason)
        put_figures(desk.session, plan)
    for name, text in given.items():
        longest = 200 if name == "reviewed_by" else checks.LONGEST_TEXT
        setattr(row, name, checks.text(text, name.replace("_", " "), longest=longest).strip())
    if row.status == "evidenced" and not row.evidence:
        raise Invalid("Please say what shows that it was done; evidence is what evidenced means.")
    if given.get("impact") and row.status not in _DONE:
        raise Forbidden(
            f"An action that is {_spoken(row.status)} has no impact yet; note it once it is done."
        )
    plan.version += 1
    plan.changed_at = desk.now
    desk.note(f"plan {plan.id}", plan.owner_id, content=[row.id, status, reason, given])
    desk.session.flush()
    return _view(desk, plan, desk.session.get_one(Person, plan.owner_id))


def _own_action(desk: Desk, action: str) -> tuple[Plan, PlanAction]:
    """An action of a plan of the actor's own that can still change, and that plan, held."""
    start = action.strip().lower()
    # Whose it is goes into the condition: what others' keys begin with is not to be learnt from an error.
    own = desk.reach(col(Plan.owner_id))
    wanted = (
        select(PlanAction)
        .join(Plan, col(Plan.id) == col(PlanAction.plan_id))
        .where(own, begins(col(PlanAction.id), start))
    )
    rows = desk.session.scalars(wanted.limit(2)).all() if start else []
    if not rows:
        raise NotFound(f"There is no action {action!r} in a plan of yours; see: talent plan show")
    if len(rows) > 1:
        raise Invalid(f"Several of your actions begin with {action!r}; give more of its characters.")
    (row,) = rows
    plan = desk.session.get_one(Plan, row.plan_id, with_for_update=True)
    if plan.status == "closed":
        raise Forbidden(_CLOSED)
    desk.session.refresh(row)  # as it is now that the plan is held
    return plan, row


def _step(desk: Desk, row: PlanAction, status: str, reason: str) -> None:
    if status not in FLOW:
        raise Invalid(f"There is no status {status!r}; an action is one of {', '.join(FLOW)}.")
    if status not in FLOW.get(row.status, set()):
        raise Forbidden(f"An action that is {_spoken(row.status)} cannot become {_spoken(status)}.")
    if status in _NEED_A_REASON and not reason.strip():
        raise Invalid(f"Please say why it is {_spoken(status)}.")
    row.status, row.reason = status, checks.text(reason, "reason").strip()
    if status not in _DONE:
        row.done_on = None
    elif status == "done":
        row.done_on = desk.today


def _spoken(status: str) -> str:
    return status.replace("_", " ")


def _readable(desk: Desk) -> ColumnElement[bool]:
    """Own plans; of present reports those that are shared; for HR those agreed, unless the record was refused to HR,
    and in an emergency all of somebody's."""
    owner, status, me = col(Plan.owner_id), col(Plan.status), desk.actor.person
    mine = scopes(desk.actor, "plan.read")
    own = owner == me if me and Scope.OWN in mine else false()
    line: ColumnElement[bool] = false()
    if desk.actor.line and Scope.LINE in mine:
        line = and_(owner.in_(desk.actor.line), status != "draft")
    organisation: ColumnElement[bool] = false()
    if Scope.ORG in mine:
        talk = col(Plan.conversation_id)
        open_to_hr = ~is_refused_to_hr(talk)
        agreed = and_(status.in_(("agreed", "closed")), open_to_hr)
        organisation = and_(or_(agreed, owner.in_(desk.actor.opened)), owner != me if me else true())
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
    row.changed_at = desk.now
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
        row = (
            there.pop(action.id)
            if action.id
            else PlanAction(plan_id=plan.id, owner_id=plan.owner_id, ordinal=ordinal, goal="")
        )
        row.ordinal = ordinal
        _put_action(row, action)
        desk.session.add(row)
    for left_out in there.values():
        if plan.status != "draft":
            raise Forbidden("An action that others have read is not taken out; cancel it, with a reason.")
        desk.session.delete(left_out)


def _put_action(row: PlanAction, action: ActionInput) -> None:
    """Fill an action's row with what was given; Invalid where it cannot be stored."""
    if action.start and action.due and action.due < action.start:
        raise Invalid(f"An action cannot be due on {action.due} and start on {action.start}, after that.")
    if action.share not in {None, 70, 20, 10}:
        raise Invalid(f"The class of an action is 70, 20 or 10, not {action.share!r}.")
    if action.release is not None and action.release not in _RELEASES:
        raise Invalid(f"Release is one of {', '.join(_RELEASES)}, not {action.release!r}.")
    if action.release == "refused" and not action.release_reason.strip():
        raise Invalid("Please say why release was refused.")
    row.goal = checks.text(action.goal, "goal", needed=True).strip()
    row.measure = checks.text(action.measure, "measure")
    row.method = checks.text(action.method, "method", longest=60)
    row.helper = checks.text(action.helper, "helper", longest=200) if action.helper else None
    row.share, row.due, row.start = action.share, action.due, action.start
    row.steps = checks.texts(action.steps, "steps")
    row.owner = checks.text(action.owner, "owner", longest=200).strip()
    row.cost = checks.text(action.cost, "cost").strip()
    row.release = action.release
    row.release_reason = checks.text(action.release_reason, "reason for the release").strip()
    row.location_ok = action.location_ok
    row.gained = checks.text(action.gained, "skill or experience").strip()
    row.target_role = checks.text(action.target_role, "target role", longest=200).strip()


def _put_about(row: Plan, about: PlanInput) -> None:
    """Fill a plan's row with what it says beside its actions; Invalid where that cannot be stored."""
    if about.period_start and about.period_end and about.period_end < about.period_start:
        raise Invalid(
            f"A plan cannot be for {about.period_start} to {about.period_end}, which is before that."
        )
    row.period_start, row.period_end = about.period_start, about.period_end
    row.ambition_link = checks.text(about.ambition_link, "ambition").strip()
    row.strengths = checks.texts(about.strengths, "strengths", most=MOST_STRENGTHS)
    row.growth_areas = checks.texts(about.growth_areas, "growth areas", most=MOST_GROWTH_AREAS)
    row.org_objective = checks.text(about.org_objective, "objective").strip()


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
        changed_at=desk.now,
    )
    desk.session.add(plan)
    desk.session.flush()
    for ordinal, action in enumerate(actions, 1):
        due = action.get("due")
        release, share = action.get("release_or_backfill"), str(action.get("class") or "")
        desk.session.add(
            PlanAction(
                plan_id=plan.id,
                owner_id=plan.owner_id,
                ordinal=ordinal,
                goal=str(action["goal"]),
                due=date.fromisoformat(due) if due else None,
                helper=action.get("helper"),
                measure=str(action.get("measure") or ""),
                share=int(share) if share in {"70", "20", "10"} else None,
                release=release if release in _RELEASES else None,
            )
        )
    put_figures(desk.session, plan)


def _view(desk: Desk, plan: Plan, owner: Person) -> PlanView:
    wanted = select(PlanAction).where(PlanAction.plan_id == plan.id).order_by(col(PlanAction.ordinal))
    return _seen(desk, plan, owner, desk.session.scalars(wanted))


def _columns(table: type[Plan | PlanAction]) -> list[Any]:
    return list(metadata.tables[str(table.__tablename__)].columns)


def _seen(desk: Desk, plan: Any, owner: Any, actions: Iterable[Any]) -> PlanView:
    """A plan, an owner and actions as they are shown; each an object, or a row with the same names."""
    return PlanView(
        id=plan.id,
        version=plan.version,
        owner=owner.reference,
        owner_name=owner.name,
        status=plan.status,
        agreed_on=plan.agreed_on,
        next_review_on=plan.next_review_on,
        actions=tuple(_action_view(desk, row) for row in actions),
        period_start=plan.period_start,
        period_end=plan.period_end,
        ambition_link=plan.ambition_link,
        strengths=tuple(plan.strengths),
        growth_areas=tuple(plan.growth_areas),
        org_objective=plan.org_objective,
        changed_on=desk.day_of(plan.changed_at),
    )


def _action_view(desk: Desk, row: Any) -> ActionView:
    return ActionView(
        id=row.id,
        goal=row.goal,
        due=row.due,
        helper=row.helper,
        status=row.status,
        late=row.due is not None and row.due < desk.today and row.status not in CLOSED,
        measure=row.measure,
        method=row.method,
        share=row.share,
        steps=tuple(row.steps),
        start=row.start,
        owner=row.owner,
        cost=row.cost,
        release=row.release,
        release_reason=row.release_reason,
        location_ok=row.location_ok,
        gained=row.gained,
        target_role=row.target_role,
        reason=row.reason,
        progress_note=row.progress_note,
        evidence=row.evidence,
        reviewed_by=row.reviewed_by,
        impact=row.impact,
        done_on=row.done_on,
    )
