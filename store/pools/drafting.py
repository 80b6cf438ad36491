"""What a pool publishes: its criteria in their versions, its dates, its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import select

from store import checks
from store.desk import Desk
from store.errors import Conflict, Forbidden, Invalid, NotFound
from store.models import Account, Pool, PoolVersion
from store.pools.rows import criterion_row
from store.pools.views import PoolDetails
from store.views import Criterion

NOMINATORS = {"manager": "line managers", "self": "everybody themself", "hr": "HR"}
"""Who may put somebody forward, as it is stored and as it is read."""
LEVELS = ("organisation", "local_system", "regional", "national")
_MOST_MONTHS = 120


def drawn_up(
    desk: Desk,
    name: str,
    purpose: str,
    criteria: Sequence[Criterion],
    level: str,
    dates: tuple[date | None, date | None],
    details: PoolDetails,
) -> Pool:
    """A pool's row, checked and added; its first version is published with it unless it is a draft.

    Raises:
        Invalid: something of it is missing or cannot be; says what.
        Conflict: there is a pool of that name.
        NotFound: there is no such account to own it.
    """
    if not name.strip() or not purpose.strip():
        raise Invalid("A pool needs a name and a purpose.")
    if level not in LEVELS:
        raise Invalid(f"A pool's level is one of {', '.join(LEVELS)}, not {level!r}.")
    opens, closes = dates[0] or desk.today, dates[1]
    if closes and closes < opens:
        raise Invalid(f"The pool would close on {closes}, before it opens on {opens}; give it a later day.")
    _check_details(desk, details)
    if desk.session.scalars(select(Pool).where(Pool.name == name.strip())).first():
        raise Conflict(f"There is a pool {name.strip()!r} already; give this one another name.")
    pool = Pool(
        name=checks.text(name.strip(), "name", longest=120),
        level=level,
        purpose=checks.text(purpose.strip(), "purpose"),
        criteria=_rows(criteria),
        opens=opens,
        closes=closes,
        review_months=details.review_months,
        max_months=details.max_months,
        owner_id=_owner(desk, details.owner),
        published=False,
        version=0,
        job_family=checks.text(details.job_family.strip(), "job family", longest=100),
        posts=checks.texts(details.posts, "posts"),
        who_may_nominate=list(details.who_may_nominate),
        size_limit=details.size_limit,
        benefits=checks.text(details.benefits.strip(), "benefits"),
        duties=checks.text(details.duties.strip(), "duties"),
        targeted_group_evidence=checks.text(details.targeted_group_evidence.strip(), "evidence"),
        proportionality_note=checks.text(details.proportionality_note.strip(), "proportionality note"),
        targeted_review_on=details.targeted_review_on,
    )
    desk.session.add(pool)
    desk.session.flush()
    if details.published:
        publish(desk, pool, "")
    return pool


def publish(desk: Desk, pool: Pool, reason: str) -> None:
    """Publish the criteria as they stand, as a version that is kept.

    Raises:
        Forbidden: the pool has opened before they are published.
    """
    if desk.today > pool.opens:
        raise Forbidden(
            f"Criteria are published before a pool opens, and {pool.name} opened on {pool.opens}; "
            "open a pool with a later day instead."
        )
    pool.version += 1
    pool.published, pool.published_on = True, desk.today
    desk.session.add(
        PoolVersion(
            pool_id=pool.id,
            version=pool.version,
            criteria=pool.criteria,
            published_on=desk.today,
            account_id=desk.actor.account,
            reason=reason,
        )
    )
    desk.session.flush()


def revise(desk: Desk, pool: Pool, criteria: Sequence[Criterion], reason: str) -> None:
    """Change the criteria of a pool that has not opened yet; what was published before stays readable.

    Raises:
        Forbidden: it is open, or closed: those who were put forward were so by what was published.
        Invalid: criteria that nothing can meet.
    """
    if pool.published and desk.today >= pool.opens:
        raise Forbidden(
            f"The pool {pool.name} is open since {pool.opens}, so its criteria stay as they were published; close it "
            "and open another one."
        )
    pool.criteria = _rows(criteria)
    if pool.published:
        publish(desk, pool, reason)


def extend(pool: Pool, closes: date) -> None:
    """Have a pool take nominations for longer. Raises Forbidden where it would close earlier than was published."""
    if pool.closed_on is not None:
        raise Forbidden(f"The pool {pool.name} was closed on {pool.closed_on}; open another one.")
    if pool.closes is None:
        raise Forbidden(f"The pool {pool.name} has no closing day; to name one now would close it earlier.")
    if closes <= pool.closes:
        raise Forbidden(f"The pool {pool.name} closes on {pool.closes}; that day may only move later.")
    pool.closes = closes


def _check_details(desk: Desk, details: PoolDetails) -> None:
    if strange := [one for one in details.who_may_nominate if one not in NOMINATORS]:
        raise Invalid(f"{strange[0]!r} nominates nobody; there are: {', '.join(NOMINATORS)}.")
    if not details.who_may_nominate:
        raise Invalid("A pool says who may nominate; without that nobody could ever join.")
    if details.size_limit is not None and details.size_limit < 1:
        raise Invalid("A pool's size limit is at least 1; leave it out where there is none.")
    if not 1 <= details.review_months <= 12:
        raise Invalid("Memberships are reviewed at least once a year: review_months is from 1 to 12.")
    if not 1 <= details.max_months <= _MOST_MONTHS:
        raise Invalid(f"The longest time in a pool, max_months, is from 1 to {_MOST_MONTHS} months.")
    targeted = (details.targeted_group_evidence, details.proportionality_note, details.targeted_review_on)
    if any(targeted) and not all(targeted):
        raise Invalid(
            "A pool for one group needs all three: the evidence for it, why it goes no further than it has to "
            "(proportionality_note), and the day on which that is looked at again (targeted_review_on)."
        )
    if details.targeted_review_on and details.targeted_review_on <= desk.today:
        raise Invalid("The day on which a pool for one group is looked at again has to be still to come.")


def _owner(desk: Desk, name: str | None) -> str:
    if name is None:
        return desk.actor.account
    owner = desk.session.scalars(select(Account).where(Account.name == name)).one_or_none()
    if owner is None:
        raise NotFound(f"There is no account {name!r} to own the pool; see: talent account list")
    return owner.id


def _rows(criteria: Sequence[Criterion]) -> list[dict[str, object]]:
    if not criteria or any(not c.name.strip() or not c.field.strip() or not c.values for c in criteria):
        raise Invalid("A pool needs criteria, each with a name, a field and the values that meet it.")
    names = [c.name.strip().casefold() for c in criteria]
    if twice := [c.name for c in criteria if names.count(c.name.strip().casefold()) > 1]:
        raise Invalid(f"The criterion {twice[0]!r} is there twice; each has a name of its own.")
    return [criterion_row(one) for one in criteria]
