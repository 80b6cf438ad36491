"""The disk is full, or breaks, at the n-th write: one sentence, nothing lost that was acknowledged, and on it goes."""

from __future__ import annotations

import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import apsw
from sqlalchemy import Engine

from store.engine import make_engine
from store.errors import StoreUnavailable
from tests.faults.disk import Disk, store_on
from tests.faults.figures import Figures, measured
from tests.faults.power import memory
from tests.faults.talking import Talk, begun_in

_TURNS = 4


def fail(template: Path, times: int, seed: int, *, lies: bool = False) -> Figures:
    """Hold conversations on a disk that fails at some write or sync, in turn full and broken.

    Args:
        template: An empty store with its schema.
        times: How often.
        seed: The chance's seed.
        lies: The disk keeps its failure to itself: what then is lost has to be found.
    """
    chance = random.Random(seed)
    with (
        measured(f"disk full or broken at a write{', unsaid' if lies else ''}", seed) as figures,
        tempfile.TemporaryDirectory(dir=memory()) as name,
    ):
        began = Path(name) / "began.db"
        shutil.copy(template, began)
        talk = begun_in(began)
        for number in range(times):
            path = Path(name) / "talent.db"
            for old in Path(name).glob("talent.db*"):
                old.unlink()
            shutil.copy(began, path)
            journal = chance.choice(["WAL", "DELETE"])
            failure = [apsw.FullError, apsw.IOError][number % 2]
            disk = Disk(failure=failure, lies=lies)
            held = replace(talk)
            said = ""
            with store_on(disk, path, journal=journal) as engine:
                engine.connect().close()
                disk.fails_at = disk.touched + chance.randint(1, 60 if journal == "WAL" else 90)
                try:
                    for _ in range(_TURNS):
                        held.say(engine)
                except StoreUnavailable as error:
                    said = str(error)
                reached = disk.failed > 0
                disk.fails_at = 0  # there is room again
                engine.dispose()
                if said:
                    _goes_on(figures, held, engine, number)
            figures.count += reached
            if reached and not lies:
                word = "disk is full" if failure is apsw.FullError else "disk reports an error"
                figures.expect(word in said and "\n" not in said, f"{number}: {said or 'nothing'} was said")
            engine = make_engine(f"sqlite:///{path}")
            try:
                found = held.check(engine)
                figures.expect(found == held.turns, f"{number}: {held.turns} acknowledged, {found} there")
            except (StoreUnavailable, AssertionError) as error:
                figures.expect(False, f"{number}: {error}")
            finally:
                engine.dispose()
    return figures


def _goes_on(figures: Figures, held: Talk, engine: Engine, number: int) -> None:
    """The turn that was refused can be said again."""
    try:
        before = held.check(engine)
        figures.expect(before == held.turns, f"{number}: {held.turns} acknowledged, {before} there at once")
        held.say(engine)
    except (StoreUnavailable, AssertionError) as error:
        figures.expect(False, f"{number}: and then {error}")
