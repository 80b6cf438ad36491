"""How long what is recorded is kept: rules as data. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from store.audit_chain import digest
from store.data import FOLDER, Id, Part, Text, load
from store.days import months_after

BUILT_IN = FOLDER / "retention.yaml"
Start = Literal["signed", "held", "changed", "left", "last_step", "closed"]
STARTS: dict[str, Start | None] = {
    "raw_chat": "signed",
    "draft": "changed",
    "signed": "signed",
    "appraisal": "held",
    "plan": "left",
    "portfolio": "left",
    "pool_trail": "last_step",
    "requests": "closed",
    "equality": None,
    "aggregated": None,
}
"""The classes that the program knows, and from which day each is counted."""


class Rule(Part):
    """How long one class is kept; see the data file."""

    id: Id
    title: Text
    why: Text
    start: Start | None = Field(default=None, alias="from")
    days: int | None = Field(default=None, ge=1)
    months: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _holds_together(self) -> Rule:
        if self.id in STARTS and self.start != STARTS[self.id]:
            raise ValueError(f"{self.id} is counted from {STARTS[self.id] or 'nothing'}; say so in `from`")
        if (self.start is not None) != ((self.days is None) != (self.months is None)):
            raise ValueError("a rule with `from` has either `days` or `months`, and one without has neither")
        return self

    @property
    def kept(self) -> str:
        """How long, in words."""
        if self.start is None:
            return "kept"
        since = {
            "signed": "signing",
            "held": "it was held",
            "changed": "the last change",
            "left": "leaving",
            "last_step": "the last step",
            "closed": "it was closed",
        }[self.start]
        return f"{self.days} days after {since}" if self.days else f"{self.months} months after {since}"

    @property
    def digest(self) -> str:
        """What a confirmation is of: the rule as it is worded."""
        return digest(self.model_dump())

    def until(self, start: date) -> date:
        """The first day on which what is counted from a day has been kept long enough."""
        if self.days is not None:
            return start + timedelta(days=self.days)
        assert self.months is not None
        return months_after(start, self.months)

    def begun_by(self, day: date) -> date:
        """The latest day from which something can be counted that has been kept long enough on this day.

        A month's end may come back later than it went: then it is kept some days longer, never shorter.
        """
        if self.days is not None:
            return day - timedelta(days=self.days)
        assert self.months is not None
        back = months_after(day, -self.months)
        return back if months_after(back, self.months) <= day else back - timedelta(days=1)


class _File(Part):
    """What a file of rules says: each class once; those that it leaves out take the built-in rule."""

    version: Text
    rules: tuple[Rule, ...]

    @field_validator("rules")
    @classmethod
    def _each_once(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        ids = [rule.id for rule in rules]
        wrong = [one for one in ids if one not in STARTS or ids.count(one) > 1]
        if wrong:
            raise ValueError(f"{wrong[0]}: the classes are {', '.join(STARTS)}, each once and nothing else")
        return rules


@dataclass(frozen=True, slots=True)
class Rules:
    """All retention rules, each class once.

    Attributes:
        version: The file's.
        rules: Those of the file in its order, then the built-in ones of classes that it leaves out.
        left_out: Those classes: a file from before there was such a class goes on working.
    """

    version: str
    rules: tuple[Rule, ...]
    left_out: tuple[str, ...] = ()

    def of(self, rule: str) -> Rule:
        """The rule of a class that the program knows."""
        return next(one for one in self.rules if one.id == rule)


def load_rules(path: Path = BUILT_IN) -> Rules:
    """The rules of a file; Invalid, with file and line, where it is none."""
    found = load(path, _File, "file of retention rules")
    left_out = tuple(one for one in STARTS if one not in {rule.id for rule in found.rules})
    added = tuple(load_rules().of(one) for one in left_out)
    return Rules(found.version, (*found.rules, *added), left_out)
