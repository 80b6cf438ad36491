"""What pages are made of, and how lines stand to one another. Lengths are in points, pages count from 1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

HYPHEN = "\x02"
"""PDFium's sign for a hyphen at a line's end; cleaned text holds none, so none is mistaken for it."""
BULLET = re.compile(r"[-•▪●◦○➢►✓·\uf0a7\uf0b7\uf0d8o*](?:\s+|$)")
ITEM = re.compile(BULLET.pattern + r"|(?:\(?[a-z]\)|\(?[ivx]{1,4}\)|\d{1,2}[.)])(?:\s+|$)")
_HYPHENED = re.compile(rf"\S-$|{HYPHEN}$")
_ALIKE = 1.12
"""Lines of one paragraph differ by less in size, recognised text too."""
_APART = 1.25
"""Lines are of different paragraphs from so many times the usual line distance on."""

Style = tuple[float, bool]
"""Size, to half a point, and boldness."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom: tops are smaller than bottoms, as pdfplumber has them."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line as it stands on its page.

    Attributes:
        text: Its words, cleaned; one that is parted at its end has a `HYPHEN` there.
        base: Where its letters stand: what is lower on the page has the larger base.
        drawn: The number of its first character on the page: pages draw columns one after another.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    page: int
    drawn: int

    def is_like(self, other: Text) -> bool:
        """Whether they are of one size, as far as that can be told."""
        return max(self.size, other.size) < min(self.size, other.size) * _ALIKE

    def overlaps(self, other: Text) -> bool:
        """Whether they are of one column."""
        return self.left < other.right and other.left < self.right

    def follows(self, other: Text, distance: float | None = None) -> bool:
        """Whether it stands below another of its size, no further than lines of one paragraph do.

        Args:
            distance: How far apart such lines usually are, if that is known.
        """
        below = self.base - other.base
        near = 0.4 * other.size <= below < (distance or 1.25 * self.size) * _APART
        return near and self.page == other.page and self.is_like(other) and self.overlaps(other)


@dataclass(frozen=True, slots=True)
class Table:
    """A table and where it stands.

    Attributes:
        rows: The words of its cells.
        columns: Where its columns begin.
        bold: Whether its first row alone is set in bold.
        letters: How much of it is set in which type.
        drawn: The number of its first character on the page.
    """

    rows: list[list[str]]
    box: Box
    columns: tuple[float, ...]
    bold: bool
    letters: Mapping[Style, int]
    page: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, and their depth in the outline, from 1, if that names them."""

    lines: list[Text]
    level: int | None = None

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def text(self) -> str:
        return joined(line.text for line in self.lines)

    @property
    def size(self) -> float:
        return median(line.size for line in self.lines)

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)


Part = Text | Table
Block = Paragraph | Table


def joined(lines: Iterable[str]) -> str:
    """Lines as one, with no space after a hyphen at a line's end."""
    return "".join(line if _HYPHENED.search(line) else f"{line} " for line in lines).rstrip()


def half_points(size: float) -> float:
    return round(size * 2) / 2


def style(size: float, bold: bool) -> Style:
    """Of a type, whatever its exact size."""
    return half_points(size), bold
