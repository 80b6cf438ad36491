"""Plans and actions as people write them: a file of JSON or YAML, or a few words on the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from assistant.data_file import load
from assistant.errors import InputError
from assistant.plan.catalogue import Catalogue, Class
from store.views import ActionInput, PlanInput

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written(value: Any) -> Any:
    """Nothing is an empty text, and a number one: a cost of 200 is an answer."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _listed(value: Any) -> Any:
    """One text is a list of one; nothing is an empty one."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _day(value: Any) -> Any:
    """A day as ISO has it; a number, which pydantic would take for a moment, is none."""
    if value is None or isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written as 2026-03-10")


_Text = Annotated[str, BeforeValidator(_written)]
_Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
_Day = Annotated[date | None, BeforeValidator(_day)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Action(_Part):
    goal: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    id: str | None = None
    measure: _Text = ""
    method: _Text = ""
    class_: Class | None = Field(default=None, alias="class")
    steps: _Texts = ()
    start: _Day = None
    due: _Day = None
    owner: _Text = ""
    helper: str | None = None
    cost: _Text = ""
    release: Literal["not_needed", "needed", "agreed", "refused"] | None = None
    release_reason: _Text = ""
    location_ok: bool | None = None
    gained: _Text = ""
    target_role: _Text = ""


class _Plan(_Part):
    period_start: _Day = None
    period_end: _Day = None
    ambition_link: _Text = ""
    strengths: _Texts = ()
    growth_areas: _Texts = ()
    org_objective: _Text = ""
    next_review_on: _Day = None
    actions: Annotated[list[_Action], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class PlanRead:
    """A plan as the store takes it."""

    about: PlanInput
    actions: tuple[ActionInput, ...]
    next_review_on: date | None


def plan_from_file(path: Path, methods: Catalogue) -> PlanRead:
    """The plan that a file describes.

    Raises:
        GuideError: the file cannot be read, or describes no plan; says in which line.
        InputError: a method that the catalogue does not know.
    """
    return _read(load(path, _Plan, "plan"), methods)


def plan_from_words(given: Mapping[str, Any], methods: Catalogue) -> PlanRead:
    """The plan that the same keys and values describe. Raises InputError, with the first thing that is wrong."""
    try:
        return _read(_Plan.model_validate(given), methods)
    except ValidationError as error:
        first = error.errors()[0]
        where = str(first["loc"][-1]).removesuffix("_") if first["loc"] else "the plan"
        short = first["type"] in {"string_too_short", "too_short"}
        said = "it must not be empty" if short else first["msg"].removeprefix("Value error, ")
        raise InputError(f"{where}: {said}.") from error


def _read(plan: _Plan, methods: Catalogue) -> PlanRead:
    about = PlanInput(**plan.model_dump(exclude={"actions", "next_review_on"}))
    return PlanRead(about, tuple(_action(one, methods) for one in plan.actions), plan.next_review_on)


def _action(one: _Action, methods: Catalogue) -> ActionInput:
    action = ActionInput(**one.model_dump(exclude={"class_"}), share=one.class_)
    return with_method(action, methods)


def with_method(action: ActionInput, methods: Catalogue) -> ActionInput:
    """An action with its method's id for what was typed, and, where it says none, the method's class.

    Raises:
        InputError: there is no such method.
    """
    if not action.method.strip():
        return action
    method = methods.named(action.method)
    return replace(action, method=method.id, share=action.share or method.class_)
