"""What a guide is. Guides are YAML files of this shape; nothing in them is code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, NamedTuple, NoReturn

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from assistant.events import Side

Kind = Literal["text", "yes_no", "choice", "choices", "number", "date", "list", "entries", "sign", "fact"]
"""What an answer is: free text, yes or no, one key of a list or several, a whole number, one date, a list of short
texts, a list of entries that each have parts, a signature (yes makes the day's date), or a fact that nobody is asked
(see `engine.Begun`)."""
PartKind = Literal["text", "yes_no", "choice", "number", "date", "person"]

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
OptionKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,39}$")]
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

    key: OptionKey
    label: Line
    meaning: str = ""
    words: tuple[Line, ...] = ()
    """What people say when they mean this: phrases, lower case."""
    months: Annotated[int, Field(ge=0, le=240)] | None = None
    """How many months ahead this reaches: a length of time that is named means the nearest choice that holds it."""
    apart: bool = False
    """It stands beside the others' order ("too soon to say"): a change to it is neither more nor less."""
    says: str = ""
    """What is told once it is chosen: how the conversation fits itself to it."""
    leaves_out: tuple[Id, ...] = ()
    """Stages and fields that are not asked where this is chosen."""


class Condition(_Part):
    """When a question applies.

    Either an earlier `field` has one of these values on either side, or on the side given; or the field of that name
    has risen since the last conversation on record while another has not.
    """

    field: Id
    is_: tuple[str, ...] = Field(default=(), alias="is")
    side: Side | None = None
    rose_but_not: Id | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Condition:
        if bool(self.is_) == bool(self.rose_but_not):
            raise ValueError("a condition needs either `is` or `rose_but_not`")
        return self


class _Answerable(_Part):
    """What can be asked for and read: a field's question, or one part of an entry."""

    id: Id
    label: Line
    help: str = ""
    options: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    """Bounds of a number, or the greatest count of a list's items."""
    one_of: tuple[int, ...] = ()
    """The only numbers a number may be, where not every one between its bounds will do."""
    required: bool = False
    propose_months: Annotated[int, Field(ge=1, le=60)] | None = None
    """A date offered with the question, so many months after the day it is asked; "yes" takes it."""


class PartCondition(_Part):
    """When a part of an entry is asked for: another of its parts has this value."""

    part: Id
    is_: str = Field(alias="is")


class Part(_Answerable):
    """One part of an entry. The first one of kind text holds what was said; the others are read from that, and those
    with an `ask` are asked for where it does not tell them."""

    kind: PartKind
    ask: Line | None = None
    ask_manager: Line | None = None
    when: PartCondition | None = None
    inferred: bool = False
    """Whether a choice is also read from what was said without naming it ("shadow the director" is learning by
    doing); else only from a last word that names it ("… - met in part")."""
    set_months: Annotated[int, Field(ge=1, le=60)] | None = None
    """A date that is set without asking, so many months after the day of asking."""
    past: bool = False
    """Whether a date tells of what has been."""
    by: bool = False
    """Whether a date is the end of a time: "in March" is its last day."""
    methods: bool = False
    """Whether the options are the methods' catalogue."""

    @model_validator(mode="after")
    def _holds_together(self) -> Part:
        if (self.kind == "choice") != bool(self.options or self.methods):
            raise ValueError("options belong to a choice, and a choice needs them")
        _no_twice("option", [option.key for option in self.options])
        return self


class Question(_Answerable):
    """One field of the record and how to ask for it.

    `ask` is put to the individual, `ask_manager` to the manager; which of them is there decides whose answers the
    record keeps, the individual's first.
    """

    kind: Kind
    ask: Line | None = None
    ask_manager: Line | None = None
    parts: tuple[Part, ...] = ()
    cells_of: Id | None = None
    """The framework whose cells are the options, beside those given here."""
    valid_for: Id | None = None
    """The framework whose placements count as long as the date that is proposed here."""
    suggests: tuple[Id, ...] = ()
    """Fields, or parts of entries, in which the individual names what is missing; ways to it are suggested here."""
    probe: bool = False
    """Whether a vague answer is asked about once more."""
    least_words: Annotated[int, Field(ge=2, le=200)] | None = None
    """How many words a text needs; what is shorter is kept and asked to be gone on with."""
    when: tuple[Condition, ...] = ()
    depends_on: tuple[Id, ...] = ()
    """Fields whose change marks this answer "check again"."""
    needs: tuple[Id, ...] = ()
    """Fields that have to be answered first wherever they apply, however this one is come to."""
    prepared: bool = False
    """Whether each side is asked this when it prepares alone."""
    shows_summary: bool = False

    @property
    def sides(self) -> tuple[Side, ...]:
        """Whose answers this field keeps, in the order in which they are asked."""
        individual: tuple[Side, ...] = ("individual",) if self.ask or self.kind == "fact" else ()
        return individual + (("manager",) if self.ask_manager else ())

    @field_validator("when", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return [value] if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _holds_together(self) -> Question:
        chosen = self.kind in {"choice", "choices"}
        if chosen and not (self.options or self.cells_of):
            raise ValueError("a choice needs options")
        if not chosen and (self.options or self.cells_of):
            raise ValueError(f"options belong to a choice, not to {self.kind}")
        if (self.kind == "entries") != bool(self.parts):
            raise ValueError("parts belong to entries, and entries need them")
        if self.parts and all(part.kind != "text" for part in self.parts):
            raise ValueError("one part has to be a text: it holds what was said")
        if not self.sides:
            raise ValueError("nobody is asked: give ask, ask_manager or both")
        _no_twice("option", [option.key for option in self.options])
        parts = [part.id for part in self.parts]
        _no_twice("part", parts)
        if unknown := [part.when.part for part in self.parts if part.when and part.when.part not in parts]:
            raise ValueError(f"a part waits for {unknown[0]}, which is none")
        return self

    @property
    def told_in(self) -> Part:
        """The part of an entry that holds what was said."""
        return next(part for part in self.parts if part.kind == "text")


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
    alone: bool = False
    """Each side by itself, before the conversation: asked are the questions that are to be `prepared`."""


class Guide(_Part):
    """A structured conversation, described as data."""

    id: Id
    version: int = Field(ge=1)
    title: Line
    about: Line
    notice: str
    """What is recorded, who sees it, for how long: said before the first question."""
    becomes: Literal["record", "plan"] = "record"
    """What comes of it: a record that both sign, or a person's own development plan."""
    modes: Mapping[Id, Mode]
    stages: tuple[Stage, ...]

    @property
    def preparation(self) -> str | None:
        """The mode in which each side prepares alone, if the guide has one."""
        return next((name for name, mode in self.modes.items() if mode.alone), None)

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

    def named(self, field: str) -> Question | Part | None:
        """What is asked under a name: a field's question, or a part of its entries; None where there is neither."""
        parts = (part for question in self.questions() for part in question.parts if part.id == field)
        return next(parts, None) or next((q for q in self.questions() if q.id == field), None)

    def keys(self, mode: str, only: Side | None = None) -> tuple[Key, ...]:
        """Every answer the mode may ask for, in order; `only` of one side, where that is by itself."""
        alone = self.modes[mode].alone
        return tuple(
            Key(stage_id, question.id, side)
            for stage_id in self.modes[mode].stages
            for question in self.stage(stage_id).questions
            for side in question.sides
            if only in (None, side) and (question.prepared or not alone)
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
        parts = {part.id for question in self.questions() for part in question.parts}
        for stage in self.stages:
            for question in stage.questions:
                if unknown := set(question.suggests) - set(fields) - parts:
                    raise ValueError(
                        f"field {question.id} suggests ways to what nobody is asked: {min(unknown)}"
                    )
                conditions = (condition.field for condition in question.when)
                named = {*question.depends_on, *question.needs, *conditions}
                if unknown := named - set(fields):
                    raise ValueError(
                        f"field {question.id} names unknown fields: {', '.join(sorted(unknown))}"
                    )
                left_out = {name for option in question.options for name in option.leaves_out}
                if unknown := left_out - stages - set(fields):
                    raise ValueError(
                        f"field {question.id} leaves out what is not there: {sorted(unknown)[0]}"
                    )
        return self


def _no_twice(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{what} {name} is there twice")


def _missing(name: str) -> NoReturn:
    raise KeyError(name)
