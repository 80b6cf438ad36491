"""How old the documents are that an answer quotes, and which of the bodies in it are no more. Pure but for loading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.data_file import load

BUILT_IN = Path(__file__).parent / "data" / "bodies.yaml"
_OLD = 5
"""Years after which guidance is old enough for its age to be said."""
_MOST = 2
_LOST = re.compile(
    r"\b(?:charts?|diagrams?|figure|graphs?|pictures?|dashboard|illustrations?)\b[^.]{0,60}\b(?:below|overleaf|above|opposite|"
    r"on pages?|lost)\b|\b(?:below|overleaf|opposite)\b[^.]{0,30}\b(?:chart|diagram|figure|graph|picture)\b|"
    r"\billustrated overleaf\b|^(?:figure|fig\.|chart|diagram)\b[^\n]{0,100}$",
    re.IGNORECASE | re.MULTILINE,
)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    name: Annotated[str, Field(min_length=3, max_length=120)]
    short: Annotated[str, Field(max_length=20)] = ""
    ended: Annotated[int, Field(ge=1800, le=2200)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    bodies: list[_Body] = []


@dataclass(frozen=True, slots=True)
class Body:
    """A body that is no more.

    Attributes:
        name: What it was called.
        ended: The year in which it ended.
        mention: Finds it in a text.
    """

    name: str
    ended: int
    mention: re.Pattern[str]


def load_bodies(own: Path) -> tuple[Body, ...]:
    """The built-in bodies, and an organisation's own. Raises GuideError: says in which line."""
    files = [load(path, _File, "list of bodies") for path in (BUILT_IN, own) if path.exists()]
    return tuple(_body(one) for file in files for one in file.bodies)


def remark(quotes: Sequence[str], years: Sequence[int | None], bodies: Sequence[Body], this_year: int) -> str:
    """What a reader should know of an answer's age, in a line; empty where nothing has to be said.

    Args:
        quotes: What the answer quotes.
        years: When each quotation's document is from.
        bodies: Bodies that are no more.
        this_year: The present one.
    """
    said = []
    known = {year for year in years if year is not None}
    if any(this_year - year >= _OLD for year in known):
        said.append(f"From {' and '.join(_dated(year, years) for year in sorted(known))}.")
    gone = [body for body in bodies if any(body.mention.search(quote) for quote in quotes)]
    for body in gone[:_MOST]:
        said.append(f"{body.name} ended in {body.ended}.")
    if any(_LOST.search(quote) for quote in quotes):
        said.append("A figure that this speaks of is not in the text.")
    return " ".join(said)


def _dated(year: int, years: Sequence[int | None]) -> str:
    """A year, with the markers of its quotations where others are from other years."""
    if set(years) == {year}:
        return str(year)
    return f"{year} {''.join(f'[{number}]' for number, one in enumerate(years, 1) if one == year)}"


def _body(one: _Body) -> Body:
    several = one.name.endswith("s")
    named = re.escape(one.name.removesuffix("ies")) + "(?:ies|y)" if one.name.endswith("ies") else ""
    named = named or (f"{re.escape(one.name.removesuffix('s'))}s?" if several else re.escape(one.name))
    if " " in one.name:  # one word alone may mean something else where it is no name
        named = f"(?i:{named})"
    short = rf"|\b{re.escape(one.short)}s?\b" if one.short else ""
    shown = f"{one.short}s" if one.short and several else f"The {one.name}" if " " in one.name else one.name
    return Body(shown, one.ended, re.compile(rf"\b{named}\b{short}"))
