"""A conversation's record on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.dialogue import PastTurn, RecordLine
from assistant.paper.paper import (
    Block,
    Fields,
    Note,
    Paper,
    Paragraph,
    Section,
    Signature,
    Signatures,
    Sources,
    Table,
    TwoSides,
    spelled,
)
from assistant.record import Entries, Guided, Record, Signed, place, source

NOT_ANSWERED = "Not answered"
CLAIMED = "Claimed: no example or date was given for it."
CHECK_AGAIN = "Check again: something that this rests on has changed since."
DIFFER = "The two views differ."


def conversation_paper(record: Record) -> Paper:
    """The record as a document, of a guided conversation or of a chat about the guidance."""
    if (guided := record.guided) is None:
        return _chat_paper(record)
    sections = [
        Section("About this record", tuple(_about(record, guided))),
        Section("What is recorded, and who sees it", (Paragraph(guided.notice),)),
    ]
    sections += [
        Section(title, tuple(_blocks(record, guided, list(lines))))
        for (_, title), lines in _by_stage(record, guided)
    ]
    if guided.agreements:
        sections.append(Section("Who may read and use it", tuple(_agreements(record, guided))))
    if record.comments:
        said = tuple((spelled(one.said_at.date()), one.text) for one in record.comments)
        sections.append(Section("Comments", (Table(("Date", "Comment"), said),)))
    if guided.signatures:
        lines = tuple(_signature(record.people[one.side], one) for one in guided.signatures)
        sections.append(Section("Signatures", (Signatures(lines),)))
    both = " and ".join(record.people.values())
    return Paper(
        title=record.title,
        lines=(" with ".join(f"{name} ({side})" for side, name in record.people.items()), _when(record)),
        sections=tuple(sections),
        confidential=f"for {both}, and for those who may read it as this record says.",
    )


def _when(record: Record) -> str:
    held = f"Held on {spelled(record.asked_on)}."
    if record.signed_on:
        return f"{held} Signed by both on {spelled(record.signed_on)}."
    return f"{held} Draft: not signed by both." if record.guided and record.guided.signatures else held


def _about(record: Record, guided: Guided) -> Iterator[Block]:
    if guided.signatures and not record.signed_on:
        yield Note("This is a draft. It becomes a record when both sides have signed it.")
    rows = [("Status", record.status.capitalize())]
    differing = dict.fromkeys(line.label for line in record.lines if line.field in guided.differing)
    if differing:
        rows.append(("Seen differently", ", ".join(differing)))
    yield Fields((*rows, ("Held by the guide", guided.guide), ("Record number", record.conversation)))


def _by_stage(record: Record, guided: Guided) -> Iterator[tuple[tuple[str, str], Iterator[RecordLine]]]:
    """The record's lines stage by stage, without those that have a place of their own on paper."""
    apart = {one.field for one in guided.agreements} | {one.field for one in guided.signatures}
    stays = (line for line in record.lines if line.field not in apart)
    return groupby(stays, key=lambda line: (line.stage, line.stage_title))


def _blocks(record: Record, guided: Guided, lines: Sequence[RecordLine]) -> Iterator[Block]:
    """A stage's lines, in their order: what both were asked side by side, entries as tables, all else as fields."""
    for kind, group in groupby(lines, key=lambda line: _kind(guided, line)):
        match kind:
            case "sides":
                yield _sides(record, guided, list(group))
            case "entries":
                for line in group:
                    yield _entries(record, guided, line)
            case _:
                yield Fields(tuple((_label(record, line), _shown(guided, line)) for line in group))


def _kind(guided: Guided, line: RecordLine) -> str:
    if line.two_sided:
        return "sides"
    return "entries" if _place(line) in guided.entries else "fields"


def _sides(record: Record, guided: Guided, lines: Sequence[RecordLine]) -> TwoSides:
    labels = {line.field: line.label for line in lines}
    said = {(line.field, line.side): _shown(guided, line) for line in lines}
    return TwoSides(
        sides=tuple(f"{name} ({side})" for side, name in record.people.items()),
        rows=tuple(
            (
                f"{label}\n{DIFFER}" if field in guided.differing else label,
                tuple(said.get((field, side), NOT_ANSWERED) for side in record.people),
            )
            for field, label in labels.items()
        ),
    )


def _entries(record: Record, guided: Guided, line: RecordLine) -> Table:
    """Entries with their parts in columns; the title says what has to be known of the answer as a whole."""
    entries = guided.entries[_place(line)]
    title = ". ".join([_label(record, line), *_remarks(guided, line)])
    return Table(entries.header, entries.rows, title)


def _label(record: Record, line: RecordLine) -> str:
    """What was asked; whose answer it is has to be said where it is not the person's own."""
    return f"{line.label} ({record.people['manager']})" if line.side == "manager" else line.label


def _shown(guided: Guided, line: RecordLine) -> str:
    entries = guided.entries.get(_place(line))
    told = _one_by_one(entries) if entries else [line.shown]
    return "\n".join([*told, *_remarks(guided, line)])


def _one_by_one(entries: Entries) -> Iterator[str]:
    """Entries where there is no room for columns: what was said, and its other parts under it."""
    for number, row in enumerate(entries.rows, 1):
        yield f"{number}. {row[0]}" if len(entries.rows) > 1 else row[0]
        yield from (
            f"{label}: {said}" for label, said in zip(entries.header[1:], row[1:], strict=True) if said
        )


def _remarks(guided: Guided, line: RecordLine) -> list[str]:
    remarks = [CLAIMED] if _place(line) in guided.claimed else []
    return remarks + ([CHECK_AGAIN] if line.check_again else [])


def _place(line: RecordLine) -> str:
    return place(line.stage, line.field, line.side)


def _agreements(record: Record, guided: Guided) -> Iterator[Block]:
    yield Paragraph(f"What {record.people['individual']} has said. Each answer can be changed at any time.")
    said = {True: "Yes", False: "No", None: NOT_ANSWERED}
    yield Table(
        ("What it may be used for", "Answer"), tuple((one.label, said[one.yes]) for one in guided.agreements)
    )


def _chat_paper(record: Record) -> Paper:
    return Paper(
        title=record.title,
        lines=(f"Questions to the guidance, {spelled(record.asked_on)}",),
        sections=tuple(_turn(number, turn) for number, turn in enumerate(record.turns, 1)),
        confidential="for whoever asked.",
    )


def _turn(number: int, turn: PastTurn) -> Section:
    blocks: list[Block] = [Fields((("Asked", turn.text),)), Paragraph(turn.reply)]
    sources = tuple(map(source, turn.citations))
    return Section(f"Question {number}", (*blocks, *([Sources(sources)] if sources else [])))


def _signature(who: str, signed: Signed) -> Signature:
    return Signature(who, signed.side, "Signed in the program" if signed.on else "", signed.on)
