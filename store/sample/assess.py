"""What the sample's organisation says of itself: a scale, a checklist, a plan, a table of actions, a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from store.assess.parts import Content, Item, Kind, Mark, Note, Risk, Row, Stage, Text, Theme
from store.assess.service import Assessments
from store.assess.words import load_words
from store.days import months_after
from store.models import keys_from
from store.sample.diary import Diary, moment
from store.sample.staff import Staff

_SEED = 20_260_312
_LATE_IN_THE_DAY = 400
"""Minutes after nine, so that what is published then was written before."""


def look_at_itself(diary: Diary, staff: Staff, data: Mapping[str, Any], today: date) -> None:
    """Enter what HR writes down, has signed off and publishes, each on its day."""
    words, ids, hr = load_words(), dict[str, str](), staff.account[staff.hr]
    keys = Random(_SEED)  # noqa: S311 (of its own, so that this leaves everything else of the sample as it is)

    def act(at: datetime, method: str, *args: Any) -> Any:
        with keys_from(lambda: keys.getrandbits(128)):
            return diary.act(at, hr, Assessments, method, *args)

    def write(kind: Kind, at: datetime) -> None:
        entry, title = data[kind], data[kind]["title"]
        ids[kind] = act(at, "begin", kind, title, words, entry["reason"]).about.id
        for key, content in _parts(kind, entry, today, ids):
            act(at, "put", kind, title, key, content, words, entry["reason"])

    kinds: tuple[Kind, ...] = ("scale", "checklist", "plan", "actions", "diagnostic")
    for kind in kinds:
        entry, title = data[kind], data[kind]["title"]
        at = _moment(today, entry["days_ago"])
        diary.enter(at, partial(write, kind, at))
        if signed := entry.get("signed"):
            at = _moment(today, signed["days_ago"])
            diary.enter(at, partial(act, at, "sign", kind, title, signed["role"], words, entry["reason"]))
        if published := entry.get("published"):
            at = _moment(today, published)
            diary.enter(at, partial(act, at, "publish", kind, title, entry["reason"]))


def _parts(
    kind: Kind, entry: Mapping[str, Any], today: date, ids: Mapping[str, str]
) -> list[tuple[str, Content]]:
    match kind:
        case "scale":
            return [(key, Mark(**mark)) for key, mark in entry["marks"].items()]
        case "checklist":
            return [
                (key, Item(one["status"], one["evidence"], one["owner"], _in_days(today, one.get("due"))))
                for key, one in entry["items"].items()
            ]
        case "plan":
            texts: list[tuple[str, Content]] = [(key, Text(text)) for key, text in entry["texts"].items()]
            return [*texts, *(("", Risk(**risk)) for risk in entry["risks"])]
        case "actions":
            return [("", _row(one, today, ids)) for one in entry["rows"]]
        case "diagnostic":
            stages: list[tuple[str, Content]] = [
                (key, Stage(one["status"], one["text"], _in_days(today, one["days"])))
                for key, one in entry["stages"].items()
            ]
            themes = [("", Theme(**one)) for one in entry["themes"]]
            coded = [("", Note(**{**one, "themes": tuple(one["themes"])})) for one in entry["notes"]]
            return [*stages, *themes, *coded]


def _row(one: Mapping[str, Any], today: date, ids: Mapping[str, str]) -> Row:
    starts, due = (months_after(today, one[name]) for name in ("starts", "due"))
    return Row(
        one["programme"],
        one["action"],
        one["lead"],
        one["milestone"],
        starts,
        due,
        one["status"],
        one["outcome"],
        ids.get(one["from"], ""),
    )


def _in_days(today: date, days: int | None) -> date | None:
    return today + timedelta(days=days) if days else None


def _moment(today: date, days_ago: int) -> datetime:
    return moment(today - timedelta(days=days_ago), _LATE_IN_THE_DAY)
