"""Suggestions for a gap that the person named themself: methods of the catalogue, and why each is here. Pure.

What goes in is the person's own words and the classes of learning that their plan already has; nothing about
performance, potential, readiness or any other judgement can be passed, and nothing is said of the person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from assistant.plan.catalogue import CLASSES, Adoption, Catalogue, Class, Method
from knowledge.words import terms

Why = Literal["fits", "mix"]
_MOST = 6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A method that may help.

    Attributes:
        method: Its id.
        label: What it is called.
        class_: The kind of learning that it is.
        adoption: How many organisations use it; None where no figure is published.
        why: `fits`: its words are those of the gap; `mix`: the plan has nothing of its class yet.
        words: The words of the gap that it fits; empty for `mix`.
        guidance: What to ask the library, so that guidance on it can be cited.
    """

    method: str
    label: str
    class_: Class
    adoption: Adoption | None
    why: Why
    words: tuple[str, ...]
    guidance: str


def suggestions(
    gap: str, methods: Catalogue, classes: Collection[Class] = frozenset(), *, most: int = _MOST
) -> tuple[Suggestion, ...]:
    """Methods for a gap.

    Args:
        gap: What the person would like to be able to do, in their words.
        methods: The catalogue; nothing else is ever suggested.
        classes: The classes that their plan has already.
        most: How many to give at the most.

    Returns:
        First those that fit the gap's words, the closest first, among equals those of a class that is missing; then
        one of each class that is neither in the plan nor among these. Nothing for a gap without words.
    """
    asked = {stem: word for word in gap.split() for stem in terms(word)}
    if not asked:
        return ()
    fitting = [(words, method) for method in methods.methods if (words := _fit(asked, gap, method))]
    fitting.sort(
        key=lambda pair: (-len(pair[0]), pair[1].class_ in classes)
    )  # a stable sort: else the catalogue's order
    found = [_suggestion(methods, method, "fits", words) for words, method in fitting[:most]]
    there = {*classes, *(one.class_ for one in found)}
    rest = [method for method in methods.methods if method.id not in {one.method for one in found}]
    for missing in CLASSES:
        if missing not in there and len(found) < most:
            found += [_suggestion(methods, method, "mix", ()) for method in _first(rest, missing)]
    return tuple(found)


def _fit(asked: dict[str, str], gap: str, method: Method) -> tuple[str, ...]:
    """The gap's words that a method is named by, or that it suits: whole phrases of it, stop words aside."""
    words = tuple(terms(gap))
    found: set[str] = set()
    for run in method.runs(suits=True):
        if any(words[at : at + len(run)] == run for at in range(len(words) - len(run) + 1)):
            found.update(run)
    return tuple(word for stem, word in asked.items() if stem in found)


def _first(methods: Iterable[Method], wanted: Class) -> list[Method]:
    return [method for method in methods if method.class_ == wanted][:1]


def _suggestion(methods: Catalogue, method: Method, why: Why, words: tuple[str, ...]) -> Suggestion:
    return Suggestion(
        method.id,
        method.label,
        method.class_,
        methods.adoption(method),
        why,
        tuple(word.strip(".,;:!?\"'()") for word in words),
        method.guidance,
    )
