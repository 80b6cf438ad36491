"""The periods, numbers and words of talent pools, from their data file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, field_validator

from store.data import FOLDER, Part, Text, exactly, load, takes
from store.days import working_days_after
from store.errors import Invalid

BUILT_IN = FOLDER / "pools.yaml"
AppealLevel = Literal["manager", "senior_manager", "independent_panel"]
LEVELS: tuple[AppealLevel, ...] = get_args(AppealLevel)
"""Who hears an appeal, one after the other."""
OUTCOMES = (
    "appointed",
    "withdrew",
    "criteria_no_longer_met",
    "left_employer",
    "completed",
    "lapsed",
    "pool_closed",
)
"""How a way through a pool ends. Keys: what is stored and never changes."""


class PoolRules(Part):
    """What `pools.yaml` says; each key is explained there."""

    version: int
    reason_words: int = Field(ge=1, le=500)
    reason_characters: int = Field(ge=1, le=500)
    answer_days: int = Field(ge=1, le=365)
    tell_working_days: int = Field(ge=1, le=60)
    panel_members: int = Field(ge=3, le=15)
    panel_quorum: int = Field(ge=3, le=15)
    pause_months: int = Field(ge=1, le=36)
    appeal_working_days: Mapping[AppealLevel, int]
    outcomes: Mapping[str, Text]
    thanks: Text

    @field_validator("appeal_working_days")
    @classmethod
    def _each_level(cls, value: Mapping[AppealLevel, int]) -> Mapping[AppealLevel, int]:
        exactly("levels of appeal", value, LEVELS)
        return value

    @field_validator("outcomes")
    @classmethod
    def _each_outcome(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        exactly("outcomes", value, OUTCOMES)
        return value

    @field_validator("thanks")
    @classmethod
    def _thanks(cls, value: str) -> str:
        takes(value, "pool")
        return value

    def answer_by(self, asked_on: date) -> date:
        """The first day on which a nomination of that day has lapsed."""
        return asked_on + timedelta(days=self.answer_days)

    def tell_by(self, decided_on: date, holidays: Collection[date]) -> date:
        """The last day on which to tell somebody what was decided on that day."""
        return working_days_after(decided_on, self.tell_working_days, holidays)

    def appeal_due(self, level: AppealLevel, raised_on: date, holidays: Collection[date]) -> date:
        """The last day on which to answer an appeal that was raised, or taken on, on that day."""
        return working_days_after(raised_on, self.appeal_working_days[level], holidays)

    def reason(self, text: str, what: str = "a reason") -> str:
        """A reason that says something, trimmed. Raises Invalid."""
        if len(text.strip()) < self.reason_characters:
            raise Invalid(
                f"Please give {what} of at least {self.reason_characters} characters; the person will read it."
            )
        return text.strip()


@lru_cache
def rules(path: Path = BUILT_IN) -> PoolRules:
    """The rules of a file; Invalid, with file and line, where it does not hold together."""
    return load(path, PoolRules, "file of pool rules")
