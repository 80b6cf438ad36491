"""Lists of posts: by title and unit, with the same rules as where people write one down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from store.desk import Desk
from store.errors import StoreError
from store.imports.mapping import key_of
from store.imports.reading import Row, Rows
from store.imports.views import RefusedRow, TakenRow
from store.models import Person, Post, PostEvent
from store.post_fields import put
from store.post_rows import planned
from store.post_views import PostInput

_REASON = "From an imported list"


class PostList:
    """What a list of posts comes to. An empty cell leaves what is on record.

    Posts are hundreds where people are thousands, so each is looked at by itself, by the rules of `post_fields`.

    Args:
        desk: The desk.
        found: The list.

    Attributes:
        rows: What becomes of each row; a post of one's own is passed over.
        refused: What is wrong with rows, between them, and between them and what is on record.
    """

    def __init__(self, desk: Desk, found: Rows) -> None:
        self._desk = desk
        self.refused: list[RefusedRow] = []
        self.rows: list[TakenRow] = []
        self._written: list[tuple[Post, Row, str]] = []
        with desk.session.no_autoflush:  # nothing is written before all of it can be
            self._look_at(found)
        if self.refused or found.refused:
            self.rows = []

    def carry_out(self) -> None:
        """Write all of it, with a step in each post's trail."""
        session, counts = self._desk.session, self._counts()
        for post, _, _ in self._written:
            session.add(post)
        session.flush()
        for post, _, step in self._written:
            session.add(
                PostEvent(
                    post_id=post.id,
                    sequence=counts.get(post.id, 0) + 1,
                    person_id=post.holder_id,
                    account_id=self._desk.actor.account,
                    at=self._desk.now,
                    step=step,
                    reason=_REASON,
                )
            )
        session.flush()
        self._desk.note_all((f"post {post.id}", post.holder_id, row.values) for post, row, _ in self._written)

    def _look_at(self, found: Rows) -> None:
        desk = self._desk
        on_record: dict[tuple[str, str], list[Post]] = {}
        for post in desk.session.scalars(select(Post)):
            on_record.setdefault(_key(post.title, post.unit), []).append(post)
        mine = set(desk.session.scalars(select(Post.id).where(planned(desk))))
        me = desk.session.get_one(Person, desk.actor.person).reference if desk.actor.person else None
        lines: dict[tuple[str, str], int] = {}
        for row in found.rows:
            what = f"{row.values['title']}, {row.values['unit']}"
            key = _key(str(row.values["title"]), str(row.values["unit"]))
            there = on_record.get(key, [])
            if key in lines:
                self.refused.append(RefusedRow(row.line, f"{what} is in line {lines[key]} already"))
            elif len(there) > 1:
                why = f"there are {len(there)} posts called {what}; rename one, or change it by its id: talent post set"
                self.refused.append(RefusedRow(row.line, why))
            elif (there and there[0].id not in mine) or (me and row.text("holder") == me):
                own = "you hold this post yourself, so somebody else in HR imports it"
                self.rows.append(TakenRow(row.line, what, "passed_over", (own,)))
            else:
                try:
                    self._take(row, what, there[0] if there else None)
                except StoreError as error:
                    self.refused.append(RefusedRow(row.line, str(error)))
            lines.setdefault(key, row.line)

    def _take(self, row: Row, what: str, on_record: Post | None) -> None:
        said = {name: value for name, value in row.values.items() if value is not None}
        reviewed = said.pop("last_reviewed", None)
        title, unit = str(said.pop("title")), str(said.pop("unit"))
        post = on_record or Post(title=title, unit=unit)
        before = post.model_dump()
        put(self._desk, post, PostInput(**said))  # type: ignore[arg-type]
        if reviewed is not None:
            post.last_reviewed = reviewed  # type: ignore[assignment]
        differ = _differ(before, post.model_dump())
        if on_record is None:
            self.rows.append(TakenRow(row.line, what, "added"))
            self._written.append((post, row, "made"))
        elif differ:
            post.version += 1
            self.rows.append(TakenRow(row.line, what, "changed", differ))
            self._written.append((post, row, "changed"))
        else:
            self.rows.append(TakenRow(row.line, what, "unchanged"))

    def _counts(self) -> dict[str, int]:
        """How many steps each post's trail has."""
        counted = sql_select(col(PostEvent.post_id), func.count()).group_by(col(PostEvent.post_id))
        return dict(self._desk.session.execute(counted).all())


def _key(title: str, unit: str) -> tuple[str, str]:
    return key_of(title), key_of(unit)


def _differ(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(name.removesuffix("_id") for name, value in after.items() if value != before[name]))
