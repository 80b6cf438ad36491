"""What a pool's page shows an account, and pools from files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import GuideError
from assistant.guide import wording
from assistant.guide.schema import Guide, Question
from knowledge.text import clean
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


def pool_from_file(records: Records, path: Path) -> PoolView:
    """Open a pool that a YAML file describes.

    Raises:
        GuideError: the file cannot be read or does not describe a pool.
        StoreError: the account may not open pools, or there is one of that name.
    """
    try:
        data: Any = yaml.safe_load(clean(path.read_text(encoding="utf-8")))
        described = _PoolFile.model_validate(data)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise GuideError(f"The pool's file {path} cannot be read: {reason}.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise GuideError(f"{path}:{mark.line + 1 if mark else 1}: this is not YAML.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the pool"
        raise GuideError(f"{path}: {where}: {first['msg']}.") from error
    criteria = [Criterion(c.name, c.field, c.side, c.is_, c.evidence) for c in described.criteria]
    return records.pools.create(
        name=described.name,
        purpose=described.purpose,
        criteria=criteria,
        level=described.level,
        opens=described.opens,
        closes=described.closes,
    )
