"""What the library tells about itself and its work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Outcome = Literal["added", "updated", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work is: what is being done, and how much of it out of how much."""

    what: str
    done: int
    total: int


OnProgress = Callable[[Progress], None]


def quiet(_: Progress) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; `reason` says why it was refused, or what was left out of it."""

    name: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """How the library stands.

    Attributes:
        passages: How many are searched.
        encoder: Whose vectors they have: a model and the beginning of its weights' digest.
        chunker: Version of the reading and the cut.
        generation: Number of the live search index; 0 where there is none.
        index: "live", or why exact search is used instead.
    """

    documents: int
    notes: int
    passages: int
    encoder: str
    chunker: int
    generation: int
    index: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Text:
    """A document's stored text, in which citations' offsets count."""

    name: str
    title: str
    publisher: str
    year: int | None
    text: str
