"""What people fill in about a plan, an action or a portfolio item, as lines of text and back. Pure.

A form holds texts only: a list has a line for each, a day is written as people write days. Each pair of functions here
is one form: from what is stored to its texts, and from the texts to what is stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import cast, get_args

from assistant.errors import InputError
from assistant.guide.dates import dates_in
from assistant.plan.catalogue import CLASSES
from assistant.plan.view import item_type
from store.portfolio import TYPES
from store.views import (
    ActionInput,
    ActionView,
    PlanInput,
    PlanView,
    PortfolioInput,
    PortfolioItemView,
    Release,
)

KINDS = tuple((str(number), f"{words} ({number})") for number, words in CLASSES.items())
RELEASES = tuple((key, key.replace("_", " ")) for key in get_args(Release))
YES_NO = (("yes", "yes"), ("no", "no"))
ITEM_TYPES = tuple((key, item_type(key)) for key in TYPES)
_FIGURES = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LINES = ("steps",)
_DAYS = ("start", "due")
_TEXTS = ("goal", "measure", "method", "owner", "helper", "cost", "release_reason", "gained", "target_role")


def day(text: str, today: date, *, past: bool = False) -> date | None:
    """The one day that a text names.

    Args:
        text: As it was typed: 2026-03-10, 10 March, in six weeks; empty is no day.
        today: From which it is counted.
        past: Whether a day without its year is the last such day, and not the next.

    Raises:
        InputError: it names no day, or several.
    """
    typed = text.strip()
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        found = [] if _FIGURES.fullmatch(typed) else dates_in(typed, today)
    if len(found) != 1:
        raise InputError(f"“{typed[:40]}” is not a day that can be read; write it as {today}.")
    read = date.fromisoformat(found[0])
    if past and read > today and not _YEAR.search(typed):
        before = dates_in(f"{read.day} {read:%B} {read.year - 1}", today)
        return date.fromisoformat(before[0]) if before else read
    return read


def action_words(action: ActionView | ActionInput) -> dict[str, str]:
    """An action's texts for the form."""
    texts = {name: getattr(action, name) or "" for name in _TEXTS}
    days = {name: str(getattr(action, name) or "") for name in _DAYS}
    return {
        **texts,
        **days,
        "steps": "\n".join(action.steps),
        "share": str(action.share or ""),
        "release": action.release or "",
        "location_ok": {None: "", True: "yes", False: "no"}[action.location_ok],
    }


def action_from(words: Mapping[str, str], today: date, action: str | None = None) -> ActionInput:
    """The action that a form describes.

    Args:
        words: Texts as `action_words` has them; one that is not there is empty.
        today: From which days are counted.
        action: The id of the action that is changed; None for a new one.

    Raises:
        InputError: no goal, or a day that cannot be read.
    """
    texts = {name: words.get(name, "").strip() for name in _TEXTS}
    if not texts["goal"]:
        raise InputError("Say what will be different when it is done.")
    share, release = words.get("share", ""), words.get("release", "")
    return ActionInput(
        **{**texts, "helper": texts["helper"] or None},  # type: ignore[arg-type]
        id=action,
        start=day(words.get("start", ""), today),
        due=day(words.get("due", ""), today),
        steps=_lines(words.get("steps", "")),
        share=next((one for one in CLASSES if str(one) == share), None),
        release=cast("Release", release) if release in get_args(Release) else None,
        location_ok={"yes": True, "no": False}.get(words.get("location_ok", "")),
    )


def about_words(plan: PlanView) -> dict[str, str]:
    """The texts of what a plan says beside its actions."""
    return {
        "ambition_link": plan.ambition_link,
        "org_objective": plan.org_objective,
        "strengths": "\n".join(plan.strengths),
        "growth_areas": "\n".join(plan.growth_areas),
        "period_start": str(plan.period_start or ""),
        "period_end": str(plan.period_end or ""),
        "next_review_on": str(plan.next_review_on or ""),
    }


def about_from(words: Mapping[str, str], today: date) -> tuple[PlanInput, date | None]:
    """What a form says of a plan, and its next review; None leaves that day as it is. Raises InputError: no day."""
    about = PlanInput(
        period_start=day(words.get("period_start", ""), today),
        period_end=day(words.get("period_end", ""), today),
        ambition_link=words.get("ambition_link", "").strip(),
        strengths=_lines(words.get("strengths", "")),
        growth_areas=_lines(words.get("growth_areas", "")),
        org_objective=words.get("org_objective", "").strip(),
    )
    return about, day(words.get("next_review_on", ""), today)


def item_words(item: PortfolioItemView) -> dict[str, str]:
    """A portfolio item's texts for the form."""
    return {
        "type": item.type,
        "title": item.title,
        "when": item.when.isoformat(),
        "what_i_did": item.what_i_did,
        "result": item.result,
        "skill_tags": ", ".join(item.skill_tags),
        "link": item.link,
        "verified_by": item.verified_by,
    }


def item_from(words: Mapping[str, str], today: date) -> PortfolioInput:
    """The portfolio item that a form describes. Raises InputError: no type, no title or no day that can be read."""
    if not words.get("type"):
        raise InputError("Choose what it is: a project, something learnt, an award …")
    if not words.get("title", "").strip():
        raise InputError("Give it a title.")
    when = day(words.get("when", ""), today, past=True)
    if when is None:
        raise InputError(f"Say when it was; write the day as {today}.")
    return PortfolioInput(
        type=words["type"],
        title=words["title"].strip(),
        when=when,
        what_i_did=words.get("what_i_did", "").strip(),
        result=words.get("result", "").strip(),
        skill_tags=tuple(one.strip() for one in words.get("skill_tags", "").split(",") if one.strip()),
        link=words.get("link", "").strip(),
        verified_by=words.get("verified_by", "").strip(),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
