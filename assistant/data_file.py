"""Data files that people write: YAML that a pydantic model checks, with errors that name file and line."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from assistant.errors import GuideError
from knowledge.text import clean
from store import data
from store.errors import Invalid

M = TypeVar("M", bound=BaseModel)


def load(path: Path, schema: type[M], what: str) -> M:
    """Read one data file, as `store.data.load` does.

    Raises:
        GuideError: the file cannot be read, is not YAML, or is not what it should be; says where.
    """
    try:
        return data.load(path, schema, what, clean)
    except Invalid as error:
        raise GuideError(str(error)) from error
