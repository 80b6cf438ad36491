"""Which sentences, lists and rows answer a question. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evidence import kind_of_answer, strength
from assistant.quotations import Span, Unit, units
from knowledge.types import Hit
from knowledge.words import Vocabulary, terms, vocabulary

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
    unit: Unit
    score: float
    fit: float


def choose(question: str, hits: Sequence[Hit], text_of: Callable[[str], str]) -> tuple[list[Chosen], float]:
    """Choose quotations.

    Returns:
        Quotations as an answer reads, and how strongly they answer (see `assistant.evidence`).
    """
    known = vocabulary([hit.passage for hit in hits])
    scored = _scored(question, hits[:_PASSAGES], text_of, known)
    if not scored:
        return [], 0.0
    kind = kind_of_answer(question)
    fit = max((one.fit for one in scored if kind is None or kind.search(one.unit.text)), default=0.0)
    return _quotations(_picked(scored), text_of), strength(question, hits, fit, known)


def _picked(scored: Sequence[_Scored]) -> list[Unit]:
    """The best units that fit, a list's items after its lead-in, in reading order with the best one's passage first."""
    lists: dict[int, list[Unit]] = {}
    for one in sorted(scored, key=lambda one: one.unit.span.start):
        if one.unit.kind == "item":
            lists.setdefault(one.unit.block, []).append(one.unit)
    picked: dict[tuple[str, Span], Unit] = {}
    size = 0
    for one in scored:
        if picked and one.score < _FLOOR * scored[0].score:
            break
        room = BUDGET if picked else _LONGEST
        whole = lists.get(one.unit.block, []) if one.unit.kind == "item" else []
        leads = bool(whole) and whole[0] == one.unit and len(whole) > 1
        fits = size + sum(len(unit.text) for unit in whole) <= room
        for unit in whole if whole and (fits or leads) else [one.unit]:
            key = (unit.document, unit.span)
            if key not in picked and (not picked or size + len(unit.text) <= room):
                picked[key] = unit
                size += len(unit.text)
    first = scored[0].unit.hit
    chosen = sorted(picked.values(), key=lambda unit: (unit.hit != first, unit.hit, unit.span.start))
    led = {unit.head for unit in chosen if unit.kind == "item"}
    return [unit for unit in chosen if unit.span in led or not unit.text.rstrip().endswith(":")] or chosen


def _quotations(picked: Sequence[Unit], text_of: Callable[[str], str]) -> list[Chosen]:
    """Units that follow one another as one quotation each; rows each by itself, because they are shown apart. Items
    whose lead-in is not quoted are shown under it."""
    runs: list[list[Unit]] = []
    for unit in picked:
        last = runs[-1][-1] if runs else None
        if (
            last
            and "row" not in (last.kind, unit.kind)
            and last.document == unit.document
            and 0 <= unit.span.start - last.span.end <= 2
        ):
            runs[-1].append(unit)
        else:
            runs.append([unit])
    quoted = {unit.span for unit in picked}
    chosen = []
    for run in runs:
        text = text_of(run[0].document)
        start, end = run[0].span.start, run[-1].span.end
        if end - start > _LONGEST:
            end = start + text[start : start + _LONGEST].rfind(" ")
        lead = run[0].head if run[0].kind == "item" and run[0].head not in quoted else None
        led = f"{text[lead.start : lead.end].strip()}\n" if lead else ""
        chosen.append(Chosen(run[0].hit, start, end, led + _shown(text, run[0], start, end)))
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
    question: str, hits: Sequence[Hit], text_of: Callable[[str], str], known: Vocabulary
) -> list[_Scored]:
    """Every unit with its score, best first."""
    found = units(hits, text_of)
    wanted = sorted(set(known.understood(question)))
    rarity = {term: known.rarity(term) for term in wanted}
    total = sum(rarity.values()) or 1.0
    held = [known.spelt_both_ways(terms(f"{unit.label} {unit.text}")) for unit in found]

    def share(words: set[str]) -> float:
        return sum(rarity[term] for term in wanted if term in words) / total

    unknown = min((hit.similarity for hit in hits if hit.similarity > 0), default=0.0)
    scored = []
    for i, unit in enumerate(found):
        hit = hits[unit.hit]
        head = text_of(unit.document)[unit.head.start : unit.head.end] if unit.head else ""
        above = known.spelt_both_ways(terms(f"{hit.passage.title} {hit.passage.section} {head}"))
        beside: set[str] = set()
        for j in (i - 1, i + 1):
            if 0 <= j < len(found) and found[j].block == unit.block:
                beside |= held[j]
        meaning = (
            hit.similarity or unknown
        )  # found by its words only: no nearer than the farthest that was compared
        place = hit.score / hits[0].score if hits[0].score else 0.0
        score = (
            _OWN * share(held[i])
            + _AROUND * share((above | beside) - held[i])
            + _MEANING * meaning
            + _PLACE * place
        )
        if len(unit.text) < _FRAGMENT:
            score -= _FRAGMENTARY
        scored.append(_Scored(unit, score, share(held[i] | above) + meaning))
    return sorted(scored, key=lambda one: -one.score)
