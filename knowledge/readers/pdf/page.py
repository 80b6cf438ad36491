"""A page as PDFium has it: its characters, its lines in the order in which they are drawn, and the paths beside them.

PDFium keeps columns apart by that order, so it is kept.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfMatrix

from knowledge.readers import one_line
from knowledge.readers.pdf.parts import HYPHEN, Box, Text
from knowledge.text import clean

_VISUAL_LINE = re.compile(f"[^\r\n{HYPHEN}]+{HYPHEN}?")
"""What follows a hyphen at a line's end stands on the next, though PDFium goes on."""
_BOLD = re.compile(r"bold|black|heavy|demi|cmbx|sfbx", re.IGNORECASE)
_WHITE = 240
"""Each part of a white colour, of 255, is at least so much."""
_FILL, _STROKE = pdfium.FPDFPageObj_GetFillColor, pdfium.FPDFPageObj_GetStrokeColor
_PAINTED = {0: (_FILL,), 1: (_STROKE,), 2: (_FILL, _STROKE)}
"""What is painted of text, by its mode. In mode 3 nothing is: OCR leaves that."""

Row = Sequence[int]
"""A line's characters by their numbers on the page; the first and the last are no space."""
Path = tuple[Any, PdfMatrix]
"""What PDFium has drawn, and what leads from its places to the page's."""


class Type(NamedTuple):
    """How a character is set."""

    base: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What is written and drawn on a page.

    Attributes:
        words: Its characters, each at its number.
        number: Its own, from 1.
        view: What leads from its places to those that its reader sees, which count from the top.
        rows: Its lines, without what is hidden.
        paths: Those that are seen.
        hidden: In how many lines something is hidden.
    """

    textpage: Any
    words: str
    number: int
    view: PdfMatrix
    rows: list[Row]
    paths: list[Path]
    hidden: int

    def box(self, index: int) -> Box:
        """Where a character is."""
        left, top, right, bottom = self.view.on_rect(*self.textpage.get_charbox(index))
        return left, top, right, bottom

    def type(self, index: int) -> Type:
        """How a character is set."""
        x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
        pdfium.FPDFText_GetCharOrigin(self.textpage, index, x, y)
        pdfium.FPDFText_GetMatrix(self.textpage, index, matrix)
        font = ctypes.create_string_buffer(100)
        pdfium.FPDFText_GetFontInfo(self.textpage, index, font, len(font), None)
        size = pdfium.FPDFText_GetFontSize(self.textpage, index) * math.hypot(matrix.c, matrix.d)
        bold = bool(_BOLD.search(font.value.decode("latin-1")))
        return Type(self.view.on_point(x.value, y.value)[1], size, bold)

    def line(self, row: Row) -> Text:
        """A row's words, and how they are set by three of its letters: the first may be raised, or begin a chapter."""
        letters = [index for index in row if self.words[index] > " "] or row
        types = [self.type(letters[place]) for place in (0, len(letters) // 2, -1)]
        first, last = self.box(row[0]), self.box(row[-1])
        return Text(
            text=self.text(row),
            left=min(first[0], last[0]),
            right=max(first[2], last[2]),
            base=median(one.base for one in types),
            size=median(one.size for one in types),
            bold=all(one.bold for one in types),
            page=self.number,
            drawn=row[0],
        )

    def text(self, row: Row) -> str:
        """A row's words, cleaned but for a `HYPHEN` at their end."""
        text = "".join(self.words[index] for index in row)
        return one_line(clean(text)) + (HYPHEN if text.endswith(HYPHEN) else "")


def taken_apart(page: Any, number: int) -> Page:
    """What is written and drawn on one of PDFium's pages, whose number counts from 1."""
    textpage = page.get_textpage()
    words = _characters(textpage)
    unseen, paths = _drawn(page)
    rows: list[Row] = []
    hidden = 0
    for found in _VISUAL_LINE.finditer(words):
        row: Row = range(*found.span())
        if unseen:
            row = [n for n in row if _address(pdfium.FPDFText_GetTextObject(textpage, n)) not in unseen]
            hidden += len(row) < len(found[0])
        rows += filter(None, [trimmed(row, words)])
    turns = Counter(_turn(textpage, row[len(row) // 2]) for row in rows[:: len(rows) // 8 + 1])
    turn = max(turns, key=lambda quarters: turns[quarters], default=0)
    view = PdfMatrix().rotate(90 * turn).mirror(False, True)
    return Page(textpage, words, number, view, rows, paths, hidden)


def _characters(textpage: Any) -> str:
    """A page's characters, each at its number: PDFium's own text, which is quicker, unless it leaves some out."""
    size = textpage.count_chars()
    words = str(textpage.get_text_range()).replace("\ufffe", HYPHEN)
    if len(words) == size:
        return words
    codes = (pdfium.FPDFText_GetUnicode(textpage, index) for index in range(size))
    return "".join(chr(code) if code < 0x110000 else " " for code in codes)


def trimmed(row: Iterable[int], words: str) -> Row:
    """A line's characters without space at either end."""
    row = list(row)
    solid = [place for place, index in enumerate(row) if words[index] > " " or words[index] == HYPHEN]
    return row[solid[0] : solid[-1] + 1] if solid else []


def _turn(textpage: Any, index: int) -> int:
    """By how many quarters, anticlockwise, a character is turned; PDFium counts clockwise."""
    angle: float = pdfium.FPDFText_GetCharAngle(textpage, index)
    return round(-angle * 2 / math.pi) % 4


def _drawn(page: Any) -> tuple[frozenset[int | None], list[Path]]:
    """The addresses of text that white paper hides, and the paths that are drawn.

    White text on a coloured ground is seen; whether it is on a picture or under one (a scan whose words were
    recognised) is not known, so it is kept.
    """
    grounds: list[tuple[Box, bool]] = []  # whether what is drawn there is white
    pictures: list[Box] = []
    white: list[tuple[int | None, tuple[float, float]]] = []
    paths = []
    for one in page.get_objects():
        matrix = _matrix(one)
        box = matrix.on_rect(*one.get_bounds())
        if one.type == pdfium.FPDF_PAGEOBJ_TEXT and _is_white_text(one):
            place = middle(box)
            if next((is_white for ground, is_white in reversed(grounds) if inside(*place, ground)), True):
                white.append((_address(one.raw), place))
        elif one.type == pdfium.FPDF_PAGEOBJ_PATH:
            filled, stroked = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDFPath_GetDrawMode(one, filled, stroked)
            if filled.value or stroked.value:
                paths.append((one, one.get_matrix().multiply(matrix)))
            if filled.value and (colour := _colour(_FILL, one)) and colour[3] > 127:
                grounds.append((box, min(colour[:3]) >= _WHITE))
        elif one.type in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING}:
            pictures.append(box)
    unseen = (text for text, place in white if not any(inside(*place, picture) for picture in pictures))
    return frozenset(unseen), paths


def _matrix(one: Any) -> PdfMatrix:
    """What leads from an object's places, which are those of the form that it is in, to the page's."""
    matrix = PdfMatrix()
    while one := one.container:
        matrix = matrix.multiply(one.get_matrix())
    return matrix


def _is_white_text(one: Any) -> bool:
    """Whether all of it that is painted is white or clear."""
    colours = [_colour(get, one) for get in _PAINTED.get(pdfium.FPDFTextObj_GetTextRenderMode(one) % 4, ())]
    return bool(colours) and all(it and (min(it[:3]) >= _WHITE or not it[3]) for it in colours)


def _colour(get: Any, one: Any) -> tuple[int, ...] | None:
    """Red, green, blue and opacity, of 255; none for a pattern."""
    parts = [ctypes.c_uint() for _ in range(4)]
    return tuple(part.value for part in parts) if get(one, *parts) else None


def _address(pointer: Any) -> int | None:
    """Where PDFium keeps an object, by which it is known again."""
    return ctypes.cast(pointer, ctypes.c_void_p).value


def middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def inside(x: float, y: float, box: Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
