"""The sample's year of talent conversations: who held one when, and what came of it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlmodel import select

from store.conversation_rows import SIGNED, content
from store.conversations import Conversations
from store.days import months_after
from store.desk import Desk, load_actor
from store.facts import put_on_record
from store.models import Conversation, Plan
from store.plans import Plans, plan_from_conversation
from store.sample.diary import Diary, moment
from store.sample.plans import follow_up
from store.sample.prepared import GUIDE, GUIDE_VERSION, prepare
from store.sample.rows import FACTS, write_down
from store.sample.said import AGREEMENTS, DIFFER, Kind, Said, answers
from store.sample.said_in_full import IN_FULL, PREPARED, answers_in_full
from store.sample.staff import Staff
from store.sample.texts import Texts
from store.views import Side, Status

_TURNS: tuple[Kind, ...] = (
    *("in_full", "signed", "differ_in_full", "in_full", "no_word", "reviewed", "both", "signed", "pools_no"),
    *("in_full", "expired", "disagree", "differ_in_full", "open", "signed", "hr_no", "unprepared", "none"),
    *("reviewed", "again", "in_full", "signed", "differ_in_full", "open_in_full", "signed", "in_full"),
)
"""How the conversations of the year went, in turn."""
_OF_THE_TEAM: dict[str, Kind] = {
    "Daniel Okonkwo": "again",
    "Priya Nair": "in_full",
    "Oliver Hartley": "paused",
    "Ana Sofia Duarte": "pools_no",
    "Kwame Boateng": "old_in_full",
    "Ruth Silverman": "differ_in_full",
    "Samira Rahman": "signed",
}
"""The team that is looked at first shows every way a conversation can have gone."""
_PREPARING: dict[str, tuple[Side, ...]] = {
    "Ana Sofia Duarte": ("individual", "manager"),
    "Kwame Boateng": ("individual",),
    "Samira Rahman": ("individual",),
}
"""Who prepares the next conversation: where both have, what they noted waits for it; one alone keeps it."""
_HELD: dict[Kind, tuple[Kind, ...]] = {
    "both": ("expired", "signed"),
    "again": ("old_in_full", "signed"),
    "reviewed": ("first_in_full", "review"),
    "none": (),
}
_PAST: tuple[Kind, ...] = ("expired", "old_in_full", "first_in_full")
"""Which of two conversations those who are new have not held."""
_DAYS_AGO: dict[Kind, tuple[int, int]] = {
    **dict.fromkeys(("expired", "old_in_full"), (385, 440)),
    "first_in_full": (225, 280),
    "open": (1, 12),
    "open_in_full": (1, 12),
    "paused": (2, 20),
}
_ANY_TIME = (25, 330)
_REVIEWED_LATE = (-10, 18)
"""Days after the day that was named for a review."""
_STATUS: dict[Kind, Status] = {"open": "open", "open_in_full": "open", "paused": "paused"}
_CUT: dict[Kind, tuple[int, int]] = {"open": (9, 15), "open_in_full": (14, 30), "paused": (9, 15)}
"""After how many answers a conversation stopped that is not finished."""
_CLOSED_AFTER = timedelta(days=372)
"""When the plan of a conversation of last year is closed."""


def hold_talks(diary: Diary, staff: Staff, data: Mapping[str, Any], chance: Random, today: date) -> None:
    """Enter everybody's conversations but the chief's, and how they were prepared."""
    texts, kinds = Texts(data), itertools.cycle(_TURNS)
    for name in staff.manager:
        kind = _OF_THE_TEAM[name] if name in _OF_THE_TEAM else next(kinds)
        day = today
        for one in _held(staff, name, kind):
            if one == "review":
                day = min(months_after(day, 6) + timedelta(days=chance.randint(*_REVIEWED_LATE)), today)
            else:
                ago = staff.under(name, _DAYS_AGO.get(one, _ANY_TIME))
                day = today - timedelta(days=chance.randint(*ago))
            day -= timedelta(days=max(0, day.weekday() - 4))  # nobody comes in at the weekend for this
            say = answers_in_full if one in IN_FULL else answers
            said = list(say(staff, texts, chance, day, name, one))
            talk = Talk(name, one, moment(day, 30), said, chance.randint(*_CUT[one]) if one in _CUT else None)
            if talk.is_prepared:
                prepare(diary, staff, texts, day, name, ("individual", "manager"), said)
            diary.enter(talk.begun, partial(_hold, diary, staff, texts, chance, talk, today))
    for name, sides in _PREPARING.items():
        said = list(answers_in_full(staff, texts, chance, today, name, "in_full"))
        prepare(diary, staff, texts, today, name, sides, said)


def _held(staff: Staff, name: str, kind: Kind) -> list[Kind]:
    """The conversations that somebody has held. Those who are new have no earlier one, and nobody places them."""
    held = _HELD.get(kind, (kind,))
    if not staff.new_in_role(name):
        return list(held)
    return ["signed" if one in IN_FULL else one for one in held if one not in _PAST]


@dataclass(frozen=True)
class Talk:
    """One conversation: whom it is about, how it went, when, and everything said until it was cut short, if it was."""

    name: str
    kind: Kind
    begun: datetime
    whole: Sequence[Said]
    cut: int | None

    @property
    def is_prepared(self) -> bool:
        """Whether both sides have prepared it: what they noted is on record from its beginning."""
        return self.kind in IN_FULL and self.kind != "unprepared"

    @property
    def said(self) -> Sequence[Said]:
        """What is on record."""
        if self.cut is None:
            return self.whole
        return [one for at, one in enumerate(self.whole) if at < self.cut or self._noted(one)]

    @property
    def typed(self) -> Sequence[Said]:
        """What was typed in the conversation itself, or still has to be."""
        return [one for one in self.whole if one.field not in FACTS and not self._noted(one)]

    def _noted(self, one: Said) -> bool:
        return self.is_prepared and one.field in PREPARED

    @property
    def position(self) -> dict[str, Any]:
        """Where the guide's engine stands: as `assistant.guide` saves it."""
        given = {(one.stage, one.field, one.side) for one in self.whole}
        left_out = [("agree", field, "individual") for field in AGREEMENTS]
        there = self.said
        following = next((one for one in self.whole if one not in there), None)
        return {
            "at": list(following[:3]) if following else None,
            "probed": 0,
            "draft": "",
            "adding": False,
            "skipped": [] if following else [list(key) for key in left_out if key not in given],
            "finished": following is None,
        }


def _hold(diary: Diary, staff: Staff, texts: Texts, chance: Random, talk: Talk, today: date) -> None:
    session, name, said, day = diary.session, talk.name, talk.said, talk.begun.date()
    person, manager = staff.people[name], staff.people[staff.manager[name]]
    account = staff.account[manager.name]
    ended = talk.begun + timedelta(minutes=2 * len(said))
    signed_on = None if talk.cut else day
    row = Conversation(
        kind="guided",
        guide=GUIDE,
        guide_version=GUIDE_VERSION,
        mode="full" if talk.kind in IN_FULL else "light",
        title=f"Talent conversation: {name}",
        about_id=person.id,
        host_id=manager.id,
        account_id=account,
        asked_on=day,
        status=_STATUS.get(talk.kind, "signed"),
        position=talk.position,
        signed_individual_on=signed_on,
        signed_manager_on=signed_on,
        signed_on=signed_on,
        created_at=talk.begun,
        updated_at=ended,
        version=len(said) + 1,
    )
    session.add(row)
    session.flush()
    write_down(session, row, talk.begun, said, talk.typed, texts.data["asks"])
    desk = Desk(session, load_actor(session, account, day), "conversation.hold", talk.begun)
    desk.note(f"conversation {row.id}", person.id)
    if signed_on:
        signs = partial(_sign, diary, staff, texts, chance, talk, row, replace(desk, now=ended), today)
        diary.enter(ended, signs)


def _sign(
    diary: Diary,
    staff: Staff,
    texts: Texts,
    chance: Random,
    talk: Talk,
    row: Conversation,
    desk: Desk,
    today: date,
) -> None:
    """What signing does: the plan, the audit's row with what was signed, and what comes of it in the days after."""
    person, day = staff.people[talk.name], talk.begun.date()
    put_on_record(desk.session, row)
    actions = next(one.value for one in talk.said if one.field == "actions")
    plan_from_conversation(desk, person.id, row.id, day, months_after(day, 6), actions)
    desk.note(f"conversation {row.id}", person.id, reason=SIGNED, content=content(desk.session, row.id))
    own = staff.account[talk.name]
    hopes = next(one.text for one in talk.said if one.field == "ambition_text")
    follow_up(diary, own, row, hopes, texts.actions, today, chance)
    if (closes := talk.begun + _CLOSED_AFTER).date() < today:
        plan = diary.session.scalars(select(Plan.id).where(Plan.conversation_id == row.id)).one()
        diary.enter(closes, partial(diary.act, closes, own, Plans, "close", plan))
    if talk.kind in DIFFER:
        at = moment(day + timedelta(days=3), 150)
        words = texts.next("comments")
        diary.enter(at, partial(diary.act, at, own, Conversations, "comment", row.id, words))
