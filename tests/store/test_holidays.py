"""Public holidays: the built-in file, what an organisation's own may say, and working days counted by them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.days import working_days_after
from store.errors import Invalid
from store.holidays import BUILT_IN, load_holidays
from store.pool_rules import rules

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def easter(year: int) -> date:
    """Easter Sunday, by the rule of the Gregorian calendar."""
    century, of_century = divmod(year, 100)
    golden, leap = year % 19, century // 4
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    month, day = divmod(moon + week - 7 * ((golden + 11 * moon + 22 * week) // 451) + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("year", range(2024, 2028))
def test_each_year_of_the_built_in_file_has_englands_eight_bank_holidays(year: int) -> None:
    holidays = load_holidays()
    days = {one.day for one in holidays.days if one.day.year == year}
    assert len(days) == 8
    assert {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)} <= days
    mondays = {day for day in days if day.weekday() == 0 and day.month in (5, 8)}
    assert {(day.month, day.day <= 7) for day in mondays} == {(5, True), (5, False), (8, False)}
    assert all((day + timedelta(days=7)).month != day.month for day in mondays if day.day > 7)
    assert "GOV.UK" in holidays.source


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        ("2026-12-24", 1, "2026-12-29"),  # Boxing Day is given on the Monday
        ("2026-12-18", 10, "2027-01-06"),
        ("2026-04-03", 1, "2026-04-07"),  # from a holiday, as from a weekend
    ],
)
def test_a_period_leaves_out_weekends_and_public_holidays(day: str, count: int, due: str) -> None:
    free = load_holidays().free
    assert working_days_after(date.fromisoformat(day), count, free) == date.fromisoformat(due)


@given(DAYS, st.integers(1, 60))
def test_a_period_ends_on_a_working_day_with_as_many_behind_it(day: date, count: int) -> None:
    free = load_holidays().free
    due = working_days_after(day, count, free)
    between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(one.weekday() < 5 and one not in free for one in between) == count
    assert due.weekday() < 5 and due not in free
    assert due >= working_days_after(day, count, ())


def test_appeals_and_results_are_due_by_an_organisations_own_days(tmp_path: Path) -> None:
    path = tmp_path / "holidays.yaml"
    path.write_text(
        "version: 1\nplace: Scotland\nsource: gov.scot\ndays: [{day: 2026-01-02, name: 2nd January}]\n"
    )
    free = load_holidays(path).free
    assert rules().tell_by(date(2025, 12, 31), free) == date(2026, 1, 15)
    assert rules().appeal_due("manager", date(2026, 1, 5), free) == date(2026, 1, 19)


@pytest.mark.parametrize(
    ("was", "becomes", "line", "word"),
    [
        ("day: 2024-01-01", "day: 2024-01-06", 10, "is a Saturday"),
        ("day: 2024-03-29", "day: soon", 11, "date"),
        ("day: 2024-03-29", "day: 2024-01-01", 9, "2024-01-01 is there twice"),
        ("name: Good Friday", "nam: Good Friday", 11, "there is no such key|has to be there"),
        ("place: England and Wales", "place: ''", 7, "place"),
    ],
)
def test_a_slip_in_the_file_is_named_with_its_line(
    was: str, becomes: str, line: int, word: str, tmp_path: Path
) -> None:
    path = tmp_path / "holidays.yaml"
    path.write_text(BUILT_IN.read_text(encoding="utf-8").replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(Invalid, match=word) as error:
        load_holidays(path)
    assert f"holidays.yaml:{line}:" in str(error.value)
