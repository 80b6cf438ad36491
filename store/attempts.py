"""Wrong passwords in a row: after a few, each costs a wait, longer each time, but never for good. Pure.

Source of the rule: NIST SP 800-63B-4, 3.2.2 (limit failed attempts; growing delays, up to an hour, are one way) and
NCSC, "Password policy: updating your approach" (throttle rather than lock out: a lock for good lets anybody lock
somebody else out).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE = 5
"""Wrong passwords in a row from which on the next has to wait."""
SHORTEST, LONGEST = timedelta(seconds=30), timedelta(minutes=15)
_DOUBLED = 10
"""Doubled so often, the shortest wait is beyond the longest."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """How signing in has gone of late, for an account or for where somebody comes from.

    Attributes:
        failed: Wrong passwords in a row.
        locked_until: Until when none is looked at; None where the next one is.
    """

    failed: int = 0
    locked_until: datetime | None = None

    def locked(self, now: datetime) -> bool:
        """Whether no password is looked at now, right or wrong; such an attempt counts for nothing."""
        return self.locked_until is not None and now < self.locked_until

    def after_failure(self, now: datetime, free: int = FREE) -> Attempts:
        """The same after one more wrong password."""
        failed = self.failed + 1
        wait = wait_after(failed, free)
        return Attempts(failed, now + wait if wait else None)


def wait_after(failed: int, free: int = FREE) -> timedelta:
    """How long the next password is not looked at after so many wrong ones in a row.

    Args:
        failed: How many.
        free: From which one on there is a wait.
    """
    if failed < free:
        return timedelta(0)
    doubled: int = 2 ** min(failed - free, _DOUBLED)
    return min(SHORTEST * doubled, LONGEST)
