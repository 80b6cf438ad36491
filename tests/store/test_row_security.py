"""PostgreSQL says no a second time: with every filter of the services left out, an account finds what the permission
table gives it, and a connection that does not say for whom it works finds nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, text
from sqlalchemy.orm import Session
from sqlmodel import select

from store import accounts
from store.access import ALSO, POLICY, Actor, Role, Scope, allowed
from store.desk import load_actor
from store.engine import Principal, reading, writing
from store.errors import NotAllowed, NotFound, StoreError
from store.models import (
    CountedFact,
    LegalHold,
    Membership,
    Person,
    Plan,
    Pool,
    PoolAppeal,
    PoolCase,
    PoolSeat,
    PortfolioItem,
    ReportingLine,
    metadata,
)
from store.row_security import FENCES, count_of, gap, lay_on
from store.schema import upgrade
from tests.store.organisation import PROGRAM, START, Organisation

TABLES = {"person": "id", "plan": "owner_id", "portfolio_item": "owner_id", "membership": "person_id"} | {
    "fact": "person_id",
    "legal_hold": "person_id",
    "conversation": "about_id",
}
"""Tables of which everybody here has one row, and the column with their key."""


@pytest.fixture
def org(postgresql: Engine) -> Organisation:
    """Everybody that a policy tells apart, with a row of each of `TABLES`."""
    org = Organisation(postgresql)
    org.person("TOP", roles=["hr", "admin"])
    org.person("M", "TOP", unit="North")
    org.person("A", "M", unit="North")
    org.person("B", "M", ["panel"])
    org.person("HR", "M", ["hr"])
    org.person("PANEL", None, ["panel"])
    org.person("FORMER")
    org.person("GONE", "M", ["hr"])
    org.account("ADMIN", ["admin"])
    org.person("CHAIR", None, ["panel"])
    org.person("C", "CHAIR")
    day = START.date()
    with writing(org.engine) as session:
        pool = Pool(name="Pool", purpose="p", criteria=[], opens=day, owner_id=org.accounts["HR"])
        session.add(pool)
        session.flush()
        for reference, key in org.people.items():
            account = org.accounts[reference]
            talk = session.connection().execute(
                text(
                    "INSERT INTO conversation (id, kind, guide, guide_version, mode, title, about_id, account_id, "
                    "asked_on, status, position, created_at, updated_at, version) VALUES (:id, 'guided', 'g', 1, '', "
                    "'t', :about, :account, :day, 'signed', '{}', now(), now(), 1) RETURNING id"
                ),
                {"id": f"talk {reference}", "about": key, "account": account, "day": day},
            )
            session.add(Plan(owner_id=key, status="draft", created_at=org.now, changed_at=org.now))
            session.add(
                PortfolioItem(
                    owner_id=key,
                    type="role",
                    title="t",
                    happened_on=day,
                    created_at=org.now,
                    changed_at=org.now,
                )
            )
            session.add(
                CountedFact(
                    person_id=key,
                    field="ambition",
                    side="individual",
                    signed_on=day,
                    expires_on=day,
                    conversation_id=talk.scalar_one(),
                )
            )
            session.add(
                Membership(
                    pool_id=pool.id,
                    person_id=key,
                    state="agreed",
                    nominated_by_id=org.accounts["TOP"],
                    nominated_on=day,
                )
            )
            session.add(LegalHold(person_id=key, reason="r", set_by_id=org.accounts["TOP"], set_on=day))
        old = day - timedelta(days=400)
        session.add(
            ReportingLine(person_id=org.people["A"], manager_id=org.people["FORMER"], since=old, until=day)
        )
        session.execute(text("UPDATE person SET left_on = :day WHERE reference = 'GONE'"), {"day": day})
        session.flush()
        _seat(session, org, "PANEL", "A")
        _seat(session, org, "PANEL", "HR")
        _seat(session, org, "B", "TOP")
        _seat(session, org, "B", "B")
        _seat(session, org, "M", "FORMER")  # M has not the role
        _seat(session, org, "PANEL", "B", closed_at=org.now)
        _seat(session, org, "PANEL", "M", status="conflict")
        _seat(session, org, "CHAIR", "A")
        _appeal(session, org, "CHAIR", "FORMER", "senior_manager")
        _appeal(session, org, "M", "B", "manager")
        _appeal(session, org, "M", "TOP", "manager")  # who is of somebody else's line
        _appeal(session, org, "CHAIR", "HR", "senior_manager", outcome="upheld")
        _appeal(session, org, "PANEL", "C", "senior_manager")  # PANEL manages nobody
    return org


def _appeal(
    session: Session, org: Organisation, hearer: str, about: str, level: str, outcome: str = ""
) -> None:
    """An appeal of somebody's that waits for somebody, or has its answer."""
    member = session.scalars(select(Membership.id).where(Membership.person_id == org.people[about])).one()
    session.add(
        PoolAppeal(
            membership_id=member,
            sequence=1,
            level=level,
            grounds="g",
            hearer_id=org.accounts[hearer],
            raised_at=org.now,
            due_on=org.today,
            outcome=outcome,
        )
    )


def _seat(
    session: Session,
    org: Organisation,
    who: str,
    about: str,
    *,
    closed_at: datetime | None = None,
    **seat: str,
) -> None:
    """A case about somebody, with somebody on its panel."""
    member = session.scalars(select(Membership.id).where(Membership.person_id == org.people[about])).one()
    number = session.scalar(select(func.count()).select_from(PoolCase)) or 0
    case = PoolCase(
        membership_id=member,
        number=number + 1,
        kind="first",
        convened_by_id=org.accounts["TOP"],
        convened_at=org.now,
        closed_at=closed_at,
    )
    session.add(case)
    session.flush()
    session.add(
        PoolSeat(
            membership_id=member, case_id=case.id, account_id=org.accounts[who], outside_line=True, **seat
        )
    )


def found(engine: Engine, principal: Principal | None) -> dict[str, set[str]]:
    """Whose rows of each of `TABLES` a transaction finds when nothing is filtered."""
    every = " UNION ALL ".join(f"SELECT '{table}', {column} FROM {table}" for table, column in TABLES.items())
    whose: dict[str, set[str]] = {table: set() for table in TABLES}
    with reading(engine, principal) as session:
        for table, person in session.execute(text(every)):
            whose[table].add(person)
    return whose


def test_every_table_has_its_fence() -> None:
    assert set(FENCES) == set(metadata.tables)


def test_for_every_account_and_action_the_rows_are_those_of_the_permission_table(org: Organisation) -> None:
    decisions = 0
    for name, key in org.accounts.items():
        with reading(org.engine) as session:
            try:
                actor = load_actor(session, key, org.today)
            except NotFound:
                actor = Actor(key, name, None, frozenset())  # who has left
        for action in POLICY:
            doing = (action, *ALSO.get(action, ()))
            reached = {p for p in org.people.values() if any(allowed(actor, one, p) for one in doing)}
            whose = found(org.program, Principal(key, action, org.today))
            for table, people in whose.items():
                more = {actor.person} - {None} if table == "person" else set()
                if (
                    action in {"account.manage", "password.set"}
                    and table == "person"
                    and Role.ADMIN in actor.roles
                ):
                    more = set(org.people.values())
                if table == "person" and POLICY[action].get(Role.MANAGER) is Scope.LINE:
                    planning = action.split(".")[0] in {"post", "succession", "dashboard"}
                    unit = {"M": {"M", "A"}, "TOP": set(), "CHAIR": set()}.get(name, set())
                    more |= {org.people[one] for one in unit if planning}  # for whose posts one plans
                assert people == reached | more, (name, action, table)
                decisions += len(org.people)
    assert decisions > 30_000


def test_a_panels_reach_is_not_widened_by_an_appeal_heard_as_a_manager_nor_the_reverse(
    org: Organisation,
) -> None:
    chair = org.accounts["CHAIR"]
    for action, whose in (
        ("pool.case", {"A"}),
        ("pool.decide", {"A"}),
        ("pool.hear", {"FORMER"}),
        ("pool.appeals", {"FORMER", "CHAIR"}),
        ("person.see", {"A", "C", "CHAIR"}),
    ):
        memberships = found(org.program, Principal(chair, action, org.today))["membership"]
        assert memberships == {org.people[one] for one in whose}, action


def test_above_row_level_security_the_same_question_finds_everything(org: Organisation) -> None:
    """What the test before would see if there were no policies: it can fail."""
    for principal in (None, Principal(org.accounts["A"], "person.see", org.today)):
        assert found(org.engine, principal) == {table: set(org.people.values()) for table in TABLES}


def test_a_connection_that_does_not_say_for_whom_reads_and_writes_nothing(org: Organisation) -> None:
    org["A"].people.get("A")
    for principal in (
        None,
        Principal("", ""),
        Principal("nobody", "person.see"),
        Principal(org.accounts["GONE"], "person.see", org.today),
        Principal(org.accounts["A"], "", org.today),
        Principal(org.accounts["A"], "no.such", org.today),
    ):
        for table in [*metadata.tables, "colleague"]:
            with reading(org.program, principal) as session:
                rows = session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            signed_in = principal is not None and principal.account == org.accounts["A"]
            own = {"person", "account", "colleague", "reporting_line"} if signed_in else set()
            said = {"audit_head"} if principal and principal.action else set()
            assert rows == 0 or table in own | said, (principal, table)
    for statement in (
        "INSERT INTO person (id, reference, name, job_title, unit, level, job_family, version) "
        "VALUES ('x', 'x', 'x', '', '', '', '', 1)",
        "INSERT INTO audit (sequence, at, account, action, record, reason, content, previous, seal) "
        "VALUES (99, now(), 'x', 'y', 'z', '', '', 'before', 'after')",
    ):
        with pytest.raises(StoreError), writing(org.program) as session:
            session.execute(text(statement))
    with writing(org.program) as session:
        assert session.execute(text("UPDATE plan SET status = 'closed'")).rowcount == 0  # type: ignore[attr-defined]
        assert session.execute(text("DELETE FROM conversation")).rowcount == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET account = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "DELETE FROM audit_head",
        "DELETE FROM person",
        "DELETE FROM account",
        "UPDATE pool_event SET reason = 'x'",
        "UPDATE alembic_version SET version_num = 'x'",
        "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY talent_select ON person",
        "CREATE TABLE mine (id integer)",
        "SET ROLE pg_database_owner",
    ],
)
def test_the_programs_role_owns_nothing_and_does_not_change_what_was_written(
    org: Organisation, statement: str
) -> None:
    org["HR"].people.all()
    principal = Principal(org.accounts["TOP"], "person.see", org.today)
    with pytest.raises(StoreError, match="role"), writing(org.program, principal) as session:
        session.execute(text(statement))


def test_somebody_who_signs_in_finds_the_account_that_they_name_and_no_other(org: Organisation) -> None:
    view = accounts.find(org.program, org.today, name="M")
    assert view is not None
    assert (view.name, view.roles) == ("M", ("individual", "manager"))
    assert accounts.count(org.program) == len(org.accounts)
    for principal, counts in (
        (None, 0),
        (Principal(org.accounts["ADMIN"], "dashboard.see", org.today), len(org.people)),
    ):
        with reading(org.program, principal) as session:
            assert count_of(session, Person) == counts  # of accounts anybody may know how many, of people not
    assert accounts.find(org.program, org.today, name="GONE") is None
    with reading(org.program, Principal("M", "account.find", org.today)) as session:
        assert list(session.scalars(text("SELECT name FROM account"))) == ["M"]
        assert list(session.scalars(text("SELECT reference FROM person"))) == ["M"]


def test_the_first_account_is_opened_once(postgresql: Engine) -> None:
    accounts.create(postgresql, name="first", roles=[Role.ADMIN], person_reference="P1", person_name="Ann")
    with pytest.raises(NotAllowed, match="accounts here already"):
        accounts.create(postgresql, name="second", roles=[Role.ADMIN])
    with pytest.raises(StoreError), writing(postgresql, Principal("", "account.first")) as session:
        session.execute(text("INSERT INTO account (id, name, roles, active) VALUES ('x', 'x', '[]', true)"))


def test_what_somebody_may_not_leave_behind_is_refused(org: Organisation) -> None:
    for who, action, whose in (
        ("A", "plan.write", "B"),
        ("M", "conversation.hold", "TOP"),
        ("HR", "hold.keep", "HR"),
    ):
        with pytest.raises(StoreError), writing(org.program, Principal(org.accounts[who], action)) as session:
            session.execute(
                text(
                    "INSERT INTO legal_hold (id, person_id, reason, set_by_id, set_on, lift_reason) "
                    "VALUES ('x', :whose, 'r', :who, now(), '')"
                ),
                {"whose": org.people[whose], "who": org.accounts[who]},
            )


def test_it_is_said_whether_the_fences_stand(org: Organisation) -> None:
    with org.program.connect() as connection:
        assert gap(connection) == ""
    with org.engine.connect() as connection:
        assert "above" in gap(connection)


def test_fences_that_stand_as_they_should_are_left_alone_and_others_put_up_again(org: Organisation) -> None:
    def version() -> list[str]:
        with org.engine.connect() as connection:
            return list(connection.scalars(text("SELECT xmin::text FROM pg_policy ORDER BY oid")))

    before = version()
    upgrade(org.engine, PROGRAM)
    assert version() == before
    with org.engine.begin() as connection:
        connection.execute(text("COMMENT ON FUNCTION talent_today() IS 'of an older program'"))
        lay_on(connection, PROGRAM)
    assert set(version()).isdisjoint(before)
