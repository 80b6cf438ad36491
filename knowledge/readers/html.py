"""HTML as a browser shows it: lxml's tree, read from the innermost table outwards without recursion, however deep.

What hides an element is read off itself: its style and its attributes. Style sheets are not read.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from knowledge.readers import Content, Line, Unreadable, one_line
from knowledge.readers.html_text import Text, is_block, style
from knowledge.text import decoded

_DECLARED = re.compile(
    rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096
_PLAIN = rb"\u0041 +AGE- ~{"
"""What every character set of pages leaves as it is. Python knows others, such as its own escapes, that do not."""
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
}
"""What browsers read a character set as."""
_SKIPPED = re.compile(
    "audio|button|canvas|datalist|form|head|iframe|nav|noframes|noscript|object|rp|script|select|style|svg|template|"
    "textarea|title|video"
)
_SECTIONS = {"thead": 0, "table": 1, "tbody": 1, "tfoot": 2}
_WIDEST = 100
_WHITE = re.compile(r"white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*[\d.]+\s*)?\)")
_NO_GROUND = re.compile(
    rf"(?:(?:{_WHITE.pattern}|transparent|none|inherit|initial|unset)(?:\s[^(#]*)?|0)?", re.DOTALL
)
_NO_SIZE = re.compile(r"0(?:\.0*)?(?:px|pt|r?em|%)?")


def read(data: bytes) -> Content:
    """The blocks of an HTML page, and its title; what a browser hides is left out, and that is said.

    Scripts, navigation and forms are left out as well, but for a form around the whole page.

    Raises:
        Unreadable: it is no HTML, or is nested deeper than it can be read.
    """
    from lxml import etree, html

    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8"
    )
    try:
        root = html.document_fromstring(_decoded(data).encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("this is not HTML that can be read; open it and save it again") from error
    if any(error.level == etree.ErrorLevels.FATAL for error in parser.error_log):
        raise Unreadable("it is nested deeper than any document should be; save it anew, or as text")
    title = one_line(root.findtext(".//title") or "")
    hidden = _empty_unseen(root)
    remarks = [f"{hidden} pieces of hidden text were left out."] if hidden else []
    return Content(_page(root), title, remarks)


def _decoded(data: bytes) -> str:
    """A page's bytes as text: by a byte order mark, the declared character set, or what it looks like."""
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            name = codecs.lookup((declared[1] or declared[2]).decode()).name
            if _PLAIN.decode(name) == _PLAIN.decode():
                return data.decode(_MEANT.get(name, name))
        except (LookupError, UnicodeError):
            pass  # it is not what it says
    return decoded(data)


def _empty_unseen(root: Any) -> int:
    """Empty the elements of a page that are not read.

    Returns:
        How many of them had text that a browser hides.
    """
    from lxml import etree

    whole = {form for one in root.iter("h1", "main") for form in one.iterancestors("form")}
    unseen = []
    hidden = 0
    grounded = set()
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element.getparent() in grounded or _has_ground(element):
            grounded.add(element)
        skipped = _SKIPPED.fullmatch(element.tag) and element not in whole
        if skipped or _is_hidden(element, grounded=element in grounded):
            hidden += not skipped and any(text.strip() for text in element.itertext())
            unseen.append(element)
            walk.skip_subtree()
    for element in unseen:
        name = "hr" if is_block(element) else "span"  # what stands before it stays apart from what follows
        element.clear(keep_tail=True)
        element.tag = name
    return hidden


def _is_hidden(element: Any, *, grounded: bool) -> bool:
    """Whether a browser does not show an element, or nobody can see it."""
    if element.tag in {"html", "body"}:
        return False  # pages hide these until a script of theirs has run
    own = style(element)
    if element.get("hidden") is not None or own.get("display") == "none":
        return True
    if own.get("visibility") in {"hidden", "collapse"} or _NO_SIZE.fullmatch(own.get("opacity", "")):
        return True
    if _NO_SIZE.fullmatch(own.get("font-size", "")):
        # letters in e-mails have a size of their own in cells that have none
        sizes = (style(one).get("font-size") for one in element.iterdescendants())
        return all(size is None or _NO_SIZE.fullmatch(size) for size in sizes)
    return not grounded and bool(_WHITE.fullmatch(own.get("color", "")))


def _has_ground(element: Any) -> bool:
    """Whether an element has something behind it on which white letters are seen."""
    own = style(element)
    grounds = (own.get("background", ""), own.get("background-color", ""), element.get("bgcolor") or "")
    return any(not _NO_GROUND.fullmatch(ground.strip().lower()) for ground in grounds)


def _page(root: Any) -> list[Line]:
    """The lines of a page: those of each table and list of terms first, the innermost before those around it."""
    groups = count(1)
    apart: dict[Any, Text] = {}
    parts: dict[Any, list[Any]] = defaultdict(list)
    for one in root.iter("td", "th", "dt", "dd"):
        around = next(one.iterancestors("table" if one.tag in {"td", "th"} else "dl"), None)
        if around is not None:
            parts[around].append(one)
            apart[one] = Text(groups)  # it is read with what it is a part of
    for around in reversed(list(root.iter("table", "dl"))):
        found = _text(around, apart, groups)
        its = [(one, _text(one, apart, groups)) for one in parts[around]]
        if around.tag == "table":
            _add_table(found, around, its)
        else:
            _add_terms(found, its)
        apart[around] = found
    return _text(root, apart, groups).lines


def _text(container: Any, apart: dict[Any, Text], groups: Iterator[int]) -> Text:
    """What stands in an element, with what has been read apart in its place."""
    from lxml import etree

    text = Text(groups)
    walk = etree.iterwalk(container, events=("start", "end"))
    for event, element in walk:
        inner = apart.get(element) if element is not container else None
        if event == "start" and inner is not None:
            text.add(inner)
            walk.skip_subtree()
        elif event == "start":
            text.begin(element)
        else:
            if inner is None:
                text.end(element)
            if element is not container:
                text.say(element.tail)
    text.flush()
    return text


@dataclass(frozen=True, slots=True)
class _Cell:
    text: Text
    heads: bool
    across: int
    down: int


@dataclass(frozen=True, slots=True)
class _Row:
    section: int
    cells: list[_Cell]

    @property
    def heads(self) -> bool:
        """Whether it is a header row: it says so, or all its cells do but an empty corner."""
        named = self.cells[1:] if self.cells and not self.cells[0].text.lines else self.cells
        return self.section == 0 or (bool(named) and all(cell.heads for cell in named))


def _add_table(text: Text, table: Any, its: Iterable[tuple[Any, Text]]) -> None:
    """Add a table's cells to what stands between them: as rows, or, if it is there for its looks, one by one."""
    rows = _rows(its)
    named = table.find("caption") is not None
    if (table.get("role") or "").lower() in {"presentation", "none"} or _is_layout(rows, named=named):
        for cell in (cell for row in rows for cell in row.cells):
            text.add(cell.text)
        return
    filled = [(row, cells) for row, cells in zip(rows, _grid(rows), strict=True) if any(cells)]
    text.blocks += len(filled)
    widest = max((len(row.cells) for row, _ in filled), default=0)
    while len(filled) > 1 and filled[0][0].heads and widest > 1 == len(filled[0][0].cells):
        text.lines.append(Line("caption", "".join(filled.pop(0)[1])))  # it names all columns at once
    # where every row says that it is a header, only the first can be
    headers = next((number for number, (row, _) in enumerate(filled) if not row.heads), 1)
    group = next(text.groups)
    text.lines += [
        Line("row", "\t".join(cells).rstrip("\t") + "\t" * (number < headers), group=group)
        for number, (_, cells) in enumerate(filled)
    ]


def _rows(its: Iterable[tuple[Any, Text]]) -> list[_Row]:
    """A table's rows, the head first and the foot last; a cell outside of any is in the one before it."""
    rows: list[_Row] = []
    last = None
    for element, text in its:
        around = next(element.iterancestors("tr", "table"))
        if not rows or (around.tag == "tr" and around is not last):
            section = next(element.iterancestors(*_SECTIONS))
            rows.append(_Row(_SECTIONS[section.tag], []))
            last = around
        across, down = _span(element, "colspan"), _span(element, "rowspan")
        rows[-1].cells.append(_Cell(text, element.tag == "th", across, down))
    return sorted(rows, key=lambda row: row.section)


def _is_layout(rows: Sequence[_Row], *, named: bool) -> bool:
    """Whether a table's cells only say where on the page their blocks stand, so that they are read one by one.

    A table with a name or header cells is none, unless there are tables in it. Of others, a few cells of several
    paragraphs among many of one do not make it one.
    """
    filled = [cell for row in rows for cell in row.cells if cell.text.lines]
    kinds = {line.kind for cell in filled for line in cell.text.lines}
    if "row" in kinds:
        return True
    if named or any(cell.heads for cell in filled) or any(row.heads for row in rows):
        return False
    if "heading" in kinds or all(len(row.cells) < 2 for row in rows):
        return True
    several = sum(cell.text.blocks > 1 for cell in filled)
    return several > 0 and (len(rows) < 3 or several * 2 >= len(filled))


def _span(element: Any, name: str) -> int:
    said = (element.get(name) or "").strip()
    return max(1, min(int(said), _WIDEST)) if re.fullmatch(r"[0-9]{1,6}", said) else 1


def _grid(rows: Iterable[_Row]) -> Iterator[list[str]]:
    """The rows' cells, each at its place: a cell that spans several has its words once and leaves the others empty."""
    reaching: dict[int, int] = {}
    for row in rows:
        placed: dict[int, str] = {}
        begun: dict[int, int] = {}
        place = 0
        for cell in row.cells:
            while place in reaching:
                place += 1
            placed[place] = str(cell.text)
            if cell.down > 1:
                begun.update(dict.fromkeys(range(place, place + cell.across), cell.down - 1))
            place += cell.across
        reaching = {column: left - 1 for column, left in reaching.items() if left > 1} | begun
        yield [placed.get(column, "") for column in range(max(placed, default=-1) + 1)]


def _add_terms(text: Text, its: Iterable[tuple[Any, Text]]) -> None:
    """Add each term with what defines it: as a row of its own, or, where that is long, as it stands."""
    filled = [(element.tag == "dt", one) for element, one in its if one.lines]
    begins = [n for n, (is_term, _) in enumerate(filled) if is_term and not (n and filled[n - 1][0])]
    for begin, end in zip([0, *begins], [*begins, len(filled)], strict=True):
        entry = [one for _, one in filled[begin:end]]
        if len(entry) > 1 and all([line.kind for line in one.lines] == ["paragraph"] for one in entry):
            text.blocks += len(entry)
            text.lines.append(Line("row", "\t".join(map(str, entry)), group=next(text.groups)))
            continue
        for one in entry:
            if one.lines[0].kind == "item" and text.lines and text.lines[-1].kind == "paragraph":
                text.lines[-1] = replace(text.lines[-1], group=one.lines[0].group)
            text.add(one)
