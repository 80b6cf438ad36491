"""The sample's talent pools, played step by step with the store's own rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import select

from store.models import Pool
from store.pool_life import DECISIONS
from store.pools import Pools
from store.sample.diary import Diary, moment
from store.sample.staff import Staff
from store.views import Criterion

_BETWEEN_STEPS = 9
"""Days from one step of a membership to the next."""


def play_pools(diary: Diary, staff: Staff, pools: Mapping[str, Any], today: date) -> None:
    """Enter the opening of the pools and everybody's steps."""
    for pool in pools["pools"]:
        at = moment(today - timedelta(days=pool["opened"]))
        diary.enter(at, partial(_open, diary, staff.account[staff.hr], at, pool))
    for story in pools["stories"]:
        for number, step in enumerate(("nominate", *story["then"])):
            at = moment(today - timedelta(days=story["ago"] - number * _BETWEEN_STEPS), 60)
            diary.enter(at, partial(_take, diary, staff, pools["reasons"], at, step, story))


def _open(diary: Diary, account: str, at: datetime, pool: Mapping[str, Any]) -> None:
    criteria = [
        Criterion(c["name"], c["field"], c["side"], tuple(c["values"]), c["evidence"])
        for c in pool["criteria"]
    ]
    about = {"name": pool["name"], "purpose": pool["purpose"], "level": pool["level"]}
    diary.act(at, account, Pools, "create", **about, criteria=criteria)
    row = diary.session.scalars(select(Pool).where(Pool.name == pool["name"])).one()
    row.review_months, row.max_months = pool["review_months"], pool["max_months"]


def _take(
    diary: Diary, staff: Staff, reasons: Mapping[str, str], at: datetime, step: str, story: Mapping[str, Any]
) -> None:
    name = story["person"]
    of = (story["pool"], staff.people[name].reference)
    own, hr, panel = staff.account[name], staff.account[staff.hr], staff.account[staff.panel]
    nominator = {"self": own, "hr": hr}.get(story["by"]) or staff.account[staff.manager[name]]
    if step == "nominate":
        diary.act(at, nominator, Pools, "nominate", *of, reasons[step])
    elif step in {"agree", "say_no"}:
        diary.act(at, own, Pools, "agree", of[0], yes=step == "agree")
    elif step in DECISIONS:
        change = "" if step == "accept" else reasons["would_change"]
        diary.act(at, panel, Pools, "decide", *of, step, reasons[step], change)
    elif step in {"review", "pause"}:
        diary.act(at, hr, Pools, "review", *of, reasons[step], pause=step == "pause")
    else:
        diary.act(at, own, Pools, "leave", *of, reasons[step])
