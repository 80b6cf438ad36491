"""What every kind of conversation offers a front end, whatever it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from assistant.events import Asked, Citation, Event, Side

StageState = Literal["done", "now", "to_do", "check_again"]


@dataclass(frozen=True, slots=True)
class StageView:
    """One line of the stage map.

    Attributes:
        id: The stage's id, as `/stage` takes it.
        title: What people read.
        state: Where it stands; always shown as a word too, never by colour alone.
        done: Questions answered or skipped.
        total: Questions that apply.
    """

    id: str
    title: str
    state: StageState
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One answer as the record shows it; whose it is has to be said only where both sides answer."""

    stage: str
    stage_title: str
    field: str
    label: str
    side: Side
    shown: str
    check_again: bool = False
    two_sided: bool = False


@dataclass(frozen=True, slots=True)
class DialogueView:
    """Where a dialogue stands; made afresh after each turn.

    Attributes:
        conversation: Its id in the store; may be shortened to its first characters wherever one is asked for.
        title: What the list of conversations shows.
        kind: A guided conversation, or a chat about the guidance.
        stages: The stage map; empty for a chat.
        lines: The record so far, in the guide's order; both sides' answers are lines of their own.
        record: The same for programs: `{stage: {field: value}}`, a two-sided field's value is `{side: value}`.
        asked: The question that waits for an answer, if any.
        done: Questions answered or skipped.
        total: Questions that apply.
        minutes_left: About how long the rest takes, by the guide's own time; None for a chat.
        finished: Nothing is left to ask.
        sides: Who answers here; a chat has only its owner.
        people: What to call each side, by side.
    """

    conversation: str
    title: str
    kind: Literal["guided", "chat"]
    stages: tuple[StageView, ...] = ()
    lines: tuple[RecordLine, ...] = ()
    record: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    asked: Asked | None = None
    done: int = 0
    total: int = 0
    minutes_left: int | None = None
    finished: bool = False
    sides: tuple[Side, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastTurn:
    """A turn that was saved: what was typed, what was said to it (plain text), and from where that was quoted."""

    side: Side | None
    text: str
    reply: str
    citations: tuple[Citation, ...] = ()


class Dialogue(Protocol):
    """A conversation that front ends drive: one line in, a stream of events out.

    The iterators do blocking work between events: a screen runs them in a thread.
    """

    def view(self) -> DialogueView:
        """Where it stands now."""

    def past(self) -> tuple[PastTurn, ...]:
        """The saved turns, oldest first."""

    def open(self) -> Iterator[Event]:
        """What to say when it is opened: a greeting and the first question, or where it was left."""

    def reply(self, text: str, side: Side | None = None, field: str | None = None) -> Iterator[Event]:
        """Take a turn.

        Args:
            text: What was typed: an answer, a question, or a slash command.
            side: Who speaks; None means whose answer is waited for.
            field: The field that is answered; None means the one that was asked.

        Yields:
            Events, ending with one `Done` or one `Failed`.
        """
