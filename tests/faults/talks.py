"""Whoever holds a conversation is killed at any moment: each turn that was acknowledged is there."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import Engine, text

from store.cipher import Key, key_of
from store.engine import make_engine, reading
from tests.faults.apart import Apart, Tell
from tests.faults.figures import Figures, measured
from tests.faults.kills import opened
from tests.faults.talking import Talk, begun

LINES = (
    "To agree what I do next.",
    "yes",
    "nothing special",
    "nothing",
    "Both of us",
    "none needed",
    "In May I rewrote the discharge leaflet with pharmacy and calls about tablets fell by half.",
    "that one was achieved",
    "no",
)
"""A conversation as it is typed, a turn a line."""
_CONVERSE = ("--demo", "converse", "talent_conversation", "--about", "P0006", "--mode", "light", "--json")


def kill_writers(engine: Engine, times: int, seed: int, *, early: bool = False) -> Figures:
    """Kill processes that save turns as fast as they can, and say of each that it was saved.

    Args:
        engine: An empty store, on either database, plain or encrypted.
        times: How many processes.
        seed: The chance's seed.
        early: Have them say so before it is, to be found out.
    """
    chance = random.Random(seed)
    key = key_of(engine) if engine.dialect.name == "sqlite" else None
    kind = f"{engine.dialect.name}{' encrypted' if key else ''}"
    url = engine.url.render_as_string(hide_password=False)
    talk = begun(engine)
    with measured(f"kill a writer, {kind}{', too early' if early else ''}", seed) as figures:
        turns = lost = 0
        for number in range(times):
            process = Apart(write, url, key.raw if key else None, talk, early)
            known = 0
            for _ in range(chance.randint(1, 4)):
                known = process.told()
            time.sleep(chance.random() / 20)
            process.kill()
            known = max([known, *process.rest()])
            try:
                there = talk.check(engine)
                figures.expect(known <= there <= known + 1, f"{number}: {known} acknowledged, {there} there")
            except AssertionError as error:
                there = 0
                figures.expect(False, f"{number}: {error}")
            lost = max(lost, known - there)
            turns += known - talk.turns
            talk.turns, talk.version = there, talk.version + there - talk.turns
            figures.count += 1
        if engine.dialect.name == "sqlite":
            with reading(engine) as session:
                whole = session.execute(text("PRAGMA integrity_check")).scalar_one()
            figures.expect(whole == "ok", whole)
        figures.worst = f"{lost} of {turns} acknowledged turns lost at once"
    return figures


def write(tell: Tell, url: str, raw: bytes | None, talk: Talk, early: bool) -> None:
    """Be a writer: save a turn, say so, and on."""
    engine = make_engine(url, Key(raw) if raw else None)
    while True:
        if early:
            tell(talk.turns + 1)
        talk.say(engine)
        if not early:
            tell(talk.turns)


def kill_conversations(home: Path, times: int, seed: int, folder: Path, *, early: bool = False) -> Figures:
    """Kill `talent converse`, to which a conversation is typed.

    Args:
        home: A home with the sample organisation and its library; it is copied.
        times: How often.
        seed: The chance's seed.
        folder: Where copies may lie.
        early: Have turns acknowledged before they are saved, to be found out.
    """
    chance = random.Random(seed)
    with measured(f"kill talent converse{', too early' if early else ''}", seed) as figures:
        records = [
            _without_moment(line["record"])
            for line in Apart(hold, _copied(home, folder), False).rest()
            if isinstance(line, dict)
        ]
        figures.expect(len(records) == len(LINES) + 1, f"{len(records)} replies to {len(LINES)} turns")
        worst = 0
        for number in range(times):
            here = _copied(home, folder)
            process = Apart(hold, here, early)
            said = [process.told() for _ in range(chance.randint(1, len(records) - 1))]
            time.sleep(chance.random() / 10)
            process.kill()
            said += process.rest()
            # told early, each turn is told twice: the second time, as usual, once it is saved
            known = sum("record" not in line for line in said) if early else len(said) - 1
            there = _record(here, said[0]["conversation"])
            figures.expect(
                there in records[known : known + 2],
                f"{number}: after {known} acknowledged turns, there is {there}",
            )
            worst = max(worst, known - records.index(there) if there in records else known)
            figures.count += 1
        figures.worst = f"{worst} acknowledged turns lost"
    return figures


def hold(tell: Tell, home: Path, early: bool) -> None:
    """Be `talent converse`: what it prints is told as it is printed."""
    from tui.cli import run

    class Told(io.StringIO):
        def write(self, said: str) -> int:
            if said.startswith("{"):
                tell(json.loads(said))
            return len(said)

    os.environ["TALENT_HOME"] = str(home)
    sys.stdin = io.StringIO("\n".join(LINES))
    if early:
        _tell_early(tell)
    with redirect_stdout(Told()):
        run(list(_CONVERSE))


def _tell_early(tell: Tell) -> None:
    """Have every turn acknowledged a moment before it is saved."""
    from store.conversations import Conversations

    save = Conversations.save_turn

    def saved(self: Conversations, conversation: str, *given: Any, **named: Any) -> Any:
        tell({"conversation": conversation})
        time.sleep(0.2)
        return save(self, conversation, *given, **named)

    mock.patch.object(Conversations, "save_turn", saved).start()


def _record(folder: Path, conversation: str) -> Any:
    """What is on record, as the conversation that is taken up again has it."""
    home = opened(folder)
    try:
        return _without_moment(json.loads(json.dumps(home.sign_in().resume(conversation).view().record)))
    finally:
        home.close()


def _without_moment(record: Any) -> Any:
    """A record without the moment at which it was begun, which no two have in common."""
    return record | {
        "open": {field: said for field, said in record.get("open", {}).items() if field != "started_at"}
    }


def _copied(home: Path, folder: Path) -> Path:
    shutil.rmtree(folder / "home", ignore_errors=True)
    return Path(shutil.copytree(home, folder / "home"))
