"""A byte changes in the store's file, by a bad disk or by hand: looking through the store notices it."""

from __future__ import annotations

import random
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

from store.cipher import Key, connect
from store.engine import make_engine
from store.errors import StoreUnavailable
from store.health import examine
from store.schema import upgrade
from tests.faults.figures import Figures, measured
from tests.faults.power import memory
from tests.store.organisation import Organisation


def change(times: int, seed: int, key: Key | None = None, *, pages_only: bool = False) -> Figures:
    """Change one byte of a store's file so often, and look through it.

    In a plain file it is a letter in a signed answer or in the audit; in an encrypted one it is any byte.

    Args:
        times: How often.
        seed: The chance's seed.
        key: The store's key; None for a plain one.
        pages_only: Look at pages and references alone, as SQLite does by itself, which is not enough.
    """
    chance = random.Random(seed)
    kind = f"{'encrypted' if key else 'plain'}{', pages only' if pages_only else ''}"
    with (
        measured(f"a byte changed, {kind}", seed) as figures,
        tempfile.TemporaryDirectory(dir=memory()) as name,
    ):
        path = Path(name) / "talent.db"
        engine = make_engine(f"sqlite:///{path}", key)
        upgrade(engine)
        org = Organisation(engine)
        org.team()
        for number in range(6):
            org.signed(
                "A", "M", ambition="step_up", results=f"Result {number} that mattered most to everybody"
            )
        engine.dispose()
        with closing(connect(path, key)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            seals = [seal for (seal,) in connection.execute("SELECT seal FROM audit")]
        good = path.read_bytes()
        places = [good.index(f"Result {number} that".encode()) for number in range(6)] if key is None else []
        places += [good.index(seal.encode()) for seal in seals] if key is None else []
        for _ in range(times):
            at = chance.choice(places) + chance.randint(0, 9) if places else chance.randrange(len(good))
            bad = bytearray(good)
            bad[at] ^= 1
            here = Path(name) / "changed.db"
            shutil.copy(path, here)  # with its rights
            here.write_bytes(bad)
            figures.expect(
                not _looks_well(here, key, pages_only),
                f"byte {at} of {len(good)} changed, and nobody noticed",
            )
            figures.count += 1
            for left in Path(name).glob("changed.db*"):
                left.unlink()
    figures.worst = f"{len(figures.wrong)} of {times} not noticed"
    return figures


def _looks_well(path: Path, key: Key | None, pages_only: bool) -> bool:
    engine = make_engine(f"sqlite:///{path}", key)
    try:
        found = examine(engine)
    except StoreUnavailable:
        return False
    finally:
        engine.dispose()
    return found.whole and (pages_only or (found.broken is None and not found.damaged))
