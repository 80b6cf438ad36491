"""Sources cut into passages: whole lists with their lead-in, rows with their header, paragraphs together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from pathlib import Path

from knowledge.types import SECTION, Block, Passage, Source

_CUT_BY = ("passages.py", "reading.py", "text.py", "units.py", "readers/**/*.py")


def _version() -> int:
    """A number for the code that reads and cuts, so that no change of it can be forgotten here."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(path for pattern in _CUT_BY for path in here.glob(pattern)):
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest()[:6])


CHUNKER = _version()
"""Libraries that were cut by another version rebuild themselves."""
_FULL = 700
"""A passage that has reached so many characters takes no further paragraph."""
_LONGEST = 1_200
"""A list or table longer than this is cut, each part under the lead-in or header again."""
_MANY = 3
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/–-]\d{2,4})?")
_HEADER_CELL = 40
_LONGER_BELOW = 1.3


def passages(source: Source) -> list[Passage]:
    """Cut a source.

    Returns:
        Passages in reading order. Each lies within one section; its text is the slice it names, under the lead-in or
        the header row where a long list or table had to be cut.
    """
    found: list[Passage] = []
    headed = _headed(source.blocks)
    for section, blocks in groupby(
        (b for b in source.blocks if b.kind != "heading"), key=lambda block: block.section
    ):
        paged = (part for unit in _units(source.text, list(blocks)) for part in _by_page(source.text, unit))
        for unit in _packed(source.text, paged):
            found.append(_passage(source, section, unit, headed))
    return found


def _headed(blocks: Sequence[Block]) -> dict[int, int]:
    """Where the headings begin that stand directly above a block, by the block's own beginning."""
    headed: dict[int, int] = {}
    above: Block | None = None
    for block in blocks:
        if block.kind == "heading":
            above = above or block
        elif above:
            headed[block.start] = above.start
            above = None
    return headed


def header_of(text: str, rows: Sequence[Block]) -> Block | None:
    """A table's header row, if it has one."""
    if len(rows) < 2 or rows[0].kind != "row":
        return None
    return rows[0] if is_header([text[row.start : row.end] for row in rows]) else None


def is_header(rows: Sequence[str]) -> bool:
    """Whether a table's first row heads the others: short names, all over longer cells or one over figures. One that
    ends with a tab does for certain: whoever read the file has seen so."""
    columns = list(zip_longest(*(row.split("\t") for row in rows), fillvalue=""))
    head = [column[0].strip() for column in columns]
    if rows and rows[0].endswith("\t"):
        return True  # its reader knows
    if len(rows) < 2 or sum(map(bool, head)) < 2:
        return False
    if any(len(name) >= _HEADER_CELL or (name[:1].isdigit() and not _YEAR.fullmatch(name)) for name in head):
        return False
    longer, figures = True, False
    for name, *below in columns:
        cells = [cell.strip() for cell in below if cell.strip()]
        if _recurs(name, cells):
            return False
        figures = figures or sum(not cell[0].isalpha() for cell in cells) * 2 > len(cells)
        longer = longer and sum(map(len, cells)) >= _LONGER_BELOW * len(name.strip()) * len(cells)
    return longer or figures


def _recurs(name: str, cells: Sequence[str]) -> bool:
    """Whether words of a long cell stand in most below it, as in a list of names and posts, which has no header."""
    words = set(re.findall(r"[a-z]{3,}", name.lower()))
    having = sum(not words.isdisjoint(re.findall(r"[a-z]{3,}", cell.lower())) for cell in cells)
    return len(words) >= _MANY and len(cells) >= _MANY and having * 2 > len(cells)


_Unit = list[Block]


def _units(text: str, blocks: Sequence[Block]) -> Iterator[_Unit]:
    """Groups of blocks that belong together, long ones cut into parts."""
    for _, members in groupby(
        blocks, key=lambda block: (block.group, None) if block.group is not None else (None, block.start)
    ):
        unit = list(members)
        if unit[-1].end - unit[0].start <= _LONGEST:
            yield unit
            continue
        head = header_of(text, unit) or (unit[0] if unit[0].kind == "paragraph" and len(unit) > 1 else None)
        lead = [head] if head and head.end - head.start < _LONGEST // 3 else []
        part: _Unit = []
        for block in unit[len(lead) :]:
            if part and block.end - part[0].start > _FULL:
                yield [*lead, *part]
                part = []
            part.append(block)
        yield [*lead, *part]


def _by_page(text: str, unit: _Unit) -> Iterator[_Unit]:
    """A list or table that goes on on other pages, in parts, each under the lead-in or header again."""
    pages = [list(part) for _, part in groupby(unit, key=lambda block: block.page)]
    head = header_of(text, unit) or (unit[0] if unit[0].kind == "paragraph" and len(unit) > 1 else None)
    for number, part in enumerate(pages):
        yield [head, *part] if number and head and head not in part else part


def _packed(text: str, units: Iterable[_Unit]) -> Iterator[_Unit]:
    """Short neighbours together, so that a passage says enough to be understood."""
    held: _Unit = []
    for unit in units:
        lone = unit[0].kind in {"row", "item"} or (
            len(unit) > 1 and unit[-1].end - unit[0].start > _FULL // 2
        )
        size = unit[-1].end - (held[0].start if held else unit[0].start)
        turned = bool(held) and held[-1].page != unit[-1].page
        if held and (turned or (lone and held[-1].end - held[0].start > _FULL // 2) or size > _FULL):
            leads = not turned and unit[0].kind == "row" and text[held[-1].start : held[-1].end].endswith(":")
            if whole := held[:-1] if leads else held:
                yield whole
            held = held[-1:] if leads else []
        held = [*held, *unit]
        if lone and held[-1].end - held[0].start > _FULL // 2:
            yield held
            held = []
    if held:
        yield held


def _passage(source: Source, section: tuple[str, ...], unit: _Unit, headed: Mapping[int, int]) -> Passage:
    start, end = headed.get(unit[0].start, unit[0].start), unit[-1].end
    text = source.text[start:end]
    if len(unit) > 1 and unit[1].start > unit[0].end + 2:  # a repeated lead-in or header stands further up
        start = unit[1].start
        text = f"{source.text[unit[0].start : unit[0].end]}\n{source.text[start:end]}"
    return Passage(
        document=source.name,
        title=source.title,
        section=SECTION.join(section),
        page=unit[-1].page,
        start=start,
        end=end,
        text=text,
        origin=source.origin,
    )
