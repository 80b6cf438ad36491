"""A development plan on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from assistant.paper.paper import (
    Block,
    Fields,
    Note,
    Paper,
    Paragraph,
    Section,
    Signature,
    Signatures,
    Table,
    spelled,
)
from store.views import PlanView

PLAN = (
    ("period_start", "Begins"),
    ("period_end", "Ends"),
    ("ambition_link", "Hopes it serves"),
    ("org_objective", "Organisation's objective"),
    ("strengths", "Strengths to build on"),
    ("growth_areas", "Where to grow"),
)
ACTION = (
    ("measure", "How we will know"),
    ("method", "How it is learnt"),
    ("share", "Kind of learning"),
    ("steps", "Steps"),
    ("start", "Begins"),
    ("owner", "Who sees to it"),
    ("cost", "Cost"),
    ("release", "Time away from work"),
    ("release_reason", "Why that was refused"),
    ("location_ok", "The place suits"),
    ("gained", "Skill or experience gained"),
    ("target_role", "Role it leads towards"),
    ("reason", "Reason for its status"),
    ("progress_note", "Progress"),
    ("evidence", "What shows that it was done"),
    ("reviewed_by", "Reviewed by"),
    ("done_on", "Done on"),
    ("impact", "What has changed because of it"),
)
"""What may be said of a plan and of an action beside what the tables show: the view's attribute and its label. What is
empty, or is not in the view, is left out."""
SHARES = {70: "By doing (70)", 20: "With others (20)", 10: "Formal learning (10)"}
_IN_WORDS = {"release", "method"}
_NOTICE = (
    "A plan belongs to the person it is about. Nobody else sees a draft. Once it is shared, their present manager "
    "reads it; once it is agreed, HR can read it too, unless that was refused. It can be changed until it is closed."
)


def plan_paper(plan: PlanView, methods: Mapping[str, str] = MappingProxyType({})) -> Paper:
    """The plan as a document; `methods` is what ways to learn are called, by their keys."""
    sections = [
        Section("About this plan", tuple(_about(plan))),
        Section("Who sees it", (Paragraph(_NOTICE),)),
    ]
    if plan.actions:
        sections.append(Section("Actions", (_overview(plan),)))
        sections += [
            Section(f"Action {number}: {_short(action.goal)}", (Fields(tuple(rows)),))
            for number, action in enumerate(plan.actions, 1)
            if (rows := list(_said(action, ACTION, methods)))
        ]
    else:
        sections.append(Section("Actions", (Note("No action is in this plan yet."),)))
    sections.append(Section("Signatures", (Signatures(tuple(_signatures(plan))),)))
    return Paper(
        title=f"Development plan: {plan.owner_name}",
        lines=(_standing(plan),),
        sections=tuple(sections),
        confidential=f"for {plan.owner_name}, and for those who may read this plan.",
    )


def _standing(plan: PlanView) -> str:
    agreed = f"Agreed on {spelled(plan.agreed_on)}." if plan.agreed_on else "Not agreed yet."
    review = f" Next review on {spelled(plan.next_review_on)}." if plan.next_review_on else ""
    return f"{agreed}{review}"


def _about(plan: PlanView) -> Iterator[Block]:
    rows = [("Plan of", plan.owner_name), ("Status", _words(plan.status))]
    rows.append(("Agreed on", spelled(plan.agreed_on) if plan.agreed_on else "Not agreed yet"))
    rows.append(("Next review", spelled(plan.next_review_on) if plan.next_review_on else "No day is set"))
    yield Fields((*rows, *_said(plan, PLAN), ("Plan number", f"{plan.id}, version {plan.version}")))


def _overview(plan: PlanView) -> Table:
    return Table(
        ("No.", "What will be different", "By", "With help from", "Status"),
        tuple(
            (
                str(number),
                action.goal,
                spelled(action.due) if action.due else "No day is set",
                action.helper or "Nobody named",
                f"{_words(action.status)}, late" if action.late else _words(action.status),
            )
            for number, action in enumerate(plan.actions, 1)
        ),
    )


def _said(
    view: object, labels: tuple[tuple[str, str], ...], methods: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[str, str]]:
    for name, label in labels:
        value = getattr(view, name, None)
        if value is not None and value not in ("", ()):
            called = methods.get(str(value)) if name == "method" else None
            yield label, called or _value(name, value)


def _value(name: str, value: object) -> str:
    match value:
        case bool():
            return "Yes" if value else "No"
        case date():
            return spelled(value)
        case int() if name == "share":
            return SHARES.get(value, str(value))
        case tuple() | list():
            numbered = [f"{number}. {one}" for number, one in enumerate(value, 1)]
            return "\n".join(numbered if len(numbered) > 1 else map(str, value))
        case _:
            return _words(str(value)) if name in _IN_WORDS else str(value)


def _words(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _short(goal: str) -> str:
    """As much of a goal as a heading holds; the table has all of it."""
    words = " ".join(goal.split())
    return words if len(words) <= 60 else f"{words[:60].rsplit(' ', 1)[0]} …"


def _signatures(plan: PlanView) -> Iterator[Signature]:
    signed = "Agreed in the program" if plan.agreed_on else ""
    yield Signature(plan.owner_name, "individual", signed, plan.agreed_on)
    yield Signature(plan.manager_name, "manager", signed, plan.agreed_on)
