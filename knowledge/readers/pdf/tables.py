"""Tables: found by the lines that are drawn around their cells, put among a page's lines, and followed over pages."""

from __future__ import annotations

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby, islice
from typing import Any

import pypdfium2.raw as pdfium
from pdfplumber import table as ruled
from pdfplumber.utils import filter_edges

from knowledge.passages import is_header
from knowledge.readers.pdf.page import Page, Row, inside, middle, trimmed
from knowledge.readers.pdf.parts import Block, Box, Part, Style, Table, Text, joined, style

_NEAR = 3
"""Edges so near, in points, are one or meet."""
_SAME = 4
"""A column that goes on on the next page begins no further, in points, from where it began."""
_LONGEST_PATH, _MOST_EDGES, _MOST_CROSSINGS = 2_000, 10_000, 4_000
"""What has more is a drawing; looking for cells in it takes time that grows with their square."""


def found(page: Page) -> tuple[list[Row], list[Table]]:
    """A page's lines outside its tables, and the tables with what stands in their cells."""
    grids = [(one.bbox, one) for one in _grids(page)]
    outside: list[Row] = []
    filled: defaultdict[Box, list[Row]] = defaultdict(list)
    for row in page.rows:
        for cell, run in groupby(_with_cells(page, row, grids), key=lambda pair: pair[1]):
            if part := trimmed((index for index, _ in run), page.words):
                (filled[cell] if cell else outside).append(part)
    tables = [_table(page, one, filled) for _, one in grids if not filled.keys().isdisjoint(one.cells)]
    return outside, [table for table in tables if table.rows]


def _grids(page: Page) -> list[ruled.Table]:
    """Tables before they are filled, with at least two rows and two columns each."""
    edges = list(islice(_edges(page), _MOST_EDGES + 1))
    if len(edges) > _MOST_EDGES:
        return []
    edges = list(filter_edges(ruled.merge_edges(edges, _NEAR, _NEAR, _NEAR, _NEAR), min_length=_NEAR))
    upright = sum(edge["orientation"] == "v" for edge in edges)
    if upright * (len(edges) - upright) > _MOST_CROSSINGS * 10:
        return []
    crossings = ruled.edges_to_intersections(edges, _NEAR, _NEAR)
    if len(crossings) > _MOST_CROSSINGS:
        return []
    cells = ruled.cells_to_tables(ruled.intersections_to_cells(crossings))
    tables = (ruled.Table(None, own) for own in cells)
    return [table for table in tables if len(table.rows) > 1 and len(table.columns) > 1]


def _edges(page: Page) -> Iterator[dict[str, Any]]:
    """Upright and level edges of paths, as pdfplumber has them."""
    x, y = ctypes.c_float(), ctypes.c_float()
    for path, matrix in page.paths:
        view = matrix.multiply(page.view)
        start = last = (0.0, 0.0)
        size = pdfium.FPDFPath_CountSegments(path)
        for number in range(size if size <= _LONGEST_PATH else 0):
            segment = pdfium.FPDFPath_GetPathSegment(path, number)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            here = view.on_point(x.value, y.value)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = here
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield from _edge(last, here)
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield from _edge(here, start)
            last = here


def _edge(one: tuple[float, float], other: tuple[float, float]) -> Iterator[dict[str, Any]]:
    (left, right), (top, bottom) = map(sorted, zip(one, other, strict=True))
    if right - left < 1 <= bottom - top:
        orientation, right = "v", left
    elif bottom - top < 1 <= right - left:
        orientation, bottom = "h", top
    else:
        return
    sides = {"x0": left, "x1": right, "top": top, "bottom": bottom}
    yield sides | {"width": right - left, "height": bottom - top, "orientation": orientation}


def _with_cells(
    page: Page, row: Row, grids: Sequence[tuple[Box, ruled.Table]]
) -> Iterator[tuple[int, Box | None]]:
    """A row's characters and the cells that they are in; a space is where the character before it is."""
    cell: Box | None = None
    for index in row:
        if grids and page.words[index] > " ":
            x, y = middle(page.box(index))
            if not (cell and inside(x, y, cell)):
                near = (one for box, one in grids if inside(x, y, box))
                cell = next((cell for one in near for cell in one.cells if inside(x, y, cell)), None)
        yield index, cell


def _table(page: Page, grid: ruled.Table, filled: Mapping[Box, list[Row]]) -> Table:
    own = {cell: filled[cell] for cell in grid.cells if cell in filled}
    words = {cell: joined(map(page.text, rows)) for cell, rows in own.items()}
    types = {cell: page.type(rows[0][0]) for cell, rows in own.items()}
    letters: Counter[Style] = Counter()
    for cell, text in words.items():
        letters[style(types[cell].size, types[cell].bold)] += len(text)
    rows = [row.cells for row in grid.rows if any(words.get(cell) for cell in row.cells)]
    bolds = [all(types[cell].bold for cell in row if cell in types) for row in rows]
    return Table(
        rows=[[words.get(cell, "") for cell in row] for row in rows],
        box=grid.bbox,
        columns=tuple(sorted({left for left, *_ in grid.cells})),
        bold=len(bolds) > 1 and bolds[0] and not any(bolds[1:]),
        letters=letters,
        page=page.number,
        drawn=min(rows[0][0] for rows in own.values()),
    )


def placed(lines: Sequence[Text], tables: Sequence[Table]) -> list[Part]:
    """A page's lines with its tables among them."""
    parts: list[Part] = list(lines)
    places = sorted(
        ((_place(table, lines), table) for table in tables), key=lambda one: (one[0], one[1].box[1])
    )
    for place, table in reversed(places):
        parts.insert(place, table)
    return parts


def _place(table: Table, lines: Sequence[Text]) -> int:
    """Before which line a table stands: where the fewest of its width are on the wrong side of it.

    Of such places it is the one nearest to where it is drawn, which tells one column from another.
    """
    left, top, right, bottom = table.box
    sides = [  # a line above the table is on the wrong side until the table is placed behind it
        (-1 if line.base < (top + bottom) / 2 else 1) if line.left < right and line.right > left else 0
        for line in lines
    ]
    wrong = list(accumulate(sides, initial=sides.count(-1)))
    drawn = sum(line.drawn < table.drawn for line in lines)
    return min(range(len(wrong)), key=lambda place: (wrong[place], abs(place - drawn)))


def row_texts(blocks: Sequence[Block]) -> dict[int, list[str]]:
    """Each table's rows, by its number among the blocks. One that goes on on the next page has its header there again.

    A header is certain, and ends with a tab, where it alone is bold or where the document itself repeats it.
    """
    chains: list[dict[int, Table]] = [{}]
    for number, block in enumerate(blocks):
        if isinstance(block, Table):
            before = chains[-1].get(number - 1)
            if not (before and _is_continued(before, block)):
                chains.append({})
            chains[-1][number] = block
    texts = {}
    for chain in chains[1:]:
        parts = [["\t".join(cells).rstrip("\t") for cells in table.rows] for table in chain.values()]
        head = parts[0][0]
        bold = next(iter(chain.values())).bold
        certain = "\t" in head and (bold or any(part[0] == head for part in parts[1:]))
        headed = certain or (len(parts) > 1 and is_header([row for part in parts for row in part]))
        for number, rows in zip(chain, parts, strict=True):
            body = rows[1:] if rows[0] == head else rows
            texts[number] = [head + "\t" if certain else head, *body] if headed else rows
    return texts


def _is_continued(one: Table, other: Table) -> bool:
    return (
        other.page == one.page + 1
        and len(one.columns) == len(other.columns)
        and all(abs(a - b) < _SAME for a, b in zip(one.columns, other.columns, strict=True))
    )
