"""What an assessment is made of: plain data, each checked before it is stored. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Kind = Literal["scale", "checklist", "plan", "actions", "diagnostic"]
PartKind = Literal["mark", "item", "text", "figure", "risk", "row", "stage", "theme", "note"]
Status = Literal["draft", "published", "changed"]
PARTS_OF: Mapping[Kind, tuple[PartKind, ...]] = {
    "scale": ("mark",),
    "checklist": ("item",),
    "plan": ("text", "figure", "risk"),
    "actions": ("row",),
    "diagnostic": ("stage", "theme", "note"),
}
"""What belongs into which kind of assessment."""
NOT_APPLICABLE = "not_applicable"
OPEN = frozenset({"not_started", "in_progress"})
"""Statuses of an action, or of a stage, that is still to be finished."""
DOCUMENT = "document"
"""The one kind of source that is nobody, so that nothing counted of it is hidden."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the organisation stands on one axis of the scale at one point in time.

    Attributes:
        level: One of the scale's levels, or `not_applicable` for an organisation that was not there then.
        reason: On what that is based.
    """

    level: str
    reason: str
    part: Literal["mark"] = "mark"


@dataclass(frozen=True, slots=True)
class Item:
    """How far one thing on the checklist is met.

    Attributes:
        status: One of the checklist's statuses.
        evidence: What shows it.
        owner: The role that sees to it.
        on: The day by which it is to be met, or was seen to be.
    """

    status: str
    evidence: str = ""
    owner: str = ""
    on: date | None = None
    part: Literal["item"] = "item"


@dataclass(frozen=True, slots=True)
class Text:
    """What a plan says in a chapter, or to a test of behaviour or a principle."""

    text: str
    part: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as the dashboard showed it: hidden where it was hidden there.

    Attributes:
        value: A number, "*" where it is hidden, "no data" where there is none.
        parts: Its parts, where it is a whole by its parts.
        profile: How much was hidden.
    """

    value: float | int | str
    numerator: float | int | str
    denominator: float | int | str
    profile: str
    parts: Mapping[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the dashboard in a plan's chapter, as it stood on a day.

    Attributes:
        chapter: The chapter's id.
        measure: The measure's id; the words beside it are those of its definition.
        inside: What HR was shown; None for whoever may only read what is published.
        outside: What is shown of it when the plan is published.
    """

    chapter: str
    measure: str
    label: str
    definition: str
    unit: str
    as_at: date
    inside: Shown | None
    outside: Shown
    part: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Risk:
    """A barrier or risk of a plan.

    Attributes:
        probability: Low, medium or high.
        impact: Likewise.
        mitigation: What is done about it.
        escalate_to: The level that has to hear of it; empty where it is solved here.
    """

    risk: str
    probability: str
    impact: str
    mitigation: str = ""
    escalate_to: str = ""
    part: Literal["risk"] = "risk"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an action table: a milestone of a priority action.

    Attributes:
        programme: The programme that the action belongs to.
        action: The priority action.
        lead: The role that leads it.
        milestone: What will have been reached.
        starts: From when.
        due: By when; between the shortest and the longest time that actions may take.
        status: One of the table's statuses.
        outcome: What came of it; needed once it is done or stopped.
        arises_from: The id of the assessment whose next step this is; empty for none.
    """

    programme: str
    action: str
    lead: str
    milestone: str
    starts: date
    due: date
    status: str = "not_started"
    outcome: str = ""
    arises_from: str = ""
    part: Literal["row"] = "row"

    def overdue(self, today: date) -> bool:
        """Whether its day has passed and it is neither done nor stopped."""
        return self.status in OPEN and self.due < today


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a stage of a diagnosis has got.

    Attributes:
        status: One of the diagnosis's statuses.
        text: What is planned, or what came of it; needed once it is done or left out.
        on: The day by which it is to be done, or on which it was.
    """

    status: str
    text: str = ""
    on: date | None = None
    part: Literal["stage"] = "stage"


@dataclass(frozen=True, slots=True)
class Theme:
    """Something that several sources speak of, and what is meant by it."""

    name: str
    definition: str
    part: Literal["theme"] = "theme"


@dataclass(frozen=True, slots=True)
class Note:
    """A piece of what a source said, coded to themes; whoever writes assessments reads it, nobody else.

    Attributes:
        source: A code for the one who said it or the document, such as M07; never a name.
        kind: One of the diagnosis's kinds of source, the same in all notes of a source.
        themes: The keys of the themes that it speaks of; none where it has not been coded, or speaks of none.
        may_quote: Whether permission was given to quote it.
    """

    source: str
    kind: str
    text: str
    themes: tuple[str, ...] = ()
    may_quote: bool = False
    part: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Heard:
    """How many sources of how many speak of a theme, as it may be shown: "*" hidden, "no data" for none asked."""

    n: int | str
    base: int | str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that may be quoted; `kind` is empty where it would tell of a number that is hidden."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was heard of a theme.

    Attributes:
        theme: The theme's key.
        people: Of all people who were heard.
        kinds: Of each kind of source that there is, documents too.
    """

    theme: str
    name: str
    definition: str
    people: Heard
    kinds: Mapping[str, Heard]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a diagnosis has found, theme by theme; `profile` is how much of it is hidden."""

    profile: str
    findings: tuple[Finding, ...]
    part: Literal["report"] = "report"


Content = Mark | Item | Text | Figure | Risk | Row | Stage | Theme | Note | Report
_CLASSES: Mapping[str, Any] = {
    "mark": Mark,
    "item": Item,
    "text": Text,
    "figure": Figure,
    "risk": Risk,
    "row": Row,
    "stage": Stage,
    "theme": Theme,
    "note": Note,
    "report": Report,
}
_DAYS = ("on", "as_at", "starts", "due")


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of an assessment in its present revision, or in the one that is published.

    Attributes:
        key: What it answers: an axis and a point, an item, a chapter, or a number.
        revision: Handed back when it is changed, so that nobody overwrites unknowingly.
    """

    key: str
    revision: int
    content: Content


@dataclass(frozen=True, slots=True)
class SignOff:
    """Whose word it is: a role on the board.

    Attributes:
        role: The role's id.
        changed_since: Whether something was changed after it.
    """

    role: str
    on: date
    changed_since: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """An assessment as lists show it; `words` is the version of the data file by which it was begun."""

    id: str
    kind: Kind
    title: str
    status: Status
    words: int
    begun_on: date
    changed_on: date
    published_on: date | None
    signed: SignOff | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A whole assessment, as far as the account may read it: HR what it is, everybody else what was published.

    Attributes:
        next_steps: The rows of action tables that arise from this one, with the table's title.
        report: What a diagnosis has found: for HR as it is now, for everybody else as it was published.
    """

    about: Summary
    parts: tuple[PartView, ...]
    next_steps: tuple[tuple[str, Row], ...] = ()
    report: Report | None = None

    def content(self, key: str) -> Content | None:
        """What stands at a key; None where nothing does."""
        return next((one.content for one in self.parts if one.key == key), None)

    def rows(self) -> list[tuple[str, Row]]:
        """The rows of an action table, with their numbers, by programme, then by day."""
        found = [(one.key, one.content) for one in self.parts if isinstance(one.content, Row)]
        return sorted(
            found, key=lambda one: (one[1].programme.casefold(), one[1].due, number_of(one[0]), one[0])
        )

    def overdue(self, today: date) -> list[tuple[str, Row]]:
        """The rows whose day has passed, the longest overdue first."""
        late = [one for one in self.rows() if one[1].overdue(today)]
        return sorted(late, key=lambda one: one[1].due)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an assessment: who, when, why, and what stood there then; None where it was taken away."""

    at: datetime
    by: str
    key: str
    revision: int
    reason: str
    content: Content | None


def steps(earlier: str, later: str, levels: tuple[str, ...]) -> int | None:
    """How many steps of a scale lie between two levels, downwards below nought; None where one of them is not one."""
    if earlier not in levels or later not in levels:
        return None
    return levels.index(later) - levels.index(earlier)


def as_data(content: Content) -> dict[str, Any]:
    """A part as JSON keeps it."""
    data = asdict(content)
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in data.items()}


def from_data(data: Mapping[str, Any]) -> Content:
    """The part of `as_data`."""
    given: dict[str, Any] = {
        name: date.fromisoformat(one) if name in _DAYS and isinstance(one, str) else one
        for name, one in data.items()
    }
    if given["part"] == "figure":
        given["inside"] = Shown(**given["inside"]) if given["inside"] else None
        given["outside"] = Shown(**given["outside"])
    elif given["part"] == "note":
        given["themes"] = tuple(given["themes"])
    elif given["part"] == "report":
        given["findings"] = tuple(map(_finding, given["findings"]))
    made: Content = _CLASSES[given["part"]](**given)
    return made


def _finding(data: Mapping[str, Any]) -> Finding:
    return Finding(
        data["theme"],
        data["name"],
        data["definition"],
        Heard(**data["people"]),
        {kind: Heard(**one) for kind, one in data["kinds"].items()},
        tuple(Quote(**one) for one in data["quotes"]),
    )


def number_of(key: str) -> int:
    """The number at the end of a key that is one; 0 for none."""
    digits = key.rsplit("_", 1)[-1]
    return int(digits) if digits.isdecimal() else 0
