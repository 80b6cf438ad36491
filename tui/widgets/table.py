"""Tables whose columns are as wide as what is in them from the first time they are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.widgets import DataTable

from tui.text import cell


def fill(table: DataTable[object], columns: Sequence[str], rows: Mapping[str, Sequence[str]]) -> None:
    """Put rows into a table in place of those that are there.

    The widths are given: those that a table finds by itself are found when it is idle, and where it was drawn before
    that, it goes on showing what it drew.

    Args:
        table: The table.
        columns: The headings.
        rows: Cells by the row's key, in order.
    """
    table.clear(columns=True)
    for at, name in enumerate(columns):
        widest = max((cell(cells[at]).cell_len for cells in rows.values()), default=0)
        table.add_column(name, width=max(widest, len(name)))
    for key, cells in rows.items():
        table.add_row(*(cell(one) for one in cells), key=key)
