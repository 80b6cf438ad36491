"""What is embedded and quoted: sentences, list items with their lead-in, table rows with their header. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.passages import is_header
from knowledge.types import SECTION, Passage, Span, Unit

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")
_NO_END = re.compile(r"(?:\b(?:e\.g|i\.e|etc|cf|vs|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|[A-Z])\.)\s+$")
_ABBREVIATION = 12
_LONG_ROW = 400
"""A row longer than this is quoted by the sentences of its cells."""
_MERGED = 2
"""Tabs in a table's rows from which on a blank first cell means the one above; of two columns, each is a list."""
_SHORT_LINE = 60
_SENTENCE = re.compile(r"[.!?][\"'”’)\]]*$")
_SPEAKER = re.compile(r"(?=.{3,60}\Z)[A-Z][\w’'&()-]*(?: (?:[A-Z][\w’'&()-]*|of|and|the|for|&))*")
NUMBERED = re.compile(r"(?:\(?[a-z]\)|\d{1,2}[.)]|[A-Z][a-z]+ \d{1,2}\s?[:.–-])\s")
"""How an item begins that has a number or a letter."""
_LEAD_IN = re.compile(r"[:;?–—-]\s*$")


def units(passage: Passage, text: str) -> list[Unit]:
    """The units of a passage, in reading order; at least one.

    Args:
        passage: The passage.
        text: The stored text of its document.
    """
    found = list(_of_passage(passage, text))
    whole = Span(passage.start, passage.end)
    return found or [Unit("sentence", whole, text[whole.start : whole.end], None, "", 0)]


def embeddable(unit: Unit, text: str) -> str:
    """What is embedded of a unit: its words, under the lead-in, header or label that they need to be understood."""
    head = text[unit.head.start : unit.head.end] if unit.head else ""
    return " ".join(f"{head} {unit.label} {unit.text}".split())


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a stretch of text."""
    begun = start
    numbered = NUMBERED.match(text, start, end)
    for match in _SENTENCE_END.finditer(text, numbered.end() if numbered else start, end):
        if not _NO_END.search(text, max(begun, match.end() - _ABBREVIATION), match.end()):
            yield Span(begun, match.start() + len(match[0].rstrip()))
            begun = match.end()
    if text[begun:end].strip():
        yield Span(begun, end)


def _of_passage(passage: Passage, text: str) -> Iterator[Unit]:
    offset = passage.start
    block = 0
    outside = _repeated_head(passage, text)
    headings = {passage.title, *passage.section.split(SECTION)}
    headings -= {
        one for one in headings if _SENTENCE.search(one)
    }  # what has no title is called by its first line
    for part in text[passage.start : passage.end].split("\n\n"):
        lines = _lines(part, offset)
        head = outside if offset == passage.start else None
        block += 2
        if any("\t" in text[line.start : line.end] for line in lines):
            yield from _rows(text, lines, head, block)
        elif len(lines) > 1 or head:
            yield from _items(text, lines, head, block)
        elif part in headings:
            yield Unit("heading", lines[0], part, None, "", block)
        else:
            for line in lines:
                yield from _said(text, list(sentences(text, line.start, line.end)), block)
        offset += len(part) + 2


def _said(text: str, spans: Sequence[Span], block: int) -> Iterator[Unit]:
    """A paragraph's sentences; where a name without a full stop ends it, they are that person's or body's words."""
    *before, last = spans
    named = bool(before) and len(spans) > 1 and _SPEAKER.fullmatch(text[last.start : last.end])
    for span in before if named else spans:
        yield Unit("sentence", span, text[span.start : span.end], last if named else None, "", block)
    if named:
        yield Unit("heading", last, text[last.start : last.end], None, "", block)


def _items(text: str, lines: Sequence[Span], head: Span | None, block: int) -> Iterator[Unit]:
    """A list's items; of a long lead-in only the last sentence leads, those before it stand by themselves."""
    if head is None and all(_is_line(text[line.start : line.end]) for line in lines):
        whole = Span(lines[0].start, lines[-1].end)
        yield Unit("sentence", whole, text[whole.start : whole.end], None, "", block)
        return
    if head is None and not NUMBERED.match(text, lines[0].start):
        *before, lead = sentences(text, lines[0].start, lines[0].end)
        if before and lead.end - lead.start < _SHORT_LINE:
            lead = Span(before.pop().start, lead.end)
        for span in before:
            yield Unit("sentence", span, text[span.start : span.end], None, "", block + 1)
        if before or _LEAD_IN.search(text[lead.start : lead.end]) or len(lines) > 2:
            head = lead
        lines = [lead, *lines[1:]]
    for line in lines:
        its = head if head != line else None
        yield Unit("item", line, text[line.start : line.end], its, "", block)


def _is_line(line: str) -> bool:
    """Whether it is a line of a signature or an address, which only says something with its neighbours."""
    return len(line) < _SHORT_LINE and not line.endswith((".", ":", ";", "?"))


def _lines(part: str, offset: int) -> list[Span]:
    spans = []
    for line in part.split("\n"):
        if line.strip():
            spans.append(Span(offset, offset + len(line)))
        offset += len(line) + 1
    return spans


def _repeated_head(passage: Passage, text: str) -> Span | None:
    """Where the header or lead-in stands that a passage repeats above its own slice."""
    own = text[passage.start : passage.end]
    if passage.text == own or not passage.text.endswith(own):
        return None
    head = passage.text[: len(passage.text) - len(own)].strip("\n")
    at = text.rfind(head, 0, passage.start) if head else -1
    return Span(at, at + len(head)) if at >= 0 else None


def _rows(text: str, lines: Sequence[Span], head: Span | None, block: int) -> Iterator[Unit]:
    label = ""
    listed = max(text[line.start : line.end].rstrip("\t").count("\t") for line in lines) < _MERGED
    if head is None and is_header([text[line.start : line.end] for line in lines]):
        head = lines[0]
    for line in lines:
        if line == head:
            continue
        words = text[line.start : line.end]
        first = words.split("\t")[0].strip()
        label = first or ("" if listed else label)
        if len(words) > _LONG_ROW:
            for cell in _cells(text, line):
                for span in sentences(text, cell.start, cell.end):
                    its = text[span.start : span.end]
                    yield Unit("heading" if its == first else "sentence", span, its, None, label, block)
        else:
            yield Unit("row", line, words, head, "" if first else label, block)


def _cells(text: str, row: Span) -> Iterator[Span]:
    start = row.start
    for cell in text[row.start : row.end].split("\t"):
        if cell.strip():
            yield Span(start, start + len(cell))
        start += len(cell) + 1
