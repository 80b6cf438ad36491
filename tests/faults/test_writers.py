"""Six processes change the same plans: nothing is overwritten unknowingly, on either database."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.faults.writers import compete


def test_no_change_is_lost_and_who_came_too_late_is_told(engine: Engine) -> None:
    figures = compete(engine, 5, 7)
    assert not figures.wrong, figures


def test_writers_that_overwrite_each_other_are_found_out(sqlite: Engine) -> None:
    assert compete(sqlite, 5, 7, blind=True).wrong
