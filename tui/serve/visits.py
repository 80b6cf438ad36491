"""Who is signed in by a browser, and which windows they have open: a state machine with a clock. Pure.

A visit begins with signing in and ends with signing out, after a while without a key, or after some hours. Each page
carries a ticket with which one window, once and soon, may be opened in its visit.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

UNKNOWN, FULL = 401, 503
_TICKETS_EACH = 8


class Refused(Exception):
    """Somebody is not let in: with which HTTP status, and why in a sentence."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


@dataclass(frozen=True, slots=True)
class Limits:
    """How much there may be at once, and how long anything lasts, in seconds.

    Attributes:
        windows: Windows that may be open at once.
        windows_each: How many of them may be one account's.
        idle: How long a visit lasts without a key.
        longest: How long it lasts in any case.
        ticket: How long a ticket can be used.
    """

    windows: int
    windows_each: int
    idle: float
    longest: float
    ticket: float = 60.0


@dataclass(slots=True, eq=False)
class Visit:
    """Somebody who is signed in.

    Attributes:
        token: What their browser's cookie holds.
        account: The key of their account.
        name: Its name.
        since: When they signed in.
        spoken: Whether they use a screen reader.
        began: The same moment by the clock.
        active: When they last did something, by the clock.
        tickets: Tickets that have not been used, with when each was made.
    """

    token: str
    account: str
    name: str
    since: datetime
    spoken: bool
    began: float
    active: float
    tickets: dict[str, float] = field(default_factory=dict)


class Visits:
    """All visits and their windows.

    Args:
        limits: How many, how long.
        random: What tokens and tickets are drawn from.
    """

    def __init__(self, limits: Limits, random: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> None:
        self._limits = limits
        self._random = random
        self._visits: dict[str, Visit] = {}
        self._windows: dict[int, Visit] = {}
        self._last = 0

    @property
    def windows(self) -> int:
        """How many windows are open."""
        return len(self._windows)

    @property
    def full(self) -> bool:
        """Whether no other window can be opened."""
        return self.windows >= self._limits.windows

    def all(self) -> list[Visit]:
        """Every visit that has not ended."""
        return list(self._visits.values())

    def begin(self, account: str, name: str, since: datetime, now: float, *, spoken: bool = False) -> Visit:
        """Somebody has signed in."""
        visit = Visit(self._random(), account, name, since, spoken, now, now)
        self._visits[visit.token] = visit
        return visit

    def find(self, token: str, now: float) -> Visit | None:
        """The visit of a cookie; None where there is none, or it is over."""
        visit = self._visits.get(token)
        return visit if visit is not None and not self._over(visit, now) else None

    def touch(self, visit: Visit, now: float) -> None:
        """They did something. What is over does not come back by it."""
        if not self._over(visit, now):
            visit.active = now

    def ticket(self, visit: Visit, now: float) -> str:
        """A ticket for one more window; of those that are not used the newest few count."""
        ticket = self._random()
        visit.tickets[ticket] = now
        while len(visit.tickets) > _TICKETS_EACH:
            del visit.tickets[next(iter(visit.tickets))]
        return ticket

    def open(self, token: str, ticket: str, now: float) -> tuple[int, Visit]:
        """Use a ticket up for a window.

        Returns:
            The window's number, to be given back by `close`, and its visit.

        Raises:
            Refused: nobody is signed in, or the ticket is not theirs, is used, or is old (401); there are as many
                windows as there may be (503), and the ticket is used all the same.
        """
        visit = self.find(token, now)
        made = visit.tickets.pop(ticket, None) if visit is not None else None
        if visit is None or made is None or now - made > self._limits.ticket:
            raise Refused(UNKNOWN, "This page has been used or is too old; load it again.")
        if self.full:
            raise Refused(FULL, "As many windows are open as there may be; try again in a few minutes.")
        if sum(one.account == visit.account for one in self._windows.values()) >= self._limits.windows_each:
            raise Refused(
                FULL, "You have as many windows open as you may; close one, and load the page again."
            )
        self._last += 1
        self._windows[self._last] = visit
        return self._last, visit

    def close(self, window: int) -> None:
        """A window is closed; once more does nothing."""
        self._windows.pop(window, None)

    def end(self, visit: Visit) -> None:
        """A visit is over; its windows are still to be closed by whoever holds them."""
        self._visits.pop(visit.token, None)
        visit.tickets.clear()

    def overdue(self, now: float) -> list[Visit]:
        """Visits whose time is up; they are still to be ended."""
        return [one for one in self._visits.values() if self._over(one, now)]

    def _over(self, visit: Visit, now: float) -> bool:
        too_long = now - visit.began >= self._limits.longest or now - visit.active >= self._limits.idle
        return too_long or visit.token not in self._visits
