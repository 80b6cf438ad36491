"""Equality answers: what people say of themselves, of their own will, for counting alone.

Nobody's answers leave the store but to themself. The counting code joins them to what it counts (`answer_of`), and what
it gives out has been through suppression; no other service reads the table, and the audit says that somebody changed
their answers, never which or to what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator
from sqlalchemy import and_, case, delete, literal
from sqlmodel import col, select

from store.data import FOLDER, Id, Part, Text, load
from store.desk import Desk, Service, reads, writes
from store.errors import Invalid
from store.measures.figures import NOT_STATED
from store.models import EqualityAnswer

BUILT_IN = FOLDER / "equality.yaml"
PREFER_NOT_TO_SAY = "prefer_not_to_say"
_IN_WORDS = "Prefer not to say"


class Question(Part):
    """A question that everybody may answer, and nobody has to; see the data file."""

    label: Text
    ask: Text
    answers: Mapping[Id, Text] = Field(min_length=2)

    @field_validator("answers")
    @classmethod
    def _has_no_silence(cls, answers: Mapping[str, str]) -> Mapping[str, str]:
        if taken := {PREFER_NOT_TO_SAY, NOT_STATED} & answers.keys():
            raise ValueError(f"{min(taken)} is there for every question; leave it out")
        return answers

    @property
    def choices(self) -> dict[str, str]:
        """Every answer that may be given, by its key."""
        return {**self.answers, PREFER_NOT_TO_SAY: _IN_WORDS}


class Questions(Part):
    """All questions by their characteristic."""

    version: int
    questions: Mapping[Id, Question] = Field(min_length=1)


@cache
def questions(path: Path = BUILT_IN) -> Mapping[str, Question]:
    """The questions of a file. Raises Invalid, with file and line, where it does not hold together."""
    return load(path, Questions, "equality questions").questions


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """A question, and what one has said oneself; no answer where one has said nothing."""

    characteristic: str
    label: str
    ask: str
    choices: Mapping[str, str]
    answer: str | None
    answered_on: date | None


class Equality(Service):
    """One's own answers: to see, to change, to withdraw. There is no way to anybody else's."""

    @reads("equality.own")
    def mine(self, desk: Desk) -> list[OwnAnswer]:
        """Every question with one's own answer."""
        rows = {
            row.characteristic: row
            for row in desk.session.scalars(
                select(EqualityAnswer).where(EqualityAnswer.person_id == desk.actor.person)
            )
        }
        return [
            OwnAnswer(
                characteristic=key,
                label=one.label,
                ask=one.ask,
                choices=one.choices,
                answer=rows[key].answer if key in rows else None,
                answered_on=rows[key].answered_on if key in rows else None,
            )
            for key, one in questions().items()
        ]

    @writes("equality.own")
    def give(self, desk: Desk, characteristic: str, answer: str) -> None:
        """Answer a question about oneself, or change the answer; the earlier one is gone.

        Raises:
            Invalid: no such question, or no such answer to it.
        """
        known = questions()
        question = known.get(characteristic)
        if question is None:
            raise Invalid(
                f"There is no question {characteristic!r}; there are: {', '.join(known)}; see: talent equality show"
            )
        if answer not in question.choices:
            raise Invalid(
                f"{answer!r} is no answer to {characteristic}; there are: {', '.join(question.choices)}."
            )
        key = (desk.actor.person, characteristic)
        row = desk.session.get(EqualityAnswer, key)
        if row is None:
            assert desk.actor.person  # equality.own is an individual's
            row = EqualityAnswer(
                person_id=desk.actor.person,
                characteristic=characteristic,
                answer=answer,
                answered_on=desk.today,
            )
        row.answer, row.answered_on = answer, desk.today
        desk.session.add(row)
        desk.note("equality answers", desk.actor.person)

    @writes("equality.own")
    def withdraw(self, desk: Desk, characteristic: str | None = None) -> int:
        """Take back one's own answer, or all of them: they are deleted, and counted from now on as not stated.

        Returns:
            How many were there.
        """
        if characteristic is not None and characteristic not in questions():
            raise Invalid(f"There is no question {characteristic!r}; see: talent equality show")
        mine = col(EqualityAnswer.person_id) == desk.actor.person
        if characteristic is not None:
            mine = and_(mine, col(EqualityAnswer.characteristic) == characteristic)
        gone = desk.session.execute(
            delete(EqualityAnswer).where(mine).returning(col(EqualityAnswer.characteristic))
        ).all()
        desk.note("equality answers", desk.actor.person)
        return len(gone)


def answer_of(characteristic: str, person: Any) -> tuple[Any, Any]:
    """For counting alone: the condition that joins the answers to a column of people's keys, and the group that an
    answer puts somebody into; whoever gave none, or an answer that is no longer asked, is `NOT_STATED`.

    Raises:
        Invalid: there is no such question.
    """
    question = questions().get(characteristic)
    if question is None:
        raise Invalid(f"There is no question {characteristic!r}; see: talent equality show")
    said = col(EqualityAnswer.answer)
    joined = and_(
        col(EqualityAnswer.person_id) == person, col(EqualityAnswer.characteristic) == characteristic
    )
    return joined, case((said.in_(list(question.answers)), said), else_=literal(NOT_STATED))
