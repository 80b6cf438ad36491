"""The options of the question that waits, chosen by number, by arrow keys or by mouse."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option as Row

from assistant.events import Option
from tui import keymap
from tui.messages import ChoiceMade
from tui.text import content


class Choices(OptionList):
    """A question's options: number, label, meaning."""

    BINDINGS = keymap.CHOICES
    HELP: ClassVar[str | None] = (
        "**The options of this question.** Press a number, or move with Up and Down and press Enter. You may also "
        "leave them (Escape) and answer in your own words."
    )

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.border_title = Content("Press a number, or answer in your own words")
        self._offered: tuple[Option, ...] = ()

    def offer(self, options: tuple[Option, ...]) -> None:
        """Show these options; none hides the list."""
        self._offered = options
        self.clear_options()
        self.add_options(
            Row(
                Content.assemble(
                    (f"{number if number < 10 else ' '} ", "bold"),
                    content(option.label),
                    content(f" — {option.meaning}", "dim") if option.meaning else "",
                )
            )
            for number, option in enumerate(options, 1)
        )
        self.display = bool(options)
        if options:
            self.highlighted = 0

    def text_of(self, number: int) -> str | None:
        """What is said by choosing an option, counted from 1; None where there is no such option."""
        return self._offered[number - 1].label if 1 <= number <= len(self._offered) else None

    def choose(self, number: int) -> None:
        """Choose by number, counted from 1; a number without an option does nothing."""
        if (text := self.text_of(number)) is not None:
            self.post_message(ChoiceMade(text))

    def action_leave(self) -> None:
        """Back to typing."""
        self.screen.focus_next()

    def on_key(self, event: events.Key) -> None:
        if event.key.isdecimal() and event.key != "0":
            event.stop()
            self.choose(int(event.key))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.choose(event.option_index + 1)
