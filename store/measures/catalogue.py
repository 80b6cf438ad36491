"""The measures' definitions: a data file, so that what a figure says of itself can be read and edited in one place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from store.data import FOLDER, Id, Part, Text, load

BUILT_IN = FOLDER / "measures.yaml"
Unit = Literal["share", "ratio", "count", "days", "years", "rounds"]
Counts = Literal["people", "posts", "questions", "money"]
Chapter = Literal["conversations", "plans", "posts", "pools", "fairness", "guidance"]


class Definition(Part):
    """What a measure says of itself.

    Attributes:
        label: Its name.
        chapter: Beside which others it stands.
        definition: What it says, in a sentence.
        numerator: What is counted.
        denominator: Of what; for what has none, what there are parts of, or values.
        exclusions: Who and what is left out.
        unit: What its value is: a share from 0 to 1, a ratio, a count, or a length.
        counts: What it is about. What is about people is suppressed everywhere, the rest where it is published.
        target: What is aimed at, in its unit, where there is an aim.
        source: Where the measure or its aim is from, where it is published: title, year, section.
    """

    label: Text
    chapter: Chapter
    definition: Text
    numerator: Text
    denominator: Text
    exclusions: tuple[Text, ...] = ()
    unit: Unit
    counts: Counts
    target: float | None = Field(default=None, ge=0)
    source: Text | None = None


class Catalogue(Part):
    """All definitions by their id, in the order in which they are shown."""

    version: int
    measures: Mapping[Id, Definition] = Field(min_length=1)


@cache
def catalogue(path: Path = BUILT_IN) -> Mapping[str, Definition]:
    """The definitions of a file. Raises Invalid, with file and line, where it does not hold together."""
    return load(path, Catalogue, "list of measures").measures
