"""What is due for HR: requests of people, pools and panels, posts, the library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assistant.agenda.items import Item, Section, count, pressing, when
from assistant.own_records.look import Look
from store.pools.views import CaseView
from store.views import MemberView

_MOST_POSTS = 5
_DECISION_OPEN = frozenset({"nominated", "agreed"})
_IN_IT = frozenset({"active", "review_due"})


def sections(look: Look) -> tuple[Section, ...]:
    """HR's agenda."""
    cases = look.allowed(look.records.panels.cases)
    return (
        Section(
            "Waiting for HR",
            tuple(sorted((*_rights(look), *_memberships(look, cases)), key=pressing)),
            "No request, nomination or decision waits for HR.",
        ),
        Section("Posts and succession", tuple(_posts(look)), "No post is marked as critical yet."),
        Section("Talent pools", tuple(_pools(look)), "There are no talent pools yet."),
    )


def _rights(look: Look) -> Iterator[Item]:
    """What people have asked for about what is held on them."""
    records = look.records
    for one in records.requests.all():
        if one.status == "open":
            left = (
                f"{one.undecided} of {count(one.names, 'name')} to decide about"
                if one.undecided
                else "ready to hand over"
            )
            yield Item(
                f"{one.person_name} asks for a copy of what is held",
                f"Due on {when(one.due_on, look.today)}; {left}.",
                one.due_on,
                one.late,
                command=f"talent access-request {one.person}",
            )
    for each in records.complaints.all():
        if not each.answered_on:
            step = "answer it" if each.acknowledged_on else f"acknowledge it by {each.due_on}"
            yield Item(
                f"Complaint of {each.person}",
                f"Raised on {each.raised_on}; {step}.",
                each.due_on,
                each.late,
                command="talent complaint list",
            )
    for other in records.corrections.all():
        if other.status == "proposed":
            yield Item(
                f"{other.person} proposes a correction",
                f"{other.field.replace('_', ' ').capitalize()}, proposed on {other.proposed_on}.",
                command="talent correction list",
            )
    for wish in records.erasures.all():
        if wish.status == "asked":
            yield Item(
                f"{wish.person} asks to be erased",
                f"Asked on {wish.asked_on}: {wish.reason} Approve or refuse it, with a reason.",
                command=f"talent erase {wish.person}",
            )


def _memberships(look: Look, cases: list[CaseView]) -> Iterator[Item]:
    """What in pools waits for HR: panels to convene, decisions to tell, reviews to hold, appeals to hand on."""
    convened = {(one.pool, one.person.reference) for one in cases if one.closed_at is None}
    for one in look.members:
        name, pool = one.person.name, one.pool
        who = f'"{pool}" {one.person.reference}'
        if one.state == "agreed" and (pool, one.person.reference) not in convened:
            yield _of(
                one,
                f"{name} has agreed to be considered; convene a panel.",
                f"talent pool panel convene {who}",
            )
        elif one.tell_by and not one.told_on:
            late = one.tell_by < look.today
            detail = f"{name} has to be told what was decided, by {when(one.tell_by, look.today)}."
            yield Item(pool, detail, one.tell_by, late, "pool", pool, f"talent pool tell {who}")
        elif one.state == "review_due":
            yield _of(one, f"{name}'s membership is due for review.", f"talent pool review {who}")
    for appeal in look.allowed(look.records.appeals.all):
        if not appeal.outcome and not appeal.hearer:
            yield Item(
                appeal.pool,
                f"{appeal.person.name} appeals; name who hears it by {when(appeal.due_on, look.today)}.",
                appeal.due_on,
                appeal.overdue,
                "pool",
                appeal.pool,
                f'talent pool appeal assign "{appeal.pool}" {appeal.person.reference}',
            )


def _of(one: MemberView, detail: str, command: str) -> Item:
    return Item(one.pool, detail, place="pool", what=one.pool, command=command)


def _posts(look: Look) -> Iterator[Item]:
    found = look.records.succession.cover()
    if not found.posts:
        return
    spread = ", ".join(f"{number} {colour}" for colour, number in found.spread.items() if number)
    yield Item(
        count(len(found.posts), "critical post"),
        f"{spread}. Grey is what nobody knows; it never counts as covered.",
        place="posts",
        command="talent succession",
    )
    pressing_ones = [one for one in found.posts if one.colour == "red"]
    for one in pressing_ones[:_MOST_POSTS]:
        yield Item(
            f"{one.post.title}, {one.post.unit}" if one.post.unit else one.post.title,
            f"{one.headline}: {one.because[0]}" if one.because else one.headline,
            place="post",
            what=one.post.title,
            command=f'talent post show "{one.post.title}"',
        )
    if len(pressing_ones) > _MOST_POSTS:
        yield Item(f"and {len(pressing_ones) - _MOST_POSTS} more", place="posts", command="talent succession")


def _pools(look: Look) -> Iterator[Item]:
    by_pool: dict[str, Counter[str]] = {}
    for one in look.members:
        by_pool.setdefault(one.pool, Counter())[one.state] += 1
    for pool in look.records.pools.all():
        states = by_pool.get(pool.name, Counter())
        inside = sum(states[one] for one in _IN_IT)
        on_the_way = sum(states[one] for one in _DECISION_OPEN)
        detail = (
            f"{inside} in it, {on_the_way} on the way."
            if not pool.closed_on
            else f"Closed on {pool.closed_on}."
        )
        yield Item(pool.name, detail, place="pool", what=pool.name, command=f'talent pool show "{pool.name}"')
