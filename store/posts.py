"""Critical posts and who could follow: people write down, agree and decide; the program says what follows from it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import get_args

from sqlalchemy import ColumnElement, true
from sqlmodel import col, select

from store import checks
from store.access import Scope, scopes
from store.days import months_after
from store.desk import Desk, Service, person_by_reference, reads, writes
from store.errors import Conflict, Forbidden, Invalid, NotFound
from store.models import Account, Person, Post, PostActing, PostCandidate, PostEvent
from store.post_fields import VALID_MONTHS, judge, one_of, put
from store.post_rows import board, found, listed, planned, seen, spoken_of, visible
from store.post_views import CandidateInput, PostInput, PostStep, PostView, Wanted


class Posts(Service):
    """Posts that the account plans for, and what is written down about itself."""

    @reads("post.see")
    def all(self, desk: Desk) -> list[PostView]:
        """The posts that the account plans for, those it is named for, and its panel's, by unit and title."""
        return list(seen(desk, board(desk, listed(desk))))

    @reads("post.see")
    def get(self, desk: Desk, post: str) -> PostView:
        """One post by its title, or its id or first eight characters of it; of one's own post, what is planned for it.

        Raises NotFound where absent or not the account's to see; Invalid where several are called so.
        """
        row = found(desk, post, visible(desk))
        (view,) = _views(desk, row)
        me = desk.actor.person
        if view.planning is not None and row.holder_id not in {None, me}:
            desk.note_reading(f"post {row.id}", row.holder_id or "")
        read = {one.person for one in view.candidates}
        theirs = select(Person.id).where(col(Person.reference).in_(read), col(Person.id).is_distinct_from(me))
        for key in sorted(desk.session.scalars(theirs)):
            desk.note_reading(f"post {row.id}", key)
        return view

    @reads("post.see")
    def trail(self, desk: Desk, post: str | None = None) -> list[PostStep]:
        """Every change of a post and its entries, oldest first; to others, what is about themself alone.

        Args:
            post: The post; None is whatever was ever written down about oneself for any.

        Raises NotFound, Invalid.
        """
        me = desk.actor.person or ""
        which: ColumnElement[bool] = true()
        whose: ColumnElement[bool] = col(PostEvent.person_id) == me
        if post is not None:
            row = found(desk, post, spoken_of(desk))
            which = col(PostEvent.post_id) == row.id
            whose = true() if _plans_for(desk, row) else whose
        steps = (
            select(PostEvent, Post.title, Account.name, Person)
            .join(Post, col(Post.id) == col(PostEvent.post_id))
            .join(Account, col(Account.id) == col(PostEvent.account_id))
            .outerjoin(Person, col(Person.id) == col(PostEvent.person_id))
            .where(which, whose)
            .order_by(col(PostEvent.at), col(Post.title), col(PostEvent.sequence))
        )
        return [
            PostStep(title, event.at, by, event.step, person.reference if person else None, event.reason)
            for event, title, by, person in desk.session.execute(steps)
        ]

    @writes("post.write")
    def save(
        self, desk: Desk, post: str, change: PostInput, reason: str, expected_version: int | None = None
    ) -> PostView:
        """Write down what is known of a post, or make one.

        Args:
            post: Its title, or its id or the first eight characters of it. A title that none of the account's posts
                has makes a new one, where `change` says in which unit.
            change: What is known; what it does not say stays as it is. What is said of a holder goes with them.
            reason: Why.
            expected_version: The version it was read in.

        Raises:
            NotFound: no such post that the account plans for, or nobody of that reference within its reach.
            Invalid: a value that is none of those there are, a hard post without why, somebody who may leave without
                from where that is known, no reason.
            Conflict: it was changed elsewhere meanwhile.
            Forbidden: it would be a post that the account does not plan for, its own one among them.
        """
        try:
            row, step = found(desk, post, planned(desk), to_change=True), "changed"
        except NotFound:
            if not (change.unit or "").strip():
                raise
            title = checks.text(post, "title", needed=True, longest=200).strip()
            row, step = Post(title=title, unit=""), "made"
        if expected_version is not None and row.version != expected_version:
            raise Conflict("This post was changed elsewhere meanwhile; show it again to see both.")
        if step == "made" and Scope.ORG not in scopes(desk.actor, desk.action):
            row.kept_by_id = desk.actor.person
        put(desk, row, change)
        row.version += step == "changed"
        desk.session.add(row)
        desk.session.flush()
        if not _plans_for(desk, row):
            raise Forbidden(
                "That would be a post that you do not plan for: your own one, or one outside your unit; HR writes it."
            )
        _step(desk, row, step, row.holder_id, checks.reason(reason), asdict(change))
        return _views(desk, row)[0]

    @writes("post.write")
    def review(self, desk: Desk, post: str, reason: str) -> PostView:
        """Note that what is written about a post has been looked at today; that counts for twelve months."""
        row = found(desk, post, planned(desk), to_change=True)
        row.last_reviewed = desk.today
        row.version += 1
        _step(desk, row, "reviewed", row.holder_id, checks.reason(reason), desk.today.isoformat())
        return _views(desk, row)[0]

    @writes("post.write")
    def act(
        self,
        desk: Desk,
        post: str,
        person: str,
        reason: str,
        since: date | None = None,
        until: date | None = None,
    ) -> PostView:
        """Write down who does a post's work for the time being, or until when they do.

        Args:
            person: Reference of whom; of somebody who does it now, `until` is changed.
            since: From which day; None is today.
            until: Until (not including) which day; None for no day that anybody knows.

        Raises:
            NotFound: no such post or person within the account's reach.
            Conflict: somebody else does it in that time.
            Forbidden: they hold it.
            Invalid: it would end before it begins, no reason.
        """
        row = found(desk, post, planned(desk), to_change=True)
        who = person_by_reference(desk, person)
        if who.id == row.holder_id:
            raise Forbidden(f"{who.name} holds this post and does not act up in it.")
        rows = desk.session.scalars(select(PostActing).where(PostActing.post_id == row.id)).all()
        now = next((one for one in rows if one.person_id == who.id and _open(one, desk.today)), None)
        begins = since or (now.since if now else desk.today)
        if until is not None and until < begins:
            raise Invalid(f"Acting up cannot end on {until}, before it begins on {begins}.")
        for one in rows:
            overlaps = (one.until is None or begins < one.until) and (until is None or one.since < until)
            if one is not now and overlaps:
                raise Conflict(
                    "Somebody does this post's work in that time already; end that first, with --until."
                )
        now = now or PostActing(post_id=row.id, person_id=who.id, since=begins)
        now.since, now.until = begins, until
        desk.session.add(now)
        row.version += 1
        _step(desk, row, "acting", who.id, checks.reason(reason), [begins, until])
        return _views(desk, row)[0]

    @writes("post.name")
    def name(
        self,
        desk: Desk,
        post: str,
        person: str,
        change: CandidateInput,
        reason: str,
        expected_version: int | None = None,
    ) -> PostView:
        """Name somebody for a post, or change what is judged of them. It counts once they have agreed.

        A new judgement of how soon, or of acting up, has to be agreed to anew. Whether they want it is theirs to say.

        Raises:
            NotFound: no such post or person within the account's reach; nobody names themself.
            Forbidden: they hold the post, or the account is named for it itself.
            Invalid: neither a readiness nor acting up, a rank without a reason, a day that cannot be, no reason.
            Conflict: it was changed elsewhere meanwhile.
        """
        row = found(desk, post, planned(desk), to_change=True)
        who = person_by_reference(desk, person)
        _not_a_rival(desk, row)
        if who.id == row.holder_id:
            raise Forbidden(f"{who.name} holds this post; somebody else would follow.")
        if who.left_on is not None and who.left_on <= desk.today:
            raise Forbidden(f"{who.name} does not work here any more.")
        entry = _entry(desk, row, who.id)
        step = "changed_entry" if entry else "named"
        if entry and expected_version is not None and entry.version != expected_version:
            raise Conflict("This entry was changed elsewhere meanwhile; show the post again to see both.")
        entry = entry or PostCandidate(post_id=row.id, person_id=who.id)
        judge(desk, entry, change)
        entry.version += step == "changed_entry"
        desk.session.add(entry)
        desk.session.flush()
        _step(desk, row, step, who.id, checks.reason(reason), asdict(change))
        return _views(desk, row)[0]

    @writes("post.name")
    def remove(self, desk: Desk, post: str, person: str, reason: str) -> PostView:
        """Take somebody's entry for a post away, with a reason that they read. Errors as in `name`."""
        row = found(desk, post, planned(desk), to_change=True)
        who = person_by_reference(desk, person)
        _not_a_rival(desk, row)
        entry = _entry(desk, row, who.id)
        if entry is None:
            raise NotFound(f"{who.name} is not named for this post.")
        desk.session.delete(entry)
        _step(desk, row, "removed", who.id, checks.reason(reason))
        return _views(desk, row)[0]

    @writes("post.answer")
    def answer(self, desk: Desk, post: str, *, yes: bool, wants: str | None = None, reason: str = "") -> None:
        """Agree to being named for a post, for twelve months, or withdraw: then the entry is gone.

        Args:
            wants: Whether one wants it: yes, no or unsure; None leaves that as it was.
            reason: Why, if one wants to say.

        Raises NotFound where one is not named for such a post.
        """
        row = found(desk, post, visible(desk), to_change=True)
        me = desk.actor.person
        assert me  # post.answer is an individual's
        entry = _entry(desk, row, me)
        if entry is None:
            raise NotFound(f"You are not named for a post {post!r}; see: talent post list")
        if wants is not None:
            entry.wants_it = one_of(wants, get_args(Wanted), "wish")
        if yes:
            renewed = (
                entry.agreed_on is not None or entry.expires_on is None or entry.expires_on <= desk.today
            )
            entry.agreed_on = desk.today
            if renewed:
                entry.expires_on = months_after(desk.today, VALID_MONTHS)
            entry.version += 1
        else:
            desk.session.delete(entry)
        step, why = "agreed" if yes else "withdrew", checks.text(reason, "reason").strip()
        _step(desk, row, step, me, why, [yes, wants])


def _views(desk: Desk, row: Post) -> tuple[PostView, ...]:
    desk.session.flush()
    return seen(desk, board(desk, col(Post.id) == row.id))


def _plans_for(desk: Desk, row: Post) -> bool:
    wanted = select(Post.id).where(planned(desk), Post.id == row.id)
    return desk.session.scalars(wanted).first() is not None


def _entry(desk: Desk, row: Post, person: str) -> PostCandidate | None:
    wanted = select(PostCandidate).where(PostCandidate.post_id == row.id, PostCandidate.person_id == person)
    return desk.session.scalars(wanted.with_for_update()).one_or_none()


def _not_a_rival(desk: Desk, row: Post) -> None:
    """Whoever is named for a post does not judge the others who are."""
    if desk.actor.person and _entry(desk, row, desk.actor.person) is not None:
        raise Forbidden("You are named for this post yourself, so somebody else says who could follow.")


def _open(row: PostActing, today: date) -> bool:
    return row.until is None or today < row.until


def _step(desk: Desk, row: Post, step: str, person: str | None, reason: str, content: object = None) -> None:
    """Write down who changed what, when and why: for those concerned, and in the audit without what was written."""
    desk.session.flush()
    # The audit's number, which grows for everybody: how many events a post has not everybody may know.
    sequence = desk.note(f"post {row.id}", person, reason=step, content=[content, reason])
    desk.session.add(
        PostEvent(
            post_id=row.id,
            sequence=sequence,
            person_id=person,
            account_id=desk.actor.account,
            at=desk.now,
            step=step,
            reason=reason,
        )
    )
