"""The store as one signed-in account has it. There is no other door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from store.accounts import Accounts
from store.appraisals import Appraisals
from store.assess.service import Assessments
from store.audit import Audit
from store.conversations import Conversations
from store.cover import Succession
from store.credentials import Credentials
from store.dashboard import Dashboard
from store.emergency import Emergency
from store.equality import Equality
from store.holidays import BUILT_IN as HOLIDAYS
from store.imports.service import Imports
from store.people import People
from store.plans import Plans
from store.pools import Appeals, Memberships, Panels, Pools
from store.portfolio import Portfolio
from store.posts import Posts
from store.privacy.complaints import Complaints
from store.privacy.corrections import Corrections
from store.privacy.erasures import Erasures
from store.privacy.holds import Holds
from store.privacy.notices import Notices
from store.privacy.requests import AccessRequests
from store.privacy.retention import Retention
from store.restoring import Backups


class Records:
    """Everything that an account may read and write.

    Args:
        engine: The database, at this program's schema.
        account: The account's key.
        now: The clock.
        holidays: The file of public holidays, by which working days are counted.
    """

    def __init__(
        self, engine: Engine, account: str, now: Callable[[], datetime], holidays: Path = HOLIDAYS
    ) -> None:
        self.accounts = Accounts(engine, account, now)
        self.credentials = Credentials(engine, account, now)
        self.people = People(engine, account, now)
        self.imports = Imports(engine, account, now)
        self.appraisals = Appraisals(engine, account, now)
        self.conversations = Conversations(engine, account, now)
        self.plans = Plans(engine, account, now)
        self.portfolio = Portfolio(engine, account, now)
        self.pools = Pools(engine, account, now, holidays)
        self.panels = Panels(engine, account, now, holidays)
        self.memberships = Memberships(engine, account, now, holidays)
        self.appeals = Appeals(engine, account, now, holidays)
        self.dashboard = Dashboard(engine, account, now)
        self.equality = Equality(engine, account, now)
        self.posts = Posts(engine, account, now)
        self.succession = Succession(engine, account, now)
        self.notices = Notices(engine, account, now)
        self.requests = AccessRequests(engine, account, now)
        self.corrections = Corrections(engine, account, now)
        self.holds = Holds(engine, account, now)
        self.erasures = Erasures(engine, account, now)
        self.retention = Retention(engine, account, now)
        self.complaints = Complaints(engine, account, now)
        self.emergency = Emergency(engine, account, now)
        self.backups = Backups(engine, account, now)
        self.assessments = Assessments(engine, account, now)
        self.audit = Audit(engine, account, now)
