"""The sample's portfolios: what some people have put into theirs, and what of it they share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from store.models import keys_from
from store.portfolio import Portfolio
from store.sample.diary import Diary, moment
from store.sample.staff import Staff
from store.views import PortfolioInput

_LATER = timedelta(days=4)
"""How long after something happened people write it down."""
_SEED = 20_260_303


def keep_portfolios(diary: Diary, staff: Staff, portfolios: Mapping[str, Any], today: date) -> None:
    """Enter everybody's items."""
    keys = Random(_SEED)  # noqa: S311 (of its own, so that items leave everything else of the sample as it is)
    for item in portfolios["items"]:
        happened = today - timedelta(days=item["ago"])
        at = moment(happened + _LATER, 240)
        diary.enter(at, partial(_keep, diary, staff.account[item["person"]], at, happened, item, keys))


def _keep(
    diary: Diary, account: str, at: datetime, happened: date, item: Mapping[str, Any], keys: Random
) -> None:
    entry = PortfolioInput(
        type=item["type"],
        title=item["title"],
        when=happened,
        what_i_did=item["what_i_did"],
        result=item["result"],
        skill_tags=tuple(item["skills"]),
        verified_by=item.get("verified_by", ""),
    )
    with keys_from(lambda: keys.getrandbits(128)):
        kept = diary.act(at, account, Portfolio, "save", entry)
        if item["shared"]:
            diary.act(at, account, Portfolio, "share", kept.id)
