"""What the cover of posts is called: a data file that HR may edit, checked so that it can never change what fires."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from pydantic import model_validator

from store.data import FOLDER, Part, Text, exactly, load, takes
from store.succession.facts import Ground
from store.succession.flags import Flag, FlagKind
from store.succession.status import ROWS, Because, Colour, Kind, Status, Why

BUILT_IN = FOLDER / "succession.yaml"


class Source(Part):
    """Where the published rows are from."""

    title: Text
    publisher: Text
    year: int
    section: Text


class RowWords(Part):
    """What one row is called, and what it asks for."""

    word: Text
    rule: Text


class Words(Part):
    """Everything that is said about cover."""

    version: int
    source: Source
    colours: Mapping[Colour, Text]
    kinds: Mapping[Kind, Text]
    rows: Mapping[int, RowWords]
    because: Mapping[Why, Text]
    flags: Mapping[FlagKind, Text]
    grounds: Mapping[Ground, Text]

    @model_validator(mode="after")
    def _holds_together(self) -> Words:
        exactly("rows", self.rows, ROWS)
        exactly("colours", self.colours, Colour)
        exactly("kinds", self.kinds, ["published", "ours"])
        exactly("because", self.because, Why)
        exactly("flags", self.flags, FlagKind)
        exactly("grounds", self.grounds, Ground)
        if len({label.casefold() for label in self.colours.values()}) < len(Colour):
            raise ValueError("two colours have the same name, so that nobody could tell them apart")
        for said in self.because.values():
            takes(said, "people", "day")
        for said in self.flags.values():
            takes(said, "people", "unit")
        return self

    def headline(self, status: Status) -> str:
        """Colour and word of a status, and which row fired: "Green: covered (row 2, …)"."""
        row, kind = self.rows[status.row], self.kinds[status.kind]
        return f"{self.colours[status.colour]}: {row.word} (row {status.row}, {kind})"

    def reason(self, because: Because, name: Callable[[str], str] = str) -> str:
        """A fact in words.

        Args:
            because: The fact.
            name: Gives what a person's key is called for whoever reads this; who may not see names gets none.
        """
        day = because.day.isoformat() if because.day else "a day that nobody has said"
        return self.because[because.why].format(people=", ".join(map(name, because.people)), day=day)

    def flag(self, flag: Flag, name: Callable[[str], str] = str) -> str:
        """A flag in words; `name` as in `reason`."""
        return self.flags[flag.kind].format(people=", ".join(map(name, flag.people)), unit=flag.unit)


@cache
def words(path: Path = BUILT_IN) -> Words:
    """The words of a file. Raises Invalid, with file and line, where it does not hold together."""
    return load(path, Words, "words for succession")
