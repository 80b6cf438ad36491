"""What an organisation looks at in itself, in words: for commands and files alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import diagnosis
from store.assess.parts import (
    PARTS_OF,
    Assessment,
    Change,
    Content,
    Figure,
    Item,
    Kind,
    Mark,
    PartView,
    Risk,
    Row,
    Shown,
    Stage,
    Summary,
    Text,
    Theme,
    steps,
)

if TYPE_CHECKING:
    from store.assess.words import Words
    from store.dashboard_page import Line
    from store.service import Records

__all__ = [
    "PARTS_OF",
    "Assessment",
    "Change",
    "Content",
    "Figure",
    "Item",
    "Kind",
    "Mark",
    "PartView",
    "Risk",
    "Row",
    "Stage",
    "Summary",
    "Text",
    "Theme",
    "Words",
]

WORDS = "assess.yaml"
"""Name of the file in a home with the organisation's own scale, checklist, chapters and roles."""


def words(home: Path) -> Words:
    """What is asked in a home. Raises StoreError, with file and line, where it does not hold together."""
    from store.assess.words import load_words

    own = home / WORDS
    return load_words(own) if own.exists() else load_words()


def insert_figure(
    records: Records,
    plan: str,
    chapter: str,
    measure: str,
    words: Words,
    reason: str,
    as_at: date | None = None,
) -> PartView:
    """Put a figure of the dashboard into a plan's chapter, with its day, as it is shown to the account.

    Beside it lies what is shown of it when the plan is published: hidden and rounded as everything published.

    Raises:
        InputError: the dashboard has no such measure.
        StoreError: no such plan or chapter, or not the account's to write.
    """
    from assistant.errors import InputError

    pages = {
        profile: {line.measure: line for line in records.dashboard.show(as_at=as_at, profile=profile).lines}
        for profile in ("internal", "publish")
    }
    inside, outside = (page.get(measure) for page in pages.values())
    if inside is None or outside is None:
        asked = next((one.measures for one in words.plan.chapters if one.id == chapter), ())
        hint = f"; {', '.join(asked)} suit this chapter" if asked else ""
        raise InputError(f"The dashboard shows you no measure {measure!r}{hint}.")
    figure = Figure(
        chapter,
        measure,
        inside.label,
        inside.definition,
        inside.unit,
        inside.as_at,
        _shown(inside),
        _shown(outside),
    )
    return records.assessments.put("plan", plan, "", figure, words, reason)


def change_row(
    records: Records, table: str, key: str, changes: Mapping[str, Any], words: Words, reason: str
) -> PartView:
    """Change something of an action table's row and leave the rest of it; errors as in `Assessments.put`."""
    from assistant.errors import InputError

    found = next((one for one in records.assessments.get("actions", table).parts if one.key == key), None)
    if found is None or not isinstance(found.content, Row):
        raise InputError(f"There is no action {key!r} in {table!r}; see: talent assess actions show")
    row = replace(found.content, **changes)
    return records.assessments.put("actions", table, key, row, words, reason, found.revision)


def headline(about: Summary, words: Words) -> str:
    """What an assessment is, how far it has got, and whose word stands behind it."""
    said = [f"{about.title} ({about.kind}, {about.id[:8]})", _status(about)]
    if about.signed:
        role = words.roles.get(about.signed.role, about.signed.role)
        since = ", changed since" if about.signed.changed_since else ""
        said.append(f"signed off by the {role.lower()} on {about.signed.on}{since}")
    else:
        said.append("not signed off")
    return "; ".join(said)


def table_rows(found: Assessment, words: Words, today: date) -> list[dict[str, object]]:
    """An assessment as one table: what is asked, and what stands there."""
    match found.about.kind:
        case "scale":
            return [
                {
                    "axis": axis.label,
                    "point": point_label,
                    "level": words.scale.level(mark.level) if mark else "",
                    "reason": mark.reason if mark else "",
                }
                for axis_id, axis in words.scale.axes.items()
                for point, point_label in words.scale.points.items()
                for mark in [_mark(found, axis_id, point)]
            ]
        case "checklist":
            return [
                {
                    "id": one_id,
                    "group": group,
                    "item": text,
                    "status": _status_of(item, words),
                    "evidence": item.evidence if item else "",
                    "owner": item.owner if item else "",
                    "date": item.on if item else None,
                    "source": source,
                }
                for one_id, group, text, source, item in _items(found, words)
            ]
        case "plan":
            return [
                {"part": content.part, "heading": heading, "text": text, "as_at": as_at}
                for heading, content, text, as_at in _plan_rows(found, words)
            ]
        case "actions":
            return [action_row(key, row, words, today) for key, row in found.rows()]
        case "diagnostic":
            return diagnosis.finding_rows(found, words)


def action_row(key: str, row: Row, words: Words, today: date) -> dict[str, object]:
    """A row of an action table, as one row of a table."""
    return {
        "id": key,
        "programme": row.programme,
        "action": row.action,
        "lead": row.lead,
        "milestone": row.milestone,
        "starts": row.starts,
        "due": row.due,
        "status": words.actions.statuses[row.status],
        "overdue": row.overdue(today),
        "outcome": row.outcome,
        "arises_from": row.arises_from[:8],
    }


def moves(found: Assessment, words: Words) -> list[str]:
    """How far the organisation has come on each axis and how far it wants to go, a line each, in words."""
    said: list[str] = []
    for axis, label in words.scale.axes.items():
        before, now, ahead = (_mark(found, axis, point) for point in words.scale.points)
        past, wanted = (moved(one, two) for one, two in ((before, now), (now, ahead)))
        said.append(f"{label.label}: since two years ago {past}; from now to two years ahead {wanted}")
    return said


def moved(earlier: Mark | None, later: Mark | None) -> str:
    """How far one mark lies from an earlier one, in words."""
    from store.assess.words import LEVELS

    count = steps(earlier.level, later.level, LEVELS) if earlier and later else None
    if count is None:
        return "cannot be said"
    if count == 0:
        return "no step"
    return f"{'one step' if abs(count) == 1 else 'two steps'} {'up' if count > 0 else 'down'}"


def advice(found: Assessment, words: Words) -> str:
    """What may help where the organisation stands now; empty where it has not been said on both axes."""
    now = [_mark(found, axis, "now") for axis in words.scale.axes]
    if any(mark is None for mark in now):
        return ""
    return words.scale.advised(*(mark.level for mark in now if mark))


def figure_text(figure: Figure) -> str:
    """A figure of the dashboard in words, with its day: as HR was shown it, or as it is published."""
    from assistant.figures import spelt

    shown = figure.inside or figure.outside
    counted = (
        f" ({shown.numerator} of {shown.denominator})"
        if figure.unit in {"share", "ratio"} and shown.denominator != "no data"
        else ""
    )
    parts = ", ".join(
        f"{name.replace('_', ' ')}: {spelt(one, figure.unit)}" for name, one in shown.parts.items()
    )
    value = spelt(shown.value, figure.unit)
    return f"{figure.label}: {value}{counted}{f'; {parts}' if parts else ''} (dashboard, {figure.as_at})"


def told(found: Assessment, words: Words, today: date) -> list[str]:
    """An assessment line by line, as a terminal shows it."""
    said = [headline(found.about, words)]
    match found.about.kind:
        case "scale":
            for row in table_rows(found, words, today):
                reason = f": {row['reason']}" if row["reason"] else ""
                said.append(
                    f"- {row['axis']}, {str(row['point']).lower()}: {row['level'] or 'not marked'}{reason}"
                )
            said += [f"  {line}." for line in moves(found, words)]
            if help_ := advice(found, words):
                said.append(f"May help here: {help_}.")
        case "checklist":
            group = ""
            for row in table_rows(found, words, today):
                if row["group"] != group:
                    group = str(row["group"])
                    said.append(group)
                more = "; ".join(
                    str(one)
                    for one in (row["evidence"], row["owner"], row["date"])
                    if one is not None and one != ""
                )
                said.append(f"- {row['id']} [{row['status']}] {row['item']}{f' ({more})' if more else ''}")
        case "plan":
            said += _plan_told(found, words)
        case "actions":
            late = [key for key, _ in found.overdue(today)]
            said += [_row_told(key, row, words, overdue=key in late) for key, row in found.rows()]
            said.append(f"Overdue: {', '.join(late) or 'none'}.")
        case "diagnostic":
            said += diagnosis.told(found, words)
    said += [
        f"Next step ({table}): {row.action}; {row.lead}, due {row.due}, "
        f"{words.actions.statuses[row.status].lower()}"
        for table, row in found.next_steps
    ]
    return said


def _row_told(key: str, row: Row, words: Words, *, overdue: bool) -> str:
    status = words.actions.statuses[row.status].lower() + (", OVERDUE" if overdue else "")
    about = f"lead: {row.lead}; milestone: {row.milestone}; {row.starts} to {row.due}; {status}"
    return f"- {key}: {row.programme}: {row.action} ({about}) {row.outcome}".rstrip()


def _plan_told(found: Assessment, words: Words) -> list[str]:
    said: list[str] = []
    for title, meaning, text, more in plan_sections(found, words):
        said += ["", f"{title}: {meaning.lower()}" if meaning else title]
        said += [f"  {text or 'Nothing has been written yet.'}", *(f"  - {one}" for one in more)]
    there = risks(found)
    said += ["", "Risks", *(f"- {key}: {risk_text(risk, words)}" for key, risk in there)]
    return said if there else [*said, "  None has been written down yet."]


def plan_sections(found: Assessment, words: Words) -> list[tuple[str, str, str, list[str]]]:
    """A plan's parts in order: title, what it means where that needs saying, its text, its figures; and while nothing
    has been written and nobody else reads it, the questions that help to write it."""
    sections: list[tuple[str, str, str, list[str]]] = []
    for chapter in words.plan.chapters:
        text = _text(found, chapter.id)
        figures = [figure_text(one) for one in _figures(found) if one.chapter == chapter.id]
        prompts = [] if text or found.about.status == "published" else chapter.prompts
        sections.append((chapter.title, "", text, [*prompts, *figures]))
    for heading in (*words.plan.tests, *words.plan.principles):
        sections.append((heading.title, heading.meaning, _text(found, heading.id), []))
    return sections


def risks(found: Assessment) -> list[tuple[str, Risk]]:
    """A plan's risks with their keys: the likeliest and costliest first, else as they were written down."""
    from store.assess.parts import number_of
    from store.assess.words import LEVELS

    there = [(one.key, one.content) for one in found.parts if isinstance(one.content, Risk)]

    def order(one: tuple[str, Risk]) -> tuple[int, int]:
        return -(LEVELS.index(one[1].probability) + LEVELS.index(one[1].impact)), number_of(one[0])

    return sorted(there, key=order)


def risk_text(risk: Risk, words: Words) -> str:
    """A risk in words."""
    labels = words.plan.likelihoods
    said = [
        f"{risk.risk} (probability {labels[risk.probability].lower()}, impact {labels[risk.impact].lower()})"
    ]
    said += [risk.mitigation] if risk.mitigation else []
    said += [f"escalate to: {words.levels[risk.escalate_to].lower()}"] if risk.escalate_to else []
    return "; ".join(said)


def _status(about: Summary) -> str:
    if about.status == "draft":
        return "a draft"
    if about.status == "published":
        return f"published on {about.published_on}"
    return f"published on {about.published_on}, changed since"


def _mark(found: Assessment, axis: str, point: str) -> Mark | None:
    content = found.content(f"{axis}.{point}")
    return content if isinstance(content, Mark) else None


def _items(found: Assessment, words: Words) -> list[tuple[str, str, str, str, Item | None]]:
    """The checklist's items with their answers; an answer to what is asked no more comes last, by its id."""
    asked = words.checklist
    rows = [
        (one.id, asked.groups[one.group], one.text, one.source, _item(found, one.id)) for one in asked.items
    ]
    known = {one.id for one in asked.items}
    old = [one for one in found.parts if one.key not in known and isinstance(one.content, Item)]
    return [*rows, *((one.key, "No longer asked", "", "", _item(found, one.key)) for one in old)]


def _item(found: Assessment, key: str) -> Item | None:
    content = found.content(key)
    return content if isinstance(content, Item) else None


def _status_of(item: Item | None, words: Words) -> str:
    return words.checklist.statuses[item.status] if item else "Not answered"


def _plan_rows(found: Assessment, words: Words) -> list[tuple[str, Content, str, date | None]]:
    """A plan's texts, figures and risks in its order, each with the heading that it stands under."""
    titles = words.plan.headings
    order = list(titles)
    rows: list[tuple[int, str, Content, str, date | None]] = []
    for one in found.parts:
        match one.content:
            case Text():
                at = order.index(one.key) if one.key in order else len(order)
                rows.append((at, titles.get(one.key, one.key), one.content, one.content.text, None))
            case Figure() as figure:
                at = order.index(figure.chapter) if figure.chapter in order else len(order)
                rows.append(
                    (
                        at,
                        titles.get(figure.chapter, figure.chapter),
                        figure,
                        figure_text(figure),
                        figure.as_at,
                    )
                )
            case _:
                pass
    ordered = [row[1:] for row in sorted(rows, key=lambda row: row[0])]
    return [*ordered, *((key, risk, risk_text(risk, words), None) for key, risk in risks(found))]


def _text(found: Assessment, key: str) -> str:
    content = found.content(key)
    return content.text if isinstance(content, Text) else ""


def _figures(found: Assessment) -> list[Figure]:
    return [one.content for one in found.parts if isinstance(one.content, Figure)]


def _shown(line: Line) -> Shown:
    return Shown(line.value, line.numerator, line.denominator, line.profile, dict(line.parts))
