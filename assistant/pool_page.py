"""What a pool's page shows an account, and pools from files."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant import data_file
from assistant.errors import GuideError
from assistant.guide import wording
from assistant.guide.schema import Guide, Question
from store.errors import NotAllowed
from store.service import Records
from store.views import Candidate, Criterion, MemberView, PoolView


@dataclass(frozen=True, slots=True)
class CandidateLine(Candidate):
    """Somebody as a pool's page shows them.

    Attributes:
        said: Whether they fit, and if not what is not on record, or that their agreement is missing.
        facts: The facts that meet criteria, in the guide's words, with their dates.
    """

    said: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PoolPage:
    """A pool with whom the account may see in it.

    Attributes:
        pool: What was published of it.
        criteria: Its criteria in the guide's words.
        members: Who stands where.
        candidates: Those who fit, those whose agreement is missing, the others; by name within each, for nobody is
            ranked. None for an account that may not see any.
    """

    pool: PoolView
    criteria: tuple[str, ...]
    members: tuple[MemberView, ...]
    candidates: tuple[CandidateLine, ...] | None


class _CriterionFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    field: str
    side: Literal["individual", "manager"] = "individual"
    is_: tuple[str, ...] = Field(alias="is", min_length=1)
    evidence: str = ""


class _PoolFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    purpose: str
    level: Literal["organisation", "local_system", "regional", "national"] = "organisation"
    opens: date | None = None
    closes: date | None = None
    criteria: tuple[_CriterionFile, ...] = Field(min_length=1)


def pool_page(records: Records, name: str, guides: Iterable[Guide]) -> PoolPage:
    """A pool's page; StoreError where there is no such pool or it is not the account's to see."""
    pool = records.pools.get(name)
    questions = {question.id: question for guide in guides for question in guide.questions()}
    try:
        found: list[Candidate] | None = records.pools.candidates(name)
    except NotAllowed:
        found = None
    return PoolPage(
        pool=pool,
        criteria=tuple(_criterion(one, questions) for one in pool.criteria),
        members=tuple(records.pools.members(name)),
        candidates=None
        if found is None
        else tuple(_line(one, questions) for one in sorted(found, key=_group)),
    )


def _group(one: Candidate) -> int:
    return 0 if one.fits else 1 if one.agreement != "yes" else 2


def _line(one: Candidate, questions: Mapping[str, Question]) -> CandidateLine:
    if one.agreement != "yes":
        said = "agreement missing"
    else:
        said = "fits" if one.fits else f"not on record: {', '.join(one.missing)}"
    facts = tuple(
        f"{criterion.name}: {_value(fact.value, questions.get(fact.field))}, as the {fact.side} sees it, "
        f"recorded {fact.recorded_on}, counts until {fact.expires_on}"
        for criterion, fact in one.met
    )
    return CandidateLine(one.person, one.met, one.missing, one.agreement, one.state, said, facts)


def _criterion(one: Criterion, questions: Mapping[str, Question]) -> str:
    question = questions.get(one.field)
    label = question.label if question else one.field.replace("_", " ")
    wanted = " or ".join(_value(value, question) for value in one.values)
    evidence = f" ({one.evidence})" if one.evidence else ""
    return f"{one.name}: {label}, as the {one.side} sees it, is {wanted}{evidence}"


def _value(value: object, question: Question | None) -> str:
    return wording.shown(question, value) if question else str(value).replace("_", " ")


def pool_from_file(records: Records, path: Path, guides: Iterable[Guide]) -> PoolView:
    """Open a pool that a YAML file describes.

    Raises:
        GuideError: the file cannot be read, does not describe a pool, or asks for what no guide records.
        StoreError: the account may not open pools, or there is one of that name.
    """
    described = data_file.load(path, _PoolFile, "pool")
    questions = {question.id: question for guide in guides for question in guide.questions()}
    for criterion in described.criteria:
        _refuse_unrecorded(path, criterion, questions)
    criteria = [Criterion(c.name, c.field, c.side, c.is_, c.evidence) for c in described.criteria]
    return records.pools.create(
        name=described.name,
        purpose=described.purpose,
        criteria=criteria,
        level=described.level,
        opens=described.opens,
        closes=described.closes,
    )


def _refuse_unrecorded(path: Path, criterion: _CriterionFile, questions: Mapping[str, Question]) -> None:
    """A criterion that nothing on record could meet is a slip, and would keep everybody out without a word."""
    question = questions.get(criterion.field)
    if question is None:
        near = difflib.get_close_matches(criterion.field, questions, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; see: talent guide show"
        raise GuideError(f"{path}: {criterion.name}: no guide records {criterion.field!r}{hint}")
    if criterion.side not in question.sides:
        raise GuideError(f"{path}: {criterion.name}: {criterion.field} is not asked of the {criterion.side}.")
    known = {option.key for option in question.options}
    if unknown := [value for value in criterion.is_ if known and value not in known]:
        choices = ", ".join(sorted(known))
        raise GuideError(
            f"{path}: {criterion.name}: {criterion.field} is never {unknown[0]!r}; it is one of {choices}."
        )
