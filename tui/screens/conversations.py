"""The list of conversations: resume, search, rename, delete a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from tui import keymap
from tui.screens.dialogs import AskText
from tui.screens.lists import ListScreen

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class ConversationsScreen(ListScreen):
    """Conversations, newest first. The result is the chosen one's id, "" for a new chat, None for neither."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.CONVERSATIONS
    HELP: ClassVar[str | None] = (
        "**Conversations**, newest first. Type to search in titles and names, Enter resumes. Everything up to your "
        "last answer is there: nothing has to be saved by hand."
    )
    HEADING = "Conversations"
    COLUMNS = ("Title", "About", "Status", "Last turn")
    EMPTY = "There are no conversations yet. F3 starts a guided one, Ctrl+N a chat."

    def __init__(self, assistant: Assistant, about: str | None = None) -> None:
        super().__init__()
        self._assistant = assistant
        self._about = about

    def load(self) -> Mapping[str, tuple[str, ...]]:
        """The conversations the account may see."""
        return {
            one.id: (
                one.title,
                one.about_name or "",
                one.status.replace("_", " "),
                f"{one.updated_at.astimezone():%Y-%m-%d %H:%M}",
            )
            for one in self._assistant.records.conversations.all(about=self._about)
        }

    def action_new_chat(self) -> None:
        """Start a new chat."""
        self.dismiss("")

    async def action_guided(self) -> None:
        """Start a guided conversation instead."""
        self.dismiss(None)
        await self.app.run_action("app.guided")

    def action_rename(self) -> None:
        """Give the chosen conversation another title."""
        key = self.chosen
        if key is None:
            return
        title = self._rows[key][0]

        def rename(text: str | None) -> None:
            if text is not None:
                self.change(lambda: self._assistant.records.conversations.rename(key, text))

        self.app.push_screen(AskText("Rename", f"Another title for “{title}”.", "Rename", title), rename)

    def action_delete(self) -> None:
        """Delete a draft, with a reason, which the record of access keeps."""
        key = self.chosen
        if key is None:
            return

        def delete(reason: str | None) -> None:
            if reason is not None:
                self.change(lambda: self._assistant.records.conversations.delete_draft(key, reason))

        about = f"“{self._rows[key][0]}” will be gone for everybody. Say why; only drafts can be deleted."
        self.app.push_screen(AskText("Delete draft", about, "Delete"), delete)
