"""Somebody's timeline: what is in their portfolio and the milestones on record, in the order of days. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from store.views import ConversationSummary, PlanView, PortfolioItemView

Kind = Literal["joined", "conversation", "plan", "action", "portfolio"]
_ORDER: tuple[Kind, ...] = ("joined", "conversation", "plan", "action", "portfolio")
"""How things of one day follow one another: as one leads to the next."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One day of a timeline.

    Attributes:
        on: The day.
        kind: What it is: somebody joined, signed a conversation, agreed a plan, finished an action, or put something
            into their portfolio.
        title: What people read.
        id: The record's key; empty for the day of joining.
    """

    on: date
    kind: Kind
    title: str
    id: str = ""


def timeline(
    items: Iterable[PortfolioItemView],
    *,
    joined: date | None = None,
    conversations: Iterable[ConversationSummary] = (),
    plans: Iterable[PlanView] = (),
) -> tuple[Moment, ...]:
    """A person's timeline, the earliest day first.

    Args:
        items: Their portfolio's items, as far as the reader sees them; so the rest.
        joined: When they began here.
        conversations: Conversations about them; only signed ones are milestones.
        plans: Their plans: the day of agreement, and the day on which each action was done.
    """
    plans = list(plans)
    found = [Moment(joined, "joined", "Joined")] if joined else []
    found += [
        Moment(one.signed_on, "conversation", one.title, one.id) for one in conversations if one.signed_on
    ]
    found += [Moment(one.agreed_on, "plan", "Plan agreed", one.id) for one in plans if one.agreed_on]
    found += [
        Moment(action.done_on, "action", f"Done: {action.goal}", action.id)
        for plan in plans
        for action in plan.actions
        if action.done_on
    ]
    found += [
        Moment(one.when, "portfolio", f"{one.type.replace('_', ' ').capitalize()}: {one.title}", one.id)
        for one in items
    ]
    return tuple(sorted(found, key=lambda one: (one.on, _ORDER.index(one.kind), one.title, one.id)))
