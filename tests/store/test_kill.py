"""A process killed at any moment has lost nothing that it had acknowledged.

The writer acknowledges each turn over a pipe once `save_turn` has returned; it is killed at a random moment; whatever
was acknowledged has to be in the store, whole, and the chain unbroken. A writer that acknowledges too early is there to
show that this test can fail.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from store.engine import make_engine, reading
from store.views import ConversationView
from tests.store.organisation import Organisation

WRITER = """
import os, sys
from datetime import UTC, datetime
from store.engine import make_engine
from store.service import Records
from store.views import AnswerInput, TurnInput

url, account, talk, early = sys.argv[1:]
conversations = Records(make_engine(url), account, lambda: datetime.now(UTC)).conversations
saved = conversations.get(talk)
while True:
    number = len(saved.turns) + 1
    if early == "early":
        os.write(1, f"{number}\\n".encode())
    answer = AnswerInput("stage", "count", "individual", str(number), number)
    turn = TurnInput("individual", f"turn {number}", "reply")
    saved = conversations.save_turn(saved.id, saved.version, turn, [answer], {"at": number}, "open")
    if early != "early":
        os.write(1, f"{number}\\n".encode())
"""


def acknowledged_by(engine: Engine, account: str, talk: str, turns: int, *, early: bool = False) -> int:
    """Run a writer until it has acknowledged so many turns, then kill it; gives the last one acknowledged."""
    url = engine.url.render_as_string(hide_password=False)
    arguments = [sys.executable, "-c", WRITER, url, account, talk, "early" if early else "late"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=root) as writer:
        assert writer.stdout is not None
        for _ in range(turns):
            assert writer.stdout.readline().strip(), "the writer stopped by itself"
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.stdout.read().split()
    return turns + len(rest)


def check(org: Organisation, talk: ConversationView) -> int:
    """The conversation holds together; gives its turns."""
    saved = org["M"].conversations.get(talk.id)
    count = len(saved.turns)
    assert [turn.text for turn in saved.turns] == [f"turn {number}" for number in range(1, count + 1)]
    assert saved.version == talk.version + count
    assert saved.position == ({"at": count} if count else {})
    assert [answer.value for answer in saved.answers] == ([count] if count else [])
    assert org["ADMIN"].audit.first_broken() is None
    return count


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_writer_has_lost_no_acknowledged_turn(sqlite: Engine) -> None:
    org = Organisation(sqlite)
    org.team()
    chance = random.Random(20)
    for _ in range(10):
        talk = org.talk("A", "M")
        acknowledged = acknowledged_by(sqlite, org.accounts["M"], talk.id, chance.randint(1, 12))
        kept = check(org, talk)
        assert acknowledged <= kept <= acknowledged + 1
        with reading(sqlite) as session:
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_the_same_holds_on_postgresql(postgresql: Engine) -> None:
    org = Organisation(postgresql)
    org.team()
    for turns in (1, 4, 9):
        talk = org.talk("A", "M")
        acknowledged = acknowledged_by(postgresql, org.accounts["M"], talk.id, turns)
        assert acknowledged <= check(org, talk) <= acknowledged + 1


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_writer_that_acknowledges_too_early_is_found_out(sqlite: Engine) -> None:
    org = Organisation(sqlite)
    org.team()
    lost = 0
    for turns in (1, 2, 3, 4, 5):
        talk = org.talk("A", "M")
        acknowledged = acknowledged_by(sqlite, org.accounts["M"], talk.id, turns, early=True)
        lost += acknowledged > check(org, talk)
        make_engine(str(sqlite.url)).dispose()
    assert lost
