"""Which sentences, lists and rows answer a question. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.evidence import (
    SAYS_ITSELF,
    TURN,
    belongs,
    has,
    kind_of_answer,
    named_within,
    names_somebody,
    strength,
    turns_on,
)
from assistant.followups import Understood
from knowledge.types import Hit, Span, Unit
from knowledge.units import sentences
from knowledge.words import Vocabulary

BUDGET = 640
"""Characters of quotations in one answer."""
_LONGEST = 850
_MOST = 20
"""Units in one answer."""
_PASSAGES = 10
_OWN, _AROUND, _MEANING, _PLACE = 1.0, 0.5, 1.0, 1.0
_KIND = 0.6
_NEWS, _TOPIC = 1.0, 0.5
"""How much it counts that a unit holds what a follow-up adds to the question before it, and that it begins with it."""
_BEGINS = re.compile(r"[^\t:]{1,60}(?=[\t:])")
"""What a row or an item says that it is about."""
_LEADS, _DIRECTLY = 3, 4
"""How many of the best units may lead to others, and how many characters below them these begin."""
_TURNS = re.compile(
    r"(?:However|But|Except|Nevertheless|It is not|It does not|This does not|They do not|Not )\b"
)
"""How a sentence begins that takes back or narrows the one before it: no half of that is quoted."""
_FOLLOWS = 0.3
_NEW, _NOTHING_NEW = 2, 0.5
_TOO_LONG = 0.5
"""How much less something counts that fills an answer by itself: mostly text that has lost its structure."""
_FLOOR = 0.5
"""Units below this share of the best one's score are left out."""
_ROW, _ITEM = 0.5, 0.8
"""Shares of what the best one holds of the question, below which its table's other rows, or the other items of a list
too long to be shown, are left out."""
_SAME = 40
"""Characters from which on equal words in two places are the same text; a table's cells may well be alike."""
_SAYS = 2
"""Words that a unit needs to say anything."""
_HEADS = re.compile(r"[^\n\d.:;!?]{1,60}")
"""A line like a heading's: short, no sentence, no figures."""
_BELOW = 200
"""How many characters below such a line what it heads may begin."""


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
        own: How much of the question its own words hold, 0 to 1.
        fit: How much of the question it holds, in words and in meaning together, 0 to 2; less where it lacks what the
            question turns on.
        of_kind: Whether a particular kind of thing is asked for, and it has one; of a row, its header tells too.
    """

    hit: int
    document: str
    unit: Unit
    score: float
    own: float
    fit: float
    of_kind: bool

    @property
    def block(self) -> tuple[int, int]:
        """Which paragraph, list or table it is part of."""
        return self.hit, self.unit.block


def choose(
    asked: Understood, hits: Sequence[Hit], text_of: Callable[[str], str], vocabulary: Vocabulary
) -> tuple[list[Chosen], float]:
    """Choose quotations.

    Args:
        asked: What was asked; what this turn added counts most.
        hits: Passages, best first.
        text_of: A document's stored text by its name.
        vocabulary: What the library teaches about words.

    Returns:
        Quotations as an answer reads, and how strongly they answer (see `assistant.evidence`).
    """
    kind = kind_of_answer(asked.asks)
    scored = _scored(asked, hits if kind else hits[:_PASSAGES], text_of, vocabulary)
    if kind:
        scored = [one for one in scored if one.hit < _PASSAGES or one.of_kind]
    if not scored:
        return [], 0.0
    fit = max((one.fit for one in scored if kind is None or one.of_kind), default=0.0)
    if scored[0].of_kind:
        scored = [one for one in scored if one.block == scored[0].block or one.of_kind]
    required = kind if asked.asks != asked.question or not asked.news else None
    unheard = vocabulary.unheard(asked.asks)
    strangers = vocabulary.unheard(named_within(asked.asks)) if unheard else ()
    evidence = strength(fit, required, asked.asks, unheard, strangers)
    return _quotations(_picked(scored, text_of), text_of), evidence


def _length(span: Span | None) -> int:
    return span.end - span.start if span else 0


def _size(those: Sequence[_Scored]) -> int:
    """How many characters they will take; a row's cells are shown each with its heading."""
    return sum(
        len(one.unit.text) + (_length(one.unit.head) if one.unit.kind == "row" else 0) for one in those
    )


def _begun(one: _Scored, text: str) -> _Scored:
    """An item of a list too long to be shown: its first sentence, which says what the others explain."""
    first = next(sentences(text, one.unit.span.start, one.unit.span.end))
    if one.unit.kind != "item" or first == one.unit.span:
        return one
    return replace(one, unit=replace(one.unit, span=first, text=text[first.start : first.end]))


def _picked(scored: Sequence[_Scored], text_of: Callable[[str], str]) -> list[_Scored]:
    """The best units that fit, a list's items after its lead-in, in reading order with the best one's passage first."""
    lists: dict[tuple[int, int], list[_Scored]] = {}
    for one in sorted(scored, key=lambda one: one.unit.span.start):
        if one.unit.kind == "item":
            lists.setdefault(one.block, []).append(one)
    best = max(scored, key=lambda one: one.score)
    picked: dict[tuple[str, Span], _Scored] = {}
    size = 0
    for one in scored:
        if picked and one.score < _FLOOR * best.score:
            break
        if one.block == best.block and one.unit.kind == "row" and one.own < _ROW * best.own:
            continue  # another row of the table that has the one that was asked for
        room = BUDGET if picked else _LONGEST
        whole = lists.get(one.block, []) if one.unit.kind == "item" else []
        if whole and size + _size(whole) > room:
            whole = [_begun(each, text_of(each.document)) for each in whole]
        leads = len(whole) > 1 and one.unit == whole[0].unit and (one is best or one.block != best.block)
        fits = size + _size(whole) <= room
        if whole and not (fits or leads) and one.block == best.block and one.own < _ITEM * best.own:
            continue  # another item of a list too long to be shown
        for each in whole if whole and (fits or leads) else [one]:
            key = (each.document, each.unit.span)
            if key not in picked and (not picked or size + _size([each]) <= room):
                picked[key] = each
                size += _size([each])
    first = best.hit
    chosen = sorted(
        list(picked.values())[:_MOST], key=lambda one: (one.hit != first, one.hit, one.unit.span.start)
    )
    return [one for one in chosen if _tells(one, chosen)] or chosen


def _tells(one: _Scored, chosen: Sequence[_Scored]) -> bool:
    """Whether a reader learns something by it: not by a lead-in or a line that heads what is not quoted."""
    words = one.unit.text.rstrip()
    if one.unit.kind == "row":
        return True
    if one.unit.head is None and words.endswith((":", "?")):
        return any(one.unit.span == other.unit.head for other in chosen)
    if one.unit.kind == "item" or not _HEADS.fullmatch(words):
        return True
    below = (other.unit.span.start - one.unit.span.end for other in chosen if other.hit == one.hit)
    return any(0 < distance < _BELOW for distance in below)


def _quotations(picked: Sequence[_Scored], text_of: Callable[[str], str]) -> list[Chosen]:
    """Units that follow one another as one quotation each; rows each by itself, because they are shown apart. Items
    whose lead-in is not quoted are shown under it; some of a list's items say how many there are."""
    runs: list[list[_Scored]] = []
    for one in picked:
        last = runs[-1][-1] if runs else None
        if (
            last
            and "row" not in (last.unit.kind, one.unit.kind)
            and (last.document, last.unit.label) == (one.document, one.unit.label)
            and 0 <= one.unit.span.start - last.unit.span.end <= 2
        ):
            runs[-1].append(one)
        else:
            runs.append([one])
    quoted = {one.unit.span for one in picked}
    lists: dict[tuple[str, Span], list[_Scored]] = {}
    for one in picked:
        if one.unit.kind == "item" and one.unit.head:
            lists.setdefault((one.document, one.unit.head), []).append(one)
    some = {its[-1].unit.span: _some(its, text_of(its[-1].document)) for its in lists.values()}
    chosen = []
    for run in runs:
        text = text_of(run[0].document)
        unit = run[0].unit
        start, end = unit.span.start, run[-1].unit.span.end
        if end - start > _LONGEST:
            end = start + text[start : start + _LONGEST].rfind(" ")
        above = "" if unit.head in quoted else _above(unit, text)
        below = some.get(run[-1].unit.span, "")
        chosen.append(Chosen(run[0].hit, start, end, above + _shown(text, unit, start, end) + below))
    return chosen


def _some(its: Sequence[_Scored], text: str) -> str:
    """Below some of a list's items: how many it has."""
    head = its[0].unit.head
    assert head is not None
    under = text[head.end :].split("\n\n", 1)[0]
    listed = sum(bool(line.strip()) for line in under.split("\n"))
    return f"\n… ({len(its)} of {listed} in the list)" if len(its) < listed else ""


def _above(unit: Unit, text: str) -> str:
    """What a quotation is read under: an item's lead-in, what a row is about, or whose words they are."""
    head = text[unit.head.start : unit.head.end].strip() if unit.head else ""
    if unit.kind == "item":
        return f"{head}\n" if head.endswith((":", "?", "–")) else ""
    about = head or unit.label
    return f"{about}: " if about and unit.kind == "sentence" else ""


def _shown(text: str, unit: Unit, start: int, end: int) -> str:
    words = text[start:end].strip()
    if unit.kind != "row":
        return words.replace("\n\n", "\n")
    heads = text[unit.head.start : unit.head.end].split("\t") if unit.head else []
    cells = text[start:end].split("\t")
    cells[0] = cells[0].strip() or unit.label
    named = [
        f"{heads[i].strip()}: {cell.strip()}" if i < len(heads) and heads[i].strip() else cell.strip()
        for i, cell in enumerate(cells)
        if cell.strip()
    ]
    return "; ".join(named)


def _scored(
    understood: Understood, hits: Sequence[Hit], text_of: Callable[[str], str], vocabulary: Vocabulary
) -> list[_Scored]:
    """Every unit, each stretch of text once, with its score, best first."""
    asked = vocabulary.asked(understood.question)
    news = vocabulary.asked(understood.news)
    kind = kind_of_answer(understood.asks)
    itself = frozenset(asked.weights.keys() & vocabulary.held(SAYS_ITSELF))
    turn = vocabulary.asked(turns_on(understood.asks))
    beside_it = belongs(understood.asks)
    scored: list[_Scored] = []
    taken: set[object] = set()

    def held_in(unit: Unit) -> frozenset[str]:
        return vocabulary.held(unit.text.split("\t", 1)[0])

    for number, hit in enumerate(hits):
        passage = hit.passage
        text = text_of(passage.document)
        about = vocabulary.held(hit.about)
        headed = vocabulary.held(passage.section)
        titled = vocabulary.held(passage.title)
        of_kind = [kind is not None and has(kind, _headed(unit, text)) for unit in hit.units]
        held = [
            vocabulary.held(f"{unit.label} {unit.text}") | (itself if is_of_kind else frozenset())
            for unit, is_of_kind in zip(hit.units, of_kind, strict=True)
        ]
        place = hit.score / hits[0].score if hits[0].score else 0.0
        for i, unit in enumerate(hit.units):
            same = " ".join(re.findall(r"\w+", unit.text.lower())) if len(unit.text) > _SAME else ""
            if (
                unit.kind == "heading"
                or (_says_little(unit) and not of_kind[i])
                or (_of_somebody(unit) and not of_kind[i] and not asked.weights.keys() & held_in(unit))
                or taken & {(passage.document, unit.span.start), same}
            ):
                continue
            taken |= {(passage.document, unit.span.start), same} - {""}
            head = vocabulary.held(text[unit.head.start : unit.head.end]) if unit.head else frozenset()
            beside = [
                held[j] for j in (i - 1, i + 1) if 0 <= j < len(held) and hit.units[j].block == unit.block
            ]
            own = asked.share(held[i] | about)
            score = (
                _OWN * own
                + _AROUND * (asked.share(held[i].union(about, headed, head, *beside)) - own)
                + _MEANING * hit.similarities[i]
                + _PLACE * place
            )
            if news.weights:
                score += _NEWS * news.share(held[i] | head | headed)
                topic = _BEGINS.match(unit.text)
                score += _TOPIC * news.share(vocabulary.held(topic[0])) if topic else 0
            score += _KIND * own * of_kind[i]
            if len(held[i] - about - asked.weights.keys()) < _NEW:
                score -= _NOTHING_NEW
            if len(unit.text) > BUDGET:
                score -= _TOO_LONG
            fit = asked.share(held[i].union(titled, headed, head, *beside)) + hit.similarities[i]
            if turn.weights:
                fit -= TURN * (1 - turn.share(held[i].union(titled, headed, head)))
            if beside_it and of_kind[i] and not beside_it[0].search(_headed(unit, text)):
                fit -= beside_it[1]
            scored.append(
                _Scored(number, passage.document, unit, score, asked.share(held[i]), fit, of_kind[i])
            )
    return _followed(_led(sorted(scored, key=lambda one: -one.score)))


def _headed(unit: Unit, text: str) -> str:
    """A unit's words; of a row, with its table's header."""
    above = text[unit.head.start : unit.head.end] if unit.kind == "row" and unit.head else ""
    return f"{above} {unit.text}"


def _says_little(unit: Unit) -> bool:
    words = len(re.findall(r"[^\W\d_]{3,}", unit.text))
    return unit.kind != "row" and words < (1 if unit.kind == "item" and unit.head else _SAYS)


def _of_somebody(unit: Unit) -> bool:
    """Whether it is a row about a person: of a list of who took part, which no question is about that names none."""
    return unit.kind == "row" and names_somebody(unit.text.split("\t", 1)[0])


def _led(scored: list[_Scored]) -> list[_Scored]:
    """What a good lead-in leads to says what it promises: its list or table, also where a passage ends between them."""
    raised: dict[Span, float] = {}
    for lead in scored[:_LEADS]:
        if lead.unit.text.rstrip().endswith(":"):
            for one in scored:
                first = one.unit.head if one.unit.kind == "row" and one.unit.head else one.unit.span
                if one.document == lead.document and 0 <= first.start - lead.unit.span.end <= _DIRECTLY:
                    block = [other for other in scored if other.block == one.block]
                    raised |= {other.unit.span: lead.score for other in block if other.unit.kind == "row"}
    return sorted(
        (replace(one, score=max(one.score, raised.get(one.unit.span, one.score))) for one in scored),
        key=lambda one: -one.score,
    )


def _followed(scored: list[_Scored]) -> list[_Scored]:
    """What goes on after the best sentence tells its reason or its detail more often than its words would say."""
    if not scored:
        return scored
    best = scored[0]
    after = [one for one in scored if one.block == best.block and one.unit.span.start > best.unit.span.start]
    following = min(after, key=lambda one: one.unit.span.start, default=None)
    if following is not None:
        more = (
            best.score if _TURNS.match(following.unit.text) else min(best.score, following.score + _FOLLOWS)
        )
        scored = [replace(one, score=more) if one is following else one for one in scored]
    return sorted(scored, key=lambda one: (-one.score, one is not best))
