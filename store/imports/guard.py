"""Texts that a spreadsheet would take for a formula: guarded on the way out, given back on the way in. Pure."""

from __future__ import annotations

import re

_RISKY = re.compile(r"'*[^\S\t\r\n]*[=+\-@＝＋－＠\t\r\n]")
"""What a spreadsheet works out instead of showing it; and what is such a text with guards before it, since one of those
would otherwise be taken for ours."""
_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def guarded(cell: str) -> str:
    """A cell of a CSV file: an apostrophe stands before what would be a formula. Numbers stay numbers."""
    return f"'{cell}" if _RISKY.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """What a cell said before `guarded` had it; any other cell as it is."""
    return cell[1:] if cell[:1] == "'" and _RISKY.match(cell, 1) else cell
