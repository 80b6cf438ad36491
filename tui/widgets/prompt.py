"""Where people type: it grows with the text, Enter sends, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from tui import keymap
from tui.messages import PromptSent
from tui.text import shown

LONGEST = 20_000
"""Characters of one turn; more is refused with the text kept."""


class Prompt(TextArea):
    """A text area that sends.

    The screen gives it the earlier lines of the conversation; Up on the first line and Down on the last walk through
    them, and the line that was being typed waits at the end.
    """

    BINDINGS = keymap.PROMPT
    HELP: ClassVar[str | None] = (
        "**Your turn.** Enter sends; Ctrl+J (and Shift+Enter where the terminal can tell it apart) begins a new line. "
        "Up on the first line brings back what you sent before. While the prompt is empty, a number chooses an option, "
        "and Ctrl+Z takes the last answer back. "
        "`/` lists the commands. Ask the guidance anything at any point: in a guided conversation with `/ask`."
    )

    class Numbered(Message):
        """A number key was pressed on an empty prompt."""

        def __init__(self, number: int, key: str) -> None:
            super().__init__()
            self.number = number
            self.key = key

    class Completing(Message):
        """A key for the list of commands: `by` rows up or down, or 0 to take the row."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Paging(Message):
        """The conversation is to be scrolled by pages."""

        def __init__(self, pages: int) -> None:
            super().__init__()
            self.pages = pages

    def __init__(self, id: str) -> None:
        super().__init__(
            soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False, compact=True, id=id
        )
        self.cursor_blink = False
        self.earlier: list[str] = []
        self.choosing = 0
        self.undoing = False
        self.completer: Callable[[str], Sequence[tuple[str, str]]] = lambda typed: ()
        self._put_away: str | None = None
        self._at: int | None = None
        self._draft = ""

    @property
    def completing(self) -> bool:
        """Whether the list of commands is open, worked out here and now: keys may come faster than messages."""
        return self.text != self._put_away and bool(self.completer(self.text))

    def put_list_away(self) -> bool:
        """Close the list of commands until the text changes; whether it was open."""
        was_open = self.completing
        self._put_away = self.text
        return was_open

    def give_back(self, text: str) -> None:
        """Put text back before whatever has been typed since."""
        rest = self.text
        self.replace_all(text if not rest.strip() else f"{text}\n{rest}")

    def replace_all(self, text: str) -> None:
        """Replace everything, undoably, with the cursor at the end."""
        self.replace(shown(text), *self._everything())
        self.move_cursor(self.document.end)

    def remember(self, text: str) -> None:
        """Add a line to the history and forget the draft."""
        if not self.earlier or self.earlier[-1] != text:
            self.earlier.append(text)
        self._at = None
        self._draft = ""

    def action_send(self) -> None:
        """Send, or take the highlighted command."""
        if self.completing:
            self.post_message(self.Completing(0))
            return
        text = self.text.strip()
        if not text:
            return
        if len(text) > LONGEST:
            self.notify(
                f"That is {len(text):,} characters; a turn takes up to {LONGEST:,}. Nothing was sent.",
                severity="warning",
                markup=False,
            )
            return
        self.clear()
        self.remember(text)
        self.post_message(PromptSent(text))

    def action_undo_answer(self) -> None:
        """Undo typing; where nothing is typed, take the last answer back."""
        if self.text or not self.undoing:
            self.action_undo()
        else:
            self.post_message(PromptSent("/undo"))

    def action_newline(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    def action_complete(self) -> None:
        """Take the highlighted command; otherwise Tab moves on as everywhere."""
        if self.completing:
            self.post_message(self.Completing(0))
        else:
            self.screen.focus_next()

    def action_page(self, pages: int) -> None:
        """Scroll the conversation while the prompt keeps the focus."""
        self.post_message(self.Paging(pages))

    def action_before(self) -> None:
        """Up: the list of commands, the line above, or what was sent before."""
        if self.completing:
            self.post_message(self.Completing(-1))
            return
        if not self.cursor_at_first_line or not self.earlier or self._at == 0:
            self.action_cursor_up()
            return
        if self._at is None:
            self._draft = self.text
            self._at = len(self.earlier)
        self._at -= 1
        self.replace_all(self.earlier[self._at])

    def action_after(self) -> None:
        """Down: the list of commands, the line below, or what was sent after."""
        if self.completing:
            self.post_message(self.Completing(1))
            return
        if not self.cursor_at_last_line or self._at is None:
            self.action_cursor_down()
            return
        self._at += 1
        if self._at >= len(self.earlier):
            self._at = None
            self.replace_all(self._draft)
        else:
            self.replace_all(self.earlier[self._at])

    async def _on_key(self, event: events.Key) -> None:
        if not self.text and event.key.isdecimal() and 1 <= int(event.key) <= self.choosing:
            event.stop()
            event.prevent_default()
            self.post_message(self.Numbered(int(event.key), event.key))
            return
        if not event.is_printable and await self._own_key(event.key):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    async def _own_key(self, key: str) -> bool:
        # Bindings run outside the queue of typed letters: Enter would overtake the letters before it, and send half a
        # line when text arrives in one burst. So the prompt's own keys are carried out here, in their turn.
        active = self.app.active_bindings.get(key)
        if active is None or active.node is not self or not (active.binding.id or "").startswith("prompt."):
            return False
        return await self.app.run_action(active.binding.action, self)

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if result := self._replace_via_keyboard(
            shown(event.text.replace("\r\n", "\n").replace("\r", "\n")), *self.selection
        ):
            self.move_cursor(result.end_location)

    def _everything(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return (0, 0), self.document.end
