"""The texts of the sample's people, drawn from in turn."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class Texts:
    """The texts, drawn from in turn so that neighbours differ."""

    data: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Begin every list at its beginning."""
        self._turns: dict[str, Iterator[Any]] = {}

    @property
    def actions(self) -> dict[str, Mapping[str, Any]]:
        """Every action, by its goal."""
        return {one["goal"]: one for family in self.data["families"].values() for one in family["actions"]}

    def next(self, *path: str) -> Any:
        """The next entry of a list."""
        key = "/".join(path)
        if key not in self._turns:
            found: Any = self.data
            for part in path:
                found = found[part]
            self._turns[key] = itertools.cycle(found)
        return next(self._turns[key])
