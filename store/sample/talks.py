"""The sample's year of talent conversations: who held one when, and what came of it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import insert

from store.conversation_rows import SIGNED, content
from store.conversations import Conversations
from store.days import months_after
from store.desk import Desk, load_actor
from store.facts import put_on_record
from store.models import Answer, Conversation, Turn, new_key
from store.plans import plan_from_conversation
from store.sample.diary import Diary, moment
from store.sample.plans import follow_up
from store.sample.said import AGREEMENTS, Kind, Said, Texts, answers
from store.sample.staff import Staff

GUIDE, GUIDE_VERSION, MODE = "talent_conversation", 2, "light"
_TURNS: tuple[Kind, ...] = (
    *("signed", "signed", "disagree", "signed", "no_word", "signed", "both", "signed", "pools_no", "signed"),
    *("expired", "signed", "signed", "open", "signed", "hr_no", "signed", "none", "signed", "both"),
)
"""How the conversations of the year went, in turn."""
_OF_THE_TEAM: dict[str, Kind] = {
    "Daniel Okonkwo": "both",
    "Priya Nair": "signed",
    "Oliver Hartley": "paused",
    "Ana Sofia Duarte": "pools_no",
    "Kwame Boateng": "expired",
    "Ruth Silverman": "disagree",
    "Samira Rahman": "signed",
}
"""The team that is looked at first shows every way a conversation can have gone."""
_HELD: dict[Kind, tuple[Kind, ...]] = {"both": ("expired", "signed"), "none": ()}
_DAYS_AGO: dict[Kind, tuple[int, int]] = {"expired": (385, 440), "open": (1, 12), "paused": (2, 20)}
_ANY_TIME = (25, 330)
_UNFINISHED = {"open", "paused"}


def hold_talks(diary: Diary, staff: Staff, data: Mapping[str, Any], chance: Random, today: date) -> None:
    """Enter everybody's conversations but the chief's."""
    texts, kinds = Texts(data), itertools.cycle(_TURNS)
    for name in staff.manager:
        kind = _OF_THE_TEAM[name] if name in _OF_THE_TEAM else next(kinds)
        for one in _HELD.get(kind, (kind,)):
            if one == "expired" and staff.new_in_role(name):
                continue
            day = today - timedelta(days=chance.randint(*staff.under(name, _DAYS_AGO.get(one, _ANY_TIME))))
            day -= timedelta(days=max(0, day.weekday() - 4))  # nobody comes in at the weekend for this
            said = list(answers(staff, texts, chance, day, name, one))
            talk = Talk(
                name, one, moment(day, 30), said, chance.randint(9, 15) if one in _UNFINISHED else None
            )
            diary.enter(talk.begun, partial(_hold, diary, staff, texts, chance, talk, today))


@dataclass(frozen=True)
class Talk:
    """One conversation: whom it is about, how it went, when, and everything said until it was cut short, if it was."""

    name: str
    kind: Kind
    begun: datetime
    whole: Sequence[Said]
    cut: int | None

    @property
    def said(self) -> Sequence[Said]:
        """What was said."""
        return self.whole[: self.cut]

    @property
    def position(self) -> dict[str, Any]:
        """Where the guide's engine stands: as `assistant.guide` saves it."""
        given = {(one.stage, one.field, one.side) for one in self.whole}
        left_out = [("agree", field, "individual") for field in AGREEMENTS]
        following = self.whole[self.cut] if self.cut is not None else None
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
        mode=MODE,
        title=f"Talent conversation: {name}",
        about_id=person.id,
        host_id=manager.id,
        account_id=account,
        asked_on=day,
        status=talk.kind if talk.cut else "signed",
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
    session.execute(insert(Turn), _turns(row, talk, texts.data["asks"]))
    session.execute(insert(Answer), _rows(row, talk))
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
    if talk.kind == "disagree":
        at = moment(day + timedelta(days=3), 150)
        words = texts.next("comments")
        diary.enter(at, partial(diary.act, at, own, Conversations, "comment", row.id, words))


def _turns(row: Conversation, talk: Talk, asks: Mapping[str, str]) -> list[dict[str, Any]]:
    """What was typed, each with the question that it was answered with. (Nobody types when it was begun.)"""
    following = [*(asks.get(one.field, "Noted.") for one in talk.whole[2:]), "Thank you both."]
    return [
        {
            "id": new_key(),
            "conversation_id": row.id,
            "sequence": number,
            "side": one.side,
            "account_id": row.account_id,
            "said_at": talk.begun + timedelta(minutes=2 * number),
            "text": one.text,
            "reply": reply,
        }
        for number, (one, reply) in enumerate(zip(talk.said[1:], following, strict=False), 1)
    ]


def _rows(row: Conversation, talk: Talk) -> list[dict[str, Any]]:
    return [
        {
            "id": new_key(),
            "conversation_id": row.id,
            "stage": one.stage,
            "field": one.field,
            "side": one.side,
            "revision": 1,
            "present": True,
            "text": one.text,
            "value": one.value,
            "evidence_strength": one.strength,
            "check_again": False,
            "account_id": row.account_id,
            "answered_at": talk.begun + timedelta(minutes=2 * number),
        }
        for number, one in enumerate(talk.said)
    ]
