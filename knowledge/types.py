"""The library's own words: what a document, a passage and a hit are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SECTION = " › "
"""What stands between the headings of a section's path."""

Origin = Literal["note", "document"]
"""`note`: a built-in guidance note; `document`: one that somebody added."""

UnitKind = Literal["heading", "sentence", "item", "row"]
BlockKind = Literal["heading", "paragraph", "item", "row", "caption", "quotation"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document's stored text, in reading order.

    Attributes:
        kind: What it is; `item` is one list item, `row` one table row (the first row of a table is its header).
        start: Offset of its first character in the source's text.
        end: Offset after its last character.
        section: The headings above it, outermost first.
        page: Page or slide number, from 1, where the format has one.
        level: Depth of a heading or list item, from 1.
        group: Blocks with one group belong together: the items of a list with its lead-in, the rows of a table.
    """

    kind: BlockKind
    start: int
    end: int
    section: tuple[str, ...] = ()
    page: int | None = None
    level: int = 1
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A document as the library keeps it.

    Attributes:
        name: The file's name, which is how commands and citations name the document.
        title: What people call it.
        publisher: Who published it, or an empty string.
        year: Year of publication, where known.
        text: The stored text. Every offset anywhere counts its characters, and every quotation is a slice of it.
        blocks: The text's structure, in order, not overlapping.
        digest: SHA-256 of the file's bytes: the same digest means nothing has changed.
        origin: Built in, or added.
        stands_for: Phrases that a document's first page holds when it is the one that this note digests; a note steps
            back when that document itself is in the library.
        remarks: What was left out in reading it, a sentence each.
    """

    name: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    digest: str
    publisher: str = ""
    year: int | None = None
    origin: Origin = "document"
    stands_for: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is searched, ranked and shown as one.

    Attributes:
        document: The source's name.
        title: The source's title.
        section: The headings above it, joined by " › "; may be empty.
        page: Page or slide, from 1, where the format has one.
        start: Offset of its first character in the source's text.
        end: Offset after its last character.
        text: What is shown and searched: the slice `start:end`, with the header row repeated above a table's
            later rows.
        origin: From a built-in note or an added document.
    """

    document: str
    title: str
    section: str
    page: int | None
    start: int
    end: int
    text: str
    origin: Origin = "document"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's stored text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing that is quoted.

    Attributes:
        kind: What it is.
        span: Where it stands in the document's stored text.
        text: The words there.
        head: The lead-in of its list, the header row of its table, or the name at its paragraph's end of whose words
            it is.
        label: What its row is about, where that is not in it: the first cell of a long row, or the nearest filled one
            above.
        block: Number of its paragraph, list or table in the passage; units of one block follow one another.
    """

    kind: UnitKind
    span: Span
    text: str
    head: Span | None
    label: str
    block: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found.

    Attributes:
        passage: What was found.
        score: The fused score by which hits are ordered; only its order has a meaning.
        similarity: Cosine of the question's vector with that of the passage's nearest unit, -1 to 1.
        coverage: Share of the question's telling words, weighted by rarity, that one unit holds under its document's
            title and beginning and its headings, 0 to 1.
        about: What its document is called and how it begins, which goes for all of its passages.
        units: What the passage consists of (`knowledge.units`), in reading order.
        similarities: The cosine for each of these.
    """

    passage: Passage
    score: float
    similarity: float
    coverage: float
    about: str
    units: tuple[Unit, ...]
    similarities: tuple[float, ...]
