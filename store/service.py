"""The store as one signed-in account has it. There is no other door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from store.accounts import Accounts
from store.audit import Audit
from store.conversations import Conversations
from store.people import People
from store.plans import Plans
from store.pools import Pools
from store.portfolio import Portfolio


class Records:
    """Everything that an account may read and write.

    Args:
        engine: The database, at this program's schema.
        account: The account's key.
        now: The clock.
    """

    def __init__(self, engine: Engine, account: str, now: Callable[[], datetime]) -> None:
        self.accounts = Accounts(engine, account, now)
        self.people = People(engine, account, now)
        self.conversations = Conversations(engine, account, now)
        self.plans = Plans(engine, account, now)
        self.portfolio = Portfolio(engine, account, now)
        self.pools = Pools(engine, account, now)
        self.audit = Audit(engine, account, now)
