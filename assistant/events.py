"""What can happen in a turn. A dialogue yields these in order; front ends only show them.

Every turn ends with exactly one of `Done` and `Failed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["individual", "manager"]
Source = Literal["documents", "records", "both"]
"""From what a question was answered; `both` has a part of each, apart."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quotation stands.

    Attributes:
        document: Name of the document in the library.
        title: What people call it.
        section: The headings above the quotation, joined by " › ".
        page: Page or slide, where the format has one.
        quote: The words, exactly as they stand at `start:end` of the document's stored text.
        start: Offset of the first character.
        end: Offset after the last character.
    """

    document: str
    title: str
    section: str
    page: int | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """What one of two sources says to its part of a question, as it would say it alone."""

    source: Source
    answered: bool
    answer: str


@dataclass(frozen=True, slots=True)
class GuidanceAnswer:
    """What the library says to a question, or what one's own records show.

    Attributes:
        question: As it was asked.
        answered: Whether the documents, or the records, answer it.
        answer: What is shown: quotations with markers like [1] for the citations, or why there is no answer.
        citations: In the order of their markers; records are not cited.
        ms: Milliseconds from question to answer.
        remark: What hindered the search, and what to do; empty where nothing did. An answer ends with it.
        source: From what it was answered.
        parts: What records and documents say, each by itself, where it was answered from both; otherwise none.
    """

    question: str
    answered: bool
    answer: str
    citations: tuple[Citation, ...] = ()
    ms: float = 0.0
    remark: str = ""
    source: Source = "documents"
    parts: tuple[AnswerPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question: its key is stored, its label and meaning are shown."""

    key: str
    label: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the turn that is not its main line, readable by a program.

    `kind` is one of: `probe` (data: sign), `not_understood` (why), `understood` (field, value), `check_again`
    (fields), `withdrawn` (field), `claimed` (field), `language` (span, pattern), `prepared` (fields), `declined` (why),
    `answered_guidance`, `answered_records`.
    """

    kind: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Working:
    """Something takes time: what, and how far it is where that is known."""

    what: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of what is said: plain text, to be appended and shown letter by letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """The sources of what is being said in this turn."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """A note on this turn."""

    note: Note


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the guide now waits for an answer.

    Attributes:
        stage: The stage's id.
        field: The field's id.
        side: Whose answer is wanted.
        options: The choices, where there are such; empty for free text.
        part: The part of an entry that is asked for; None where it is the field itself.
        several: Whether more than one of the options may be named.
    """

    stage: str
    field: str
    side: Side
    options: tuple[Option, ...] = ()
    part: str | None = None
    several: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """The turn is on disk. Comes before anything that acknowledges the turn."""

    conversation: str


@dataclass(frozen=True, slots=True)
class Done:
    """The turn is over. `text` is everything that was said in it, whole."""

    text: str
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn ended without its effect; what was typed is to be given back."""

    error: str


Event = Working | Delta | Cited | Noted | Asked | Saved | Done | Failed
