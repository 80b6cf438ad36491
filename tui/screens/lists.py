"""What the screens with a list have in common: a filter that keeps the focus, and rows moved through meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Input, Static

from assistant.errors import EXPECTED
from tui import keymap
from tui.messages import Notice, RowsLoaded, WorkFailed
from tui.text import content
from tui.widgets.table import fill


class ListScreen(Screen[str | None]):
    """A table with a filter above it. Enter chooses a row.

    Subclasses say what the columns are, load the rows in a thread, and decide what choosing means.
    """

    CSS_PATH = "lists.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keymap.LIST
    HEADING: ClassVar[str] = ""
    COLUMNS: ClassVar[tuple[str, ...]] = ()
    EMPTY: ClassVar[str] = "Nothing here yet."

    def __init__(self) -> None:
        super().__init__()
        self._rows: Mapping[str, tuple[str, ...]] = {}

    def compose(self) -> ComposeResult:
        yield Static(content(self.HEADING), classes="list-heading")
        yield Input(placeholder="Type to search", id="filter")
        yield DataTable(id="table", cursor_type="row", zebra_stripes=False)
        yield Static("Loading…", id="state")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.table.can_focus = False
        fill(self.table, self.COLUMNS, {})
        self.query_one(Input).focus()
        self.reload()

    @property
    def table(self) -> DataTable[object]:
        """The table."""
        return self.query_one("#table", DataTable)

    @property
    def chosen(self) -> str | None:
        """Key of the row the cursor is on."""
        if not self.table.row_count:
            return None
        return self.table.coordinate_to_cell_key(self.table.cursor_coordinate).row_key.value

    def load(self) -> Mapping[str, tuple[str, ...]]:
        """The rows, by key, in order; called in a thread."""
        raise NotImplementedError

    def choose(self, key: str) -> None:
        """What Enter does."""
        self.dismiss(key)

    def reload(self) -> None:
        """Load the rows again."""
        self.work(lambda: self.post_message(RowsLoaded(self.load())), "rows")

    def change(self, what: Callable[[], object]) -> None:
        """Change something in a thread and load the rows again."""

        def then_load() -> None:
            what()
            self.post_message(RowsLoaded(self.load()))

        self.work(then_load, "change")

    def say(self, text: str) -> None:
        """Put something on the line below the table."""
        self.query_one("#state", Static).update(content(text))

    def say_from_thread(self, text: str) -> None:
        """The same, from a thread."""
        self.app.call_from_thread(self.say, text)

    def work(self, what: Callable[[], object], name: str) -> None:
        """Do something in a thread; what goes wrong is shown."""
        self.run_worker(
            partial(self._guarded, what, name),
            group=name,
            description=f"{self.HEADING}: {name}",
            exclusive=True,
            exit_on_error=False,
            thread=True,
        )

    def _guarded(self, what: Callable[[], object], name: str) -> None:
        try:
            what()
        except EXPECTED as error:
            self.post_message(WorkFailed(name, str(error)))

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Move the table's cursor while the filter keeps the focus."""
        table = self.table
        if table.row_count:
            table.move_cursor(row=max(0, min(table.row_count - 1, table.cursor_row + by)))

    @on(RowsLoaded)
    def _rows_loaded(self, message: RowsLoaded) -> None:
        self._rows = message.rows
        self._fill()

    @on(WorkFailed)
    def _work_failed(self, message: WorkFailed) -> None:
        message.stop()
        self.query_one("#state", Static).update("")
        self.notify(message.error, severity="error", timeout=12, markup=False)

    @on(Notice)
    def _noticed(self, message: Notice) -> None:
        message.stop()
        self.notify(message.text, timeout=12, markup=False)

    @on(Input.Changed, "#filter")
    def _filter_changed(self) -> None:
        self._fill()

    @on(Input.Submitted, "#filter")
    def _filter_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if (key := self.chosen) is not None:
            self.choose(key)

    @on(DataTable.RowSelected)
    def _row_selected(self, event: DataTable.RowSelected) -> None:
        event.stop()
        if event.row_key.value is not None:
            self.choose(event.row_key.value)

    def _fill(self) -> None:
        words = self.query_one(Input).value.casefold().split()
        before = self.chosen
        wanted = {
            key: cells
            for key, cells in self._rows.items()
            if all(word in " ".join(cells).casefold() for word in words)
        }
        fill(self.table, self.COLUMNS, wanted)
        if before is not None and before in self._rows and self.table.row_count:
            keys = [row.value for row in self.table.rows]
            self.table.move_cursor(row=keys.index(before) if before in keys else 0)
        if not self._rows:
            state = self.EMPTY
        elif not self.table.row_count:
            state = "Nothing matches what you typed."
        else:
            state = f"{self.table.row_count} of {len(self._rows)}"
        self.query_one("#state", Static).update(content(state))
