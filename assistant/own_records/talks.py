"""Answers about talent conversations and their reviews: one's own, a report's, a team's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from assistant.agenda.items import review_due
from assistant.own_records.groups import given, group, has, named, whose
from assistant.own_records.look import OWN_PLAN, PLANS, TALKS, Look, Scope
from assistant.own_records.periods import Period
from assistant.own_records.plans import late_actions, planned
from assistant.own_records.shown import CannotShow, Shown, Statement, days_off, listed
from assistant.record import record_of
from store.facts import PLACED, counted
from store.views import ConversationSummary, PersonView

_SOON = timedelta(days=30)
_YEAR = timedelta(days=365)
_MOST_OPENED = 25
"""How many signed records are opened for one question; each opening is noted for whom it is about."""
_IN_THE_RECORD = (
    "What both said, where they differ, and what it may be used for; that stands in the record itself."
)
_SAID = frozenset({"performance", "potential", "readiness", "ambition"}) | PLACED


def reviews(look: Look) -> Shown:
    """When reviews are due, as the newest plan of each says."""
    scope = look.scope
    due = {one.reference: _review(look, one) for one in scope.people}
    if scope.one:
        (person,) = scope.people
        return Shown((_one_review(look, scope, person, due[person.reference]),), given(scope.note))
    period = look.asked.period
    late = [one for one in scope.people if (day := due[one.reference]) and day < look.today]
    plans = [look.plan(one.reference) for one in scope.people]
    unknown = sum(1 for plan in plans if plan is None or plan.next_review_on is None)
    none = f"{has(unknown)} no plan with a review day on record." if unknown and not look.counts_only else ""
    if look.asked.late:
        one = group(look, scope, late, "a review that is overdue", _with_days(look, late, due), PLANS)
        return Shown((one,), given(none, scope.note))
    within = period or Period("", look.today, look.today + _SOON)
    there = [one for one in scope.people if (day := due[one.reference]) and within.holds(day)]
    said = f"a review due {within.words}"
    statements = [group(look, scope, there, said, _with_days(look, there, due), PLANS)]
    before = [one for one in late if one not in there]
    if before and within.holds(look.today):
        said = "a review that is overdue already"
        statements.append(group(look, scope, before, said, _with_days(look, before, due), PLANS))
    return Shown(tuple(statements), given(none, scope.note))


def _one_review(look: Look, scope: Scope, person: PersonView, due: date | None) -> Statement:
    where = OWN_PLAN if scope.mine else PLANS
    if due is None:
        talks = look.signed.get(person.reference, [])
        last = f" The last talent conversation was signed on {talks[0].signed_on}." if talks else ""
        text = f"No day is set for {'your' if scope.mine else whose(scope)} next review.{last}"
    elif due < look.today:
        text = (
            f"{whose(scope)} review is late: it was due on {due}, {days_off(due, look.today)}, and no conversation has "
            "been signed since."
        )
    else:
        within = look.asked.period
        outside = f" That is not {within.words}." if within and not within.holds(due) else ""
        text = f"{whose(scope)} next review is due on {due}, {days_off(due, look.today)}; it is not late.{outside}"
    return Statement(text, (), where)


def _review(look: Look, person: PersonView) -> date | None:
    """The day on which somebody's plan is to be looked at next; None where none is set, or it has been held."""
    return review_due(look.plan(person.reference), look.signed.get(person.reference, []))


def without_conversation(look: Look) -> Shown:
    """Who has had no talent conversation in a stretch of time."""
    scope = look.scope
    if scope.one:
        return last_conversation(look)
    period = gone_by(look)
    people = [one for one in scope.people if not _talks_in(look, one, period)]
    said = f"no signed talent conversation on record {period.words}"
    items = [f"{named(one)}: {_last(look, one)}{look.new(one)}" for one in people]
    hr = (
        "Records that people do not share with HR: here they look as if there were none."
        if look.is_hr
        else ""
    )
    statement = group(look, scope, people, said, items, TALKS)
    return Shown((statement,), given(scope.note, hr))


def held(look: Look) -> Shown:
    """Which talent conversations were signed in a stretch of time."""
    scope = look.scope
    period = gone_by(look)
    found = [(one, talk) for one in scope.people for talk in _talks_in(look, one, period)]
    if look.counts_only:
        people = list({one.reference: one for one, _ in found}.values())
        statement = group(look, scope, people, f"a talent conversation signed {period.words}", (), TALKS)
        return Shown((statement,), given(scope.note))
    number = f"{len(found)} talent conversation{'' if len(found) == 1 else 's'}"
    text = f"{number} with {scope.words} {'was' if len(found) == 1 else 'were'} signed {period.words}."
    items = [f"{named(one)}: {talk.signed_on}" for one, talk in found]
    return Shown((Statement(text, listed(items), TALKS),), given(scope.note))


def last_conversation(look: Look) -> Shown:
    """When somebody had their last talent conversation."""
    scope = look.scope
    items = [f"{named(one)}: {_last(look, one)}" for one in scope.people]
    if not scope.one:
        text = f"The last signed talent conversation of {scope.words}:"
        return Shown((Statement(text, listed(items), TALKS),), given(scope.note))
    (person,) = scope.people
    talks = look.signed.get(person.reference, [])
    if not talks:
        text = f"No signed talent conversation with {scope.words} is on record."
    else:
        earlier = f", the one before on {talks[1].signed_on}" if len(talks) > 1 else ""
        text = f"{whose(scope)} last talent conversation was signed on {talks[0].signed_on}{earlier}."
    return Shown((Statement(text, (), TALKS),), given(scope.note))


def overdue(look: Look) -> Shown:
    """What is late: reviews and actions."""
    first, second = reviews(look), late_actions(look)
    left_out = tuple(dict.fromkeys(first.leaves_out + second.leaves_out))
    return Shown(first.statements + second.statements, left_out)


def agreed(look: Look) -> Shown:
    """What was agreed in the last conversation: the plan, its review, and what it may be used for is there to read."""
    scope = look.scope if look.asked.whom not in {"org", None} else look.just(look.me)
    if not scope.one:
        raise CannotShow("Say of whom: what was agreed is shown for one person at a time.")
    (person,) = scope.people
    talks = look.signed.get(person.reference, [])
    if not talks:
        return Shown(
            (Statement(f"No signed talent conversation with {scope.words} is on record.", (), TALKS),)
        )
    talk = talks[0]
    both = "you and your manager" if scope.mine else f"{person.name} and the manager"
    where = f"talent records show {talk.id[:8]}, or Open (F2)"
    text = f"On {talk.signed_on} {both} signed a talent conversation."
    plan = next(
        (one for one in look.plans.get(person.reference, []) if one.agreed_on == talk.signed_on), None
    )
    if plan is None:
        return Shown((Statement(f"{text} No plan was agreed in it that you can see.", (), where),))
    review = f" and a review on {plan.next_review_on}" if plan.next_review_on else ""
    statement = Statement(f"{text} These actions{review} were agreed:", planned(plan), where)
    return Shown((statement,), (_IN_THE_RECORD,))


def placement(look: Look, fields: frozenset[str] = _SAID) -> Shown:
    """What one's own last signed conversation says of performance, potential, placement and readiness.

    Args:
        fields: Of which of these.
    """
    person = look.me
    talks = look.signed.get(person.reference, [])
    if not talks:
        raise CannotShow(
            "No signed talent conversation with you is on record, so nobody has placed or rated you in one."
        )
    saved = look.records.conversations.get(talks[0].id)
    guide = look.guides.get(saved.guide)
    lines = [one for one in record_of(saved, guide).lines if one.field in fields] if guide else []
    items = [f"{one.label}{f' ({one.side})' if one.two_sided else ''}: {one.shown}" for one in lines]
    has_on_record = (
        "has on record:"
        if items
        else f"has no {'placement or rating' if fields == _SAID else 'readiness'} on record."
    )
    text = f"Your last talent conversation, signed on {talks[0].signed_on}, {has_on_record}"
    where = f"talent records show {talks[0].id[:8]}, or Open (F2)"
    more = "The reasons and the examples; they stand in the record, and you can comment on it: talent records comment."
    return Shown((Statement(text, listed(items), where),), (more,))


def expiring(look: Look) -> Shown:
    """Whose placements, readiness and entries for posts stop counting, and when."""
    scope, period = look.scope, look.asked.period
    posts = _entries(look, scope, period)
    if len(scope.people) > _MOST_OPENED:
        note = f"Placements of more than {_MOST_OPENED} people: signed records are not opened one by one; name a unit."
        return Shown((posts,), given(note, scope.note))
    wanted = period or Period("", look.today - _YEAR, None)
    ends = [
        (until, f"{'you' if scope.mine else named(one)}: {what} until {until}, {days_off(until, look.today)}")
        for one in scope.people
        for until, what in _ends(look, one)
        if wanted.holds(until)
    ]
    within = f" {period.words}" if period else ""
    if ends:
        text = f"What is on record about {scope.words} and stops counting{within}:"
    else:
        text = f"Nothing on record about {scope.words} stops counting{within or ' that has a day set'}."
    if not scope.mine:
        text = f"{text.removesuffix(':').removesuffix('.')} (signed records were opened for this, which is noted):"
    statements = [Statement(text, listed(said for _, said in sorted(ends)), TALKS)]
    return Shown((*statements, *((posts,) if posts.items else ())), given(scope.note))


def _ends(look: Look, person: PersonView) -> list[tuple[date, str]]:
    """Until when what somebody's last conversation says of placement and readiness counts."""
    talks = look.signed.get(person.reference, [])
    if not talks or talks[0].signed_on is None:
        return []
    saved = look.records.conversations.get(talks[0].id)
    told = counted(
        {(one.field, one.side): one.value for one in saved.answers if one.text}, talks[0].signed_on
    )
    found: dict[str, date] = {}
    for (field, _), (_, until) in told.facts.items():
        if field in PLACED:
            found["the placement counts"] = until
        elif field == "readiness":
            found["what is said of readiness counts"] = until
    if not found and told.facts:
        found["the conversation's answers count"] = max(until for _, until in told.facts.values())
    return [(until, what) for what, until in found.items()]


def _entries(look: Look, scope: Scope, period: Period | None) -> Statement:
    """Entries for posts that the account may see, of these people, by the day on which they stop counting."""
    references = {one.reference for one in scope.people}
    ends = sorted(
        (entry.expires_on, "you" if scope.mine else entry.name, post.title)
        for post in look.allowed(look.records.posts.all)
        for entry in post.candidates
        if entry.person in references
        and entry.expires_on
        and (period is None or period.holds(entry.expires_on))
    )
    within = f" {period.words}" if period else ""
    text = (
        f"Entries for posts that stop counting{within}:"
        if ends
        else f"No entry for a post stops counting{within}."
    )
    items = (f"{name} for {title}: until {on}, {days_off(on, look.today)}" for on, name, title in ends)
    return Statement(text, listed(items), "talent post list")


def gone_by(look: Look) -> Period:
    """The stretch of time that is asked about, as one that has been: "in six months" looks back; else the past year."""
    asked = look.asked.period
    if asked is None:
        return Period("", look.today - _YEAR + timedelta(days=1), look.today)
    if asked.start == look.today and asked.end and asked.end > look.today:
        return Period(asked.key, look.today - (asked.end - look.today), look.today)
    return asked


def _talks_in(look: Look, person: PersonView, period: Period) -> list[ConversationSummary]:
    talks = look.signed.get(person.reference, [])
    return [one for one in talks if one.signed_on and period.holds(one.signed_on)]


def _last(look: Look, person: PersonView) -> str:
    talks = look.signed.get(person.reference, [])
    return f"last on {talks[0].signed_on}" if talks else "none on record"


def _with_days(look: Look, people: list[PersonView], due: Mapping[str, date | None]) -> tuple[str, ...]:
    ordered = sorted((day, one.name, named(one)) for one in people if (day := due[one.reference]))
    return listed(f"{who}: {day}, {days_off(day, look.today)}" for day, _, who in ordered)
