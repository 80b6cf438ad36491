"""Past appraisals: that they took place, for those whose they are and for what the dashboard counts of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator
from sqlalchemy import ColumnElement, true
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col

from store.data import FOLDER, Id, Part, load
from store.desk import Desk, Service, person_by_reference, reads
from store.models import Appraisal, Person, colleague

BUILT_IN = FOLDER / "appraisals.yaml"
MEASURE = "appraisal_rate"


class Kinds(Part):
    """What kinds of appraisals there are, and which one it is where nothing is said; see the data file."""

    version: int
    kinds: tuple[Annotated[Id, Field(max_length=20)], ...] = Field(min_length=1)
    otherwise: Id

    @field_validator("kinds")
    @classmethod
    def _each_once(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        if twice := [one for one in kinds if kinds.count(one) > 1]:
            raise ValueError(f"{twice[0]} is there twice")
        return kinds

    @field_validator("otherwise")
    @classmethod
    def _is_one(cls, otherwise: str, info: ValidationInfo) -> str:
        if otherwise not in info.data.get("kinds", (otherwise,)):
            raise ValueError(f"{otherwise} is none of the kinds")
        return otherwise


@cache
def kinds(path: Path = BUILT_IN) -> Kinds:
    """The kinds of a file. Raises Invalid, with file and line, where it does not hold together."""
    return load(path, Kinds, "list of kinds of appraisals")


@dataclass(frozen=True, slots=True)
class AppraisalView:
    """An appraisal. `reviewer` is a reference; without `completed_on` it was begun and not finished."""

    held_on: date
    completed_on: date | None
    kind: str
    reviewer: str | None
    reviewer_name: str | None


class Appraisals(Service):
    """Past appraisals, as far as the account may see them."""

    @reads("appraisal.see")
    def of(self, desk: Desk, reference: str) -> list[AppraisalView]:
        """A person's, the newest first; NotFound where they are absent or not the account's to see."""
        who = person_by_reference(desk, reference)
        return [one for _, one in _seen(desk, col(Appraisal.person_id) == who.id)]

    @reads("appraisal.see")
    def of_several(self, desk: Desk, references: Collection[str]) -> dict[str, list[AppraisalView]]:
        """Several people's, the newest first, by reference; whoever is absent or not the account's to see has none."""
        found: dict[str, list[AppraisalView]] = {}
        for reference, one in _seen(desk, col(Person.reference).in_(references)):
            found.setdefault(reference, []).append(one)
        return found


def _seen(desk: Desk, whose: ColumnElement[bool]) -> Iterator[tuple[str, AppraisalView]]:
    """Whose they are, and each, the newest first, of those that the account may see."""
    said: list[Any] = [Appraisal.held_on, Appraisal.completed_on, Appraisal.kind]
    columns: list[Any] = [Person.reference, *said, colleague.c.reference, colleague.c.name]
    theirs = (
        sql_select(*columns)
        .join_from(Appraisal, Person, col(Person.id) == col(Appraisal.person_id))
        .outerjoin(colleague, colleague.c.id == col(Appraisal.reviewer_id))
        .where(whose, desk.reach(col(Appraisal.person_id)))
        .order_by(col(Appraisal.held_on).desc(), col(Appraisal.kind))
    )
    return ((row[0], AppraisalView(*row[1:])) for row in desk.session.execute(theirs))


def counted(recent: Callable[[Any], Any]) -> tuple[Any, Callable[[Any], Any], dict[str, tuple[Any, Any]]]:
    """What the dashboard counts: whose they are, which could count, and which do, by measure.

    Args:
        recent: The condition that a day lies in the year that is counted.
    """
    return (
        col(Appraisal.person_id),
        lambda start: start.where(recent(col(Appraisal.completed_on))),
        {MEASURE: (true(), true())},
    )


def on_record(session: Session) -> bool:
    """Whether there are any; an organisation that has brought none along has no rate, rather than one of nobody."""
    return session.execute(sql_select(col(Appraisal.id)).limit(1)).first() is not None
