"""Where everything that is held on a person lies, and what becomes of it when they are erased: one table of tables.

The copy that a person gets, and the erasing, both go by it, so that neither can forget what the other knows. A table of
the store that is neither here nor in `NOBODYS` fails a test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, and_, or_
from sqlmodel import select

from store.models import metadata

Fate = Literal["delete", "blank", "keep", "trail"]
"""What erasing does to a row: gone; emptied of what it says; left, for a reason that is said; left for as long as the
rule for pools' trails says, and gone then."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A table that holds something on a person.

    Attributes:
        table: Its name.
        title: What people call what is in it.
        person: Columns with the key of the person whom a row is about.
        account: Columns with the key of an account of theirs.
        nobodys: With `account`: only rows where this column is empty, which are about nobody else.
        parent: The column that refers to another holding's row, of which this is a part.
        fate: What erasing does.
        blank: What columns become where they are blanked; `{key}` in a text is the row's own key.
        named: What the audit calls such a record.
        searched: Whether its texts may name somebody else.
        own_eyes: It is in no copy that somebody else makes: nobody else may ever read it.
    """

    table: str
    title: str
    person: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    nobodys: str = ""
    parent: str = ""
    fate: Fate = "delete"
    blank: Mapping[str, Any] = field(default_factory=dict)
    named: str = ""
    searched: bool = True
    own_eyes: bool = False

    @property
    def rows(self) -> Table:
        """The table itself."""
        return metadata.tables[self.table]

    def parent_table(self) -> str:
        """The name of the table that `parent` refers to."""
        (key,) = self.rows.c[self.parent].foreign_keys
        return key.column.table.name


_ERASED: Mapping[str, Any] = MappingProxyType(
    {
        "name": "Erased person",
        "reference": "erased-{key}",
        "email": None,
        "job_title": "",
        "unit": "",
        "level": "",
        "job_family": "",
        "started_on": None,
    }
)
_CLOSED: Mapping[str, Any] = MappingProxyType(
    {"name": "erased-{key}", "roles": [], "os_user": None, "active": False}
)
_LEFT_THE_POST: Mapping[str, Any] = MappingProxyType(
    {"holder_id": None, "may_leave_soon": False, "leave_basis": None}
)

HOLDINGS: tuple[Holding, ...] = (
    Holding("person", "Profile", ("id",), fate="blank", blank=_ERASED, searched=False),
    Holding("reporting_line", "Reporting lines", ("person_id",), searched=False),
    Holding("appraisal", "Past appraisals", ("person_id",), searched=False),
    Holding("account", "Accounts", ("person_id",), fate="blank", blank=_CLOSED, searched=False),
    Holding("credential", "Password, as a hash", account=("account_id",), searched=False),
    Holding("admission", "Signing in under way", account=("account_id",), searched=False),
    Holding("notice_acceptance", "Notices read", account=("account_id",), searched=False),
    Holding("conversation", "Conversations, preparations and chats", ("about_id",), ("account_id",), "about_id"),
    Holding("answer", "Answers, in every version", parent="conversation_id"),
    Holding("turn", "Turns", parent="conversation_id"),
    Holding("comment", "Comments", parent="conversation_id"),
    Holding("fact", "What counts now", ("person_id",)),
    Holding("talk_figures", "What is counted of conversations", ("person_id",), searched=False),
    Holding("plan", "Development plans", ("owner_id",)),
    Holding("plan_action", "Actions", parent="plan_id"),
    Holding("portfolio_item", "Portfolio", ("owner_id",), named="portfolio item"),
    Holding("membership", "Talent pools", ("person_id",), fate="trail"),
    Holding("pool_event", "Steps, with who took them and why", parent="membership_id", fate="trail"),
    Holding("pool_case", "Panels that were convened", parent="membership_id", fate="trail"),
    Holding("pool_seat", "Who sat on them, and how they rated the evidence", parent="membership_id", fate="trail"),
    Holding("pool_appeal", "Appeals", parent="membership_id", fate="trail"),
    Holding("post", "Post that they hold", ("holder_id",), fate="blank", blank=_LEFT_THE_POST),
    Holding("post_candidate", "Posts that they are named for", ("person_id",)),
    Holding("post_acting", "Posts that they act in", ("person_id",)),
    Holding("post_event", "Changes of these entries, with who and why", ("person_id",), fate="blank",
            blank=MappingProxyType({"reason": ""})),
    Holding("equality_answer", "Equality answers", ("person_id",), searched=False, own_eyes=True),
    Holding("shown_figure", "Figures that were shown to them", account=("account_id",), searched=False),
    Holding("correction", "Corrections of the profile", ("person_id",)),
    Holding("complaint", "Complaints", ("person_id",)),
    Holding("access_request", "Requests for a copy", ("person_id",), searched=False),
    Holding("third_party_name", "Other people's names in it", parent="request_id", searched=False),
    Holding("exemption", "What was left out of it", parent="request_id", searched=False),
    Holding("emergency_access", "Openings in an emergency", ("person_id",), named="emergency"),
    Holding("legal_hold", "Legal holds", ("person_id",)),
    Holding("erasure", "Erasing", ("person_id",), fate="blank", blank=MappingProxyType({"reason": ""})),
    Holding("audit", "Who did what to these records", ("person_id",), fate="keep"),
)  # fmt: skip
"""In the order of the copy. Names of third parties, and what proves who signs in, are part of none: `IN_NO_COPY`."""

IN_NO_COPY = frozenset({"third_party_name", "credential", "admission"})
NOBODYS = frozenset(
    {
        "pool",
        "pool_version",
        "demand",
        "retention_confirmation",
        "published_figures",
        "assessment",
        "assessment_part",
        "audit_head",
    }
)
"""Tables about nobody in particular."""


def present() -> tuple[Holding, ...]:
    """The holdings whose tables this schema has."""
    return tuple(one for one in HOLDINGS if one.table in metadata.tables)


def of_table(table: str) -> Holding:
    """The holding of a table."""
    return next(one for one in HOLDINGS if one.table == table)


def whose(holding: Holding, person: str, accounts: Sequence[str]) -> ColumnElement[bool]:
    """The condition under which a row is one of this person's.

    Args:
        person: The person's key.
        accounts: The keys of their accounts.
    """
    columns = holding.rows.c
    if holding.parent:
        parent = of_table(holding.parent_table())
        return columns[holding.parent].in_(select(parent.rows.c.id).where(whose(parent, person, accounts)))
    conditions: list[ColumnElement[bool]] = [columns[name] == person for name in holding.person]
    for name in holding.account:
        theirs = columns[name].in_(accounts)
        conditions.append(and_(theirs, columns[holding.nobodys].is_(None)) if holding.nobodys else theirs)
    return or_(*conditions)
