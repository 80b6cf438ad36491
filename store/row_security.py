"""PostgreSQL's row-level security: the permission table a second time, kept by the database itself.

The services filter what they read; these policies confirm it. The program connects as a role that owns nothing, says in
every transaction for which account it acts and what it does (`store.engine.Principal`), and the database works out from
its own rows whom that account reaches: a statement that forgot its filter finds no more than it may, and a connection
that says nothing finds nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from store.access import ALSO, BESIDE, POLICY

_VERB = {"SELECT": "USING", "INSERT": "WITH CHECK", "UPDATE": "USING", "DELETE": "USING"}


@dataclass(frozen=True, slots=True)
class Fence:
    """Which rows of a table an account finds, and may leave behind.

    Attributes:
        finds: The condition for reading, changing and deleting a row.
        leaves: The condition for a row as it is written; empty where it is the same.
        never: What the program's role may not do to the table at all.
    """

    finds: str
    leaves: str = ""
    never: tuple[str, ...] = ()


def _reached(person: str) -> str:
    """The condition that a column's person is within the account's reach: `store.desk.Desk.reach` in SQL."""
    return (
        f"((SELECT talent_everybody()) AND {person} IS DISTINCT FROM (SELECT talent_me()))"
        f" OR {person} = ANY ((SELECT talent_reached())::text[])"
    )


def _follows(parent: str, column: str) -> str:
    """The condition that a row's parent is found: what hangs on a row is found with it."""
    return f"EXISTS (SELECT 1 FROM {parent} WHERE {parent}.id = {column})"


_ACTS = "(SELECT talent_acts())"
_SAID = "nullif(current_setting('talent.action', true), '') IS NOT NULL"
_OWN_ACCOUNT = "account_id = (SELECT talent_account())"
_ME = "(SELECT talent_me())"
_HR = "'hr' = ANY ((SELECT talent_roles())::text[])"
_PLANNED = "IN (SELECT talent_posts())"
_SIGNS_IN = "(SELECT talent_gives('credential')) AND account_id IN (SELECT talent_sought())"
_KEEPS_PASSWORDS = f"(SELECT talent_gives('credentials')) AND {_ACTS}"

FENCES: Mapping[str, Fence] = {
    "person": Fence(
        f"{_reached('id')} OR id = {_ME} OR id IN (SELECT talent_sought_person())"
        " OR (SELECT talent_keeps_accounts()) OR id IN (SELECT talent_planned_for())",
        leaves=f"{_reached('id')} OR (SELECT talent_first())",
        never=("DELETE",),
    ),
    "reporting_line": Fence(
        f"{_reached('person_id')} OR person_id = {_ME} OR manager_id = {_ME}"
        " OR (SELECT talent_keeps_accounts()) OR manager_id IN (SELECT talent_sought_person())"
        " OR person_id IN (SELECT talent_planned_for())"
    ),
    "account": Fence(
        f"{_ACTS} OR id = (SELECT talent_account()) OR id IN (SELECT talent_sought())",
        leaves=f"{_ACTS} OR (SELECT talent_first())",
        never=("DELETE",),
    ),
    "credential": Fence(
        f"{_SIGNS_IN} OR {_KEEPS_PASSWORDS} OR (SELECT talent_gives('own_credential')) AND {_OWN_ACCOUNT}"
    ),
    "admission": Fence(
        f"{_SIGNS_IN} OR {_KEEPS_PASSWORDS}"
        " OR (SELECT talent_gives('admission')) AND digest = current_setting('talent.account', true)",
        leaves=_SIGNS_IN,
        never=("UPDATE",),
    ),
    "conversation": Fence(
        f"about_id IS NULL AND ({_OWN_ACCOUNT} OR (SELECT talent_deletes()))"
        f" OR about_id IS NOT NULL AND ({_reached('about_id')})"
    ),
    "turn": Fence(_follows("conversation", "conversation_id")),
    "answer": Fence(_follows("conversation", "conversation_id")),
    "comment": Fence(_follows("conversation", "conversation_id")),
    "appraisal": Fence(_reached("person_id")),
    "fact": Fence(_reached("person_id")),
    "talk_figures": Fence(_reached("person_id")),
    "plan": Fence(_reached("owner_id")),
    "plan_action": Fence(_reached("owner_id")),
    "portfolio_item": Fence(_reached("owner_id")),
    "pool": Fence(_ACTS),
    "membership": Fence(_reached("person_id")),
    "pool_event": Fence(_follows("membership", "membership_id"), never=("UPDATE",)),
    "pool_version": Fence(_ACTS, never=("UPDATE", "DELETE")),
    "pool_case": Fence(_follows("membership", "membership_id")),
    "pool_seat": Fence(f"{_OWN_ACCOUNT} OR {_follows('membership', 'membership_id')}"),
    "pool_appeal": Fence(
        f"hearer_id = (SELECT talent_account()) OR {_follows('membership', 'membership_id')}"
    ),
    "assessment": Fence(f"{_ACTS} AND (published_on IS NOT NULL OR {_HR})"),
    "assessment_part": Fence(
        f"({_follows('assessment', 'assessment_id')}) AND (left(key, 5) <> 'note_' OR {_HR})",
        never=("UPDATE", "DELETE"),
    ),
    "post": Fence(
        f"id {_PLANNED} OR holder_id = {_ME}"
        " OR EXISTS (SELECT 1 FROM post_candidate WHERE post_candidate.post_id = post.id)"
        " OR EXISTS (SELECT 1 FROM post_event WHERE post_event.post_id = post.id)",
        leaves=f"(SELECT talent_plans()) OR holder_id = {_ME}",
    ),
    "post_candidate": Fence(f"post_id {_PLANNED} OR {_reached('person_id')}"),
    "post_acting": Fence(f"post_id {_PLANNED} OR {_reached('person_id')}"),
    "post_event": Fence(f"post_id {_PLANNED} OR {_reached('person_id')}"),
    "demand": Fence(_ACTS),
    "notice_acceptance": Fence(_OWN_ACCOUNT),
    "access_request": Fence(_reached("person_id")),
    "third_party_name": Fence(_follows("access_request", "request_id")),
    "exemption": Fence(_follows("access_request", "request_id")),
    "correction": Fence(_reached("person_id")),
    "legal_hold": Fence(_reached("person_id")),
    "erasure": Fence(_reached("person_id")),
    "retention_confirmation": Fence(_ACTS),
    "emergency_access": Fence(f"{_reached('person_id')} OR {_OWN_ACCOUNT}"),
    "complaint": Fence(_reached("person_id")),
    "equality_answer": Fence(f"person_id = {_ME} OR (SELECT talent_counts()) AND ({_reached('person_id')})"),
    "shown_figure": Fence(_OWN_ACCOUNT),
    "published_figures": Fence(_ACTS),
    "audit": Fence(
        f"{_reached('person_id')} OR person_id IS NULL AND {_ACTS} OR (SELECT talent_verifies())",
        leaves=_SAID,
        never=("UPDATE", "DELETE"),
    ),
    "audit_head": Fence(_SAID, never=("DELETE",)),
}
"""Every table but Alembic's own. A condition asks each function in a subquery of its own, which is answered once a
statement, not once a row."""

_FUNCTIONS = Path(__file__).with_suffix(".sql")
_OWNS = (
    "EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'person' AND schemaname = current_schema() "
    "AND pg_has_role(current_user, tableowner::regrole, 'USAGE'))"
)


def lay_on(connection: Connection, program: str | None) -> None:
    """Put up the fences for the role that the program connects as; nothing is done where they stand as they should.

    Args:
        connection: In a transaction; nothing is done by a role that does not own the tables.
        program: The program's role; None for the connection's own, whom they do not hold up.
    """
    me, owns = connection.execute(text(f"SELECT current_user, {_OWNS}")).one()
    role = program or me
    statements = _statements(connection.dialect.identifier_preparer.quote(role), granted=role != me)
    mark = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    if not owns or _mark(connection) == mark:
        return
    for statement in [*statements, f"COMMENT ON FUNCTION talent_today() IS '{mark}'"]:
        connection.exec_driver_sql(statement)


def gap(connection: Connection) -> str:
    """Why row-level security holds up nobody on a connection, in words; empty where it does."""
    wanted = text(
        f"SELECT rolsuper OR rolbypassrls, {_OWNS}, "
        "(SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND rowsecurity) "
        "FROM pg_roles WHERE rolname = current_user"
    )
    above, owner, fenced = connection.execute(wanted).one()
    if above or owner:
        return "its role is above row-level security" if above else "its role owns the tables"
    return "" if fenced >= len(FENCES) else "some tables have no row-level security"


def count_of(session: Session, table: type[SQLModel]) -> int:
    """How many rows a table has, also for whoever finds none of them: the policies have the database itself count.

    Args:
        session: A transaction of an administrator's dashboard; of anybody, for accounts.
        table: Which table.

    Returns:
        0, too, for whoever may not have it counted.
    """
    fenced = session.get_bind().dialect.name == "postgresql"
    counted = func.talent_count(str(table.__tablename__)) if fenced else func.count()
    wanted = select(counted) if fenced else select(counted).select_from(table)
    return session.scalar(wanted) or 0


def _mark(connection: Connection) -> str | None:
    found = text(
        "SELECT obj_description(oid, 'pg_proc') FROM pg_proc "
        "WHERE proname = 'talent_today' AND pronamespace = current_schema()::regnamespace"
    )
    mark: str | None = connection.execute(found).scalar_one_or_none()
    return mark


def _statements(role: str, *, granted: bool) -> list[str]:
    functions = _FUNCTIONS.read_text(encoding="utf-8")
    for place, rows in (("$rules", _rules()), ("$beside", _beside())):
        functions = functions.replace(place, ", ".join(sorted(set(rows))))
    made = functions.strip().split("\n\n")
    names = [found[1] for one in made if (found := re.search(r"FUNCTION (\w+\(.*?\)) RETURNS", one))]
    for table, fence in FENCES.items():
        made += _put_up(table, fence, role)
    made += [
        "CREATE OR REPLACE VIEW colleague AS SELECT id, reference, name FROM person"
        " WHERE (SELECT talent_account()) IS NOT NULL OR id IN (SELECT talent_sought_person())",
        *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in names),
    ]
    return made + (_grants(role, names) if granted else [])


def _rules() -> list[str]:
    """What each action gives each role, with what it reads on the way."""
    return [
        f"('{action}', '{role.value}', '{scope.value}')"
        for action in POLICY
        for one in (action, *ALSO.get(action, ()))
        for role, scope in POLICY[one].items()
    ]


def _beside() -> list[str]:
    """What each action gives beside that."""
    return [f"('{what.value}', '{action}')" for what, actions in BESIDE.items() for action in actions]


def _put_up(table: str, fence: Fence, role: str) -> list[str]:
    policies = []
    for verb, clause in _VERB.items():
        condition = (fence.leaves or fence.finds) if verb == "INSERT" else fence.finds
        check = f" WITH CHECK ({fence.leaves or fence.finds})" if verb == "UPDATE" else ""
        name = f"talent_{verb.lower()}"
        policies += [
            f"DROP POLICY IF EXISTS {name} ON {table}",
            f"CREATE POLICY {name} ON {table} FOR {verb} TO {role} {clause} ({condition}){check}",
        ]
    return [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", *policies]


def _grants(role: str, functions: list[str]) -> list[str]:
    made = [f"GRANT EXECUTE ON FUNCTION {name} TO {role}" for name in functions]
    for table, fence in FENCES.items():
        granted = ", ".join(verb for verb in _VERB if verb not in fence.never)
        made += [f"REVOKE ALL ON {table} FROM {role}", f"GRANT {granted} ON {table} TO {role}"]
    made += [
        f"REVOKE ALL ON colleague, alembic_version FROM {role}",
        f"GRANT SELECT ON colleague, alembic_version TO {role}",
    ]
    return made
