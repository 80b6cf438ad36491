"""What may be written down of a post and of somebody named for it, and what has to be said with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from sqlmodel import select

from store import checks
from store.days import months_after
from store.desk import Desk, person_by_reference
from store.errors import Invalid
from store.models import Post, PostActing, PostCandidate
from store.people import manager_of
from store.post_views import CandidateInput, Impact, LeaveBasis, PostInput
from store.succession.facts import Ground, Readiness

VALID_MONTHS = 12
"""How long a judgement of somebody counts after they have agreed, and the longest that anybody may let it count."""
_MOST_WEEKS = 52


def put(desk: Desk, row: Post, change: PostInput) -> None:
    """Fill a post's row with what was given; Invalid where it cannot be stored."""
    for name, longest in (("title", 200), ("unit", 200), ("level", 60), ("job_family", 100)):
        if (given := getattr(change, name)) is not None:
            what = name.replace("_", " ")
            text = checks.text(given, what, needed=name in {"title", "unit"}, longest=longest)
            setattr(row, name, text.strip())
    if change.holder is not None and change.vacant_since is not None:
        raise Invalid("A post has a holder or is vacant; say which of the two it is.")
    if change.holder is not None:
        holder = person_by_reference(desk, change.holder)
        if holder.id != row.holder_id:
            _without_holder(row)
            row.holder_id, row.vacant_since = holder.id, None
            _end_acting(desk, row)
        manager = manager_of(desk.session, holder.id, desk.today)
        row.kept_by_id = manager.id if manager else row.kept_by_id
    if change.vacant_since is not None:
        if row.holder_id and (manager := manager_of(desk.session, row.holder_id, desk.today)):
            row.kept_by_id = manager.id
        _without_holder(row)
        row.vacant_since = change.vacant_since
    if change.kept_by is not None:
        row.kept_by_id = person_by_reference(desk, change.kept_by).id
    if change.grounds is not None:
        row.grounds = sorted({one_of(ground, Ground, "ground") for ground in change.grounds})
    if change.impact_if_empty is not None:
        row.impact_if_empty = one_of(change.impact_if_empty, get_args(Impact), "impact")
    if change.recruitment_rounds is not None:
        if not 0 <= change.recruitment_rounds <= 100:
            raise Invalid("Rounds of recruitment are counted from 0 to 100.")
        row.recruitment_rounds = change.recruitment_rounds
    _put_risks(row, change)


def _put_risks(row: Post, change: PostInput) -> None:
    if change.hard_to_recruit is not None:
        row.hard_to_recruit = change.hard_to_recruit
    if change.hard_because is not None:
        row.hard_because = checks.text(change.hard_because, "why").strip()
    if not row.hard_to_recruit:
        row.hard_because = ""
    elif not row.hard_because:
        raise Invalid("Please say why the post is hard to recruit to.")
    if change.may_leave_soon is not None:
        row.may_leave_soon = change.may_leave_soon
    if change.leave_basis is not None:
        row.leave_basis = one_of(change.leave_basis, get_args(LeaveBasis), "basis")
    if not row.may_leave_soon:
        row.leave_basis = None
    elif row.holder_id is None:
        raise Invalid("Nobody holds this post, so nobody may leave it.")
    elif row.leave_basis is None:
        raise Invalid(
            f"Please say from where it is known that the holder may leave: {', '.join(get_args(LeaveBasis))}."
        )


def _without_holder(row: Post) -> None:
    """Nobody holds the post now; what was said of whether they may leave was about them alone."""
    row.holder_id, row.may_leave_soon, row.leave_basis = None, False, None


def _end_acting(desk: Desk, row: Post) -> None:
    """Whoever did the post's work meanwhile does it until today, now that somebody holds it."""
    for one in desk.session.scalars(select(PostActing).where(PostActing.post_id == row.id)):
        if one.until is None or one.until > desk.today:
            one.until = max(one.since, desk.today)


def judge(desk: Desk, entry: PostCandidate, change: CandidateInput) -> None:
    """Fill an entry with what was given; Invalid where it cannot be stored."""
    before = (entry.readiness, entry.can_act_up, entry.act_up_weeks)
    if change.readiness is not None:
        entry.readiness = one_of(change.readiness, Readiness, "readiness")
    if change.can_act_up is not None:
        entry.can_act_up = change.can_act_up
    if change.act_up_weeks is not None:
        if not 1 <= change.act_up_weeks <= _MOST_WEEKS:
            raise Invalid(f"Acting up is for 1 to {_MOST_WEEKS} weeks.")
        entry.act_up_weeks = change.act_up_weeks
    if not entry.can_act_up:
        entry.act_up_weeks = None
    if entry.readiness is None and not entry.can_act_up:
        raise Invalid(
            f"Please say how soon they could follow ({', '.join(Readiness)}), or that they can act up at once."
        )
    if change.gap is not None:
        entry.gap = checks.text(change.gap, "gap").strip()
    if change.rank is not None:
        entry.rank = change.rank or None
    if change.rank_reason is not None:
        entry.rank_reason = checks.text(change.rank_reason, "reason for the rank").strip()
    if entry.rank is None:
        entry.rank_reason = ""
    elif entry.rank < 1 or not entry.rank_reason:
        raise Invalid("A rank counts from 1 and needs a reason; the person reads both.")
    if change.cover_tested_on is not None:
        if change.cover_tested_on > desk.today:
            raise Invalid(
                f"Cover cannot have been tried out on {change.cover_tested_on}, which is still to come."
            )
        entry.cover_tested_on = change.cover_tested_on
    if (entry.readiness, entry.can_act_up, entry.act_up_weeks) != before:
        entry.agreed_on = entry.expires_on = None
    if change.expires_on is not None:
        if not desk.today < change.expires_on <= months_after(desk.today, VALID_MONTHS):
            raise Invalid(f"A judgement counts for {VALID_MONTHS} months at most, from tomorrow on.")
        entry.expires_on = change.expires_on


def one_of(value: str, known: Iterable[str], what: str) -> str:
    """A key that is one of those there are. Raises Invalid."""
    names = [str(one) for one in known]
    if value not in names:
        raise Invalid(f"There is no {what} {value!r}; it is one of {', '.join(names)}.")
    return value
