"""A document's paragraphs and tables with their kinds: headings, items, captions and rows are told apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, groupby

from knowledge.readers import Line
from knowledge.readers import text as plain_text
from knowledge.readers.pdf.headings import levels
from knowledge.readers.pdf.parts import HYPHEN, ITEM, Block, Paragraph, Style, Table
from knowledge.readers.pdf.tables import row_texts

_LABEL = re.compile(
    r"(?:part|chapter|section|annex|appendix|module|unit|step|stage|phase)\s+\w{1,5}", re.IGNORECASE
)
_COMPOUND = re.compile(r"\w+-\w+")
_PARTED = re.compile(rf"(\w*){HYPHEN}(\w*)")


def lines(blocks: Sequence[Block], body: Style) -> list[Line]:
    """A document's blocks, in reading order.

    Args:
        blocks: Its paragraphs and tables.
        body: The type of most of its text.
    """
    headings, tables = levels(blocks, body), row_texts(blocks)
    typed = sum(number + 1 not in headings for number in headings) > 1  # else they are told as in plain text
    compounds = {
        found.casefold()
        for block in blocks
        for line in ([] if isinstance(block, Table) else block.lines)
        for found in _COMPOUND.findall(line.text)
    }

    def place(numbered: tuple[int, Block]) -> tuple[int, int]:
        """Headings and tables are alone; the other paragraphs of a page are read together."""
        number, block = numbered
        return block.page, number if number in headings or number in tables else -1

    groups = count(1)
    out: list[Line] = []
    for (page, number), members in groupby(enumerate(blocks), key=place):
        stretch = [block for _, block in members if isinstance(block, Paragraph)]
        if number in tables:
            found = [Line("row", row, group=0) for row in tables[number]]
        elif number in headings:
            found = [Line("heading", stretch[0].text, headings[number])]
        else:
            found = list(_as_text(stretch, typed=typed))
        group: defaultdict[int, int] = defaultdict(groups.__next__)
        for line in found:
            own = None if line.group is None else group[line.group]
            out.append(replace(line, text=_whole(line.text, compounds), group=own, page=page))
    return list(_settled(out))


def _whole(text: str, compounds: set[str]) -> str:
    """Without hyphens at lines' ends but those that the document has within a line as well, or that part no word."""

    def joint(found: re.Match[str]) -> str:
        compound = f"{found[1]}-{found[2]}"
        return compound if not found[2] or compound.casefold() in compounds else found[1] + found[2]

    return _PARTED.sub(joint, text)


def _as_text(stretch: Sequence[Paragraph], *, typed: bool) -> Iterator[Line]:
    """Paragraphs of a page, told from lists and captions as in plain text, where blank lines part paragraphs.

    What follows a line that leads into it is a list even without marks, as long as its lines stand close.
    """
    text, led = "", False
    before: Paragraph | None = None
    for paragraph in stretch:
        words = paragraph.text
        listed = before and ITEM.match(before.text) and ITEM.match(words)
        goes_on = before and len(paragraph.lines) == 1 and paragraph.lines[0].follows(before.lines[-1])
        led = bool(led and goes_on and not words.endswith(":"))
        text += ("\n" if listed or led else "\n\n") + words
        led = led or words.endswith(":")
        before = paragraph
    for line in plain_text.blocks(text):
        if typed and line.kind == "heading":
            yield replace(line, kind="item" if ITEM.match(line.text) else "paragraph", level=1)
        else:
            yield line


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
