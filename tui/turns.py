"""Turns run in threads: a dialogue's iterator does blocking work, the screen hears of it by message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from threading import Lock

from textual.widget import Widget
from textual.worker import Worker, get_current_worker

from assistant.dialogue import Dialogue, DialogueView
from assistant.errors import EXPECTED
from assistant.events import Done, Event, Failed, Saved, Side
from tui.messages import DialogueOpened, TurnEvent, TurnOver, WorkFailed


@dataclass(slots=True)
class Running:
    """The turn that runs.

    Attributes:
        number: Its number in this session.
        text: What was typed; "" for the opening of a conversation.
        saved: Whether it is on disk, so that stopping it cannot undo it.
    """

    number: int
    text: str
    saved: bool = False


def defect(error: BaseException) -> str:
    """One sentence about an error nobody foresaw, without its content: that may be personal."""
    return f"Something went wrong inside the program ({type(error).__name__}); nothing you typed is lost."


class Turns:
    """Runs one turn after another on behalf of a screen, which gets every message.

    A stopped turn's events are no longer passed on, but its thread may still be at work (a search cannot be
    interrupted half-way); the next turn waits for it, so that a dialogue never takes two turns at once.
    """

    def __init__(self, host: Widget) -> None:
        self.running: Running | None = None
        self._host = host
        self._number = 0
        self._worker: Worker[None] | None = None
        self._one_at_a_time = Lock()

    def open(self, make: Callable[[], Dialogue]) -> None:
        """Make or load a conversation; ends with `DialogueOpened` or `WorkFailed("dialogue")`."""
        self.leave()
        self._start(partial(self._open, make), "Opening the conversation")

    def leave(self) -> None:
        """Leave the conversation: whatever still comes from it belongs to nothing any more."""
        self.stop()
        self._number += 1

    def begin(self, dialogue: Dialogue) -> int:
        """Let the dialogue say what it says first; returns the turn's number."""
        return self._turn("", dialogue, dialogue.open)

    def take(self, dialogue: Dialogue, text: str, side: Side | None) -> int:
        """Take a turn; returns its number."""
        return self._turn(text, dialogue, lambda: dialogue.reply(text, side))

    def heard(self, message: TurnEvent) -> bool:
        """Whether an event belongs to the turn that runs; notes when that one has been saved or is over."""
        if self.running is None or message.turn != self.running.number:
            return False
        match message.event:
            case Saved():
                self.running.saved = True
            case Done() | Failed():
                self.running = None
        return True

    def is_latest(self, message: TurnOver) -> bool:
        """Whether nothing has begun since the turn that is over, so that its view is where things stand."""
        return self.running is None and message.turn == self._number

    def stop(self) -> Running | None:
        """Stop the running turn and return it; None where there is none."""
        stopped, self.running = self.running, None
        if stopped is not None and self._worker is not None:
            self._worker.cancel()
        return stopped

    def _turn(self, text: str, dialogue: Dialogue, events: Callable[[], Iterator[Event]]) -> int:
        self._number += 1
        self.running = Running(self._number, text)
        self._start(partial(self._play, self._number, dialogue, events), "Answering")
        return self._number

    def _start(self, work: Callable[[], None], description: str) -> None:
        self._worker = self._host.run_worker(
            work, group="turns", description=description, exit_on_error=False, exclusive=False, thread=True
        )

    def _open(self, make: Callable[[], Dialogue]) -> None:
        with self._one_at_a_time:
            try:
                dialogue = make()
                self._host.post_message(DialogueOpened(dialogue, dialogue.view(), dialogue.past()))
            except EXPECTED as error:
                self._host.post_message(WorkFailed("dialogue", str(error)))
            except Exception as error:
                self._host.post_message(WorkFailed("dialogue", defect(error)))
                raise

    def _play(self, number: int, dialogue: Dialogue, events: Callable[[], Iterator[Event]]) -> None:
        worker = get_current_worker()
        with self._one_at_a_time:
            if worker.is_cancelled:
                return
            try:
                for event in events():
                    if worker.is_cancelled:
                        break
                    self._host.post_message(TurnEvent(number, event))
            except EXPECTED as error:
                self._host.post_message(TurnEvent(number, Failed(str(error))))
            except Exception as error:
                self._host.post_message(TurnEvent(number, Failed(defect(error))))
                raise
            finally:
                self._host.post_message(TurnOver(number, _view(dialogue)))


def _view(dialogue: Dialogue) -> DialogueView | None:
    try:
        return dialogue.view()
    except EXPECTED:
        return None
