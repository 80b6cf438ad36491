"""What a guide is. Guides are YAML files of this shape; nothing in them is code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, NamedTuple, NoReturn

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assistant.events import Side

Kind = Literal["text", "yes_no", "choice", "number", "date", "list", "actions", "sign", "time"]
"""What an answer is: free text, yes or no, one key of a list, a whole number, one date, a list of
short texts, actions with their dates, a signature (yes makes the day's date), or the moment of asking."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]


class Key(NamedTuple):
    """One answer's place in the record: whose answer to which field of which stage."""

    stage: str
    field: str
    side: Side


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Part):
    """One value a choice may have. The key never changes; label and meaning may be edited."""

    key: Id
    label: Line
    meaning: str = ""
    words: tuple[Line, ...] = ()
    """What people say when they mean this: phrases, lower case."""


class Condition(_Part):
    """When a question applies: an earlier field has one of these values, on either side."""

    field: Id
    is_: tuple[str, ...] = Field(alias="is", min_length=1)


class Question(_Part):
    """One field of the record and how to ask for it.

    `ask` is put to the individual, `ask_manager` to the manager; which of them is there decides whose answers the
    record keeps, the individual's first.
    """

    id: Id
    label: Line
    kind: Kind
    ask: Line | None = None
    ask_manager: Line | None = None
    help: str = ""
    options: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    """Bounds of a number, or the greatest count of a list's items."""
    one_of: tuple[int, ...] = ()
    """The only numbers a number may be, where not every one between its bounds will do."""
    required: bool = False
    probe: bool = False
    """Whether a vague answer is asked about once more."""
    when: Condition | None = None
    depends_on: tuple[Id, ...] = ()
    """Fields whose change marks this answer "check again"."""
    propose_months: Annotated[int, Field(ge=1, le=60)] | None = None
    """A date offered with the question, so many months after the day it is asked; "yes" takes it."""
    shows_summary: bool = False

    @property
    def sides(self) -> tuple[Side, ...]:
        """Whose answers this field keeps, in the order in which they are asked."""
        individual: tuple[Side, ...] = ("individual",) if self.ask or self.kind == "time" else ()
        return individual + (("manager",) if self.ask_manager else ())

    @model_validator(mode="after")
    def _holds_together(self) -> Question:
        if self.kind == "choice" and not self.options:
            raise ValueError("a choice needs options")
        if self.kind != "choice" and self.options:
            raise ValueError(f"options belong to a choice, not to {self.kind}")
        if not self.sides:
            raise ValueError("nobody is asked: give ask, ask_manager or both")
        _no_twice("option", [option.key for option in self.options])
        return self


class Stage(_Part):
    """A part of the conversation with one purpose."""

    id: Id
    title: Line
    purpose: Line
    guidance: Line
    """A question to the library whose answer helps at this stage."""
    questions: tuple[Question, ...] = Field(min_length=1)


class Mode(_Part):
    """A way through the guide: which stages, in which order, how long it takes, how often one answer is probed."""

    stages: tuple[Id, ...] = Field(min_length=1)
    minutes: int = Field(ge=1, le=240)
    probes: int = Field(default=1, ge=0, le=2)


class Guide(_Part):
    """A structured conversation, described as data."""

    id: Id
    version: int = Field(ge=1)
    title: Line
    about: Line
    notice: str
    """What is recorded, who sees it, for how long: said before the first question."""
    modes: Mapping[Id, Mode]
    stages: tuple[Stage, ...]

    def stage(self, stage_id: str) -> Stage:
        """The stage of that id; KeyError where there is none."""
        return next((stage for stage in self.stages if stage.id == stage_id), None) or _missing(stage_id)

    def questions(self) -> Iterator[Question]:
        """Every question, in order."""
        return (question for stage in self.stages for question in stage.questions)

    def question(self, key: Key) -> Question:
        """The question that a key's answer belongs to; KeyError where there is none."""
        questions = self.stage(key.stage).questions
        return next((q for q in questions if q.id == key.field), None) or _missing(key.field)

    def keys(self, mode: str) -> tuple[Key, ...]:
        """Every answer the mode may ask for, in order."""
        return tuple(
            Key(stage_id, question.id, side)
            for stage_id in self.modes[mode].stages
            for question in self.stage(stage_id).questions
            for side in question.sides
        )

    @model_validator(mode="after")
    def _refers_to_itself(self) -> Guide:
        stages = {stage.id for stage in self.stages}
        fields = [question.id for stage in self.stages for question in stage.questions]
        _no_twice("stage", [stage.id for stage in self.stages])
        _no_twice("field", fields)
        for name, mode in self.modes.items():
            if unknown := set(mode.stages) - stages:
                raise ValueError(f"mode {name} names unknown stages: {', '.join(sorted(unknown))}")
        for stage in self.stages:
            for question in stage.questions:
                named = {*question.depends_on, *({question.when.field} if question.when else ())}
                if unknown := named - set(fields):
                    raise ValueError(
                        f"field {question.id} names unknown fields: {', '.join(sorted(unknown))}"
                    )
        return self


def _no_twice(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{what} {name} is there twice")


def _missing(name: str) -> NoReturn:
    raise KeyError(name)
