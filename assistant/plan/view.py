"""A development plan and a portfolio as a screen shows them: words only, no Textual. Pure.

Nothing here says anything of a person: it shows what a plan holds, what it leaves open and which steps its owner can
take. Days are shown as they are stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.paper.plan import ACTION, PLAN
from assistant.plan.catalogue import CLASSES, Catalogue
from assistant.plan.page import CheckedPlan
from assistant.plan.suggest import Suggestion
from assistant.plan.timeline import Moment
from store.days import months_after
from store.plans import FLOW
from store.views import ActionInput, ActionView, PlanInput, PlanView, PortfolioItemView

__all__ = ["ActionView", "PlanView", "PortfolioItemView"]  # what screens are given to show

ACTIONS = ("Action", "By", "Learning", "Helper", "Stands")
ITEMS = ("When", "What", "Title", "Who sees it")
IDEAS = ("Way to develop", "Learning", "Used by", "Why it is here")
_IMPACT_AFTER_MONTHS = 3
_ALONE = "only you see it"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that an action's owner can do with it next.

    Attributes:
        key: What tells it from the others.
        label: What it is called.
        about: What it means.
        status: The status that the action gets; None where it keeps its own.
        asks: Which of `reason`, `evidence`, `impact`, `progress_note` and `reviewed_by` has to be said; "" for none.
        question: What is asked for it.
    """

    key: str
    label: str
    about: str
    status: str | None = None
    asks: str = ""
    question: str = ""


CHANGE = Step("change", "Change it", "its words, days, method, helper, cost …")
REMOVE = Step("remove", "Take it out", "nobody else has read it yet")
_STEPS = (
    Step("agreed", "Settle it", "this is what I will do", "agreed"),
    Step("in_progress", "Begin it", "it is under way from today", "in_progress"),
    Step("done", "Done", "what was meant has happened", "done"),
    Step(
        "evidenced",
        "Show it",
        "say what shows that it was done",
        "evidenced",
        "evidence",
        "What shows that it was done?",
    ),
    Step(
        "blocked",
        "Blocked",
        "something is in the way",
        "blocked",
        "reason",
        "What is in the way, and who could help?",
    ),
    Step("on_hold", "Put on hold", "it waits", "on_hold", "reason", "What does it wait for, and until when?"),
    Step(
        "cancelled",
        "Cancel it",
        "it stays on record, with the reason",
        "cancelled",
        "reason",
        "Why is it cancelled?",
    ),
)
"""The steps to a status, in the order in which they are offered; which of them are open is the store's to say."""
_AGAIN = {
    "blocked": ("Go on with it", "nothing is in the way any more"),
    "on_hold": ("Go on with it", "it has waited long enough"),
    "done": ("Open it again", "there is more to do"),
}
"""What beginning is called where an action has been begun before."""
_IMPACT = Step(
    "impact",
    "Say what has changed",
    "because of it, best three months after",
    asks="impact",
    question="What has changed because of it: for you, for the team, for those you care for?",
)
_NOTES = (
    Step(
        "progress_note",
        "Note how it goes",
        "how far it has got",
        asks="progress_note",
        question="How far has it got?",
    ),
    Step("reviewed_by", "Somebody looked at it", "who", asks="reviewed_by", question="Who has looked at it?"),
)
_EVIDENCE = Step(
    "evidence",
    "Change what shows it",
    "the evidence",
    asks="evidence",
    question="What shows that it was done?",
)
_SPEAKING = {
    "draft": "A draft: {alone}, until you share it with {manager}.",
    "shared": "Shared: {manager} can read it and agree to it.",
    "agreed": "Agreed on {agreed}: {manager} and HR can read it.",
    "closed": "Closed: it stays on record and does not change any more.",
}
_OF_OTHERS = {
    "draft": "A draft.",
    "shared": "Shared with you, to read and to agree to; only its owner changes it.",
    "agreed": "Agreed on {agreed}; only its owner changes it.",
    "closed": "Closed: it does not change any more.",
}
"""Who sees a plan, as its owner and as others read it."""


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action: its row, and all that is known of it, for below the table.

    Attributes:
        action: The action.
        cells: Its cells under `ACTIONS`.
        fields: What it holds beside them, with labels.
        asks: What the SMART check asks about it; it asks only.
        steps: What can be done with it next; nothing where the reader is not its owner.
    """

    action: ActionView
    cells: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    asks: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A plan as its page shows it.

    Attributes:
        plan: The plan.
        title: The page's heading.
        standing: Who sees it, and what comes next.
        about: What it says beside its actions, with labels.
        asks: What is worth a second look in it, in the check's words.
        still_right: The question whether it is still right, where it is due and the reader can answer; else "".
        actions: Its actions.
        mine: Whether the reader is its owner.
    """

    plan: PlanView
    title: str
    standing: str
    about: tuple[tuple[str, str], ...]
    asks: tuple[str, ...]
    still_right: str
    actions: tuple[ActionLine, ...]
    mine: bool

    @property
    def changes(self) -> bool:
        """Whether the reader can change it."""
        return self.mine and self.plan.status != "closed"


def sheet(plan: PlanView, checked: CheckedPlan, methods: Catalogue, *, mine: bool) -> Sheet:
    """The page of a plan.

    Args:
        plan: The plan.
        checked: What the check says of that plan.
        methods: The catalogue that knows what methods are called.
        mine: Whether the reader is its owner.
    """
    said = _SPEAKING if mine else _OF_OTHERS
    asked = {one.kind: one.text for one in checked.warnings}
    changes = mine and plan.status != "closed"
    question = asked.pop("still_right", "")
    return Sheet(
        plan=plan,
        title="My development plan" if mine else f"Development plan: {plan.owner_name}",
        standing=said[plan.status].format(
            alone=_ALONE, manager=plan.manager_name or "your manager", agreed=plan.agreed_on
        )
        + (f" Review on {plan.next_review_on}." if plan.next_review_on else ""),
        about=_about(plan),
        asks=tuple(asked.values()),
        still_right=question if changes else "",
        actions=tuple(
            ActionLine(
                action,
                action_cells(action, plan, methods),
                action_fields(action, methods),
                _asks(checked, at, action),
                steps(action, plan) if changes else (),
            )
            for at, action in enumerate(plan.actions)
        ),
        mine=mine,
    )


def steps(action: ActionView, plan: PlanView) -> tuple[Step, ...]:
    """What the owner of a plan can do with an action of it: the steps that the store allows, then notes and changes."""
    if plan.status == "closed":
        return ()
    found = []
    for step in _STEPS:
        if step.key in FLOW.get(action.status, ()):
            again = _AGAIN.get(action.status) if step.key == "in_progress" else None
            found.append(Step(step.key, *again, step.status) if again else step)
    if action.status in {"done", "evidenced"}:
        found.append(_IMPACT)
    if action.status == "evidenced":
        found.append(_EVIDENCE)
    if action.status != "cancelled":
        found += _NOTES
    found.append(CHANGE)
    if plan.status == "draft":
        found.append(REMOVE)
    return tuple(found)


def follow_up(step: Step, said: str) -> dict[str, str]:
    """What the store's `follow_up` is told for a step and what was said with it."""
    told = {"status": step.status} if step.status else {}
    return told | ({step.asks: said} if step.asks else {})


def stands(action: ActionView, plan: PlanView) -> str:
    """An action's status in words; late is one of them. What nobody has agreed to yet is a draft."""
    nobody_yet = action.status == "agreed" and plan.status in {"draft", "shared"}
    said = "draft" if nobody_yet else action.status.replace("_", " ")
    return f"{said}, late" if action.late else said


def kind(share: int | None) -> str:
    """A class of learning in words; "" where nobody knows."""
    return next((words for number, words in CLASSES.items() if number == share), "")


def action_cells(action: ActionView, plan: PlanView, methods: Catalogue) -> tuple[str, ...]:
    """An action's cells under `ACTIONS`."""
    due = action.due.isoformat() if action.due else "no day"
    return (
        action.goal,
        due,
        kind(methods.class_of(action)) or "not said",
        action.helper or "nobody",
        stands(action, plan),
    )


def action_fields(action: ActionView, methods: Catalogue) -> tuple[tuple[str, str], ...]:
    """What an action holds beside its row, each with its label; what is empty is left out."""
    found = [
        (label, _said(name, value, methods))
        for name, label in ACTION
        if name != "share" and (value := getattr(action, name)) not in (None, "", ())
    ]
    if action.done_on and not action.impact:
        asked = months_after(action.done_on, _IMPACT_AFTER_MONTHS)
        found.append(("What has changed because of it", f"to be said from {asked}, three months after"))
    return tuple(found)


def inputs(plan: PlanView) -> tuple[ActionInput, ...]:
    """A plan's actions as they are saved again."""
    return tuple(as_input(one) for one in plan.actions)


def as_input(action: ActionView) -> ActionInput:
    """An action as it is saved again: as it is."""
    return ActionInput(**{name: getattr(action, name) for name in ActionInput.__dataclass_fields__})


def with_action(plan: PlanView | None, action: ActionInput) -> tuple[ActionInput, ...]:
    """A plan's actions with one in the place of that with its `id`, or after them where it has none."""
    there = inputs(plan) if plan else ()
    if action.id is None:
        return (*there, action)
    return tuple(action if one.id == action.id else one for one in there)


def without_action(plan: PlanView, action: str) -> tuple[ActionInput, ...]:
    """A plan's actions but one, by its id."""
    return tuple(one for one in inputs(plan) if one.id != action)


def about_input(plan: PlanView) -> PlanInput:
    """What a plan says beside its actions, as it is saved again."""
    return PlanInput(**{name: getattr(plan, name) for name in PlanInput.__dataclass_fields__})


def plan_choice(plan: PlanView) -> tuple[str, str]:
    """A plan in a list of several: what it is called, and how it stands."""
    begun = f"Agreed on {plan.agreed_on}" if plan.agreed_on else plan.status.capitalize()
    count = len(plan.actions)
    changed = f", changed on {plan.changed_on}" if plan.changed_on else ""
    return begun, f"{plan.status}, {count} {'action' if count == 1 else 'actions'}{changed}"


def idea_cells(idea: Suggestion) -> tuple[str, ...]:
    """A suggestion's cells under `IDEAS`."""
    used = (
        f"{idea.adoption.count} of {idea.adoption.of}, {idea.adoption.percent:.0f}%"
        if idea.adoption
        else "no figure"
    )
    why = f"your words: {', '.join(idea.words)}" if idea.words else "a kind your plan has not"
    return idea.label, kind(idea.class_), used, why


def item_cells(item: PortfolioItemView, manager: str = "") -> tuple[str, ...]:
    """A portfolio item's cells under `ITEMS`; `manager` is the owner's manager's name, "" where it is not known."""
    seen = f"{manager or 'your manager'} and HR" if item.shared else _ALONE
    return item.when.isoformat(), item_type(item.type), item.title, seen


def item_type(key: str) -> str:
    """A type of portfolio item in words."""
    return "thank-you" if key == "thank_you" else key.replace("_", " ")


def item_fields(item: PortfolioItemView) -> tuple[tuple[str, str], ...]:
    """What a portfolio item holds beside its row, each with its label; what is empty is left out."""
    found = (
        ("What I did", item.what_i_did),
        ("What came of it", item.result),
        ("Skills it shows", ", ".join(item.skill_tags)),
        ("Where it can be seen", item.link),
        ("Who can confirm it", item.verified_by),
    )
    return tuple((label, text) for label, text in found if text)


def timeline_lines(moments: tuple[Moment, ...]) -> tuple[tuple[str, str], ...]:
    """A timeline as rows of text: a day and what happened; each year begins with a row of its own."""
    lines: list[tuple[str, str]] = []
    year = None
    for one in moments:
        if one.on.year != year:
            year = one.on.year
            lines.append((str(year), ""))
        lines.append((one.on.isoformat(), one.title))
    return tuple(lines)


def _asks(checked: CheckedPlan, at: int, action: ActionView) -> tuple[tuple[str, str], ...]:
    """What the check asks about an action; nothing where the plan was changed between reading and checking it."""
    found = checked.actions[at] if at < len(checked.actions) else None
    if found is None or found.goal != action.goal:
        return ()
    return tuple((one.rule.replace("_", "-").capitalize(), f"{one.why} {one.ask}") for one in found.fails)


def _about(plan: PlanView) -> tuple[tuple[str, str], ...]:
    labels = dict(PLAN)
    period = " to ".join(str(day) for day in (plan.period_start, plan.period_end) if day)
    found = (
        (labels["ambition_link"], plan.ambition_link),
        (labels["org_objective"], plan.org_objective),
        (labels["strengths"], "; ".join(plan.strengths)),
        (labels["growth_areas"], "; ".join(plan.growth_areas)),
        ("For", period),
    )
    return tuple((label, text) for label, text in found if text)


def _said(name: str, value: object, methods: Catalogue) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return "; ".join(map(str, value))
        case date():
            return value.isoformat()
        case str() if name == "method":
            method = methods.find(value)
            return method.label if method else value.replace("_", " ")
        case str() if name == "release":
            return value.replace("_", " ")
    return str(value)
