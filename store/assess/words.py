"""What is asked when an organisation looks at itself: a data file that HR may have a copy of its own of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from store.assess.parts import DOCUMENT, NOT_APPLICABLE, OPEN
from store.data import FOLDER, Id, Part, Text, exactly, load
from store.measures.catalogue import catalogue

BUILT_IN = FOLDER / "assess.yaml"
LEVELS = ("low", "medium", "high")
AXES = ("conceptual_acceptance", "implementation")
POINTS = ("two_years_ago", "now", "two_years_ahead")
_STATUSES = ("met", "part", "not", "unknown")
_DONE = ("done", "stopped")
_CLOSED = ("done", "left_out")
_GROUPS = ("to_be_ready", "to_stay_successful")
_ESCALATION = ("organisation", "local_system", "regional", "national")


class Labelled(Part):
    """Something with a label, and what it means."""

    label: Text
    meaning: Text


class Advice(Part):
    """What may help an organisation that stands at two levels; the published grid's own words did not survive."""

    conceptual_acceptance: Literal["low", "medium", "high"]
    implementation: Literal["low", "medium", "high"]
    text: Text


class Scale(Part):
    """The Talent Engagement Scale."""

    source: Text
    axes: Mapping[str, Labelled]
    levels: Mapping[str, Text]
    points: Mapping[str, Text]
    not_applicable: Text
    advice: tuple[Advice, ...]

    @model_validator(mode="after")
    def _whole(self) -> Scale:
        exactly("axes", self.axes, AXES)
        exactly("levels", self.levels, LEVELS)
        exactly("points", self.points, POINTS)
        _different("levels", [*self.levels.values(), self.not_applicable])
        cells = [(one.conceptual_acceptance, one.implementation) for one in self.advice]
        if len(cells) != len(LEVELS) ** 2 or len(set(cells)) != len(cells):
            raise ValueError("advice: there is one text for each pair of levels, nine in all")
        return self

    def advised(self, acceptance: str, implementation: str) -> str:
        """What may help at these two levels; empty where one of them is no level."""
        here = (acceptance, implementation)
        return next(
            (one.text for one in self.advice if (one.conceptual_acceptance, one.implementation) == here), ""
        )

    def level(self, key: str) -> str:
        """A level's label."""
        return self.not_applicable if key == NOT_APPLICABLE else self.levels.get(key, key)


class ItemWords(Part):
    """One thing on the checklist."""

    id: Id
    group: Literal["to_be_ready", "to_stay_successful"]
    source: Text
    text: Text


class Checklist(Part):
    """The readiness checklist."""

    source: Text
    statuses: Mapping[str, Text]
    groups: Mapping[str, Text]
    items: tuple[ItemWords, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Checklist:
        exactly("statuses", self.statuses, _STATUSES)
        exactly("groups", self.groups, _GROUPS)
        _different("statuses", list(self.statuses.values()))
        _different("items", [one.id for one in self.items])
        return self


class Titled(Part):
    """Something that a plan, or a diagnosis, says something to."""

    id: Id
    title: Text
    source: Text


class Chapter(Titled):
    """A chapter of the plan: what helps to write it, and figures that suit it."""

    prompts: tuple[Text, ...] = Field(min_length=1)
    measures: tuple[Id, ...] = ()


class Heading(Titled):
    """A test of behaviour, or a principle."""

    meaning: Text


class PlanWords(Part):
    """The talent and leadership plan."""

    source: Text
    chapters: tuple[Chapter, ...] = Field(min_length=1)
    tests: tuple[Heading, ...]
    principles: tuple[Heading, ...]
    likelihoods: Mapping[str, Text]

    @model_validator(mode="after")
    def _whole(self) -> PlanWords:
        exactly("likelihoods", self.likelihoods, LEVELS)
        _different("ids", [one.id for one in self._titled])
        for chapter in self.chapters:
            for measure in chapter.measures:
                if measure not in catalogue():
                    raise ValueError(f"{chapter.id}: the dashboard has no measure {measure!r}")
        return self

    @property
    def headings(self) -> Mapping[str, str]:
        """Everything that a plan says something to: id to title."""
        return {one.id: one.title for one in self._titled}

    @property
    def _titled(self) -> tuple[Titled, ...]:
        return (*self.chapters, *self.tests, *self.principles)


class ActionWords(Part):
    """Action tables."""

    source: Text
    statuses: Mapping[str, Text]
    shortest_months: int = Field(ge=1)
    longest_months: int = Field(ge=1)

    @model_validator(mode="after")
    def _whole(self) -> ActionWords:
        exactly("statuses", self.statuses, [*OPEN, *_DONE])
        _different("statuses", list(self.statuses.values()))
        if self.longest_months < self.shortest_months:
            raise ValueError("longest_months: it cannot be less than shortest_months")
        return self


class Step(Titled):
    """A stage of a diagnosis, and what is done in it."""

    prompt: Text


class DiagnosticWords(Part):
    """The diagnosis of an organisation's talent management."""

    source: Text
    stages: tuple[Step, ...] = Field(min_length=1)
    statuses: Mapping[str, Text]
    sources: Mapping[Id, Text] = Field(min_length=2)

    @model_validator(mode="after")
    def _whole(self) -> DiagnosticWords:
        exactly("statuses", self.statuses, [*OPEN, *_CLOSED])
        _different("ids", [one.id for one in self.stages])
        _different("sources", list(self.sources.values()))
        if DOCUMENT not in self.sources:
            raise ValueError(f"sources: {DOCUMENT} has to be there, the one kind that is nobody")
        if taken := [one.id for one in self.stages if one.id.startswith(("theme_", "note_"))]:
            raise ValueError(f"stages: {taken[0]!r} is what the program calls a part of its own")
        return self


class Words(Part):
    """All of it."""

    version: int = Field(ge=1)
    scale: Scale
    checklist: Checklist
    plan: PlanWords
    actions: ActionWords
    diagnostic: DiagnosticWords
    roles: Mapping[Id, Text] = Field(min_length=1)
    levels: Mapping[str, Text]

    @model_validator(mode="after")
    def _whole(self) -> Words:
        exactly("levels", self.levels, _ESCALATION)
        return self


def load_words(path: Path = BUILT_IN) -> Words:
    """The words of a file. Raises Invalid, with file and line, where it does not hold together."""
    return load(path, Words, "file of scales, checklists and plans")


def _different(what: str, names: Sequence[str]) -> None:
    if len({name.casefold() for name in names}) < len(names):
        raise ValueError(f"{what}: two of them are the same, so that nobody could tell them apart")
