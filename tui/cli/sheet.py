"""Tables as spreadsheet files."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime

_UNSEEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
"""Control characters and halves of characters, which the format does not know."""


def xlsx(rows: Sequence[Mapping[str, object]]) -> bytes:
    """Rows that share their keys as a workbook of one sheet.

    Args:
        rows: The rows. Numbers, days and yes or no keep their kind; all else is text, and never a formula.

    Raises:
        InputError: a text that is too long for a cell.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Table")

    def cell(value: object) -> object:
        made = WriteOnlyCell(sheet)
        if value is None or (
            isinstance(value, bool | int | float | date) and not isinstance(value, datetime)
        ):
            made.value = value
        else:
            made.value, made.data_type = _text(value), "s"  # typed as text: "=1+1" stays what was written
        return made

    lines = [[name.replace("_", " ") for name in rows[0]]] if rows else []
    for made in [[cell(value) for value in line] for line in [*lines, *(row.values() for row in rows)]]:
        sheet.append(made)  # only once every cell is known to hold what it has to
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(value: object) -> str:
    from assistant.errors import InputError
    from tui.cli.output import LONGEST_CELL, spelt

    text = spelt(value).translate(_UNSEEN)
    if len(text) > LONGEST_CELL:  # nothing is cut in silence
        raise InputError(
            f"A text of {len(text):,} characters does not fit into a cell of an xlsx file (up to {LONGEST_CELL:,}); "
            "use --format csv."
        )
    return text
