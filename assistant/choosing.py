"""Which sentences, lists and rows answer a question. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evidence import kind_of_answer, strength
from knowledge.types import Hit
from knowledge.units import Span, Unit, units
from knowledge.words import Vocabulary

BUDGET = 650
"""Characters of quotations in one answer."""
_LONGEST = 850
_PASSAGES = 10
_OWN, _AROUND, _MEANING, _PLACE = 1.0, 0.4, 1.0, 0.3
_FLOOR = 0.4
"""Units below this share of the best one's score are left out."""
_FRAGMENT, _FRAGMENTARY = 30, 0.15
"""Lines shorter than this are headings, labels and litter more often than answers."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One quotation.

    Attributes:
        hit: Place of its passage among the hits, from 0.
        start: Offset of its first character in the document's stored text.
        end: Offset after its last character.
        shown: How an answer shows it: the same words, with bullets, or with a row's cells under their headings.
    """

    hit: int
    start: int
    end: int
    shown: str


@dataclass(frozen=True, slots=True)
class _Scored:
    """A unit as part of an answer.

    Attributes:
        hit: Place of its passage among the hits, from 0.
        score: How well it answers beside the others; only its order has a meaning.
        fit: How much of the question it holds, in words and in meaning together, 0 to 2.
    """

    hit: int
    document: str
    unit: Unit
    score: float
    fit: float

    @property
    def block(self) -> tuple[int, int]:
        """Which paragraph, list or table it is part of."""
        return self.hit, self.unit.block


def choose(
    question: str, hits: Sequence[Hit], text_of: Callable[[str], str], vocabulary: Vocabulary
) -> tuple[list[Chosen], float]:
    """Choose quotations.

    Args:
        question: What was asked.
        hits: Passages, best first.
        text_of: A document's stored text by its name.
        vocabulary: What the library teaches about words.

    Returns:
        Quotations as an answer reads, and how strongly they answer (see `assistant.evidence`).
    """
    scored = _scored(question, hits[:_PASSAGES], text_of, vocabulary)
    if not scored:
        return [], 0.0
    kind = kind_of_answer(question)
    fit = max((one.fit for one in scored if kind is None or kind.search(one.unit.text)), default=0.0)
    return _quotations(_picked(scored), text_of), strength(question, hits, fit, vocabulary)


def _picked(scored: Sequence[_Scored]) -> list[_Scored]:
    """The best units that fit, a list's items after its lead-in, in reading order with the best one's passage first."""
    lists: dict[tuple[int, int], list[_Scored]] = {}
    for one in sorted(scored, key=lambda one: one.unit.span.start):
        if one.unit.kind == "item":
            lists.setdefault(one.block, []).append(one)
    picked: dict[tuple[str, Span], _Scored] = {}
    size = 0
    for one in scored:
        if picked and one.score < _FLOOR * scored[0].score:
            break
        room = BUDGET if picked else _LONGEST
        whole = lists.get(one.block, []) if one.unit.kind == "item" else []
        leads = bool(whole) and whole[0] == one and len(whole) > 1
        fits = size + sum(len(each.unit.text) for each in whole) <= room
        for each in whole if whole and (fits or leads) else [one]:
            key = (each.document, each.unit.span)
            if key not in picked and (not picked or size + len(each.unit.text) <= room):
                picked[key] = each
                size += len(each.unit.text)
    first = scored[0].hit
    chosen = sorted(picked.values(), key=lambda one: (one.hit != first, one.hit, one.unit.span.start))
    led = {one.unit.head for one in chosen if one.unit.kind == "item"}
    return [
        one for one in chosen if one.unit.span in led or not one.unit.text.rstrip().endswith(":")
    ] or chosen


def _quotations(picked: Sequence[_Scored], text_of: Callable[[str], str]) -> list[Chosen]:
    """Units that follow one another as one quotation each; rows each by itself, because they are shown apart. Items
    whose lead-in is not quoted are shown under it."""
    runs: list[list[_Scored]] = []
    for one in picked:
        last = runs[-1][-1] if runs else None
        if (
            last
            and "row" not in (last.unit.kind, one.unit.kind)
            and last.document == one.document
            and 0 <= one.unit.span.start - last.unit.span.end <= 2
        ):
            runs[-1].append(one)
        else:
            runs.append([one])
    quoted = {one.unit.span for one in picked}
    chosen = []
    for run in runs:
        text = text_of(run[0].document)
        unit = run[0].unit
        start, end = unit.span.start, run[-1].unit.span.end
        if end - start > _LONGEST:
            end = start + text[start : start + _LONGEST].rfind(" ")
        lead = unit.head if unit.kind == "item" and unit.head not in quoted else None
        led = f"{text[lead.start : lead.end].strip()}\n" if lead else ""
        chosen.append(Chosen(run[0].hit, start, end, led + _shown(text, unit, start, end)))
    return chosen


def _shown(text: str, unit: Unit, start: int, end: int) -> str:
    words = text[start:end].strip()
    if unit.kind != "row":
        return words.replace("\n\n", "\n")
    heads = text[unit.head.start : unit.head.end].split("\t") if unit.head else []
    cells = words.split("\t")
    if text[start:end].startswith("\t"):
        cells = [unit.label, *cells]
    named = [
        f"{heads[i].strip()}: {cell.strip()}" if i < len(heads) and heads[i].strip() else cell.strip()
        for i, cell in enumerate(cells)
        if cell.strip()
    ]
    return "; ".join(named)


def _scored(
    question: str, hits: Sequence[Hit], text_of: Callable[[str], str], vocabulary: Vocabulary
) -> list[_Scored]:
    """Every unit, each stretch of text once, with its score, best first."""
    asked = vocabulary.asked(question)
    scored: list[_Scored] = []
    taken: set[tuple[str, int]] = set()
    for number, hit in enumerate(hits):
        passage = hit.passage
        text = text_of(passage.document)
        found = units(passage, text)
        held = [vocabulary.held(f"{unit.label} {unit.text}") for unit in found]
        place = hit.score / hits[0].score if hits[0].score else 0.0
        for i, unit in enumerate(found):
            if (passage.document, unit.span.start) in taken:
                continue
            taken.add((passage.document, unit.span.start))
            head = text[unit.head.start : unit.head.end] if unit.head else ""
            above = vocabulary.held(f"{passage.title} {passage.section} {head}")
            beside = [held[j] for j in (i - 1, i + 1) if 0 <= j < len(found) and found[j].block == unit.block]
            meaning = hit.similarities[i] if i < len(hit.similarities) else hit.similarity
            own = asked.share(held[i])
            score = (
                _OWN * own
                + _AROUND * (asked.share(held[i].union(above, *beside)) - own)
                + _MEANING * meaning
                + _PLACE * place
            )
            if len(unit.text) < _FRAGMENT:
                score -= _FRAGMENTARY
            fit = asked.share(held[i] | above) + meaning
            scored.append(_Scored(number, passage.document, unit, score, fit))
    return sorted(scored, key=lambda one: -one.score)
