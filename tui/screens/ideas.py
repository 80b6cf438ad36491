"""Ways to develop for an area that somebody named themself: from the catalogue, with the guidance on each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, Footer, Static

from assistant.plan import view
from tui import keymap
from tui.screens.working import WorkingScreen
from tui.text import content
from tui.widgets.fitted import FittedTable

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.events import GuidanceAnswer
    from assistant.plan.suggest import Suggestion


class IdeasScreen(WorkingScreen[str | None]):
    """Suggestions; the result is the method by which an action is to be added, or None.

    Args:
        assistant: Whose view it is.
        area: What the person would like to be able to do, in their own words.
        plan: The plan whose mix of kinds of learning is looked at; None for none.
    """

    CSS_PATH = "plan.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keymap.IDEAS
    HELP: ClassVar[str | None] = (
        "**Ideas** for what you would like to be able to do. They come from a catalogue of ways to develop, by your "
        "words and by the kinds of learning that your plan has already; nothing on record about you is looked at. "
        "Below stands what the guidance says. Enter adds an action with the chosen way, F7 opens the guidance."
    )

    table = getters.query_one("#actions", FittedTable)

    class Found(Message):
        """The suggestions arrived, with where the figures are from."""

        def __init__(self, ideas: tuple[Suggestion, ...], source: str) -> None:
            super().__init__()
            self.ideas = ideas
            self.source = source

    class Quoted(Message):
        """What the guidance says about a method arrived."""

        def __init__(self, method: str, answer: GuidanceAnswer) -> None:
            super().__init__()
            self.method = method
            self.answer = answer

    def __init__(self, assistant: Assistant, area: str, plan: str | None) -> None:
        super().__init__()
        self._assistant = assistant
        self._area = area
        self._plan = plan
        self._ideas: dict[str, Suggestion] = {}
        self._answers: dict[str, GuidanceAnswer] = {}

    def compose(self) -> ComposeResult:
        with Horizontal(id="plan-top"):
            yield Static(content(f"Ideas: {self._area}"), id="plan-title")
        with VerticalScroll(id="plan-about", can_focus=False):
            yield Static("Looking…")
        yield FittedTable(view.IDEAS, giving=0, id="actions")
        with VerticalScroll(id="plan-detail"):
            yield Static("")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.table.focus()
        self.reload()

    def say(self, text: str) -> None:
        """Say something above the table."""
        self.query_one("#plan-about Static", Static).update(content(text))

    def load(self) -> None:
        """Look into the catalogue."""
        source = self._assistant.methods.source
        figures = f"{source.title}, {source.publisher}, {source.year}, section {source.section}"
        self.post_message(self.Found(self._assistant.suggest(self._area, self._plan), figures))

    def _ask(self, idea: Suggestion) -> None:
        self.post_message(self.Quoted(idea.method, self._assistant.guidance.ask(idea.guidance)))

    @on(Found)
    def _found(self, message: Found) -> None:
        self._ideas = {one.method: one for one in message.ideas}
        self.table.show({key: view.idea_cells(one) for key, one in self._ideas.items()})
        self.say(
            "From the catalogue of ways to develop, by your own words. Enter adds an action. "
            f"Used by: {message.source}."
            if self._ideas
            else "Nothing in the catalogue fits these words. Escape leads back; try it in other words."
        )
        self.table.display = self.query_one("#plan-detail").display = bool(self._ideas)
        self._show_detail()

    @on(Quoted)
    def _quoted(self, message: Quoted) -> None:
        self._answers[message.method] = message.answer
        self._show_detail()

    def failed(self, what: str, error: str) -> None:
        """Without guidance the ideas are there all the same."""
        if what == "guidance":
            self._write(content(error))
        else:
            super().failed(what, error)

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        chosen = self.table.chosen
        idea = self._ideas.get(chosen or "")
        if idea is None:
            return
        answer = self._answers.get(idea.method)
        if answer is None:
            self._write(content("Looking into the guidance…"))
            self.work(partial(self._ask, idea), "guidance")
        elif answer.citations:
            cited = answer.citations[0]
            place = ", ".join(
                part
                for part in (cited.title, cited.section, f"page {cited.page}" if cited.page else "")
                if part
            )
            self._write(Content.assemble(content(f"“{cited.quote}”"), "\n", content(place, "dim")))
        else:
            self._write(content("The documents in the library say nothing about it."))
        self.refresh_bindings()

    def _write(self, text: Content) -> None:
        """Show a text below the table, under what the chosen way is called and why it is there."""
        idea = self._ideas[self.table.chosen or ""]
        *_, why = view.idea_cells(idea)
        whole = Content.assemble(content(idea.label, "bold"), content(f" ({why})"), "\n", text)
        self.put("#plan-detail Static", whole)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is guidance to open only where some was found."""
        if action == "document":
            answer = self._answers.get(self.table.chosen or "") if self.is_mounted else None
            return bool(answer and answer.citations)
        return True

    def action_close(self) -> None:
        """Back to the plan."""
        self.dismiss(None)

    def action_document(self) -> None:
        """Open the guidance at the quotation."""
        from tui.screens.document import DocumentScreen

        answer = self._answers.get(self.table.chosen or "")
        if answer is not None and answer.citations:
            self.app.push_screen(DocumentScreen(self._assistant, answer.citations, 0))

    @on(DataTable.RowSelected)
    def _selected(self, event: DataTable.RowSelected) -> None:
        event.stop()
        self.dismiss(event.row_key.value)
