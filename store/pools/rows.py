"""Rows of talent pools: finding them, taking a step, and what they look like outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store import checks
from store.desk import Desk
from store.errors import Forbidden, NotAllowed, NotFound
from store.models import Account, Membership, Person, Pool, PoolAppeal, PoolCase, PoolEvent
from store.people import displays, manager_of
from store.pool_life import Stands, State, Step, after, stands
from store.pool_rules import rules
from store.views import Criterion, PoolEventView, PoolView

BY_RULE = "the pool's rules"
"""Who takes the steps that time alone brings about."""
ON_THE_PANEL = "On the panel: "
"""How the reason of convening a panel begins; the accounts that sit on it follow."""


def found_pool(desk: Desk, name: str, *, to_change: bool = False) -> Pool:
    """The pool of that name, if it is published or HR asks; NotFound otherwise."""
    wanted = select(Pool).where(func.lower(Pool.name) == name.strip().lower())
    if to_change:
        wanted = wanted.with_for_update()
    pool = desk.session.scalars(wanted).one_or_none()
    if pool is None or not (pool.published or reads_drafts(desk)):
        raise NotFound(f"There is no pool {name!r}; see: talent pool list")
    return pool


def reads_drafts(desk: Desk) -> bool:
    """Whether the account reads pools that are not published yet: those who may open pools do."""
    return desk.allows(None, "pool.create")


def found_member(desk: Desk, pool: Pool, person: Person) -> Membership:
    """Somebody's way through a pool, held until the transaction ends; NotFound where there is none."""
    member = desk.session.scalars(
        select(Membership)
        .where(Membership.pool_id == pool.id, Membership.person_id == person.id)
        .with_for_update()
    ).one_or_none()
    if member is None:
        raise NotFound(f"{person.name} is not nominated for the pool {pool.name}.")
    return member


def now_of(member: Membership, pool: Pool, left_on: date | None, today: date) -> Stands:
    """Where somebody stands on a day."""
    return stands(
        State(member.state),
        today,
        answer_by=member.answer_by,
        review_on=member.review_on,
        expires_on=member.expires_on,
        left_on=left_on,
        closed_on=pool.closed_on,
    )


def take(
    desk: Desk,
    member: Membership,
    pool: Pool,
    person: Person,
    step: Step,
    reason: str = "",
    would_change: str = "",
    detail: Mapping[str, Any] | None = None,
) -> State:
    """Take a step: the membership's new state, its event, and the audit's row, together.

    A panel that was convened for somebody is dismissed as soon as there is nothing left for it to decide.

    Raises:
        Forbidden: the step does not follow from where the person stands today.
        Invalid: a reason is missing, or is no text that can be stored.
    """
    checks.text(reason, "reason")
    checks.text(would_change, "text on what would change it")
    now = now_of(member, pool, person.left_on, desk.today).state
    state = after(now, step, rules(), reason, would_change)
    write(desk, member, step, state, reason, would_change, detail)
    if state is not State.AGREED:
        # Everything else is written first: with its case closed, a panel no longer reaches the person.
        open_now = desk.session.scalars(open_cases(member)).all()
        if state in {State.LEFT, State.DECLINED} and now is not State.LEFT:
            drop_appeals(desk, member)
        desk.session.flush()
        for case in open_now:
            case.closed_at = desk.now
    return state


def write(
    desk: Desk,
    member: Membership,
    step: Step,
    state: State,
    reason: str,
    would_change: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write a step down that `after` has allowed."""
    count = select(func.count()).select_from(PoolEvent).where(PoolEvent.membership_id == member.id)
    member.state = state.value
    member.version += 1
    desk.session.add(
        PoolEvent(
            membership_id=member.id,
            sequence=(desk.session.scalar(count) or 0) + 1,
            account_id=desk.actor.account,
            at=desk.now,
            step=step.value,
            state=state.value,
            reason=reason.strip(),
            would_change=would_change.strip(),
            detail=dict(detail or {}),
        )
    )
    desk.note(
        f"membership {member.id}", member.person_id, content=[step, state, reason, would_change, detail]
    )


def events(session: Session, member: Membership) -> Sequence[PoolEvent]:
    """Every step of a membership that somebody took, oldest first."""
    wanted = select(PoolEvent).where(PoolEvent.membership_id == member.id)
    return session.scalars(wanted.order_by(col(PoolEvent.sequence))).all()


def open_cases(member: Membership) -> Any:
    """The query for the panel that has to decide about somebody now."""
    return select(PoolCase).where(PoolCase.membership_id == member.id, col(PoolCase.closed_at).is_(None))


def open_case(desk: Desk, member: Membership) -> PoolCase | None:
    """The panel that has to decide about somebody now; None where none is convened."""
    found: PoolCase | None = desk.session.scalars(open_cases(member)).one_or_none()
    return found


def own_person(desk: Desk) -> Person:
    """The account's own person; NotAllowed where it is nobody's who works here."""
    me = desk.session.get(Person, desk.actor.person) if desk.actor.person else None
    if me is None:
        raise NotAllowed("This account is nobody's who works here, so it cannot agree to anything.")
    return me


def begin_again(member: Membership, account: str, source: str, today: date) -> None:
    """Have a way through a pool begin with a nomination; how it went before stays in its steps."""
    member.nominated_by_id, member.nominated_on, member.source = account, today, source
    member.answer_by, member.agreed_on = rules().answer_by(today), None
    member.decided_on = member.tell_by = member.told_on = member.read_on = None
    member.joined_on = member.review_on = member.expires_on = member.paused_until = None
    member.outcome = ""


def drop_appeals(desk: Desk, member: Membership) -> None:
    """Have nobody go on hearing an appeal whose person has left, or is put forward anew."""
    waiting = select(PoolAppeal).where(PoolAppeal.membership_id == member.id, PoolAppeal.outcome == "")
    for appeal in desk.session.scalars(waiting):
        appeal.outcome = "dropped"


def goodbye(pool: Pool, outcome: str, next_step: str) -> dict[str, str]:
    """What is written with the end of a membership: how it ended, thanks, and what comes next."""
    thanks = rules().thanks.format(pool=pool.name)
    return {"outcome": outcome, "thanks": thanks, "next_step": next_step}


def refuse_own_line(desk: Desk, person: Person) -> None:
    """Forbidden to a person's own line manager, whatever else they are."""
    manager = manager_of(desk.session, person.id, desk.today)
    if manager is not None and manager.id == desk.actor.person:
        raise Forbidden(
            "A person's own line manager does not decide about them; somebody outside the line does."
        )


def _with_names(session: Session, step: PoolEvent) -> str:
    """A step's reason; of who sits on a panel the names. What is stored are accounts: they say nothing any more once
    whose they are is erased."""
    if step.step != Step.CONVENE.value or not step.reason.startswith(ON_THE_PANEL):
        return step.reason
    accounts = step.reason.removeprefix(ON_THE_PANEL).removesuffix(".").split(", ")
    names = displays(session, Account.name, accounts)
    return f"{ON_THE_PANEL}{', '.join(names.get(one, one) for one in accounts)}."


def told(desk: Desk, member: Membership, pool: Pool, person: Person) -> list[PoolEventView]:
    """Every step of a membership as people read it, oldest first; what time alone brought about is the last."""
    names = {
        key: name
        for key, name in desk.session.execute(
            select(Account.id, Account.name).join(PoolEvent, col(PoolEvent.account_id) == col(Account.id))
            .where(PoolEvent.membership_id == member.id)
        )
    }  # fmt: skip
    shown = displays(desk.session, Account.id, names)
    found = [
        PoolEventView(
            one.at,
            names[one.account_id],
            one.step,
            one.state,
            _with_names(desk.session, one) or by_criterion(one.detail.get("reasons", {})),
            one.would_change,
            one.detail,
            shown[one.account_id],
        )
        for one in events(desk.session, member)
    ]
    now = now_of(member, pool, person.left_on, desk.today)
    if now.since and now.state is not State.REVIEW_DUE:
        at = datetime.combine(now.since, time(), desk.now.tzinfo or UTC)
        found.append(PoolEventView(at, BY_RULE, *_by_time(now, pool), "", {"outcome": now.outcome}, BY_RULE))
    return found


def _by_time(now: Stands, pool: Pool) -> tuple[str, str, str]:
    """Step, state and reason of what time alone brought about."""
    step, why = {
        State.LAPSED: (Step.LAPSE, f"There was no answer within {rules().answer_days} days."),
        State.EXPIRED: (Step.EXPIRE, f"The longest time in this pool, {pool.max_months} months, is over."),
    }.get(now.state, (Step.LEAVE, f"{_sentence(rules().outcomes.get(now.outcome, ''))} {pool.closed_reason}"))
    return step.value, now.state.value, why.strip()


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def by_criterion(reasons: Mapping[str, str]) -> str:
    """A nomination's reasons as one text."""
    return "\n".join(f"{name}: {text}" for name, text in reasons.items())


def pool_view(pool: Pool, owners: Mapping[str, str]) -> PoolView:
    """A pool as anybody may read it.

    Args:
        owners: What accounts are called, by key.
    """
    return PoolView(
        name=pool.name,
        level=pool.level,
        purpose=pool.purpose,
        criteria=tuple(criterion(row) for row in pool.criteria),
        opens=pool.opens,
        closes=pool.closes,
        review_months=pool.review_months,
        max_months=pool.max_months,
        job_family=pool.job_family,
        posts=tuple(pool.posts),
        who_may_nominate=tuple(pool.who_may_nominate),
        size_limit=pool.size_limit,
        benefits=pool.benefits,
        duties=pool.duties,
        targeted_group_evidence=pool.targeted_group_evidence,
        proportionality_note=pool.proportionality_note,
        targeted_review_on=pool.targeted_review_on,
        owner=owners.get(pool.owner_id, ""),
        published=pool.published,
        published_on=pool.published_on,
        version=pool.version,
        closed_on=pool.closed_on,
        closed_reason=pool.closed_reason,
    )


def owners_of(session: Session, pools: Sequence[Pool]) -> dict[str, str]:
    """What the accounts that answer for pools are called, by key."""
    keys = {pool.owner_id for pool in pools}
    wanted = select(Account.id, Account.name).where(col(Account.id).in_(keys))
    return dict(session.execute(wanted).all())


def criterion(row: Mapping[str, Any]) -> Criterion:
    """A criterion out of a pool's row."""
    return Criterion(row["name"], row["field"], row["side"], tuple(row["values"]), row["evidence"])


def criterion_row(one: Criterion) -> dict[str, Any]:
    """A criterion as a pool's row keeps it."""
    return {
        "name": one.name,
        "field": one.field,
        "side": one.side,
        "values": list(one.values),
        "evidence": one.evidence,
    }
