"""Answers about oneself: who has opened one's record, what waits for one, one's manager, team and portfolio."""

from __future__ import annotations

import re
from collections import Counter

from assistant.agenda import own, panel
from assistant.agenda.items import count
from assistant.own_records.look import Look
from assistant.own_records.shown import CannotShow, Shown, Statement, listed
from store.views import AuditView

_PEOPLE = "talent people list, or People (F4)"
_AUDIT = "talent audit list"
_ROWS = 5_000
"""How many of the newest rows of the audit are looked through."""
_READ = "read"
_EMERGENCY = "emergency "
"""How the audit calls what is said of an opening in an emergency, which is not written into a record."""
_TO_DO = re.compile(
    r"(?:delete|erase|remove|correct|change|send|export|download|update|cancel|close|sign|approve)\b"
)


def opened(look: Look) -> Shown:
    """Which accounts have opened one's own record, as the audit has it."""
    me, account, period = look.me, look.account.name, look.asked.period
    rows = [
        one
        for one in look.records.audit.all(limit=_ROWS)
        if one.person == me.reference and one.account != account and _within(look, one)
    ]
    reads = [one for one in rows if one.reason == _READ]
    within = f" {period.words}" if period else ""
    items = [f"{by}: {_times(number)}, last on {last}" for by, number, last in _by_account(reads)]
    has = (
        f"These accounts have opened a record about you{within}:"
        if items
        else f"No other account has opened a record about you{within}."
    )
    changed = [one for one in rows if one.reason != _READ and not one.record.startswith(_EMERGENCY)]
    statements = [Statement(has, listed(items), _AUDIT)]
    if changed:
        items = [f"{by}: {_times(number)}, last on {last}" for by, number, last in _by_account(changed)]
        statements.append(Statement("These have written something about you:", listed(items), _AUDIT))
    in_emergency = [
        f"{one.opened_at.astimezone().date()}, {one.by_name}: {one.reason}"
        for one in look.allowed(look.records.emergency.all)
        if one.person == me.reference and (period is None or period.holds(one.opened_at.astimezone().date()))
    ]
    if in_emergency:
        text = "Your whole record was opened in an emergency, for the reason beside it:"
        statements.append(Statement(text, listed(in_emergency), "talent emergency list"))
    lists = (
        "Lists, in which your name or a date may have stood; noted is that a record was opened, or changed."
    )
    return Shown(tuple(statements), (lists, "Who may open it, whether they have or not: talent notice show."))


def opened_of_others(look: Look) -> Shown:
    """Who has opened somebody else's record is not answered here: says where it stands, for whom."""
    roles = set(look.account.roles)
    if "admin" in roles or look.is_hr:
        raise CannotShow(
            f"Who has opened the records of somebody else is not looked up in answers; it stands in: {_AUDIT}."
        )
    raise CannotShow(
        "Who has opened the records of somebody else is shown to that person, and to those who keep the audit."
    )


def waiting(look: Look) -> Shown:
    """What waits for one's signature, agreement or answer, as the agenda has it."""
    found = [*own.waiting(look), *([] if "panel" not in look.account.roles else panel.cases(look))]
    items = [f"{one.text}: {one.detail} ({one.command})" for one in found]
    text = (
        f"{count(len(found), 'thing')} {'waits' if len(found) == 1 else 'wait'} for you:"
        if found
        else "Nothing waits for your signature or answer."
    )
    return Shown(
        (Statement(text, listed(items), "talent agenda"),),
        ("What others have not begun yet.",),
    )


def manager(look: Look) -> Shown:
    """Who one's manager is."""
    me = look.me
    text = f"Your manager is {me.manager_name}." if me.manager_name else "No manager of yours is on record."
    return Shown((Statement(text, (), _PEOPLE),), ("Earlier managers; HR keeps the lines.",))


def team(look: Look) -> Shown:
    """Who reports to one."""
    scope = look.scope
    items = [f"{one.name} ({one.reference}), {one.job_title}" for one in scope.people]
    number = "1 person reports" if len(items) == 1 else f"{len(items)} people report"
    return Shown((Statement(f"{number} to you:", listed(items), _PEOPLE),))


def portfolio(look: Look) -> Shown:
    """What is in one's portfolio."""
    found = look.records.portfolio.all(owner=look.me.reference)
    items = [f"{one.when}: {one.title} ({'shared' if one.shared else 'only you see it'})" for one in found]
    text = f"Your portfolio has {len(items)} piece{'' if len(items) == 1 else 's'}{':' if items else '.'}"
    return Shown((Statement(text, listed(items), "talent portfolio list, or Plan (F10), then F10 again"),))


def _within(look: Look, row: AuditView) -> bool:
    return look.asked.period is None or look.asked.period.holds(row.at.astimezone().date())


def _by_account(rows: list[AuditView]) -> list[tuple[str, int, str]]:
    """Each account, how often, and the day of the last time; rows come newest first."""
    often = Counter(one.account for one in rows)
    last = {one.account: one.at.astimezone().date() for one in reversed(rows)}
    return [(by, number, str(last[by])) for by, number in sorted(often.items())]


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def nothing_kept(look: Look) -> Shown:
    """What is about records and is kept in none: says so, and what can be asked."""
    if _TO_DO.match(look.asked.text):
        raise CannotShow(
            "Asking changes nothing on record. To have something corrected: talent correction; a copy of everything: "
            "talent access-request; to be erased: talent erase."
        )
    raise CannotShow(f"That is not kept here, or not in a way that I can look up. {what_can_be_asked(look)}")


def help_(look: Look) -> Shown:
    """What can be asked of one's records."""
    return Shown(
        (Statement(what_can_be_asked(look), (), "talent records list, talent plan list, talent dashboard"),)
    )


def what_can_be_asked(look: Look) -> str:
    """Examples of questions that this account's records can answer."""
    roles = set(look.account.roles)
    examples: list[str] = []
    if "individual" in roles:
        examples += ["when is my next review?", "what did we agree?", "why am I not in the pool?"]
    if "manager" in roles:
        examples += ["who in my team has a review due this month?", "whose actions are late in my team?"]
    if "hr" in roles:
        examples += [
            "how many of our critical posts have someone ready now?",
            "conversation coverage by unit",
        ]
    if "panel" in roles:
        examples += ["who is before my panel?"]
    if "admin" in roles and len(roles) == 1:
        examples += ["how many people are on record here?"]
    return "You can ask for example: " + " ".join(examples)
