"""One module a document format: bytes or text in, repaired lines with their kinds out.

A new format is a module here with a `read` function, and a line in `knowledge.reading.READERS`.
"""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.types import BlockKind


@dataclass(frozen=True, slots=True)
class Line:
    """One block of a document before it has its place in the stored text.

    Attributes:
        kind: What it is.
        text: Its words, on one line.
        level: Depth of a heading, from 1.
        group: Lines of one list or table share a number.
        page: Page or slide, from 1, where the format has one.
    """

    kind: BlockKind
    text: str
    level: int = 1
    group: int | None = None
    page: int | None = None
