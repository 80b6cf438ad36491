"""Word documents, by python-docx: headings, paragraphs, lists, tables, notes and text boxes. They have no pages.

What python-docx leaves unseen (tracked insertions, content controls, notes, text boxes) is read from the XML below it.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, takewhile
from typing import Any

from knowledge.readers import Content, Line, Unreadable, one_line
from knowledge.readers.docx_looks import SPACES, Looks, find, is_on, tag, value
from knowledge.types import BlockKind

_P, _TABLE, _RUN, _TEXT, _BOX = map(tag, ("w:p", "w:tbl", "w:r", "w:t", "w:txbxContent"))
_WRAPPERS = (
    "w:bdo w:customXml w:dir w:fldSimple w:hyperlink w:ins w:moveTo w:sdt w:sdtContent w:smartTag "
    "mc:AlternateContent mc:Choice mc:Fallback"
)
"""Elements that stand around what is read; a tracked insertion is one of them, a deletion is not."""
_SPACES = {tag("w:br"), tag("w:cr"), tag("w:ptab"), tag("w:tab")}
_NOTES = {tag("w:footnoteReference"): "footnote", tag("w:endnoteReference"): "endnote"}
_PICTURES = {tag("w:drawing"), tag("w:pict"), tag("w:object")}
_FORMULAS = {tag("m:oMath"), tag("m:oMathPara")}
_HIDDEN, _CHART, _EMBEDDED, _FORMULA = "piece of hidden text", "chart or diagram", "embedded file", "formula"
_PLURALS = {
    _HIDDEN: "pieces of hidden text",
    _CHART: "charts or diagrams",
    _EMBEDDED: "embedded files",
    _FORMULA: "formulas",
}
_HEADING = re.compile(r"(?:heading|überschrift|titre) ?(\d)")
_CONTENTS = re.compile(r"toc (?:heading|\d)|table of figures")
_HEADER_CELL = 60
_COLUMNS = 100
"""Word itself has no more than 63; a cell that says it is wider would fill the memory with blanks."""


def read(data: bytes) -> Content:
    """The blocks of a Word document; hidden and white text is left out, and that is said. Raises Unreadable."""
    import docx

    try:
        opened = docx.Document(io.BytesIO(data))
        document = _Document(Looks(opened.styles.element), _notes(opened.part))
        document.blocks(_unwrapped(opened.element.body))
        document.read_beside()
        title = one_line(opened.core_properties.title or "")
    except Exception as error:  # python-docx lets through whatever zip, XML and missing parts raise
        raise Unreadable("this is not a Word document that can be read; open it and save it again") from error
    counts = ((document.left_out[one], one, several) for one, several in _PLURALS.items())
    remarks = [
        f"{count} {one} was left out." if count == 1 else f"{count} {several} were left out."
        for count, one, several in counts
        if count
    ]
    return Content(document.lines, title, remarks)


def _notes(part: Any) -> dict[tuple[str, str], Any]:
    """Footnotes and endnotes, by kind and id."""
    from docx.oxml.parser import parse_xml

    notes: dict[tuple[str, str], Any] = {}
    for relation in part.rels.values():
        kind = relation.reltype.rpartition("/")[2].removesuffix("s")
        if kind in _NOTES.values():
            root = _unwrapped(parse_xml(relation.target_part.blob))
            notes |= {(kind, note.get(tag("w:id"), "")): note for note in root.iterfind(f"w:{kind}", SPACES)}
    return notes


def _unwrapped(root: Any) -> Any:
    """A tree, changed so that what is read stands where it belongs, once, and nothing else stands in its place."""
    from lxml import etree

    for both in list(root.iter(tag("mc:AlternateContent"))):
        del both[1:]  # the same thing for older programs
    for control in [one for one in root.iter(tag("w:sdt")) if _is_filler(one)]:
        control.getparent().remove(control)
    etree.strip_tags(root, *map(tag, _WRAPPERS.split()))
    return root


def _is_filler(control: Any) -> bool:
    """Whether a content control asks for text that nobody has given, or repeats the headings."""
    gallery = value(control.find("w:sdtPr/w:docPartObj/w:docPartGallery", SPACES))
    return gallery == "Table of Contents" or is_on(control.find("w:sdtPr/w:showingPlcHdr", SPACES))


@dataclass(slots=True)
class _Document:
    """What has been read of a document.

    Attributes:
        looks: Its styles.
        notes: Those that have not been read yet.
        lines: Its blocks.
        beside: Notes and text boxes to be read once the list or table is over that their paragraph leads into.
        group: The number of the last list, table or paragraph.
        left_out: How many of each kind of thing, one of `_PLURALS`, were not read.
    """

    looks: Looks
    notes: dict[tuple[str, str], Any]
    lines: list[Line] = field(default_factory=list)
    beside: list[Any] = field(default_factory=list)
    group: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def blocks(self, container: Any, *, boxed: bool = False) -> None:
        """Read what stands in a body, a cell, a note or a text box; in the last two, a heading heads nothing."""
        for block in container:
            if block.tag == _P:
                self._paragraph(block, boxed=boxed)
            elif block.tag == _TABLE:
                self._table(block, boxed=boxed)
            elif block.tag == tag("w:altChunk"):
                self.left_out[_EMBEDDED] += 1

    def read_beside(self) -> None:
        """Read the notes and text boxes that waited, so that they stand after the paragraphs that they belong to."""
        beside, self.beside = self.beside, []
        for one in beside:
            self.blocks(one, boxed=True)
            self.read_beside()
        if beside:
            self.group += 1  # no list that follows is led into by a note

    def _paragraph(self, block: Any, *, boxed: bool) -> None:
        style = value(find(self.looks.of_paragraph(block)[:1], "w:name")).lower()
        if _CONTENTS.match(style):
            return
        text, beside = self._words(block)
        level = 0 if boxed else _level(style)
        numbered = "list" in style or block.find("w:pPr/w:numPr", SPACES) is not None
        if text and numbered and not level and style != "caption":
            last = self.lines[-1] if self.lines else None
            if not last or last.group != self.group or last.kind == "row":
                self.group += 1
            self.lines.append(Line("item", text, group=self.group))
        elif text:
            self.read_beside()
            if level:
                self.lines.append(Line("heading", text, level=level))
            elif style == "caption":
                self.lines.append(Line("caption", text))
            else:
                self.group += 1
                kind: BlockKind = "quotation" if "quote" in style else "paragraph"
                self.lines.append(Line(kind, text, group=self.group))
        self.beside += beside
        if beside and not text:
            self.read_beside()

    def _words(self, paragraph: Any) -> tuple[str, list[Any]]:
        """A paragraph's visible words, and its notes and text boxes; what is hidden is counted."""
        styles = self.looks.of_paragraph(paragraph)
        seen: list[str] = []
        beside: list[Any] = []
        for run in paragraph:
            self.left_out[_FORMULA] += run.tag in _FORMULAS
            if run.tag != _RUN:
                continue
            text = "".join(map(_characters, run))
            said = self.looks.of_run(run, styles)
            vanished = is_on(find(said, "w:vanish"))
            if not vanished:
                beside += self._hanging_on(run)
            if vanished or self.looks.is_unseen(run, said):
                self.left_out[_HIDDEN] += bool(text.strip())
            else:
                seen.append(text)
        return one_line("".join(seen)), beside

    def _hanging_on(self, run: Any) -> Iterator[Any]:
        """The notes and text boxes that hang on a run; what else does and cannot be read is counted."""
        for piece in run:
            if kind := _NOTES.get(piece.tag):
                note = self.notes.pop((kind, piece.get(tag("w:id"), "")), None)
                yield from [note] if note is not None else []
            elif piece.tag in _PICTURES:
                self.left_out[_EMBEDDED] += piece.tag == tag("w:object")
                for part in _drawn(piece):
                    kind = part.get("uri", "").rpartition("/")[2]
                    self.left_out[_CHART] += kind in {"chart", "chartex", "diagram"}
                    if part.tag == _BOX:
                        yield part

    def _table(self, table: Any, *, boxed: bool) -> None:
        """Read a table's rows, each cell at its place in the grid, and the tables in it after it.

        One that only puts tables beside each other is no table itself: what is in it is read where it stands.
        """
        rows = [row for row in table.iterfind("w:tr", SPACES) if row.find("w:trPr/w:del", SPACES) is None]
        seen = [row for row in rows if not is_on(row.find("w:trPr/w:hidden", SPACES))]
        self.left_out[_HIDDEN] += len(rows) - len(seen)
        cells = [row.findall("w:tc", SPACES) for row in seen]
        nested = [[inner for cell in row for inner in cell.iterchildren(_TABLE)] for row in cells]
        if any(nested) and all(
            inner or sum(map(_has_text, row)) < 2 for inner, row in zip(nested, cells, strict=True)
        ):
            for cell in chain.from_iterable(cells):
                self.blocks(cell, boxed=boxed)
            return
        read = [(row, said) for row in seen if any(said := self._row(row))]
        titles = list(takewhile(lambda one: len(one[1]) > 1 == len(one[0].findall("w:tc", SPACES)), read))
        if len(titles) < len(read):
            self.lines += [Line("caption", next(filter(None, said))) for _, said in titles]
            read = read[len(titles) :]
        heads = sum(1 for _ in takewhile(lambda one: is_on(one[0].find("w:trPr/w:tblHeader", SPACES)), read))
        if read and not heads and not titles and self.looks.sets_off(table, "firstRow"):
            names = list(filter(None, read[0][1]))
            heads = int(len(names) > 1 and all(len(name) <= _HEADER_CELL for name in names))
        heads = heads if heads < len(read) else 0  # where all rows say that they are headers, none is
        self.group += 1
        self.lines += [
            Line("row", "\t".join(said).rstrip("\t") + "\t" * (at < heads), group=self.group)
            for at, (_, said) in enumerate(read)
        ]
        for inner in chain.from_iterable(nested):
            self._table(inner, boxed=boxed)

    def _row(self, row: Any) -> list[str]:
        """A row's words, with a blank for every further place that a merged cell takes, across or down."""
        said = [""] * _number(row.find("w:trPr/w:gridBefore", SPACES))
        for cell in row.iterfind("w:tc", SPACES):
            merges = [cell.find(f"w:tcPr/w:{way}Merge", SPACES) for way in "hv"]
            words = []
            if all(one is None or value(one) == "restart" for one in merges):
                for paragraph in cell.iterchildren(_P):
                    text, beside = self._words(paragraph)
                    words.append(text)
                    self.beside += beside
            said += [one_line(" ".join(words)), *[""] * (_number(cell.find("w:tcPr/w:gridSpan", SPACES)) - 1)]
        return said


def _level(style: str) -> int:
    """The level of the headings of a style; 0 if it is none of headings."""
    found = _HEADING.match(style)
    return int(found[1]) if found else int(style == "title")


def _characters(piece: Any) -> str:
    """What a piece of a run says itself."""
    if piece.tag == _TEXT:
        return piece.text or ""
    return " " if piece.tag in _SPACES else "-" if piece.tag == tag("w:noBreakHyphen") else ""


def _drawn(shape: Any) -> Iterator[Any]:
    """All that a drawing is made of, but for what stands in its text boxes."""
    for child in shape:
        yield child
        if child.tag != _BOX:
            yield from _drawn(child)


def _number(setting: Any) -> int:
    return min(int(value(setting) or "0"), _COLUMNS)


def _has_text(cell: Any) -> bool:
    return any((one.text or "").strip() for one in cell.iter(_TEXT))
