"""Markdown: headings, paragraphs, lists and tables as markdown-it reads them."""

from __future__ import annotations

import re

from knowledge.readers import Line
from knowledge.types import BlockKind

_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def blocks(text: str) -> list[Line]:
    """The blocks of a Markdown text; front matter is taken off before."""
    from markdown_it import MarkdownIt

    lines: list[Line] = []
    group = 0
    level = 0
    row: list[str] = []
    in_item = in_cell = in_quote = 0
    after_paragraph = False
    for token in MarkdownIt("commonmark", {"html": False}).enable("table").parse(text):
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = 0
            case "bullet_list_open" | "ordered_list_open" if not in_item:
                group += not after_paragraph
            case "list_item_open":
                in_item += 1
            case "list_item_close":
                in_item -= 1
            case "blockquote_open":
                in_quote += 1
            case "blockquote_close":
                in_quote -= 1
            case "table_open":
                group += 1
            case "tr_open":
                row = []
            case "td_open" | "th_open":
                in_cell = 1
            case "td_close" | "th_close":
                in_cell = 0
            case "tr_close":
                lines.append(Line("row", "\t".join(row), group=group))
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


def _plain(text: str) -> str:
    return " ".join(_EMPHASIS.sub("", _LINK.sub(r"\1", text)).split())
