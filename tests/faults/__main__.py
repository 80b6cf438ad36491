"""`python -m tests.faults N [SEED]`: every fault about N times, with figures; 1 in the exit code where one was wrong.

The power is cut N times in each way of keeping a journal, N writers are killed, N writes fail; what takes longer is
done a tenth as often. All of it is on SQLite; what the suite asks for is on PostgreSQL, too.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from store.cipher import Key
from store.engine import make_engine
from store.schema import upgrade
from tests.faults.damage import change
from tests.faults.figures import Figures
from tests.faults.full import fail
from tests.faults.kills import CASES, kill
from tests.faults.locked import wait
from tests.faults.power import cut, memory
from tests.faults.talks import kill_conversations, kill_writers
from tests.faults.writers import compete


def figures(count: int, seed: int, folder: Path) -> Iterator[Figures]:
    """Each fault in turn."""
    template = folder / "template.db"
    engine = make_engine(f"sqlite:///{template}")
    upgrade(engine)
    engine.dispose()
    yield cut(template, count, seed)
    yield cut(template, count, seed, journal="DELETE")
    yield cut(template, count // 10, seed, synchronous="NORMAL")
    yield fail(template, count, seed)
    yield change(count, seed)
    yield change(count, seed, Key.random())
    for number, key in enumerate((None, Key.random())):
        engine = make_engine(f"sqlite:///{folder}/writers{number}.db", key)
        upgrade(engine)
        yield kill_writers(engine, count, seed)
        engine.dispose()
    engine = make_engine(f"sqlite:///{folder}/plans.db")
    upgrade(engine)
    yield compete(engine, max(5, count // 6), seed)
    engine.dispose()
    home = _home(folder)
    yield wait(home, 30)
    for name in CASES:
        yield kill(name, home, max(4, count // 10), seed, folder)
    yield kill_conversations(home, max(3, count // 10), seed, folder)


def _home(folder: Path) -> Path:
    """A home with the sample organisation and its library."""
    from assistant.compose import open_home

    os.environ["TALENT_ENCODERS"] = str(folder / "encoders")
    home = open_home(folder / "sample").sample()
    home.guidance.library.warm()
    home.close()
    return folder / "sample"


def main(words: list[str]) -> int:
    """Do all of it, and print the figures as they come."""
    count = int(words[0]) if words else 500
    seed = int(words[1]) if len(words) > 1 else 1
    wrong = 0
    with tempfile.TemporaryDirectory(dir=memory()) as name:
        for found in figures(count, seed, Path(name)):
            meant = "NORMAL" in found.name
            print(f"{found}{' (as it has to be)' if meant and found.wrong else ''}", flush=True)
            wrong += bool(found.wrong) != meant
    print(f"{wrong} of these are not as they should be" if wrong else "all as it should be", flush=True)
    sys.stdout.flush()
    os._exit(1 if wrong else 0)  # what loads a model cannot be relied on to end by itself


if __name__ == "__main__":
    main(sys.argv[1:])
