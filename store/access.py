"""Who may do what with whose records: one table, and the one function that reads it. Deny by default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody acts as. `individual` and `manager` follow from the person and the reporting lines."""

    INDIVIDUAL = "individual"
    MANAGER = "manager"
    HR = "hr"
    PANEL = "panel"
    ADMIN = "admin"


class Scope(StrEnum):
    """Whose records a role reaches."""

    OWN = "own"
    LINE = "line"
    CASE = "case"
    """People about whom a panel on which the account sits has to decide."""
    APPEAL = "appeal"
    """People whose appeal waits for the account to hear it."""
    ORG = "org"
    ACCOUNT = "account"
    """No person's record: what is the account's own, or the program's."""


_ALL = tuple(Role)
_OWN = {Role.INDIVIDUAL: Scope.OWN}
_OWN_LINE = {**_OWN, Role.MANAGER: Scope.LINE}
_OWN_LINE_ORG = {**_OWN_LINE, Role.HR: Scope.ORG}

POLICY: Mapping[str, Mapping[Role, Scope]] = MappingProxyType(
    {
        "account.see": dict.fromkeys(_ALL, Scope.ACCOUNT),
        "account.manage": {Role.ADMIN: Scope.ACCOUNT},
        "password.own": dict.fromkeys(_ALL, Scope.ACCOUNT),
        "password.set": {Role.ADMIN: Scope.ACCOUNT},
        "library.change": {Role.HR: Scope.ACCOUNT, Role.ADMIN: Scope.ACCOUNT},
        "person.see": {**_OWN_LINE_ORG, Role.PANEL: Scope.CASE},
        "person.recognise": dict.fromkeys(_ALL, Scope.ACCOUNT),
        "person.import": {Role.HR: Scope.ORG},
        "appraisal.see": _OWN_LINE_ORG,
        "appraisal.import": {Role.HR: Scope.ORG},
        "conversation.use": dict.fromkeys(_ALL, Scope.ACCOUNT),
        "conversation.hold": _OWN_LINE,
        "conversation.read": _OWN_LINE_ORG,
        "conversation.comment": _OWN,
        "conversation.agree": _OWN,
        "plan.read": _OWN_LINE_ORG,
        "plan.write": _OWN,
        "plan.agree": {Role.MANAGER: Scope.LINE},
        "portfolio.read": _OWN_LINE_ORG,
        "portfolio.write": _OWN,
        "pool.see": {role: Scope.ACCOUNT for role in _ALL if role is not Role.ADMIN},
        "pool.create": {Role.HR: Scope.ORG},
        "pool.candidates": {Role.MANAGER: Scope.LINE, Role.HR: Scope.ORG},
        "pool.members": {**_OWN_LINE_ORG, Role.PANEL: Scope.CASE},
        "pool.nominate": _OWN_LINE_ORG,
        "pool.agree": _OWN,
        "pool.decide": {Role.HR: Scope.ORG, Role.PANEL: Scope.CASE},
        "pool.review": {Role.HR: Scope.ORG},
        "pool.pause": {**_OWN, Role.HR: Scope.ORG},
        "pool.leave": {**_OWN, Role.HR: Scope.ORG},
        "pool.close": {Role.HR: Scope.ORG},
        "pool.convene": {Role.HR: Scope.ORG},
        "pool.case": {Role.HR: Scope.ORG, Role.PANEL: Scope.CASE},
        "pool.rate": {Role.PANEL: Scope.CASE},
        "pool.evidence": {**_OWN_LINE_ORG, Role.PANEL: Scope.CASE},
        "pool.opinion": {Role.MANAGER: Scope.LINE},
        "pool.tell": {Role.HR: Scope.ORG},
        "pool.appeal": _OWN,
        "pool.appeals": {**_OWN, Role.MANAGER: Scope.APPEAL, Role.HR: Scope.ORG},
        "pool.hear": {Role.MANAGER: Scope.APPEAL},
        "dashboard.see": {
            **_OWN_LINE_ORG,
            Role.PANEL: Scope.CASE,
            Role.ADMIN: Scope.ACCOUNT,
        },
        "dashboard.publish": {Role.HR: Scope.ORG},
        "equality.own": _OWN,
        "post.see": {**_OWN_LINE_ORG, Role.PANEL: Scope.CASE},
        "post.write": {Role.MANAGER: Scope.LINE, Role.HR: Scope.ORG},
        "post.import": {Role.HR: Scope.ORG},
        "post.name": {Role.MANAGER: Scope.LINE, Role.HR: Scope.ORG},
        "post.answer": _OWN,
        "post.expect": {Role.HR: Scope.ORG},
        "succession.see": {Role.MANAGER: Scope.LINE, Role.HR: Scope.ORG},
        "notice.accept": dict.fromkeys(_ALL, Scope.ACCOUNT),
        "request.make": {**_OWN, Role.HR: Scope.ORG},
        "request.decide": {Role.HR: Scope.ORG},
        "correction.propose": _OWN,
        "correction.see": {**_OWN, Role.HR: Scope.ORG},
        "correction.decide": {Role.HR: Scope.ORG},
        "hold.keep": {Role.HR: Scope.ORG},
        "erasure.ask": _OWN,
        "erasure.see": {**_OWN, Role.HR: Scope.ORG, Role.ADMIN: Scope.ORG},
        "erasure.approve": {Role.HR: Scope.ORG},
        "erasure.run": {Role.ADMIN: Scope.ORG},
        "retention.see": {Role.HR: Scope.ACCOUNT, Role.ADMIN: Scope.ACCOUNT},
        "retention.confirm": {Role.HR: Scope.ACCOUNT},
        "retention.run": {Role.ADMIN: Scope.ACCOUNT},
        "complaint.raise": _OWN,
        "complaint.see": {**_OWN, Role.HR: Scope.ORG},
        "complaint.answer": {Role.HR: Scope.ORG},
        "assess.see": {role: Scope.ACCOUNT for role in _ALL if role is not Role.ADMIN},
        "assess.write": {Role.HR: Scope.ACCOUNT},
        "backup.make": {Role.ADMIN: Scope.ACCOUNT},
        "backup.restore": {Role.ADMIN: Scope.ACCOUNT},
        "store.encrypt": {Role.ADMIN: Scope.ACCOUNT},
        "emergency.open": {Role.HR: Scope.ORG},
        "emergency.see": {**_OWN, Role.HR: Scope.ORG},
        "emergency.told": _OWN,
        "audit.read": {**_OWN, Role.HR: Scope.ORG, Role.ADMIN: Scope.ACCOUNT},
        "audit.verify": {Role.HR: Scope.ORG, Role.ADMIN: Scope.ACCOUNT},
    }
)
"""Action to role to scope. What is not here is not allowed. (The permission table of the domain, row by row.)"""

ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "audit.verify": ("erasure.see", "erasure.run"),
        "conversation.use": ("conversation.read", "conversation.hold"),
        "person.import": ("person.see",),
        "retention.run": ("erasure.see", "erasure.run"),
        "retention.see": ("erasure.see", "erasure.run"),
    }
)
"""What an action reads on the way beside its own records: the actions that give that. The database's own policies
(`store.row_security`) let an action find what these find, and nothing else."""


class Beside(StrEnum):
    """What an action gives in the database's own policies beside the records that its row of the table reaches."""

    ACCOUNTS = "accounts"
    """Everybody's name and line, for accounts to be opened for them."""
    COUNTS = "counts"
    """How many rows a table has, and none of them."""
    EQUALITY = "equality"
    """Equality answers, as they are counted, or are part of what is copied or deleted for somebody."""
    DELETING = "deleting"
    """Conversations of accounts that are nobody's who works here."""
    CHAIN = "chain"
    """Every row of the audit, whose seals are checked."""
    UNIT = "unit"
    """Whoever is in the unit for whose posts a manager plans, or is spoken of there."""
    SIGN_IN = "sign_in"
    """The account that is named, while nobody has signed in yet."""
    CREDENTIAL = "credential"
    """The password of the account that is named, while nobody has signed in yet."""
    OWN_CREDENTIAL = "own_credential"
    """One's own password."""
    CREDENTIALS = "credentials"
    """Everybody's, to be set anew or deleted; none of them can be read back from what is kept."""
    ADMISSION = "admission"
    """What lets a process become the account of somebody who signed in, for whoever has its secret."""
    FIRST = "first"
    """Opening the very first account, before there is anybody to open one."""


FIND, OPEN_FIRST = "account.find", "account.first"
CHECK, ADMIT = "account.check", "account.admit"
"""What is done before there is an actor; no row of the table, since there is no role yet."""

BESIDE: Mapping[Beside, tuple[str, ...]] = MappingProxyType(
    {
        Beside.ACCOUNTS: ("account.manage", "password.set"),
        Beside.COUNTS: ("dashboard.see",),
        Beside.EQUALITY: (
            "dashboard.see",
            "dashboard.publish",
            "request.make",
            "request.decide",
            "erasure.run",
            "retention.see",
            "retention.run",
        ),
        Beside.DELETING: ("erasure.run", "retention.see", "retention.run"),
        Beside.CHAIN: ("audit.verify",),
        Beside.UNIT: ("post.see", "post.write", "post.name", "succession.see", "dashboard.see"),
        Beside.SIGN_IN: (FIND, CHECK),
        Beside.CREDENTIAL: (CHECK,),
        Beside.OWN_CREDENTIAL: ("password.own",),
        Beside.CREDENTIALS: ("password.set", "account.manage", "erasure.run", "retention.run"),
        Beside.ADMISSION: (ADMIT,),
        Beside.FIRST: (OPEN_FIRST,),
    }
)
"""Which actions give that: what `ALSO` is for the table, for what no row of the table says."""

IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "account.see": "see accounts",
        "account.manage": "manage accounts",
        "password.own": "change their own password",
        "password.set": "set other people's passwords",
        "library.change": "change the guidance library",
        "person.see": "see people",
        "person.recognise": "have names recognised",
        "person.import": "import people",
        "appraisal.see": "see past appraisals",
        "appraisal.import": "import past appraisals",
        "conversation.use": "use conversations",
        "conversation.hold": "hold conversations",
        "conversation.read": "read conversation records",
        "conversation.comment": "comment on conversation records",
        "conversation.agree": "agree to how a record is used",
        "plan.read": "read plans",
        "plan.write": "write plans",
        "plan.agree": "agree plans",
        "portfolio.read": "read portfolios",
        "portfolio.write": "write portfolios",
        "pool.see": "see pools",
        "pool.create": "open pools",
        "pool.candidates": "see who fits a pool",
        "pool.members": "see who is in a pool",
        "pool.nominate": "nominate for pools",
        "pool.agree": "answer a nomination",
        "pool.decide": "decide about nominations",
        "pool.review": "review memberships",
        "pool.pause": "pause memberships",
        "pool.leave": "end a membership",
        "pool.close": "close pools",
        "pool.convene": "convene panels",
        "pool.case": "see what is put to a panel",
        "pool.rate": "rate evidence on a panel",
        "pool.evidence": "add evidence to nominations",
        "pool.opinion": "say as a line manager how they see a nomination",
        "pool.tell": "note who was told about a decision",
        "pool.appeal": "appeal against a decision about a pool",
        "pool.appeals": "see appeals",
        "pool.hear": "hear appeals",
        "dashboard.see": "see figures",
        "dashboard.publish": "publish figures",
        "equality.own": "give equality answers",
        "post.see": "see posts",
        "post.write": "plan for posts",
        "post.import": "import posts",
        "post.name": "name people for posts",
        "post.answer": "answer for somebody named for a post",
        "post.expect": "write down expected openings",
        "succession.see": "see how posts are covered",
        "notice.accept": "accept the privacy notice",
        "request.make": "ask for a copy of what is held on people",
        "request.decide": "decide what is in such a copy",
        "correction.propose": "propose corrections",
        "correction.see": "see corrections",
        "correction.decide": "decide about corrections",
        "hold.keep": "set and lift legal holds",
        "erasure.ask": "ask to be erased",
        "erasure.see": "see erasings",
        "erasure.approve": "approve erasings",
        "erasure.run": "erase people",
        "retention.see": "see retention rules",
        "retention.confirm": "confirm retention rules",
        "retention.run": "delete by retention rules",
        "complaint.raise": "complain",
        "complaint.see": "see complaints",
        "complaint.answer": "answer complaints",
        "assess.see": "see assessments of the organisation",
        "assess.write": "write assessments of the organisation",
        "backup.make": "back up the store",
        "backup.restore": "restore the store",
        "store.encrypt": "encrypt the store",
        "emergency.open": "open a record in an emergency",
        "emergency.see": "see what was opened in an emergency",
        "emergency.told": "be told what was opened in an emergency",
        "audit.read": "read the audit",
        "audit.verify": "verify the audit",
    }
)
"""The same actions as a refusal words them."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An account at this moment: whom it is, what it acts as, whom it reaches.

    Attributes:
        account: The account's key.
        name: Its name.
        person: Its person's key, if it is somebody's who works here.
        roles: Given and following roles.
        line: Keys of its present direct reports.
        cases: Keys of the people about whom a panel on which it sits has to decide now.
        appeals: Keys of the people whose appeal waits for it, as somebody's manager.
        opened: Keys of the people whose whole record is open to it for the time being, in an emergency.
    """

    account: str
    name: str
    person: str | None
    roles: frozenset[Role]
    line: frozenset[str] = field(default_factory=frozenset)
    cases: frozenset[str] = field(default_factory=frozenset)
    appeals: frozenset[str] = field(default_factory=frozenset)
    opened: frozenset[str] = field(default_factory=frozenset)


def scopes(actor: Actor, action: str) -> frozenset[Scope]:
    """The scopes in which an actor may do something; empty where the action is unknown or not theirs."""
    return frozenset(scope for role, scope in POLICY.get(action, {}).items() if role in actor.roles)


def others(actor: Actor, mine: frozenset[Scope]) -> frozenset[str]:
    """Keys of the people whom these scopes give an actor one by one; the whole organisation and oneself are no list.

    A role reaches whom it was given for, and nobody for whom the actor has another role.
    """
    reached = {Scope.LINE: actor.line, Scope.CASE: actor.cases, Scope.APPEAL: actor.appeals}
    return frozenset().union(*(people for scope, people in reached.items() if scope in mine))


def allowed(actor: Actor, action: str, person: str | None) -> bool:
    """Whether an actor may do something with a person's record.

    Args:
        actor: Who.
        action: What; a key of `POLICY`.
        person: Whose record; None for what is nobody's.

    Returns:
        False for whatever the table does not say. On one's own record only the individual's row counts: nobody acts
        in two roles on themself.
    """
    mine = scopes(actor, action)
    if person is None:
        return bool(mine)
    if person == actor.person:
        return Scope.OWN in mine
    return Scope.ORG in mine or person in others(actor, mine)
