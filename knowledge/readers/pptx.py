"""Presentations, by python-pptx: a section a slide, its lists, tables and charts, and what the speaker's notes say."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from knowledge.readers import Content, Line, Unreadable, one_line
from knowledge.readers.figures import shown

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def read(data: bytes) -> Content:
    """The blocks of a presentation; pages are slides, from 1. Raises Unreadable."""
    import pptx

    try:
        deck = pptx.Presentation(io.BytesIO(data))
        slides = [
            (number, slide, list(_shapes(slide.shapes)))
            for number, slide in enumerate(deck.slides, 1)
            if slide._element.get("show") != "0"
        ]
        lines = [line for number, slide, shapes in slides for line in _slide(number, slide, shapes)]
        unseen = len(deck.slides) - len(slides)
        unread = sum(_is_unread(shape) for _, _, shapes in slides for shape in shapes)
        title = one_line(deck.core_properties.title or "")
    except Exception as error:  # python-pptx lets through whatever zip, XML and missing parts raise
        raise Unreadable("this is not a presentation that can be read; open it and save it again") from error
    remarks = [f"{unseen} hidden slides were left out."] if unseen else []
    if unread:
        were = "diagram or embedded file was" if unread == 1 else "diagrams or embedded files were"
        remarks.append(f"{unread} {were} left out.")
    return Content(lines, "" if title == "PowerPoint Presentation" else title, remarks)


def _shapes(shapes: Any) -> Iterator[Any]:
    """Shapes as they stand on a slide, from the top; groups are opened, however deep."""
    todo = list(shapes)
    found = []
    while todo:
        shape = todo.pop()
        if hasattr(shape, "shapes"):
            todo.extend(shape.shapes)
        else:
            found.append(shape)
    yield from sorted(found, key=lambda shape: (shape.top or 0, shape.left or 0))


def _is_unread(shape: Any) -> bool:
    """Whether a shape is a frame around something that has words, but is neither a table nor a chart."""
    return shape._element.tag.endswith("}graphicFrame") and not shape.has_chart and not shape.has_table


def _slide(number: int, slide: Any, shapes: list[Any]) -> Iterator[Line]:
    title = slide.shapes.title
    named = one_line(title.text_frame.text) if title is not None else ""
    others = [one for one in shapes if title is None or one.shape_id != title.shape_id]
    said = list(_said(number, slide, others))
    if named or said:  # one without a title must not stand under the one before it
        yield Line("heading", named or f"Slide {number}", level=2, page=number)
    yield from said


def _said(number: int, slide: Any, shapes: list[Any]) -> Iterator[Line]:
    """What stands on a slide, but for its title, and in its notes."""
    group = number * 1_000
    for shape in shapes:
        group += 1
        if shape.has_text_frame:
            words = [one_line(one.text) for one in shape.text_frame.paragraphs]
            several = sum(map(bool, words)) > 1
            for text in filter(None, words):
                yield Line("item" if several else "paragraph", text, group=group, page=number)
        elif shape.has_table:
            rows = [
                ["" if cell.is_spanned else one_line(cell.text) for cell in row.cells]
                for row in shape.table.rows
            ]
            titled = len(rows) > 1 and shape.table.cell(0, 0).span_width == len(rows[0]) > 1
            if titled and rows[0][0]:  # one cell over all columns names the table, and none of them
                yield Line("caption", rows[0][0], page=number)
            yield from _rows(rows[titled:], shape.table.first_row and not titled, group, number)
        elif shape.has_chart:
            chart = shape.chart
            titled = chart.has_title and chart.chart_title.has_text_frame
            name = chart.chart_title.text_frame.text if titled else ""
            yield Line("caption", one_line(f"Chart: {name}" if name else "Chart"), page=number)
            for table in _figures(chart._chartSpace):
                group += 1
                yield from _rows(table, True, group, number)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for one in slide.notes_slide.notes_text_frame.paragraphs:
            if text := one_line(one.text):
                yield Line("paragraph", text, group=group + 500, page=number)


def _rows(rows: list[list[str]], headed: bool, group: int, page: int) -> Iterator[Line]:
    """A table's rows; the first, if it is the header, ends with a tab."""
    for at, row in enumerate(rows):
        if any(row):
            end = "\t" if headed and at == 0 and len(rows) > 1 else ""
            yield Line("row", "\t".join(row).rstrip("\t") + end, group=group, page=page)


@dataclass(frozen=True, slots=True)
class _Series:
    """A series of a chart: each of its figures by the number of its place.

    Attributes:
        name: What it is called.
        categories: What its places are called.
        values: Its figures.
        across: How far along its points lie, where a second figure places them.
        sizes: How large its points are, where a third says that.
    """

    name: str
    categories: dict[int, str]
    values: dict[int, str]
    across: dict[int, str]
    sizes: dict[int, str]


def _figures(chart: Any) -> list[list[list[str]]]:
    """A chart's figures as tables: a row a category and a column a series, or a row a point that two figures place.

    They come from the XML, since python-pptx refuses the kinds of chart that it cannot make itself.
    """
    old = chart.find(f"{_C}date1904")
    since_1904 = old is not None and old.get("val") in {"1", "true"}
    drawn = chart.findall(f".//{_C}plotArea/*/{_C}ser")
    series = [_series(one, number, since_1904) for number, one in enumerate(drawn, 1)]
    named = [_text(axis.find(f"{_C}title"), f"{_A}t") for axis in chart.findall(f".//{_C}plotArea/{_C}valAx")]
    across, up = (named[0] or "X", named[1] or "Y") if len(named) > 1 else ("X", "Y")
    placed = [one for one in series if one.across]
    sized = any(one.sizes for one in placed)
    points = [
        [one.name, one.across.get(at, ""), value, one.sizes.get(at, "")]
        for one in placed
        for at, value in sorted(one.values.items())
    ]
    tables = [[["", across, up, "Size" if sized else ""], *points]] if points else []
    axes = (chart.find(f".//{_C}plotArea/{_C}{kind}Ax/{_C}title") for kind in ("cat", "date"))
    axis = _text(next((one for one in axes if one is not None), None), f"{_A}t")
    others = [one for one in series if not one.across]
    first = others[0].categories if others else {}
    columns = groupby(others, key=lambda one: one.categories or first)
    return tables + [_by_category(axis, categories, list(its)) for categories, its in columns]


def _by_category(axis: str, categories: dict[int, str], series: list[_Series]) -> list[list[str]]:
    places = sorted({at for one in series for at in one.values})
    rows = [[categories.get(at, str(at + 1)), *(one.values.get(at, "") for one in series)] for at in places]
    return [[axis, *(one.name for one in series)], *rows] if rows else []


def _series(series: Any, number: int, since_1904: bool) -> _Series:
    def by_place(*names: str) -> dict[int, str]:
        found = next((one for name in names if (one := series.find(f"{_C}{name}")) is not None), None)
        return _points(found, since_1904) if found is not None else {}

    return _Series(
        name=_text(series.find(f"{_C}tx"), f"{_C}v") or f"Series {number}",
        categories=by_place("cat"),
        values=by_place("val", "yVal"),
        across=by_place("xVal"),
        sizes=by_place("bubbleSize"),
    )


def _text(element: Any, tag: str) -> str:
    return one_line("".join(one.text or "" for one in element.iter(tag))) if element is not None else ""


def _points(data: Any, since_1904: bool) -> dict[int, str]:
    """What a chart keeps of a row of cells, as it is shown; of names in levels the outer stand before the inner."""
    form = data.findtext(f".//{_C}formatCode") or "General"
    are_figures = any(data.find(f".//{_C}{kind}") is not None for kind in ("numCache", "numLit"))
    innermost, *outer = [
        {int(point.get("idx", "0")): point.findtext(f"{_C}v") or "" for point in level.iter(f"{_C}pt")}
        for level in data.findall(f".//{_C}lvl") or [data]
    ]
    found = {
        at: _figure(text, form, since_1904) if are_figures else one_line(text)
        for at, text in innermost.items()
    }
    for level in outer:
        name = ""
        for at in sorted(found):
            name = level.get(at, name)
            found[at] = one_line(f"{name} {found[at]}")
    return found


def _figure(text: str, form: str, since_1904: bool) -> str:
    from openpyxl.styles.numbers import is_date_format
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

    try:
        value = float(text)
        if is_date_format(form):
            return shown(from_excel(value, MAC_EPOCH if since_1904 else WINDOWS_EPOCH))
        return shown(int(value) if value.is_integer() else value, form)
    except (OverflowError, ValueError):  # an error of the sheet, or a day outside of the calendar
        return one_line(text)
