"""A document as Markdown that shows every text letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from assistant.paper.paper import (
    Block,
    Fields,
    Note,
    Paper,
    Paragraph,
    Signatures,
    Sources,
    Table,
    TwoSides,
    footer,
    legible,
    named,
    spelled,
)

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&]")
_AT_THE_START = re.compile(r"^(\d{0,9})([-+=.):])", re.MULTILINE)
"""What a line begins with that would make it a list or a heading's rule."""


def render(paper: Paper, exported_on: date) -> str:
    """The document; tables are GitHub's."""
    out = [f"# {_inline(paper.title)}"]
    out += [_lines(line) for line in paper.lines]
    for section in paper.sections:
        out.append(f"## {_inline(section.title)}")
        for block in section.blocks:
            out += _block(block)
    return "\n\n".join([*out, "---", _lines(footer(paper, exported_on))]) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield _lines(text)
        case Note(text):
            yield f"> **Note:** {_inline(text)}"
        case Fields(rows):
            yield "\n".join(f"- **{_inline(label)}:** {_inline(said)}" for label, said in rows)
        case TwoSides(sides, rows):
            yield _table(("Question", *sides), ((label, *said) for label, said in rows))
        case Table(header, rows, title):
            if title:
                yield f"**{_inline(title)}**"
            yield _table(header, rows)
        case Signatures(lines):
            signed = ((named(one), one.signed, spelled(one.on) if one.on else "") for one in lines)
            yield _table(("Name", "Signature", "Date"), signed)
        case Sources(lines):
            yield "\n\n".join(f"[{number}] {_inline(line)}" for number, line in enumerate(lines, 1))


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = [_inline(cell) for cell in header]
    drawn = [head, ["---"] * len(head), *([_inline(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in drawn)


def _inline(text: str) -> str:
    """A text on one line: its line breaks are tags, for within a list and a table there are no others."""
    return "<br>".join(part.strip(" ") for part in _escaped(text).strip("\n").split("\n"))


def _lines(text: str) -> str:
    """A text as a paragraph of its own, with its line breaks."""
    paragraphs = re.split(r"\n{2,}", _escaped(text).strip("\n"))
    return "\n\n".join("\\\n".join(line.strip(" ") for line in one.split("\n")) for one in paragraphs)


def _escaped(text: str) -> str:
    plain = re.sub(r"(?m)^ +| +$", "", legible(text))  # four blanks at a line's start would make it code
    marked = _MARKUP.sub(lambda found: f"\\{found[0]}", plain)
    return _AT_THE_START.sub(r"\1\\\2", marked)
