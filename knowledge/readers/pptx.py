"""Presentations, by python-pptx: a section a slide, its lists and tables, and what the speaker's notes say."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from knowledge.readers import Content, Line, Unreadable, one_line


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
        title = one_line(deck.core_properties.title or "")
    except Exception as error:  # python-pptx lets through whatever zip, XML and missing parts raise
        raise Unreadable("this is not a presentation that can be read; open it and save it again") from error
    remarks = [f"{unseen} hidden slides were left out."] if unseen else []
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


def _slide(number: int, slide: Any, shapes: list[Any]) -> Iterator[Line]:
    group = number * 1_000
    title = slide.shapes.title
    named = one_line(title.text_frame.text) if title is not None else ""
    if named:
        yield Line("heading", named, level=2, page=number)
    for shape in shapes:
        group += 1
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if shape.has_text_frame:
            words = [one_line(one.text) for one in shape.text_frame.paragraphs]
            several = sum(map(bool, words)) > 1
            for text in filter(None, words):
                yield Line("item" if several else "paragraph", text, group=group, page=number)
        elif getattr(shape, "has_table", False) and shape.has_table:
            for row in shape.table.rows:
                cells = [one_line(cell.text) for cell in row.cells]
                if any(cells):
                    yield Line("row", "\t".join(cells), group=group, page=number)
        elif getattr(shape, "has_chart", False) and shape.has_chart:
            chart = shape.chart
            said = (
                chart.chart_title.text_frame.text
                if chart.has_title and chart.chart_title.has_text_frame
                else ""
            )
            yield Line("caption", one_line(f"Chart: {said}" if said else "Chart"), page=number)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for one in slide.notes_slide.notes_text_frame.paragraphs:
            if text := one_line(one.text):
                yield Line("paragraph", text, group=group + 500, page=number)
