"""A conversation of the sample as rows: what was typed, what was asked to it, what is on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from store.models import Answer, Conversation, Turn, new_key
from store.sample.said import Said

FACTS = frozenset({"started_at", "prepared", "framework_id"})
"""The fields that nobody is asked."""


def write_down(
    session: Session,
    row: Conversation,
    begun: datetime,
    said: Sequence[Said],
    typed: Sequence[Said],
    asks: Mapping[str, str],
) -> None:
    """Add a conversation's answers, and its turns, two minutes each.

    Args:
        said: What is on record.
        typed: What of it was typed in turn, and after that what is still to be.
        asks: What is asked for a field.
    """
    session.execute(insert(Answer), [_answer(row, begun, *one) for one in enumerate(said)])
    following = [*(asks.get(one.field, "Noted.") for one in typed[1:]), "Thank you both."]
    there = frozenset((one.stage, one.field, one.side) for one in said)
    turns = [
        _turn(row, begun, number, one, reply)
        for number, (one, reply) in enumerate(zip(typed, following, strict=True), 1)
        if (one.stage, one.field, one.side) in there
    ]
    session.execute(insert(Turn), turns)


def _turn(row: Conversation, begun: datetime, number: int, one: Said, reply: str) -> dict[str, Any]:
    return {
        "id": new_key(),
        "conversation_id": row.id,
        "sequence": number,
        "side": one.side,
        "account_id": row.account_id,
        "said_at": begun + timedelta(minutes=2 * number),
        "text": one.text,
        "reply": reply,
    }


def _answer(row: Conversation, begun: datetime, number: int, one: Said) -> dict[str, Any]:
    return {
        "id": new_key(),
        "conversation_id": row.id,
        "stage": one.stage,
        "field": one.field,
        "side": one.side,
        "revision": 1,
        "present": True,
        "text": one.text,
        "value": one.value,
        "evidence_strength": one.strength,
        "check_again": False,
        "account_id": row.account_id,
        "answered_at": begun + timedelta(minutes=2 * number),
    }
