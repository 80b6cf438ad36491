"""Everything that is held on a person, on paper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.paper.paper import Block, Fields, Note, Paper, Paragraph, Section, Table, spelled

if TYPE_CHECKING:
    from store.privacy.held import Record
    from store.privacy.views import Copy

_WIDE = 4
"""More columns than these are not put side by side."""
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FOR_PROGRAMS = frozenset({"id", "position", "citations", "previous", "seal", "content", "version", "parts"})
"""Columns that only the machine-readable file has."""


def held_paper(copy: Copy) -> Paper:
    """The copy as a document: what it is, what is not in it, then kind by kind what is held."""
    who = copy.request
    sections = [Section("About this copy", tuple(Paragraph(one) for one in remarks(copy)))]
    sections += [
        Section(kind.title, tuple(block for one in kind.records for block in _record(one)))
        for kind in copy.held
    ]
    opened = tuple((f"{one.at:%Y-%m-%d %H:%M}", one.account, one.record) for one in copy.opened)
    sections.append(
        Section(
            "Who opened these records",
            (Table(("When", "Account", "Record"), opened) if opened else Paragraph("Nobody else has."),),
        )
    )
    return Paper(
        title=f"Everything that is held on {who.person_name}",
        lines=(f"Staff number {who.person}", f"Asked for on {spelled(who.raised_on)}", _state(copy)),
        sections=tuple(sections),
        confidential=f"for {who.person_name}.",
    )


def remarks(copy: Copy) -> Iterator[str]:
    """What has to be known of a copy, a sentence each."""
    if copy.hidden:
        yield (
            f"In {copy.hidden} places the name of somebody else is withheld."
            if copy.final
            else f"In {copy.hidden} places the name of somebody else is withheld until HR has decided about each."
        )
    for record, ground in copy.left_out.items():
        yield f"Left out, on the ground of {ground}: {record}."
    if not copy.by_themself:
        yield "Equality answers are not here: nobody but the person themself can read them (talent equality show)."
    yield "What this person wrote in other people's records is part of those, and is not here."
    yield "Names of people who were never on the staff list are not found: read it through before it is handed over."
    yield "The JSON file beside this one holds the same for programs, with the program's own numbers and keys."


def _state(copy: Copy) -> str:
    made = spelled(copy.made_on)
    if copy.final:
        return f"Copy of {made}"
    return f"Copy of {made}, before all was decided; the whole one is due on {spelled(copy.request.due_on)}"


def _record(record: Record) -> Iterator[Block]:
    rows = _said(record.values)
    title = str(record.values.get("title") or record.values.get("name") or "")
    yield Note(": ".join(part for part in (record.named, title) if part))
    if rows:
        yield Fields(tuple(rows.items()))
    for part, records in record.parts.items():
        if records:
            yield from _part(part, [_said(one.values) for one in records])


def _part(title: str, rows: Sequence[Mapping[str, str]]) -> Iterator[Block]:
    """Rows side by side where there is room; else each by itself."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if not columns:
        return
    if len(columns) <= _WIDE:
        yield Table(
            tuple(columns), tuple(tuple(row.get(name, "") for name in columns) for row in rows), title
        )
        return
    yield Paragraph(title)
    for row in rows:
        yield Fields(tuple(row.items()))


def _said(values: Mapping[str, Any]) -> dict[str, str]:
    """What a record says, by what people call its columns; what is empty is left out."""
    return {
        name.removesuffix("_id").replace("_", " ").capitalize(): _told(value)
        for name, value in values.items()
        if name not in _FOR_PROGRAMS and value not in (None, "", [], {}) and not _is_key(value)
    }


def _is_key(value: Any) -> bool:
    """Whether a value is the key of another record: people find that by where it stands."""
    return isinstance(value, str) and bool(_KEY.fullmatch(value))


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
