"""A document as a tagged PDF (PDF/UA-1) with its fonts inside. What those cannot show is marked and listed at the end.

Typst sets it, by `paper.typ`: it shapes and orders Arabic, repeats a table's header on each page, and tags all of it
for screen readers. The fonts are those installed as `fontpkg` packages, Noto Sans first (SIL Open Font License).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from assistant.paper.paper import (
    UNSHOWN,
    Block,
    Fields,
    Note,
    Paper,
    Paragraph,
    Section,
    Signature,
    Signatures,
    Sources,
    Table,
    TwoSides,
    footer,
    header,
    legible,
    named,
    spelled,
    widths,
)

_FIRST = ("Noto Sans", "Noto Sans Arabic")
_LONGEST_WORD = 22
_PIECE = 10
_BREAK = "\N{ZERO WIDTH SPACE}"
Lines = list[str]


@dataclass(frozen=True, slots=True)
class _Fonts:
    names: tuple[str, ...]
    folders: tuple[Path, ...]
    letters: frozenset[str]


@dataclass
class _Setting:
    """Texts made ready to be set; `missing` collects what the fonts have no letter for."""

    letters: frozenset[str]
    missing: set[str] = field(default_factory=set)

    def lines(self, text: str) -> Lines:
        """A text line by line, with places to break its longest words."""
        return [
            " ".join(map(_breakable, line.split(" ")))
            for line in "".join(map(self._shown, legible(text))).split("\n")
        ]

    def line(self, text: str) -> str:
        """A text on one line."""
        return " ".join(self.lines(text))

    def _shown(self, letter: str) -> str:
        if letter in self.letters or letter in "\n\u034f\u200b\u200c\u200d" or "\ufe00" <= letter <= "\ufe0f":
            return letter
        self.missing.add(letter)
        return UNSHOWN


def render(paper: Paper, exported_on: date) -> bytes:
    """The document; the same document on the same day is the same bytes."""
    fonts = _fonts()
    for letters in (fonts.letters, fonts.letters & set(map(chr, range(0x250)))):
        # A mark of one script on a letter of another is in the fonts, but in none of them together.
        try:
            return _set(paper, exported_on, fonts, letters)
        except RuntimeError:
            continue
    return _set(paper, exported_on, fonts, fonts.letters, checked=False)


def _set(
    paper: Paper,
    exported_on: date,
    fonts: _Fonts,
    letters: frozenset[str],
    *,
    checked: bool = True,
) -> bytes:
    """One attempt; one that is `checked` raises RuntimeError where a letter cannot be shown after all."""
    import typst

    made = typst.compile(
        Path(__file__).with_name("paper.typ"),
        font_paths=list(fonts.folders),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(_data(paper, exported_on, fonts.names, letters))},
        timestamp=datetime.combine(exported_on, time(), UTC),
        pdf_standards=["ua-1"] if checked else [],
    )
    assert isinstance(made, bytes)
    return made


def _data(
    paper: Paper, exported_on: date, fonts: Sequence[str], letters: frozenset[str]
) -> dict[str, object]:
    """What `paper.typ` reads."""
    to = _Setting(letters)
    data: dict[str, object] = {
        "fonts": fonts,
        "title": " ".join(legible(paper.title).split()) or "-",
        "title_lines": to.lines(paper.title),
        "head": to.line(header(paper)),
        "foot": to.line(footer(paper, exported_on)),
        "lines": [to.lines(line) for line in paper.lines],
    }
    sections = [_section(section, to) for section in paper.sections]
    if to.missing:
        sections.append(_section(_unshown(to.missing), to))
    return data | {"sections": sections}


def _unshown(letters: Iterable[str]) -> Section:
    rows = ((f"U+{ord(letter):04X}", unicodedata.name(letter, "no name")) for letter in sorted(letters))
    return Section(
        "Characters that are not shown",
        (
            Note(
                f"This file's fonts have no sign for these characters; {UNSHOWN} stands in their place. "
                "The record as Word, Markdown or JSON has them."
            ),
            Table(("Character", "Its name"), tuple(rows)),
        ),
    )


def _section(section: Section, to: _Setting) -> Mapping[str, object]:
    blocks = [_block(block, to) for block in section.blocks]
    return {
        "title": to.lines(section.title),
        "blocks": [{**block, "leads": at < len(blocks)} for at, block in enumerate(blocks, 1)],
    }


def _block(block: Block, to: _Setting) -> Mapping[str, object]:
    match block:
        case Paragraph(text):
            return {"kind": "paragraph", "text": to.lines(text)}
        case Note(text):
            return {"kind": "note", "text": to.lines(text)}
        case Fields(rows):
            return {"kind": "fields", "rows": _cells(rows, to)}
        case TwoSides(sides, rows):
            cells = _cells(((label, *said) for label, said in rows), to)
            return {"kind": "sides", "sides": [to.lines(side) for side in sides], "rows": cells}
        case Table(head, rows, title):
            return {
                "kind": "table",
                "title": to.lines(title) if title else None,
                "header": [to.lines(cell) for cell in head],
                "rows": _cells(rows, to),
                "widths": widths([head, *rows]),
            }
        case Signatures(lines):
            return {"kind": "signatures", "rows": [_signature(one, to) for one in lines]}
        case Sources(lines):
            return {"kind": "sources", "rows": [to.lines(line) for line in lines]}


def _cells(rows: Iterable[Iterable[str]], to: _Setting) -> list[list[Lines]]:
    return [[to.lines(cell) for cell in row] for row in rows]


def _signature(one: Signature, to: _Setting) -> Mapping[str, object]:
    return {
        "who": to.lines(named(one)),
        "signature": to.lines(one.signed),
        "date": to.lines(spelled(one.on) if one.on else ""),
        "signed": one.on is not None,
    }


def _breakable(word: str) -> str:
    """A word that may be broken where it is longer than a column; never before a mark that belongs to a letter."""
    if len(word) <= _LONGEST_WORD:
        return word
    out, since = "", 0
    for letter in word:
        if since >= _PIECE and not unicodedata.category(letter).startswith("M"):
            out, since = f"{out}{_BREAK}", 0
        out, since = out + letter, since + 1
    return out


@cache
def _fonts() -> _Fonts:
    """The fonts that are installed, and every letter that they have."""
    import fontpkg
    from fontTools.ttLib import TTFont

    installed = {family.name for family in fontpkg.families().values()}
    names = [*_FIRST, *sorted(installed - set(_FIRST))]
    letters: set[int] = set()
    folders = []
    for name in names:
        path = fontpkg.path(name)
        folders.append(path.parent)
        with TTFont(path, lazy=True) as font:
            letters.update(font.getBestCmap())
    return _Fonts(tuple(names), tuple(folders), frozenset(map(chr, letters)))
