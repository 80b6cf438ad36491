"""What a finished conversation leaves behind: a signed record with its actions, or a plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from assistant.events import Side
from assistant.guide.schema import Guide
from assistant.guide.state import State
from store.service import Records
from store.views import ActionInput, ConversationView, PlanInput

ACTIONS = "actions"
"""The field whose actions become the person's plan."""
REVIEW_ON = "review_on"
"""The field whose date is the plan's next review."""


def to_record(records: Records, guide: Guide, saved: ConversationView, state: State) -> ConversationView:
    """Close a conversation with its signatures; its actions join the person's plan."""
    values = _values(state)
    signed: dict[Side, date] = {
        key.side: date.fromisoformat(str(given.value))
        for key, given in state.answers.items()
        if guide.question(key).kind == "sign"
    }
    return records.conversations.close(saved.id, saved.version, signed, _actions(values), _review(values))


def to_plan(records: Records, state: State) -> None:
    """Make a person's own plan of what they said."""
    values = _values(state)
    about = PlanInput(
        ambition_link=str(values.get("ambition_link") or ""),
        strengths=_texts(values.get("strengths")),
        growth_areas=_texts(values.get("growth_areas")),
        org_objective=str(values.get("org_objective") or ""),
    )
    records.plans.save(_planned(_actions(values)), about=about, next_review_on=_review(values))


def named_gaps(state: State, names: Collection[str]) -> list[str]:
    """What the individual said is missing, in their words.

    Args:
        state: The conversation.
        names: Fields that hold texts or lists of them, and parts of entries.
    """
    gaps: list[str] = []
    for key, given in state.answers.items():
        items = given.value if isinstance(given.value, list) else [given.value]
        if key.side == "individual" and key.field in names:
            gaps += [item for item in items if isinstance(item, str)]
        elif key.side == "individual":
            entries = (item for item in items if isinstance(item, dict))
            gaps += [str(entry[name]) for entry in entries for name in names if entry.get(name)]
    return list(dict.fromkeys(gaps))


def _values(state: State) -> dict[str, object]:
    return {key.field: given.value for key, given in state.answers.items()}


def _actions(values: Mapping[str, object]) -> list[dict[str, Any]]:
    found = values.get(ACTIONS)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _review(values: Mapping[str, object]) -> date | None:
    review = values.get(REVIEW_ON)
    return date.fromisoformat(review) if isinstance(review, str) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _planned(entries: Sequence[Mapping[str, Any]]) -> list[ActionInput]:
    return [
        ActionInput(
            goal=str(entry["goal"]),
            due=date.fromisoformat(str(entry["due"])) if entry.get("due") else None,
            helper=str(entry["helper"]) if entry.get("helper") else None,
            measure=str(entry.get("measure") or ""),
            method=str(entry.get("method") or ""),
            share={"70": 70, "20": 20, "10": 10}.get(str(entry.get("class"))),  # type: ignore[arg-type]
            release=entry.get("release_or_backfill"),
            release_reason=str(entry.get("release_reason") or ""),
        )
        for entry in entries
    ]
