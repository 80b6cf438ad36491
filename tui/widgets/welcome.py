"""What an empty conversation shows: what can be asked here, and what is due, each item a step from being done."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option as Row

from tui import keymap
from tui.messages import AgendaChosen, RoleChosen
from tui.text import content

if TYPE_CHECKING:
    from assistant.agenda.items import Agenda, Item

_ROLE = "as "


class AgendaList(OptionList):
    """What is due, part by part; headings are passed over."""

    BINDINGS = keymap.AGENDA
    HELP: ClassVar[str | None] = (
        "**What is due for you**, the most pressing first in each part. Up and Down move, Enter goes there, Escape "
        "leads back to typing. Whoever acts in several roles finds the others at the end. What is done on the command "
        "line is said when it is chosen."
    )

    def __init__(self, id: str) -> None:
        super().__init__(id=id, compact=True)
        self._items: dict[str, Item] = {}

    def show(self, agenda: Agenda, names: dict[str, str]) -> None:
        """Show an agenda.

        Args:
            agenda: What is due.
            names: What the roles are called.
        """
        rows: list[Row] = []
        self._items = {}
        for section in agenda.sections:
            if not section.items and not section.empty:
                continue
            rows.append(Row(content(section.title, "bold $text-accent"), disabled=True))
            for item in section.items:
                key = f"item {len(self._items)}"
                self._items[key] = item
                rows.append(Row(Content.assemble(*_line(item)), key))
            if not section.items:
                rows.append(Row(content(f"  {section.empty}", "dim"), disabled=True))
        for role in agenda.roles:
            if role != agenda.role:
                rows.append(
                    Row(content(f"Show what is due for you as {names[role]}", "italic"), f"{_ROLE}{role}")
                )
        self.clear_options()
        self.add_options(rows)

    def action_leave(self) -> None:
        """Back to typing."""
        self.screen.query_one("#prompt").focus()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        key = event.option.id or ""
        if key.startswith(_ROLE):
            self.post_message(RoleChosen(key.removeprefix(_ROLE)))
        elif key in self._items:
            self.post_message(AgendaChosen(self._items[key]))


class Welcome(Vertical):
    """The text, and below it the agenda once it is known."""

    def __init__(self, text: Content) -> None:
        super().__init__(id="welcome")
        self._text = text

    def compose(self) -> ComposeResult:
        yield Static(Content.assemble(self._text), id="welcome-text")
        yield AgendaList("agenda")

    def say(self, text: Content) -> None:
        """Show another text."""
        self._text = text
        for static in self.query("#welcome-text").results(Static):
            static.update(Content.assemble(text))

    def show(self, agenda: Agenda, names: dict[str, str]) -> None:
        """Show what is due."""
        self.add_class("-due")
        for due in self.query(AgendaList).results(AgendaList):
            due.show(agenda, names)


def _line(item: Item) -> tuple[Content, ...]:
    late = content("late  ", "bold $text-error") if item.late else Content("")
    detail = content(f"\n    {item.detail}", "dim") if item.detail else Content("")
    return Content("  "), late, content(item.text, "bold"), detail
