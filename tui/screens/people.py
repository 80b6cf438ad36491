"""The people whose records the account may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from tui.screens.conversations import ConversationsScreen
from tui.screens.lists import ListScreen

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class PeopleScreen(ListScreen):
    """People; Enter shows the conversations with the chosen one. The result is a conversation to resume."""

    HELP: ClassVar[str | None] = (
        "**People** whose records you may see: your own line, your organisation or yourself, depending on your role. "
        "Type to search by name, post or unit; Enter shows the conversations with that person."
    )
    HEADING = "People"
    COLUMNS = ("Name", "Post", "Unit", "Level", "Manager")
    EMPTY = "There is nobody whose records you may see."

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self._assistant = assistant

    def load(self) -> Mapping[str, tuple[str, ...]]:
        """The people the account may see."""
        return {
            one.reference: (
                one.name,
                one.job_title or "",
                one.unit or "",
                str(one.level or ""),
                one.manager_name or "",
            )
            for one in self._assistant.records.people.all()
        }

    def choose(self, key: str) -> None:
        """Show the conversations with a person."""

        def resume(conversation: str | None) -> None:
            if conversation is not None:
                self.dismiss(conversation)

        self.app.push_screen(ConversationsScreen(self._assistant, key), resume)


class PickPerson(PeopleScreen):
    """People to choose one from; the result is the reference."""

    HEADING = "Whom?"

    def choose(self, key: str) -> None:
        """This one."""
        self.dismiss(key)
