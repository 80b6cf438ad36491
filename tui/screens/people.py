"""The people whose records the account may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from tui import keymap
from tui.screens.conversations import ConversationsScreen
from tui.screens.lists import ListScreen

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from tui.screens.plan_page import TheirPlanScreen
    from tui.screens.portfolio import TheirPortfolioScreen


class PeopleScreen(ListScreen):
    """People; Enter shows the conversations with the chosen one. The result is a conversation to resume."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.PEOPLE
    HELP: ClassVar[str | None] = (
        "**People** whose records you may see: your own line, your organisation or yourself, depending on your role. "
        "Type to search by name, post or unit; Enter shows the conversations with that person, "
        "F7 a development plan that they share or agreed, F8 what they share of their portfolio."
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

    def action_plan(self) -> None:
        """Show the chosen person's development plan."""
        if (key := self.chosen) is not None:
            from tui.screens.plan_page import TheirPlanScreen

            self._show(TheirPlanScreen(self._assistant, key, self._rows[key][0]), "app.plan", key)

    def action_portfolio(self) -> None:
        """Show what the chosen person shares of their portfolio."""
        if (key := self.chosen) is not None:
            from tui.screens.portfolio import TheirPortfolioScreen

            self._show(TheirPortfolioScreen(self._assistant, key, self._rows[key][0]), "app.portfolio", key)

    def _show(self, screen: TheirPlanScreen | TheirPortfolioScreen, own: str, person: str) -> None:
        """A screen about somebody; about oneself one's own, which can change things."""
        if person == self._assistant.account.person:
            self.call_next(self.app.run_action, own)
        else:
            self.app.push_screen(screen)


class PickPerson(PeopleScreen):
    """People to choose one from; the result is the reference."""

    HEADING = "Whom?"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Here people are chosen, and nothing about them is opened."""
        return action not in {"plan", "portfolio"}

    def choose(self, key: str) -> None:
        """This one."""
        self.dismiss(key)
