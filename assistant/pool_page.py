"""What a pool's page shows an account, and pools from files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import GuideError
from knowledge.text import clean
from store.errors import NotAllowed
from store.service import Records
from store.views import Candidate, Criterion, MemberView, PoolView


@dataclass(frozen=True, slots=True)
class PoolPage:
    """A pool with whom the account may see in it; `candidates` is None for those who may not see any."""

    pool: PoolView
    members: tuple[MemberView, ...]
    candidates: tuple[Candidate, ...] | None


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


def pool_page(records: Records, name: str) -> PoolPage:
    """A pool's page; StoreError where there is no such pool or it is not the account's to see."""
    try:
        candidates: tuple[Candidate, ...] | None = tuple(records.pools.candidates(name))
    except NotAllowed:
        candidates = None
    return PoolPage(records.pools.get(name), tuple(records.pools.members(name)), candidates)


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
