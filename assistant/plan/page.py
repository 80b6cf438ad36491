"""What an account does with plans and portfolios beyond reading and writing: begin, check, suggest, look back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.plan import smart, suggest
from assistant.plan.catalogue import Catalogue
from assistant.plan.plan_file import plan_from_file, plan_from_words
from assistant.plan.timeline import Moment, timeline
from store.service import Records
from store.views import PlanView, PortfolioInput, PortfolioItemView


@dataclass(frozen=True, slots=True)
class CheckedAction:
    """An action, and the SMART rules that it does not meet."""

    goal: str
    fails: tuple[smart.Fail, ...]


@dataclass(frozen=True, slots=True)
class CheckedPlan:
    """A plan as the SMART check sees it."""

    id: str
    actions: tuple[CheckedAction, ...]
    warnings: tuple[smart.Warned, ...]


def save_plan(
    records: Records, given: Path | Mapping[str, Any], methods: Catalogue, plan: str | None = None
) -> PlanView:
    """Write down a plan of one's own: a draft, or in place of what is in a plan that there is.

    Args:
        records: The account's.
        given: A file, or the same in words; see `plan_file`.
        methods: The catalogue.
        plan: The plan to change; None begins one.

    Raises:
        GuideError, InputError: what was given describes no plan.
        StoreError: the account may not, or the plan cannot be saved like that.
    """
    read = plan_from_file(given, methods) if isinstance(given, Path) else plan_from_words(given, methods)
    return records.plans.save(read.actions, plan=plan, about=read.about, next_review_on=read.next_review_on)


def check_plan(records: Records, plan: str | None, today: date, methods: Catalogue) -> CheckedPlan:
    """Check a plan that the account may read; None is its own newest that is open.

    Raises:
        InputError: it has none of its own.
        StoreError: no such plan, or not the account's to see.
    """
    found = records.plans.get(plan) if plan else own_plan(records)
    checked = (CheckedAction(one.goal, smart.check(one, found, today)) for one in found.actions)
    closed = found.status == "closed"
    return CheckedPlan(
        found.id,
        tuple(CheckedAction(one.goal, ()) for one in found.actions) if closed else tuple(checked),
        smart.warnings(found, today, methods),
    )


def own_plan(records: Records) -> PlanView:
    """The account's own newest plan that is not closed. Raises InputError where there is none, and StoreError."""
    me = records.accounts.me().person
    found = next(
        (one for one in records.plans.all(owner=me) if one.owner == me and one.status != "closed"), None
    )
    if found is None:
        raise InputError("You have no open plan of your own; begin one with: talent plan new --goal ...")
    return found


def suggested(
    records: Records, gap: str, plan: str | None, methods: Catalogue
) -> tuple[suggest.Suggestion, ...]:
    """Methods for a gap that the account's person named, with an eye on what kinds of learning a plan of theirs has.

    Args:
        records: The account's.
        gap: The gap, in their own words.
        plan: The plan; None looks at no plan.
        methods: The catalogue.

    Raises:
        InputError: nothing was said.
        StoreError: no such plan, or not the account's to see.
    """
    if not gap.strip():
        raise InputError("Say in a few words what you would like to be able to do.")
    actions: tuple[Any, ...] = records.plans.get(plan).actions if plan else ()
    live = (methods.class_of(one) for one in actions if one.status != "cancelled")
    return suggest.suggestions(gap, methods, {one for one in live if one is not None})


def timeline_of(records: Records, owner: str | None) -> tuple[Moment, ...]:
    """The timeline of a person, as far as the account sees it; None is oneself.

    Raises:
        InputError: the account is nobody's in particular.
        StoreError: no such person, or not the account's to see.
    """
    reference = owner or records.accounts.me().person
    if reference is None:
        raise InputError("This account is nobody's in particular; name a person with --owner.")
    return timeline(
        records.portfolio.all(owner=reference),
        joined=records.people.get(reference).started_on,
        conversations=records.conversations.all(about=reference),
        plans=records.plans.all(owner=reference),
    )


def add_item(records: Records, given: Mapping[str, Any]) -> PortfolioItemView:
    """Put something into the account's own portfolio.

    Args:
        records: The account's.
        given: The fields of `PortfolioInput`; the type as people write it ("thank-you", "board work").

    Raises:
        StoreError: the account may not, or it cannot be kept like that.
    """
    kind = str(given["type"]).strip().lower().replace("-", "_").replace(" ", "_")
    return records.portfolio.save(PortfolioInput(**{**given, "type": _TYPED.get(kind, kind)}))


_TYPED = {
    "board": "board_or_committee",
    "board_work": "board_or_committee",
    "committee": "board_or_committee",
    "committee_work": "board_or_committee",
    "board_or_committee_work": "board_or_committee",
    "thanks": "thank_you",
}
"""Other ways in which people write a type."""
