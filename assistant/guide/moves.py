"""What can happen in a conversation (moves), and what is to be done about it (effects)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.guide.schema import Key
from assistant.guide.state import Given, State

TOO_FEW_WORDS = "too_few_words"
"""The sign of a text that is shorter than its question wants; it is gone on with for as long as that takes."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The conversation is opened, for the first time or again.

    Attributes:
        facts: What is known without asking, by field.
        prepared: What the sides have prepared, each alone; it goes on record where nothing is yet.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    prepared: Mapping[Key, Given] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer was given and understood.

    Attributes:
        key: Whose answer to what; None means the waiting question.
        text: What was said, the draft of a probed answer included.
        value: What was understood; None where it was not.
        sign: The sign of vagueness in the text, if any.
        unclear: Why it has to be asked again, if it has.
        final: Take it as it stands: it is not to be probed any more.
        part: The part of the last entry that it answers; None means the question itself.
        adds: Entries come to those on record instead of taking their place.
    """

    key: Key | None
    text: str
    value: object = None
    sign: str | None = None
    unclear: str | None = None
    final: bool = False
    part: str | None = None
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """The waiting question is to be left out."""


@dataclass(frozen=True, slots=True)
class WentBack:
    """The question before the waiting one is wanted."""


@dataclass(frozen=True, slots=True)
class WentTo:
    """A stage is wanted."""

    stage: str


@dataclass(frozen=True, slots=True)
class Undone:
    """The last answer is to be taken back."""


Move = Begun | Answered | Skipped | WentBack | WentTo | Undone


@dataclass(frozen=True, slots=True)
class Ask:
    """Put this question.

    Attributes:
        more: Ask for a further entry.
        again: Ask whether an older answer is still right.
        part: Ask for this part of an entry, which one at `entry` (from 0) lacks.
    """

    key: Key
    more: bool = False
    again: bool = False
    part: str | None = None
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Probe:
    """Ask about this answer once more, because of this sign of vagueness."""

    key: Key
    sign: str


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The answer was not understood; say why and ask again."""

    key: Key
    why: str


@dataclass(frozen=True, slots=True)
class LeaveOpen:
    """The answer was not understood again; say why, and that the question is left open."""

    key: Key
    why: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Save this answer."""

    key: Key
    given: Given


@dataclass(frozen=True, slots=True)
class Brought:
    """These answers came out of what the sides have prepared."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Withdraw:
    """This answer no longer applies: it leaves the record, its old version stays in the store."""

    key: Key


@dataclass(frozen=True, slots=True)
class CheckAgain:
    """These answers rested on one that has changed."""

    keys: tuple[Key, ...]


Why = Literal[
    "required",
    "nothing_before",
    "no_such_stage",
    "not_asked_here",
    "nothing_waits",
    "nothing_to_undo",
    "needed_first",
    "other_side",
]
"""Why a move cannot be made."""


@dataclass(frozen=True, slots=True)
class Decline:
    """The move cannot be made; `why` is for people."""

    why: Why


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing is left to ask."""


Effect = Ask | Probe | AskAgain | LeaveOpen | Keep | Brought | Withdraw | CheckAgain | Decline | Finish
Step = tuple[State, tuple[Effect, ...]]
