"""A conversation of which each turn says its number, so that what is missing is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from store.engine import make_engine
from store.service import Records
from store.views import AnswerInput, TurnInput
from tests.store.organisation import Organisation

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class Talk:
    """One that is being held: `turns` were acknowledged."""

    id: str
    host: str
    admin: str
    version: int
    turns: int = 0

    def say(self, engine: Engine) -> None:
        """One turn more; it counts once it is acknowledged."""
        number = self.turns + 1
        answer = AnswerInput("stage", "count", "individual", str(number), number)
        turn = TurnInput("individual", f"turn {number}", "reply")
        records = Records(engine, self.host, lambda: MOMENT)
        saved = records.conversations.save_turn(self.id, self.version, turn, [answer], {"at": number}, "open")
        self.version, self.turns = saved.version, number

    def check(self, engine: Engine) -> int:
        """How many turns are there. AssertionError where they do not hold together."""
        saved = Records(engine, self.host, lambda: MOMENT).conversations.get(self.id)
        count = len(saved.turns)
        assert [turn.text for turn in saved.turns] == [f"turn {number}" for number in range(1, count + 1)], (
            "gaps"
        )
        assert [answer.value for answer in saved.answers] == ([count] if count else []), "answers"
        assert Records(engine, self.admin, lambda: MOMENT).audit.first_broken() is None, "the audit is broken"
        return count


def begun_in(path: Path) -> Talk:
    """A conversation, begun in an empty store that gets a small team."""
    engine = make_engine(f"sqlite:///{path}")
    try:
        return begun(engine)
    finally:
        engine.dispose()


def begun(engine: Engine) -> Talk:
    """A conversation, begun in an empty store that gets a small team."""
    org = Organisation(engine)
    org.team()
    made = org.talk("A", "M")
    return Talk(made.id, org.accounts["M"], org.accounts["ADMIN"], made.version)
