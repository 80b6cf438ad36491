"""Which paragraphs are headings: those that the outline names, and those that are set as headings are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.readers.pdf.extras import CONTENTS
from knowledge.readers.pdf.parts import BULLET, Block, Paragraph, Part, Style, Text, half_points, joined
from knowledge.text import clean

LARGER = 1.09
"""Type is that of a heading from so many times the body's size on."""
_DEPTH = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s")
_OTHER = re.compile(BULLET.pattern + r"|(?:figure|fig\.|table|chart|diagram)\s+\w", re.IGNORECASE)
"""How items and captions begin."""
_LEADERS = re.compile(r"(?:\.\s?){3,}\d{1,3}$")

Outline = Mapping[str, list[tuple[int, int | None]]]
"""Levels and pages, from 1, of what the outline names, by its plain words."""


def outline(pdf: Any) -> Outline:
    """A document's."""
    found: defaultdict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for mark in pdf.get_toc(max_depth=6):
        place = mark.get_dest()
        page = place.get_index() if place else None
        found[_plain(mark.get_title())].append((mark.level + 1, None if page is None else page + 1))
    found.pop("", None)
    return found


def named(parts: Sequence[Part], outline: Outline) -> Paragraph | None:
    """The first of these lines, or the first few together, if the outline names them."""
    lines: list[Text] = []
    for part in parts if outline else ():
        if not isinstance(part, Text) or (lines and not part.follows(lines[-1])):
            return None
        lines.append(part)
        for level, page in outline.get(_plain(joined(line.text for line in lines)), ()):
            if page in {None, part.page}:
                return Paragraph(lines, level)
    return None


def _plain(text: str) -> str:
    """Words alone, without the number before them, which many outlines leave out."""
    words = re.sub(r"\W+", " ", clean(text)).strip().casefold()
    return re.sub(r"^(?:\d+ )+(?=\D)", "", words)


def levels(blocks: Sequence[Block], body: Style) -> dict[int, int]:
    """The levels of those blocks that are headings, by their numbers.

    A level is the outline's, or follows from size, boldness, capitals and number, in this order.
    """
    headings = {
        number: block
        for number, block in enumerate(blocks)
        if isinstance(block, Paragraph) and (block.level or _is_heading(block, body))
    }
    told: defaultdict[tuple[float, bool, bool, int], list[int]] = defaultdict(list)
    for heading in headings.values():
        told[_rank(heading)] += [heading.level] if heading.level else []
    ranks = {}
    level = 0
    for rank in sorted(told):
        level = ranks[rank] = min(told[rank], default=level + 1)
    return {number: heading.level or ranks[_rank(heading)] for number, heading in headings.items()}


def _rank(heading: Paragraph) -> tuple[float, bool, bool, int]:
    """How it is set; what sorts first stands higher."""
    text = heading.text
    depth = found[1].count(".") if (found := _DEPTH.match(text)) else 0
    return -half_points(heading.size), not heading.bold, not text.isupper(), depth


def _is_heading(paragraph: Paragraph, body: Style) -> bool:
    text, size = paragraph.text, paragraph.size
    larger = size > body[0] * LARGER
    if not larger and (size < body[0] * 0.95 or not (paragraph.bold > body[1] or text.isupper())):
        return False
    if len(text) > 160 or len(text.split()) > 20 or text[0].islower() or not re.search(r"[^\W\d_]{3}", text):
        return False
    if text.endswith((".", ",", ";") if larger else (".", ",", ";", ":")):
        return False
    return not (_OTHER.match(text) or _LEADERS.search(text) or CONTENTS.fullmatch(text))
