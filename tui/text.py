"""What comes from data, made safe to draw: letters only, never a terminal sequence and never markup.

Textual parses plain strings as markup and passes escape sequences on to the terminal, so nothing from a document,
a person, a file or a model is handed to a widget as it is.
"""

import re

from rich.text import Text
from textual.content import Content

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def shown(text: str) -> str:
    """Text whose control characters, direction overrides and lone surrogates are visible letters.

    One character becomes exactly one character, so that offsets into the text stay right.
    """
    return _UNSAFE.sub(_picture, text)


def content(text: str, style: str = "") -> Content:
    """Text from data for any widget; brackets in it are brackets."""
    return Content.styled(shown(text), style) if style else Content(shown(text))


def cell(text: str, style: str = "") -> Text:
    """Text from data for a table's cell, on one line."""
    return Text(" ".join(shown(text).split()), style=style, no_wrap=True, overflow="ellipsis")
