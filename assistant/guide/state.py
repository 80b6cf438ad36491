"""What the engine knows of a conversation, and an answer as the record keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.events import Side
from assistant.guide.schema import Key

Strength = Literal["none", "claimed", "example", "verified"]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as the record keeps it.

    Attributes:
        text: What was said, in the speaker's words.
        value: What was understood by it: see `schema.Kind`.
        strength: How well it is evidenced; `none` where evidence is not a matter of the field.
        check_again: An answer that it rested on has changed since.
    """

    text: str
    value: object
    strength: Strength = "none"
    check_again: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """How to take the last answer back.

    Attributes:
        at: The question that waited for it.
        adding: Whether a further entry was being asked for.
        was: The answers that it changed, as they were; None where there was none.
    """

    at: Key | None
    adding: bool
    was: Mapping[Key, Given | None]


@dataclass(frozen=True, slots=True)
class State:
    """Everything the engine knows of a conversation.

    Attributes:
        mode: The guide's mode.
        only: The side that is by itself; None where both are there.
        earlier: What the last conversation on record said, as far as conditions ask: value by field and side.
        answers: The record.
        skipped: Questions left out on purpose.
        at: The question that was put last and waits; None before the beginning and at the end.
        probed: How often the waiting answer has been probed.
        missed: How often an answer to the waiting question has not been understood.
        unread: Questions left open because answers to them were not understood.
        draft: What has been said so far to the question that is being probed.
        adding: Entries have been given and more of them are being asked for.
        finished: Every question that applies is answered or skipped.
        undo: How to take the last answer back; None where there is nothing to take back.
    """

    mode: str
    only: Side | None = None
    earlier: Mapping[tuple[str, Side], str] = field(default_factory=dict)
    answers: Mapping[Key, Given] = field(default_factory=dict)
    skipped: frozenset[Key] = frozenset()
    at: Key | None = None
    probed: int = 0
    missed: int = 0
    unread: frozenset[Key] = frozenset()
    draft: str = ""
    adding: bool = False
    finished: bool = False
    undo: Undo | None = None
