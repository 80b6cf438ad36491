"""Word documents, by python-docx: headings, paragraphs, lists and tables. They have no pages."""

from __future__ import annotations

import io
import re
from typing import Any

from knowledge.readers import Content, Line, Unreadable, one_line

_HEADING = re.compile(r"^(?:heading|überschrift|titre) ?(\d)", re.IGNORECASE)


def read(data: bytes) -> Content:
    """The blocks of a Word document; hidden and white text is left out, and that is said. Raises Unreadable."""
    import docx
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
        body = list(document.iter_inner_content())
    except Exception as error:  # python-docx lets through whatever zip, XML and missing parts raise
        raise Unreadable("this is not a Word document that can be read; open it and save it again") from error
    lines: list[Line] = []
    hidden = 0
    group = 0
    for block in body:
        if isinstance(block, Table):
            group += 1
            lines += [Line("row", "\t".join(cells), group=group) for cells in _rows(block) if any(cells)]
            continue
        text, unseen = _words(block)
        hidden += unseen
        style = str(getattr(block.style, "name", "") or "")
        if not text:
            continue
        if level := _HEADING.match(style):
            lines.append(Line("heading", text, level=int(level[1])))
        elif style.lower() == "title":
            lines.append(Line("heading", text, level=1))
        elif style.lower() == "caption":
            lines.append(Line("caption", text))
        elif "list" in style.lower() or (block._p.pPr is not None and block._p.pPr.numPr is not None):
            if not lines or lines[-1].group != group or lines[-1].kind == "row":
                group += 1
            lines.append(Line("item", text, group=group))
        else:
            group += 1
            lines.append(Line("quotation" if "quote" in style.lower() else "paragraph", text, group=group))
    remarks = [f"{hidden} pieces of hidden text were left out."] if hidden else []
    return Content(lines, one_line(document.core_properties.title or ""), remarks)


def _words(paragraph: Any) -> tuple[str, int]:
    """A paragraph's visible words, and how many pieces of it are hidden."""
    seen = []
    hidden = 0
    for inner in paragraph.iter_inner_content():
        for run in getattr(inner, "runs", [inner]):  # a link has runs of its own
            white = run.font.color is not None and str(run.font.color.rgb) == "FFFFFF"
            if (run.font.hidden or white) and run.text.strip():
                hidden += 1
            else:
                seen.append(run.text)
    return one_line("".join(seen)), hidden


def _rows(table: Any) -> list[list[str]]:
    """A table's cells, a merged one once."""
    rows = []
    for row in table.rows:
        cells = list(dict.fromkeys(row.cells))
        rows.append([one_line(cell.text) for cell in cells])
    return rows
