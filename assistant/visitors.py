"""Who may come in by a browser, and as whom. What a server of browsers asks of a home; it sees no record."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from assistant.errors import InputError
from store import accounts, credentials
from store.access import Role
from store.attempts import Attempts
from store.service import Records
from store.views import SignedInView

SAMPLE = ("manager", "individual", "hr", "panel", "admin")
"""Accounts of the sample organisation that are offered to choose from."""
_FREE = 20
"""Wrong passwords from one place, whosever, from which on there is a wait: a practice may share an address."""
_SOURCES = 10_000
"""Places that are remembered; those from which nobody has come for longest are forgotten first."""


class Reception:
    """Lets people in by their password; in the sample organisation anybody as anybody.

    Safe in threads.

    Args:
        engine: The store.
        now: The clock.
        shortest: How many characters a password has at the least.
        open_to_all: Whether no password is asked.
    """

    def __init__(
        self, engine: Engine, now: Callable[[], datetime], shortest: int, *, open_to_all: bool = False
    ) -> None:
        self._engine = engine
        self._now = now
        self._shortest = shortest
        self._sources: dict[str, Attempts] = {}
        self._lock = threading.Lock()
        self.open_to_all = open_to_all

    def sign_in(self, name: str, password: str, source: str | None = None) -> SignedInView | None:
        """Who somebody is.

        Args:
            name: What they gave as their account's name.
            password: Their password; in the sample organisation any.
            source: From where they come, as far as that tells one from another.

        Returns:
            None where name and password do not go together, or too many attempts were made: the two look the same.
        """
        if self.open_to_all:
            found = accounts.find(self._engine, self._now().date(), name=name)
            return SignedInView(found.id, found.name) if found else None
        now = self._now()
        with self._lock:
            before = self._sources.pop(source, Attempts()) if source else Attempts()
            if source:  # counted before it is looked at, and at the end of the row
                self._sources[source] = before if before.locked(now) else before.after_failure(now, _FREE)
                while len(self._sources) > _SOURCES:
                    del self._sources[next(iter(self._sources))]
        if before.locked(now):
            return None
        who = credentials.sign_in(self._engine, name, password, now)
        if who is not None and source:
            with self._lock:
                self._sources.pop(source, None)
        return who

    def may_go_on(self, name: str, since: datetime) -> bool:
        """Whether who signed in then is still to be let in: their account is open, their password the same."""
        return credentials.holds(self._engine, name, self._now(), None if self.open_to_all else since)

    def admission(self, name: str) -> str | None:
        """A secret by which one process, once and within a minute, becomes an account; None where it is closed."""
        return credentials.admission(self._engine, name, self._now())

    def change_password(self, account: str, name: str, old: str, new: str) -> None:
        """Change somebody's password; whatever visits of theirs began before do not hold any more.

        Args:
            account: The key of their account.
            name: Its name.
            old: Their present password.
            new: The next one.

        Raises:
            InputError: the old one is not theirs, or too many wrong ones were given.
            StoreError: the new one may not be used.
        """
        if self.open_to_all:
            raise InputError("The sample organisation asks for no passwords.")
        if credentials.sign_in(self._engine, name, old, self._now()) is None:
            raise InputError(
                "The present password is not that, or it was given wrongly too often; wait a while."
            )
        Records(self._engine, account, self._now).credentials.change(new, self._shortest)

    def with_password(self) -> int:
        """How many accounts have a password."""
        return credentials.count(self._engine)

    def choices(self) -> tuple[tuple[str, str], ...]:
        """Accounts to choose from, with what they act as: of the sample organisation alone."""
        if not self.open_to_all:
            return ()
        today = self._now().date()
        found = [accounts.find(self._engine, today, name=name) for name in SAMPLE]
        words = {
            Role.HR: "HR",
            Role.ADMIN: "administrator",
            Role.PANEL: "panel member",
            Role.MANAGER: "line manager",
        }
        return tuple(
            (one.name, f"{one.display}: {', '.join(words.get(Role(role), role) for role in one.roles)}")
            for one in found
            if one is not None
        )
