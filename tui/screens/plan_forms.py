"""The fields of the forms about plans, actions and portfolio items."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.paper.files import FORMATS
from assistant.plan import words
from tui.screens.form import Field

if TYPE_CHECKING:
    from assistant.plan.catalogue import Catalogue
    from assistant.plan.view import ActionView, PlanView, Step

_FORMATS = {
    "docx": "Word (docx)",
    "pdf": "PDF",
    "md": "plain text (Markdown)",
    "json": "for programs (JSON)",
    "ics": "its days, for a calendar (ics)",
}
_DAY = "2026-03-10, 10 March, in six weeks"


def action(methods: Catalogue, filled: Mapping[str, str]) -> tuple[Field, ...]:
    """An action's fields, with what stands in them already, by `words.action_words`."""
    known = [(one.id, one.label) for one in methods.methods]
    method = filled.get("method", "")
    if method and method not in dict(known):
        known.append((method, method.replace("_", " ")))  # one that the catalogue had once
    fields = (
        Field("goal", "What will be different", hint="what you will do, or be able to do", long=True),
        Field("measure", "How we will know", hint="a number, something made, or who will see it"),
        Field("due", "By", hint=_DAY),
        Field("start", "Begins", hint=_DAY),
        Field("method", "How it is learnt", choices=tuple(known)),
        Field("share", "Kind of learning", hint="as the way to learn has it", choices=words.KINDS),
        Field("steps", "Steps", hint="a line for each; the first one this month", long=True),
        Field("helper", "Who helps"),
        Field("cost", "Cost", hint="“none” is an answer"),
        Field("release", "Time away from work", choices=words.RELEASES),
        Field("release_reason", "Why that was refused"),
        Field("location_ok", "The place suits", choices=words.YES_NO),
        Field("gained", "What you gain", hint="the skill or experience"),
        Field("target_role", "Role it leads towards"),
        Field("owner", "Who sees to it", hint="you, unless you name somebody"),
    )
    return _with(fields, filled)


def about(plan: PlanView) -> tuple[Field, ...]:
    """The fields of what a plan says beside its actions."""
    fields = (
        Field("ambition_link", "Hopes it serves", hint="what it brings you nearer to", long=True),
        Field("strengths", "Strengths", hint="what you build on, a line for each", long=True),
        Field("growth_areas", "Where to grow", hint="a line for each", long=True),
        Field("org_objective", "Aim it serves", hint="of your team or organisation, if any"),
        Field("period_start", "Begins", hint=_DAY),
        Field("period_end", "Ends", hint=_DAY),
        Field("next_review_on", "Next review", hint=_DAY),
    )
    return _with(fields, words.about_words(plan))


def said(step: Step, action: ActionView) -> tuple[Field, ...]:
    """The one field of what is said with a step."""
    there = "" if step.asks == "reason" else str(getattr(action, step.asks))
    label = {"reviewed_by": "Name", "reason": "Reason", "progress_note": "Progress"}
    return (
        Field(
            step.asks, label.get(step.asks, step.asks.capitalize()), there, long=step.asks != "reviewed_by"
        ),
    )


def item(filled: Mapping[str, str]) -> tuple[Field, ...]:
    """A portfolio item's fields, with what stands in them already, by `words.item_words`."""
    fields = (
        Field("title", "Title", hint="what you would call it"),
        Field("type", "What it is", hint="choose", choices=words.ITEM_TYPES),
        Field("when", "When", hint="2026-03-10, or 10 March"),
        Field("what_i_did", "What I did", hint="your own part", long=True),
        Field("result", "What came of it", long=True),
        Field("skill_tags", "Skills it shows", hint="with commas between them"),
        Field("link", "Where it can be seen", hint="an address, or a file's name"),
        Field("verified_by", "Who can confirm it"),
    )
    return _with(fields, filled)


def take_away(path: Path, *, days_to_keep: bool = True) -> tuple[Field, ...]:
    """The fields of an export to a file; a calendar is offered where there are days to keep."""
    choices = tuple(
        (key, _FORMATS[key]) for key in _FORMATS if key in FORMATS and (days_to_keep or key != "ics")
    )
    return (
        Field("file", "File", str(path), hint="a name; its ending is added"),
        Field("format", "Format", "docx", choices=choices),
    )


def _with(fields: tuple[Field, ...], filled: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(one.name, one.label, filled.get(one.name, ""), one.hint, one.choices, one.long)
        for one in fields
    )
