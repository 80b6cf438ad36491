"""One module a document format: bytes in, repaired lines with their kinds out.

A new format is a module here with a `read` function, and a line in `knowledge.parsing.PARSERS`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.types import BlockKind


@dataclass(frozen=True, slots=True)
class Line:
    """One block of a document before it has its place in the stored text.

    Attributes:
        kind: What it is.
        text: Its words, on one line. Cells of a row are parted by tabs, and a tab ends a row that is certainly its
            table's header.
        level: Depth of a heading, from 1.
        group: Lines of one list or table share a number.
        page: Page or slide, from 1, where the format has one.
    """

    kind: BlockKind
    text: str
    level: int = 1
    group: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds.

    Attributes:
        lines: Its blocks, in reading order.
        title: What the file says that it is called, or an empty string.
        remarks: What was left out and whoever added it should know, a sentence each.
    """

    lines: list[Line]
    title: str = ""
    remarks: list[str] = field(default_factory=list)


class Unreadable(Exception):
    """A file that cannot be read: what is wrong with it and what to do, to follow "the file …: "."""


def one_line(text: str) -> str:
    """A text's words with single spaces between them."""
    return " ".join(text.split())
