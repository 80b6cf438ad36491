"""The domain's permission table, row by row: what somebody of any roles, in any relation to a person, can do about that
person's records through the services. Both databases; on PostgreSQL the program's role owns nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from store.access import scopes
from store.desk import Desk, load_actor
from store.engine import Principal, writing
from store.errors import Forbidden, NotAllowed, NotFound
from store.models import ReportingLine
from store.post_views import CandidateInput, PostInput
from store.views import ActionInput, PortfolioInput, TurnInput
from tests.store.organisation import LONG, START, WORDS, Organisation, emptied, store_of


@dataclass(frozen=True)
class Somebody:
    """Whoever tries: the person themself, or somebody else with these roles in this relation to them."""

    themself: bool = False
    roles: frozenset[str] = frozenset()
    relation: str = "none"
    case: bool = False
    appeal: bool = False

    def may(self, cells: str) -> bool:
        """What a row's cells give: o the person, l their line manager, g HR, c a panel with their case, h
        whoever has their appeal to hear, d an administrator. On one's own record only o counts."""
        if self.themself:
            return "o" in cells
        return (
            ("l" in cells and self.relation == "manager")
            or ("g" in cells and "hr" in self.roles)
            or ("c" in cells and self.case)
            or ("h" in cells and self.appeal)
            or ("d" in cells and "admin" in self.roles)
        )


# What is tried, whom it is open to, and how: the service, the method, its arguments. P is the person; keys stand for
# what was made about them.
ROWS: dict[str, tuple[str, str, tuple[Any, ...], dict[str, Any]]] = {
    "see the profile": ("olgc", "people.get", ("P",), {}),
    "see past appraisals": ("olg", "appraisals.of", ("P",), {}),
    "begin a conversation": ("ol", "conversations.start", (), {
        "guide": "talk", "guide_version": 1, "mode": "light", "about": "P", "title": "T", "asked_on": START.date()}),
    "read the person's own preparation": ("o", "conversations.get", ("own preparation",), {}),
    "read the manager's preparation": ("l", "conversations.get", ("manager's preparation",), {}),
    "read a conversation in progress": ("ol", "conversations.get", ("in progress",), {}),
    "go on with it": ("ol", "conversations.save_turn", ("in progress", 1, TurnInput("individual", "a", "b")), {}),
    "read a signed conversation": ("olg", "conversations.get", ("signed",), {}),
    "read one that was kept from HR": ("ol", "conversations.get", ("kept from HR",), {}),
    "comment on it": ("o", "conversations.comment", ("signed", "My view"), {}),
    "take an agreement back": ("o", "conversations.agree", ("signed", "use_in_pools"), {"yes": False}),
    "read an agreed plan": ("olg", "plans.get", ("agreed plan",), {}),
    "read a shared plan": ("ol", "plans.get", ("shared plan",), {}),
    "read a draft": ("o", "plans.get", ("draft",), {}),
    "change a plan": ("o", "plans.save", ([ActionInput("Chair it")],), {"plan": "draft"}),
    "agree to a plan": ("l", "plans.agree", ("shared plan",), {}),
    "close a plan": ("o", "plans.close", ("agreed plan",), {}),
    "read a shared item": ("olg", "portfolio.get", ("shared item",), {}),
    "read an item of their own": ("o", "portfolio.get", ("own item",), {}),
    "share an item": ("o", "portfolio.share", ("own item",), {}),
    "nominate": ("olg", "pools.nominate", ("Open", "P", {"Wants more": WORDS}), {}),
    "read where they stand": ("olgc", "pools.trail", ("Case", "P"), {}),
    "convene a panel": ("g", "panels.convene", ("Agreed", "P", ("SEAT1", "SEAT2", "SEAT3")), {}),
    "read the case": ("gc", "panels.case", ("Case", "P"), {}),
    "decide": ("gc", "pools.decide", ("Case", "P", "accept", LONG, LONG), {}),
    "hear their appeal": ("h", "appeals.hear", ("Not yet", "P"), {"upheld": False, "reason": LONG}),
    "note that they were told": ("g", "memberships.tell", ("In", "P", "in person"), {}),
    "review a membership": ("g", "memberships.review", ("In", "P"), {
        "wants": "yes", "evidence": LONG, "progress": LONG}),
    "pause a membership": ("og", "memberships.pause", ("In", "P", LONG, START.date() + timedelta(days=40)), {}),
    "end a membership": ("og", "memberships.leave", ("In", "P", LONG), {
        "outcome": "completed", "next_step": LONG}),
    "see a post with an entry of theirs": ("olgc", "posts.get", ("Post",), {}),
    "look at a post anew": ("lg", "posts.review", ("Post", LONG), {}),
    "ask for a copy of everything": ("og", "requests.make", ("P",), {}),
    "set a legal hold": ("g", "holds.set", ("P", LONG), {}),
    "open the record in an emergency": ("g", "emergency.open", ("P", LONG), {}),
}  # fmt: skip


class _Undone(Exception):
    """Takes back what was tried."""


def tried(org: Organisation, who: str, call: str, *args: Any, **kwargs: Any) -> bool:
    """Whether a service's method does something for an account; whatever it does is undone."""
    service, method = call.split(".")
    part = getattr(org[who], service)
    run = getattr(part, method)
    principal = Principal(org.accounts[who], run.action, org.today)
    try:
        with writing(org.program, principal) as session:
            actor = load_actor(session, principal.account, org.today)
            if not scopes(actor, run.action):
                return False
            run.__func__.__wrapped__(part, Desk(session, actor, run.action, org.now), *args, **kwargs)
            session.flush()
            raise _Undone
    except (NotFound, NotAllowed):
        return False
    except _Undone:
        return True


def settle(org: Organisation, somebody: Somebody) -> tuple[str, dict[str, str]]:
    """An organisation in which somebody stands as drawn; gives who tries and the keys of what was made about P."""
    org.person("TOP", unit="South")
    org.person("HR", roles=["hr"], unit="South")
    org.person("X", "TOP", sorted(somebody.roles), unit="East")
    org.person("OTHER", "TOP", unit="North")
    manager = "X" if somebody.relation == "manager" else "OTHER"
    org.person("P", manager, unit="North")
    org.person("HOLDER", manager, unit="North")
    before = org.today - timedelta(days=900)
    with writing(org.engine) as session:
        if somebody.relation == "earlier manager":
            until = org.today - timedelta(days=30)
            session.add(
                ReportingLine(
                    person_id=org.people["P"],
                    manager_id=org.people["X"],
                    since=before,
                    until=until,
                )
            )
        if somebody.relation == "manager's manager":
            session.add(
                ReportingLine(
                    person_id=org.people["OTHER"],
                    manager_id=org.people["X"],
                    since=before,
                )
            )
    keys = {
        "signed": org.signed("P", manager, ambition="step_up", share_with_hr=True, use_in_pools=True).id,
        "kept from HR": org.signed("P", manager, share_with_hr=False).id,
        "in progress": org.talk("P", manager).id,
    }
    alone: dict[str, Any] = {"guide": "talk", "guide_version": 1, "mode": "light", "about": "P", "title": "T"}
    for name, who in (("own preparation", "P"), ("manager's preparation", manager)):
        made = org[who].conversations.start(**alone, asked_on=org.today, alone=True)
        keys[name] = made.id
    for name in ("draft", "shared plan", "agreed plan"):
        keys[name] = org["P"].plans.save([ActionInput("Lead the huddle")]).id
        if name != "draft":
            org["P"].plans.share(keys[name])
        if name == "agreed plan":
            org[manager].plans.agree(keys[name])
    for name in ("own item", "shared item"):
        keys[name] = org["P"].portfolio.save(PortfolioInput("project", name, org.today)).id
    org["P"].portfolio.share(keys["shared item"])
    seats = org.panel()
    for pool in ("Open", "Agreed", "Case", "In", "Not yet"):
        org.pool(pool)
        if pool != "Open":
            org.nominated(manager, "P", pool)
            org["P"].pools.agree(pool, yes=True)
    org.convened("P", "Case", ("X", *seats[:2]) if somebody.case else seats)
    org.decided("P", pool="In")
    org.decided("P", "not_yet", pool="Not yet")
    if somebody.appeal:
        appealed_to(org, manager)
    org["HR"].posts.save("Post", PostInput(unit="North", holder="HOLDER"), LONG)
    org["HR"].posts.name("Post", "P", CandidateInput(readiness="within_1"), LONG)
    return ("P" if somebody.themself else "X"), keys


def appealed_to(org: Organisation, manager: str) -> None:
    """P's appeal waits for X: as the line manager, or as a manager of others whom HR names for the next step."""
    org["P"].appeals.raise_("Not yet", LONG)
    if manager == "X":
        return
    org.person("REPORT", "X", unit="East")
    org[manager].appeals.hear("Not yet", "P", upheld=False, reason=LONG)
    org["P"].appeals.raise_("Not yet", LONG)
    org["HR"].appeals.assign("Not yet", "P", "X")


def check(org: Organisation, somebody: Somebody) -> int:
    """Try every row as somebody; gives how many were tried."""
    who, keys = settle(org, somebody)
    for row, (cells, call, args, kwargs) in ROWS.items():
        given = [keys.get(one, one) if isinstance(one, str) else one for one in args]
        named = {name: keys.get(one, one) if isinstance(one, str) else one for name, one in kwargs.items()}
        if somebody.themself and row == "end a membership":
            named = {}  # one's own leaving is always noted as such
        try:
            could = tried(org, who, call, *given, **named)
        except Forbidden:
            # Nobody decides about, or looks after, somebody of their own line: the life cycle's rule, not the table's.
            assert somebody.relation == "manager", (row, somebody)
            assert row in _NOT_BY_THEIR_MANAGER, (row, somebody)
            continue
        assert could == somebody.may(cells), (row, somebody)
    return len(ROWS)


_NOT_BY_THEIR_MANAGER = {
    "decide",
    "review a membership",
    "pause a membership",
    "end a membership",
    "convene a panel",
}


@st.composite
def anybody(draw: st.DrawFn) -> Somebody:
    if draw(st.integers(0, 5)) == 0:
        return Somebody(themself=True)
    roles = draw(st.frozensets(st.sampled_from(["hr", "panel", "admin"])))
    relation = draw(st.sampled_from(["none", "manager", "earlier manager", "manager's manager"]))
    # A person's own line manager never sits on their panel.
    case = "panel" in roles and relation != "manager" and draw(st.booleans())
    return Somebody(False, roles, relation, case, draw(st.booleans()))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(somebody=anybody())
def test_whoever_tries_what_about_whom_the_table_decides(empty_sqlite: Path, somebody: Somebody) -> None:
    with store_of(empty_sqlite) as engine:
        assert check(Organisation(engine), somebody) > 30


SOME = {
    "themself": Somebody(themself=True),
    "manager": Somebody(relation="manager"),
    "earlier manager": Somebody(relation="earlier manager"),
    "HR who manages and sits on panels": Somebody(roles=frozenset({"hr", "panel"}), relation="manager"),
    "whoever hears an appeal": Somebody(appeal=True),
    "panel without, who hears an appeal": Somebody(roles=frozenset({"panel"}), appeal=True),
    "panel with the case, who hears an appeal": Somebody(roles=frozenset({"panel"}), case=True, appeal=True),
    "manager who hears their appeal": Somebody(relation="manager", appeal=True),
    "administrator and HR": Somebody(roles=frozenset({"admin", "hr"})),
}


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(somebody=anybody())
def test_the_same_on_postgresql(shared_postgresql: Engine, somebody: Somebody) -> None:
    with emptied(shared_postgresql) as engine:
        assert check(Organisation(engine), somebody) > 30


@pytest.mark.parametrize("somebody", SOME.values(), ids=SOME.keys())
def test_nobody_is_left_to_chance_on_postgresql(postgresql: Engine, somebody: Somebody) -> None:
    assert check(Organisation(postgresql), somebody) > 30
