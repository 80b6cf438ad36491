"""PDF: words by PDFium, tables by pdfplumber, headings from the outline or as in plain text. Pages count from 1."""

from __future__ import annotations

import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from knowledge.readers import Content, Line, Unreadable, one_line
from knowledge.readers import text as plain_text
from knowledge.text import clean

_MOST_PAGES = 3_000
_RULED = 6
"""A page with as many drawn lines and boxes may hold a table; pdfplumber, which is slow, looks at those alone."""
_EDGE = 2
"""A page's running head and foot are among so many of its first and last lines."""


def read(data: bytes) -> Content:
    """The blocks of a PDF. Raises Unreadable: encrypted, damaged, or pictures of text alone."""
    import pypdfium2

    try:
        content = _read(pypdfium2.PdfDocument(data), data)
    except Exception as error:  # PDFium and pdfminer let through whatever a damaged object leads them to
        if "password" in str(error).lower():
            raise Unreadable("it is protected by a password; save it without one and add that") from error
        raise Unreadable("this is not a PDF that can be read; open it and save it again") from error
    if not any(re.search(r"\w", line.text) for line in content.lines):
        raise Unreadable("there is no text in it, only pictures; have its text recognised (OCR) and add that")
    return content


def _read(pdf: Any, data: bytes) -> Content:
    remarks = []
    if len(pdf) > _MOST_PAGES:
        remarks.append(f"Only the first {_MOST_PAGES:,} pages were read.")
    pages = range(min(len(pdf), _MOST_PAGES))
    tables = _tables(data, [number for number in pages if _is_ruled(pdf[number])])
    texts = _without_running_lines(
        [tables[number][0] if number in tables else _text(pdf[number]) for number in pages]
    )
    outline = {_plain(mark.get_title()): mark.level + 1 for mark in pdf.get_toc(max_depth=6)}
    lines: list[Line] = []
    for number in pages:
        its = [_on_page(line, number) for line in plain_text.blocks(texts[number])]
        _append(lines, [_outlined(line, outline) for line in its])
        lines += tables[number][1] if number in tables else []
    title = one_line(clean(pdf.get_metadata_value("Title") or ""))
    told = not re.search(r"\.(?:docx?|pptx?|indd|pub)$|^Microsoft|^untitled$|^\(anonymous\)$", title)
    return Content(lines, title if told else "", remarks)


def _on_page(line: Line, number: int) -> Line:
    group = None if line.group is None else number * 10_000 + line.group
    return replace(line, page=number + 1, group=group)


def _text(page: Any) -> str:
    return clean(page.get_textpage().get_text_range())


def _is_ruled(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    shapes = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3)
    return sum(1 for _ in itertools.islice(shapes, _RULED)) == _RULED


def _tables(data: bytes, pages: Sequence[int]) -> dict[int, tuple[str, list[Line]]]:
    """Of pages that hold tables: the text outside them, and their rows."""
    import pdfplumber

    if not pages:
        return {}
    found: dict[int, tuple[str, list[Line]]] = {}
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for number in pages:
            page = pdf.pages[number]
            tables = [one for one in page.find_tables() if len(one.rows) > 1 and len(one.columns) > 1]
            if not tables:
                continue
            outside = page
            lines: list[Line] = []
            for place, table in enumerate(tables):
                outside = outside.outside_bbox(table.bbox)
                group = number * 10_000 + 9_000 + place
                for row in table.extract():
                    cells = [one_line(clean(cell or "")) for cell in row]
                    if any(cells):
                        lines.append(Line("row", "\t".join(cells).rstrip("\t"), group=group, page=number + 1))
            found[number] = (clean(outside.extract_text() or ""), lines)
            page.close()
    return found


def _without_running_lines(texts: Sequence[str]) -> list[str]:
    """The pages without what stands at the top or the bottom of most of them, whatever number is in it."""
    pages = [text.strip("\n").split("\n") for text in texts]
    edges = Counter(
        line
        for page in pages
        for line in {_numberless(one) for one in (*page[:_EDGE], *page[-_EDGE:])}
        if line
    )
    running = {line for line, count in edges.items() if count > 2 and count * 2 > len(pages)}
    kept = []
    for page in pages:
        last = len(page) - _EDGE
        kept.append(
            "\n".join(
                line
                for place, line in enumerate(page)
                if not ((place < _EDGE or place >= last) and _numberless(line) in running)
            )
        )
    return kept


def _numberless(line: str) -> str:
    return re.sub(r"\d+", "#", one_line(line))


def _append(lines: list[Line], page: Sequence[Line]) -> None:
    """Add a page's blocks; a sentence that a page break has parted is one again, where it began."""
    rest: Iterator[Line] = iter(page)
    first = next(rest, None)
    if first is None:
        return
    last = lines[-1] if lines else None
    if (
        last is not None
        and last.kind == first.kind == "paragraph"
        and first.text[:1].islower()
        and not re.search(r"[.!?:;]['”’\")\]]*$", last.text)
    ):
        lines[-1] = replace(last, text=f"{last.text} {first.text}")
    else:
        lines.append(first)
    lines.extend(rest)


def _outlined(line: Line, outline: dict[str, int]) -> Line:
    """A line that the outline names is a heading of its level there."""
    level = outline.get(_plain(line.text)) if line.kind in {"heading", "paragraph"} else None
    return replace(line, kind="heading", level=level, group=None) if level else line


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", clean(text)).strip().casefold()
