"""The portfolio: everybody's own evidence of what they did. Others read an item only once its owner shares it."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from store import checks
from store.desk import Desk, Service, begins, reads, writes
from store.errors import Conflict, Invalid, NotFound
from store.models import Person, PortfolioItem
from store.views import PortfolioInput, PortfolioItemView

TYPES = (
    *("role", "project", "learning", "feedback", "teaching", "publication", "award", "thank_you"),
    "board_or_committee",
)
"""What an item can be. Keys: what is stored and never changes."""
_MOST_TAGS = 20


class Portfolio(Service):
    """Items of one's own, and those that people within the account's reach have shared."""

    @reads("portfolio.read")
    def all(self, desk: Desk, *, owner: str | None = None) -> list[PortfolioItemView]:
        """Items, the latest first; an owner is a person's reference."""
        wanted = (
            select(PortfolioItem, Person)
            .join(Person, col(Person.id) == col(PortfolioItem.owner_id))
            .where(_readable(desk))
            .order_by(
                col(PortfolioItem.happened_on).desc(), col(PortfolioItem.created_at), col(PortfolioItem.id)
            )
        )
        if owner:
            wanted = wanted.where(Person.reference == owner)
        return [_view(desk, row, person) for row, person in desk.session.execute(wanted)]

    @reads("portfolio.read")
    def get(self, desk: Desk, item: str) -> PortfolioItemView:
        """One item by the first characters of its key; NotFound where absent or not the account's to see."""
        row = _found(desk, item)
        if row.owner_id != desk.actor.person:
            desk.note_reading(_record(row), row.owner_id)
        return _view(desk, row, desk.session.get_one(Person, row.owner_id))

    @writes("portfolio.write")
    def save(
        self,
        desk: Desk,
        entry: PortfolioInput,
        *,
        item: str | None = None,
        expected_version: int | None = None,
    ) -> PortfolioItemView:
        """Put something into one's own portfolio, or change what is there.

        Args:
            entry: What it is.
            item: The item to change; None adds one, which nobody else reads until it is shared.
            expected_version: The version it was read in.

        Raises:
            NotFound: no such item of one's own.
            Conflict: it was changed elsewhere meanwhile.
            Invalid: no such type, no title, a day that has not come yet, or a text that cannot be stored.
        """
        if item is None:
            owner = desk.actor.person
            assert owner  # portfolio.write is an individual's
            row = PortfolioItem(
                owner_id=owner,
                type="",
                title="",
                happened_on=entry.when,
                created_at=desk.now,
                changed_at=desk.now,
            )
        else:
            row = _own(desk, item)
            if expected_version is not None and row.version != expected_version:
                raise Conflict("This item was changed elsewhere meanwhile; open it again to see both.")
            row.version += 1
        _put(desk, row, entry)
        desk.session.add(row)
        return _changed(desk, row, "saved", asdict(entry))

    @writes("portfolio.write")
    def share(self, desk: Desk, item: str, *, yes: bool = True) -> PortfolioItemView:
        """Let one's manager and HR read an item of one's own, or take that back. Raises NotFound."""
        row = _own(desk, item)
        row.shared = yes
        row.version += 1
        return _changed(desk, row, "shared" if yes else "taken back")

    @writes("portfolio.write")
    def remove(self, desk: Desk, item: str) -> None:
        """Take an item of one's own out: it is deleted, and the audit keeps that it was. Raises NotFound."""
        row = _own(desk, item)
        desk.note(_record(row), row.owner_id, reason="removed")
        desk.session.delete(row)


def _readable(desk: Desk) -> ColumnElement[bool]:
    """Own items; of those within the actor's reach the shared ones, and in an emergency all of somebody's."""
    owner = col(PortfolioItem.owner_id)
    shared = and_(desk.reach(owner), or_(col(PortfolioItem.shared), owner.in_(desk.actor.opened)))
    return or_(owner == desk.actor.person, shared) if desk.actor.person else shared


def _found(desk: Desk, item: str, *, to_change: bool = False) -> PortfolioItem:
    start = item.strip().lower()
    wanted = select(PortfolioItem).where(_readable(desk), begins(col(PortfolioItem.id), start))
    if to_change:
        # Only one's own can change, so that another's that begins alike is in nobody's way.
        wanted = wanted.where(desk.reach(col(PortfolioItem.owner_id))).with_for_update()
    rows = desk.session.scalars(wanted.limit(2)).all() if start else []
    if not rows:
        whose = "of yours" if to_change else "that you can see"
        raise NotFound(f"There is no portfolio item {item!r} {whose}; see: talent portfolio list")
    if len(rows) > 1:
        raise Invalid(f"Several portfolio items begin with {item!r}; give more of its characters.")
    return rows[0]


def _own(desk: Desk, item: str) -> PortfolioItem:
    """An item of the actor's own, held until the transaction ends."""
    return _found(desk, item, to_change=True)


def _put(desk: Desk, row: PortfolioItem, entry: PortfolioInput) -> None:
    if entry.type not in TYPES:
        raise Invalid(f"There is no type {entry.type!r}; a portfolio item is one of {', '.join(TYPES)}.")
    if entry.when > desk.today:
        raise Invalid(f"{entry.when} is still to come; a portfolio holds what has happened.")
    row.type, row.happened_on = entry.type, entry.when
    row.title = checks.text(entry.title, "title", needed=True, longest=200).strip()
    row.what_i_did = checks.text(entry.what_i_did, "account of what you did").strip()
    row.result = checks.text(entry.result, "result").strip()
    row.skill_tags = checks.texts(entry.skill_tags, "skills", most=_MOST_TAGS, longest=100)
    row.link = checks.text(entry.link, "link", longest=1_000).strip()
    row.verified_by = checks.text(entry.verified_by, "name of who can confirm it", longest=200).strip()


def _changed(desk: Desk, row: PortfolioItem, reason: str, content: object = None) -> PortfolioItemView:
    row.changed_at = desk.now
    desk.session.flush()
    desk.note(_record(row), row.owner_id, reason=reason, content=content)
    return _view(desk, row, desk.session.get_one(Person, row.owner_id))


def _record(row: PortfolioItem) -> str:
    return f"portfolio item {row.id}"


def _view(desk: Desk, row: PortfolioItem, owner: Person) -> PortfolioItemView:
    return PortfolioItemView(
        id=row.id,
        version=row.version,
        owner=owner.reference,
        owner_name=owner.name,
        type=row.type,
        title=row.title,
        when=row.happened_on,
        what_i_did=row.what_i_did,
        result=row.result,
        skill_tags=tuple(row.skill_tags),
        link=row.link,
        verified_by=row.verified_by,
        shared=row.shared,
        created_on=desk.day_of(row.created_at),
        changed_on=desk.day_of(row.changed_at),
    )
