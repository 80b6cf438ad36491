"""Days as commands take them: written as 2026-03-14."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import typer

HOW: dict[str, Any] = {"metavar": "DATE", "formats": ["%Y-%m-%d"]}
"""What makes an option or an argument a day."""


def day_option(name: str, says: str, *, needed: bool = False) -> Any:
    """An option that is a day; the command has it as a `datetime`, which is what typer makes of one, or as None.

    Args:
        name: The option, such as "--due".
        says: What its help says.
        needed: Whether the command cannot do without it.
    """
    return typer.Option(... if needed else None, name, help=says, **HOW)


def day(given: datetime | None) -> date | None:
    """The day of what such an option was given; None where it was not."""
    return given.date() if given else None
