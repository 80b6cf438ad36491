"""Forms: fields with labels that are saved together, and a list to choose one thing from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Footer, Input, Label, OptionList, Select, Static, TextArea
from textual.widgets.option_list import Option as Row

from assistant.errors import EXPECTED
from tui import keymap
from tui.messages import WorkFailed
from tui.screens.dialogs import Confirm
from tui.text import content, shown


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        name: What its text is saved as.
        label: What people read.
        value: What stands there already.
        hint: What is wanted, shown while nothing stands there.
        choices: Key and words of each choice; empty for free text.
        long: Whether it may have several lines.
    """

    name: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    long: bool = False


class Form(ModalScreen[bool]):
    """Fields to fill in. What cannot be saved is said below them, and everything that was typed stays.

    Args:
        title: What is filled in.
        about: What is expected.
        verb: What the button says.
        fields: The fields.
        save: Saves the texts by field; called in a thread. What it raises is shown.
    """

    CSS_PATH = ["dialogs.tcss", "form.tcss"]  # noqa: RUF012 - as Textual declares it
    BINDINGS = keymap.FORM
    HELP: ClassVar[str | None] = (
        "**A form.** Tab and Shift+Tab go from field to field, F2 or Enter on a single line saves. Days can be written "
        "as 2026-03-10, 10 March or in six weeks. A field may stay empty unless the form says otherwise."
    )

    class Saved(Message):
        """The texts were saved."""

    def __init__(
        self,
        title: str,
        about: str,
        verb: str,
        fields: tuple[Field, ...],
        save: Callable[[Mapping[str, str]], object],
    ) -> None:
        super().__init__()
        self._title = title
        self._about = about
        self._verb = verb
        self._fields = fields
        self._save = save

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="form"):
            yield Static(content(self._title), classes="dialog-title")
            if self._about:
                yield Static(content(self._about), classes="dialog-text")
            with VerticalScroll(id="fields", can_focus=False):
                for field in self._fields:
                    with Horizontal(classes="row"):
                        yield Label(content(field.label), classes="label")
                        yield self._widget(field)
            yield Static("", id="problem", classes="dialog-problem")
            with Horizontal(classes="dialog-buttons"):
                yield Button(content(self._verb), id="yes", variant="primary", compact=True)
                yield Button("Cancel", id="no", compact=True)
        yield Footer(compact=True, show_command_palette=False)

    def _widget(self, field: Field) -> Widget:
        name = f"field-{field.name}"
        if field.choices:
            value = field.value if field.value in dict(field.choices) else Select.NULL
            options = [(content(words), key) for key, words in field.choices]
            return Select(options, prompt=shown(field.hint or "not said"), value=value, id=name, compact=True)
        if field.long:
            area = TextArea(
                shown(field.value),
                id=name,
                highlight_cursor_line=False,
                tab_behavior="focus",
                soft_wrap=True,
                placeholder=content(field.hint),
            )
            area.cursor_blink = False
            return area
        line = Input(shown(field.value), placeholder=shown(field.hint), id=name)
        line.cursor_blink = False
        return line

    def on_mount(self) -> None:
        self.query_one(f"#field-{self._fields[0].name}").focus()

    @property
    def words(self) -> dict[str, str]:
        """What stands in the fields."""
        return {field.name: self._word(field) for field in self._fields}

    def _word(self, field: Field) -> str:
        widget = self.query_one(f"#field-{field.name}")
        if isinstance(widget, Select):
            return "" if widget.value is Select.NULL else str(widget.value)
        return (
            widget.text if isinstance(widget, TextArea) else widget.value if isinstance(widget, Input) else ""
        )

    def action_save(self) -> None:
        """Save what stands there."""
        self.query_one("#problem", Static).update("Saving…")
        self.run_worker(
            partial(self._saving, self.words),
            group="form",
            description=f"Saving: {self._title}",
            exclusive=True,
            exit_on_error=False,
            thread=True,
        )

    def _saving(self, words: Mapping[str, str]) -> None:
        try:
            self._save(words)
        except EXPECTED as error:
            self.post_message(WorkFailed("form", str(error)))
        else:
            self.post_message(self.Saved())

    @on(Saved)
    def _saved(self) -> None:
        self.dismiss(True)

    @on(WorkFailed)
    def _failed(self, message: WorkFailed) -> None:
        message.stop()
        self.query_one("#problem", Static).update(content(message.error))

    def action_cancel(self) -> None:
        """Close it; ask first where something that was filled in would be lost."""
        if self.words == {field.name: shown(field.value) for field in self._fields}:
            self.dismiss(False)
            return

        def leave(sure: bool | None) -> None:
            if sure:
                self.dismiss(False)

        self.app.push_screen(Confirm("Leave the form?", "What you filled in would be lost.", "Leave"), leave)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "yes":
            self.action_save()
        else:
            self.action_cancel()


class Choose(ModalScreen[str | None]):
    """A list to choose one thing from; the result is its key.

    Args:
        title: What is chosen.
        options: Key, words and meaning of each.
    """

    CSS_PATH = ["dialogs.tcss", "form.tcss"]  # noqa: RUF012 - as Textual declares it
    BINDINGS = keymap.DIALOG

    def __init__(self, title: str, options: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__()
        self._title = title
        self._options = options

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(content(self._title), classes="dialog-title")
            width = max(len(shown(words)) for _, words, _ in self._options)
            yield OptionList(
                *(
                    Row(
                        Content.assemble(
                            content(f"{words:<{width}}" if about else words, "bold"),
                            content(f"  {about}", "dim"),
                        ),
                        key,
                    )
                    for key, words, about in self._options
                ),
                id="choose",
            )
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = 0
        self.query_one(OptionList).focus()

    def action_cancel(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)
