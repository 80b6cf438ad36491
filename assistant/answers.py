"""Questions answered with quotations from the best passages, or refused. Pure; no language model takes part.

Quotations are chosen by how much of the question a sentence, list item or table row holds, by what stands around it
(lead-in, header, headings), by its meaning, and by the place of its passage. Whether the documents answer at all is
judged by the same evidence, and by whether the kind of thing that is asked for is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.choosing import BUDGET, choose
from assistant.events import Citation, GuidanceAnswer
from assistant.evidence import is_instruction
from assistant.followups import AboutAnswer, Understood, meant, whole
from knowledge.reports import Text
from knowledge.types import Hit
from knowledge.words import Vocabulary

_ENOUGH = 0.52
"""Evidence weaker than this is no answer: where refusals of questions with and without one are right most often."""
_MARKER = re.compile(r"\[\d+\]\Z")


def compose(
    asked: Understood,
    hits: Sequence[Hit],
    text_of: Callable[[str], str],
    *,
    vocabulary: Vocabulary,
) -> GuidanceAnswer:
    """Answer a question.

    Args:
        asked: The question as it stands by itself.
        hits: Passages, best first.
        text_of: A document's stored text by its name.
        vocabulary: What the library teaches about words.

    Returns:
        Quotations with markers and citations, or a refusal; `ms` is left to the caller.
    """
    question = asked.question
    chosen, evidence = choose(asked, hits, text_of, vocabulary)
    if not chosen or evidence < _ENOUGH or is_instruction(question):
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


def together(whole: GuidanceAnswer, parts: Mapping[str, GuidanceAnswer]) -> GuidanceAnswer:
    """One answer to a sentence that asks two questions.

    Args:
        whole: The answer to the sentence.
        parts: The answers to its questions, by the question.

    Returns:
        What answers the sentence, and what answers each question, each stretch of text once; where nothing answers
        the sentence, the question that has no answer is named.
    """
    answered = [one for one in (whole, *parts.values()) if one.answered]
    if not answered:
        return whole
    said: list[str] = []
    citations: list[Citation] = []
    for answer in answered:
        room = BUDGET // len(answered)
        for shown, citation in zip(answer.answer.split("\n\n"), answer.citations, strict=True):
            if room > 0 and not any(_overlap(citation, other) for other in citations):
                citations.append(citation)
                said.append(f"{_MARKER.sub('', shown)}[{len(citations)}]")
                room -= len(shown)
    if not whole.answered:
        said += [
            f"I found no answer in the documents to: {part.strip(' ?')}?"
            for part, one in parts.items()
            if not one.answered
        ]
    return replace(whole, answered=True, answer="\n\n".join(said), citations=tuple(citations))


def _overlap(one: Citation, other: Citation) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def about(
    which: AboutAnswer, question: str, before: GuidanceAnswer, text_of: Callable[[str], Text]
) -> GuidanceAnswer:
    """Answer a question about the answer before it.

    Args:
        which: What is asked of it.
        question: As it was asked.
        before: The answer that is asked about.
        text_of: A document by its name.
    """
    citations = before.citations
    if not citations:
        said = "There was no quotation in the answer before that this could be about; please ask in full."
        return GuidanceAnswer(question, False, said)
    if which == "whole":
        part = meant(question, citations, lambda name: text_of(name).text)
        if part is None:
            return GuidanceAnswer(
                question, False, "There are not so many in the answer before; please ask in full."
            )
        cited, start, end = part
        text = text_of(cited.document).text
        start, end = whole(text, start, end, item=(start, end) != (cited.start, cited.end))
        citation = replace(cited, quote=text[start:end], start=start, end=end)
        return GuidanceAnswer(question, True, f"{text[start:end].strip()} [1]", (citation,))
    places: dict[str, list[str]] = {}
    for number, one in enumerate(citations, 1):
        document = text_of(one.document)
        place = _shortened(one.title)
        if which == "place":
            section = f"“{_shortened(one.section)}” of " if one.section else ""
            place = f"{section}{place}{f', page {one.page}' if one.page else ''}"
        when = f"from {document.year}" if document.year else "which does not say when it is from"
        places.setdefault(f"{place}, {when}", []).append(f"[{number}]")
    lines = (f"{place} {''.join(markers)}" for place, markers in places.items())
    return GuidanceAnswer(question, True, "\n".join(lines), citations)


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
