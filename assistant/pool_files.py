"""Pools and nominations from files: what HR writes as YAML, and the templates to begin with."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from assistant import data_file
from assistant.errors import GuideError, InputError
from assistant.guide import loader
from assistant.guide.schema import Guide, Id, Question
from store.pools.views import PoolDetails
from store.service import Records
from store.views import Criterion, PoolView

BUILT_IN = Path(__file__).parent / "pools"


class CriterionFile(BaseModel):
    """A criterion: which recorded answer has to be one of which, and what evidence is wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    field: str
    side: Literal["individual", "manager"] = "individual"
    is_: tuple[str, ...] = Field(alias="is", min_length=1)
    evidence: str = ""


class PoolFile(BaseModel):
    """A pool as a file describes it; the keys are those of `store.pools.views.PoolDetails`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    purpose: str
    level: Literal["organisation", "local_system", "regional", "national"] = "organisation"
    opens: date | None = None
    closes: date | None = None
    criteria: tuple[CriterionFile, ...] = Field(min_length=1)
    job_family: str = ""
    posts: tuple[str, ...] = ()
    who_may_nominate: tuple[Literal["manager", "self", "hr"], ...] = ("manager", "self", "hr")
    size_limit: int | None = Field(default=None, ge=1)
    benefits: str = ""
    duties: str = ""
    review_months: int = Field(default=12, ge=1, le=12)
    max_months: int = Field(default=36, ge=1, le=120)
    targeted_group_evidence: str = ""
    proportionality_note: str = ""
    targeted_review_on: date | None = None
    owner: str | None = None
    published: bool = True


class PoolTemplate(PoolFile):
    """A pool to begin with; its dates are given when it is opened."""

    id: Id


class _Reasons(RootModel[dict[str, str]]):
    """By criterion, why."""


def templates(*folders: Path) -> dict[str, PoolTemplate]:
    """The templates of the folders, by id; GuideError, with file and line, where one does not hold together."""
    return loader.load_each(lambda path: data_file.load(path, PoolTemplate, "pool template"), *folders)


def pool_from_file(records: Records, path: Path, guides: Iterable[Guide]) -> PoolView:
    """Open a pool that a YAML file describes.

    Raises:
        GuideError: the file cannot be read, does not describe a pool, or asks for what no guide records.
        StoreError: the account may not open pools, or there is one of that name.
    """
    return _opened(records, data_file.load(path, PoolFile, "pool"), str(path), guides)


def pool_from_template(
    records: Records,
    template: str,
    known: Mapping[str, PoolTemplate],
    changes: Mapping[str, object],
    guides: Iterable[Guide],
) -> PoolView:
    """Open a pool as a template has it, but for what is given otherwise.

    Args:
        template: Its id.
        known: The templates by id.
        changes: By key of the file, what is to be otherwise; None leaves it.

    Raises:
        InputError: no such template.
        GuideError, StoreError: as in `pool_from_file`.
    """
    if template not in known:
        raise InputError(f"There is no pool template {template!r}; there are: {', '.join(sorted(known))}.")
    given = {name: value for name, value in changes.items() if value is not None}
    return _opened(records, known[template].model_copy(update=given), f"pool template {template}", guides)


def criteria_from_file(path: Path, guides: Iterable[Guide]) -> list[Criterion]:
    """The criteria of a pool's file, to revise a pool that has not opened. Raises GuideError."""
    described = data_file.load(path, PoolFile, "pool")
    return _criteria(described, str(path), guides)


def reasons_from_file(path: Path) -> dict[str, str]:
    """A nomination's reasons, by criterion, from a YAML file. Raises GuideError."""
    return data_file.load(path, _Reasons, "file of reasons").root


def criterion_text(given: str, criteria: Sequence[str]) -> tuple[str, str]:
    """A criterion and what is said to it, out of `CRITERION=text`; of a pool with one criterion the text will do.

    Raises:
        InputError: nothing of the sort.
    """
    name, equals, text = given.partition("=")
    spelt = {one.casefold(): one for one in criteria}
    if equals and name.strip().casefold() in spelt:
        return spelt[name.strip().casefold()], text.strip()
    if len(criteria) == 1:
        return criteria[0], given.strip()
    raise InputError(
        f"Say for which criterion {given[:40]!r} is, as CRITERION=text; the criteria are: {', '.join(criteria)}."
    )


def _opened(records: Records, described: PoolFile, where: str, guides: Iterable[Guide]) -> PoolView:
    details = {name: getattr(described, name) for name in PoolDetails.__dataclass_fields__}
    return records.pools.create(
        name=described.name,
        purpose=described.purpose,
        criteria=_criteria(described, where, guides),
        level=described.level,
        opens=described.opens,
        closes=described.closes,
        details=PoolDetails(**details),
    )


def _criteria(described: PoolFile, where: str, guides: Iterable[Guide]) -> list[Criterion]:
    questions = {question.id: question for guide in guides for question in guide.questions()}
    for criterion in described.criteria:
        _refuse_unrecorded(where, criterion, questions)
    return [Criterion(c.name, c.field, c.side, c.is_, c.evidence) for c in described.criteria]


def _refuse_unrecorded(where: str, criterion: CriterionFile, questions: Mapping[str, Question]) -> None:
    """A criterion that nothing on record could meet is a slip, and would keep everybody out without a word."""
    question = questions.get(criterion.field)
    if question is None:
        near = difflib.get_close_matches(criterion.field, questions, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; see: talent guide show"
        raise GuideError(f"{where}: {criterion.name}: no guide records {criterion.field!r}{hint}")
    if criterion.side not in question.sides:
        raise GuideError(
            f"{where}: {criterion.name}: {criterion.field} is not asked of the {criterion.side}."
        )
    known = {option.key for option in question.options}
    if unknown := [value for value in criterion.is_ if known and value not in known]:
        choices = ", ".join(sorted(known))
        raise GuideError(
            f"{where}: {criterion.name}: {criterion.field} is never {unknown[0]!r}; it is one of {choices}."
        )
