"""The sample's equality answers: most people have given some, drawn by lot, so that they say nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import insert

from store import audit_chain
from store.equality import PREFER_NOT_TO_SAY, questions
from store.models import Account, EqualityAnswer
from store.sample.diary import Diary, moment
from store.sample.staff import Staff

_SEED = 20_261_120
_ANSWERS_ANY, _ANSWERS_THIS, _WOULD_RATHER_NOT = 0.85, 0.92, 0.06
_ONE_IN: Mapping[str, Mapping[str, int]] = {
    "sex": {"female": 6, "male": 4},
    "disability": {"disabled": 2, "not_disabled": 9},
    "gender_reassignment": {"different": 1, "same": 40},
    "pregnancy": {"pregnant": 1, "not_pregnant": 14},
    "sexual_orientation": {"heterosexual": 12},
    "ethnicity": {"white": 6, "mixed": 1, "other_ethnicity": 1, "asian": 3, "black": 3},
}
"""How often an answer is drawn beside the others of its question; once where nothing is said."""


def give_answers(diary: Diary, staff: Staff, today: date) -> None:
    """Enter when who gave which answers."""
    chance = Random(_SEED)  # noqa: S311 (invented people need no secret dice)
    for name, person in staff.people.items():
        if chance.random() > _ANSWERS_ANY:
            continue
        at = moment(max(today - timedelta(days=chance.randint(10, 80)), person.started_on or today), 90)
        given = {
            key: _drawn(chance, key, tuple(one.answers))
            for key, one in questions().items()
            if chance.random() < _ANSWERS_THIS
        }
        rows = [
            {"person_id": person.id, "characteristic": key, "answer": answer, "answered_on": at.date()}
            for key, answer in given.items()
        ]
        diary.enter(at, partial(_give, diary, staff.account[name], person.id, at, rows))


def _drawn(chance: Random, characteristic: str, answers: Sequence[str]) -> str:
    if chance.random() < _WOULD_RATHER_NOT:
        return PREFER_NOT_TO_SAY
    weights = _ONE_IN.get(characteristic, {})
    return chance.choices(answers, [weights.get(one, 1) for one in answers])[0]


def _give(diary: Diary, account: str, person: str, at: datetime, rows: list[dict[str, Any]]) -> None:
    if rows:
        diary.session.execute(insert(EqualityAnswer), rows)
    by = diary.session.get_one(Account, account).name
    entry = audit_chain.Entry(at, by, "equality.own", "equality answers", person)
    audit_chain.append(diary.session, entry)
