"""Files become sources: decoded, cleaned, repaired, with their structure and what they are called."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import DocumentUnreadable
from knowledge.parsing import PARSERS, parsed
from knowledge.readers import Content, Line, Unreadable, csv, markdown
from knowledge.readers import text as plain_text
from knowledge.text import clean, decoded
from knowledge.types import Block, Origin, Source

_TEXTS: Mapping[str, Callable[[str], list[Line]]] = {".txt": plain_text.blocks, ".md": markdown.blocks}
_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "an archive or an Office document",
    b"{\\rtf": "a document in Rich Text Format",
}
"""How files begin that are no text, though every byte of them could be read as such."""
_TABLES = {".csv", ".xlsx"}
"""Kinds that have no cover: their name is what they are called."""
SUFFIXES = frozenset([*_TEXTS, ".csv", *PARSERS])
"""Ends of the names of files that can be read."""
LARGEST = 50 * 1024 * 1024
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_TITLE_ROW = re.compile(r"^Title\t(.+[^\t\n])$", re.MULTILINE)
_COVER_LINE = 120
_NUMBERED = re.compile(r"\d+[.)]")
_TITLE_WORDS = 2
"""Words that a line with a number at its end has at least where it is a title: "Policy on lamps 2022", not "Page 2"."""
_COVER_LINES = 20
_COVER_LENGTH = 3_000
_KIND_OF_DOCUMENT = re.compile(
    r"\b(analysis|approach|charter|exercise|framework|guidance|guide|handbook|manual|plan|policy|procedure|programme|"
    r"report|review|standard|strategy|toolkit)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY = re.compile(r"\b(?:[0-3]?\d)[/.](?:[01]?\d)[/.]((?:19|20)?\d\d)\b")
_PERIOD = re.compile(r"(?:19|20)\d\d\s*[-–/]\s*(?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d to (?:19|20)\d\d")
"""Years that something is for, which say little of when it was written."""
_DATED = re.compile(
    r"^(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December) "
    r"((?:19|20)\d\d)$",
    re.MULTILINE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,12});")


def read_bytes(
    name: str, data: bytes, sidecar: Mapping[str, object] | None = None, *, origin: Origin = "document"
) -> Source:
    """Read a file's bytes.

    Args:
        name: The file's name; its end says which kind it is.
        data: What it holds.
        sidecar: Keys title, publisher, year, which the text's own front matter does not have to give then.
        origin: Whether it is a built-in note.

    Raises:
        DocumentUnreadable: of another kind, empty, too large, damaged, or not what its name says.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        kinds = ", ".join(sorted(SUFFIXES))
        raise DocumentUnreadable(
            f"{name}: files of this kind cannot be read; save it as one of {kinds} and add that."
        )
    if len(data) > LARGEST:
        raise DocumentUnreadable(f"{name}: the file is larger than 50 MB; add it in parts.")
    if not data.strip():
        raise DocumentUnreadable(f"{name}: the file is empty.")
    told, content = _content(name, suffix, data)
    if not any(re.search(r"\w", line.text) for line in content.lines):
        raise DocumentUnreadable(f"{name}: there is no text in it; check the file.")
    told = {**(sidecar or {}), **told}
    body = "\n".join(line.text for line in content.lines)
    named = Path(name).stem if suffix in _TABLES else _title(body, content.lines)
    title = _line(told.get("title")) or content.title or named or clean(name)
    text, blocks = _laid_out(content.lines, title)
    return Source(
        name=clean(name),
        title=title,
        text=text,
        blocks=blocks,
        digest=hashlib.sha256(data + repr(sorted((sidecar or {}).items())).encode()).hexdigest(),
        publisher=_line(told.get("publisher")),
        year=_year(told.get("year"), body),
        origin=origin,
        stands_for=tuple(map(str, _list(told.get("stands_for")))),
        remarks=tuple(content.remarks),
    )


def _content(name: str, suffix: str, data: bytes) -> tuple[dict[str, Any], Content]:
    """What a file says of itself before its text, where its kind can, and what it holds."""
    try:
        if suffix in PARSERS:
            return {}, parsed(suffix, data)
        if magic := next((kind for mark, kind in _MAGIC.items() if data.startswith(mark)), None):
            raise Unreadable(f"this is {magic}, whatever its name says; give it its own ending and add that")
        if b"\0" in data[:8192] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            raise Unreadable("this is not text; save it as text and add that")
        if suffix == ".csv":
            return {}, csv.read(data)
    except Unreadable as error:
        raise DocumentUnreadable(f"{name}: {error}.") from error
    text = clean(_ENTITY.sub(lambda found: html.unescape(found[0]), decoded(data)))
    told, body = _front_matter(name, text)
    return told, Content(_TEXTS[suffix](body))


def sidecar_of(path: Path) -> dict[str, Any]:
    """What `<file name>.yaml` beside a file says of it; nothing where there is none.

    Raises:
        DocumentUnreadable: it is there and is no YAML mapping.
    """
    beside = path.with_name(path.name + ".yaml")
    if not beside.is_file():
        return {}
    return _mapping(str(beside), beside.read_text(encoding="utf-8", errors="replace"))


def _front_matter(name: str, text: str) -> tuple[dict[str, Any], str]:
    found = _FRONT.match(text)
    return (_mapping(name, found.group(1)), text[found.end() :]) if found else ({}, text)


def _mapping(name: str, text: str) -> dict[str, Any]:
    try:
        data = yaml.load(text, _Plain)  # noqa: S506 - a SafeLoader that knows less
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise DocumentUnreadable(f"{name}:{line}: what is said of the document there is not YAML.") from error
    if data is not None and not isinstance(data, dict):
        raise DocumentUnreadable(
            f"{name}:1: what is said of the document there should be keys like title and year."
        )
    return {str(key): value for key, value in (data or {}).items() if _is_plain(value)}


class _Plain(yaml.SafeLoader):
    """YAML without aliases: a few lines of those can stand for gigabytes, or for themselves."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases")
        return super().compose_node(parent, index)


def _is_plain(value: object) -> bool:
    return not isinstance(value, dict) and all(not isinstance(one, list | dict) for one in _list(value))


def _laid_out(lines: list[Line], title: str) -> tuple[str, tuple[Block, ...]]:
    """The stored text, a line a block, and the blocks with their places and the headings, but for the title, above."""
    levels = [line.level for line in lines if line.kind == "heading"]
    titled = (
        min(levels) if levels and levels.count(min(levels)) == 1 else None
    )  # one heading above all others
    parts: list[str] = []
    blocks: list[Block] = []
    above: list[tuple[int, str]] = []
    offset = 0
    for line in lines:
        if not line.text:
            continue
        if parts:
            gap = "\n" if blocks[-1].group is not None and blocks[-1].group == line.group else "\n\n"
            parts.append(gap)
            offset += len(gap)
        if line.kind == "heading":
            above = [(level, text) for level, text in above if level < line.level]
        section = tuple(text for _, text in above)
        parts.append(line.text)
        blocks.append(
            Block(line.kind, offset, offset + len(line.text), section, line.page, line.level, line.group)
        )
        offset += len(line.text)
        if line.kind == "heading" and not (line.level == titled and line.text.casefold() == title.casefold()):
            above.append((line.level, line.text))
    return "".join(parts), tuple(blocks)


def _title(body: str, lines: list[Line]) -> str:
    """A title row; else, of the cover's lines, the longest, one that names a kind of document before others."""
    if row := _TITLE_ROW.search(body):
        return _line(row.group(1))
    cover: list[str] = []
    for line in lines[:_COVER_LINES]:
        if len(line.text) > _COVER_LINE or line.text.endswith((".", ":")) or _NUMBERED.match(line.text):
            break
        words = len(re.findall(r"[^\W\d_]{2,}", line.text))
        dated = line.text[-1:].isdigit() and (words < _TITLE_WORDS or _DATED.search(line.text))
        if "\t" not in line.text and not dated:
            cover.append(line.text)
    cover = cover or [lines[0].text[:_COVER_LINE]]
    return _line(
        max(cover, key=lambda text: len(text.split()) + 3 * bool(_KIND_OF_DOCUMENT.search(text.lower())))
    )


def _year(told: object, body: str) -> int | None:
    if told is not None:
        found = _YEAR.search(str(told))
        return int(found.group()) if found else None
    cover = body[:_COVER_LENGTH]
    if dated := _DAY.search(cover):
        year = int(dated[1])
        return year if year > 99 else 2000 + year
    if dated := _DATED.search(body):
        return int(dated.group(1))
    cover = "\n".join(line for line in cover.split("\n") if _may_date(line))
    single = (
        found
        for found in _YEAR.finditer(cover)
        if not _PERIOD.search(cover[max(0, found.start() - 8) : found.end() + 8])
    )
    first = next(single, None) or _YEAR.search(cover)
    return int(first.group()) if first else None


def _may_date(line: str) -> bool:
    """Whether a cover's line may say when the document is from: no sentence that speaks of a year, no table's."""
    if "\t" in line:
        return bool(re.search(r"\b(?:date|dated|issued|published|version|year)\b", line.lower()))
    return len(line) < _COVER_LINE and not line.endswith((".", ";", ","))


def _line(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
