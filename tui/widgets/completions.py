"""Slash commands: what there are, and the list that appears while one is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option as Row

from assistant.dialogue import DialogueView
from tui.text import content


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command.

    Attributes:
        name: With its slash.
        about: What it does.
        argument: What follows it, or "".
        guided: Whether it makes sense in guided conversations only.
        action: The screen's action that carries it out; "" where the conversation does.
    """

    name: str
    about: str
    argument: str = ""
    guided: bool = False
    action: str = ""


COMMANDS: tuple[Command, ...] = (
    Command("/ask", "Ask the guidance without leaving the conversation", "QUESTION", guided=True),
    Command("/back", "Go back to the question before", guided=True),
    Command("/undo", "Take the last answer back", guided=True),
    Command("/skip", "Leave this question open for now", guided=True),
    Command("/stage", "Go to a stage", "NAME", guided=True),
    Command("/summary", "What has been recorded so far", guided=True),
    Command("/pause", "Stop here; everything is saved", guided=True),
    Command("/new", "Start a new chat about the guidance", action="new_chat"),
    Command("/talk", "Start a guided conversation", action="app.guided"),
    Command("/open", "Resume another conversation", action="app.conversations"),
    Command("/plan", "Your development plan", action="app.plan"),
    Command("/portfolio", "Your portfolio and timeline", action="app.portfolio"),
    Command("/people", "The people whose records you may see", action="app.people"),
    Command("/pools", "Talent pools", action="app.pools"),
    Command("/library", "The documents that answers come from", action="app.documents"),
    Command("/help", "Help and keys", action="app.help"),
    Command("/quit", "Leave the program", action="app.quit"),
)


def complete(typed: str, view: DialogueView | None) -> list[tuple[str, str]]:
    """What could be meant by what is typed so far: the completed text and what it does, in the order shown."""
    if not typed.startswith("/") or "\n" in typed:
        return []
    guided = view is not None and view.kind == "guided"
    if guided and view is not None and typed.startswith("/stage "):
        wanted = typed.removeprefix("/stage ").strip().casefold()
        stages = [(f"/stage {stage.id}", stage.title) for stage in view.stages]
        return [
            (text, about)
            for text, about in stages
            if wanted in f"{text[7:]} {about}".casefold() and text != typed
        ]
    if " " in typed:
        return []
    found = [
        command for command in COMMANDS if command.name.startswith(typed) and (guided or not command.guided)
    ]
    if len(found) == 1 and found[0].name == typed:
        return []
    return [(command.name + (" " if command.argument else ""), command.about) for command in found]


class Completions(OptionList, can_focus=False):
    """The commands that begin with what is typed."""

    class Taken(Message):
        """A command was taken."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._found: Sequence[tuple[str, str]] = ()

    def suggest(self, found: Sequence[tuple[str, str]]) -> None:
        """Show these; none hides the list."""
        self._found = found
        self.clear_options()
        self.add_options(
            Row(Content.assemble(content(f"{text.strip():<10}", "bold"), "  ", content(about)))
            for text, about in found
        )
        self.display = bool(found)
        if found:
            self.highlighted = 0

    def move(self, by: int) -> None:
        """Move the highlight, round and round."""
        if self._found and self.highlighted is not None:
            self.highlighted = (self.highlighted + by) % len(self._found)

    def take(self) -> None:
        """Take the highlighted command."""
        if self._found and self.highlighted is not None:
            self.post_message(self.Taken(self._found[self.highlighted][0]))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.highlighted = event.option_index
        self.take()
