"""The power goes at any moment: what was acknowledged is there, whatever the disk had not yet been told to keep."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from store.engine import make_engine
from tests.faults.disk import Disk, store_on
from tests.faults.figures import Figures, measured
from tests.faults.talking import Talk, begun_in

_TURNS = 12


def cut(template: Path, images: int, seed: int, *, journal: str = "WAL", synchronous: str = "") -> Figures:
    """Hold a conversation, then look at what would be left of it had the power gone at any moment.

    Args:
        template: An empty store with its schema.
        images: How many moments.
        seed: The chance's seed.
        journal: How the journal is kept.
        synchronous: A setting in place of the program's, to break it.
    """
    chance = random.Random(seed)
    with (
        measured(f"power cut, {journal} {synchronous or 'as set'}", seed) as figures,
        tempfile.TemporaryDirectory(dir=memory()) as name,
    ):
        folder = Path(name)
        path = folder / "talent.db"
        shutil.copy(template, path)
        talk = begun_in(path)
        disk = Disk()
        acknowledged = []  # how many steps the disk had seen when each turn was
        with store_on(disk, path, journal=journal, synchronous=synchronous) as engine:
            for _ in range(_TURNS):
                talk.say(engine)
                acknowledged.append(len(disk.steps))
        most = 0
        for number in range(images):
            moment = chance.randint(0, len(disk.steps))
            image = folder / f"image{number}"
            image.mkdir()
            disk.cut(moment, chance, image)
            known = sum(steps <= moment for steps in acknowledged)
            said = _found(talk, image / path.name, thorough=number % 10 == 0)
            figures.expect(
                said == known or said == known + 1, f"after step {moment}: {known} acknowledged, {said} there"
            )
            most = max(most, known - said if isinstance(said, int) else known)
            figures.count += 1
            shutil.rmtree(image)
        figures.worst = f"{most} turns lost"
    return figures


def _found(talk: Talk, path: Path, *, thorough: bool) -> int | str:
    """How many turns are in an image; what is wrong with it, if it is not whole."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                return "damaged"
            turns = connection.execute("SELECT count(*) FROM turn").fetchone()[0]
        if not thorough:
            return int(turns)
        engine = make_engine(f"sqlite:///{path}")
        try:
            return talk.check(engine)
        finally:
            engine.dispose()
    except (sqlite3.Error, AssertionError) as error:
        return str(error)


def memory() -> str | None:
    """A folder in memory, where there is one: thousands of files need no disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
