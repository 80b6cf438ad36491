"""Names of people in what is typed: taken out, replaced, put back. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


def stand_ins_for(names: Sequence[str]) -> dict[str, str]:
    """What each name is replaced by; longer names first, so that none is replaced in part."""
    ordered = sorted(set(names), key=lambda name: (-len(name), name))
    return {name: f"PERSON-{number}" for number, name in enumerate(ordered, 1)}


def hidden(text: str, stand_ins: Mapping[str, str]) -> str:
    """The text with every name replaced."""
    for name, stand_in in stand_ins.items():
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", stand_in, text)
    return text


def shown(text: str, stand_ins: Mapping[str, str]) -> str:
    """The text with the names put back."""
    for name, stand_in in reversed(list(stand_ins.items())):  # PERSON-12 before PERSON-1
        text = text.replace(stand_in, name)
    return text
