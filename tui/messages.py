"""What happens between the threads that do the work, the widgets and the screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from assistant.dialogue import Dialogue, DialogueView, PastTurn
from assistant.events import Citation, Event

if TYPE_CHECKING:
    from assistant.agenda.items import Agenda, Item
    from assistant.assistant import Assistant
    from assistant.compose import Home


@dataclass
class FirstFrame(Message):
    """The conversation's screen has been drawn: whatever takes time may begin."""


@dataclass
class HomeOpened(Message):
    """The data folder is known, with its settings."""

    home: Home


@dataclass
class HomeIsNew(Message):
    """The data folder has no accounts yet: the first-run choice is due."""

    home: Home


@dataclass
class HomeReady(Message):
    """The first-run choice was carried out; `home` is the folder to work in."""

    home: Home


@dataclass
class SignedIn(Message):
    """An account is signed in.

    Attributes:
        assistant: What it works with.
        told: What it has to be told before anything else, in sentences; empty where that is nothing.
    """

    assistant: Assistant
    told: str = ""


@dataclass
class AgendaReady(Message):
    """What is due for whoever is signed in is known.

    Attributes:
        agenda: It.
        names: What the roles are called.
    """

    agenda: Agenda
    names: dict[str, str]


@dataclass
class AgendaChosen(Message):
    """Something that is due is to be done."""

    item: Item


@dataclass
class RoleChosen(Message):
    """What is due in another role is asked for."""

    role: str


@dataclass
class WorkFailed(Message):
    """Something in the background could not be done.

    Attributes:
        what: Name of the piece of work, for the screen that started it.
        error: One sentence for people.
    """

    what: str
    error: str


@dataclass
class LibraryProgress(Message):
    """Loading or indexing the library goes on: what is done, and how much of it out of how much."""

    what: str
    done: int
    total: int


@dataclass
class LibraryReady(Message):
    """The library and its model are loaded: answers come at once from now on."""


@dataclass
class DialogueOpened(Message):
    """A conversation was made or loaded, with where it stands and what was said before."""

    dialogue: Dialogue
    view: DialogueView
    past: tuple[PastTurn, ...]


@dataclass
class TurnEvent(Message):
    """Something happened in a turn.

    Attributes:
        turn: Number of the turn in this session; events of a turn that was stopped are to be ignored.
        event: What the dialogue yielded.
    """

    turn: int
    event: Event


@dataclass
class TurnOver(Message):
    """A turn's thread has ended; `view` is where the dialogue stands now, None where it could not be told."""

    turn: int
    view: DialogueView | None


@dataclass
class PromptSent(Message):
    """Enter was pressed on a prompt that is not empty."""

    text: str


@dataclass
class ChoiceMade(Message):
    """One of the question's options was chosen; `text` is what the dialogue is told."""

    text: str


@dataclass
class SourceChosen(Message):
    """A citation is to be opened in its document."""

    citations: tuple[Citation, ...]
    index: int


@dataclass
class StageChosen(Message):
    """A stage of the map was chosen."""

    stage: str


@dataclass
class TurnFocused(Message):
    """The reader moved to another turn: its sources are the ones to show."""

    citations: tuple[Citation, ...]


@dataclass
class Notice(Message):
    """Something worth a notice happened in the background."""

    text: str


@dataclass
class RowsLoaded(Message):
    """A list's rows arrived: each key with the cells to show."""

    rows: Mapping[str, tuple[str, ...]]
