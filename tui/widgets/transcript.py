"""The conversation so far. It follows what is being said unless the reader has scrolled away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button

from assistant.dialogue import PastTurn
from assistant.events import Side
from tui.messages import TurnFocused
from tui.widgets.turn import Turn
from tui.widgets.welcome import AgendaList, Welcome

if TYPE_CHECKING:
    from assistant.agenda.items import Agenda

TAIL = 12
"""Turns that are drawn when a conversation is resumed, and that are added on each request for earlier ones."""


class Transcript(VerticalScroll):
    """Turns, oldest first."""

    HELP: ClassVar[str | None] = (
        "**The conversation.** Up, Down, Page Up and Page Down scroll; Ctrl+Up and Ctrl+Down move from turn to turn, "
        "and the panel shows the sources of the turn you are on. It follows a new answer only while you are at the end."
    )

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._earlier: list[PastTurn] = []
        self._names: Mapping[Side, str] = {}
        self._at: int | None = None
        self._kept: Turn | None = None
        self._due: tuple[Agenda, dict[str, str]] | None = None

    def on_mount(self) -> None:
        self.anchor()

    @property
    def turns(self) -> list[Turn]:
        """The turns that are drawn."""
        return list(self.query_children(Turn).results())

    @property
    def current(self) -> Turn | None:
        """The turn the reader is on: the last one unless another was chosen."""
        turns = self.turns
        if self._at is not None and self._at < len(turns):
            return turns[self._at]
        return turns[-1] if turns else None

    def welcome(self, text: Content) -> None:
        """Show what can be done here, until the first turn."""
        there = self.query(Welcome)
        if there:
            there.only_one(Welcome).say(text)
        else:
            self.mount(Welcome(text))
            self.call_after_refresh(self._show_due)

    def welcome_again(self, text: Content) -> None:
        """Show something else for it, if it is still there."""
        if self.query("#welcome"):
            self.welcome(text)

    def due(self, agenda: Agenda, names: dict[str, str]) -> None:
        """Show below it what is due, if it is still there; and again whenever it is."""
        self._due = (agenda, names)
        self._show_due()

    def _show_due(self) -> None:
        if self._due is not None:
            for welcome in self.query(Welcome).results(Welcome):
                welcome.show(*self._due)

    async def show(self, past: Sequence[PastTurn], names: Mapping[Side, str]) -> None:
        """Start over with the turns of a conversation.

        Args:
            past: The saved turns, oldest first.
            names: What to call whoever spoke, by side; "" names the owner of a chat.
        """
        self._names = names
        self._at = self._kept = None
        self._earlier = list(past[:-TAIL])
        with self.app.batch_update():
            await self.remove_children()
            if self._earlier:
                await self.mount(Button("Show earlier turns", id="earlier"))
            for turn in past[-TAIL:]:
                await self._mount_past(turn)
        self.anchor()

    async def begin(self, who: str, said: str) -> Turn:
        """Begin a turn at the end."""
        await self.query("#welcome").remove()
        self._kept = None
        self._mark(None)
        turn = Turn(who, said)
        await self.mount(turn)
        self.anchor()
        return turn

    def keep_beginning(self, turn: Turn) -> None:
        """Follow a turn only until its beginning has reached the top: reading begins there, and not at its end."""
        self._kept = turn
        self.call_after_refresh(self._keep)

    def watch_virtual_size(self) -> None:
        """What is laid out only after a turn has ended must not take its beginning away."""
        if self._kept is not None:
            self.call_after_refresh(self._keep)

    def _keep(self) -> None:
        turn = self._kept
        if turn is None or not turn.is_attached or self._anchor_released:
            return
        place = (
            turn.virtual_region
        )  # nothing yet where it has not been laid out: its top would be the very first line
        if place and place.y < self.scroll_offset.y:
            self.scroll_to(y=place.y, animate=False, immediate=True)

    def step(self, by: int) -> None:
        """Move the reader `by` turns, and say which sources belong there."""
        turns = self.turns
        if not turns:
            for due in self.query(AgendaList).results(AgendaList):
                due.focus()
            return
        at = len(turns) - 1 if self._at is None else self._at
        self._mark(max(0, min(len(turns) - 1, at + by)))
        current = self.current
        if current is not None:
            current.scroll_visible(animate=False, top=True)
            self.post_message(TurnFocused(current.citations))

    def _mark(self, at: int | None) -> None:
        self._at = at
        for index, turn in enumerate(self.turns):
            turn.set_class(index == at, "current")

    async def _mount_past(self, past: PastTurn, before: Turn | None = None) -> None:
        who = (self._names.get(past.side, "You") if past.side is not None else "You") if past.text else ""
        turn = Turn(who, past.text)
        await self.mount(turn, before=before)
        await turn.finish(past.reply)
        turn.cite(past.citations)

    @on(Button.Pressed, "#earlier")
    async def _show_earlier(self, event: Button.Pressed) -> None:
        event.stop()
        first = self.turns[0]
        batch, self._earlier = self._earlier[-TAIL:], self._earlier[:-TAIL]
        self.release_anchor()
        with self.app.batch_update():
            for past in batch:
                await self._mount_past(past, before=first)
            if not self._earlier:
                await event.button.remove()
        first.scroll_visible(animate=False, top=True)
