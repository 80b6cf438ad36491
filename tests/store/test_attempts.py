"""Wrong passwords in a row cost waits that grow and end: nobody guesses quickly, nobody is locked out for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from store.attempts import FREE, LONGEST, SHORTEST, Attempts, wait_after

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_the_first_few_cost_nothing_then_each_costs_twice_the_one_before_up_to_a_limit() -> None:
    minutes = [wait_after(failed).total_seconds() / 60 for failed in range(12)]
    assert minutes == [0, 0, 0, 0, 0, 0.5, 1, 2, 4, 8, 15, 15]


@given(st.integers(0, 10_000), st.integers(1, 50))
def test_a_wait_never_shrinks_and_never_exceeds_the_longest(failed: int, free: int) -> None:
    wait = wait_after(failed, free)
    assert wait <= wait_after(failed + 1, free) <= LONGEST
    assert (wait == timedelta(0)) == (failed < free)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3_000)), max_size=200))
def test_however_attempts_come_no_more_are_looked_at_than_the_waits_let_through(
    moves: list[tuple[bool, int]],
) -> None:
    now, attempts, looked_at, began = NOW, Attempts(), 0, NOW
    for right, seconds in moves:
        now += timedelta(seconds=seconds)
        if attempts.locked(now):
            assert attempts.locked_until is not None and attempts.locked_until - now <= LONGEST
            continue
        if right:
            attempts, looked_at, began = Attempts(), 0, now
            continue
        attempts, looked_at = attempts.after_failure(now), looked_at + 1
        assert attempts.failed == looked_at
        waited = sum((wait_after(count) for count in range(looked_at)), timedelta(0))
        assert now - began >= waited
        assert attempts.locked(now) == (looked_at >= FREE)
        assert not attempts.locked(now + LONGEST)


def test_the_shortest_wait_ends_on_its_second() -> None:
    locked = Attempts(FREE - 1).after_failure(NOW)
    assert locked.locked(NOW + SHORTEST - timedelta(microseconds=1))
    assert not locked.locked(NOW + SHORTEST)
