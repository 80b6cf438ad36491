"""Who is signed in and how many windows there are: whatever happens in whatever order, the limits hold."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from tui.serve.visits import FULL, UNKNOWN, Limits, Refused, Visit, Visits

LIMITS = Limits(windows=4, windows_each=2, idle=900.0, longest=3600.0, ticket=60.0)
SINCE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def begun(visits: Visits, account: str = "a", now: float = 0.0) -> Visit:
    return visits.begin(account, account, SINCE, now)


def refused(visits: Visits, token: str, ticket: str, now: float) -> int:
    with pytest.raises(Refused) as error:
        visits.open(token, ticket, now)
    return error.value.status


def test_a_ticket_opens_one_window_of_its_own_visit_and_soon() -> None:
    visits = Visits(LIMITS)
    mine, theirs = begun(visits), begun(visits, "b")
    ticket, old = visits.ticket(mine, 0), visits.ticket(mine, 0)
    assert refused(visits, theirs.token, ticket, 1) == UNKNOWN
    assert refused(visits, "", ticket, 1) == UNKNOWN
    _, visit = visits.open(mine.token, ticket, 1)
    assert visit is mine
    assert refused(visits, mine.token, ticket, 1) == UNKNOWN
    assert refused(visits, mine.token, old, 61) == UNKNOWN


def test_there_are_no_more_windows_than_may_be_in_all_or_of_one_account() -> None:
    visits = Visits(LIMITS)
    mine = begun(visits)
    windows = [visits.open(mine.token, visits.ticket(mine, 0), 0)[0] for _ in range(2)]
    assert refused(visits, mine.token, visits.ticket(mine, 0), 0) == FULL
    elsewhere = begun(visits, "a")
    assert refused(visits, elsewhere.token, visits.ticket(elsewhere, 0), 0) == FULL, (
        "another browser, the same person"
    )
    others = [begun(visits, name) for name in "bcd"]
    for one in others[:2]:
        visits.open(one.token, visits.ticket(one, 0), 0)
    assert visits.full
    assert refused(visits, others[2].token, visits.ticket(others[2], 0), 0) == FULL
    visits.close(windows[0])
    visits.close(windows[0])
    visits.open(others[2].token, visits.ticket(others[2], 0), 0)


def test_a_visit_ends_after_a_while_without_a_key_and_after_some_hours_in_any_case() -> None:
    visits = Visits(LIMITS)
    idle, busy = begun(visits), begun(visits, "b")
    for now in range(0, 3600, 600):
        visits.touch(busy, now)
    assert visits.find(idle.token, 899) is idle
    assert visits.find(idle.token, 900) is None
    visits.touch(idle, 900)
    assert visits.find(idle.token, 901) is None, "what is over does not come back"
    assert visits.find(busy.token, 3599) is busy
    assert visits.find(busy.token, 3600) is None
    assert visits.overdue(3600) == [idle, busy]
    visits.end(idle)
    assert visits.overdue(3600) == [busy]
    assert refused(visits, idle.token, "", 0) == UNKNOWN


class AnyOrder(RuleBasedStateMachine):
    """The machine against the plainest account of what has happened."""

    visits_ = Bundle("visits")
    tickets = Bundle("tickets")
    windows = Bundle("windows")

    def __init__(self) -> None:
        super().__init__()
        numbers = itertools.count()
        self.visits = Visits(LIMITS, lambda: f"t{next(numbers)}")
        self.now = 0.0
        self.used: set[str] = set()
        self.open: dict[int, str] = {}
        self.ended: set[str] = set()

    @rule(seconds=st.floats(0, 1200))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(target=visits_, account=st.sampled_from("abc"))
    def somebody_signs_in(self, account: str) -> Visit:
        return begun(self.visits, account, self.now)

    @rule(visit=visits_)
    def types(self, visit: Visit) -> None:
        self.visits.touch(visit, self.now)

    @rule(target=tickets, visit=visits_)
    def loads_the_page(self, visit: Visit) -> tuple[str, float, Visit]:
        return self.visits.ticket(visit, self.now), self.now, visit

    @rule(target=windows, ticket=tickets, by=visits_)
    def opens(self, ticket: tuple[str, float, Visit], by: Visit) -> object:
        secret, made, visit = ticket
        try:
            window, whose = self.visits.open(by.token, secret, self.now)
        except Refused:
            return multiple()
        assert whose is visit is by
        assert secret not in self.used
        assert self.now - made <= LIMITS.ticket
        assert visit.token not in self.ended
        assert self.now - visit.active < LIMITS.idle and self.now - visit.began < LIMITS.longest
        self.used.add(secret)
        self.open[window] = visit.account
        return window

    @rule(window=consumes(windows))
    def closes(self, window: int) -> None:
        self.visits.close(window)
        self.open.pop(window, None)

    @rule(visit=visits_)
    def signs_out(self, visit: Visit) -> None:
        self.visits.end(visit)
        self.ended.add(visit.token)

    @rule()
    def is_swept(self) -> None:
        for visit in self.visits.overdue(self.now):
            self.signs_out(visit)

    @invariant()
    def limits_hold(self) -> None:
        assert self.visits.windows == len(self.open) <= LIMITS.windows
        accounts = list(self.open.values())
        assert all(accounts.count(one) <= LIMITS.windows_each for one in set(accounts))
        assert not self.ended & {one.token for one in self.visits.all()}


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
