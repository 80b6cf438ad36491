"""Panels: convened for one nomination, declared, rated alone, and what is put before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func
from sqlmodel import col, select

from store import checks
from store.access import Role
from store.desk import Desk, Service, begins, person_by_reference, reads, writes
from store.errors import Forbidden, Invalid, NotFound
from store.models import Membership, Person, Pool, PoolCase, PortfolioItem
from store.pool_life import State, Step
from store.pool_rules import rules
from store.pools.case_views import case_view, names_of
from store.pools.deciding import decided_before, discussing, own_seat, seated, seats_of, sitting
from store.pools.rows import ON_THE_PANEL, found_member, found_pool, now_of, open_case, take
from store.pools.views import RATINGS, CaseView


class Panels(Service):
    """What is put to panels: HR convenes them, their members see it while they have to decide, and no longer."""

    @writes("pool.convene")
    def convene(self, desk: Desk, name: str, person: str, accounts: Sequence[str]) -> CaseView:
        """Convene a panel for a nomination that the person has agreed to, or for their appeal to one.

        Args:
            accounts: The accounts that sit on it: three at least, of whom one is outside the person's line.

        Raises:
            NotFound: no such nomination, or one's own.
            Forbidden: it is not agreed to, a panel sits already, or somebody may not sit on this one.
            Invalid: too few, or an account that sits on no panels.
        """
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        member = found_member(desk, pool, who)
        if open_case(desk, member) is not None:
            raise Forbidden("A panel sits about this nomination already; give it more members: panel seat")
        fewest = rules().panel_members
        if len(set(accounts)) < fewest:
            raise Invalid(f"A panel has at least {fewest} members; {len(set(accounts))} are named.")
        count = select(func.count()).select_from(PoolCase).where(PoolCase.membership_id == member.id)
        case = PoolCase(
            membership_id=member.id,
            number=(desk.session.scalar(count) or 0) + 1,
            kind="appeal" if decided_before(desk, member) else "first",
            convened_by_id=desk.actor.account,
            convened_at=desk.now,
        )
        desk.session.add(case)
        desk.session.flush()
        seated(desk, member, who, case, accounts)
        seats = seats_of(desk, case)
        if not any(seat.outside_line for seat in seats):
            raise Forbidden("At least one member of a panel has to be outside the person's line.")
        names = sorted(names_of(desk.session, [seat.account_id for seat in seats]).values())
        take(
            desk,
            member,
            pool,
            who,
            Step.CONVENE,
            f"{ON_THE_PANEL}{', '.join(names)}.",
            detail={"kind": case.kind},
        )
        return case_view(desk, case, member, pool, who)

    @writes("pool.convene")
    def seat(self, desk: Desk, name: str, person: str, account: str) -> CaseView:
        """Give a panel one more member, who rates alone like everybody before the discussion goes on."""
        pool, who, member, case = _open(desk, name, person)
        seated(desk, member, who, case, [account])
        return _changed(desk, case, member, pool, who, "seat", account)

    @writes("pool.convene")
    def absent(self, desk: Desk, name: str, person: str, account: str) -> CaseView:
        """Note that a member is not there: those present decide, as long as they are enough."""
        pool, who, member, case = _open(desk, name, person)
        names = names_of(desk.session, [seat.account_id for seat in seats_of(desk, case)])
        seat = next((one for one in seats_of(desk, case) if names[one.account_id] == account), None)
        if seat is None or seat.status != "sitting":
            raise Invalid(
                f"{account} does not sit on this panel; it has: {', '.join(sorted(names.values()))}."
            )
        seat.status = "absent"
        return _changed(desk, case, member, pool, who, "absent", account)

    @writes("pool.convene")
    def ask(self, desk: Desk, name: str, person: str, account: str, what: str) -> CaseView:
        """Ask a member for evidence that they have seen; then, and only then, they may add it."""
        pool, who, member, case = _open(desk, name, person)
        names = names_of(desk.session, [seat.account_id for seat in seats_of(desk, case)])
        seat = next((one for one in sitting(seats_of(desk, case)) if names[one.account_id] == account), None)
        if seat is None:
            raise Invalid(
                f"{account} does not sit on this panel; it has: {', '.join(sorted(names.values()))}."
            )
        seat.asked = rules().reason(checks.text(what, "question"), "a question")
        return _changed(desk, case, member, pool, who, "ask", what)

    @writes("pool.rate")
    def declare(self, desk: Desk, name: str, person: str, conflict: str = "") -> None:
        """Say that one has no conflict of interest, or which: whoever has one is out of the panel.

        Args:
            conflict: What it is; empty where there is none.
        """
        _, _, member, case = _open(desk, name, person)
        seat = own_seat(desk, case)
        desk.note(f"membership {member.id}", member.person_id, reason="declared", content=conflict)
        seat.declared_at = desk.now
        seat.conflict = checks.text(conflict, "conflict").strip()
        seat.status = "conflict" if seat.conflict else "sitting"

    @writes("pool.rate")
    def rate(self, desk: Desk, name: str, person: str, ratings: Mapping[str, str]) -> None:
        """Rate the evidence for each criterion alone; once all have, say what one holds after the discussion.

        Args:
            ratings: By criterion one of met, partly, not_shown.

        Raises:
            Forbidden: before one has declared, or a second time before everybody present has rated.
            Invalid: a criterion is missing, is none of the pool's, or is rated otherwise.
        """
        pool, _, member, case = _open(desk, name, person)
        seat = own_seat(desk, case)
        if seat.declared_at is None:
            raise Forbidden(
                "Declare first whether you have a conflict of interest: talent pool panel declare"
            )
        words = _ratings(pool, ratings)
        if seat.rated_at is None:
            seat.ratings, seat.rated_at = words, desk.now
        elif discussing(seats_of(desk, case)):
            seat.later = words
        else:
            raise Forbidden(
                "You have rated, and what you rated alone stays; after everybody present has, the discussion is open "
                "and you can say what you hold then."
            )
        desk.note(f"membership {member.id}", member.person_id, reason="rated", content=words)

    @reads("pool.case")
    def cases(self, desk: Desk) -> list[CaseView]:
        """The nominations about which a panel has to decide now, as far as the account may see, oldest first."""
        wanted = (
            select(PoolCase, Membership, Pool, Person)
            .join(Membership, col(Membership.id) == col(PoolCase.membership_id))
            .join(Pool, col(Pool.id) == col(Membership.pool_id))
            .join(Person, col(Person.id) == col(Membership.person_id))
            .where(col(PoolCase.closed_at).is_(None), desk.reach(col(Membership.person_id)))
            .order_by(col(PoolCase.convened_at), col(PoolCase.id))
        )
        rows = desk.session.execute(wanted).all()
        return [
            case_view(desk, case, member, pool, who)
            for case, member, pool, who in rows
            if _is_put_to(desk, case) and _waits(desk, member, pool, who)
        ]

    @reads("pool.case")
    def case(self, desk: Desk, name: str, person: str) -> CaseView:
        """One such nomination; NotFound where it is not put to the account's panel, or is decided."""
        pool, who, member, case = _open(desk, name, person)
        desk.note_reading(f"membership {member.id}", member.person_id)
        return case_view(desk, case, member, pool, who)

    @writes("pool.evidence")
    def add_evidence(self, desk: Desk, name: str, person: str, text: str, item: str = "") -> None:
        """Add evidence to a nomination: one's own, one's report's, or as a panel's member who was asked for it.

        Args:
            text: What it shows, of which criterion.
            item: The beginning of the key of a portfolio item of one's own that is attached.

        Raises:
            Forbidden: it is decided already, or a panel's member was not asked.
            NotFound: no such nomination or item.
        """
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        member = found_member(desk, pool, who)
        others = who.id != desk.actor.person and who.id not in desk.actor.line
        if others and Role.HR not in desk.actor.roles:
            case = open_case(desk, member)
            if case is None or not own_seat(desk, case).asked:
                raise Forbidden("A panel's member adds evidence when HR has asked for it.")
        detail = {"item": _own_item(desk, item)} if item else {}
        take(desk, member, pool, who, Step.EVIDENCE, text, detail=detail)

    @writes("pool.opinion")
    def manager_view(self, desk: Desk, name: str, person: str, text: str) -> None:
        """Say, as the line manager, how one sees a nomination. It is asked for, and stops nothing."""
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        take(desk, found_member(desk, pool, who), pool, who, Step.MANAGER_VIEW, text)


def _open(desk: Desk, name: str, person: str) -> tuple[Pool, Person, Membership, PoolCase]:
    """A nomination with the panel that sits about it now."""
    pool, who = found_pool(desk, name), person_by_reference(desk, person)
    member = found_member(desk, pool, who)
    case = open_case(desk, member)
    if case is None or not _is_put_to(desk, case) or not _waits(desk, member, pool, who):
        raise NotFound(
            f"No panel sits about {who.name} for the pool {pool.name}; see: talent pool panel list"
        )
    return pool, who, member, case


def _is_put_to(desk: Desk, case: PoolCase) -> bool:
    """Whether a case is HR's to see, or the account sits on its panel: not on another one about the same person."""
    if Role.HR in desk.actor.roles and desk.action != "pool.rate":
        return True
    return any(seat.account_id == desk.actor.account for seat in sitting(seats_of(desk, case)))


def _waits(desk: Desk, member: Membership, pool: Pool, who: Person) -> bool:
    return now_of(member, pool, who.left_on, desk.today).state is State.AGREED


def _changed(
    desk: Desk, case: PoolCase, member: Membership, pool: Pool, who: Person, what: str, content: str
) -> CaseView:
    desk.note(f"membership {member.id}", member.person_id, reason=what, content=content)
    desk.session.flush()
    return case_view(desk, case, member, pool, who)


def _ratings(pool: Pool, ratings: Mapping[str, str]) -> dict[str, str]:
    names = [row["name"] for row in pool.criteria]
    given = {name.strip().casefold(): word.strip() for name, word in ratings.items()}
    if strange := [name for name in ratings if name.strip().casefold() not in {n.casefold() for n in names}]:
        raise Invalid(f"{strange[0]!r} is no criterion of this pool; its criteria are: {', '.join(names)}.")
    if missing := [name for name in names if name.casefold() not in given]:
        raise Invalid(f"The evidence for every criterion is rated; this is missing: {', '.join(missing)}.")
    if wrong := [word for word in given.values() if word not in RATINGS]:
        raise Invalid(f"Evidence is not rated {wrong[0]!r}; it is one of: {', '.join(RATINGS)}.")
    return {name: given[name.casefold()] for name in names}


def _own_item(desk: Desk, item: str) -> str:
    """The key of an item of the account's own portfolio."""
    wanted = select(PortfolioItem.id).where(
        PortfolioItem.owner_id == desk.actor.person, begins(col(PortfolioItem.id), item.strip().lower())
    )
    found = desk.session.scalars(wanted.limit(2)).all()
    if len(found) != 1:
        raise NotFound(f"There is no one item {item!r} in your own portfolio; see: talent portfolio list")
    return found[0]
