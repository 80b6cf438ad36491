"""Questions to the guidance library, answered with quotations."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import compose, understood_with
from assistant.errors import InputError
from assistant.events import GuidanceAnswer
from knowledge.library import Library, Progress
from knowledge.text import clean
from knowledge.types import Hit

__all__ = ["Guidance", "Progress"]

LONGEST = 2_000
_HITS = 20


class Guidance:
    """The library as something to ask.

    Args:
        library: The documents.
    """

    def __init__(self, library: Library) -> None:
        self.library = library

    def ask(self, question: str, history: Sequence[str] = ()) -> GuidanceAnswer:
        """Answer a question from the documents.

        Args:
            question: As it was typed, at most `LONGEST` characters.
            history: Earlier questions of the same conversation, oldest first.

        Returns:
            Quotations with citations, or a refusal that names the nearest topic; `ms` counts from here.

        Raises:
            InputError: an empty or a far too long question.
            KnowledgeError: the library cannot be used.
        """
        began = time.perf_counter()
        asked = _checked(question)
        earlier = [_checked(line) for line in history if line.strip()]
        hits = self.library.search(understood_with(asked, earlier), _HITS)
        answer = compose(asked, hits, self._text, self.library.encoder.encode, history=earlier)
        return replace(answer, ms=_since(began))

    def search(self, words: str, k: int) -> tuple[list[Hit], float]:
        """The best `k` passages for some words, and how many milliseconds that took; errors as in `ask`."""
        began = time.perf_counter()
        hits = self.library.search(_checked(words), k)
        return hits, _since(began)

    def _text(self, document: str) -> str:
        return self.library.text(document).text


def _checked(question: str) -> str:
    if len(question) > LONGEST:
        raise InputError(f"That question has {len(question):,} characters; please ask in under {LONGEST:,}.")
    asked = clean(question).strip()
    if not asked:
        raise InputError('There was no question; type one, for example: talent ask "What is a talent pool?"')
    return asked


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
