"""Some people of whom something is so: named where they may be, counted and hidden where a number is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.own_records.look import Look, Scope
from assistant.own_records.shown import Statement, listed
from store.dashboard import INTERNAL
from store.suppression import portion, profiles
from store.views import PersonView


def group(
    look: Look, scope: Scope, people: Sequence[PersonView], what: str, items: Iterable[str], where: str
) -> Statement:
    """How many of some people something is so of, and who they are.

    Where a number by unit, level or organisation was asked for, it is a figure: small ones are hidden, and nobody is
    named behind it.
    """
    if look.counts_only:
        rules = profiles()[INTERNAL]
        part = portion(len(people), len(scope.people), rules)
        text = (
            f"In {scope.bare}, {part.count.plain} of {part.base.plain} people have {what}. Counts from 1 to "
            f"{rules.hide_up_to}, and what would give them away, show as *."
        )
        return Statement(text, (), where)
    if not people:
        return Statement(f"Nobody in {scope.words} has {what}.", (), where)
    return Statement(f"In {scope.words}, {has(len(people))} {what}:", listed(items), where)


def has(number: int) -> str:
    """So many have."""
    return f"{number:,} {'has' if number == 1 else 'have'}"


def named(person: PersonView) -> str:
    """Somebody's name and reference."""
    return f"{person.name} ({person.reference})"


def given(*sentences: str) -> tuple[str, ...]:
    """The sentences that say something."""
    return tuple(one for one in sentences if one)


def whose(scope: Scope) -> str:
    """How what is one person's begins a sentence: "Your", "Priya Nair's"."""
    return "Your" if scope.mine else f"{scope.words}'s"
