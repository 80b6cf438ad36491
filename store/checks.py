"""What a value has to be before it is stored, the same on every database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from store.errors import Invalid

LONGEST_TEXT = 20_000
"""Characters of one turn, answer, comment or reason; more is refused whole, never cut."""

LEAST_WORDS = 5
"""Words of a reason that is all a person has to judge by what was done with their record."""


def text(value: str, what: str, *, needed: bool = False, longest: int = LONGEST_TEXT) -> str:
    """A text that can be stored.

    Args:
        value: The text.
        what: What it is, for the error.
        needed: Whether it has to say something.
        longest: How many characters it may have.

    Raises:
        Invalid: empty where it is needed, too long, or with characters that no database keeps.
    """
    if needed and not value.strip():
        raise Invalid(f"There was nothing in the {what}; please write it.")
    if len(value) > longest:
        raise Invalid(
            f"The {what} has {len(value):,} characters; up to {longest:,} can be kept, so shorten it."
        )
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise Invalid(f"The {what} has characters that are not text; please type it again.")
    return value


def texts(values: Iterable[str], what: str, *, most: int = 50, longest: int = 1_000) -> list[str]:
    """Short texts that can be stored, trimmed; empty ones and those that are there already are left out.

    Args:
        values: The texts.
        what: What they are, for the error.
        most: How many there may be.
        longest: How many characters each may have.

    Raises:
        Invalid: too many, or one that `text` refuses.
    """
    kept = list(dict.fromkeys(one for one in (text(v, what, longest=longest).strip() for v in values) if one))
    if len(kept) > most:
        raise Invalid(
            f"There are {len(kept)} {what}; up to {most} are kept, so choose those that matter most."
        )
    return kept


def reason(value: str, what: str = "reason") -> str:
    """A reason, which always has to be given."""
    return text(value, what, needed=True).strip()


def word_count(value: str) -> int:
    """How many words a text has."""
    return len(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", value))


def weighty_reason(value: str, what: str) -> str:
    """A reason for what a person may have to be protected from: of some words, for them to judge it by.

    Args:
        value: The reason.
        what: What it is a reason for, as the beginning of a sentence.

    Raises:
        Invalid: it is missing, too short, or no text that can be stored.
    """
    said = reason(value)
    if word_count(said) < LEAST_WORDS:
        raise Invalid(
            f"{what} needs a reason of at least {LEAST_WORDS} words, which the person reads; nothing was done."
        )
    return said


def json_value(value: object, what: str) -> object:
    """A value that JSON and every database can keep. Raises Invalid."""
    try:
        spelt = json.dumps(value, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise Invalid(f"The {what} cannot be stored as a value.") from error
    text(spelt.replace("\\u0000", "\x00"), what)
    return value
