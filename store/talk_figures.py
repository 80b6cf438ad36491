"""What there is to count in a signed conversation: worked out once, when it is signed, from its answers. Pure.

Of three hundred thousand conversations the year's figures are then a sum in the database, and nobody's words are read
for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from store.days import months_after
from store.measures.talks import ON_TIME

VALID_MONTHS = 12
"""How long a placement counts that names no last day."""
EXAMPLES = ("objective_results", "value_examples", "potential_evidence")
"""The fields that hold examples of what somebody did, on either side."""
CLOSE = ON_TIME
"""How far from its day a review still counts as held."""
_DATED = ("date", "when")
_KEY_LENGTH = 40


def figures_of(answers: Mapping[tuple[str, str], Any], signed_on: date) -> dict[str, Any]:
    """What of a conversation is counted, by the columns of `models.TalkFigures`.

    Args:
        answers: The present answers' values by field and side.
        signed_on: When both had signed.
    """
    mine, theirs = answers.get(("cell_individual", "individual")), answers.get(("cell_manager", "manager"))
    placed = mine is not None or theirs is not None
    until = next((_day(value) for (field, _), value in answers.items() if field == "valid_until"), None)
    examples = [one for (field, _), value in answers.items() if field in EXAMPLES for one in _entries(value)]
    actions = [one for (field, _), value in answers.items() if field == "actions" for one in _entries(value)]
    helpful = answers.get(("helpful", "individual"))
    return {
        "dated_examples": sum(any(_day(one.get(name)) for name in _DATED) for one in examples),
        "dated_actions": sum(_day(one.get("due")) is not None for one in actions),
        "placed_individual": mine is not None,
        "placed_manager": theirs is not None,
        "differ": mine is not None and theirs is not None and mine != theirs,
        "placed_until": (until or months_after(signed_on, VALID_MONTHS)) if placed else None,
        "helpful": helpful if isinstance(helpful, int) and not isinstance(helpful, bool) else None,
        "review_on": _day(answers.get(("review_on", "individual"))),
        "performance": _key(answers.get(("performance", "manager"))),
        "potential": _key(answers.get(("potential", "manager"))),
    }


def is_review(signed_on: date, review_on: date | None, later: date) -> bool:
    """Whether a conversation signed on a later day is the review that an earlier one named a day for."""
    return review_on is not None and signed_on < later and abs(later - review_on) <= CLOSE


def _entries(value: object) -> Iterable[Mapping[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _key(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= _KEY_LENGTH else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
