"""Exports read again by other programs than those that wrote them."""

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
import pypdfium2
from docx.table import Table
from markdown_it import MarkdownIt


def of_pdf(made: bytes) -> list[str]:
    """A PDF's text, page by page."""
    with pypdfium2.PdfDocument(made) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def of_docx(made: bytes) -> str:
    """All of a Word document's text: its head and foot, its paragraphs and its tables."""
    file = docx.Document(io.BytesIO(made))
    section = file.sections[0]
    around = [*section.header.paragraphs, *section.footer.paragraphs]
    return "\n".join([*(one.text for one in around), *_texts(file)])


def _texts(file: Any) -> Iterator[str]:
    for one in file.iter_inner_content():
        if isinstance(one, Table):
            yield from (cell.text for row in one.rows for cell in row.cells)
        else:
            yield one.text


def of_markdown(made: bytes) -> str:
    """What a reader of Markdown is shown."""
    shown = []
    for token in MarkdownIt("commonmark").enable("table").parse(made.decode()):
        for child in token.children or []:
            if child.type in {"softbreak", "hardbreak"} or child.content == "<br>":
                shown.append("\n")
            elif child.type in {"text", "text_special"}:
                shown.append(child.content)
            else:
                assert child.type in {"strong_open", "strong_close"}, child
        assert token.type not in {"code_block", "fence", "html_block"}, token
        shown.append("\n")
    return "".join(shown)


def without_blanks(text: str) -> str:
    """A text to compare: without blanks, breaks, and the hyphens that may stand at a line's end."""
    return re.sub(r"[\s\u200b\ufffe\x02-]+", "", text)
