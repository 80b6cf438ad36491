"""The sample's posts, who is named for them and what they answer, played step by step with the store's own rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from store.cover import Succession
from store.models import keys_from
from store.post_views import CandidateInput, PostInput
from store.posts import Posts
from store.sample.diary import Diary, moment
from store.sample.staff import Staff

_SEED = 20_260_304
_MINUTES = 300
"""After nine: when of a day all of this happens."""


class _Played:
    """One account after another doing something at a moment, with keys of their own source."""

    def __init__(self, diary: Diary, staff: Staff, today: date) -> None:
        self._diary = diary
        self._today = today
        self._keys = Random(_SEED)  # noqa: S311 (of its own, so that posts leave everything else of the sample as it is)
        self.staff = staff
        self.hr = staff.account[staff.hr]

    def day(self, ago: int) -> date:
        return self._today - timedelta(days=ago)

    def reference(self, name: str) -> str:
        return self.staff.people[name].reference

    def enter(self, ago: int, account: str, service: Any, method: str, *args: Any, **kwargs: Any) -> None:
        at = moment(self.day(ago), _MINUTES)
        self._diary.enter(at, partial(self._do, at, account, service, method, args, kwargs))

    def _do(
        self,
        at: datetime,
        account: str,
        service: Any,
        method: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> None:
        with keys_from(lambda: self._keys.getrandbits(128)):
            self._diary.act(at, account, service, method, *args, **kwargs)


def plan_posts(diary: Diary, staff: Staff, posts: Mapping[str, Any], today: date) -> None:
    """Enter the posts, everybody named for them, and the openings that are expected."""
    played, why = _Played(diary, staff, today), posts["reasons"]
    for post in posts["posts"]:
        title = post["title"]
        played.enter(post["made"], played.hr, Posts, "save", title, _known(played, post), why["made"])
        played.enter(post["reviewed"], played.hr, Posts, "review", title, why["reviewed"])
        for one in post.get("candidates", ()):
            _name(played, title, one, why["named"])
        if acting := post.get("acting"):
            who = played.reference(acting["person"])
            played.enter(acting["since"], played.hr, Posts, "act", title, who, why["acting"])
    for one in posts["demand"]:
        openings = (one["family"], one["within"], one["growth"], one["leavers"], why["demand"])
        played.enter(one["ago"], played.hr, Succession, "expect", *openings)


def _known(played: _Played, post: Mapping[str, Any]) -> PostInput:
    return PostInput(
        unit=post["unit"],
        level=post["level"],
        job_family=post["family"],
        holder=played.reference(post["holder"]) if "holder" in post else None,
        vacant_since=played.day(post["vacant"]) if "vacant" in post else None,
        grounds=tuple(post["grounds"]),
        impact_if_empty=post["impact"],
        hard_to_recruit="hard" in post,
        hard_because=post.get("hard"),
        may_leave_soon="leaves" in post,
        leave_basis=post.get("leaves"),
        recruitment_rounds=post.get("rounds"),
    )


def _name(played: _Played, title: str, one: Mapping[str, Any], why: str) -> None:
    person, account = played.reference(one["person"]), played.staff.account[one["person"]]
    judged = CandidateInput(
        readiness=one.get("readiness"),
        can_act_up="up" in one,
        act_up_weeks=one.get("up"),
        gap=one.get("gap"),
        rank=one.get("rank"),
        rank_reason=one.get("why"),
    )
    played.enter(one["named"], played.hr, Posts, "name", title, person, judged, why)
    if "answered" in one:
        played.enter(one["answered"], account, Posts, "answer", title, yes=True, wants=one["wants"])
    if "withdrew" in one:
        played.enter(one["withdrew"], account, Posts, "answer", title, yes=False, wants=one["wants"])
    if "tested" in one:
        tried = CandidateInput(cover_tested_on=played.day(one["tested"]))
        played.enter(one["tested"], played.hr, Posts, "name", title, person, tried, why)
