"""What an import says of itself: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["added", "changed", "left", "unchanged", "passed_over"]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of an import that cannot be taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class UnusedHeading:
    """A heading that nothing is taken from, and the one that is most like it among those that are known."""

    heading: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class TakenRow:
    """What a row does, or would do.

    Attributes:
        line: Its line in the file.
        what: Whom or what it is about.
        outcome: What becomes of it; `left` is somebody's last day, `passed_over` that it is left alone.
        why: Which columns change, or why it is passed over.
    """

    line: int
    what: str
    outcome: Outcome
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import does, or in a dry run would do; with a refused row it does nothing.

    Attributes:
        kind: What kind of table it was.
        rows: What becomes of each row, in the order of the file; none where anything is refused.
        refused: Every row that cannot be taken, in the order of the file.
        unused: Headings that nothing is taken from.
        done: Whether it was done.
    """

    kind: str
    rows: tuple[TakenRow, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    unused: tuple[UnusedHeading, ...] = ()
    done: bool = False

    def of(self, outcome: Outcome) -> tuple[TakenRow, ...]:
        """The rows with this outcome."""
        return tuple(row for row in self.rows if row.outcome == outcome)
