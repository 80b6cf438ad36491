"""The portfolio: what somebody did, item by item, and the timeline of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, Footer, Static, TabbedContent, TabPane

from assistant.plan import view, words
from tui import keymap
from tui.messages import Notice
from tui.screens import plan_forms
from tui.screens.dialogs import Confirm
from tui.screens.form import Form
from tui.screens.working import WorkingScreen
from tui.take_away import hand_over, named, suggested
from tui.text import content
from tui.widgets.fitted import FittedTable

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.plan.view import PortfolioItemView

ABOUT = "What you have done and what came of it. Only you see an item until you share it."
EMPTY = "Nothing is in your portfolio yet. F7 adds the first item: a project, something learnt, a thank-you …"
ELSEWHERE = Content.from_markup("[@click=screen.plan]F10 plan[/]")
NOBODY = "This account is nobody's in particular, so it has no portfolio; sign in as yourself."
NONE_TO_SEE = "They share nothing of their portfolio with you. What they share, they choose item by item."


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was read of a portfolio."""

    items: tuple[PortfolioItemView, ...]
    lines: tuple[tuple[str, str], ...]
    manager: str
    empty: str = ""


class PortfolioPage(WorkingScreen[None]):
    """What one's own portfolio and what somebody shares of theirs have in common.

    Args:
        assistant: Whose view it is.
        owner: Reference of the person whose portfolio it is; None for an account that is nobody's.
        name: What the page is called.
    """

    CSS_PATH = ["plan.tcss", "portfolio.tcss"]  # noqa: RUF012 - as Textual declares it

    table = getters.query_one("#items", FittedTable)

    class Arrived(Message):
        """The portfolio arrived."""

        def __init__(self, shelf: Shelf) -> None:
            super().__init__()
            self.shelf = shelf

    def __init__(self, assistant: Assistant, owner: str | None, name: str) -> None:
        super().__init__()
        self._assistant = assistant
        self._owner = owner
        self._heading = name
        self._shelf = Shelf((), (), "")
        self._stand_on: str | None = None

    @property
    def mine(self) -> bool:
        """Whether it is one's own."""
        return self._owner is not None and self._owner == self._assistant.account.person

    @property
    def item(self) -> PortfolioItemView | None:
        """The item that the cursor is on; None on the timeline."""
        if not self.is_mounted or self.query_one(TabbedContent).active != "tab-items":
            return None
        return next((one for one in self._shelf.items if one.id == self.table.chosen), None)

    def compose(self) -> ComposeResult:
        with Horizontal(id="plan-top"):
            yield Static(content(self._heading), id="plan-title")
            yield Static(ELSEWHERE, id="plan-elsewhere")
        yield Static("Loading…", id="portfolio-about")
        with TabbedContent(id="portfolio-tabs"):
            with TabPane("Items", id="tab-items"):
                yield FittedTable(view.ITEMS, giving=2, id="items")
                with VerticalScroll(id="portfolio-detail"):
                    yield Static("")
            with TabPane("Timeline", id="tab-timeline"), VerticalScroll(id="timeline"):
                yield Static("")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.table.focus()
        self.reload()

    def load(self) -> None:
        """Read the items and the timeline."""
        if self._owner is None:
            self.post_message(self.Arrived(Shelf((), (), "", NOBODY)))
            return
        records = self._assistant.records
        items = tuple(records.portfolio.all(owner=self._owner))
        lines = view.timeline_lines(self._assistant.timeline(self._owner))
        manager = records.people.get(self._owner).manager_name
        empty = "" if items else EMPTY if self.mine else NONE_TO_SEE
        self.post_message(self.Arrived(Shelf(items, lines, manager or "", empty)))

    def say(self, text: str) -> None:
        """Say something above the items."""
        self.query_one("#portfolio-about", Static).update(content(text))

    @on(Arrived)
    def _arrived(self, message: Arrived) -> None:
        shelf = self._shelf = message.shelf
        self.say(shelf.empty or (ABOUT if self.mine else "What they share with their manager and HR."))
        self.table.show({one.id: view.item_cells(one, shelf.manager) for one in shelf.items}, self._stand_on)
        if shelf.items and not self.table.display:
            self.call_after_refresh(self.table.focus)
        self.table.display = bool(shelf.items)
        self._stand_on = None
        rows = [
            Content.assemble(content(f"{on:<12}"), content(title)) if title else content(on, "bold")
            for on, title in shelf.lines
        ]
        self.query_one("#timeline Static", Static).update(
            Content("\n").join(rows) if rows else content("There is nothing on record yet.")
        )
        self._show_detail()

    @on(DataTable.RowHighlighted)
    @on(TabbedContent.TabActivated)
    def _moved(self) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        item = self.item
        self.query_one("#portfolio-detail").display = item is not None
        if item is not None:
            lines = [content(item.title, "bold")]
            if self.mine:
                lines.append(Content.assemble(("Enter: ", "bold"), "change it"))
            fields = view.item_fields(item)
            lines += [
                Content.assemble(content(f"{label}: ", "bold"), content(text)) for label, text in fields
            ]
            self.query_one("#portfolio-detail Static", Static).update(Content("\n").join(lines))
        self.refresh_bindings()

    def action_take_away(self) -> None:
        """Write the portfolio to a file."""

        def write(filled: Mapping[str, str]) -> None:
            kind = filled["format"] or "docx"
            path = named(filled["file"], kind)
            data = self._assistant.portfolio_file(self._owner, kind, self._assistant.today)
            self.post_message(Notice(hand_over(self.app, path, data)))

        place = suggested(self.app, f"portfolio-{self._assistant.today}")
        fields = plan_forms.take_away(place, days_to_keep=False)
        self.app.push_screen(Form("Export the portfolio", "", "Write", fields, write))

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_switch(self) -> None:
        """From the items to the timeline and back."""
        tabs = self.query_one(TabbedContent)
        if tabs.active == "tab-items":
            tabs.active = "tab-timeline"
            self.query_one("#timeline").focus()
        else:
            tabs.active = "tab-items"
            self.table.focus()


class TheirPortfolioScreen(PortfolioPage):
    """What somebody else shares of their portfolio.

    Args:
        assistant: Whose view it is.
        owner: Reference of the person whose portfolio it is.
        name: The person's name.
    """

    BINDINGS: ClassVar[list[BindingType]] = keymap.THEIR_PORTFOLIO
    HELP: ClassVar[str | None] = (
        "**Somebody's portfolio**, as far as they share it, item by item. The timeline has what you may see."
    )

    def __init__(self, assistant: Assistant, owner: str, name: str) -> None:
        super().__init__(assistant, owner, f"Portfolio: {name}")
        self._person_name = name

    def action_plan(self) -> None:
        """Their development plan instead."""
        from tui.screens.plan_page import TheirPlanScreen

        if self._owner is not None:
            self.app.switch_screen(TheirPlanScreen(self._assistant, self._owner, self._person_name))


class PortfolioScreen(PortfolioPage):
    """One's own portfolio."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.PORTFOLIO
    HELP: ClassVar[str | None] = (
        "**Your portfolio**: what you did, what came of it, and who can confirm it. Enter changes an item, F8 shares "
        "it with your manager and HR or takes it back, F5 shows it with your milestones in the order of days, F9 "
        "writes it to a file."
    )

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(assistant, assistant.account.person, "My portfolio")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys mean something now; the footer follows."""
        match action:
            case "share" | "remove":
                return self.item is not None
            case "add":
                return self._owner is not None
        return True

    def action_plan(self) -> None:
        """One's own plan instead."""
        self.dismiss(None)
        self.app.call_next(self.app.run_action, "app.plan")

    def action_add(self) -> None:
        """Put something into the portfolio."""
        self._fill_in("Add to your portfolio", "Only you see it until you share it.", "Add", None)

    @on(DataTable.RowSelected)
    def _selected(self, event: DataTable.RowSelected) -> None:
        event.stop()
        if self.item is not None:
            self._fill_in("Change the item", "", "Save", self.item)

    def _fill_in(self, title: str, about: str, verb: str, item: PortfolioItemView | None) -> None:
        def save(filled: Mapping[str, str]) -> None:
            entry = words.item_from(filled, self._assistant.today)
            portfolio = self._assistant.records.portfolio
            if item is None:
                self._stand_on = portfolio.save(entry).id
            else:
                portfolio.save(entry, item=item.id, expected_version=item.version)

        def saved(yes: bool | None) -> None:
            if yes:
                self.reload()

        fields = plan_forms.item(words.item_words(item) if item else {})
        self.app.push_screen(Form(title, about, verb, fields, save), saved)

    def action_share(self) -> None:
        """Let manager and HR read the chosen item, or take it back."""
        item = self.item
        if item is None:
            return
        yes = not item.shared

        def share(sure: bool | None) -> None:
            if sure:
                done = "Your manager and HR can read it now." if yes else "Only you see it again."
                self.change(lambda: self._assistant.records.portfolio.share(item.id, yes=yes), done)

        question = "Your manager and HR can read it then. You can take it back at any time." if yes else ""
        title = f"Share “{item.title}”?" if yes else f"Take “{item.title}” back?"
        self.app.push_screen(
            Confirm(title, question or "Only you see it then.", "Share" if yes else "Take back"), share
        )

    def action_remove(self) -> None:
        """Take the chosen item out for good."""
        item = self.item
        if item is None:
            return

        def remove(sure: bool | None) -> None:
            if sure:
                self.change(lambda: self._assistant.records.portfolio.remove(item.id), "It is gone.")

        self.app.push_screen(
            Confirm(f"Remove “{item.title}”?", "It is gone for good then.", "Remove"), remove
        )
