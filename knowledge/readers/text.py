"""Plain text, as it is extracted from PDFs and slides: litter dropped, broken paragraphs joined, structure found.

Nothing is added: every line that comes out is made of words that stood next to each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.readers import Line

_LITTER = re.compile(
    r"^(?:\d{1,3}(?:\s+\d{1,3})*|page \d+(?: of \d+)?|<mark>.{0,8}</mark>|[-–—_=*#.\s]*)$"
    r"|^(?:handwritten|image|photograph|picture|logo|icon|photo)\b(?: \w+){0,2} (?:of|showing)\b",
    re.IGNORECASE,
)
_CONTENTS_TITLE = re.compile(r"^(?:table of )?(?:contents|i\s?n\s?d\s?e\s?x)$", re.IGNORECASE)
_LEADER_DOTS = re.compile(r"\.{5,}\s*\d{1,3}$")
_LONGEST_CONTENTS = 200
_CONTENTS_LINE = re.compile(r"(?:\.{3,}|\t|\s{2,})\s*\d{1,3}$")
_TAG = re.compile(r"</?(?:p|br|b|i|u|em|strong|mark|span|sup|sub|li|ul|ol|div)\b[^>]{0,80}>", re.IGNORECASE)
_RUN_TOGETHER = re.compile(r"(?<=\w)\*{2,}(?=\w)")
_EMPHASIS = re.compile(r"(?<!\w)\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?!\w)")
_BULLET = re.compile(r"^\s*(?:[-•▪●◦○➢►✓·\uf0a7\uf0b7\uf0d8o]|\*)\s+(?=\S)")
_NUMBERED_ITEM = re.compile(r"^\s*(?:\(?[a-z]\)|\(?[ivx]{1,4}\)|\d{1,2}[.)])\s+(?=\S)")
_SERIES = re.compile(r"^[A-Z][a-z]+ \d{1,2}\s?[:.–-]\s+(?=\S)")
_NUMBERED_HEADING = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[A-Z“‘\"'][^\t]*$")
_MARKED_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_ENDED = re.compile(r"[.!?:;]['”’\")\]]*$")
_FIGURE = re.compile(
    r"^(?:figure|fig\.|table|chart|diagram|appendix)\s+(?:\d+|[a-z]\b|one|two|three)", re.IGNORECASE
)
_JOINED_BY_MARK = re.compile(r"(?<=\w)\*+(?=\w)")
_LABEL = re.compile(
    r"^(?:[A-Z][\w-]*\s+){1,3}(?:\d{1,2}|[A-Z]|[ivx]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)$",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)? )?(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December),? (?:19|20)\d\d"
)
_LONGEST_LINE = 60
_LONGEST_HEADINGS = 200
_QUOTED = re.compile(r"^[“\"‘'].{40,}[”\"’']\.?$")


def blocks(text: str) -> list[Line]:
    """The blocks of a plain text.

    Args:
        text: Clean text with its line ends.

    Returns:
        Blocks in reading order.
    """
    return list(_settled(list(_classified(_paragraphs(_without_litter(list(_parted(text.split("\n")))))))))


def _parted(lines: Sequence[str]) -> Iterator[str]:
    """Headings that marks of emphasis alone keep apart, as lines of their own."""
    for line in lines:
        if len(line) < _LONGEST_HEADINGS and _RUN_TOGETHER.search(line):
            yield from "\n\n".join(_RUN_TOGETHER.split(line)).split("\n")
        else:
            yield line


def _without_litter(lines: Sequence[str]) -> list[str]:
    """Lines without page numbers, image descriptions, contents lists; tags and emphasis marks taken out."""
    kept: list[str] = []
    rest = list(lines)
    contents = _contents(rest)
    for number, raw in enumerate(rest):
        line = raw.rstrip()
        if number in contents or _LITTER.match(line.strip()) or _LEADER_DOTS.search(line):
            kept.append("")
            continue
        line = _EMPHASIS.sub("", _TAG.sub(" ", line))
        cells = [" ".join(_JOINED_BY_MARK.sub(" ", cell).split()) for cell in line.split("\t")]
        kept.append("\t".join(cells).rstrip("\t") if any(cells) else "")
    return kept


def _contents(lines: Sequence[str]) -> set[int]:
    """Numbers of the lines of contents lists: a title, and what follows as long as page numbers end its lines."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        if not _CONTENTS_TITLE.match(line.strip()):
            continue
        last = number
        for ahead in range(number + 1, min(number + _LONGEST_CONTENTS, len(lines))):
            if _CONTENTS_LINE.search(lines[ahead].rstrip()):
                last = ahead
            elif len(lines[ahead]) > 80 or ahead - last > 4:
                break
        found.update(range(number, last + 1))
    return found


def _paragraphs(lines: Sequence[str]) -> list[list[str]]:
    """Runs of lines between blank ones, with paragraphs mended that a page or column has broken."""
    runs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    mended: list[list[str]] = []
    for run in (_unwrapped(run) for run in runs if run):
        if mended and _goes_on(mended[-1][-1], run[0]):
            mended[-1][-1] = _joined(mended[-1][-1], run[0])
            mended[-1].extend(run[1:])
        else:
            mended.append(run)
    return mended


def _unwrapped(run: list[str]) -> list[str]:
    """A narrow column's lines as one; lines that each begin anew stay apart."""
    out = [run[0]]
    following = run[1:]
    small = sum(line[:1].islower() for line in following)
    narrow = len(following) >= 2 and small * 2 >= len(following) and all(len(line) < 90 for line in run[:-1])
    for line in following:
        if _begins_anew(line):
            out.append(line)
        elif (
            (_LABEL.match(out[-1]) and len(line) < 90 and "\t" not in line)
            or _goes_on(out[-1], line)
            or (narrow and not _ENDED.search(out[-1]) and "\t" not in out[-1] + line)
        ):
            out[-1] = _joined(out[-1], line)
        else:
            out.append(line)
    return out


def _goes_on(before: str, line: str) -> bool:
    """Whether a line continues a sentence that the line before it has begun."""
    if "\t" in before or "\t" in line or _begins_anew(line):
        return False
    return line[:1].islower() and not _ENDED.search(before) and len(before.split()) > 1


def _begins_anew(line: str) -> bool:
    return bool(_BULLET.match(line) or _NUMBERED_ITEM.match(line) or _MARKED_HEADING.match(line))


def _joined(before: str, line: str) -> str:
    if before.endswith("-") and not before.endswith(" -"):
        return before + line
    return f"{before} {line}"


def _classified(runs: Sequence[list[str]]) -> Iterator[Line]:
    """Kinds, levels and groups. A list belongs to the line that leads into it, a table's rows to each other."""
    group = 0
    depth = 0
    capitals = False
    seen_cover: set[str] = set()
    lead: tuple[str, int] | None = None  # the kind of the last block, and its group if it is open
    for index, run in enumerate(runs):
        last_run = index + 1 == len(runs)
        for position, line in enumerate(run):
            alone = len(run) == 1
            starts = position == 0
            if "\t" in line or (lead and lead[0] == "row" and not starts and not _begins_anew(line)):
                if not (lead and lead[0] == "row"):
                    group += 1
                lead = ("row", group)
                yield Line("row", line, group=group)
                continue
            if _BULLET.match(line):
                text = _BULLET.sub("", line)
            elif (
                _NUMBERED_ITEM.match(line) or (_SERIES.match(line) and not _FIGURE.match(line))
            ) and not _is_heading(line, alone=alone, last=last_run):
                text = line.strip()
            elif not starts and _is_listed(run):
                text = line
            else:
                level = _heading_level(
                    line,
                    depth,
                    capitals=capitals,
                    alone=alone or (starts and _is_listed(run)),
                    last=last_run,
                )
                if level:
                    words = _MARKED_HEADING.sub(r"\2", line)
                    if _NUMBERED_HEADING.match(line) or _MARKED_HEADING.match(line):
                        depth, capitals = level, False
                    capitals = capitals or (line.isupper() and level == depth + 1)
                    lead = None
                    if words not in seen_cover or _NUMBERED_HEADING.match(line):
                        seen_cover.add(words)
                    yield Line("heading", words, level=level)
                elif _FIGURE.match(line) and len(line) < 160:
                    lead = None
                    yield Line("caption", line)
                else:
                    group += not (position and _is_line(run[position - 1]) and _is_line(line))
                    lead = ("paragraph", group)
                    yield Line("quotation" if _QUOTED.match(line) else "paragraph", line, group=group)
                continue
            if lead is None or lead[0] == "row":
                group += 1
            lead = ("item", group)
            yield Line("item", text, group=group)


def _settled(lines: Sequence[Line]) -> Iterator[Line]:
    """Headings as they turn out by what follows them.

    A label ("PART 2") and the heading under it are one; one with nothing under it, or whose sentence goes on below,
    is a paragraph, so that its words are found.
    """
    held: Line | None = None
    for line in lines:
        if held and line.kind == "heading":
            if _LABEL.match(held.text) and not _NUMBERED_HEADING.match(line.text):
                held = replace(line, text=f"{held.text} {line.text}", level=held.level)
                continue
            yield held if line.level > held.level else replace(held, kind="paragraph", level=1)
        elif held:
            goes_on = line.text.startswith(("...", "…"))
            yield replace(held, kind="paragraph", level=1, group=line.group) if goes_on else held
        held = line if line.kind == "heading" else None
        if not held:
            yield line
    if held:
        yield replace(held, kind="paragraph", level=1)


def _is_line(line: str) -> bool:
    """Whether it is a line of an address, a signature or a cover: short, and no sentence."""
    return len(line) < _LONGEST_LINE and not line.endswith((".", ":", ";")) and "\t" not in line


def _is_listed(run: Sequence[str]) -> bool:
    """Whether a run of lines is a list without marks: a lead-in, and short lines that each begin anew."""
    rest = run[1:]
    return (
        len(rest) >= 2
        and all(len(line) < 160 for line in rest)
        and (run[0].endswith(("?", ":")) or len(run[0]) < 60)
    )


def _heading_level(line: str, depth: int, *, capitals: bool, alone: bool, last: bool) -> int:
    """A heading's level, 0 for what is none.

    One without a number stands below the last that has one, and one in small letters below one in capitals.
    """
    if marked := _MARKED_HEADING.match(line):
        return len(marked.group(1))
    if not _is_heading(line, alone=alone, last=last):
        return 0
    if numbered := _NUMBERED_HEADING.match(line):
        return numbered.group(1).rstrip(".").removesuffix(".0").count(".") + 1
    return depth + 1 if line.isupper() or not capitals else depth + 2


def _is_heading(line: str, *, alone: bool, last: bool) -> bool:
    words = line.split()
    if _DATE_LINE.fullmatch(line):
        return False
    if last or not alone or len(line) > 90 or len(words) > 13 or _FIGURE.match(line):
        return False
    if line.endswith((".", ",", ";", ":")) or line.startswith(("...", "…")):
        return False
    if _NUMBERED_HEADING.match(line):
        return True
    if not line[:1].isupper() and line[:1] not in "“\"‘'":
        return False
    return len(words) <= 10 and bool(re.search(r"[a-zA-Z]{3}", line))
