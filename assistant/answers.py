"""Answers made of quotations: the sentences, rows and lists that answer, in the documents' own words. Pure.

No language model is needed, and nothing is said that does not stand in a document at the place that is cited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.events import Citation, GuidanceAnswer
from knowledge.types import Hit, Passage
from knowledge.words import terms

LONGEST = 700
_READ = 6
"""How many of the best passages an answer is taken from."""
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(]*[A-Z0-9])")
_NOT_AN_END = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|Dr|Mr|Mrs|Ms|Prof|No|St|approx|fig)\.|\b[A-Z]\.)$", re.IGNORECASE
)
_WANTS_LIST = re.compile(
    r"\b(what are|which|list|name the|examples of|questions|reasons|steps|stages|ways|areas|parts|principles|"
    r"priorities|values|challenges|barriers|themes|measures|chapters|elements|criteria|benefits|who are)\b"
)
_WANTS_NUMBER = re.compile(
    r"\bhow (?:many|much|long|often|old|far)\b|%|\bper ?cent|percentage|\bwhat share|\bnumber of"
)
_WANTS_DATE = re.compile(
    r"\bwhen\b|\bwhat (?:year|date|month)|\bdeadline|\bwhich (?:year|month|quarter)|\bby when\b"
)
_WANTS_PERSON = re.compile(r"^\W*who\b|\bwho (?:is|was|are|leads?)\b|\bwhose\b")
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|twice|once)\b"
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\b\d+ (?:days|weeks|months|years)\b|\bannual|\bquarter",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b[A-Z][\w’'-]+ [A-Z][\w’'-]+|\b(?:director|chief|chair|lead|manager|board|team|council|leaders|authorities)\b"
)
_ENOUGH = 1.25
"""Below this sum of the best cosine and twice the best coverage, passages are about something else. Fitted on
questions with known answers and questions without, where it refuses best (F1)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence, list item or table row of a passage; `start` and `end` count in the document's stored text."""

    passage: Passage
    place: int
    start: int
    end: int
    text: str


def compose(
    question: str,
    hits: Sequence[Hit],
    text_of: Callable[[str], str],
    encode: Callable[[Sequence[str]], Any],
    *,
    history: Sequence[str] = (),
) -> GuidanceAnswer:
    """Answer a question from the passages that a search found.

    Args:
        question: What was asked.
        hits: The search's hits, best first.
        text_of: A document's stored text, by its name.
        encode: Vectors of texts, one row each, of length 1.
        history: Earlier questions, oldest first; only a fragment ("and for clinicians?") leans on the last of them.

    Returns:
        Quotations of at most about 700 characters, each with its citation; or, where the documents do not answer, that
        they do not, the nearest topic, and whom to ask. The same input gives the same answer.
    """
    asked = understood_with(question, history)
    if not hits or not _is_answered(asked, hits):
        return _refusal(question, hits)
    spans = [span for place, hit in enumerate(hits[:_READ]) for span in _spans(hit.passage, place, text_of)]
    scores = _scores(asked, spans, hits, encode)
    chosen = _chosen(asked, spans, scores)
    return _quoted(question, chosen, text_of)


def understood_with(question: str, history: Sequence[str]) -> str:
    """A question that stands for itself: a fragment is read with the question before it."""
    fragment = len(terms(question)) <= 2 or re.match(
        r"^\W*(and|what about|how about|also|but)\b", question.lower()
    )
    return f"{history[-1]} {question}" if fragment and history else question


def _is_answered(question: str, hits: Sequence[Hit]) -> bool:
    """Whether the best passages are about what is asked, and hold the kind of thing that is asked for."""
    best = hits[:_READ]
    similarity = max(hit.similarity for hit in best)
    coverage = max(hit.coverage for hit in best)
    if similarity + 2 * coverage < _ENOUGH:
        return False
    plain = question.lower()
    near = " ".join(hit.passage.text for hit in best if hit.coverage >= 0.6 * coverage)
    for wanted, kind in ((_WANTS_NUMBER, _NUMBER), (_WANTS_DATE, _DATE), (_WANTS_PERSON, _NAME)):
        if wanted.search(plain) and not kind.search(near):
            return False
    return True


def _spans(passage: Passage, place: int, text_of: Callable[[str], str]) -> Iterator[Span]:
    """The sentences, items and rows of a passage, as they stand in the stored text."""
    text = text_of(passage.document)[passage.start : passage.end]
    offset = passage.start
    for line in text.split("\n"):
        start = 0
        for end in [*_ends(line), len(line)]:
            words = line[start:end].strip()
            if words:
                first = offset + start + (len(line[start:end]) - len(line[start:end].lstrip()))
                yield Span(passage, place, first, first + len(words), words)
            start = end
        offset += len(line) + 1


def _ends(line: str) -> Iterator[int]:
    if "\t" in line:
        return
    for match in _SENTENCE_END.finditer(line):
        if not _NOT_AN_END.search(line[: match.start()]):
            yield match.end()


def _scores(
    question: str, spans: Sequence[Span], hits: Sequence[Hit], encode: Callable[[Sequence[str]], Any]
) -> list[float]:
    """How well each span answers: near in meaning, holding the asked words, in a good passage, of the asked kind."""
    asked = set(terms(question))
    plain = question.lower()
    vectors = encode([question, *(f"{span.passage.section}. {span.text}" for span in spans)])
    wanted = [kind for wants, kind in ((_WANTS_NUMBER, _NUMBER), (_WANTS_DATE, _DATE)) if wants.search(plain)]
    if _WANTS_PERSON.search(plain):
        wanted.append(_NAME)
    top = hits[0].score
    scores = []
    for span, vector in zip(spans, vectors[1:], strict=True):
        held = len(asked & set(terms(span.text))) / max(1, len(asked))
        kind = sum(bool(pattern.search(span.text)) for pattern in wanted) / max(1, len(wanted))
        rank = hits[span.place].score / top
        scores.append(float(vectors[0] @ vector) + 0.6 * held + 0.1 * kind + 0.5 * rank)
    return scores


def _chosen(question: str, spans: Sequence[Span], scores: Sequence[float]) -> list[Span]:
    """The best spans, whole lists where a list is asked for, until the answer is as long as one is read."""
    order = sorted(range(len(spans)), key=lambda i: (-scores[i], i))
    chosen: set[int] = set()
    length = 0

    def take(index: int) -> None:
        nonlocal length
        size = len(spans[index].text) + 6
        if index not in chosen and length + size <= LONGEST:
            chosen.add(index)
            length += size

    if not spans:
        return []
    take(order[0])
    if not chosen:  # one sentence longer than an answer should be is still the answer
        return [spans[order[0]]]
    if _WANTS_LIST.search(question.lower()):
        best = spans[order[0]]
        for index, span in enumerate(spans):
            if span.passage == best.passage and span.start >= best.start:
                take(index)
    for index in order[1:]:
        if scores[index] < scores[order[0]] * 0.55:
            break
        take(index)
    return [spans[i] for i in sorted(chosen, key=lambda i: (spans[i].place, spans[i].start))]


def _quoted(question: str, chosen: Sequence[Span], text_of: Callable[[str], str]) -> GuidanceAnswer:
    """Neighbouring spans as one quotation each, the best passage's first, every one with its mark."""
    runs: list[list[Span]] = []
    for span in chosen:
        if runs and runs[-1][-1].passage == span.passage and 0 <= span.start - runs[-1][-1].end <= 2:
            runs[-1].append(span)
        else:
            runs.append([span])
    citations: list[Citation] = []
    parts: list[str] = []
    for number, run in enumerate(runs, 1):
        passage = run[0].passage
        start, end = run[0].start, run[-1].end
        quote = text_of(passage.document)[start:end]
        citations.append(
            Citation(passage.document, passage.title, passage.section, passage.page, quote, start, end)
        )
        parts.append(f"“{_readable(quote)}” [{number}]")
    return GuidanceAnswer(question, True, "\n\n".join(parts), tuple(citations))


def _readable(quote: str) -> str:
    """Rows with their cells parted; nothing else is touched."""
    lines = (" | ".join(cell for cell in line.split("\t") if cell) for line in quote.split("\n"))
    return "\n".join(line for line in lines if line)


def _refusal(question: str, hits: Sequence[Hit]) -> GuidanceAnswer:
    """That the documents do not say; what they come nearest to; whom to ask."""
    said = "The documents in the library do not answer that."
    if hits:
        nearest = hits[0].passage
        topic = f"{nearest.section.split(' › ')[-1]} ({nearest.title})" if nearest.section else nearest.title
        said += f" The nearest they come is: {topic}."
    return GuidanceAnswer(question, False, f"{said} Ask HR or your organisation's talent lead.")
