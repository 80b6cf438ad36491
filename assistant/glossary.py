"""The glossary: which words stand for one another, as data files say. Built in, and the organisation's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.data_file import load
from knowledge.words import Glossary

BUILT_IN = Path(__file__).parent / "data" / "glossary.yaml"
_Words = Annotated[str, BeforeValidator(str), Field(min_length=1, max_length=80)]
"""A word or phrase; YAML may have taken it for a number."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    abbreviations: dict[_Words, _Words] = {}
    alike: list[Annotated[list[_Words], Field(min_length=2)]] = []


def load_glossary(own: Path) -> Glossary:
    """The built-in glossary, with an organisation's own where it has one.

    Args:
        own: The organisation's file. What it says of an abbreviation goes before what the built-in one says.

    Raises:
        GuideError: the file is there and is no glossary; says in which line.
    """
    files = [load(path, _File, "glossary") for path in (BUILT_IN, own) if path.exists()]
    return Glossary(
        {short: long for file in files for short, long in file.abbreviations.items()},
        tuple(tuple(group) for file in files for group in file.alike),
    )
