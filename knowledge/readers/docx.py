"""Word documents, by python-docx: headings, paragraphs, lists, tables, notes and text boxes. They have no pages.

What python-docx leaves unseen (tracked insertions, content controls, notes, text boxes) is read from the XML below it.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from knowledge.readers import Content, Line, Unreadable, one_line
from knowledge.types import BlockKind

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc", "r"))
_WRAPPERS = frozenset(
    f"{_W}{name}"
    for name in (
        "bdo",
        "customXml",
        "dir",
        "fldSimple",
        "hyperlink",
        "ins",
        "moveTo",
        "sdtContent",
        "smartTag",
    )
)
"""Elements that stand around what is read; a tracked insertion is one of them, a deletion is not."""
_SPACES = frozenset(f"{_W}{name}" for name in ("br", "cr", "ptab", "tab"))
_NOTES = {f"{_W}{kind}Reference": kind for kind in ("footnote", "endnote")}
_PICTURES = frozenset(f"{_W}{name}" for name in ("drawing", "pict", "object"))
_CHART, _FORMULA, _EMBEDDED = "chart or diagram", "formula", "embedded file"
_PLURALS = {_CHART: "charts or diagrams", _FORMULA: "formulas", _EMBEDDED: "embedded files"}
_HEADING = re.compile(r"(?:heading|überschrift|titre) ?(\d)")
_CONTENTS = re.compile(r"toc (?:heading|\d)|table of figures")
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")
_PALE = 624
"""Sum of a colour's red, green and blue from which white on it cannot be read."""
_OFF = frozenset({"0", "false", "off"})
_SWITCHES = {
    "firstRow": ("firstRow", 0x20),
    "lastRow": ("lastRow", 0x40),
    "firstCol": ("firstColumn", 0x80),
    "lastCol": ("lastColumn", 0x100),
}
"""Parts of a table that a style may give a look of their own, with the attribute and the bit that switch it on."""
_HEADER_CELL = 60
_BASED = 20
"""Styles based on each other, of which some are based on themselves in the end."""
_COLUMNS = 100
"""Word itself has no more than 63; a cell that says it is wider would fill the memory with blanks."""


@dataclass(slots=True)
class _Document:
    """What is known of a document, and what has been read of it.

    Attributes:
        styles: Its styles, by their id.
        standard: Ids of the styles that go where none is named, by what they are for.
        defaults: What goes for runs of any style.
        notes: Footnotes and endnotes that have not been read yet, by kind and id.
        waiting: Notes and text boxes to be read once the list or table is over that their paragraph leads into.
        left_out: How many of each kind of thing were not read.
    """

    styles: Mapping[str, Any]
    standard: Mapping[str, str]
    defaults: Any
    notes: dict[tuple[str, str], Any]
    lines: list[Line] = field(default_factory=list)
    waiting: list[Any] = field(default_factory=list)
    group: int = 0
    hidden: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def read(data: bytes) -> Content:
    """The blocks of a Word document; hidden and white text is left out, and that is said. Raises Unreadable."""
    import docx

    try:
        opened = docx.Document(io.BytesIO(data))
        document = _document(opened)
        _blocks(document, opened.element.body)
        _stand(document)
        title = one_line(opened.core_properties.title or "")
    except Exception as error:  # python-docx lets through whatever zip, XML and missing parts raise
        raise Unreadable("this is not a Word document that can be read; open it and save it again") from error
    remarks = []
    if document.hidden:
        were = "piece of hidden text was" if document.hidden == 1 else "pieces of hidden text were"
        remarks.append(f"{document.hidden} {were} left out.")
    for what, count in sorted((+document.left_out).items()):
        remarks.append(
            f"1 {what} was left out." if count == 1 else f"{count} {_PLURALS[what]} were left out."
        )
    return Content(document.lines, title, remarks)


def _document(opened: Any) -> _Document:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.parser import parse_xml

    known = opened.styles.element
    styles = {style.get(f"{_W}styleId"): style for style in known.findall(f"{_W}style")}
    notes = {}
    for kind, relation in (
        ("footnote", RELATIONSHIP_TYPE.FOOTNOTES),
        ("endnote", RELATIONSHIP_TYPE.ENDNOTES),
    ):
        for part in (rel.target_part for rel in opened.part.rels.values() if rel.reltype == relation):
            for note in parse_xml(part.blob).findall(f"{_W}{kind}"):
                notes[kind, note.get(f"{_W}id", "")] = note
    return _Document(
        styles=styles,
        standard={
            s.get(f"{_W}type"): key for key, s in styles.items() if s.get(f"{_W}default") in {"1", "true"}
        },
        defaults=known.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"),
        notes=notes,
    )


def _opened(element: Any) -> Iterator[Any]:
    """What stands in an element, out of the wrappers around it; no placeholders, and no list of the contents."""
    for child in element:
        if child.tag in _WRAPPERS:
            yield from _opened(child)
        elif child.tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            if content is not None and not _is_filler(child):
                yield from _opened(content)
        elif child.tag == f"{_MC}AlternateContent":  # the same thing twice, for newer and for older programs
            choice = child.find(f"{_MC}Choice")
            choice = child.find(f"{_MC}Fallback") if choice is None else choice
            yield from _opened(choice if choice is not None else ())
        else:
            yield child


def _is_filler(control: Any) -> bool:
    """Whether a content control asks for text that nobody has given, or repeats the headings."""
    gallery = control.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
    contents = gallery is not None and gallery.get(f"{_W}val") == "Table of Contents"
    return contents or _is_on(control.find(f"{_W}sdtPr/{_W}showingPlcHdr"))


def _blocks(document: _Document, container: Any, *, boxed: bool = False, backed: bool = False) -> None:
    """Read what stands in a body, a cell, a note or a text box.

    Args:
        document: Takes what is read.
        container: The element around it.
        boxed: Whether it stands beside the text, where a heading heads nothing of what follows.
        backed: Whether it stands on a colour on which white can be read.
    """
    for block in _opened(container):
        if block.tag == _PARAGRAPH:
            _paragraph(document, block, boxed=boxed, backed=backed)
        elif block.tag == _TABLE:
            _table(document, block, boxed=boxed, backed=backed)
        elif block.tag == f"{_W}altChunk":
            document.left_out[_EMBEDDED] += 1


def _paragraph(document: _Document, block: Any, *, boxed: bool, backed: bool) -> None:
    chain = _styles(document, block.find(f"{_W}pPr/{_W}pStyle"), "paragraph")
    name = chain[0].find(f"{_W}name") if chain else None
    style = name.get(f"{_W}val", "").lower() if name is not None else ""
    if _CONTENTS.match(style):
        return
    earlier, document.waiting = document.waiting, []
    text = _words(document, block, backed=backed)
    its, document.waiting = document.waiting, earlier
    if not text:
        document.waiting += its
        if its:
            _stand(document)
        return
    level = _HEADING.match(style)
    if not boxed and (level or style == "title"):
        _stand(document)
        document.lines.append(Line("heading", text, level=int(level[1]) if level else 1))
    elif style == "caption":
        _stand(document)
        document.lines.append(Line("caption", text))
    elif "list" in style or block.find(f"{_W}pPr/{_W}numPr") is not None:
        last = document.lines[-1] if document.lines else None
        if not last or last.group != document.group or last.kind == "row":
            document.group += 1
        document.lines.append(Line("item", text, group=document.group))
    else:
        _stand(document)
        document.group += 1
        kind: BlockKind = "quotation" if "quote" in style else "paragraph"
        document.lines.append(Line(kind, text, group=document.group))
    document.waiting += its


def _stand(document: _Document) -> None:
    """Read the notes and text boxes that waited, so that they stand after the paragraphs that they belong to."""
    waiting, document.waiting = document.waiting, []
    for one in waiting:
        _blocks(document, one, boxed=True, backed=_is_filled(one))
        _stand(document)
    if waiting:
        document.group += 1  # no list that follows is led into by a note


def _words(document: _Document, paragraph: Any, *, backed: bool) -> str:
    """A paragraph's visible words; its notes and text boxes wait, and what is hidden is counted."""
    shade = paragraph.find(f"{_W}pPr/{_W}shd")
    styles = _styles(document, paragraph.find(f"{_W}pPr/{_W}pStyle"), "paragraph")
    shades = [shade, *(style.find(f"{_W}pPr/{_W}shd") for style in styles)]
    backed = backed or _is_dark(next((one for one in shades if one is not None), None))
    seen = []
    for run in _opened(paragraph):
        if run.tag in {f"{_M}oMath", f"{_M}oMathPara"}:
            document.left_out[_FORMULA] += 1
        if run.tag != _RUN:
            continue
        text = "".join(_characters(run))
        looks = _looks(document, run, styles)
        vanished = _is_on(_nearest(looks, "vanish"))
        if (vanished or (_is_white(looks) and not backed and not _is_marked(looks))) and text.strip():
            document.hidden += 1
        else:
            seen.append(text)
        if not vanished:
            _await(document, run)
    return one_line("".join(seen))


def _characters(run: Any) -> Iterator[str]:
    for piece in _opened(run):
        if piece.tag == f"{_W}t":
            yield piece.text or ""
        elif piece.tag in _SPACES:
            yield " "
        elif piece.tag == f"{_W}noBreakHyphen":
            yield "-"


def _await(document: _Document, run: Any) -> None:
    """Put what hangs on a run, but is no part of its sentence, with what is read later."""
    for piece in _opened(run):
        if kind := _NOTES.get(piece.tag):
            note = document.notes.pop((kind, piece.get(f"{_W}id", "")), None)
            document.waiting += [note] if note is not None else []
        elif piece.tag in _PICTURES:
            drawn = list(_drawn(piece))
            document.waiting += [one for one in drawn if one.tag == f"{_W}txbxContent"]
            kinds = [one.get("uri", "") for one in drawn if one.tag == f"{_A}graphicData"]
            document.left_out[_CHART] += sum(
                kind.endswith(("/chart", "/chartex", "/diagram")) for kind in kinds
            )
            document.left_out[_EMBEDDED] += piece.tag == f"{_W}object"


def _drawn(shape: Any) -> Iterator[Any]:
    """All that a drawing is made of, but for what stands in its text boxes."""
    for child in _opened(shape):
        yield child
        if child.tag != f"{_W}txbxContent":
            yield from _drawn(child)


@dataclass(frozen=True, slots=True)
class _Row:
    """A table's row.

    Attributes:
        cells: Its words, at their places in the grid.
        header: Whether Word repeats it on every page.
        whole: Whether it is one cell as wide as the table.
    """

    cells: list[str]
    header: bool
    whole: bool


def _table(document: _Document, table: Any, *, boxed: bool, backed: bool) -> None:
    """Read a table's rows, each cell at its place in the grid, and the tables in it after it.

    One that only puts tables beside each other is no table itself: what is in it is read where it stands.
    """
    rows = [row for row in _opened(table) if row.tag == _ROW and row.find(f"{_W}trPr/{_W}del") is None]
    seen = [row for row in rows if not _is_on(row.find(f"{_W}trPr/{_W}hidden"))]
    document.hidden += len(rows) - len(seen)
    cells = [[cell for cell in _opened(row) if cell.tag == _CELL] for row in seen]
    nested = [[inner for cell in row for inner in _opened(cell) if inner.tag == _TABLE] for row in cells]
    look = _look(document, table)
    backs = [
        [
            _is_backed(cell, look, place, backed=backed)
            for cell, place in zip(row, _places(at, cells), strict=True)
        ]
        for at, row in enumerate(cells)
    ]
    if any(nested) and all(
        inner or sum(map(_has_text, row)) < 2 for inner, row in zip(nested, cells, strict=True)
    ):
        for row, its in zip(cells, backs, strict=True):
            for cell, back in zip(row, its, strict=True):
                _blocks(document, cell, boxed=boxed, backed=back)
        return
    read: list[_Row] = []
    for row, of, its in zip(seen, cells, backs, strict=True):
        said = _grid(document, row, of, its)
        if any(said):
            header = _is_on(row.find(f"{_W}trPr/{_W}tblHeader"))
            read.append(_Row(said, header, len(of) == 1 and len(said) > 1))
    titles = list(takewhile(lambda one: one.whole, read))
    if len(titles) < len(read):
        document.lines += [Line("caption", next(filter(None, one.cells))) for one in titles]
        read = read[len(titles) :]
    document.group += 1
    heads = _heads(read, set_off="firstRow" in look.shades and not titles)
    for at, one in enumerate(read):
        end = "\t" if at < heads else ""
        document.lines.append(Line("row", "\t".join(one.cells).rstrip("\t") + end, group=document.group))
    for inner in (one for row in nested for one in row):
        _table(document, inner, boxed=boxed, backed=backed)


def _heads(rows: Sequence[_Row], *, set_off: bool) -> int:
    """How many of a table's first rows are certainly its header, by what Word repeats or a style that sets one off."""
    heads = sum(1 for _ in takewhile(lambda one: one.header, rows))
    if not heads and set_off:
        names = list(filter(None, rows[0].cells)) if rows else []
        heads = int(len(names) > 1 and all(len(name) <= _HEADER_CELL for name in names))
    return heads if heads < len(rows) else 0


def _grid(document: _Document, row: Any, cells: Sequence[Any], backs: Sequence[bool]) -> list[str]:
    """A row's words with a blank for every further place that a merged cell takes, across or down."""
    said = [""] * _number(row.find(f"{_W}trPr/{_W}gridBefore"))
    for cell, backed in zip(cells, backs, strict=True):
        merges = (cell.find(f"{_W}tcPr/{_W}{way}Merge") for way in "hv")
        repeats = any(one is not None and one.get(f"{_W}val") != "restart" for one in merges)
        inside = (one for one in _opened(cell) if one.tag == _PARAGRAPH)
        said.append(
            "" if repeats else one_line(" ".join(_words(document, one, backed=backed) for one in inside))
        )
        said += [""] * (_number(cell.find(f"{_W}tcPr/{_W}gridSpan")) - 1)
    return said


def _number(element: Any) -> int:
    return min(int(element.get(f"{_W}val", "0")), _COLUMNS) if element is not None else 0


def _has_text(cell: Any) -> bool:
    return any((one.text or "").strip() for one in cell.iter(f"{_W}t"))


@dataclass(frozen=True, slots=True)
class _Look:
    """A table's look.

    Attributes:
        shades: What its style says of the shading of its first row, last column and so on, for those that the table has
            switched on; None for those whose shading is that of the table.
        shade: The shading of the rest.
    """

    shades: Mapping[str, Any]
    shade: Any


def _look(document: _Document, table: Any) -> _Look:
    styles = _styles(document, table.find(f"{_W}tblPr/{_W}tblStyle"), "table")
    switches = table.find(f"{_W}tblPr/{_W}tblLook")
    shades: dict[str, Any] = {}
    for style in reversed(styles):
        for part in style.findall(f"{_W}tblStylePr"):
            name = part.get(f"{_W}type", "")
            if name in _SWITCHES and _is_switched_on(switches, name):
                own = part.find(f"{_W}tcPr/{_W}shd")
                shades[name] = own if own is not None else shades.get(name)
    ways = [table.find(f"{_W}tblPr/{_W}shd")]
    for style in styles:
        ways += [style.find(f"{_W}tcPr/{_W}shd"), style.find(f"{_W}tblPr/{_W}shd")]
    return _Look(shades, next((one for one in ways if one is not None), None))


def _is_switched_on(switches: Any, name: str) -> bool:
    if switches is None:
        return False
    said = switches.get(f"{_W}{_SWITCHES[name][0]}")
    if said is not None:
        return said not in _OFF
    return bool(int(switches.get(f"{_W}val", "0"), 16) & _SWITCHES[name][1])


def _places(at: int, cells: Sequence[Sequence[Any]]) -> Iterator[set[str]]:
    """For each cell of a row, the names by which a table style knows where it stands."""
    across = ({"firstRow"} if at == 0 else set()) | ({"lastRow"} if at == len(cells) - 1 else set())
    last = len(cells[at]) - 1
    for column in range(last + 1):
        yield across | ({"firstCol"} if column == 0 else set()) | ({"lastCol"} if column == last else set())


def _is_backed(cell: Any, look: _Look, places: set[str], *, backed: bool) -> bool:
    """Whether a cell stands on a colour on which white can be read."""
    shades = [
        cell.find(f"{_W}tcPr/{_W}shd"),
        *(look.shades.get(name) for name in _SWITCHES if name in places),
    ]
    shade = next((one for one in [*shades, look.shade] if one is not None), None)
    return _is_dark(shade) if shade is not None else backed


def _styles(document: _Document, named: Any, kind: str) -> list[Any]:
    """The style that an element names, or else the standard one, and those that it is based on."""
    style = document.styles.get(named.get(f"{_W}val")) if named is not None else None
    if style is None:
        style = document.styles.get(document.standard.get(kind, ""))
    chain: list[Any] = []
    while style is not None and len(chain) < _BASED:
        chain.append(style)
        based = style.find(f"{_W}basedOn")
        style = document.styles.get(based.get(f"{_W}val")) if based is not None else None
    return chain


def _looks(document: _Document, run: Any, styles: Sequence[Any]) -> list[Any]:
    """What is said of a run's look, the nearest first."""
    own = run.find(f"{_W}rPr")
    named = own.find(f"{_W}rStyle") if own is not None else None
    chain = _styles(document, named, "character") if named is not None else []
    looks = [own, *(style.find(f"{_W}rPr") for style in [*chain, *styles]), document.defaults]
    return [look for look in looks if look is not None]


def _nearest(looks: Sequence[Any], name: str) -> Any:
    return next((one for look in looks if (one := look.find(f"{_W}{name}")) is not None), None)


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(f"{_W}val") not in _OFF


def _is_white(looks: Sequence[Any]) -> bool:
    colour = _nearest(looks, "color")
    return colour is not None and colour.get(f"{_W}val", "").upper() == "FFFFFF"


def _is_marked(looks: Sequence[Any]) -> bool:
    """Whether a run has a colour of its own behind it."""
    marker = _nearest(looks, "highlight")
    marked = marker is not None and marker.get(f"{_W}val") not in {"none", "white"}
    return marked or _is_dark(_nearest(looks, "shd"))


def _is_dark(shade: Any) -> bool:
    """Whether white can be read on a shading."""
    if shade is None:
        return False
    solid = shade.get(f"{_W}val") == "solid"
    return _is_dark_colour(shade.get(f"{_W}color" if solid else f"{_W}fill", ""))


def _is_dark_colour(colour: str) -> bool:
    found = _COLOUR.match(colour)
    return found is not None and sum(bytes.fromhex(found[1])) < _PALE


def _is_filled(box: Any) -> bool:
    """Whether a text box has a colour on which white can be read; all of a theme but its white are taken for one."""
    for around in box.iterancestors():
        if around.tag == f"{_WPS}wsp":
            shape = around.find(f"{_WPS}spPr")
            fills = {child.tag: child for child in shape} if shape is not None else {}
            if (solid := fills.get(f"{_A}solidFill")) is not None:
                said = next((child.get("val", "") for child in solid), "")
                return _is_dark_colour(said) if _COLOUR.match(said) else said not in {"bg1", "lt1", "white"}
            styled = around.find(f"{_WPS}style/{_A}fillRef")
            by_style = styled is not None and styled.get("idx") != "0"
            return f"{_A}noFill" not in fills and (by_style or f"{_A}gradFill" in fills)
        if colour := around.get("fillcolor"):
            return around.get("filled") not in {"f", "false"} and _is_dark_colour(colour)
    return False
