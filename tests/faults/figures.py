"""What a fault test has to say for itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Figures:
    """The figures of one run.

    Attributes:
        name: What was done.
        seed: From which it can be done again.
        count: How often.
        wrong: What should not have been, a line each.
        worst: The worst figure, in words.
        seconds: How long all of it took.
    """

    name: str
    seed: int
    count: int = 0
    wrong: list[str] = field(default_factory=list)
    worst: str = ""
    seconds: float = 0.0

    def expect(self, right: bool, otherwise: str) -> None:
        """Note what is wrong, if it is."""
        if not right:
            self.wrong.append(otherwise)

    def __str__(self) -> str:
        said = f"{self.name}: seed {self.seed}, {self.count} times, {len(self.wrong)} wrong"
        worst = f", worst {self.worst}" if self.worst else ""
        first = "".join(f"\n    {line}" for line in self.wrong[:5])
        return f"{said}{worst}, {self.seconds:.1f} s{first}"


@contextmanager
def measured(name: str, seed: int) -> Iterator[Figures]:
    """Figures of what a block does."""
    figures = Figures(name, seed)
    begun = time.perf_counter()
    try:
        yield figures
    finally:
        figures.seconds = time.perf_counter() - begun
