"""The sample's year of talent conversations, with the plans that came of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Literal, NamedTuple

from sqlalchemy import insert

from store import audit_chain
from store.conversations import Conversations
from store.desk import Desk, load_actor
from store.facts import months_after
from store.models import Account, Answer, Conversation, Turn, new_key
from store.plans import plan_from_conversation
from store.sample.diary import Diary, moment
from store.sample.plans import follow_up
from store.sample.staff import Staff

GUIDE, GUIDE_VERSION, MODE = "talent_conversation", 1, "light"
Kind = Literal["signed", "disagree", "pools_no", "no_word", "hr_no", "expired", "open", "paused", "both", "none"]
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
_FITS = {"Daniel Okonkwo": "step_up", "Samira Rahman": "step_up", "Priya Nair": "deepen", "Mei Ling Chow": "step_up"}
_DAYS_AGO: dict[Kind, tuple[int, int]] = {
    "signed": (25, 330),
    "expired": (385, 440),
    "open": (1, 12),
    "paused": (2, 20),
}
_UNFINISHED = {"open", "paused"}
_MAY_BE_LEFT_OUT = ("share_with_hr", "use_in_pools", "be_approached", "share_with_partners", "quote")


class Said(NamedTuple):
    """One answer, in the guide's order."""

    stage: str
    field: str
    side: Literal["individual", "manager"]
    text: str
    value: Any
    strength: str = "none"


@dataclass
class Texts:
    """The texts, drawn from in turn so that neighbours differ."""

    data: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Begin every list at its beginning."""
        self._turns: dict[str, Iterator[Any]] = {}

    def next(self, *path: str) -> Any:
        """The next entry of a list."""
        key = "/".join(path)
        if key not in self._turns:
            found: Any = self.data
            for part in path:
                found = found[part]
            self._turns[key] = itertools.cycle(found)
        return next(self._turns[key])


def hold_talks(diary: Diary, staff: Staff, data: Mapping[str, Any], chance: Random, today: date) -> None:
    """Enter everybody's conversations but the chief's."""
    texts, kinds = Texts(data), itertools.cycle(_TURNS)
    for name in staff.manager:
        kind = _OF_THE_TEAM.get(name) or next(kinds)
        held: list[Kind] = []
        if kind in {"expired", "both"} and not staff.new_in_role(name):
            held.append("expired")
        if kind not in {"expired", "none"}:
            held.append("signed" if kind == "both" else kind)
        for one in held:
            day = today - timedelta(days=chance.randint(*_DAYS_AGO.get(one, _DAYS_AGO["signed"])))
            said = list(_answers(staff, texts, chance, day, name, one))
            talk = Talk(name, one, moment(day, 30), said, chance.randint(9, 15) if one in _UNFINISHED else None)
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
        left_out = [("agree", field, "individual") for field in _MAY_BE_LEFT_OUT]
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
    by = session.get_one(Account, account).name
    audited = {"action": "conversation.hold", "account": by, "record": f"conversation {row.id}"}
    audit_chain.append(session, at=talk.begun, person_id=person.id, **audited)
    if signed_on is None:
        return
    desk = Desk(session, load_actor(session, account, day), "conversation.hold", ended)
    actions = next(one.value for one in said if one.field == "actions")
    plan_from_conversation(desk, person.id, row.id, day, months_after(day, 6), actions)
    audit_chain.append(session, at=ended, person_id=person.id, reason="signed by both sides", **audited)
    follow_up(diary, staff.account[name], row.id, day, today, chance)
    if talk.kind == "disagree":
        at = moment(day + timedelta(days=3), 150)
        words = texts.next("comments")
        diary.enter(at, lambda: diary.act(at, staff.account[name], Conversations, "comment", row.id, words))


def _answers(
    staff: Staff,
    texts: Texts,
    chance: Random,
    day: date,
    name: str,
    kind: Kind,
) -> Iterator[Said]:
    """A light conversation's answers in the guide's order, both sides'."""
    family = staff.family[name]
    theirs = texts.data["families"][family]
    months = {"month": f"{day - timedelta(days=70):%B}", "earlier": f"{day - timedelta(days=230):%B}"}
    manager = staff.manager[name].split()[0]

    def draw(*path: str) -> str:
        return str(texts.next(*path)).format(**months, manager=manager)

    def own(stage: str, field: str, text: str, value: Any = None, strength: str = "none") -> Said:
        return Said(stage, field, "individual", text, text if value is None else value, strength)

    def managers(stage: str, field: str, text: str, value: Any = None, strength: str = "none") -> Said:
        return Said(stage, field, "manager", text, text if value is None else value, strength)

    begun = moment(day, 30).isoformat(timespec="seconds")
    yield own("open", "started_at", begun)
    yield own("open", "purpose", draw("purpose"))
    yield own("open", "what_recorded_read", "Yes", True)
    yield own("open", "adjustments", draw("adjustments"))
    yield own("open", "attendees", f"{name}, {staff.manager[name]}", [name, staff.manager[name]])
    offer = chance.choice(("none_needed", "none_needed", "signposted", "action_agreed", "declined"))
    yield own("wellbeing", "wellbeing_offer", offer.replace("_", " "), offer)
    if offer == "action_agreed":
        yield own("wellbeing", "support_action", draw("support_action"))
    mine, seen = _performance(chance, name, kind, new=staff.new_in_role(name))
    yield own("performance", "objective_results", draw("families", family, "results"), None, "example")
    yield managers("performance", "objective_results", draw("families", family, "saw"), None, "example")
    yield own("performance", "performance", mine.replace("_", " "), mine)
    yield managers("performance", "performance", seen.replace("_", " "), seen)
    wants = _FITS.get(name) or chance.choice(
        ("deepen", "deepen", "broaden", "step_up", "step_up", "change_path", "steady", "steady", "undecided")
    )
    yield own("ambition", "ambition", wants.replace("_", " "), wants)
    yield own("ambition", "ambition_text", draw("families", family, "hopes"))
    years = 1 if wants == "steady" else chance.choice((1, 3, 3, 5))
    yield own("ambition", "horizon_years", f"{years} years", years)
    roles = [] if wants in {"steady", "undecided"} else chance.sample(theirs["roles"], chance.randint(1, 2))
    yield own("ambition", "target_roles", ", ".join(roles) or "None", roles)
    kinds = [family, *chance.sample(theirs["others"], chance.randint(0, 1))]
    yield own("ambition", "job_families", ", ".join(kinds), kinds)
    planned = [
        {**texts.next("families", family, "actions"), "due": _due(day, number).isoformat(), "helper": manager}
        for number in range(chance.randint(1, 2))
    ]
    spelt = "; ".join(f"{action['goal']} by {action['due']} with {manager}" for action in planned)
    yield own("plan", "actions", spelt, planned, "example")
    sure = chance.randint(6, 10)
    yield own("plan", "commitment", str(sure), sure)
    promise = {"goal": draw("promises"), "due": _due(day, 0).isoformat(), "helper": None}
    yield managers("plan", "manager_promises", f"{promise['goal']} by {promise['due']}", [promise], "example")
    yield own("agree", "summary", draw("summary"))
    differ, agreed = kind == "disagree", str(texts.data["agreed"])
    yield own("agree", "disagreement", draw("disagreement_individual") if differ else agreed)
    yield managers("agree", "disagreement", draw("disagreement_manager") if differ else agreed)
    yield from _agreements(chance, kind)
    yield own("agree", "sign_individual", "Yes, I sign", day.isoformat())
    yield managers("agree", "sign_manager", "Yes, I sign", day.isoformat())
    review = months_after(day, 6).isoformat()
    yield own("follow_up", "review_on", "Yes", review)
    helpful = chance.choice((3, 4, 4, 5, 5))
    yield own("follow_up", "helpful", str(helpful), helpful)
    yield own("follow_up", "changes", draw("changes"))


def draw_agreed(texts: Texts) -> str:
    """What is written where nobody sees anything differently."""
    return str(texts.data["agreed"])


def _agreements(chance: Random, kind: Kind) -> Iterator[Said]:
    said = {
        "share_with_hr": kind != "hr_no",
        "use_in_pools": kind != "pools_no",
        "be_approached": chance.random() < 0.8,
        "share_with_partners": chance.random() < 0.4,
        "quote": chance.random() < 0.5,
    }
    for field, yes in said.items():
        if not (kind == "no_word" and field in {"use_in_pools", "be_approached"}):
            yield Said("agree", field, "individual", "Yes" if yes else "No", yes)


def _performance(chance: Random, name: str, kind: Kind, *, new: bool) -> tuple[str, str]:
    """How each side sees the year."""
    if new:
        return "too_new", "too_new"
    if kind == "disagree":
        return "exceeded", "met"
    if name in _FITS:
        return "met", "exceeded"
    both = chance.choice(("met", "met", "met", "exceeded", "exceeded", "partly_met"))
    return both, both


def _due(day: date, number: int) -> date:
    return day + timedelta(days=60 + 75 * number)


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
