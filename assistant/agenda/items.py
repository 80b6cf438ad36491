"""What an agenda is made of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.own_records.shown import days_off
from store.talk_figures import CLOSE
from store.views import ConversationSummary, PlanView

Place = Literal[
    "",
    "talk",
    "conversation",
    "plan",
    "people",
    "pool",
    "pools",
    "post",
    "posts",
    "portfolio",
    "documents",
    "records",
]
"""Where something on an agenda is done: a guided conversation to begin with somebody, one to take up, a page."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on an agenda.

    Attributes:
        text: What it is about.
        detail: How it stands, and what comes next.
        due: The day by which it is to be done, if there is one.
        late: Whether that has gone by.
        place: Where it is done on the screen; empty for nowhere.
        what: Which of what is there: a person's reference, a conversation's key, a pool's name.
        command: How it is done on the command line.
        person: The name of whom it is about, where the page that it leads to is about somebody else.
    """

    text: str
    detail: str = ""
    due: date | None = None
    late: bool = False
    place: Place = ""
    what: str = ""
    command: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an agenda.

    Attributes:
        title: What it is called.
        items: What is in it, the most pressing first.
        empty: What is said where nothing is.
    """

    title: str
    items: tuple[Item, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due for an account in one of its roles.

    Attributes:
        role: The role.
        roles: All that the account has, so that it can switch.
        on: The day.
        sections: What is due.
    """

    role: str
    roles: tuple[str, ...]
    on: date
    sections: tuple[Section, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything on it, in order."""
        return tuple(item for section in self.sections for item in section.items)


def review_due(plan: PlanView | None, signed: Sequence[ConversationSummary]) -> date | None:
    """The day on which a plan is to be looked at next; None where none is set, or that has been done.

    Args:
        plan: Somebody's newest plan that is not closed.
        signed: Their signed conversations.
    """
    if plan is None or plan.next_review_on is None:
        return None
    since = plan.agreed_on or date.min
    held = any(
        one.signed_on and one.signed_on > since and one.signed_on >= plan.next_review_on - CLOSE
        for one in signed
    )
    return None if held else plan.next_review_on


def when(day: date, today: date) -> str:
    """A day and how far off it is."""
    return f"{day}, {days_off(day, today)}"


def pressing(item: Item) -> tuple[bool, bool, date, str]:
    """What is late comes first, then by day, then what has none."""
    return not item.late, item.due is None, item.due or date.max, item.text


def count(number: int, one: str, several: str = "") -> str:
    """So many of something, in words."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"
