"""Past appraisals: that they took place, for those whose they are and for what the dashboard counts of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select as sql_select
from sqlalchemy import true
from sqlalchemy.orm import Session
from sqlmodel import col

from store.desk import Desk, Service, person_by_reference, reads
from store.models import Appraisal, colleague

MEASURE = "appraisal_rate"


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
        said: list[Any] = [Appraisal.held_on, Appraisal.completed_on, Appraisal.kind]
        columns = [*said, colleague.c.reference, colleague.c.name]
        theirs = (
            sql_select(*columns)
            .outerjoin(colleague, colleague.c.id == col(Appraisal.reviewer_id))
            .where(col(Appraisal.person_id) == who.id)
            .order_by(col(Appraisal.held_on).desc(), col(Appraisal.kind))
        )
        return [AppraisalView(*row) for row in desk.session.execute(theirs)]


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
