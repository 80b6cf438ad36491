"""Everything one answers with: the options of the question, the commands, whose answer it is, and the prompt."""

from __future__ import annotations

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import TextArea

from assistant.dialogue import DialogueView
from tui.messages import ChoiceMade
from tui.widgets.choices import Choices
from tui.widgets.completions import Completions, complete
from tui.widgets.lines import SideLine
from tui.widgets.prompt import Prompt


class Composer(Vertical):
    """The lower part of the conversation."""

    choices = getters.query_one("#choices", Choices)
    completions = getters.query_one("#completions", Completions)
    sides = getters.query_one("#sides", SideLine)
    prompt = getters.query_one("#prompt", Prompt)

    def compose(self) -> ComposeResult:
        yield Choices(id="choices")
        yield Completions(id="completions")
        yield SideLine(id="sides")
        yield Prompt(id="prompt")

    def on_mount(self) -> None:
        self.completions.suggest([])
        self.show(None)

    def show(self, view: DialogueView | None) -> None:
        """Fit what can be answered to where the conversation stands; None is before there is one."""
        self.prompt.completer = lambda typed: complete(typed, view)
        asked = view.asked if view is not None else None
        self.offer_no_options()
        if asked is not None:
            self.choices.offer(asked.options)
            self.prompt.choosing = 0 if asked.several else min(9, len(asked.options))
        sides = view.sides if view is not None else ()
        side = asked.side if asked is not None else next(iter(sides), None)
        self.sides.offer(sides, view.people if view is not None else {}, side)
        guided = view is not None and view.kind == "guided"
        self.prompt.undoing = guided
        self.prompt.placeholder = Content(
            "Your answer, or /ask the guidance something" if guided else "Ask a question, or / for commands"
        )

    def offer_no_options(self) -> None:
        """Take the options away, while an answer is on its way."""
        self.choices.offer(())
        self.prompt.choosing = 0

    def put_list_away(self) -> bool:
        """Hide the list of commands; whether there was one."""
        self.completions.suggest([])
        return self.prompt.put_list_away()

    @on(TextArea.Changed, "#prompt")
    def _typed(self) -> None:
        self.completions.suggest(self.prompt.completer(self.prompt.text) if self.prompt.completing else ())

    @on(Prompt.Numbered)
    def _numbered(self, message: Prompt.Numbered) -> None:
        # Posted from here: Textual stops a message at the parent in whose handler it was made.
        if (text := self.choices.text_of(message.number)) is not None:
            self.post_message(ChoiceMade(text))

    @on(Prompt.Completing)
    def _completing(self, message: Prompt.Completing) -> None:
        if message.by:
            self.completions.move(message.by)
        else:
            self.completions.take()

    @on(Completions.Taken)
    def _taken(self, message: Completions.Taken) -> None:
        self.prompt.replace_all(message.text)
        self.prompt.focus()
