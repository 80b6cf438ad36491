"""Talent pools: what each asks for, who stands where, and the steps that people take, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from tui.screens.lists import ListScreen
from tui.screens.pool import PoolScreen

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class PoolsScreen(ListScreen):
    """The pools; anybody may read them. Enter opens one."""

    HELP: ClassVar[str | None] = (
        "**Talent pools.** Criteria, dates and use of every pool are published. The last column is your own standing, "
        "if you have any. Enter opens a pool."
    )
    HEADING = "Talent pools"
    COLUMNS = ("Pool", "Level", "Opens", "Closes", "You")
    EMPTY = "There are no talent pools yet."

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self._assistant = assistant

    def load(self) -> Mapping[str, tuple[str, ...]]:
        """The pools, with one's own standing."""
        pools, me = self._assistant.records.pools, self._assistant.account.person
        mine = {
            one.pool: one.state for one in pools.members() if me is not None and one.person.reference == me
        }
        return {
            one.name: (
                one.name,
                one.level,
                f"{one.opens}",
                f"{one.closed_on or one.closes or 'no date'}",
                mine.get(one.name, "").replace("_", " "),
            )
            for one in pools.all()
        }

    def choose(self, key: str) -> None:
        """Open a pool."""
        self.app.push_screen(PoolScreen(self._assistant, key), lambda _: self.reload())
