"""The sample's talent pools, played step by step with the store's own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from store.pool_life import DECISIONS
from store.pools import Appeals, Memberships, Panels, Pools
from store.pools.views import PoolDetails
from store.sample.diary import Diary, moment
from store.sample.staff import Staff
from store.views import Criterion

_PAUSE = timedelta(days=150)


def play_pools(diary: Diary, staff: Staff, pools: Mapping[str, Any], today: date) -> None:
    """Enter the opening of the pools, everybody's steps, and the end of a pool that is closed."""
    criteria = {pool["name"]: tuple(one["name"] for one in pool["criteria"]) for pool in pools["pools"]}
    reasons = pools["reasons"]
    for pool in pools["pools"]:
        at = moment(today - timedelta(days=pool["opened"]))
        diary.enter(at, partial(_open, diary, staff.account[staff.hr], at, pool))
        if "closed" in pool:
            at = moment(today - timedelta(days=pool["closed"]), 30)
            said = (pool["name"], reasons["close"], reasons["next_step"])
            diary.enter(at, partial(diary.act, at, staff.account[staff.hr], Pools, "close", *said))
    for story in pools["stories"]:
        one = _Story(diary, staff, reasons, story, criteria[story["pool"]])
        for step, _, ago in (said.partition("@") for said in (f"nominate@{story['ago']}", *story["then"])):
            at = moment(today - timedelta(days=int(ago)), 60)
            diary.enter(at, partial(one.take, at, step))


def _open(diary: Diary, account: str, at: datetime, pool: Mapping[str, Any]) -> None:
    criteria = [
        Criterion(c["name"], c["field"], c["side"], tuple(c["values"]), c["evidence"])
        for c in pool["criteria"]
    ]
    about = {"name": pool["name"], "purpose": pool["purpose"], "level": pool["level"]}
    details = PoolDetails(**{**pool["details"], "posts": tuple(pool["details"].get("posts", ()))})
    diary.act(at, account, Pools, "create", **about, criteria=criteria, details=details)


class _Story:
    """One person's way through a pool.

    Args:
        diary: Where its steps are taken.
        staff: Who takes them.
        reasons: What is said with them.
        story: Whose way it is, and through which pool.
        criteria: The names of the pool's criteria.
    """

    def __init__(
        self,
        diary: Diary,
        staff: Staff,
        reasons: Mapping[str, Any],
        story: Mapping[str, Any],
        criteria: Sequence[str],
    ) -> None:
        self._diary = diary
        self._staff = staff
        self._reasons = reasons
        self._pool = story["pool"]
        name = story["person"]
        self._of = (self._pool, staff.people[name].reference)
        self._criteria = criteria
        self._own, self._hr = staff.account[name], staff.account[staff.hr]
        self._manager = staff.account[staff.manager[name]]
        self._nominator = {"self": self._own, "hr": self._hr}.get(story["by"], self._manager)
        others = [seat for seat in staff.seats if seat != staff.manager[name]]
        self._seats = {"panel": staff.account[staff.panel]} | {
            staff.people[seat].reference.lower(): staff.account[seat] for seat in others[:2]
        }

    def take(self, at: datetime, step: str) -> None:
        """Take a step at a moment, by all of the store's rules."""
        act, said, of = self._diary.act, self._reasons, self._of
        step, _, code = step.partition(":")
        match step:
            case "nominate" | "amend":
                act(at, self._nominator, Pools, step, *of, self._told(said[step]))
            case "agree" | "say_no":
                act(at, self._own, Pools, "agree", self._pool, yes=step == "agree")
            case "ask_edits":
                act(at, self._own, Pools, "ask_edits", self._pool, said[step])
            case "manager_view":
                act(at, self._manager, Panels, "manager_view", *of, said[step])
            case "panel_half" | "panel_ready":
                self._panel(at, ready=step == "panel_ready")
            case "told":
                act(at, self._hr, Memberships, "tell", *of, said[step])
            case "read":
                act(at, self._own, Memberships, "read", self._pool)
            case "review":
                told = {"evidence": said["review_evidence"], "progress": said["review"]}
                act(at, self._hr, Memberships, "review", *of, wants="yes", **told)
            case "pause":
                act(at, self._own, Memberships, "pause", *of, said[step], at.date() + _PAUSE)
            case "withdraw":
                act(at, self._own, Memberships, "leave", *of)
            case "leave":
                act(at, self._hr, Memberships, "leave", *of, said[code], code, said["next_step"])
            case "appeal":
                act(at, self._own, Appeals, "raise_", self._pool, said[step])
            case _:
                self._panel(at, ready=True)
                change = said["would_end" if step == "accept" else "would_change"]
                # HR records a yes, as it has to where a pool's size is limited, but not about whom it nominated.
                by = self._hr if step == "accept" and self._nominator != self._hr else self._seats["panel"]
                assert step in DECISIONS
                act(at, by, Pools, "decide", *of, step, said[step], change)

    def _panel(self, at: datetime, *, ready: bool) -> None:
        """Convene a panel that has declared and rated: everybody, or all but the account of that name."""
        self._diary.act(at, self._hr, Panels, "convene", *self._of, list(self._seats))
        for number, (name, account) in enumerate(self._seats.items()):
            if ready or name != "panel":
                word = "partly" if number == 1 else "met"
                self._diary.act(at, account, Panels, "declare", *self._of)
                self._diary.act(at, account, Panels, "rate", *self._of, dict.fromkeys(self._criteria, word))

    def _told(self, texts: Sequence[str]) -> dict[str, str]:
        return {name: texts[number % len(texts)] for number, name in enumerate(self._criteria)}
