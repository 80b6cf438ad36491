"""PDF, by PDFium: paragraphs, headings and tables from where words stand on their pages. Pages count from 1.

PDFium gives lines in the order in which a page draws them, which keeps columns apart, so that order is kept; gaps,
indents and right edges say which lines are one paragraph, the outline and the type say which are headings.
"""

from __future__ import annotations

import ctypes
import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice, pairwise, zip_longest
from statistics import median
from typing import Any

from knowledge.passages import is_header
from knowledge.readers import Content, Line, Unreadable, one_line
from knowledge.readers import text as plain_text
from knowledge.text import clean

_MOST_PAGES = 3_000
_TABLE_SECONDS = 12.0
"""CPU time for looking at tables, so that the rest of a long document is still read within the child's limit."""
_RULED = 6
"""So many drawn edges may be a table."""
_MOST_EDGES, _MOST_CROSSINGS = 10_000, 4_000
"""A page with more is a drawing; looking for cells in it takes time that grows with their square."""
_LONGEST_PATH = 2_000
"""A path of more pieces is a drawing too."""
_DEEPEST = 8
"""So deep may what a page draws lie in forms that it draws."""
_EDGE = 2
"""A page's running head and foot are among so many of its first and last lines."""
_WHITE = 240
_HYPHEN = "\x02"
"""PDFium's sign for a hyphen at a line's end; cleaned text holds none, so none is mistaken for it."""
_VISUAL_LINE = re.compile(f"[^\r\n{_HYPHEN}]+{_HYPHEN}?")
"""What follows a hyphen at a line's end stands on the next, though PDFium goes on."""
_LARGER = 1.09
"""Type is that of a heading from so many times the body's size on."""
_LARGE = 1.25
"""No running head is so many times as large as the body."""
_WRAPPED = 30
"""A shorter line that a sentence leaves may be a name in a list."""
_ALIKE = 1.12
"""Lines of one paragraph differ by less in size, recognised text too."""
_APART = 1.25
"""Lines are of different paragraphs from so many times the usual line distance on."""
_BOLD = re.compile(r"bold|black|heavy|demi|cmbx|sfbx", re.IGNORECASE)
_BULLET = re.compile(r"(?:[-•▪●◦○➢►✓·\uf0a7\uf0b7\uf0d8o*])(?:\s+|$)")
_ITEM = re.compile(_BULLET.pattern + r"|(?:\(?[a-z]\)|\(?[ivx]{1,4}\)|\d{1,2}[.)])(?:\s+|$)")
_MARK = re.compile(_ITEM.pattern + r"|\d{1,2}(?:\.\d{1,2}){1,4}\.?(?:\s+|$)")
_DEPTH = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s")
_ENDED = re.compile(r"[.!?:;]['”’\")\]]*$")
_CAPTION = re.compile(r"(?:figure|fig\.|table|chart|diagram)\s+\w", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:part|chapter|section|annex|appendix|module|unit|step|stage|phase)\s+\w{1,5}", re.IGNORECASE
)
_CONTENTS = re.compile(r"(?:table of )?contents|index", re.IGNORECASE)
_PAGED = re.compile(r"[\s.](\d{1,3})$")
_LEADERS = re.compile(r"(?:\.\s?){3,}\d{1,3}$")

_Matrix = tuple[float, float, float, float, float, float]
_Style = tuple[float, bool]
"""Size and boldness."""
_Row = Sequence[int]
"""A line's characters by their numbers on the page; the first and the last are no space."""
_Box = tuple[float, float, float, float]
"""Left, top, right, bottom: tops are smaller than bottoms, as pdfplumber has them."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A line as it stands on its page, in points; what stands lower has the larger base."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    page: int
    drawn: int
    """The number of its first character on the page: pages draw columns one after another."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table's rows and where it stands. `bold` says that its first row alone is set in bold."""

    rows: list[list[str]]
    box: _Box
    columns: tuple[float, ...]
    bold: bool
    letters: Mapping[_Style, int]
    """How much of it is set in which type."""
    page: int
    drawn: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    lines: list[_Text]
    level: int | None = None
    """Its depth in the outline, if that names it."""


@dataclass(slots=True)
class _Watch:
    """What has been spent on tables, and the first page whose tables were left for it; pieces of hidden text."""

    spent: float = 0.0
    late: int | None = None
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class _Grid:
    """Cells of a table, as they are filled."""

    rows: list[list[_Box | None]]
    columns: tuple[float, ...]
    box: _Box
    words: dict[_Box, list[str]] = field(default_factory=lambda: defaultdict(list))
    first: dict[_Box, int] = field(default_factory=dict)
    """Each cell's first character, whose type stands for the cell's."""


def read(data: bytes) -> Content:
    """The blocks of a PDF; text that white paper hides is left out, and that is said.

    Raises Unreadable: encrypted, damaged, or pictures of text alone.
    """
    import pypdfium2

    try:
        content = _read(pypdfium2.PdfDocument(data))
    except Exception as error:  # PDFium lets through whatever a damaged object leads it to
        if "password" in str(error).lower():
            raise Unreadable("it is protected by a password; save it without one and add that") from error
        raise Unreadable("this is not a PDF that can be read; open it and save it again") from error
    if not any(re.search(r"\w", line.text) for line in content.lines):
        raise Unreadable("there is no text in it, only pictures; have its text recognised (OCR) and add that")
    return content


def _read(pdf: Any) -> Content:
    watch = _Watch()
    pages = [_page(pdf[number], number + 1, watch) for number in range(min(len(pdf), _MOST_PAGES))]
    body = _body([part for page in pages for parts in page for part in parts])
    kept = _without_running_lines([lines for lines, _ in pages], body)
    parts = _without_contents(
        [part for lines, (_, tables) in zip(kept, pages, strict=True) for part in _placed(lines, tables)]
    )
    remarks = []
    if len(pdf) > _MOST_PAGES:
        remarks.append(f"Only the first {_MOST_PAGES:,} pages were read.")
    if watch.hidden:
        remarks.append(f"{watch.hidden} pieces of hidden text were left out.")
    if watch.late:
        remarks.append(
            f"From page {watch.late} on, tables were read as text, because there are too many of them."
        )
    lines = _lines(_paragraphs(parts, body, _outline(pdf)), body)
    title = one_line(clean(pdf.get_metadata_value("Title") or ""))
    told = not re.search(r"\.(?:docx?|pptx?|indd|pub)$|^Microsoft|^untitled$|^\(anonymous\)$", title)
    return Content(lines, title if told else "", remarks)


# What a page draws


def _page(page: Any, number: int, watch: _Watch) -> tuple[list[_Text], list[_Table]]:
    """A page's lines in the order in which they are drawn, and its tables, whose words are in no line."""
    textpage = page.get_textpage()
    unseen, paths = _painted(page)
    words = _characters(textpage)
    rows, hidden = _rows(textpage, words, unseen)
    watch.hidden += hidden
    angles = Counter(_type(textpage, row[len(row) // 2])[3] for row in rows[:: len(rows) // 8 + 1])
    turn = max(angles, key=lambda angle: angles[angle], default=0)
    tables: list[_Table] = []
    if paths and watch.spent < _TABLE_SECONDS:
        began = time.process_time()
        if grids := _grids(paths, turn):
            rows, tables = _filled(textpage, words, rows, grids, turn, number)
        watch.spent += time.process_time() - began
    elif paths:
        watch.late = watch.late or number
    lines = (_text(textpage, words, row, turn, number) for row in rows)
    return [line for line in lines if line.text], tables


def _characters(textpage: Any) -> str:
    """A page's characters, each at its number, which PDFium's own text keeps as long as it leaves none out."""
    import pypdfium2.raw as pdfium

    size = textpage.count_chars()
    words = str(textpage.get_text_range()).replace("\ufffe", _HYPHEN)
    if len(words) == size:
        return words
    codes = (pdfium.FPDFText_GetUnicode(textpage, number) for number in range(size))
    return "".join(chr(code) if code < 0x110000 else " " for code in codes)


def _rows(textpage: Any, words: str, unseen: frozenset[int]) -> tuple[list[_Row], int]:
    """A page's lines, and how many pieces of unseen text have been left out of them."""
    import pypdfium2.raw as pdfium

    rows: list[_Row] = []
    hidden = 0
    for found in _VISUAL_LINE.finditer(words):
        row: _Row = range(*found.span())
        if unseen:
            last = False
            seen = []
            for number in row:
                hides = _address(pdfium.FPDFText_GetTextObject(textpage, number)) in unseen
                hidden += hides and not last
                if not hides:
                    seen.append(number)
                last = hides or (last and words[number] == " ")
            row = seen
        rows.append(row)
    return [trimmed for row in rows if (trimmed := _trimmed(row, words))], hidden


def _trimmed(row: _Row, words: str) -> _Row:
    start, end = 0, len(row)
    while start < end and words[row[start]] <= " ":
        start += 1
    while end > start and words[row[end - 1]] <= " " and words[row[end - 1]] != _HYPHEN:
        end -= 1
    return row[start:end]


def _text(textpage: Any, words: str, row: _Row, turn: int, page: int) -> _Text:
    samples = [_type(textpage, row[place]) for place in sorted({0, len(row) // 2, len(row) - 1})]
    seen = [sample for sample in samples if sample[1] > 0] or samples
    boxes = [_box(textpage, row[place], turn) for place in (0, -1)]
    text = "".join(map(words.__getitem__, row))
    return _Text(
        text=one_line(clean(text)) + (_HYPHEN if text[-1] == _HYPHEN else ""),
        left=min(box[0] for box in boxes),
        right=max(box[2] for box in boxes),
        base=median(_turned(*sample[0], turn)[1] for sample in seen),
        size=median(sample[1] for sample in seen),
        bold=all(sample[2] for sample in seen),
        page=page,
        drawn=row[0],
    )


def _type(textpage: Any, index: int) -> tuple[tuple[float, float], float, bool, int]:
    """Where a character begins, its size, whether it is bold, and its quarter turns."""
    import pypdfium2.raw as pdfium

    x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage, index, name, len(name), flags)
    size = pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    bold = bool(_BOLD.search(name.value.decode("latin-1"))) or bool(flags.value & 1 << 18)
    if not math.isfinite(sum((x.value, y.value, size, matrix.a, matrix.b))):  # damaged
        return (0.0, 0.0), 0.0, bold, 0
    angle = round(math.atan2(matrix.b, matrix.a) * 2 / math.pi) % 4
    return (x.value, y.value), 0.0 if pdfium.FPDFText_IsGenerated(textpage, index) == 1 else size, bold, angle


def _box(textpage: Any, index: int, turn: int) -> _Box:
    left, bottom, right, top = textpage.get_charbox(index)
    return _spanned((_turned(left, bottom, turn), _turned(right, top, turn)))


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """A place on a page whose writing runs from left to right, counted from the top."""
    return ((x, -y), (y, x), (-x, y), (-y, -x))[turn]


def _spanned(points: Iterable[tuple[float, float]]) -> _Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _inside(x: float, y: float, box: _Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _address(pointer: Any) -> int | None:
    return ctypes.cast(pointer, ctypes.c_void_p).value


def _objects(holder: Any, matrix: _Matrix, depth: int = 0) -> Iterator[tuple[int, Any, _Matrix]]:
    """What a page or a form in it draws, in its order: kind, object, and what leads from its places to the page's."""
    import pypdfium2.raw as pdfium

    size, get = (
        (pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)
        if depth
        else (pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)
    )
    for index in range(size(holder)):
        one = get(holder, index)
        kind = pdfium.FPDFPageObj_GetType(one)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield kind, one, matrix
        elif depth < _DEEPEST:
            yield from _objects(one, _combined(_own(one), matrix), depth + 1)


def _own(one: Any) -> _Matrix:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(one, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _combined(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    return (*_moved(a, b, (*outer[:4], 0, 0)), *_moved(c, d, (*outer[:4], 0, 0)), *_moved(e, f, outer))


def _moved(x: float, y: float, matrix: _Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _painted(page: Any) -> tuple[frozenset[int], list[tuple[Any, _Matrix]]]:
    """The addresses of text that white paper hides, and the paths that are drawn.

    White text on a coloured ground is seen; whether it is on a picture or under one (a scan whose words were
    recognised) is not known, so it is kept.
    """
    import pypdfium2.raw as pdfium

    grounds: list[tuple[_Box, bool]] = []  # whether what is drawn there is white
    pictures: list[_Box] = []
    white: list[tuple[int, float, float]] = []
    paths = []
    for kind, one, matrix in _objects(page, (1, 0, 0, 1, 0, 0)):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            if _is_white_text(one):
                left, bottom, right, top = _bounds(one, matrix)
                x, y = (left + right) / 2, (bottom + top) / 2
                if next((is_white for box, is_white in reversed(grounds) if _inside(x, y, box)), True):
                    white.append((_address(one) or 0, x, y))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            mode, stroked = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDFPath_GetDrawMode(one, mode, stroked)
            if mode.value or stroked.value:
                paths.append((one, matrix))
            if mode.value and (colour := _colour(pdfium.FPDFPageObj_GetFillColor, one)) and colour[3] > 127:
                grounds.append((_bounds(one, matrix), min(colour[:3]) >= _WHITE))
        else:
            pictures.append(_bounds(one, matrix))
    unseen = (one for one, x, y in white if not any(_inside(x, y, box) for box in pictures))
    return frozenset(unseen), paths


def _is_white_text(one: Any) -> bool:
    """Whether all of it that is painted is white or clear. Text in mode 3 is never painted: OCR leaves it."""
    import pypdfium2.raw as pdfium

    mode = pdfium.FPDFTextObj_GetTextRenderMode(one) % 4
    colours = []
    if mode in {0, 2}:
        colours.append(_colour(pdfium.FPDFPageObj_GetFillColor, one))
    if mode in {1, 2}:
        colours.append(_colour(pdfium.FPDFPageObj_GetStrokeColor, one))
    return bool(colours) and all(one and (min(one[:3]) >= _WHITE or not one[3]) for one in colours)


def _colour(get: Any, one: Any) -> tuple[int, ...] | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    return tuple(part.value for part in parts) if get(one, *parts) else None


def _bounds(one: Any, matrix: _Matrix) -> _Box:
    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(one, left, bottom, right, top)
    return _spanned(_moved(x.value, y.value, matrix) for x in (left, right) for y in (bottom, top))


# Tables


def _grids(paths: Sequence[tuple[Any, _Matrix]], turn: int) -> list[_Grid]:
    """The tables that drawn edges make, by pdfplumber's rules."""
    from pdfplumber import table as ruled

    edges = list(islice(_edges(paths, turn), _MOST_EDGES + 1))
    if not _RULED <= len(edges) <= _MOST_EDGES:
        return []
    edges = [edge for edge in ruled.merge_edges(edges, 3, 3, 3, 3) if max(edge["width"], edge["height"]) >= 3]
    upright = sum(edge["orientation"] == "v" for edge in edges)
    if upright * (len(edges) - upright) > _MOST_CROSSINGS * 10:
        return []
    crossings = ruled.edges_to_intersections(edges, 3, 3)
    if len(crossings) > _MOST_CROSSINGS:
        return []
    tables = [
        ruled.Table(None, cells) for cells in ruled.cells_to_tables(ruled.intersections_to_cells(crossings))
    ]
    return [
        _Grid([row.cells for row in table.rows], tuple(sorted({cell[0] for cell in table.cells})), table.bbox)
        for table in tables
        if len(table.rows) > 1 and len(table.columns) > 1
    ]


def _edges(paths: Sequence[tuple[Any, _Matrix]], turn: int) -> Iterator[dict[str, Any]]:
    """Upright and level edges of paths, as pdfplumber has them."""
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    for path, outer in paths:
        size = pdfium.FPDFPath_CountSegments(path)
        if size > _LONGEST_PATH:
            continue
        matrix = _combined(_own(path), outer)
        start = last = (0.0, 0.0)
        for number in range(size):
            segment = pdfium.FPDFPath_GetPathSegment(path, number)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            here = _turned(*_moved(x.value, y.value, matrix), turn)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = here
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield from _edge(last, here)
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield from _edge(here, start)
            last = here


def _edge(one: tuple[float, float], other: tuple[float, float]) -> Iterator[dict[str, Any]]:
    left, top, right, bottom = _spanned((one, other))
    width, height = right - left, bottom - top
    if min(width, height) < 1 <= max(width, height):
        orientation = "v" if width < height else "h"
        if orientation == "v":
            right, width = left, 0.0
        else:
            bottom, height = top, 0.0
        yield {
            "x0": left,
            "x1": right,
            "top": top,
            "bottom": bottom,
            "width": width,
            "height": height,
            "orientation": orientation,
        }


def _filled(
    textpage: Any, words: str, rows: Sequence[_Row], grids: Sequence[_Grid], turn: int, page: int
) -> tuple[list[_Row], list[_Table]]:
    """A page's lines outside its tables, and the tables with what stands in their cells."""
    outside: list[_Row] = []
    for row in rows:
        rest: list[int] = []
        last: tuple[_Grid, _Box] | None = None
        for index in row:
            if words[index] > " ":
                found = _cell(_box(textpage, index, turn), grids, last)
                if found != last and found:
                    found[0].words[found[1]].append(" ")  # cells side by side are drawn line by line
                last = found
            if not last:
                rest.append(index)
                continue
            if trimmed := _trimmed(rest, words):
                outside.append(trimmed)
            rest = []
            grid, cell = last
            grid.first.setdefault(cell, index)
            grid.words[cell].append(words[index])
        if last:
            last[0].words[last[1]].append("" if words[row[-1]] == _HYPHEN else " ")
        if trimmed := _trimmed(rest, words):
            outside.append(trimmed)
    return outside, [_table(textpage, grid, page) for grid in grids if grid.first]


def _table(textpage: Any, grid: _Grid, page: int) -> _Table:
    kept = [row for row in grid.rows if any(_words(grid, cell) for cell in row)]
    types = {cell: _type(textpage, first) for cell, first in grid.first.items()}
    letters: Counter[_Style] = Counter()
    for cell, (_, size, bold, _) in types.items():
        letters[_half_points(size), bold] += len(grid.words[cell])
    bolds = [[types[cell][2] for cell in row if cell in types] for row in kept]
    return _Table(
        rows=[[_words(grid, cell) for cell in row] for row in kept],
        box=grid.box,
        columns=grid.columns,
        bold=len(bolds) > 1 and len(bolds[0]) > 1 and all(bolds[0]) and not any(map(all, bolds[1:])),
        letters=letters,
        page=page,
        drawn=min(grid.first.values()),
    )


def _cell(box: _Box, grids: Sequence[_Grid], last: tuple[_Grid, _Box] | None) -> tuple[_Grid, _Box] | None:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if last and _inside(x, y, last[1]):
        return last
    for grid in grids:
        if _inside(x, y, grid.box):
            for row in grid.rows:
                for cell in row:
                    if cell and _inside(x, y, cell):
                        return grid, cell
    return None


def _words(grid: _Grid, cell: _Box | None) -> str:
    return one_line(clean("".join(grid.words.get(cell, ())))) if cell else ""


def _placed(lines: Sequence[_Text], tables: Sequence[_Table]) -> list[_Text | _Table]:
    """A page's lines with its tables among them.

    Each stands where the fewest lines of its width are on the wrong side of it; of such places, nearest to where it
    is drawn, which tells one column from another.
    """
    places: list[tuple[int, float, _Table]] = []
    for table in tables:
        left, top, right, bottom = table.box
        middle = (top + bottom) / 2
        near = [line.left < right and line.right > left for line in lines]
        above = [near[i] and line.base < middle for i, line in enumerate(lines)]
        below = [near[i] and line.base >= middle for i, line in enumerate(lines)]
        wrong = [sum(above)]
        for i in range(len(lines)):
            wrong.append(wrong[-1] - above[i] + below[i])
        drawn = sum(line.drawn < table.drawn for line in lines)
        best = min((times, abs(place - drawn), place) for place, times in enumerate(wrong))[2]
        places.append((best, top, table))
    out: list[_Text | _Table] = []
    places.sort(key=lambda place: place[:2])
    for number in range(len(lines) + 1):
        out += [table for place, _, table in places if place == number]
        out += lines[number : number + 1]
    return out


# What is left out


def _without_running_lines(pages: Sequence[Sequence[_Text]], body: _Style) -> list[list[_Text]]:
    """The pages without what stands at the top or the bottom of most of them, whatever number is in it.

    In large type a number makes a difference: "Step 2" is a heading, whatever page follows that of "Step 1".
    """

    def told(line: _Text) -> str:
        return line.text if line.size > body[0] * _LARGE else re.sub(r"\d+", "#", line.text)

    outer = [_outer(page) for page in pages]
    seen = Counter(text for page in outer for text in set(map(told, page)))
    running = {text for text, times in seen.items() if times > 2 and times * 2 > len(pages)}
    return [
        [line for line in page if line not in edge or told(line) not in running]
        for page, edge in zip(pages, outer, strict=True)
    ]


def _outer(page: Sequence[_Text]) -> set[_Text]:
    """The lines on a page's first and last baselines."""
    bases = sorted({round(line.base) for line in page})
    outer = {*bases[:_EDGE], *bases[-_EDGE:]}
    return {line for line in page if round(line.base) in outer}


def _without_contents(parts: Sequence[_Text | _Table]) -> list[_Text | _Table]:
    """Without contents lists: a title, and what follows as long as page numbers that do not fall end its lines."""
    kept: list[_Text | _Table] = []
    number = 0
    while number < len(parts):
        last = number
        part = parts[number]
        if isinstance(part, _Text) and _CONTENTS.fullmatch(part.text):
            page = 0
            for ahead, line in enumerate(islice(parts, number + 1, None), number + 1):
                if not isinstance(line, _Text) or ahead - last > 3:
                    break
                if (told := _PAGED.search(line.text)) and int(told[1]) >= page:
                    last, page = ahead, int(told[1])
        if last - number < 2:
            kept.append(part)
            last = number
        number = last + 1
    return kept


# Paragraphs


def _paragraphs(
    parts: Sequence[_Text | _Table], body: _Style, outline: _Outline
) -> list[_Paragraph | _Table]:
    usual = _distances(parts)
    edges = _right_edges(parts, usual)
    out: list[_Paragraph | _Table] = []
    number = 0
    while number < len(parts):
        part = parts[number]
        number += 1
        if isinstance(part, _Table):
            out.append(part)
            continue
        if named := _named(parts[number - 1 : number + 2], outline):
            level, taken = named
            words = [one for one in parts[number - 1 : number - 1 + taken] if isinstance(one, _Text)]
            out.append(_Paragraph(words, level))
            number += taken - 1
            continue
        before = out[-1] if out else None
        if (
            isinstance(before, _Paragraph)
            and before.level is None
            and _goes_on(before.lines, part, usual, edges, body)
        ):
            before.lines.append(part)
        else:
            out.append(_Paragraph([part]))
    return out


def _distances(parts: Sequence[_Text | _Table]) -> dict[float, float]:
    """The usual distance of lines of each size.

    It is the commonest, but where most paragraphs are one line, a smaller one that is common as well.
    """
    drops: defaultdict[float, list[float]] = defaultdict(list)
    for one, other in pairwise(parts):
        if isinstance(one, _Text) and isinstance(other, _Text) and one.page == other.page:
            drop = other.base - one.base
            if _are_alike(one, other) and _overlap(one, other) and one.size * 0.7 < drop < one.size * 3:
                drops[round(one.size)].append(round(drop * 2) / 2)
    usual = {}
    for size, found in drops.items():
        times = Counter(found)
        common = max(times, key=lambda drop: (times[drop], -drop))
        if common > 1.6 * size:
            common = min(drop for drop in times if drop == common or times[drop] * 10 >= len(found) >= 30)
        if times[common] > 2:
            usual[size] = common
    return usual


def _right_edges(parts: Sequence[_Text | _Table], usual: Mapping[float, float]) -> dict[_Text, float]:
    """How far to the right each line could have gone.

    Lines among which a sentence goes on in small letters are wrapped, so the longest of them shows it; others take it
    from the nearest of those that begin where they begin, or from the document.
    """
    runs: list[list[_Text]] = []
    for part in parts:
        if not isinstance(part, _Text):
            runs.append([])
        elif runs and runs[-1] and _follows(runs[-1][-1], part, _distance(part, usual)):
            runs[-1].append(part)
        else:
            runs.append([part])
    wrapped = [
        run
        for run in runs
        if any(
            two.text[:1].islower() and len(one.text) > _WRAPPED and not _ENDED.search(one.text)
            for one, two in pairwise(run)
        )
    ]
    shown: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for run in wrapped:
        shown[run[0].page].append((min(line.left for line in run), max(line.right for line in run)))
    everywhere = [right for page in shown.values() for _, right in page]
    widest = max((line.right for run in runs for line in run), default=0.0)
    usually = median(everywhere) if everywhere else widest
    edges = {line: max(one.right for one in run) for run in wrapped for line in run}
    for run in runs:
        for line in run:
            near = [
                right
                for left, right in shown[line.page]
                if abs(left - line.left) < 3 * line.size and right >= line.right - 1
            ]
            edges.setdefault(line, min(near, default=usually))
    return edges


def _goes_on(
    before: Sequence[_Text],
    line: _Text,
    usual: Mapping[float, float],
    edges: Mapping[_Text, float],
    body: _Style,
) -> bool:
    """Whether a line continues a paragraph."""
    last = before[-1]
    if last.text.endswith(_HYPHEN):
        return True
    ended = bool(_ENDED.search(last.text))
    in_mid_sentence = line.text[:1].islower() and not ended
    column_ends = line.base < last.base and not _overlap(last, line)
    if last.page != line.page or column_ends:
        same = _are_alike(last, line) and last.bold == line.bold and not _MARK.match(line.text)
        return same and not ended and (in_mid_sentence or not _has_room(last, line, edges))
    if abs(line.base - last.base) < 0.4 * line.size:
        return bool(_MARK.fullmatch(last.text)) and line.left >= last.right - 1
    distance = _distance(line, usual)
    if len(before) > 1 and before[-2].page == last.page and last.base - before[-2].base > 0.7 * last.size:
        distance = last.base - before[-2].base
    if not _follows(last, line, distance) or _ITEM.match(line.text):
        return False
    if _MARK.match(line.text) and (ended or _has_room(last, line, edges)):  # else a figure within a sentence
        return False
    if last.bold != line.bold:
        return in_mid_sentence and not _has_room(last, line, edges)
    if in_mid_sentence:
        return True
    if line.size > body[0] * _LARGER:  # two lines of a large heading, however they were broken
        return line.base - last.base < 1.42 * line.size
    indented = line.left > last.left + 0.8 * line.size and not _MARK.match(last.text)
    return not (indented and ended) and not _has_room(last, line, edges)


def _are_alike(one: _Text, other: _Text) -> bool:
    return max(one.size, other.size) < min(one.size, other.size) * _ALIKE


def _overlap(one: _Text, other: _Text) -> bool:
    return one.left < other.right and other.left < one.right


def _follows(one: _Text, other: _Text, distance: float) -> bool:
    """Whether a line stands below another of its size, no further than lines of one paragraph do."""
    return (
        one.page == other.page
        and _are_alike(one, other)
        and _overlap(one, other)
        and 0.4 * one.size <= other.base - one.base < distance * _APART
    )


def _distance(line: _Text, usual: Mapping[float, float]) -> float:
    return usual.get(round(line.size), 1.25 * line.size)


def _has_room(line: _Text, following: _Text, edges: Mapping[_Text, float]) -> bool:
    """Whether the next line's first word would have fitted behind it, so that it was ended on purpose."""
    letter = (following.right - following.left) / max(len(following.text), 1)
    return edges[line] - line.right > 1.3 * letter * (len(following.text.split(maxsplit=1)[0]) + 1)


def _body(parts: Iterable[_Text | _Table]) -> _Style:
    """The type that most of the text is set in."""
    letters: Counter[_Style] = Counter()
    for part in parts:
        if isinstance(part, _Table):
            letters.update(part.letters)
        else:
            letters[_half_points(part.size), part.bold] += len(part.text)
    return max(letters, key=lambda style: letters[style], default=(10.0, False))


def _half_points(size: float) -> float:
    return round(size * 2) / 2


# Headings


_Outline = Mapping[str, list[tuple[int, int | None]]]
"""Levels and pages of what the outline names, by its plain words."""


def _outline(pdf: Any) -> _Outline:
    found: defaultdict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for mark in pdf.get_toc(max_depth=6):
        place = mark.get_dest()
        page = place.get_index() if place else None
        found[_plain(mark.get_title())].append((mark.level + 1, None if page is None else page + 1))
    found.pop("", None)
    return found


def _named(parts: Sequence[_Text | _Table], outline: _Outline) -> tuple[int, int] | None:
    """The level at which the outline names the first of these lines, or the first few together, and how many."""
    words = ""
    last: _Text | None = None
    for taken, part in enumerate(parts if outline else (), 1):
        if not isinstance(part, _Text) or (last and not _follows(last, part, 1.25 * part.size)):
            return None
        words, last = f"{words} {part.text}", part
        for level, page in outline.get(_plain(words), ()):
            if page in {None, part.page}:
                return level, taken
    return None


def _plain(text: str) -> str:
    """Words alone, without the number before them, which many outlines leave out."""
    words = re.sub(r"\W+", " ", clean(text)).strip().casefold()
    return re.sub(r"^(?:\d+ )+(?=\D)", "", words)


def _levels(blocks: Sequence[_Paragraph | _Table], body: _Style) -> dict[int, int]:
    """Which blocks are headings, and their levels: the outline's, or by size, boldness, capitals and number."""
    styles: dict[int, tuple[float, bool, bool, int]] = {}
    for number, block in enumerate(blocks):
        if isinstance(block, _Paragraph) and (block.level or _is_heading(block, body)):
            text = " ".join(line.text for line in block.lines)
            depth = found[1].count(".") if (found := _DEPTH.match(text)) else 0
            size = -_half_points(median(line.size for line in block.lines))
            styles[number] = size, not _is_bold(block), not text.isupper(), depth
    told: defaultdict[tuple[float, bool, bool, int], list[int]] = defaultdict(list)
    for number, style in styles.items():
        told[style] += [level] if (level := _level(blocks[number])) else []
    ranks = {}
    rank = 0
    for style in sorted(told):
        rank = min(told[style], default=rank + 1)
        ranks[style] = rank
    return {number: _level(blocks[number]) or ranks[style] for number, style in styles.items()}


def _level(block: _Paragraph | _Table) -> int | None:
    return block.level if isinstance(block, _Paragraph) else None


def _is_bold(paragraph: _Paragraph) -> bool:
    return all(line.bold for line in paragraph.lines)


def _is_heading(paragraph: _Paragraph, body: _Style) -> bool:
    text = " ".join(line.text for line in paragraph.lines)
    size = median(line.size for line in paragraph.lines)
    larger = size > body[0] * _LARGER
    if not larger and (size < body[0] * 0.95 or not (_is_bold(paragraph) > body[1] or text.isupper())):
        return False
    if len(text) > 160 or len(text.split()) > 20 or not re.search(r"[^\W\d_]{3}", text) or text[0].islower():
        return False
    if text.endswith((".", ",", ";")) or (text.endswith(":") and not larger):
        return False
    return not (
        _BULLET.match(text) or _CAPTION.match(text) or _LEADERS.search(text) or _CONTENTS.fullmatch(text)
    )


# Blocks


def _lines(blocks: Sequence[_Paragraph | _Table], body: _Style) -> list[Line]:
    text = [line for block in blocks if isinstance(block, _Paragraph) for line in block.lines]
    levels = _levels(blocks, body)
    tables = _row_texts(blocks)
    typed = sum(number + 1 not in levels for number in levels) > 1  # else headings are told as in plain text
    compounds = {found.casefold() for line in text for found in re.findall(r"\w+-\w+", line.text)}
    groups = count(1)
    lines: list[Line] = []
    stretch: list[_Paragraph] = []
    for number, block in enumerate(blocks):
        if isinstance(block, _Table):
            lines += _as_text(stretch, compounds, groups, typed=typed)
            stretch = []
            group = next(groups)
            lines += [Line("row", row, group=group, page=block.page) for row in tables[number]]
            continue
        page = block.lines[0].page
        if number in levels or (stretch and stretch[0].lines[0].page != page):
            lines += _as_text(stretch, compounds, groups, typed=typed)
            stretch = []
        if number in levels:
            lines.append(Line("heading", _joined(block, compounds), level=levels[number], page=page))
        else:
            stretch.append(block)
    return list(_settled([*lines, *_as_text(stretch, compounds, groups, typed=typed)]))


def _joined(paragraph: _Paragraph, compounds: set[str]) -> str:
    """A paragraph's words. A hyphen at a line's end stays where the document has it within a line."""
    words: list[str] = []
    for line, following in zip_longest(paragraph.lines, paragraph.lines[1:]):
        if following is None:
            words.append(line.text.replace(_HYPHEN, "-"))
        elif line.text.endswith(_HYPHEN):
            both = [*re.findall(r"\w+", line.text)[-1:], *re.findall(r"\w+", following.text)[:1]]
            words += [line.text[:-1], "-" if "-".join(both).casefold() in compounds else ""]
        else:
            words += [line.text, "" if re.search(r"\S-$", line.text) else " "]
    return "".join(words)


def _as_text(
    stretch: Sequence[_Paragraph], compounds: set[str], groups: Iterator[int], *, typed: bool
) -> Iterator[Line]:
    """Paragraphs of a page, told from lists and captions as in plain text, where blank lines part paragraphs."""
    if not stretch:
        return
    text = ""
    before = ""
    led = False
    for number, paragraph in enumerate(stretch):
        words = _joined(paragraph, compounds)
        listed = bool(_ITEM.match(before) and _ITEM.match(words))
        led = led and len(paragraph.lines) == 1 and _is_next(stretch[number - 1], paragraph)
        led = led and not words.endswith(":")
        text += ("\n" if listed or led else "\n\n") + words
        led = led or words.endswith(":")
        before = words
    known: dict[int, int] = {}
    for line in plain_text.blocks(text):
        kind = line.kind
        if typed and kind == "heading":
            kind = "item" if _ITEM.match(line.text) else "paragraph"
        if line.group is not None and line.group not in known:
            known[line.group] = next(groups)
        group = None if line.group is None else known[line.group]
        page = stretch[0].lines[0].page
        yield Line(kind, line.text, line.level if kind == "heading" else 1, group, page)


def _is_next(one: _Paragraph, other: _Paragraph) -> bool:
    last, first = one.lines[-1], other.lines[0]
    return _follows(last, first, 1.25 * first.size)


def _row_texts(blocks: Sequence[_Paragraph | _Table]) -> dict[int, list[str]]:
    """Each table's rows. One that goes on on the next page has its header there again.

    A header is certain, and ends with a tab, where it alone is bold or where the document itself repeats it.
    """
    chains: list[list[tuple[int, _Table]]] = []
    for number, block in enumerate(blocks):
        if not isinstance(block, _Table):
            continue
        if chains and chains[-1][-1][0] == number - 1 and _is_continued(chains[-1][-1][1], block):
            chains[-1].append((number, block))
        else:
            chains.append([(number, block)])
    found = {}
    for chain in chains:
        parts = [["\t".join(cells).rstrip("\t") for cells in table.rows] for _, table in chain]
        head = parts[0][0]
        certain = "\t" in head and (chain[0][1].bold or any(part[0] == head for part in parts[1:]))
        headed = certain or (len(parts) > 1 and is_header([row for part in parts for row in part]))
        for (number, _), rows in zip(chain, parts, strict=True):
            body = rows[1:] if rows[0] == head else rows
            found[number] = [head + "\t" if certain else head, *body] if headed else rows
    return found


def _is_continued(one: _Table, other: _Table) -> bool:
    return (
        other.page == one.page + 1
        and len(one.columns) == len(other.columns)
        and all(abs(a - b) < 4 for a, b in zip(one.columns, other.columns, strict=True))
    )


def _settled(lines: Sequence[Line]) -> Iterator[Line]:
    """Headings as they turn out by what follows them.

    A label ("PART 2") and the heading under it are one; one with nothing under it is a paragraph, so that its words
    are found.
    """
    held: Line | None = None
    for line in lines:
        if held and line.kind == "heading":
            if _LABEL.fullmatch(held.text):
                held = replace(held, text=f"{held.text} {line.text}")
                continue
            yield held if line.level > held.level else replace(held, kind="paragraph", level=1)
        elif held:
            yield held
        held = line if line.kind == "heading" else None
        if not held:
            yield line
    if held:
        yield replace(held, kind="paragraph", level=1)
