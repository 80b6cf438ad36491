"""Answers about development plans and their actions: one's own, a report's, a team's."""

from __future__ import annotations

from assistant.own_records.groups import given, group, named, whose
from assistant.own_records.look import OWN_PLAN, PLANS, Look
from assistant.own_records.shown import Shown, Statement, listed, plain
from store.views import ActionView, PlanView

_DRAFTS = "Drafts of plans: only their owners see them."


def plans(look: Look) -> Shown:
    """Whether somebody has a plan, and how it stands."""
    scope = look.scope
    left_out = "" if scope.mine else _DRAFTS
    if not scope.one:
        having = [one for one in scope.people if look.plan(one.reference)]
        statement = group(look, scope, having, "a development plan on record", map(named, having), PLANS)
        return Shown((statement,), given(scope.note, left_out))
    (person,) = scope.people
    plan = look.plan(person.reference)
    where = OWN_PLAN if scope.mine else PLANS
    if plan is None:
        text = f"No development plan of {'yours' if scope.mine else person.name} is on record."
        more = ("Begin one with: talent plan new, or Plan (F10).",) if scope.mine else ()
        return Shown((Statement(" ".join((text, *more)), (), where),), given(left_out))
    agreed = f"was agreed on {plan.agreed_on}" if plan.agreed_on else f"is {plan.status}, not agreed yet"
    review = f" It is to be reviewed on {plan.next_review_on}." if plan.next_review_on else ""
    return Shown(
        (Statement(f"{whose(scope)} development plan {agreed}.{review} Its actions:", planned(plan), where),),
        given(left_out),
    )


def without_plan(look: Look) -> Shown:
    """Who has no plan that can be seen."""
    scope = look.scope
    if scope.one:
        return plans(look)
    people = [one for one in scope.people if look.plan(one.reference) is None]
    items = [f"{named(one)}{look.new(one)}" for one in people]
    statement = group(look, scope, people, "no development plan that you can see", items, PLANS)
    return Shown((statement,), given(scope.note, _DRAFTS))


def late_actions(look: Look) -> Shown:
    """Whose actions are late."""
    return _by_action(look, late=True)


def actions(look: Look) -> Shown:
    """Which actions are open."""
    return _by_action(look, late=look.asked.late)


def _by_action(look: Look, *, late: bool) -> Shown:
    scope, period = look.scope, look.asked.period
    found: dict[str, list[ActionView]] = {}
    for one in scope.people:
        found[one.reference] = [
            action
            for plan in look.plans.get(one.reference, [])
            for action in (plan.actions if plan.status != "closed" else ())
            if action.status not in {"done", "evidenced", "cancelled"}
            and (action.late or not late)
            and (period is None or (action.due is not None and period.holds(action.due)))
        ]
    what = "late" if late else "open"
    within = f", due {period.words}" if period else ""
    left_out = given(scope.note, "" if scope.mine else _DRAFTS, "Actions of plans that are closed.")
    if scope.one:
        (person,) = scope.people
        theirs = found[person.reference]
        have = "You have" if scope.mine else f"{person.name} has"
        number = f"{len(theirs) or 'no'} {what} action{'' if len(theirs) == 1 else 's'}"
        text = f"{have} {number}{within}{':' if theirs else '.'}"
        where = OWN_PLAN if scope.mine else PLANS
        return Shown((Statement(text, listed(map(_action, theirs)), where),), left_out)
    people = [one for one in scope.people if found[one.reference]]
    items = [f"{named(one)}: {_numbered(found[one.reference])}" for one in people]
    return Shown((group(look, scope, people, f"{what} actions{within}", items, PLANS),), left_out)


def planned(plan: PlanView) -> tuple[str, ...]:
    """A plan's actions, a line each."""
    return listed(map(_action, plan.actions)) or ("none",)


def _action(one: ActionView) -> str:
    due = f", by {one.due}" if one.due else ", no day set"
    late = ", late" if one.late else ""
    return f"{plain(one.goal)}{due}: {one.status.replace('_', ' ')}{late}"


def _numbered(actions_: list[ActionView]) -> str:
    dated = sorted(one.due for one in actions_ if one.due)
    first = f", the first by {dated[0]}" if dated else ""
    return f"{len(actions_)} action{'' if len(actions_) == 1 else 's'}{first}"
