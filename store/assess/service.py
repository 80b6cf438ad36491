"""Assessments: HR writes them, one revision a change; what HR has published everybody who works here may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import get_args

from sqlalchemy import ColumnElement, func, true
from sqlmodel import col, select

from store import checks
from store.assess import themes
from store.assess.checking import checked, missing
from store.assess.parts import (
    Assessment,
    Change,
    Content,
    Figure,
    Kind,
    Note,
    PartView,
    Report,
    Row,
    SignOff,
    Status,
    Summary,
    Theme,
    as_data,
    from_data,
    number_of,
)
from store.assess.words import Words
from store.desk import Desk, Service, begins, reads, writes
from store.errors import Conflict, Forbidden, Invalid, NotFound
from store.models import Account
from store.models import Assessment as AssessmentRow
from store.models import AssessmentPart as PartRow

WRITE = "assess.write"
KINDS = get_args(Kind)
_NUMBERED = {"risk": "risk", "row": "action", "theme": "theme", "note": "note"}
"""Parts that answer nothing that is asked, and are numbered: what their keys begin with."""
_REPORT = "_report"
"""The key of what a diagnosis had found when it was published; no stage can be called so."""


class Assessments(Service):
    """What the organisation looks at in itself. Its words are handed in: they are the home's, not the store's."""

    @reads("assess.see")
    def all(self, desk: Desk, kind: Kind | None = None) -> list[Summary]:
        """The assessments that the account may read, of one kind or of all, by kind and title."""
        wanted = select(AssessmentRow).where(_readable(desk))
        if kind is not None:
            wanted = wanted.where(AssessmentRow.kind == kind)
        rows = desk.session.scalars(wanted).all()
        return [
            _summary(desk, row) for row in sorted(rows, key=lambda row: (KINDS.index(row.kind), row.title))
        ]

    @reads("assess.see")
    def get(self, desk: Desk, kind: Kind, assessment: str) -> Assessment:
        """One assessment, by its title or the first characters of its id.

        Raises NotFound where there is none, or none that is published for whoever does not write them.
        """
        return _view(desk, _found(desk, kind, assessment))

    @writes(WRITE)
    def begin(self, desk: Desk, kind: Kind, title: str, words: Words, reason: str) -> Assessment:
        """Begin an assessment, as a draft.

        Raises:
            Invalid: no such kind, no title, no reason.
            Conflict: there is one of that kind and title.
        """
        if kind not in KINDS:
            raise Invalid(f"There is no assessment {kind!r}; it is one of {', '.join(KINDS)}.")
        name = checks.text(title, "title", needed=True, longest=200).strip()
        same = func.lower(col(AssessmentRow.title)) == name.lower()
        if desk.session.scalars(select(AssessmentRow).where(AssessmentRow.kind == kind, same)).first():
            raise Conflict(f"There is a {kind} {name!r} already; choose another title.")
        row = AssessmentRow(
            kind=kind,
            title=name,
            words_version=words.version,
            account_id=desk.actor.account,
            begun_at=desk.now,
            changed_at=desk.now,
        )
        desk.session.add(row)
        desk.session.flush()
        desk.note(f"assessment {row.id}", None, reason=f"begun: {checks.reason(reason)}", content=name)
        return _view(desk, row)

    @writes(WRITE)
    def put(
        self,
        desk: Desk,
        kind: Kind,
        assessment: str,
        key: str,
        content: Content,
        words: Words,
        reason: str,
        expected_revision: int | None = None,
    ) -> PartView:
        """Write down a part, or another revision of it.

        Args:
            key: What it answers; empty for another risk, row, theme or note, which gets the next number.
            reason: Why; the part's history says it.
            expected_revision: The revision that was read; 0 for none. None does not look.

        Raises:
            NotFound: no such assessment, or no such numbered part.
            Invalid: see `checking.checked`; or what a row arises from is not there, or a note's theme.
            Conflict: it was changed elsewhere meanwhile; or another theme has its name, or a source its other kind.
        """
        row = _found(desk, kind, assessment, to_change=True)
        numbered = _NUMBERED.get(content.part)
        if numbered and not key:
            key = f"{numbered}_{1 + max(map(number_of, _keys(desk, row, numbered)), default=0)}"
        elif numbered and key not in _keys(desk, row, numbered):
            raise NotFound(f"There is no {key!r} in {row.title!r}; leave it out for a new one.")
        elif isinstance(content, Figure):
            key = f"{content.chapter}.{content.measure}"
        made = checked(kind, key, content, words)
        if isinstance(made, Row) and made.arises_from:
            made = replace(made, arises_from=_origin(desk, made.arises_from))
        if isinstance(made, Theme | Note):
            _fits(desk, row, key, made)
        return PartView(
            key, _revise(desk, row, key, as_data(made), True, checks.reason(reason), expected_revision), made
        )

    @writes(WRITE)
    def remove(self, desk: Desk, kind: Kind, assessment: str, key: str, reason: str) -> None:
        """Take a part away; its history stays. Raises NotFound where there is none, Forbidden where notes need it."""
        row = _found(desk, kind, assessment, to_change=True)
        there = _there(desk, row)
        if key not in there or key == _REPORT:
            raise NotFound(f"There is no {key!r} in {row.title!r}.")
        coded = [name for name, one in there.items() if isinstance(one, Note) and key in one.themes]
        if coded:
            raise Forbidden(f"{', '.join(coded)} speak of {key}; code them to other themes first.")
        _revise(desk, row, key, {}, False, checks.reason(reason), None)

    @writes(WRITE)
    def sign(
        self, desk: Desk, kind: Kind, assessment: str, role: str, words: Words, reason: str
    ) -> Assessment:
        """Note that a role on the board has signed an assessment off as it stands.

        Raises:
            Invalid: no such role, no reason.
            Forbidden: something that is asked has not been answered.
        """
        row = _found(desk, kind, assessment, to_change=True)
        if role not in words.roles:
            raise Invalid(f"There is no role {role!r}; it is one of {', '.join(words.roles)}.")
        left = missing(kind, [part.key for part in _parts(desk, row, row.version)], words)
        if left:
            raise Forbidden(f"Not everything has been answered that is signed off: {', '.join(left)}.")
        row.signed_version, row.signed_role, row.signed_on = row.version, role, desk.today
        _note(desk, row, f"signed by {role}", checks.reason(reason))
        return _view(desk, row)

    @writes(WRITE)
    def publish(self, desk: Desk, kind: Kind, assessment: str, reason: str) -> Assessment:
        """Let everybody who works here read an assessment as it stands now; later changes wait for the next time."""
        row = _found(desk, kind, assessment, to_change=True)
        why = checks.reason(reason)
        if row.kind == "diagnostic":
            # Kept as it is shown: readers' own transactions find no notes, so they could not count them.
            found = themes.report(_views(desk, row, row.version), "publish")
            _revise(desk, row, _REPORT, as_data(found), True, why, None, raises=False)
        row.published_version, row.published_on = row.version, desk.today
        _note(desk, row, "published", why)
        return _view(desk, row)

    @writes(WRITE)
    def withdraw(self, desk: Desk, kind: Kind, assessment: str, reason: str) -> Assessment:
        """Let nobody but HR read an assessment any more. Raises Forbidden where it is not published."""
        row = _found(desk, kind, assessment, to_change=True)
        if row.published_version is None:
            raise Forbidden(f"{row.title!r} is not published.")
        row.published_version = row.published_on = None
        _note(desk, row, "withdrawn", checks.reason(reason))
        return _view(desk, row)

    @reads(WRITE)
    def history(self, desk: Desk, kind: Kind, assessment: str) -> list[Change]:
        """Every change of an assessment's parts, the latest first: who, when, why, and what stood there then."""
        row = _found(desk, kind, assessment)
        wanted = (
            select(PartRow, Account.name)
            .join(Account, col(Account.id) == col(PartRow.account_id))
            .where(PartRow.assessment_id == row.id)
            .order_by(col(PartRow.at_version).desc())
        )
        return [
            Change(
                part.changed_at,
                name,
                part.key,
                part.revision,
                part.reason,
                from_data(part.content) if part.present else None,
            )
            for part, name in desk.session.execute(wanted)
        ]


def _writes(desk: Desk) -> bool:
    return desk.allows(None, WRITE)


def _readable(desk: Desk) -> ColumnElement[bool]:
    """Whoever writes them reads all of them, everybody else what is published."""
    return true() if _writes(desk) else col(AssessmentRow.published_version).is_not(None)


def _found(desk: Desk, kind: Kind, assessment: str, *, to_change: bool = False) -> AssessmentRow:
    wanted = select(AssessmentRow).where(_readable(desk), AssessmentRow.kind == kind)
    named = wanted.where(func.lower(col(AssessmentRow.title)) == assessment.strip().lower())
    by_id = wanted.where(begins(col(AssessmentRow.id), assessment.strip()))
    if to_change:
        named, by_id = named.with_for_update(), by_id.with_for_update()
    rows = desk.session.scalars(named).all()
    if not rows and assessment.strip():
        rows = desk.session.scalars(by_id).all()
    if len(rows) != 1:
        raise NotFound(f"There is no {kind} {assessment!r} that you can see; see: talent assess {kind} list")
    return rows[0]


def _shown_version(desk: Desk, row: AssessmentRow) -> int:
    """The version that the account reads."""
    return row.version if _writes(desk) or row.published_version is None else row.published_version


def _parts(desk: Desk, row: AssessmentRow, version: int) -> list[PartRow]:
    """An assessment's parts as they stood at a version, by key."""
    wanted = (
        select(PartRow)
        .where(PartRow.assessment_id == row.id, col(PartRow.at_version) <= version)
        .order_by(col(PartRow.revision))
    )
    newest = {part.key: part for part in desk.session.scalars(wanted)}
    return [newest[key] for key in sorted(newest) if newest[key].present]


def _keys(desk: Desk, row: AssessmentRow, start: str) -> list[str]:
    """The keys of numbered parts that there are or have been: no number is given twice."""
    wanted = select(PartRow.key).where(
        PartRow.assessment_id == row.id, col(PartRow.key).startswith(f"{start}_", autoescape=True)
    )
    return list(desk.session.scalars(wanted.distinct()))


def _origin(desk: Desk, assessment: str) -> str:
    wanted = select(AssessmentRow.id).where(begins(col(AssessmentRow.id), assessment))
    keys = desk.session.scalars(wanted).all()
    if len(keys) != 1:
        raise NotFound(f"There is no assessment {assessment!r} from which this arises; give its id.")
    return keys[0]


def _revise(
    desk: Desk,
    row: AssessmentRow,
    key: str,
    content: Mapping[str, object],
    present: bool,
    reason: str,
    expected: int | None,
    *,
    raises: bool = True,
) -> int:
    """Write a part's next revision; one that `raises` nothing belongs to the version that there is."""
    newest = (
        desk.session.scalar(
            select(func.max(col(PartRow.revision))).where(PartRow.assessment_id == row.id, PartRow.key == key)
        )
        or 0
    )
    if expected is not None and expected != newest:
        raise Conflict(
            f"{key!r} was changed elsewhere meanwhile (it is at revision {newest}, you have read {expected}); show it "
            "again to see both."
        )
    if raises:
        row.version += 1
        row.changed_at = desk.now
    part = PartRow(
        assessment_id=row.id,
        key=key,
        revision=newest + 1,
        at_version=row.version,
        present=present,
        content=dict(content),
        reason=reason,
        account_id=desk.actor.account,
        changed_at=desk.now,
    )
    desk.session.add(part)
    desk.session.flush()
    step = "removed" if not present else ("changed" if newest else "written")
    desk.note(f"assessment {row.id}", None, reason=f"{step} {key}: {reason}", content=[key, content])
    return part.revision


def _note(desk: Desk, row: AssessmentRow, step: str, reason: str) -> None:
    desk.session.flush()
    desk.note(f"assessment {row.id}", None, reason=f"{step}: {reason}", content=row.version)


def _view(desk: Desk, row: AssessmentRow) -> Assessment:
    there = _views(desk, row, _shown_version(desk, row))
    found = None
    if row.kind == "diagnostic" and _writes(desk):
        found = themes.report(there, "internal")
    elif row.kind == "diagnostic":
        found = next((one.content for one in there if isinstance(one.content, Report)), None)
    return Assessment(_summary(desk, row), _for_reader(desk, there), _next_steps(desk, row), found)


def _views(desk: Desk, row: AssessmentRow, version: int) -> list[PartView]:
    return [PartView(part.key, part.revision, from_data(part.content)) for part in _parts(desk, row, version)]


def _there(desk: Desk, row: AssessmentRow) -> dict[str, Content]:
    """An assessment's parts as they are now, by key."""
    return {one.key: one.content for one in _views(desk, row, row.version)}


def _for_reader(desk: Desk, there: Iterable[PartView]) -> tuple[PartView, ...]:
    """Notes, and what HR was shown of a figure, are HR's: everybody else reads what is published of them."""
    parts = [one for one in there if not isinstance(one.content, Report)]
    if _writes(desk):
        return tuple(parts)
    return tuple(
        replace(one, content=replace(one.content, inside=None)) if isinstance(one.content, Figure) else one
        for one in parts
        if not isinstance(one.content, Note)
    )


def _fits(desk: Desk, row: AssessmentRow, key: str, made: Theme | Note) -> None:
    """Refuse a theme with another's name, and a note of a theme that is not there or a source of another kind."""
    others = {name: one for name, one in _there(desk, row).items() if name != key}
    if isinstance(made, Theme):
        for name, one in others.items():
            if isinstance(one, Theme) and one.name.casefold() == made.name.casefold():
                raise Conflict(
                    f"{name} is called {one.name!r} already; choose another name, or change {name}."
                )
        return
    known = [name for name, one in others.items() if isinstance(one, Theme)]
    for theme in made.themes:
        if theme not in known:
            said = ", ".join(known) or "none yet, so write one down first"
            raise Invalid(f"There is no theme {theme!r} in {row.title!r}; there are: {said}.")
    for name, one in others.items():
        if isinstance(one, Note) and one.source == made.source and one.kind != made.kind:
            raise Conflict(
                f"{made.source} is of the kind {one.kind!r} in {name}; a source is of one kind in all its notes."
            )


def _next_steps(desk: Desk, row: AssessmentRow) -> tuple[tuple[str, Row], ...]:
    if row.kind == "actions":
        return ()
    tables = select(AssessmentRow).where(_readable(desk), AssessmentRow.kind == "actions")
    found: list[tuple[str, Row]] = []
    for table in desk.session.scalars(tables.order_by(col(AssessmentRow.title))):
        for part in _parts(desk, table, _shown_version(desk, table)):
            content = from_data(part.content)
            if isinstance(content, Row) and content.arises_from == row.id:
                found.append((table.title, content))
    return tuple(found)


def _summary(desk: Desk, row: AssessmentRow) -> Summary:
    shown = _shown_version(desk, row)
    status: Status = "draft"
    if row.published_version is not None:
        status = "published" if row.published_version == shown else "changed"
    signed = None
    if row.signed_version is not None and row.signed_version <= shown:
        assert row.signed_role and row.signed_on
        signed = SignOff(row.signed_role, row.signed_on, row.signed_version < shown)
    changed = desk.day_of(row.changed_at)
    if not _writes(desk) and row.published_on:
        changed = min(changed, row.published_on)
    return Summary(
        row.id,
        row.kind,  # type: ignore[arg-type]
        row.title,
        status,
        row.words_version,
        desk.day_of(row.begun_at),
        changed,
        row.published_on,
        signed,
    )
