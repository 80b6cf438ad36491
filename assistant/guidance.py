"""Questions to the guidance library, answered with quotations."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.ageing import Body, remark
from assistant.answers import about, compose, together
from assistant.errors import InputError
from assistant.events import Citation, GuidanceAnswer
from assistant.followups import Understood, about_answer, may_stand_alone, parts, understood
from assistant.names import hidden
from assistant.personal import Name, Personal
from knowledge.library import Library, Progress
from knowledge.text import clean
from knowledge.types import Hit
from knowledge.words import terms

if TYPE_CHECKING:  # only where one is switched on
    from assistant.model import LanguageModel

__all__ = ["Guidance", "Progress"]

LONGEST = 2_000
_HITS = 20
_ABOUT_NOTHING = 2
"""Telling words that a question about an answer has at most, to be one where there was no answer."""
_COULD_BE_NAMES = re.compile(r"[A-Z]")
_WITHIN = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?:-[A-Z][a-z]+)?\b")
"""Capitalised words that do not begin a sentence."""


@dataclass(frozen=True, slots=True)
class Searched:
    """Passages, best first, what hindered the search (empty where nothing did), and how many milliseconds it took."""

    hits: Sequence[Hit] = ()
    remark: str = ""
    ms: float = 0.0


class Guidance:
    """The library as something to ask.

    Args:
        library: The documents.
        model: A language model that words the answers; None leaves them as quotations.
        names_in: Which words of a text are part of somebody's name: the documents are not asked about them, and a
            model never sees them.
        bodies: Bodies that are no more; an answer that speaks of one says so.
        personal: What the documents are not asked; None asks them everything.
    """

    def __init__(
        self,
        library: Library,
        model: LanguageModel | None = None,
        names_in: Callable[[str], Sequence[str]] = lambda _: (),
        bodies: Sequence[Body] = (),
        personal: Personal | None = None,
    ) -> None:
        self._personal = personal
        self._bodies = bodies
        self.library = library
        self._model = model
        self._names_in = names_in

    def hiding(self, names_in: Callable[[str], Sequence[str]]) -> Guidance:
        """The same library, asked where people are known whose names no model may see."""
        return Guidance(self.library, self._model, names_in, self._bodies, self._personal)

    def ask(self, question: str, history: Sequence[str] = ()) -> GuidanceAnswer:
        """Answer a question from the documents.

        Args:
            question: As it was typed, at most `LONGEST` characters.
            history: Earlier questions of the same conversation, oldest first.

        Returns:
            Quotations with citations, or a refusal that names the nearest topic; `ms` counts from here. With a model,
            sentences of its own that the quotations bear out.

        Raises:
            InputError: an empty or a far too long question.
            KnowledgeError: the library cannot be used.
        """
        began = time.perf_counter()
        asked = _checked(question)
        earlier = [_checked(line) for line in history if line.strip()]
        said = self._personal and self._personal.reply(asked, names=self._names_somebody(asked))
        if said:
            return GuidanceAnswer(asked, False, said, ms=_since(began))
        plain, *before = map(self._nameless, (asked, *earlier))
        answer = replace(self._answer(plain, before), question=asked)
        if answer.answered and self._model:
            answer = self._model.word(answer, self._names_in)
        placed = before and about_answer(plain) in {"place", "whole"}
        told = [answer.answer, "" if placed else self._remark(answer.citations), answer.remark]
        return replace(answer, answer="\n\n".join(filter(None, told)), ms=_since(began))

    def declines(self, question: str) -> Name | None:
        """Which kind of thing it is that the documents are not asked; None where they are. Errors as in `ask`."""
        asked = _checked(question)
        group = self._personal and self._personal.group(asked, names=self._names_somebody(asked))
        return group.name if group else None

    def _answer(self, question: str, history: Sequence[str]) -> GuidanceAnswer:
        which = about_answer(question)
        if which and history:
            before = self._answer(history[-1], history[:-1])
            if (
                before.citations or which != "age"
            ):  # of what was not answered, the documents may say when it was
                return about(which, question, before, self.library.text)
        if which and len(terms(question)) <= _ABOUT_NOTHING:
            return GuidanceAnswer(
                question, False, "There is no answer before this that it could be about; ask in full."
            )
        if history and may_stand_alone(question):
            alone = self._quoted(Understood(question))
            if alone.answered:
                return alone
        whole = self._quoted(understood(question, history))
        asked = parts(question)
        if len(asked) == 1:
            return whole
        each = {part: self._quoted(understood(part, [*history, *asked[:i]])) for i, part in enumerate(asked)}
        return together(whole, each)

    def _quoted(self, asked: Understood) -> GuidanceAnswer:
        found = self.library.find(asked.question, _HITS)
        answer = compose(asked, found.hits, lambda name: found.texts[name].text, vocabulary=found.vocabulary)
        return replace(answer, remark=found.remark)

    def _remark(self, citations: Sequence[Citation]) -> str:
        dated = {name: self.library.text(name).year for name in {one.document for one in citations}}
        years = [dated[one.document] for one in citations]
        return remark([one.quote for one in citations], years, self._bodies, datetime.now().astimezone().year)

    def search(self, words: str, k: int) -> Searched:
        """The best `k` passages for some words; errors as in `ask`."""
        began = time.perf_counter()
        found = self.library.find(_checked(words), k)
        return Searched(found.hits, found.remark, _since(began))

    def _nameless(self, question: str) -> str:
        """The question without the names of people here: of them the documents say nothing, and are not to."""
        names = self._names(question)
        return " ".join(hidden(question, dict.fromkeys(names, "")).split()) if names else question

    def _names(self, question: str) -> list[str]:
        """Words that are names of people here. One that stands alone and that the documents have too, is no name: of
        the authors of a report, one may be called like a colleague."""
        if not _COULD_BE_NAMES.search(question):
            return []
        parts = {name for name in self._names_in(question) if not name.islower()}
        words = re.findall(r"[\w'’-]+", question)
        beside = {one for pair in pairwise(words) if parts.issuperset(pair) for one in pair}
        found = (name for name in parts if name in beside or not self._known(name))
        return sorted(found, key=lambda name: (-len(name), name))

    def _names_somebody(self, question: str) -> bool:
        """Whether it names somebody here, or has a capitalised word within it that no document has."""
        return bool(self._names(question)) or not all(map(self._known, _WITHIN.findall(question)))

    def _known(self, word: str) -> bool:
        frequency = self.library.vocabulary.frequency
        return all(term in frequency for term in terms(word))


def _checked(question: str) -> str:
    if len(question) > LONGEST:
        raise InputError(f"That question has {len(question):,} characters; please ask in under {LONGEST:,}.")
    asked = clean(question).strip()
    if not asked:
        raise InputError('There was no question; type one, for example: talent ask "What is a talent pool?"')
    return asked


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
