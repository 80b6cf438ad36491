"""Lines put together to paragraphs: gaps, indents and right edges say which are one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from knowledge.readers.pdf.headings import LARGER, Outline, named
from knowledge.readers.pdf.parts import (
    HYPHEN,
    ITEM,
    Block,
    Paragraph,
    Part,
    Style,
    Table,
    Text,
    half_points,
    style,
)

_WRAPPED = 30
"""A shorter line that a sentence leaves may be a name in a list."""
_MARK = re.compile(ITEM.pattern + r"|\d{1,2}(?:\.\d{1,2}){1,4}\.?(?:\s+|$)")
_ENDED = re.compile(r"[.!?:;]['”’\")\]]*$")


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a document's lines are set.

    Attributes:
        body: The type of most of its text.
        distances: The usual distance of lines, by their size in whole points.
        edges: How far to the right each line could have gone.
    """

    body: Style
    distances: Mapping[int, float]
    edges: Mapping[Text, float]

    def has_room(self, line: Text, following: Text) -> bool:
        """Whether the next line's first word would have fitted behind it, so that it was ended on purpose."""
        letter = (following.right - following.left) / max(len(following.text), 1)
        word = following.text.split(maxsplit=1)[0]
        return self.edges[line] - line.right > 1.3 * letter * (len(word) + 1)


def paragraphs(parts: Sequence[Part], body: Style, outline: Outline) -> list[Block]:
    """A document's paragraphs and tables.

    Args:
        parts: Its lines and tables, in reading order.
        body: The type of most of its text.
        outline: What it says are its headings, which are paragraphs of their own.
    """
    distances = _distances(parts)
    layout = _Layout(body, distances, _right_edges(parts, distances))
    blocks: list[Block] = []
    taken = 0
    for number, part in enumerate(parts):
        if number < taken:
            continue
        before = blocks[-1] if blocks else None
        if isinstance(part, Table):
            blocks.append(part)
        elif heading := named(parts[number : number + 3], outline):
            blocks.append(heading)
            taken = number + len(heading.lines)
        elif isinstance(before, Paragraph) and not before.level and _goes_on(before.lines, part, layout):
            before.lines.append(part)
        else:
            blocks.append(Paragraph([part]))
    return blocks


def body_of(parts: Iterable[Part]) -> Style:
    """The type that most of the text is set in."""
    letters: Counter[Style] = Counter()
    for part in parts:
        own = {style(part.size, part.bold): len(part.text)} if isinstance(part, Text) else part.letters
        letters.update(own)
    return max(letters, key=letters.__getitem__, default=(10.0, False))


def _distances(parts: Sequence[Part]) -> dict[int, float]:
    """The usual distance of lines of each size.

    It is the commonest, but where most paragraphs are one line, a smaller one that is common as well.
    """
    drops: defaultdict[int, Counter[float]] = defaultdict(Counter)
    for one, other in pairwise(parts):
        if (
            isinstance(one, Text)
            and isinstance(other, Text)
            and other.follows(one, 2.4 * one.size)
            and other.base - one.base > 0.7 * one.size
        ):
            drops[round(one.size)][half_points(other.base - one.base)] += 1
    usual = {}
    for size, times in drops.items():
        common = max(times, key=lambda drop: (times[drop], -drop))
        if common > 1.6 * size:
            common = min(drop for drop in times if drop == common or times[drop] * 10 >= times.total() >= 30)
        if times[common] > 2:
            usual[size] = common
    return usual


def _right_edges(parts: Sequence[Part], distances: Mapping[int, float]) -> dict[Text, float]:
    """How far to the right each line could have gone.

    Lines among which a sentence goes on in small letters are wrapped, so the longest of them shows it; others take it
    from the nearest of those that begin where they begin, or from the document.
    """
    runs: list[list[Text]] = [[]]
    for part in parts:
        if isinstance(part, Table):
            runs.append([])
        elif runs[-1] and part.follows(runs[-1][-1], distances.get(round(part.size))):
            runs[-1].append(part)
        else:
            runs.append([part])
    edges: dict[Text, float] = {}
    shown: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for run in runs:
        if any(_is_wrapped(one, other) for one, other in pairwise(run)):
            right = max(line.right for line in run)
            shown[run[0].page].append((min(line.left for line in run), right))
            edges |= dict.fromkeys(run, right)
    lines = [line for run in runs for line in run]
    everywhere = [right for page in shown.values() for _, right in page]
    usually = median(everywhere) if everywhere else max((line.right for line in lines), default=0.0)
    for line in lines:
        near = (
            right
            for left, right in shown[line.page]
            if abs(left - line.left) < 3 * line.size and right >= line.right - 1
        )
        if line not in edges:
            edges[line] = min(near, default=usually)
    return edges


def _is_wrapped(line: Text, following: Text) -> bool:
    return following.text[:1].islower() and len(line.text) > _WRAPPED and not _ENDED.search(line.text)


def _goes_on(before: Sequence[Text], line: Text, layout: _Layout) -> bool:
    """Whether a line continues a paragraph."""
    last = before[-1]
    if last.text.endswith(HYPHEN):
        return True
    ended = bool(_ENDED.search(last.text))
    in_mid_sentence = line.text[:1].islower() and not ended
    column_ends = line.base < last.base and not line.overlaps(last)
    if last.page != line.page or column_ends:
        same = line.is_like(last) and last.bold == line.bold and not _MARK.match(line.text)
        return same and not ended and (in_mid_sentence or not layout.has_room(last, line))
    distance = layout.distances.get(round(line.size))
    if len(before) > 1 and before[-2].page == last.page and last.base - before[-2].base > 0.7 * last.size:
        distance = last.base - before[-2].base
    if not line.follows(last, distance) or ITEM.match(line.text):
        return False
    if _MARK.match(line.text) and (ended or layout.has_room(last, line)):  # else a figure within a sentence
        return False
    if last.bold != line.bold:
        return False
    if in_mid_sentence:
        return True
    if line.size > layout.body[0] * LARGER:  # two lines of a large heading, however they were broken
        return line.base - last.base < 1.42 * line.size
    indented = line.left > last.left + 0.8 * line.size and not _MARK.match(last.text)
    return not (indented and ended) and not layout.has_room(last, line)
