"""A PDF from its first page to its last."""

from __future__ import annotations

import re
import time
from typing import Any

import pypdfium2

from knowledge.readers import Content, Unreadable, one_line
from knowledge.readers.pdf import tables
from knowledge.readers.pdf.blocks import lines
from knowledge.readers.pdf.extras import without_contents, without_running_lines
from knowledge.readers.pdf.headings import outline
from knowledge.readers.pdf.page import taken_apart
from knowledge.readers.pdf.paragraphs import body_of, paragraphs
from knowledge.readers.pdf.parts import Table, Text
from knowledge.text import clean

_MOST_PAGES = 3_000
_TABLE_SECONDS = 12.0
"""CPU time for looking at tables, so that the rest of a long document is still read within the child's limit."""
_NO_TITLE = re.compile(r"\.(?:docx?|pptx?|indd|pub)$|^Microsoft|^untitled$|^\(anonymous\)$")
"""What programs write where nobody has given a title."""


def read(data: bytes) -> Content:
    """As `knowledge.readers.pdf.read`."""
    try:
        content = _content(pypdfium2.PdfDocument(data))
    except Exception as error:  # PDFium lets through whatever a damaged object leads it to
        if "password" in str(error).lower():
            raise Unreadable("it is protected by a password; save it without one and add that") from error
        raise Unreadable("this is not a PDF that can be read; open it and save it again") from error
    if not any(re.search(r"\w", line.text) for line in content.lines):
        raise Unreadable("there is no text in it, only pictures; have its text recognised (OCR) and add that")
    return content


def _content(pdf: Any) -> Content:
    pages, remarks = _pages(pdf)
    body = body_of(part for page in pages for parts in page for part in parts)
    kept = without_running_lines([lines for lines, _ in pages], body)
    placed = (tables.placed(lines, found) for lines, (_, found) in zip(kept, pages, strict=True))
    parts = without_contents([part for page in placed for part in page])
    title = one_line(clean(pdf.get_metadata_value("Title") or ""))
    return Content(
        lines(paragraphs(parts, body, outline(pdf)), body), "" if _NO_TITLE.search(title) else title, remarks
    )


def _pages(pdf: Any) -> tuple[list[tuple[list[Text], list[Table]]], list[str]]:
    """Each page's lines and its tables, whose words are in no line; what was left out, a sentence each."""
    pages = []
    hidden, late, spent = 0, 0, 0.0
    for number in range(1, min(len(pdf), _MOST_PAGES) + 1):
        page = taken_apart(pdf[number - 1], number)
        hidden += page.hidden
        rows, found = page.rows, list[Table]()
        if page.paths and spent < _TABLE_SECONDS:
            began = time.process_time()
            rows, found = tables.found(page)
            spent += time.process_time() - began
        elif page.paths:
            late = late or number
        pages.append(([line for line in map(page.line, rows) if line.text], found))
    remarks = [
        (len(pdf) > _MOST_PAGES, f"Only the first {_MOST_PAGES:,} pages were read."),
        (hidden, f"{hidden} pieces of hidden text were left out."),
        (late, f"From page {late} on, tables were read as text, because there are too many of them."),
    ]
    return pages, [remark for applies, remark in remarks if applies]
