"""A table that is as wide as the screen: one column gives way, so that the others are always seen whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.events import Resize
from textual.widgets import DataTable

from tui.text import cell

_NARROWEST = 12
_WIDEST = 20
"""Cells of a column other than the one that gives way; longer ones are shortened where the screen is narrow."""


class FittedTable(DataTable[object]):
    """A table one of whose columns is shortened, with an ellipsis, where the rows would be wider than the screen.

    Args:
        columns: The headings.
        giving: Which column gives way.
        id: The widget's id.
    """

    def __init__(self, columns: Sequence[str], giving: int, id: str) -> None:
        super().__init__(id=id, cursor_type="row")
        self._headings = tuple(columns)
        self._giving = giving
        self._cells: Mapping[str, Sequence[str]] = {}

    @property
    def chosen(self) -> str | None:
        """Key of the row that the cursor is on."""
        keys = tuple(self._cells)
        return keys[self.cursor_row] if 0 <= self.cursor_row < len(keys) else None

    def show(self, rows: Mapping[str, Sequence[str]], at: str | None = None) -> None:
        """Put rows, by their keys, in place of those that are there.

        Args:
            rows: Cells by the row's key, in order.
            at: The row to stand on; None is the one that was stood on, or what is in its place.
        """
        before, place = at or self.chosen, self.cursor_row
        self._cells = dict(rows)
        self._draw()
        if rows:
            keys = tuple(rows)
            self.move_cursor(row=keys.index(before) if before in rows else min(place, len(keys) - 1))

    def on_resize(self, event: Resize) -> None:
        """Fit the columns again."""
        place = self.cursor_row
        self._draw()
        if self._cells:
            self.move_cursor(row=place)

    def _draw(self) -> None:
        self.clear(columns=True)
        for name, width in zip(self._headings, self._widths(), strict=True):
            self.add_column(name, width=width)
        for key, cells in self._cells.items():
            self.add_row(*(cell(one) for one in cells), key=key)

    def _widths(self) -> list[int]:
        widths = [
            max([len(name), *(cell(cells[at]).cell_len for cells in self._cells.values())])
            for at, name in enumerate(self._headings)
        ]
        if self._room(widths) < 0:
            widths = [width if at == self._giving else min(width, _WIDEST) for at, width in enumerate(widths)]
            widths[self._giving] = max(_NARROWEST, widths[self._giving] + min(0, self._room(widths)))
        return widths

    def _room(self, widths: Sequence[int]) -> int:
        """How many cells are left beside columns of these widths, and the scrollbar; 0 while there is no size yet."""
        taken = 1 + sum(width + 2 * self.cell_padding for width in widths)
        return self.size.width - taken if self.size.width else 0
