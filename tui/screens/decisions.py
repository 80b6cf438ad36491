"""The two things people say about a nomination: the person yes or no, the panel its decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option as Row

from tui import keymap
from tui.text import content

DECISIONS = (
    ("accept", "Accept", "joins the pool from today"),
    ("not_yet", "Not yet", "with what would change it"),
    ("decline", "Decline", "with what would change it"),
    ("return_for_evidence", "Return for evidence", "with what is wanted"),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it was filled in."""

    key: str
    reason: str
    would_change: str


class AgreeDialog(ModalScreen[tuple[str, str] | None]):
    """Asks for one's own answer; the result is yes, no or edits, and what was said with it."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = keymap.DIALOG

    def __init__(self, pool: str) -> None:
        super().__init__()
        self._pool = pool

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Your nomination", classes="dialog-title")
            yield Static(
                content(
                    f"Do you want to be considered for “{self._pool}”? Yes lets the panel read the reasons, "
                    "the evidence, what you attach of your portfolio, and the goals of your agreed plan; never your "
                    "conversations. It promises no post, and you can leave at any time."
                ),
                classes="dialog-text",
            )
            yield Static("Anything you want to say with it (may stay empty)")
            yield Input(id="reason")
            with Horizontal(classes="dialog-buttons"):
                yield Button("Yes, consider me", id="yes", variant="primary", compact=True)
                yield Button("No, thank you", id="no", compact=True)
                yield Button("Ask for changes", id="edits", compact=True)
                yield Button("Cancel", id="cancel", compact=True)
        yield Footer(compact=True, show_command_palette=False)

    def action_cancel(self) -> None:
        """Say nothing yet."""
        self.dismiss(None)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "cancel":
            self.dismiss(None)
        else:
            self.dismiss((f"{event.button.id}", self.query_one(Input).value.strip()))


class DecideDialog(ModalScreen[Decision | None]):
    """Asks for a decision, its reason, and what would change it."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = keymap.DIALOG
    HELP: ClassVar[str | None] = (
        "**A decision about a nomination.** It is what the panel has come to, recorded under your name. The person "
        "reads the reason and what would change it, for a yes what would end it, and is told within ten working days. "
        "Nobody decides about themself, as the person's own line manager, or about whom they nominated."
    )

    def __init__(self, person: str, pool: str) -> None:
        super().__init__()
        self._person = person
        self._pool = pool

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(content(f"{self._person}: {self._pool}"), classes="dialog-title")
            yield OptionList(
                *(
                    Row(Content.assemble(content(label, "bold"), content(f", {about}", "dim")), key)
                    for key, label, about in DECISIONS
                ),
                id="decision",
            )
            yield Static("Why? The person reads it.")
            yield TextArea(
                id="reason",
                highlight_cursor_line=False,
                tab_behavior="focus",
                soft_wrap=True,
                classes="short",
            )
            yield Static("What would change it; for a yes, what would end it")
            yield TextArea(
                id="would-change",
                highlight_cursor_line=False,
                tab_behavior="focus",
                soft_wrap=True,
                classes="short",
            )
            with Horizontal(classes="dialog-buttons"):
                yield Button("Record the decision", id="yes", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)
            yield Static("", id="problem", classes="dialog-problem")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one("#decision").focus()

    def action_cancel(self) -> None:
        """Decide nothing."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one("#reason").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "cancel":
            self.dismiss(None)
            return
        option = self.query_one("#decision", OptionList).highlighted_option
        reason = self.query_one("#reason", TextArea).text.strip()
        change = self.query_one("#would-change", TextArea).text.strip()
        if option is None or option.id is None or not reason or not change:
            self.query_one("#problem", Static).update("Choose a decision, say why, and what would change it.")
            return
        self.dismiss(Decision(option.id, reason, change))
