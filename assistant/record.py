"""A conversation's record as people take it away: text, Markdown, JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.dialogue import PastTurn, RecordLine
from assistant.errors import InputError
from assistant.events import Citation, Side
from assistant.guide import wording
from assistant.guide.driver import restored
from assistant.guide.schema import Guide
from assistant.turns import past
from store.views import CommentView, ConversationView

FORMATS = ("md", "json")


@dataclass(frozen=True, slots=True)
class Record:
    """A conversation's record; `values` is what programs read: `{stage: {field: value}}`."""

    conversation: str
    title: str
    status: str
    about: str | None
    asked_on: date
    signed_on: date | None
    people: Mapping[Side, str]
    lines: tuple[RecordLine, ...]
    comments: tuple[CommentView, ...]
    turns: tuple[PastTurn, ...]
    values: dict[str, dict[str, object]]

    def as_text(self) -> str:
        """The record as a page of plain text."""
        return _page(self, heading="{}", bullet="- {}: {}")

    def exported(self, as_format: str) -> str:
        """The record in one of `FORMATS`. Raises InputError for another."""
        match as_format:
            case "md":
                return _page(self, heading="## {}", bullet="- **{}:** {}", escape=True)
            case "json":
                from dataclasses import asdict

                return json.dumps(asdict(self), ensure_ascii=False, indent=1, default=str)
            case _:
                raise InputError(f"A record is exported as {' or '.join(FORMATS)}, not as {as_format!r}.")


def record_of(saved: ConversationView, guide: Guide | None) -> Record:
    """The record of a saved conversation; a chat's has turns only, and `guide` None."""
    state = restored(saved) if guide else None
    return Record(
        conversation=saved.id,
        title=saved.title,
        status=saved.status,
        about=saved.about,
        asked_on=saved.asked_on,
        signed_on=saved.signed_on,
        people={
            "individual": saved.about_name or "the individual",
            "manager": saved.host_name or "the manager",
        },
        lines=tuple(wording.lines(guide, state)) if guide and state else (),
        comments=saved.comments,
        turns=past(saved),
        values=wording.record(guide, state) if guide and state else {},
    )


def _page(record: Record, *, heading: str, bullet: str, escape: bool = False) -> str:
    show = _escaped if escape else str
    out = [heading.format(show(record.title)), f"{record.status}, held on {record.asked_on}"]
    if record.signed_on:
        out.append(f"Signed by both on {record.signed_on}")
    stage = ""
    for line in record.lines:
        if line.stage != stage:
            stage = line.stage
            out += ["", heading.format(show(line.stage_title))]
        again = " (check again)" if line.check_again else ""
        whose = f" ({record.people[line.side]})" if line.two_sided else ""
        out.append(bullet.format(show(line.label + whose), show(line.shown) + again))
    if record.comments:
        out += ["", heading.format("Comments")]
        out += [f"- {comment.said_at:%Y-%m-%d}: {show(comment.text)}" for comment in record.comments]
    if not record.lines:
        for turn in record.turns:
            out += ["", show(turn.text), "", show(turn.reply)]
            out += [f"[{n}] {show(_source(one))}" for n, one in enumerate(turn.citations, 1)]
    return "\n".join(out)


def _source(citation: Citation) -> str:
    return ", ".join(part for part in (citation.title, citation.section) if part)


def _escaped(text: str) -> str:
    """Text that Markdown shows letter by letter."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]<>#|" else letter for letter in text)
