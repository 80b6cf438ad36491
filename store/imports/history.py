"""One person's reporting lines over time, and what a list of them changes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Line:
    """To whom somebody reports, from which day until (not including) which.

    Attributes:
        number: The line of the file that says so; 0 for what only the record says.
        key: The record's key; empty for what only the file says.
    """

    manager: str
    since: date
    until: date | None = None
    number: int = 0
    key: str = ""


@dataclass(slots=True)
class History:
    """A person's lines as they will be, by the day on which they begin.

    Attributes:
        gone: Lines on record that one of the file's says already.
        wrong: Lines of the file that cannot be, and why.
    """

    lines: list[Line] = field(default_factory=list)
    gone: list[Line] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)


def joined(record: Iterable[Line], given: Sequence[Line]) -> History:
    """The record with what a file says of the same person.

    A line of the file replaces the one on record that begins on the same day. What has no end, there or on record, ends
    where the file's next line begins; what is on record and lies within a line of the file to the same manager is that
    line. Anything else that overlaps is wrong. To join the same again changes nothing.
    """
    found = History()
    by_start = {line.since: line for line in record}
    ours = [line for line in record if line.since not in {one.since for one in given}]
    theirs: list[Line] = []
    for line in sorted(given, key=lambda one: one.since):
        if line.until is not None and line.until <= line.since:
            found.wrong.append((line.number, f"it would end on {line.until}, not after it begins"))
            continue
        last = theirs[-1] if theirs else None
        if last and last.since == line.since:
            found.wrong.append((line.number, f"line {last.number} begins on {line.since} already"))
            continue
        if last and last.until is None:
            theirs[-1] = replace(last, until=line.since)
        elif last and last.until and last.until > line.since:
            found.wrong.append((line.number, f"it begins before the one in line {last.number} ends"))
        same = by_start.get(line.since)
        theirs.append(replace(line, key=same.key if same else ""))
    for line in sorted([*ours, *theirs], key=lambda one: one.since):
        last = found.lines[-1] if found.lines else None
        if last is None or (last.until is not None and last.until <= line.since):
            found.lines.append(line)
        elif not last.number and not line.number:
            found.lines.append(line)  # how the record came to be is not this file's to say
        elif last.number and not line.number and last.manager == line.manager and _within(line, last):
            found.gone.append(line)
        elif not last.number and last.until is None:
            found.lines[-1] = replace(last, until=line.since)
            found.lines.append(line)
        elif line.number and not last.number:
            found.wrong.append(
                (
                    line.number,
                    f"on record they report to {last.manager} until {last.until}; begin this line then",
                )
            )
        elif last.number and not line.number:
            why = f"on record they report to {line.manager} from {line.since} on; say until when this line holds"
            found.wrong.append((last.number, why))
        # Two lines of the file that overlap are told of above.
    return found


def _within(inner: Line, outer: Line) -> bool:
    return outer.until is None or (inner.until is not None and inner.until <= outer.until)
