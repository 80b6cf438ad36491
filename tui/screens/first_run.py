"""The first choice in a new data folder: look around in a sample organisation, or set up one's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Input, OptionList, Static
from textual.widgets.option_list import Option as Row

from assistant.errors import EXPECTED
from tui import keymap
from tui.messages import HomeReady, WorkFailed
from tui.text import content

if TYPE_CHECKING:
    from assistant.compose import Home


class FirstRunScreen(ModalScreen[None]):
    """Sample organisation, or one's own."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = keymap.DIALOG
    HELP: ClassVar[str | None] = (
        "**The first choice.** The sample organisation lives in a folder of its own: nothing you try there touches "
        "your own records, and your own can be set up at any later time."
    )

    def __init__(self, home: Home) -> None:
        super().__init__()
        self._home = home

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Welcome to Talent", classes="dialog-title")
            yield Static("This data folder is new. How would you like to begin?", classes="dialog-text")
            yield OptionList(
                Row(
                    Content(
                        "Start with a sample organisation\nInvented people, conversations and pools, to look around"
                    ),
                    "sample",
                ),
                Row(
                    Content("Set up mine\nYou become its HR and administrator; people can be imported later"),
                    "mine",
                ),
                id="ways",
            )
            with Vertical(id="mine"):
                yield Static("Your name")
                yield Input(id="your-name")
                yield Static("Your reference in the staff list, such as a staff number")
                yield Input("ME", id="reference")
                with Horizontal(classes="dialog-buttons"):
                    yield Button("Set up", id="set-up", variant="primary", compact=True)
                    yield Button("Back", id="back", compact=True)
            yield Static("", id="problem", classes="dialog-problem")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self._show_form(False)

    def action_cancel(self) -> None:
        """Back to the choice; there, nothing to cancel."""
        self._show_form(False)

    @on(OptionList.OptionSelected)
    def _way_chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option.id == "sample":
            self._say("Making the sample organisation…")
            self._carry_out(self._home.sample)
        else:
            self._show_form(True)

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self._show_form(False)

    @on(Input.Submitted, "#your-name")
    def _next(self) -> None:
        self.query_one("#reference").focus()

    @on(Input.Submitted, "#reference")
    @on(Button.Pressed, "#set-up")
    def _set_up(self) -> None:
        name = self.query_one("#your-name", Input).value.strip()
        reference = self.query_one("#reference", Input).value.strip()
        if not name or not reference:
            self._say("Both are needed.")
            self.query_one("#reference" if name else "#your-name").focus()
            return
        self._say("Setting up…")
        self._carry_out(partial(self._made, name, reference))

    def _made(self, name: str, reference: str) -> Home:
        self._home.set_up(name, reference)
        return self._home

    def _carry_out(self, make: Callable[[], Home]) -> None:
        self.query_one("#ways").disabled = True
        self.query_one("#mine").disabled = True
        self.run_worker(
            partial(self._guarded, make),
            group="first-run",
            description="Setting up",
            exclusive=True,
            exit_on_error=False,
            thread=True,
        )

    def _guarded(self, make: Callable[[], Home]) -> None:
        try:
            home = make()
        except EXPECTED as error:
            self.post_message(WorkFailed("first-run", str(error)))
        else:
            self.post_message(HomeReady(home))

    @on(HomeReady)
    def _ready(self, message: HomeReady) -> None:
        message.stop()
        self.app.post_message(HomeReady(message.home))
        self.dismiss(None)

    @on(WorkFailed)
    def _failed(self, message: WorkFailed) -> None:
        message.stop()
        self.query_one("#ways").disabled = False
        self.query_one("#mine").disabled = False
        self._say(message.error)

    def _show_form(self, form: bool) -> None:
        self.query_one("#ways").display = not form
        self.query_one("#mine").display = form
        self._say("")
        self.query_one("#your-name" if form else "#ways").focus()

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(content(text))
