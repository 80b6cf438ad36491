"""Questions answered with quotations from the best passages, or refused. Pure; no language model takes part.

Quotations are chosen by how much of the question a sentence, list item or table row holds, by what stands around it
(lead-in, header, headings), by its meaning, and by the place of its passage. Whether the documents answer at all is
judged by the same evidence, and by whether the kind of thing that is asked for is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.choosing import choose
from assistant.events import Citation, GuidanceAnswer
from assistant.evidence import is_instruction
from knowledge.types import Hit
from knowledge.words import Vocabulary, terms

_ENOUGH = 0.63
"""Evidence weaker than this is no answer: where refusals of questions with and without one are right most often."""
_FOLLOWS_UP = re.compile(
    r"^\W*(?:and|but|so|or|also|then|what about|how about|same for|who else|what else)\b"
)


def compose(
    question: str,
    hits: Sequence[Hit],
    text_of: Callable[[str], str],
    *,
    vocabulary: Vocabulary,
    history: Sequence[str] = (),
) -> GuidanceAnswer:
    """Answer a question.

    Args:
        question: As it was asked.
        hits: Passages, best first.
        text_of: A document's stored text by its name.
        vocabulary: What the library teaches about words.
        history: Earlier questions of the conversation, oldest first.

    Returns:
        Quotations with markers and citations, or a refusal; `ms` is left to the caller.
    """
    asked = understood_with(question, history)
    chosen, evidence = choose(asked, hits, text_of, vocabulary)
    if not chosen or evidence < _ENOUGH or is_instruction(asked):
        return GuidanceAnswer(question, False, _refusal(hits))
    citations: list[Citation] = []
    parts: list[str] = []
    for one in chosen:
        passage = hits[one.hit].passage
        quote = text_of(passage.document)[one.start : one.end]
        citations.append(
            Citation(
                passage.document, passage.title, passage.section, passage.page, quote, one.start, one.end
            )
        )
        parts.append(f"{one.shown} [{len(citations)}]")
    return GuidanceAnswer(question, True, "\n\n".join(parts), tuple(citations))


def understood_with(question: str, history: Sequence[str]) -> str:
    """A question that stands by itself: a fragment ("and for clinicians?") is read with the question before it."""
    fragment = len(terms(question)) <= 1 or _FOLLOWS_UP.search(question.lower())
    return f"{history[-1]} {question}" if fragment and history else question


def _refusal(hits: Sequence[Hit]) -> str:
    ask = "Please ask HR or your organisation's talent lead."
    if not hits:
        return f"The documents in the library do not say. {ask}"
    passage = hits[0].passage
    section = _shortened(passage.section.rsplit(" › ", 1)[-1])
    where = f"“{section}” in {_shortened(passage.title)}" if section else _shortened(passage.title)
    return f"The documents in the library do not say. The nearest that they come to it is {where}. {ask}"


def _shortened(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= 100 else f"{text[:99].rsplit(' ', 1)[0]}…"
