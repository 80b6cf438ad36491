"""What is due for a person in their own matters: their answer, their plan, their record, their pools."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from assistant.agenda.items import Item, Section, count, review_due, when
from assistant.own_records.look import Look
from assistant.pool_page import standing
from store.views import ConversationSummary, PlanView, Side

_SOON = timedelta(days=30)
_ROWS = 500
"""How many of the newest rows of the audit are looked through for who opened the record."""
_READ = "read"
_DONE = frozenset({"done", "evidenced", "cancelled"})


def sections(look: Look) -> tuple[Section, ...]:
    """An individual's agenda."""
    return (
        Section("Waiting for you", tuple(waiting(look)), "Nothing waits for your signature or answer."),
        Section("Your plan", tuple(_plan(look)), ""),
        Section("Your record", tuple(_record(look)), ""),
        Section("Your pools", tuple(_pools(look)), "There are no talent pools here yet."),
        Section("Your portfolio", tuple(_portfolio(look)), ""),
    )


def waiting(look: Look) -> Iterator[Item]:
    """What waits for one's signature, agreement or answer, whatever one acts as."""
    me = look.account.person
    for talk in look.records.conversations.all(kind="guided"):
        if talk.status != "signed" and (item := unsigned(look, talk)):
            yield item
    team = {one.reference for one in look.team}
    for owner, plans in look.plans.items():
        for plan in plans:
            if owner != me and owner in team and plan.status == "shared":
                yield Item(
                    f"{plan.owner_name}'s development plan",
                    "It is shared with you and waits for your agreement.",
                    place="plan",
                    what=owner,
                    command=f"talent plan show {plan.id[:8]}",
                    person=plan.owner_name,
                )
    for one in look.members:
        if one.person.reference == me and one.state == "nominated":
            yield Item(
                one.pool,
                f"You were nominated on {one.nominated_on}. Say yes or no; without an answer it lapses.",
                due=one.answer_by,
                place="pool",
                what=one.pool,
                command=f'talent pool agree "{one.pool}"',
            )
        elif one.person.reference == me and one.decided_on and not one.read_on:
            yield Item(
                one.pool,
                f"It was decided on {one.decided_on}. Read what was decided, and why.",
                place="pool",
                what=one.pool,
                command=f'talent pool why "{one.pool}"',
            )
    for post in look.allowed(look.records.posts.all):
        for entry in post.candidates:
            if entry.person == me and entry.agreed_on is None:
                yield Item(
                    post.title,
                    "You are named for it. Agree, or say no.",
                    place="posts",
                    what=post.title,
                    command=f'talent post agree "{post.title}"',
                )


def unsigned(look: Look, talk: ConversationSummary) -> Item | None:
    """What of a conversation that is not signed yet waits for whoever asks; None for nothing."""
    mine: Side = "individual" if talk.about == look.account.person else "manager"
    saved = look.records.conversations.get(talk.id)
    signed = {one.side for one in saved.answers if one.field.startswith("sign_") and one.text}
    if mine in signed:
        return None
    who = "Your manager" if mine == "individual" else str(talk.about_name)
    detail = "waits for your signature" if signed else "is begun, and nobody has signed it yet"
    return Item(
        who,
        f"The talent conversation {detail}.",
        place="conversation",
        what=talk.id,
        command=f"talent converse --resume {talk.id[:8]}",
    )


def _plan(look: Look) -> Iterator[Item]:
    me = look.me.reference
    plan = look.plan(me)
    if plan is None:
        yield Item(
            "You have no development plan yet",
            "Begin one, question by question.",
            place="plan",
            command="talent plan new",
        )
        return
    due = review_due(plan, look.signed.get(me, []))
    if due is not None:
        late = due < look.today
        detail = f"{'Was due on' if late else 'On'} {when(due, look.today)}."
        yield Item("Review of your plan", detail, due, late, "plan", command="talent plan show")
    yield from actions(look, plan)
    if plan.status in {"draft", "shared"}:
        said = "Only you read it; share it with your manager when it is ready."
        yield Item(
            f"Your plan is {plan.status}",
            said if plan.status == "draft" else "Your manager can agree to it.",
            place="plan",
            command="talent plan show",
        )


def actions(look: Look, plan: PlanView) -> Iterator[Item]:
    """Actions of a plan that are late, or due within a month."""
    for one in plan.actions:
        if one.status in _DONE or one.due is None or one.due > look.today + _SOON:
            continue
        late = one.due < look.today
        stands = one.status.replace("_", " ")
        detail = f"{'Was due on' if late else 'Due on'} {when(one.due, look.today)}; it is {stands}."
        yield Item(one.goal, detail, one.due, late, "plan", command="talent plan show")


def _record(look: Look) -> Iterator[Item]:
    me, account = look.me.reference, look.account.name
    for one in look.records.erasures.all():
        if one.person == me and one.status == "approved":
            yield Item(
                "Everything held on you is to be erased",
                f"{one.decided_by_name} approved that on {one.decided_on}: {one.decision_reason} An administrator has "
                "it done. If you disagree, tell HR, or complain: talent complaint raise",
                place="records",
                command="talent erasures",
            )
    talks = look.signed.get(me, [])
    if talks:
        yield Item(
            "Your last talent conversation",
            f"Signed on {talks[0].signed_on}. Read it, comment on it, say what it may be used for.",
            place="conversation",
            what=talks[0].id,
            command=f"talent records show {talks[0].id[:8]}",
        )
    else:
        manager = look.me.manager_name
        yield Item(
            "No talent conversation of yours is on record",
            f"{manager} can begin one with you."
            if manager
            else "No manager of yours is on record; HR keeps the lines.",
        )
    yield Item(
        "Your preparation",
        "Put down your own view first; nobody else reads it before you bring it in.",
        place="talk",
        what=me,
        command=f"talent converse talent_conversation --about {me} --mode prepare",
    )
    since = look.today - _SOON
    rows = [
        one
        for one in look.records.audit.all(limit=_ROWS)
        if one.person == me and one.account != account and one.reason == _READ and one.at.date() > since
    ]
    who = ", ".join(sorted({one.account for one in rows}))
    opened = (
        f"Opened {count(len(rows), 'time')} in the last 30 days, by {who}."
        if rows
        else "Opened by nobody else in the last 30 days."
    )
    yield Item("Who opened your record", opened, place="records", command="talent audit list")


def _pools(look: Look) -> Iterator[Item]:
    for one in look.allowed(lambda: standing(look.records)):
        yield Item(
            one.pool,
            one.sentences[0],
            place="pool",
            what=one.pool,
            command=f'talent pool why "{one.pool}"',
        )


def _portfolio(look: Look) -> Iterator[Item]:
    found = look.records.portfolio.all(owner=look.me.reference)
    shared = sum(one.shared for one in found)
    detail = (
        f"{count(len(found), 'piece')}, {shared} shared."
        if found
        else "Nothing in it yet; add what shows what you did."
    )
    yield Item("Evidence of what you did", detail, place="portfolio", command="talent portfolio list")
