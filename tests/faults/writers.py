"""Several processes change the same plans: every change that was taken is there, and who came too late was told."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from datetime import UTC, datetime

from sqlalchemy import Engine

from store.engine import make_engine
from store.errors import Conflict
from store.service import Records
from store.views import ActionInput
from tests.faults.apart import Apart, Tell
from tests.faults.figures import Figures, measured
from tests.store.organisation import Organisation

_PLANS = 3
_AT_ONCE = 6
_STEPS = 40
"""How many marks a plan's action may have; there are as many plans as it takes."""


def write(tell: Tell, url: str, account: str, plans: list[str], changes: int, seed: int, blind: bool) -> None:
    """Be one of the writers: add marks to plans, and tell what was seen and what was taken.

    Args:
        tell: How to tell it.
        url: The store.
        account: The plans' owner, in a window of its own.
        plans: The plans.
        changes: How many marks.
        seed: The chance's seed.
        blind: Look up the version only when it is saved: whoever changed it since it was read is overwritten.
    """
    chance = random.Random(seed)
    records = Records(make_engine(url), account, lambda: datetime.now(UTC)).plans
    for number in range(changes):
        mark, key = f"{seed}.{number}", chance.choice(plans)
        while True:
            seen = records.get(key)
            (action,) = seen.actions
            time.sleep(chance.random() / (10 if blind else 500))  # a person reads it
            version = records.get(key).version if blind else seen.version
            begun = time.perf_counter()
            try:
                new = ActionInput("Lead", id=action.id, steps=(*action.steps, mark))
                saved = records.save([new], plan=key, expected_version=version)
            except Conflict:
                took = time.perf_counter() - begun
                tell({"plan": key, "read": (seen.version, action.steps), "took": took})
                continue
            took = time.perf_counter() - begun
            said = {"plan": key, "read": (seen.version, action.steps), "took": took}
            tell(said | {"mark": mark, "saved": (saved.version, saved.actions[0].steps)})
            break


def compete(engine: Engine, changes: int, seed: int, *, blind: bool = False) -> Figures:
    """Have six processes change the same few plans, and check all that they saw against one history.

    Args:
        engine: An empty store.
        changes: How many changes each makes.
        seed: The chance's seed.
        blind: Have them overwrite each other, to be found out.
    """
    org = Organisation(engine)
    org.team()
    count = max(_PLANS, _AT_ONCE * changes // _STEPS + 1)
    plans = [org["A"].plans.save([ActionInput("Lead")]).id for _ in range(count)]
    url = engine.url.render_as_string(hide_password=False)
    with measured(f"{_AT_ONCE} writers, {engine.dialect.name}{', blind' if blind else ''}", seed) as figures:
        running = [
            Apart(write, url, org.accounts["A"], plans, changes, seed + number, blind)
            for number in range(_AT_ONCE)
        ]
        told = [said for process in running for said in process.rest()]
        lines = [said for said in told if isinstance(said, dict)]
        figures.wrong += [str(said) for said in told if not isinstance(said, dict)]
        history: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
        for line in lines:
            for version, steps in (line["read"], *([line["saved"]] if "saved" in line else [])):
                before = history[line["plan"]].setdefault(version, steps)
                figures.expect(before == steps, f"version {version} was read as {before} and as {steps}")
        for key in plans:
            seen = org["A"].plans.get(key)
            there = seen.actions[0].steps
            taken = sorted(line["mark"] for line in lines if "mark" in line and line["plan"] == key)
            figures.expect(sorted(there) == taken, f"{len(taken)} changes were taken, {len(there)} are there")
            for version, steps in history[key].items():
                figures.expect(
                    steps == there[: len(steps)],
                    f"version {version} had {steps}, which is no part of {there}",
                )
        figures.expect(org["ADMIN"].audit.first_broken() is None, "the audit is broken")
        took = sorted(line["took"] for line in lines)
        figures.count = sum("mark" in line for line in lines)
        told = sum("mark" not in line for line in lines)
        figures.worst = (
            f"{took[int(len(took) * 0.99)] * 1000:.0f} ms at the 99th of 100, {told} told of a conflict"
        )
    return figures
