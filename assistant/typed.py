"""What people type, on its way in."""

from __future__ import annotations

from assistant.errors import InputError
from knowledge.text import clean

LONGEST = 20_000


def accepted(text: str) -> str:
    """A typed line or answer, cleaned of what only a terminal or a spreadsheet would obey.

    Raises:
        InputError: it is empty, or longer than `LONGEST` characters.
    """
    if len(text) > LONGEST:
        raise InputError(f"That is {len(text):,} characters; please keep an answer under {LONGEST:,}.")
    said = clean(text).strip()
    if not said:
        raise InputError("There was nothing in that line; type an answer, or /help.")
    return said
