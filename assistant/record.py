"""A conversation's record, as screens show it and as paper is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.dialogue import PastTurn, RecordLine
from assistant.events import Citation, Side
from assistant.guide import wording
from assistant.guide.applying import applicable
from assistant.guide.saved import restored
from assistant.guide.schema import Guide, Key, Part, Question
from assistant.guide.state import State
from assistant.turns import past
from store.views import CommentView, ConversationView

_COMPARED = {"choice", "choices", "yes_no", "number"}
"""Kinds of answers that two people can give differently; two texts always differ."""


@dataclass(frozen=True, slots=True)
class Entries:
    """An answer that is a list of entries, taken apart: what its parts are called, and each entry's parts as read."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """One use that the record may be put to; `yes` is None where that was not answered."""

    field: str
    label: str
    yes: bool | None


@dataclass(frozen=True, slots=True)
class Signed:
    """Where a side signs; `on` is None where it has not."""

    field: str
    side: Side
    on: date | None


@dataclass(frozen=True, slots=True)
class Dated:
    """A day that the record names: to look at things again, or by which an action is to be done.

    Attributes:
        what: Which of the two.
        place: The answer's place, and an entry's number.
        on: The day.
    """

    what: Literal["review", "action"]
    place: str
    on: date


@dataclass(frozen=True, slots=True)
class Guided:
    """What a record by a guide has beside its lines.

    Attributes:
        guide: The guide's title, its version and its mode.
        notice: What the guide says is recorded, and who sees it.
        entries: Answers that are lists of entries, by their place.
        claimed: Places of answers that were accepted without an example.
        differing: Fields that the two sides see differently.
        agreements: What it may be used for.
        signatures: Where the sides sign.
        dated: Days to keep.
    """

    guide: str
    notice: str
    entries: Mapping[str, Entries]
    claimed: tuple[str, ...]
    differing: tuple[str, ...]
    agreements: tuple[Agreed, ...]
    signatures: tuple[Signed, ...]
    dated: tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A conversation's record.

    Attributes:
        values: What programs read: `{stage: {field: value}}`.
        guided: What a guide adds; None for a chat.
    """

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
    guided: Guided | None = None

    def as_text(self) -> str:
        """The record as a page of plain text."""
        out = [self.title, f"{self.status}, held on {self.asked_on}"]
        if self.signed_on:
            out.append(f"Signed by both on {self.signed_on}")
        stage = ""
        for line in self.lines:
            if line.stage != stage:
                stage = line.stage
                out += ["", line.stage_title]
            again = " (check again)" if line.check_again else ""
            whose = f" ({self.people[line.side]})" if line.two_sided else ""
            out.append(f"- {line.label}{whose}: {line.shown}{again}")
        if self.comments:
            out += ["", "Comments"]
            out += [f"- {comment.said_at:%Y-%m-%d}: {comment.text}" for comment in self.comments]
        if not self.lines:
            for turn in self.turns:
                out += ["", turn.text, "", turn.reply]
                out += [f"[{n}] {source(one)}" for n, one in enumerate(turn.citations, 1)]
        return "\n".join(out)


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
        guided=_guided(guide, state) if guide and state else None,
    )


def place(stage: str, field: str, side: Side) -> str:
    """How a record calls one answer: `stage.field.side`."""
    return f"{stage}.{field}.{side}"


def source(citation: Citation) -> str:
    """What was quoted, in a line."""
    return ", ".join(part for part in (citation.title, citation.section) if part)


def _guided(guide: Guide, state: State) -> Guided:
    keys = list(applicable(guide, state))
    asked = {key: guide.question(key) for key in keys}
    given = {key: state.answers[key] for key in keys if key in state.answers}
    signed_in = {key.stage for key, question in asked.items() if question.kind == "sign"}
    return Guided(
        guide=f"{guide.title}, version {guide.version}, {state.mode}",
        notice=_on_paper(guide.notice),
        entries={
            place(*key): _entries(parts, answer.value)
            for key, answer in given.items()
            if (parts := _parts(asked[key], answer.value))
        },
        claimed=tuple(place(*key) for key, one in given.items() if one.strength == "claimed"),
        differing=tuple(_differing(asked, {key: one.value for key, one in given.items()})),
        agreements=tuple(
            Agreed(key.field, question.label, bool(given[key].value) if key in given else None)
            for key, question in asked.items()
            if question.kind == "yes_no" and key.stage in signed_in
        ),
        signatures=tuple(
            Signed(key.field, key.side, _day(given[key].value) if key in given else None)
            for key, question in asked.items()
            if question.kind == "sign"
        ),
        dated=tuple(one for key, answer in given.items() for one in _dated(key, asked[key], answer.value)),
    )


def _on_paper(notice: str) -> str:
    """A guide's notice without the sentences that tell which commands to type."""
    typed = "|".join(re.escape(command.split()[0]) for command in wording.COMMANDS)
    sentences = re.split(r"(?<=[.!?])\s+", " ".join(notice.split()))
    return " ".join(one for one in sentences if not re.search(rf"(?<!\w)(?:{typed})\b", one))


def _parts(question: Question, value: object) -> list[Part]:
    """The parts that an answer's entries have; none where it is not a list of entries."""
    return [part for part in question.parts if any(entry.get(part.id) is not None for entry in _each(value))]


def _entries(parts: Sequence[Part], value: object) -> Entries:
    return Entries(
        header=tuple(part.label for part in parts),
        rows=tuple(tuple(_told(part, entry) for part in parts) for entry in _each(value)),
    )


def _told(part: Part, entry: Mapping[str, object]) -> str:
    value = entry.get(part.id)
    return "" if value is None else wording.shown(part, value)


def _each(value: object) -> list[Mapping[str, object]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def _differing(asked: Mapping[Key, Question], given: Mapping[Key, object]) -> Iterator[str]:
    for key, value in given.items():
        other = key._replace(side="manager")
        if key.side == "individual" and asked[key].kind in _COMPARED and given.get(other, value) != value:
            yield key.field


def _dated(key: Key, question: Question, value: object) -> Iterator[Dated]:
    """The days that an answer names: one to review things on, or what its entries are due by."""
    if question.kind == "date" and "review" in key.field and (on := _day(value)):
        yield Dated("review", place(*key), on)
    for number, entry in enumerate(_each(value), 1):
        if on := _day(entry.get("due")):
            yield Dated("action", f"{place(*key)}.{number}", on)


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None
