"""A document before it has a format: what is on the paper, and in which order. Renderers only lay it out."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

UNSHOWN = "\N{REPLACEMENT CHARACTER}"
"""What stands where a character cannot be shown."""

_SHORT = 18
_KEPT = 0.65
"""How much of a page's width goes to columns of short texts."""
_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n") | {"\t": "    "})
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that turn the order of what follows them: with them a name could read as another one."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break in it is one on paper."""

    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels and what was said under each."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TwoSides:
    """What both sides said to the same questions, side by side.

    Attributes:
        sides: Who they are, a column each.
        rows: A question's label, and what each side said to it.
    """

    sides: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header, which comes again on each page."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who has signed as what and when, in words; without a day there is a line to sign on."""

    who: str
    role: str
    signed: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Signatures:
    """Where both sides sign."""

    lines: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader has to know before or beside the rest."""

    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """From where something was quoted; their order is the number that the text calls them by."""

    lines: tuple[str, ...]


Block = Paragraph | Fields | TwoSides | Table | Signatures | Note | Sources


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under a heading of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document.

    Attributes:
        title: What stands on the first page, at the head of the others, and in the file's properties.
        lines: What it is, in a few lines below the title.
        sections: Its parts.
        confidential: For whom it is; the foot of each page says so.
    """

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    confidential: str


def header(paper: Paper) -> str:
    """What stands at the head of each page: the title, or as much of it as there is room for."""
    return _shortened(paper.title, 90)


def footer(paper: Paper, exported_on: date) -> str:
    """What stands at the foot of each page, before the page's number."""
    return f"Confidential: {_shortened(paper.confidential, 200)} Exported on {spelled(exported_on)}."


def spelled(day: date) -> str:
    """A day as people write it: 14 March 2027."""
    return f"{day.day} {day:%B %Y}"


def named(one: Signature) -> str:
    """Who signs, as what: the role alone where the name is not known."""
    return f"{one.who}\n({one.role})" if one.who else one.role.capitalize()


def widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """How much of the page's width each column of a table gets: short texts, such as days, are not broken, the
    shortest first, as long as enough of the page is left to the others."""
    longest = [max(map(len, column), default=1) for column in zip(*rows, strict=True)]
    kept: dict[int, float] = {}
    for length, at in sorted((length, at) for at, length in enumerate(longest))[:-1]:
        if length <= _SHORT and sum(kept.values()) + _width(length) <= _KEPT:
            kept[at] = _width(length)
    left = 1 - sum(kept.values())
    weight = {at: min(max(length, 8), 44) for at, length in enumerate(longest) if at not in kept}
    return [kept.get(at) or left * weight[at] / sum(weight.values()) for at in range(len(longest))]


def _width(letters: int) -> float:
    """A text's share of the width between the margins, with what is left free beside it."""
    return (letters * 2.05 + 6) / 168


def legible(text: str) -> str:
    """A text as every format can hold it: all its letters, its line breaks as newlines, and a visible mark in place
    of each control character, of halves of characters, and of marks that reorder what follows them."""
    lines = text.replace("\r\n", "\n").translate(_BREAKS)
    return "".join(UNSHOWN if _is_no_text(letter) else letter for letter in lines)


def _shortened(text: str, longest: int) -> str:
    line = " ".join(legible(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _is_no_text(letter: str) -> bool:
    if letter == "\n":
        return False
    return (
        unicodedata.category(letter) in {"Cc", "Cs"}
        or letter in _REORDERING
        or ord(letter) & 0xFFFE == 0xFFFE
        or 0xFDD0 <= ord(letter) <= 0xFDEF  # code points that are set aside for never being characters
    )
