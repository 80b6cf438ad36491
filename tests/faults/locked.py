"""The store is locked by another program, for longer than people wait."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.faults.commands import talent
from tests.faults.figures import Figures, measured


def wait(sample: Path, seconds: float) -> Figures:
    """Lock a store for so long, and have commands come to it all the while.

    Args:
        sample: A home with the sample organisation; it is copied beside itself.
        seconds: How long.
    """
    home = sample.with_name("locked")
    shutil.copytree(sample, home)
    longest = 0.0
    with (
        measured(f"locked for {seconds:.0f} s", 0) as figures,
        closing(sqlite3.connect(home / "demo" / "talent.db", isolation_level=None)) as other,
    ):
        other.execute("BEGIN EXCLUSIVE")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            begun = time.monotonic()
            said = talent(home, "--demo", "complaint", "raise", "It is cold.")
            longest = max(longest, time.monotonic() - begun)
            figures.count += 1
            figures.expect(said.is_one_sentence and "another process" in said.err, str(said))
        other.execute("ROLLBACK")
        said = talent(home, "--demo", "complaint", "raise", "It is cold.")
        figures.expect(said.code == 0, f"and then: {said}")
        figures.worst = f"{longest:.1f} s until it was said"
    shutil.rmtree(home)
    return figures
