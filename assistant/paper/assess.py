"""What an organisation looks at in itself, on paper; an action table is the report that a committee gets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from assistant import assess, diagnosis
from assistant.paper.paper import Block, Fields, Note, Paper, Paragraph, Section, Sources, Table, spelled
from store.assess.parts import Assessment, Row

if TYPE_CHECKING:
    from store.assess.words import Words

_NAMES = {
    "scale": "Talent Engagement Scale",
    "checklist": "Readiness checklist",
    "plan": "Talent and leadership plan",
    "actions": "Action table, report to the committee",
    "diagnostic": "Diagnosis of talent management",
}
_STEP = ("Action", "Lead", "Milestone", "Due", "Status")


def assessment_paper(found: Assessment, words: Words, today: date) -> Paper:
    """The assessment as a document, as far as the account reads it."""
    about = found.about
    *sections, source = {
        "scale": _scale,
        "checklist": _checklist,
        "plan": _plan,
        "actions": _actions,
        "diagnostic": _diagnostic,
    }[about.kind](found, words, today)
    if found.next_steps:
        rows = [row for _, row in found.next_steps]
        sections.append(Section("Next steps", (_table(rows, words, today),)))
    whom = "for everybody who works here."
    if about.status != "published":
        whom = "a draft, for HR and the board."
    elif found.report and found.report.profile == "internal":
        whom = "for HR and the board; the numbers that are published are rounded."
    return Paper(
        title=about.title,
        lines=(_NAMES[about.kind], assess.headline(about, words), f"As at {spelled(today)}."),
        sections=(*sections, source),
        confidential=whom,
    )


def _scale(found: Assessment, words: Words, today: date) -> list[Section]:
    marks = [
        (str(row["axis"]), str(row["point"]), str(row["level"] or "Not marked"), str(row["reason"]))
        for row in assess.table_rows(found, words, today)
    ]
    meanings = Fields(tuple((axis.label, axis.meaning) for axis in words.scale.axes.values()))
    moved = tuple(Paragraph(f"{line}.") for line in assess.moves(found, words))
    sections = [
        Section("The two axes", (meanings,)),
        Section("Where the organisation stands", (Table(("Axis", "When", "Level", "Reason"), tuple(marks)),)),
        Section("How far it moves", moved),
    ]
    if advice := assess.advice(found, words):
        sections.append(
            Section("What may help", (Paragraph(f"{advice}."), Note("This advice is the program's own.")))
        )
    return [*sections, _source(words.scale.source)]


def _checklist(found: Assessment, words: Words, today: date) -> list[Section]:
    rows = assess.table_rows(found, words, today)
    groups = list(dict.fromkeys(str(row["group"]) for row in rows))
    header = ("Item", "Status", "Evidence", "Owner", "Date")
    sections: list[Section] = []
    for group in groups:
        lines = [
            (*(str(row[name]) for name in ("item", "status", "evidence", "owner")), _day(row["date"]))
            for row in rows
            if row["group"] == group
        ]
        sections.append(Section(group, (Table(header, tuple(lines)),)))
    names = dict.fromkeys(f"{words.checklist.source}, {row['source']}" for row in rows if row["source"])
    return [*sections, _source(*names)]


def _plan(found: Assessment, words: Words, today: date) -> list[Section]:
    sections: list[Section] = []
    for title, meaning, text, more in assess.plan_sections(found, words):
        blocks: list[Block] = [Paragraph(f"{meaning}.")] if meaning else []
        blocks.append(Paragraph(text) if text else Note("Nothing has been written here yet."))
        blocks += [Paragraph(one) for one in more]
        sections.append(Section(title, tuple(blocks)))
    if risks := assess.risks(found):
        labels = words.plan.likelihoods
        rows = tuple(
            (
                one.risk,
                labels[one.probability],
                labels[one.impact],
                one.mitigation,
                words.levels.get(one.escalate_to, ""),
            )
            for _, one in risks
        )
        header = ("Risk", "Probability", "Impact", "Mitigation", "Escalate to")
        sections.append(Section("Risks", (Table(header, rows),)))
    return [*sections, _source(words.plan.source)]


def _actions(found: Assessment, words: Words, today: date) -> list[Section]:
    rows = [row for _, row in found.rows()]
    late = [row for _, row in found.overdue(today)]
    labels = words.actions.statuses
    counts = tuple((label, str(sum(row.status == key for row in rows))) for key, label in labels.items())
    sections = [Section("Where it stands", (Fields((*counts, ("Overdue", str(len(late))))),))]
    overdue: Block = _table(late, words, today) if late else Paragraph("Nothing is overdue.")
    sections.append(Section("Overdue", (overdue,)))
    for programme in dict.fromkeys(row.programme for row in rows):
        of_it = [row for row in rows if row.programme == programme]
        blocks: list[Block] = [_table(of_it, words, today)]
        outcomes = tuple((row.milestone, row.outcome) for row in of_it if row.outcome)
        if outcomes:
            blocks.append(Fields(outcomes))
        sections.append(Section(f"Programme: {programme}", tuple(blocks)))
    return [*sections, _source(words.actions.source)]


def _diagnostic(found: Assessment, words: Words, today: date) -> list[Section]:
    # Without the notes, also for HR: a document is passed on.
    stages = tuple(
        (str(row["stage"]), str(row["status"]), _day(row["date"]), str(row["text"]))
        for row in diagnosis.stage_rows(found, words)
    )
    sections = [Section("How it was done", (Table(("Stage", "Status", "Date", "What came of it"), stages),))]
    for one in diagnosis.findings(found):
        among = tuple(
            (label, str(heard.n), str(heard.base)) for label, heard in diagnosis.heard_among(one, words)
        )
        blocks: list[Block] = [
            Paragraph(one.definition),
            Table(("Among", "Speak of it", "Were heard"), among),
            *(Paragraph(quote) for quote in diagnosis.quotes(one, words)),
        ]
        sections.append(Section(f"Theme: {one.name}", tuple(blocks)))
    if diagnosis.hidden(found):
        sections.append(Section("Numbers that are not shown", (Note(f"{diagnosis.HIDDEN}."),)))
    return [*sections, _source(words.diagnostic.source)]


def _table(rows: Sequence[Row], words: Words, today: date) -> Table:
    lines = [
        (
            row.action,
            row.lead,
            row.milestone,
            _day(row.due),
            words.actions.statuses[row.status] + (", overdue" if row.overdue(today) else ""),
        )
        for row in rows
    ]
    return Table(_STEP, tuple(lines))


def _source(*names: str) -> Section:
    return Section("Where what is asked comes from", (Sources(names),))


def _day(day: object) -> str:
    return spelled(day) if isinstance(day, date) else ""
