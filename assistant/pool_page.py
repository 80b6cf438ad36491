"""What a pool's page shows an account, and where one stands oneself, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.guide import wording
from assistant.guide.schema import Guide, Question
from store.checks import word_count
from store.errors import NotAllowed
from store.pool_rules import rules
from store.pools.views import RATINGS, AppealView, SeatView
from store.pools.views import CaseView as PanelCase
from store.service import Records
from store.views import Candidate, Candidates, Criterion, MemberView, PoolEventView, PoolView

__all__ = [
    "CandidateLine",
    "PanelCase",
    "PoolPage",
    "Standing",
    "pool_page",
    "said",
    "standing",
    "told_case",
    "words_missing",
]


@dataclass(frozen=True, slots=True)
class CandidateLine(Candidate):
    """Somebody as a pool's page shows them.

    Attributes:
        said: Whether they fit, and if not what is not on record, or that their agreement is missing.
        facts: The facts that meet criteria, in the guide's words, with their dates.
    """

    said: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PoolPage:
    """A pool with whom the account may see in it.

    Attributes:
        pool: What was published of it.
        about: The same beside criteria and purpose, as names and texts.
        criteria: Its criteria in the guide's words.
        members: Who stands where.
        candidates: Those who fit, those whose agreement is missing, the others; by name within each, for nobody is
            ranked. None for an account that may not see any. In a large organisation not all who do not fit.
    """

    pool: PoolView
    about: tuple[tuple[str, str], ...]
    criteria: tuple[str, ...]
    members: tuple[MemberView, ...]
    candidates: tuple[CandidateLine, ...] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account's own person stands in a pool.

    Attributes:
        pool: The pool's name.
        state: A state of `store.pool_life.State`, or "not_nominated".
        sentences: The same in plain sentences: since when, who said what and why, what would change it, what is next.
    """

    pool: str
    state: str
    sentences: tuple[str, ...]


def pool_page(records: Records, name: str, guides: Iterable[Guide], unit: str | None = None) -> PoolPage:
    """A pool's page; StoreError where there is no such pool or unit, or it is not the account's to see.

    Args:
        records: Whose view it is.
        name: The pool's.
        guides: In whose words facts are told.
        unit: Candidates of this unit only.
    """
    pool = records.pools.get(name)
    questions = {question.id: question for guide in guides for question in guide.questions()}
    try:
        found: Candidates | None = records.pools.candidates(name, unit=unit)
    except NotAllowed:
        found = None
    return PoolPage(
        pool=pool,
        about=(*_about(pool), *([("On record", _tally(found))] if found else [])),
        criteria=tuple(_criterion(one, questions) for one in pool.criteria),
        members=tuple(records.pools.members(name)),
        candidates=None
        if found is None
        else tuple(_line(one, questions) for one in sorted(found.people, key=_group)),
    )


def standing(records: Records, pool: str | None = None) -> list[Standing]:
    """Where one stands oneself: in one pool, or in every one, by name.

    Raises:
        StoreError: no such pool.
    """
    pools = [records.pools.get(pool)] if pool is not None else records.pools.all()
    me = records.accounts.me().person
    if me is None:
        return [Standing(one.name, "not_nominated", (_NOBODYS,)) for one in pools]
    mine = {one.pool: one for one in records.pools.members(pool) if one.person.reference == me}
    found: list[Standing] = []
    for one in pools:
        member = mine.get(one.name)
        if member is None:
            found.append(Standing(one.name, "not_nominated", _not_nominated(one)))
        else:
            steps = records.pools.trail(one.name, me)
            appeals = [a for a in records.appeals.all(one.name) if a.person.reference == me]
            found.append(Standing(one.name, member.state, said(one, member, steps, appeals)))
    return found


def _not_nominated(pool: PoolView) -> tuple[str, ...]:
    first = f"Nobody has nominated you for {pool.name}, and nothing has been decided about you."
    if pool.closed_on:
        return (first, f"The pool was closed on {pool.closed_on}: {pool.closed_reason}")
    dates = f"It takes nominations from {pool.opens}{f' until {pool.closes}' if pool.closes else ''}."
    if "self" not in pool.who_may_nominate:
        return (first, dates)
    return (first, dates, "You can nominate yourself; your manager's view is asked for, and cannot stop it.")


def said(
    pool: PoolView, member: MemberView, steps: Sequence[PoolEventView], appeals: Sequence[AppealView]
) -> tuple[str, ...]:
    """Where somebody stands, said to them in plain sentences.

    Args:
        pool: The pool.
        member: Where they stand in it.
        steps: Every step of theirs, oldest first.
        appeals: The steps of their appeals, oldest first.
    """
    decided = next((one for one in reversed(steps) if one.step in _DECIDED), None)
    panel = next((one for one in reversed(steps) if one.step in {"convene_panel", "nominate"}), None)
    name = pool.name
    match member.state:
        case "nominated":
            sentences = [
                f"{member.nominated_by_name or member.nominated_by} nominated you for {name} on {member.nominated_on}.",
                f"It waits for your answer; without one it lapses on {member.answer_by}. You can also ask for changes.",
            ]
        case "lapsed":
            sentences = [
                f"{member.nominated_by_name or member.nominated_by} nominated you for {name} on {member.nominated_on}. "
                f"There was no answer until {member.answer_by}, so it lapsed.",
                _ANEW,
            ]
        case "agreed":
            sentences = [f"You agreed on {_agreed_on(steps)} to be considered for {name}."]
            if panel is not None and panel.step == "convene_panel":
                sentences.append(f"It is with a panel since {_day(panel)}. {panel.reason}")
            else:
                sentences.append("It waits for HR to convene a panel.")
        case "declined":
            sentences = [f"You said no to being considered for {name} on {_day(steps[-1])}.", _ANEW]
        case "returned" | "not_yet" | "refused":
            sentences = [f"The panel for {name} decided on {member.decided_on}: {_VERDICTS[member.state]}."]
            sentences += _why(decided)
            sentences.append(_told(member))
            sentences += _appealed(appeals) or ["You can appeal, and you can be nominated anew."]
        case "active" | "review_due":
            due = f"Your next review is due on {member.review_on}."
            if member.state == "review_due":
                due = f"Your review has been due since {member.review_on}; HR asks you for a day."
            sentences = [
                f"You are in {name} since {member.joined_on}, at most until {member.expires_on}.",
                due,
            ]
            sentences += _why(decided)
        case "paused":
            sentences = [
                f"Your place in {name} is kept: it is paused until {member.paused_until}.",
                f"Your time in it ends on {member.expires_on}.",
            ]
        case "expired":
            sentences = [
                f"Your time in {name} ended on {member.expires_on}; nothing of it is used any more.",
                _ANEW,
            ]
        case _:
            last = next(one for one in reversed(steps) if one.state == "left")
            sentences = [f"You left {name} on {_day(last)}: {_words(member.outcome)}."]
            sentences += (
                [f"The reason given by {last.by_name or last.by}: {last.reason}"] if last.reason else []
            )
            sentences += [text for text in (last.detail.get("thanks"), last.detail.get("next_step")) if text]
            sentences += _appealed(appeals)
    return tuple(sentences)


def _day(step: PoolEventView) -> date:
    return step.at.astimezone().date()


def _agreed_on(steps: Sequence[PoolEventView]) -> date:
    return _day(next(one for one in reversed(steps) if one.step == "agree"))


def _why(decided: PoolEventView | None) -> list[str]:
    if decided is None:
        return []
    change = "What would end it" if decided.step == "accept" else "What would change it"
    return [
        f"The reason, recorded by {decided.by_name or decided.by}: {decided.reason}",
        *([f"{change}: {decided.would_change}"] if decided.would_change else []),
    ]


def _told(member: MemberView) -> str:
    return f"You were told on {member.told_on}." if member.told_on else f"You are told by {member.tell_by}."


def _appealed(appeals: Sequence[AppealView]) -> list[str]:
    """The last step of an appeal, if there is one."""
    if not appeals:
        return []
    last = appeals[-1]
    level = _words(last.level)
    if last.outcome == "not_upheld":
        return [f"Your appeal was not upheld by the {level}: {last.reason} You can take it further."]
    if last.overdue:
        return [f"Your appeal to the {level} was to be answered by {last.due_on}; you can take it further."]
    return [f"Your appeal is with the {level} since {last.raised_on}, to be answered by {last.due_on}."]


def _words(key: str) -> str:
    return key.replace("_", " ")


_DECIDED = {"accept", "not_yet", "decline_nomination", "return_for_evidence"}
_VERDICTS = {"returned": "more evidence is wanted", "not_yet": "not yet", "refused": "no"}
_ANEW = "You can be nominated anew, also by yourself."
_NOBODYS = "This account is nobody's who works here, so nobody can nominate it."


def words_missing(text: str) -> int:
    """How many words a reason for a criterion still needs."""
    return max(0, rules().reason_words - word_count(text))


def called(seat: SeatView) -> str:
    """Somebody on a panel: the person, and the account, which is what commands take."""
    return seat.account if seat.name in ("", seat.account) else f"{seat.name} ({seat.account})"


def told_case(case: PanelCase) -> list[str]:
    """A case as a panel's member reads it, line by line: words about the evidence, and nothing added up."""
    lines = [
        f"{case.person.name} ({case.person.reference}), {case.person.job_title}: {case.pool}",
        f"Put to a panel by {case.convened_by_name or case.convened_by} on {case.convened_at.astimezone():%Y-%m-%d}"
        + (", on appeal" if case.kind == "appeal" else ""),
        f"Nominated by: {case.source or 'not recorded'}. The manager's view: {case.manager_view or 'none'}",
    ]
    for criterion in case.criteria:
        wanted = f" (evidence wanted: {criterion.evidence})" if criterion.evidence else ""
        lines += [
            f"{criterion.name}{wanted}",
            f"  {case.reasons.get(criterion.name, 'no reason is written down')}",
        ]
    for title, texts in (("Evidence", case.evidence), ("Attached", case.items), ("Works on", case.goals)):
        lines += [title, *(f"  - {text}" for text in texts)] if texts else []
    lines.append("The panel")
    for seat in case.seats:
        state = "out, with a conflict of interest" if seat.status == "conflict" else seat.status
        facts = [
            state,
            "declared" if seat.declared else "has not declared",
            "rated" if seat.rated else "has not rated",
        ]
        for when, ratings in (("alone", seat.ratings), ("after the discussion", seat.later)):
            if ratings:
                facts.append(
                    f"{when}: {', '.join(f'{name} {RATINGS[word]}' for name, word in ratings.items())}"
                )
        lines.append(f"  - {called(seat)}: {'; '.join(facts)}")
    return lines + list(case.wanting or ("Everybody present has rated: the discussion is open.",))


def _about(pool: PoolView) -> Iterator[tuple[str, str]]:
    closes = f"closes {pool.closes}" if pool.closes else "does not close"
    dates = f"opens {pool.opens}, {closes}; reviewed every {pool.review_months} months, "
    dates += f"at most {pool.max_months} months"
    yield "Dates", f"{dates}; closed for good on {pool.closed_on}" if pool.closed_on else dates
    who = {"manager": "line managers", "self": "oneself", "hr": "HR"}
    yield "Who may nominate", ", ".join(who[one] for one in pool.who_may_nominate)
    for name, text in (
        ("For", pool.job_family or ", ".join(pool.posts)),
        ("Size", f"at most {pool.size_limit}" if pool.size_limit else ""),
        ("What members get", pool.benefits),
        ("What they take on", pool.duties),
        ("Why for one group", pool.targeted_group_evidence),
        ("Why no further", pool.proportionality_note),
        ("Looked at again", f"{pool.targeted_review_on or ''}"),
        ("Answers for it", pool.owner),
    ):
        if text:
            yield name, text


def _tally(found: Candidates) -> str:
    said = (
        f"{found.fits} fit; {found.agreement_missing} gave no word on use in pools; of {found.short} who agreed "
        "something is not on record"
    )
    if not found.unlisted:
        return f"{said}."
    return (
        f"{said}. {found.unlisted} of those who do not fit are not listed; ask for one unit to see its own."
    )


def _group(one: Candidate) -> int:
    return 0 if one.fits else 1 if one.agreement != "yes" else 2


def _line(one: Candidate, questions: Mapping[str, Question]) -> CandidateLine:
    if one.agreement != "yes":
        said = "agreement missing"
    else:
        said = "fits" if one.fits else f"not on record: {', '.join(one.missing)}"
    facts = tuple(
        f"{criterion.name}: {_value(fact.value, questions.get(fact.field))}, as the {fact.side} sees it, "
        f"recorded {fact.recorded_on}, counts until {fact.expires_on}"
        for criterion, fact in one.met
    )
    return CandidateLine(one.person, one.met, one.missing, one.agreement, one.state, said, facts)


def _criterion(one: Criterion, questions: Mapping[str, Question]) -> str:
    question = questions.get(one.field)
    label = question.label if question else one.field.replace("_", " ")
    wanted = " or ".join(_value(value, question) for value in one.values)
    evidence = f" ({one.evidence})" if one.evidence else ""
    return f"{one.name}: {label}, as the {one.side} sees it, is {wanted}{evidence}"


def _value(value: object, question: Question | None) -> str:
    return wording.shown(question, value) if question else str(value).replace("_", " ")
