"""The running text of HTML: what stands between the beginning and the end of elements becomes lines of their kinds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.readers import Line, one_line
from knowledge.types import BlockKind

_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|"
    "footer|form|h[1-6]|header|hgroup|hr|html|legend|li|main|menu|nav|ol|p|pre|search|section|summary|"
    "table|tbody|td|tfoot|th|thead|tr|ul"
)
_BLOCK_DISPLAYS = re.compile(r"block|flex|grid|list-item|flow-root|table.*")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SHORT_LINE = 60
_WRAPPED_LINE = 40
"""Lines shorter than this end where they do on purpose."""
_ENDED = re.compile(r"[.!?:;]['”’\")\]]*$")


def style(element: Any) -> dict[str, str]:
    """What an element's own style says, by property."""
    if not (own := element.get("style")):
        return {}
    said = (one.partition(":") for one in own.lower().split(";"))
    return {name.strip(): value.partition("!")[0].strip() for name, _, value in said}


def is_block(element: Any) -> bool:
    """Whether words before an element, in it and after it stand apart."""
    shown = style(element).get("display", "")
    return bool(_BLOCKS.fullmatch(element.tag) or _BLOCK_DISPLAYS.fullmatch(shown))


@dataclass(slots=True)
class Text:
    """What stands on a page, or in one cell, term or definition.

    Attributes:
        groups: Numbers for what belongs together.
        lines: What it holds.
        blocks: Of how many blocks these are.
        words: Those since the last block began or ended.
        within: How many elements of each name are open.
        list_group: The number of the list that is open.
    """

    groups: Iterator[int]
    lines: list[Line] = field(default_factory=list)
    blocks: int = 0
    words: list[str] = field(default_factory=list)
    within: Counter[str] = field(default_factory=Counter)
    list_group: int = 0

    def __str__(self) -> str:
        return " ".join(line.text for line in self.lines)

    def begin(self, element: Any) -> None:
        """Go into an element, to the words before the first in it."""
        if is_block(element):
            self._part_words(element.tag)
        match element.tag:
            case "br":
                self.words.append("\n")
            case "q":
                self.words.append("“")
            case "ul" | "ol" | "menu" | "dir" if not self._in_list():
                self._begin_list()
            case "li" if not self._in_list() and not (self.lines and self.lines[-1].kind == "item"):
                self._begin_list()
        self.within[element.tag] += 1
        self.say(element.text)

    def end(self, element: Any) -> None:
        """Come out of an element."""
        if is_block(element):
            self._part_words(element.tag)
        if element.tag == "q":
            self.words.append("”")
        self.within[element.tag] -= 1

    def say(self, words: str | None) -> None:
        if words:
            verbatim = self.within["pre"]
            self.words.append(words.replace("\r\n", "\n") if verbatim else re.sub(r"\s+", " ", words))

    def add(self, other: Text) -> None:
        """Take what another holds, as it stands."""
        self.flush()
        self.lines += other.lines
        self.blocks += other.blocks

    def flush(self) -> None:
        """Make lines of the words since the last block began or ended."""
        words = "".join(self.words)
        self.words.clear()
        if not words.strip():
            return
        runs = _runs(words)
        self.blocks += 1
        whole = " ".join(line for run in runs for line in run)
        if level := self._level():
            self.lines.append(Line("heading", whole, level=level))
        elif self.within["caption"] or self.within["figcaption"]:
            self.lines.append(Line("caption", whole))
        elif self.within["li"]:
            self.lines.append(Line("item", whole, group=self.list_group))
        else:
            kind: BlockKind = "quotation" if self.within["blockquote"] else "paragraph"
            for unit in (unit for run in runs for unit in _units(run)):
                group = next(self.groups)
                self.lines += [Line(kind, line, group=group) for line in unit]

    def _level(self) -> int:
        """The level of the heading that is open; 0 if there is none."""
        return next((level for level, name in enumerate(_HEADINGS, 1) if self.within[name]), 0)

    def _in_list(self) -> bool:
        return any(self.within[name] for name in ("dir", "menu", "ol", "ul"))

    def _part_words(self, tag: str) -> None:
        """What a block's beginning and end do: words before them are apart from words after them."""
        if not self.words:
            return
        if self._level() and (tag in {"div", "p"} or not _BLOCKS.fullmatch(tag)):
            self.words.append(" ")
        else:
            self.flush()

    def _begin_list(self) -> None:
        """Give a list a group, with the last line of a paragraph directly before it, which leads in."""
        self.list_group = next(self.groups)
        if self.lines and self.lines[-1].kind in {"paragraph", "quotation"}:
            self.lines[-1] = replace(self.lines[-1], group=self.list_group)


def _runs(text: str) -> list[list[str]]:
    """The lines of a text with breaks in it; empty ones part runs, and a sentence that goes on is one line."""
    runs: list[list[str]] = [[]]
    last = ""
    for line in map(one_line, text.split("\n")):
        if not line:
            runs.append([])
        elif runs[-1] and len(last) >= _WRAPPED_LINE and line[0].islower() and not _ENDED.search(last):
            runs[-1][-1] += f" {line}"
        else:
            runs[-1].append(line)
        last = line
    return [run for run in runs if run]


def _units(run: list[str]) -> list[list[str]]:
    """Lines between breaks, together where they belong so: an address, a list without marks."""
    units: list[list[str]] = []
    led = False
    for line in run:
        if units and (led or (_is_line(units[-1][-1]) and _is_line(line))):
            units[-1].append(line)
        else:
            units.append([line])
        led = led or line.endswith(":")
    return units


def _is_line(line: str) -> bool:
    """Whether it is a line of an address or a signature: short, and no sentence."""
    return len(line) < _SHORT_LINE and not line.endswith((".", ":", ";"))
