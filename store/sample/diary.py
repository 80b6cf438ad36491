"""What happens in the sample's year, in the order of its days: so the audit's rows are too."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy.orm import Session

from store.desk import Desk, Service, load_actor


@dataclass
class Diary:
    """Entries of the past, played in the order of their moments; playing one may enter others after it."""

    session: Session
    _entries: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    _number: itertools.count[int] = field(default_factory=itertools.count)

    def enter(self, at: datetime, happens: Callable[[], object]) -> None:
        """Something is to happen at a moment; of two at the same one, the first entered is first."""
        heapq.heappush(self._entries, (at, next(self._number), happens))

    def play(self) -> None:
        """Let everything happen."""
        while self._entries:
            _, _, happens = heapq.heappop(self._entries)
            happens()

    def act(
        self, at: datetime, account: str, service: type[Service], method: str, *args: Any, **kwargs: Any
    ) -> Any:
        """Run a service's method in this transaction as an account at that moment, by all of its rules."""
        declared = cast(Any, getattr(service, method))
        actor = load_actor(self.session, account, at.date())
        desk = Desk(self.session, actor, declared.action, at)
        unbound = service(cast(Any, None), account, lambda: at)
        return declared.__wrapped__(unbound, desk, *args, **kwargs)


def moment(day: date, minutes: int = 0) -> datetime:
    """A moment of a day, so many minutes after nine."""
    return datetime.combine(day, time(9), UTC) + timedelta(minutes=minutes)
