"""The single lines of the main screen: who is here, for whom the next answer is given, what is under way."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from assistant.events import Side
from tui.text import content

SIDES: tuple[Side, ...] = ("individual", "manager")


class TopLine(Static):
    """Who is signed in, which conversation this is, how far it is."""

    def __init__(self, id: str) -> None:
        super().__init__("", id=id)
        self._person = ""
        self._conversation = ""

    def person(self, name: str, roles: str) -> None:
        """Say who is signed in."""
        self._person = f"{name} ({roles})" if roles else name
        self._draw()

    def conversation(self, title: str, progress: str) -> None:
        """Say which conversation is shown."""
        self._conversation = f"{progress} · {title}" if progress else title
        self._draw()

    def _draw(self) -> None:
        self.update(
            Content.assemble(
                ("Talent", "bold"),
                "  ",
                content(self._person),
                "  │  " if self._conversation else "",
                content(self._conversation),
            )
        )


class SideLine(Static):
    """Whose answer comes next in a conversation of two. A click or F8 changes it."""

    def __init__(self, id: str) -> None:
        super().__init__("", id=id)
        self.side: Side | None = None
        self._names: Mapping[str, str] = {}

    def offer(self, sides: tuple[Side, ...], names: Mapping[str, str], side: Side | None) -> None:
        """Show the sides; fewer than two hide the line."""
        self._names = names
        self.display = len(sides) > 1
        self.side = side if len(sides) > 1 else None
        self._draw()

    def switch(self) -> None:
        """Answer for the other one."""
        if self.side is not None:
            self.side = "manager" if self.side == "individual" else "individual"
            self._draw()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.switch()

    def _draw(self) -> None:
        parts: list[Content | str | tuple[str, str]] = []
        for side in SIDES:
            name = self._names.get(side, "")
            label = f"{side.capitalize()}: {name}" if name else side.capitalize()
            chosen = side == self.side
            parts += [content(f"({'x' if chosen else ' '}) {label}", "bold" if chosen else "dim"), "  "]
        self.update(Content.assemble(*parts))


class StatusLine(Widget):
    """What is under way, on one line: words that stand still, for a moving sign says less and disturbs more."""

    working = reactive("Opening…")
    """What the present turn, or the opening of a conversation, is doing."""
    library = reactive("Loading the library")
    """What the library does before it is ready; "" afterwards."""
    waiting = reactive(0)
    """Questions that were sent and are still to be answered."""

    def render(self) -> Content:
        """The parts that apply, in a row."""
        parts = [
            self.working,
            f"{self.library}… you can type and send already" if self.library else "",
            f"{self.waiting} waiting to be answered" if self.waiting else "",
        ]
        return content(" · ".join(part for part in parts if part))
