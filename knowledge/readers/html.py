"""HTML as a browser shows it: lxml's tree, walked from beginning to end without recursion, however deep it is."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

from knowledge.readers import Content, Line, Unreadable, one_line
from knowledge.text import decoded
from knowledge.types import BlockKind

_DECLARED = re.compile(
    rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096
_CHARSETS = re.compile(
    r"utf-8|cp(?:125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)|gbk|gb18030|gb2312|"
    r"big5(?:hkscs)?|euc_(?:jp|kr)|shift_jis|iso2022_jp"
)
"""Python's names of the character sets that browsers know; it has others that are none."""
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
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|"
    "footer|form|h[1-6]|header|hgroup|hr|html|legend|li|main|menu|nav|ol|p|pre|search|section|summary|"
    "table|tbody|td|tfoot|th|thead|tr|ul"
)
_BLOCK_DISPLAYS = re.compile(r"block|flex|grid|list-item|flow-root|table.*")
_ALWAYS_SHOWN = frozenset(("html", "body"))
"""Pages hide these in a rule until a script of theirs has run."""
_SECTIONS = {"thead": 0, "tbody": 1, "tfoot": 2}
_WITHIN = {
    "blockquote": "quotation",
    "caption": "caption",
    "dir": "list",
    "figcaption": "caption",
    "li": "item",
    "menu": "list",
    "ol": "list",
    "pre": "verbatim",
    "ul": "list",
}
"""What text stands in between the beginning and the end of an element."""
_WIDEST = 100
_SHORT_LINE = 60
_WRAPPED_LINE = 40
"""Lines shorter than this end where they do on purpose."""
_ENDED = re.compile(r"[.!?:;]['”’\")\]]*$")

_WHITE = re.compile(r"white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*[\d.]+\s*)?\)")
_NO_GROUND = re.compile(
    rf"(?:(?:{_WHITE.pattern}|transparent|none|inherit|initial|unset)(?:\s[^(#]*)?|0)?", re.DOTALL
)
_NO_SIZE = re.compile(r"0(?:\.0*)?(?:px|pt|r?em|%)?")
_NOT_CSS = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->|\"[^\"\n]*\"|'[^'\n]*'", re.DOTALL)
_NAME = re.compile(r"[.#]?(?:[\w-]|\\[^\n])+|\*")
_OF_RULES = frozenset(("display", "visibility", "background", "background-color"))
_ALWAYS, _SOMETIMES, _NEVER = 2, 1, 0
"""Whether the rules of a style sheet, or of a part of it, go for a page on a screen."""


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
        root = html.document_fromstring(_text(data).encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("this is not HTML that can be read; open it and save it again") from error
    if any(error.level == etree.ErrorLevels.FATAL for error in parser.error_log):
        raise Unreadable("it is nested deeper than any document should be; save it anew, or as text")
    rules = _rules(root)
    whole = {form for one in root.iter("h1", "main") for form in one.iterancestors("form")}
    page = _Page()
    hidden = 0
    left_out = None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            if element is not left_out:
                page.end(element)
            page.say(element.tail)
            continue
        style = _style(element, rules)
        skipped = _SKIPPED.fullmatch(element.tag) and element not in whole
        if skipped or _is_hidden(element, style, on_ground=bool(page.grounds)):
            hidden += not skipped and any(text.strip() for text in element.itertext())
            left_out = element
            walk.skip_subtree()
            if _BLOCKS.fullmatch(element.tag):
                page.flush()
            continue
        page.begin(element, style)
        page.say(element.text)
    page.flush()
    remarks = [f"{hidden} pieces of hidden text were left out."] if hidden else []
    return Content(page.parts[0].lines, one_line(root.findtext(".//title") or ""), remarks)


def _text(data: bytes) -> str:
    """A page's bytes as text: by a byte order mark, the declared character set, or what it looks like."""
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            name = codecs.lookup((declared[1] or declared[2]).decode()).name
            name = _MEANT.get(name, name)
            if _CHARSETS.fullmatch(name):
                return data.decode(name)
        except (LookupError, UnicodeError):
            pass  # it is not what it says
    return decoded(data)


@dataclass(slots=True)
class _Part:
    """The page outside of tables, or one cell, term or definition: what it holds, and what is open in it."""

    lines: list[Line] = field(default_factory=list)
    blocks: int = 0
    words: list[str] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    within: Counter[str] = field(default_factory=Counter)
    list_group: int = 0

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(slots=True)
class _Cell(_Part):
    heads: bool = False
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class _Row:
    section: int
    cells: list[_Cell] = field(default_factory=list)

    @property
    def heads(self) -> bool:
        """Whether it is a header row: it says so, or all its cells do but an empty corner."""
        named = self.cells[1:] if self.cells and not self.cells[0].text else self.cells
        return self.section == 0 or (bool(named) and all(cell.heads for cell in named))


@dataclass(slots=True)
class _Table:
    rows: list[_Row] = field(default_factory=list)
    section: int = 1
    named: bool = False
    for_looks: bool = False

    @property
    def is_layout(self) -> bool:
        """Whether its cells only say where on the page their blocks stand, so that they are read one by one.

        A table with a name or header cells is none, unless there are tables in it. Of others, a few cells of several
        paragraphs among many of one do not make it one.
        """
        filled = [cell for row in self.rows for cell in row.cells if cell.lines]
        kinds = {line.kind for cell in filled for line in cell.lines}
        if self.for_looks or "row" in kinds:
            return True
        if self.named or any(cell.heads for cell in filled) or any(row.heads for row in self.rows):
            return False
        if "heading" in kinds or all(len(row.cells) < 2 for row in self.rows):
            return True
        several = sum(cell.blocks > 1 for cell in filled)
        return several > 0 and (len(self.rows) < 3 or several * 2 >= len(filled))


@dataclass(slots=True)
class _Page:
    """What has been read of a page."""

    parts: list[_Part] = field(default_factory=lambda: [_Part()])
    tables: list[_Table] = field(default_factory=list)
    terms: list[list[tuple[bool, _Part]]] = field(default_factory=list)
    grounds: list[Any] = field(default_factory=list)
    shown_as_blocks: list[Any] = field(default_factory=list)
    group: int = 0

    def say(self, text: str | None) -> None:
        if text:
            part = self.parts[-1]
            part.words.append(
                text.replace("\r\n", "\n") if part.within["verbatim"] else re.sub(r"\s+", " ", text)
            )

    def begin(self, element: Any, style: Mapping[str, str]) -> None:
        tag = element.tag
        if _has_ground(element, style):
            self.grounds.append(element)
        if _BLOCKS.fullmatch(tag):
            self._part_words(tag)
        elif _BLOCK_DISPLAYS.fullmatch(style.get("display", "")):
            self.shown_as_blocks.append(element)
            self._part_words("div")
        part = self.parts[-1]
        match tag:
            case "br":
                part.words.append("\n")
            case "q":
                part.words.append("“")
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                part.levels.append(int(tag[1]))
            case "ul" | "ol" | "menu" | "dir" if not part.within["list"]:
                self._begin_list(part)
            case "li" if not part.within["list"] and not (part.lines and part.lines[-1].kind == "item"):
                self._begin_list(part)
            case "table":
                looks = (element.get("role") or "").lower() in {"presentation", "none"}
                self.tables.append(_Table(for_looks=looks))
            case "caption" if self.tables:
                self.tables[-1].named = True
            case "thead" | "tbody" | "tfoot" if self.tables:
                self.tables[-1].section = _SECTIONS[tag]
            case "tr" if self.tables:
                self.tables[-1].rows.append(_Row(self.tables[-1].section))
            case "td" | "th" if self.tables:
                self._begin_cell(self.tables[-1], element)
            case "dl":
                self.terms.append([])
            case "dt" | "dd" if self.terms:
                self.parts.append(_Part())
                self.terms[-1].append((tag == "dt", self.parts[-1]))
        if tag in _WITHIN:
            part.within[_WITHIN[tag]] += 1

    def end(self, element: Any) -> None:
        tag = element.tag
        if self.grounds and self.grounds[-1] is element:
            self.grounds.pop()
        if _BLOCKS.fullmatch(tag):
            self._part_words(tag)
        elif self.shown_as_blocks and self.shown_as_blocks[-1] is element:
            self.shown_as_blocks.pop()
            self._part_words("div")
        part = self.parts[-1]
        match tag:
            case "q":
                part.words.append("”")
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                part.levels.pop()
            case "table":
                self._add_table(self.tables.pop())
            case "thead" | "tbody" | "tfoot" if self.tables:
                self.tables[-1].section = _SECTIONS["tbody"]
            case "td" | "th" if self.tables:
                self.parts.pop()
            case "dl":
                self._add_terms(self.terms.pop())
            case "dt" | "dd" if self.terms:
                self.parts.pop()
        if tag in _WITHIN:
            part.within[_WITHIN[tag]] -= 1

    def flush(self) -> None:
        """Make lines of the words since the last block began or ended."""
        part = self.parts[-1]
        if not part.words:
            return
        runs = _runs("".join(part.words))
        part.words.clear()
        if not runs:
            return
        part.blocks += 1
        whole = " ".join(line for run in runs for line in run)
        if part.levels:
            part.lines.append(Line("heading", whole, level=part.levels[-1]))
        elif part.within["caption"]:
            part.lines.append(Line("caption", whole))
        elif part.within["item"]:
            part.lines.append(Line("item", whole, group=part.list_group))
        else:
            kind: BlockKind = "quotation" if part.within["quotation"] else "paragraph"
            for run in runs:
                for line, with_last in _grouped(run):
                    self.group += not with_last
                    part.lines.append(Line(kind, line, group=self.group))

    def _part_words(self, tag: str) -> None:
        """What a block's beginning and end do: words before them are apart from words after them."""
        if self.parts[-1].levels and tag in {"div", "p"}:
            self.parts[-1].words.append(" ")
        else:
            self.flush()

    def _begin_cell(self, table: _Table, element: Any) -> None:
        if not table.rows:
            table.rows.append(_Row(table.section))
        across, down = _span(element, "colspan"), _span(element, "rowspan")
        cell = _Cell(heads=element.tag == "th", across=across, down=down)
        table.rows[-1].cells.append(cell)
        self.parts.append(cell)

    def _begin_list(self, part: _Part) -> None:
        """Give a list a group, with the last line of a paragraph directly before it, which leads in."""
        self.group += 1
        part.list_group = self.group
        if part.lines and part.lines[-1].kind in {"paragraph", "quotation"}:
            part.lines[-1] = replace(part.lines[-1], group=self.group)

    def _add_table(self, table: _Table) -> None:
        part = self.parts[-1]
        table.rows.sort(key=lambda row: row.section)
        if table.is_layout:
            for cell in (cell for row in table.rows for cell in row.cells):
                part.lines += cell.lines
                part.blocks += cell.blocks
            return
        self.group += 1
        rows = [(row, cells) for row, cells in zip(table.rows, _grid(table.rows), strict=True) if any(cells)]
        part.blocks += len(rows)
        widest = max((len(row.cells) for row, _ in rows), default=0)
        while len(rows) > 1 and rows[0][0].heads and widest > 1 == len(rows[0][0].cells):
            part.lines.append(Line("caption", "".join(rows.pop(0)[1])))  # it names all columns at once
        # where every row says that it is a header, only the first can be
        headers = next((number for number, (row, _) in enumerate(rows) if not row.heads), 1)
        part.lines += [
            Line("row", "\t".join(cells).rstrip("\t") + "\t" * (number < headers), group=self.group)
            for number, (_, cells) in enumerate(rows)
        ]

    def _add_terms(self, terms: list[tuple[bool, _Part]]) -> None:
        """Each term with what defines it: as a row of its own, or, where that is long, as it stands."""
        part = self.parts[-1]
        filled = [(is_term, one) for is_term, one in terms if one.lines]
        begins = [n for n, (is_term, _) in enumerate(filled) if is_term and not (n and filled[n - 1][0])]
        for begin, end in zip([0, *begins], [*begins, len(filled)], strict=True):
            entry = filled[begin:end]
            part.blocks += sum(one.blocks for _, one in entry)
            if len(entry) > 1 and all([line.kind for line in one.lines] == ["paragraph"] for _, one in entry):
                self.group += 1
                part.lines.append(Line("row", "\t".join(one.text for _, one in entry), group=self.group))
                continue
            for _, one in entry:
                if one.lines[0].kind == "item" and part.lines and part.lines[-1].kind == "paragraph":
                    part.lines[-1] = replace(part.lines[-1], group=one.lines[0].group)
                part.lines += one.lines


def _runs(text: str) -> list[list[str]]:
    """The lines of a text with breaks in it; empty ones part runs, and a sentence that goes on is one line."""
    runs: list[list[list[str]]] = [[]]
    for line in map(one_line, text.split("\n")):
        if not line:
            runs.append([])
        elif runs[-1] and _goes_on(runs[-1][-1][-1], line):
            runs[-1][-1].append(line)
        else:
            runs[-1].append([line])
    return [[" ".join(pieces) for pieces in run] for run in runs if run]


def _goes_on(before: str, line: str) -> bool:
    """Whether a line continues a sentence that was broken where its column ended."""
    return len(before) >= _WRAPPED_LINE and line[0].islower() and not _ENDED.search(before)


def _grouped(run: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Lines between breaks, each with whether it belongs to the one before: an address, a list without marks."""
    before = ""
    led = False
    for line in run:
        yield line, led or (_is_line(before) and _is_line(line))
        led = led or line.endswith(":")
        before = line


def _is_line(line: str) -> bool:
    """Whether it is a line of an address or a signature: short, and no sentence."""
    return 0 < len(line) < _SHORT_LINE and not line.endswith((".", ":", ";"))


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
            placed[place] = cell.text
            if cell.down > 1:
                begun.update(dict.fromkeys(range(place, place + cell.across), cell.down - 1))
            place += cell.across
        reaching = {column: left - 1 for column, left in reaching.items() if left > 1} | begun
        yield [placed.get(column, "") for column in range(max(placed, default=-1) + 1)]


_Step = tuple[frozenset[str], bool]
"""Tag, classes and id that an element has to have, and whether it has to be the parent of the one before."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a rule of a style sheet says of one property.

    Attributes:
        steps: Its selector: first what the element itself has to have, then what those above it have to.
        weight: The greatest goes for an element.
        name: The property.
        value: What it is to be.
    """

    steps: tuple[_Step, ...]
    weight: tuple[int, ...]
    name: str
    value: str


def _style(element: Any, rules: Mapping[str, list[_Rule]]) -> dict[str, str]:
    """What goes for an element of its own style and of those properties of the rules that hide or show."""
    said: dict[str, tuple[tuple[int, ...], str]] = {
        name: ((important, 1), value) for name, value, important in _declarations(element.get("style") or "")
    }
    if rules:
        names = _names(element)
        for rule in (rule for name in names for rule in rules.get(name, ())):
            if said.get(rule.name, ((-1,), ""))[0] <= rule.weight and _fits(element, names, rule):
                said[rule.name] = rule.weight, rule.value
    return {name: value for name, (_, value) in said.items()}


def _is_hidden(element: Any, style: Mapping[str, str], *, on_ground: bool) -> bool:
    """Whether a browser does not show an element, or nobody can see it."""
    if element.tag in _ALWAYS_SHOWN:
        return False
    if element.get("hidden") is not None or style.get("display") == "none":
        return True
    if style.get("visibility") in {"hidden", "collapse"} or _NO_SIZE.fullmatch(style.get("opacity", "")):
        return True
    if _NO_SIZE.fullmatch(style.get("font-size", "")):
        return not any(_has_size(one) for one in element.iterdescendants())
    return bool(_WHITE.fullmatch(style.get("color", ""))) and not (on_ground or _has_ground(element, style))


def _has_size(element: Any) -> bool:
    """Whether its letters have a size of their own, as those of e-mails have in cells that have none."""
    own = {name: value for name, value, _ in _declarations(element.get("style") or "")}
    return "font-size" in own and not _NO_SIZE.fullmatch(own["font-size"])


def _has_ground(element: Any, style: Mapping[str, str]) -> bool:
    """Whether there is something behind it on which white letters are seen."""
    grounds = (style.get("background", ""), style.get("background-color", ""), element.get("bgcolor") or "")
    return any(not _NO_GROUND.fullmatch(ground.strip().lower()) for ground in grounds)


def _declarations(text: str) -> Iterator[tuple[str, str, bool]]:
    """Properties, their values, and whether they are important."""
    for one in text.lower().split(";"):
        name, _, value = one.partition(":")
        value, important, _ = value.partition("!")
        yield name.strip(), value.strip(), bool(important)


def _rules(root: Any) -> dict[str, list[_Rule]]:
    """The rules of a page's style sheets that hide or show something, by a name that an element must have."""
    found: dict[str, list[_Rule]] = {}
    there: set[str] | None = None
    order = 0
    for sheet in root.iter("style"):
        if next(sheet.iterancestors("noscript", "template"), None) is not None:
            continue
        there = there or set().union(*map(_names, root.iter()))
        reach = _reach(f"@media {sheet.get('media') or ''}")
        for selectors, declarations, within in _sheet(sheet.text or ""):
            order += 1
            for name, value, important in declarations:
                hides = value in {"none", "hidden", "collapse"}
                if name not in _OF_RULES or min(reach, within) < (_ALWAYS if hides else _SOMETIMES):
                    continue
                for steps in map(_selector, selectors):
                    if not steps or not all(names <= there for names, _ in steps):
                        continue  # most rules of a bought style sheet are for nothing that is on the page
                    marks = Counter(name[0] for names, _ in steps for name in names)
                    ids, classes = marks["#"], marks["."]
                    weight = (important, 0, ids, classes, marks.total() - ids - classes, order)
                    # of an element's names, its id sorts before its classes and these before its tag
                    found.setdefault(min(steps[0][0]), []).append(_Rule(tuple(steps), weight, name, value))
    return found


def _sheet(text: str) -> Iterator[tuple[list[str], list[tuple[str, str, bool]], int]]:
    """Selectors and declarations of a style sheet's rules, and whether they go for a screen."""
    opened: list[str] = []
    before = ""
    for piece in re.split(r"([{}])", _NOT_CSS.sub(" ", text)):
        if piece == "{":
            opened.append(before.rpartition(";")[2].strip())
        elif piece == "}" and opened:
            selectors = opened.pop()
            if before.strip() and not selectors.startswith("@"):
                yield (
                    selectors.split(","),
                    list(_declarations(before)),
                    min(map(_reach, opened), default=_ALWAYS),
                )
        before = "" if piece in {"{", "}"} else piece


def _reach(condition: str) -> int:
    """Whether what stands under a condition of a style sheet goes for a screen, for some screens, or for none."""
    name = re.match(r"@[a-z-]+|", condition.lower())
    match name and name[0]:
        case "@layer" | "@supports":
            return _ALWAYS
        case "@container":
            return _SOMETIMES
        case "@media":
            queries = [one.strip().removeprefix("only ").strip() for one in condition[6:].lower().split(",")]
            if not {"", "all", "screen"}.isdisjoint(queries):
                return _ALWAYS
            return _NEVER if all(re.search(r"print|speech", query) for query in queries) else _SOMETIMES
    return _NEVER


def _selector(text: str) -> list[_Step]:
    """The steps of a selector, innermost first; none of one that asks for more than names, such as a state."""
    steps: list[_Step] = []
    child = False
    for one in reversed(text.replace(">", " > ").split()):
        if one == ">":
            child = True
            continue
        names = _NAME.findall(one)
        if "".join(names) != one:
            return []
        plain = (re.sub(r"\\(.)", r"\1", name) for name in names)
        steps.append((frozenset(name if name[0] in ".#" else name.lower() for name in plain), child))
        child = False
    return steps


def _names(element: Any) -> set[str]:
    """What a selector can name an element by."""
    names = {"*", element.tag, *(f".{name}" for name in (element.get("class") or "").split())}
    return names | {f"#{name}" for name in (element.get("id"),) if name}


def _fits(element: Any, names: set[str], rule: _Rule) -> bool:
    if not rule.steps[0][0] <= names:
        return False
    reached = [element]
    for wanted, child in rule.steps[1:]:
        above = (islice(one.iterancestors(), 1 if child else None) for one in reached)
        reached = [one for one in dict.fromkeys(chain.from_iterable(above)) if wanted <= _names(one)]
    return bool(reached)
