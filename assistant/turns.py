"""Turns as the store keeps them and as a conversation shows them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from assistant.dialogue import PastTurn
from assistant.events import Citation, Side
from store.views import ConversationView, TurnInput


def turn_to_save(side: Side | None, text: str, reply: str, citations: Sequence[Citation] = ()) -> TurnInput:
    """A turn for the store."""
    return TurnInput(side, text, reply, tuple(asdict(citation) for citation in citations))


def past(conversation: ConversationView) -> tuple[PastTurn, ...]:
    """The saved turns of a conversation, oldest first."""
    return tuple(
        PastTurn(turn.side, turn.text, turn.reply, tuple(Citation(**citation) for citation in turn.citations))
        for turn in conversation.turns
    )
