"""Who may do what: the table itself, and the services against a plain reading of the domain's rules."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from store.access import (
    ADMIT,
    BESIDE,
    CHECK,
    FIND,
    IN_WORDS,
    OPEN_FIRST,
    POLICY,
    Actor,
    Beside,
    Role,
    allowed,
)
from store.desk import Service
from store.engine import writing
from store.errors import NotAllowed, NotFound, StoreError
from store.models import ReportingLine
from store.service import Records
from tests.store.organisation import START, Organisation, emptied, store_of

# The permission table once more, in the domain's order: individual, line manager, HR, panel, administrator.
# o own, l line, c case, h an appeal to hear, g the whole organisation, a what is nobody's; - nothing.
TABLE = """
account.see           a a a a a
account.manage        - - - - a
password.own          a a a a a
password.set          - - - - a
library.change        - - a - a
person.see            o l g c -
person.recognise      a a a a a
person.import         - - g - -
appraisal.see         o l g - -
appraisal.import      - - g - -
conversation.use      a a a a a
conversation.hold     o l - - -
conversation.read     o l g - -
conversation.comment  o - - - -
conversation.agree    o - - - -
plan.read             o l g - -
plan.write            o - - - -
plan.agree            - l - - -
portfolio.read        o l g - -
portfolio.write       o - - - -
pool.see              a a a a -
pool.create           - - g - -
pool.candidates       - l g - -
pool.members          o l g c -
pool.nominate         o l g - -
pool.agree            o - - - -
pool.decide           - - g c -
pool.review           - - g - -
pool.pause            o - g - -
pool.leave            o - g - -
pool.close            - - g - -
pool.convene          - - g - -
pool.case             - - g c -
pool.rate             - - - c -
pool.evidence         o l g c -
pool.opinion          - l - - -
pool.tell             - - g - -
pool.appeal           o - - - -
pool.appeals          o h g - -
pool.hear             - h - - -
dashboard.see         o l g c a
dashboard.publish     - - g - -
equality.own          o - - - -
post.see              o l g c -
post.write            - l g - -
post.import           - - g - -
post.name             - l g - -
post.answer           o - - - -
post.expect           - - g - -
succession.see        - l g - -
notice.accept         a a a a a
request.make          o - g - -
request.decide        - - g - -
correction.propose    o - - - -
correction.see        o - g - -
correction.decide     - - g - -
hold.keep             - - g - -
erasure.ask           o - - - -
erasure.see           o - g - g
erasure.approve       - - g - -
erasure.run           - - - - g
retention.see         - - a - a
retention.confirm     - - a - -
retention.run         - - - - a
complaint.raise       o - - - -
complaint.see         o - g - -
complaint.answer      - - g - -
assess.see            a a a a -
assess.write          - - a - -
backup.make           - - - - a
backup.restore        - - - - a
store.encrypt         - - - - a
emergency.open        - - g - -
emergency.see         o - g - -
emergency.told        o - - - -
audit.read            o - g - a
audit.verify          - - g - a
"""
EXPECTED = {
    action: dict(zip(Role, cells, strict=True)) for action, *cells in map(str.split, TABLE.split("\n")[1:-1])
}


def test_the_policy_knows_exactly_the_actions_of_the_table() -> None:
    assert set(POLICY) == set(EXPECTED) == set(IN_WORDS)


@pytest.mark.parametrize("action", sorted(EXPECTED))
def test_every_decision_about_a_persons_record_is_the_tables(action: str) -> None:
    row = EXPECTED[action]
    for count in range(len(Role) + 1):
        for roles in itertools.combinations(Role, count):
            for line, case, appeal in itertools.product((False, True), repeat=3):
                actor = Actor(
                    "account",
                    "name",
                    "me",
                    frozenset(roles),
                    frozenset({"them"} if line else ()),
                    frozenset({"them"} if case else ()),
                    frozenset({"them"} if appeal else ()),
                )
                cells = {row[role] for role in roles}
                given = {cell for cell, holds in (("l", line), ("c", case), ("h", appeal)) if holds}
                theirs = "g" in cells or bool(cells & given)
                assert allowed(actor, action, "them") == theirs
                # On one's own record no other role counts: nobody approves themself.
                assert allowed(actor, action, "me") == ("o" in cells)
                assert allowed(actor, action, None) == bool(cells - {"-"})


def test_an_action_that_nobody_declared_is_nobodys() -> None:
    them = frozenset({"them"})
    everybody = Actor("account", "name", "me", frozenset(Role), them, them, them, them)
    assert not any(allowed(everybody, "pool.burn", whose) for whose in ("me", "them", None))


def test_what_actions_give_beside_the_table_is_given_by_actions_of_the_table_or_before_anybody_signed_in() -> (
    None
):
    assert set(BESIDE) == set(Beside)
    given = {action for actions in BESIDE.values() for action in actions}
    assert given - set(POLICY) == {FIND, OPEN_FIRST, CHECK, ADMIT}


def services() -> Iterator[tuple[type[Service], str, Any]]:
    for service in Service.__subclasses__():
        for name, method in inspect.getmembers(service, inspect.isfunction):
            if not name.startswith("_"):
                yield service, name, method


def test_every_public_method_of_every_service_declares_an_action_of_the_policy() -> None:
    found = list(services())
    assert len(found) > 30
    for service, name, method in found:
        action = getattr(method, "action", None)
        assert action in POLICY, f"{service.__name__}.{name} declares {action!r}"


def test_records_offer_every_service_and_nothing_else(sqlite: Engine) -> None:
    org = Organisation(sqlite)
    public = [part for name, part in vars(org.account("X", [])).items() if not name.startswith("_")]
    assert {type(part) for part in public} == set(Service.__subclasses__())


def test_a_closed_account_and_a_leavers_account_can_do_nothing(org: Organisation) -> None:
    org.person("A")
    org.person("B")
    with writing(org.engine) as session:
        session.execute(text("UPDATE account SET active = false WHERE name = 'A'"))
        session.execute(text("UPDATE person SET left_on = '2026-03-02' WHERE reference = 'B'"))
    for name in ("A", "B"):
        with pytest.raises(NotFound):
            org[name].accounts.me()


def test_a_role_taken_away_is_gone_at_the_next_action(org: Organisation) -> None:
    org.team()
    hr = org["HR"]
    assert len(hr.people.all()) == 7
    with writing(org.engine) as session:
        session.execute(text("UPDATE account SET roles = '[]' WHERE name = 'HR'"))
    assert [person.reference for person in hr.people.all()] == ["HR"]


def test_an_administrator_sees_no_content(org: Organisation) -> None:
    org.team()
    signed = org.signed("A", "M", use_in_pools=True)
    admin = org["ADMIN"]
    assert admin.conversations.all() == []
    with pytest.raises(NotFound):
        admin.conversations.get(signed.id)
    for attempt in (admin.people.all, admin.plans.all, admin.portfolio.all, admin.pools.all):
        with pytest.raises(NotAllowed):
            attempt()


def test_refused_and_absent_look_the_same(org: Organisation) -> None:
    org.team()
    theirs = org.signed("C", "N")
    outsider = org["M"]
    absent = "00000000-0000-4000-8000-000000000000"
    for call, real, unreal in (
        (outsider.conversations.get, theirs.id, absent),
        (outsider.people.get, "C", "X"),
        (outsider.conversations.comment, theirs.id, absent),
    ):
        words = []
        for reference in (real, unreal):
            with pytest.raises(NotFound) as refused:
                call(*([reference, "words"] if call.__name__ == "comment" else [reference]))
            words.append(str(refused.value).replace(reference, "…"))
        assert words[0] == words[1]


# --- Organisations at random -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Somebody:
    roles: frozenset[str]
    manager: int | None
    line_ended: bool
    talks: tuple[str, ...]


KINDS = ("open", "signed", "refused", "by_earlier_manager")


@st.composite
def organisations(draw: st.DrawFn) -> list[Somebody]:
    found: list[Somebody] = []
    for number in range(draw(st.integers(2, 6))):
        found.append(
            Somebody(
                draw(st.frozensets(st.sampled_from(["hr", "panel", "admin"]), max_size=2)),
                draw(st.none() | st.integers(0, number - 1)) if number else None,
                draw(st.integers(0, 3)) == 0,
                tuple(draw(st.lists(st.sampled_from(KINDS), max_size=2))),
            )
        )
    return found


def may_read(people: list[Somebody], reader: int, about: int, kind: str) -> bool:
    """The domain's rule, read aloud."""
    if reader == about:
        return True
    them = people[about]
    if them.manager == reader and not them.line_ended:
        return kind in {"open", "signed", "refused"}  # an earlier manager's draft is not this one's
    if "hr" in people[reader].roles:
        return kind == "signed"
    return False


def may_see_person(people: list[Somebody], reader: int, other: int) -> bool:
    them = people[other]
    return reader == other or "hr" in people[reader].roles or (them.manager == reader and not them.line_ended)


def settle(org: Organisation, people: list[Somebody]) -> dict[str, tuple[int, str]]:
    """Enter an organisation with its conversations; gives whom each is about, and how it went."""
    talks: dict[str, tuple[int, str]] = {}
    for number, somebody in enumerate(people):
        manager = f"P{somebody.manager}" if somebody.manager is not None else None
        org.person(f"P{number}", manager, sorted(somebody.roles))
    org.person("EARLIER")
    for number, somebody in enumerate(people):
        for kind in somebody.talks if somebody.manager is not None else ():
            host = f"P{somebody.manager}"
            if kind == "open":
                talk = org.talk(f"P{number}", host)
            elif kind == "by_earlier_manager":
                talk = org.talk(f"P{number}", host)
                with writing(org.engine) as session:
                    session.execute(
                        text("UPDATE conversation SET host_id = :them WHERE id = :talk"),
                        {"them": org.people["EARLIER"], "talk": talk.id},
                    )
            else:
                talk = org.signed(f"P{number}", host, share_with_hr=kind == "signed")
            talks[talk.id] = (number, kind)
    with writing(org.engine) as session:
        for number, somebody in enumerate(people):
            if somebody.line_ended:
                session.execute(
                    text("UPDATE reporting_line SET until = :today WHERE person_id = :them"),
                    {"today": org.today, "them": org.people[f"P{number}"]},
                )
    return talks


def compare(org: Organisation, people: list[Somebody], talks: dict[str, tuple[int, str]]) -> None:
    for reader in range(len(people)):
        records: Records = org[f"P{reader}"]
        expected = {talk for talk, (about, kind) in talks.items() if may_read(people, reader, about, kind)}
        assert {talk.id for talk in records.conversations.all()} == expected
        for talk in talks:
            try:
                seen = records.conversations.get(talk).id == talk
            except NotFound:
                seen = False
            assert seen == (talk in expected)
        visible = {f"P{other}" for other in range(len(people)) if may_see_person(people, reader, other)}
        assert {one.reference for one in records.people.all()} - {"EARLIER"} == visible


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=organisations())
def test_in_any_organisation_everybody_reads_what_the_rules_say(
    empty_sqlite: Path, people: list[Somebody]
) -> None:
    with store_of(empty_sqlite) as engine:
        org = Organisation(engine)
        compare(org, people, settle(org, people))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=organisations())
@example(
    people=[
        Somebody(frozenset({"hr"}), None, False, ()),
        Somebody(frozenset(), 0, False, tuple(KINDS)),
        Somebody(frozenset({"panel"}), 1, False, tuple(KINDS)),
        Somebody(frozenset({"hr", "admin"}), 1, False, tuple(KINDS)),
        Somebody(frozenset({"admin"}), 1, True, tuple(KINDS)),
    ]
)
def test_the_same_holds_on_postgresql(shared_postgresql: Engine, people: list[Somebody]) -> None:
    with emptied(shared_postgresql) as engine:
        org = Organisation(engine)
        compare(org, people, settle(org, people))


@settings(max_examples=60, deadline=None)
@given(since=st.integers(-3, 3), lasts=st.none() | st.integers(0, 4), day=st.integers(-4, 8))
def test_a_manager_reaches_somebody_on_exactly_the_days_of_the_line(
    line_days: dict[str, Any], since: int, lasts: int | None, day: int
) -> None:
    org: Organisation = line_days["org"]
    begins = START.date() + timedelta(days=since)
    ends = None if lasts is None else begins + timedelta(days=lasts)
    with writing(org.engine) as session:
        session.execute(text("DELETE FROM reporting_line"))
        session.add(
            ReportingLine(person_id=org.people["A"], manager_id=org.people["M"], since=begins, until=ends)
        )
    org.now = START + timedelta(days=day)
    reached = begins <= org.today and (ends is None or org.today < ends)
    try:
        assert (org["M"].people.get("A").reference == "A") is reached
    except StoreError:
        assert not reached


@pytest.fixture(scope="module")
def line_days(empty_sqlite: Path) -> Iterator[dict[str, Any]]:
    with store_of(empty_sqlite) as engine:
        org = Organisation(engine)
        org.person("M")
        org.person("A")
        yield {"org": org}
