"""Taking in tables: all of one, or where a row cannot be taken nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from store.desk import Desk, Service, writes
from store.imports.appraisals import AppraisalList
from store.imports.lines import LineList
from store.imports.posts import PostList
from store.imports.reading import Rows
from store.imports.staff import StaffList
from store.imports.views import ImportReport, RefusedRow, TakenRow


class _List(Protocol):
    """What a table comes to."""

    @property
    def rows(self) -> Sequence[TakenRow]:
        """What becomes of each row."""

    @property
    def refused(self) -> Sequence[RefusedRow]:
        """What cannot be taken, beyond what the table itself says."""

    def carry_out(self) -> None:
        """Write all of it."""


class Imports(Service):
    """Tables from other systems. Each says what it does, or in a dry run would do, and every row that it refuses."""

    @writes("person.import")
    def staff(self, desk: Desk, found: Rows, *, dry_run: bool = False) -> ImportReport:
        """Take in a staff list; see `StaffList`."""
        return _taken(desk, found, StaffList(desk, found), dry_run=dry_run)

    @writes("person.import")
    def lines(self, desk: Desk, found: Rows, *, dry_run: bool = False) -> ImportReport:
        """Take in reporting lines with their days; see `LineList`."""
        return _taken(desk, found, LineList(desk, found), dry_run=dry_run)

    @writes("post.import")
    def posts(self, desk: Desk, found: Rows, *, dry_run: bool = False) -> ImportReport:
        """Take in posts; see `PostList`."""
        return _taken(desk, found, PostList(desk, found), dry_run=dry_run)

    @writes("appraisal.import")
    def appraisals(self, desk: Desk, found: Rows, *, dry_run: bool = False) -> ImportReport:
        """Take in past appraisals; see `AppraisalList`."""
        return _taken(desk, found, AppraisalList(desk, found), dry_run=dry_run)


def _taken(desk: Desk, found: Rows, comes_to: _List, *, dry_run: bool) -> ImportReport:
    refused = sorted([*found.refused, *comes_to.refused], key=lambda row: row.line)
    done = not refused and not dry_run
    if done:
        comes_to.carry_out()
    else:
        desk.session.expunge_all()  # what was worked out on rows is not written
    rows = () if refused else tuple(comes_to.rows)
    return ImportReport(found.kind.name, rows, tuple(refused), found.unused, done)
