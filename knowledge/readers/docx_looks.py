"""What can be seen of a Word document: its styles, and white words on whatever stands behind them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
_OFF = {"0", "false", "off"}
_PARTS = {
    "firstRow": ("w:firstRow", 0x20),
    "lastRow": ("w:lastRow", 0x40),
    "firstCol": ("w:firstColumn", 0x80),
    "lastCol": ("w:lastColumn", 0x100),
}
"""Parts of a table that a style may give a look of their own, with the attribute and the bit that switch it on."""
_BASED = 20
"""Styles based on each other, of which some are based on themselves in the end."""
_NO_MARK = {"", "none", "white"}
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")
_PALE = 624
"""Sum of a colour's red, green and blue from which white on it cannot be read."""


def tag(name: str) -> str:
    """A name such as w:p as lxml writes it."""
    space, _, plain = name.partition(":")
    return f"{{{SPACES[space]}}}{plain}"


def find(elements: Iterable[Any], path: str) -> Any:
    """What stands at a path below the first of some elements that has it; None where none does."""
    return next((found for one in elements if (found := one.find(path, SPACES)) is not None), None)


def value(element: Any) -> str:
    """What a setting is set to; an empty string where it is not, or is only there."""
    return element.get(tag("w:val"), "") if element is not None else ""


def is_on(setting: Any) -> bool:
    return setting is not None and value(setting) not in _OFF


class Looks:
    """What a document says of its words' look: the styles, what each is based on, and what goes without any."""

    def __init__(self, styles: Any) -> None:
        """Take the element that a document's styles stand in."""
        its = styles.findall("w:style", SPACES)
        self._styles = {name: one for one in its if (name := one.get(tag("w:styleId")))}
        self._standard = {
            one.get(tag("w:type")): one
            for one in self._styles.values()
            if one.get(tag("w:default")) in {"1", "true"}
        }
        self._defaults = styles.find("w:docDefaults/w:rPrDefault/w:rPr", SPACES)

    def styles(self, named: Any, kind: str) -> list[Any]:
        """The style that an element names, or else the standard one of its kind, and those that it is based on."""
        style = self._styles.get(value(named), self._standard.get(kind))
        found: list[Any] = []
        while style is not None and len(found) < _BASED:
            found.append(style)
            style = self._styles.get(value(style.find("w:basedOn", SPACES)))
        return found

    def of_paragraph(self, paragraph: Any) -> list[Any]:
        return self.styles(paragraph.find("w:pPr/w:pStyle", SPACES), "paragraph")

    def of_run(self, run: Any, styles: Iterable[Any]) -> list[Any]:
        """What is said of a run in a paragraph of these styles, the nearest first."""
        own = run.find("w:rPr", SPACES)
        named = run.find("w:rPr/w:rStyle", SPACES)
        its = self.styles(named, "character") if named is not None else []
        said = [style.find("w:rPr", SPACES) for style in [*its, *styles]]
        return [one for one in (own, *said, self._defaults) if one is not None]

    def is_unseen(self, run: Any, said: Iterable[Any]) -> bool:
        """Whether a run, of which this is said, is white with nothing behind it on which white can be read."""
        marked = value(find(said, "w:highlight")) not in _NO_MARK
        if marked or value(find(said, "w:color")).upper() != "FFFFFF":
            return False
        behind = (_is_dark(shade) for shade in chain([find(said, "w:shd")], self._behind(run)))
        return not next((dark for dark in behind if dark is not None), False)

    def sets_off(self, table: Any, part: str) -> bool:
        """Whether a table's style gives a part of it, such as firstRow, a look of its own, and it is switched on."""
        return bool(self._parts_styles(table, part))

    def _behind(self, run: Any) -> Iterator[Any]:
        """The shadings and fills on which a run stands, the nearest first."""
        for around in run.iterancestors():
            if around.tag == tag("w:p"):
                yield find([around, *self.of_paragraph(around)], "w:pPr/w:shd")
            elif around.tag == tag("w:tc"):
                yield from self._behind_cell(around)
            elif around.tag == tag("wps:wsp") or around.get("fillcolor"):
                yield around

    def _behind_cell(self, cell: Any) -> Iterator[Any]:
        row = cell.getparent()
        table = row.getparent()
        yield cell.find("w:tcPr/w:shd", SPACES)
        ways = ((one, before) for one in (row, cell) for before in (True, False))
        ends = [next(one.itersiblings(one.tag, preceding=before), None) is None for one, before in ways]
        for part in (part for part, there in zip(_PARTS, ends, strict=True) if there):
            yield find(self._parts_styles(table, part), "w:tcPr/w:shd")
        yield table.find("w:tblPr/w:shd", SPACES)
        for style in self.styles(table.find("w:tblPr/w:tblStyle", SPACES), "table"):
            yield style.find("w:tcPr/w:shd", SPACES)
            yield style.find("w:tblPr/w:shd", SPACES)

    def _parts_styles(self, table: Any, part: str) -> list[Any]:
        """What a table's styles say of a part of it, if that is switched on."""
        name, bit = _PARTS[part]
        switches = table.find("w:tblPr/w:tblLook", SPACES)
        if switches is None:
            return []
        on = switches.get(tag(name))
        if on in _OFF if on is not None else not int(value(switches) or "0", 16) & bit:
            return []
        styles = self.styles(table.find("w:tblPr/w:tblStyle", SPACES), "table")
        return [
            one
            for style in styles
            for one in style.iterfind("w:tblStylePr", SPACES)
            if one.get(tag("w:type")) == part
        ]


def _is_dark(ground: Any) -> bool | None:
    """Whether white can be read on a shading or a shape; None where it has no colour."""
    if ground is None:
        return None
    if ground.tag == tag("w:shd"):
        return _is_dark_colour(ground.get(tag("w:color" if value(ground) == "solid" else "w:fill"), ""))
    if colour := ground.get("fillcolor"):  # drawn the old way
        return None if ground.get("filled") in {"f", "false"} else _is_dark_colour(colour)
    solid = ground.find("wps:spPr/a:solidFill/*", SPACES)
    if solid is not None:
        dark = _is_dark_colour(solid.get("val", ""))
        # of a theme's colours, whose values are elsewhere, all but its white are taken for dark
        return dark if dark is not None else solid.get("val") not in {"bg1", "lt1", "white"}
    if ground.find("wps:spPr/a:noFill", SPACES) is not None:
        return None
    by_style = ground.find("wps:style/a:fillRef", SPACES)
    filled = by_style is not None and by_style.get("idx") != "0"
    return filled or ground.find("wps:spPr/a:gradFill", SPACES) is not None or None


def _is_dark_colour(colour: str) -> bool | None:
    found = _COLOUR.match(colour)
    return sum(bytes.fromhex(found[1])) < _PALE if found else None
