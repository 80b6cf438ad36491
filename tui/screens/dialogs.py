"""Questions the program asks before it does something: yes or no, or a line of text."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Input, Static, TextArea

from tui import keymap
from tui.text import content, shown


class Confirm(ModalScreen[bool]):
    """Asks whether to go on.

    Args:
        title: What is about to happen.
        question: What it means.
        verb: What the button that goes on says.
    """

    CSS_PATH = "dialogs.tcss"
    BINDINGS = keymap.DIALOG

    def __init__(self, title: str, question: str, verb: str) -> None:
        super().__init__()
        self._title = title
        self._question = question
        self._verb = verb

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(content(self._title), classes="dialog-title")
            yield Static(content(self._question), classes="dialog-text")
            with Horizontal(classes="dialog-buttons"):
                yield Button(content(self._verb), id="yes", variant="primary", compact=True)
                yield Button("Cancel", id="no", compact=True)
        yield Footer(compact=True, show_command_palette=False)

    def action_cancel(self) -> None:
        """Do nothing."""
        self.dismiss(False)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "yes")


class AskText(ModalScreen[str | None]):
    """Asks for text.

    Args:
        title: What the text is for.
        about: What is expected of it.
        verb: What the button says.
        text: What stands there already.
        fewest_words: A reason shorter than this is not taken.
        long: Whether it may have several lines.
    """

    CSS_PATH = "dialogs.tcss"
    BINDINGS = keymap.DIALOG

    def __init__(
        self, title: str, about: str, verb: str, text: str = "", fewest_words: int = 1, *, long: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._about = about
        self._verb = verb
        self._text = shown(text)
        self._fewest = fewest_words
        self._long = long

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(content(self._title), classes="dialog-title")
            yield Static(content(self._about), classes="dialog-text")
            if self._long:
                yield TextArea(
                    self._text, id="text", highlight_cursor_line=False, tab_behavior="focus", soft_wrap=True
                )
            else:
                yield Input(self._text, id="line")
            yield Static("", id="problem", classes="dialog-problem")
            with Horizontal(classes="dialog-buttons"):
                yield Button(content(self._verb), id="yes", variant="primary", compact=True)
                yield Button("Cancel", id="no", compact=True)
        yield Footer(compact=True, show_command_palette=False)

    def action_cancel(self) -> None:
        """Do nothing."""
        self.dismiss(None)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._take()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "yes":
            self._take()
        else:
            self.dismiss(None)

    def _take(self) -> None:
        text = (self.query_one(TextArea).text if self._long else self.query_one(Input).value).strip()
        words = len(text.split())
        if words < self._fewest:
            wanted = f"at least {self._fewest} words; there are {words}" if self._fewest > 1 else "some text"
            self.query_one("#problem", Static).update(content(f"This needs {wanted}."))
            return
        self.dismiss(text)
