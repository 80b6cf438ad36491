"""Whether a part belongs into an assessment and can be stored; every refusal says what to do. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from store import checks
from store.assess.parts import (
    NOT_APPLICABLE,
    OPEN,
    PARTS_OF,
    Content,
    Figure,
    Item,
    Kind,
    Mark,
    Note,
    Risk,
    Row,
    Stage,
    Text,
    Theme,
)
from store.assess.words import AXES, LEVELS, POINTS, Words
from store.days import months_after
from store.errors import Invalid

_SHORT = 200
_CODE = re.compile(r"[A-Z]{0,3}-?[0-9]{1,4}")
"""A source's code: too few letters for a name."""


def checked(kind: Kind, key: str, content: Content, words: Words) -> Content:
    """A part as it is stored.

    Args:
        kind: The assessment's kind.
        key: What the part answers.
        content: What is to be stored.
        words: What is asked.

    Raises:
        Invalid: it is no part of such an assessment, answers nothing that is asked, or has a value that cannot be.
    """
    if content.part not in PARTS_OF[kind]:
        raise Invalid(f"A {content.part} is no part of this; it belongs into another kind of assessment.")
    match content:
        case Mark():
            _one_of(key, [mark_key(axis, point) for axis in AXES for point in POINTS], "mark")
            _one_of(content.level, [*LEVELS, NOT_APPLICABLE], "level")
            return replace(content, reason=checks.reason(content.reason, "reason for the mark"))
        case Item():
            _one_of(key, [one.id for one in words.checklist.items], "item of the checklist")
            _one_of(content.status, words.checklist.statuses, "status")
            evidence = checks.text(content.evidence, "evidence").strip()
            if content.status == "met" and not evidence:
                raise Invalid("Please say what shows that this is met: --evidence.")
            return replace(content, evidence=evidence, owner=_short(content.owner, "owner"))
        case Text():
            _one_of(key, words.plan.headings, "chapter, test or principle")
            return replace(
                content, text=checks.text(content.text, "text of the chapter", needed=True).strip()
            )
        case Figure():
            _one_of(content.chapter, [one.id for one in words.plan.chapters], "chapter")
            return content
        case Risk():
            for what in ("probability", "impact"):
                _one_of(getattr(content, what), words.plan.likelihoods, what)
            if content.escalate_to:
                _one_of(content.escalate_to, words.levels, "level to escalate to")
            mitigation = checks.text(content.mitigation, "mitigation").strip()
            if "high" in {content.probability, content.impact} and not mitigation:
                raise Invalid("A risk that is likely or costly needs a word on what is done: --mitigation.")
            risk = checks.text(content.risk, "risk", needed=True).strip()
            return replace(content, risk=risk, mitigation=mitigation)
        case Row():
            return _row(content, words)
        case Stage():
            _one_of(key, [one.id for one in words.diagnostic.stages], "stage")
            _one_of(content.status, words.diagnostic.statuses, "status")
            text = checks.text(content.text, "text of the stage").strip()
            if content.status not in OPEN and not text:
                raise Invalid(
                    f"Please say what came of it, or why not, now that it is {content.status}: --text."
                )
            return replace(content, text=text)
        case Theme():
            definition = checks.reason(content.definition, "definition of the theme")
            return replace(content, name=_short(content.name, "name", needed=True), definition=definition)
        case Note():
            _one_of(content.kind, words.diagnostic.sources, "kind of source")
            source = content.source.strip().upper()
            if not _CODE.fullmatch(source):
                raise Invalid(
                    f"{content.source!r} is no code for a source: up to three letters and a number, such as M07, and "
                    "never a name."
                )
            text = checks.text(content.text, "note", needed=True).strip()
            return replace(content, source=source, text=text, themes=tuple(dict.fromkeys(content.themes)))


def mark_key(axis: str, point: str) -> str:
    """The key of a mark of the scale."""
    return f"{axis}.{point}"


def missing(kind: Kind, present: Iterable[str], words: Words) -> list[str]:
    """What has to be there before a role on the board can sign, and is not: the ids."""
    wanted: Mapping[Kind, list[str]] = {
        "scale": [mark_key(axis, "now") for axis in AXES],
        "checklist": [one.id for one in words.checklist.items],
        "plan": [one.id for one in words.plan.chapters],
        "actions": [],
        "diagnostic": [one.id for one in words.diagnostic.stages],
    }
    have = set(present)
    return [key for key in wanted[kind] if key not in have]


def _row(row: Row, words: Words) -> Row:
    _one_of(row.status, words.actions.statuses, "status")
    outcome = checks.text(row.outcome, "outcome").strip()
    if row.status not in OPEN and not outcome:
        raise Invalid(f"Please say what came of it, now that it is {row.status}: --outcome.")
    asked = words.actions
    earliest: date = months_after(row.starts, asked.shortest_months)
    latest: date = months_after(row.starts, asked.longest_months)
    if not earliest <= row.due <= latest:
        raise Invalid(
            f"An action takes {asked.shortest_months} to {asked.longest_months} months, so one from {row.starts} is "
            f"due from {earliest} to {latest}; {row.due} is not."
        )
    return replace(
        row,
        outcome=outcome,
        programme=_short(row.programme, "programme", needed=True),
        lead=_short(row.lead, "lead", needed=True),
        action=checks.reason(row.action, "action"),
        milestone=checks.reason(row.milestone, "milestone"),
    )


def _short(value: str, what: str, *, needed: bool = False) -> str:
    return checks.text(value, what, needed=needed, longest=_SHORT).strip()


def _one_of(value: str, known: Iterable[str], what: str) -> None:
    names = list(known)
    if value not in names:
        raise Invalid(f"There is no {what} {value!r}; it is one of {', '.join(names)}.")
