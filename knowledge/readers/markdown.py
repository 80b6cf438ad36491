"""Markdown: headings, paragraphs, lists and tables as markdown-it reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.readers import Line
from knowledge.readers import text as plain_text
from knowledge.types import BlockKind

if TYPE_CHECKING:
    from markdown_it.token import Token

_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_DEEPEST = 60
"""Levels that markdown-it reads, two for each list; many lines in many more would take it minutes."""
_INDENT = re.compile(r"^[ \t]*(?:>[ \t]*)*", re.MULTILINE)


def blocks(text: str) -> list[Line]:
    """The blocks of a Markdown text; front matter is taken off before.

    A list or a quotation that is nested deeper than markdown-it reads is read as plain text, and so is what it takes
    for a part of it; no words are lost.
    """
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST}).enable("table")
    source = text.split("\n")
    lines: list[Line] = []
    group = 0
    level = 0
    row: list[str] = []
    in_item = in_cell = in_quote = 0
    heads = after_paragraph = False
    for token in _read(reader.disable("inline").parse(text)):
        match token.type:
            case "too_deep":
                found = _as_text(source, token, group)
                group = max([group, *(line.group or 0 for line in found)])
                lines += found
                after_paragraph = False
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = 0
            case "bullet_list_open" | "ordered_list_open" if not in_item:
                group += not after_paragraph
            case "list_item_open" | "list_item_close":
                in_item += token.nesting
            case "blockquote_open" | "blockquote_close":
                in_quote += token.nesting
            case "table_open":
                group += 1
            case "tr_open":
                row = []
            case "td_open" | "td_close" | "th_open" | "th_close":
                in_cell += token.nesting
                heads = token.tag == "th"
            case "tr_close" if any(row):
                lines.append(Line("row", "\t".join(row).rstrip("\t") + "\t" * heads, group=group))
            case "fence" | "code_block":
                group += 1
                lines.append(Line("paragraph", " ".join(token.content.split()), group=group))
            case "inline":
                words = _plain(token.content)
                if in_cell:
                    row.append(words)
                elif level:
                    lines.append(Line("heading", words, level=level))
                elif words:
                    group += not in_item
                    kind: BlockKind = "item" if in_item else "quotation" if in_quote else "paragraph"
                    lines.append(Line(kind, words, group=group))
                after_paragraph = not (in_cell or level or in_item)
    return lines


def _read(tokens: Sequence[Token]) -> Iterator[Token]:
    """What markdown-it says, with one token `too_deep` for a block that it has not read to its innermost part."""
    begin = 0
    for end, token in enumerate(tokens, 1):
        if token.level or token.nesting > 0:
            continue
        first = tokens[begin]
        if max(one.level + one.nesting for one in tokens[begin:end]) >= _DEEPEST:
            yield replace(first, type="too_deep")
        else:
            yield from tokens[begin:end]
        begin = end


def _as_text(source: Sequence[str], block: Token, group: int) -> list[Line]:
    """The lines of a block that is too deep, in groups after that one."""
    begin, end = block.map or (0, len(source))
    found = plain_text.blocks(_INDENT.sub("", "\n".join(source[begin:end])))
    return [replace(line, group=group + line.group) if line.group else line for line in found]


def _plain(text: str) -> str:
    return " ".join(_EMPHASIS.sub("", _LINK.sub(r"\1", text)).split())
