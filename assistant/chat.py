"""A chat about the guidance and one's own records: questions, answers, and the earlier questions remembered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.commands import command
from assistant.dialogue import DialogueView, PastTurn
from assistant.errors import EXPECTED
from assistant.events import (
    Cited,
    Delta,
    Done,
    Event,
    Failed,
    GuidanceAnswer,
    Note,
    Noted,
    Saved,
    Side,
    Working,
)
from assistant.turns import past, turn_to_save
from assistant.typed import accepted
from store.service import Records
from store.views import ConversationView

_GREETING = (
    "Ask what the guidance says about talent conversations, development plans, talent pools or succession. "
    "I am a program: I quote your organisation's documents and say so when they do not answer. What you ask about your "
    "own records (when is my next review?) is answered from them, as far as you may see them."
)
_REMEMBERED = 6


class GuidanceChat:
    """A chat whose every turn is a question to the library or one's own records. It is a `Dialogue`.

    Args:
        records: The store, bound to the signed-in account.
        conversation: The chat as it was loaded.
        ask: Answers a question, given the earlier ones.
    """

    def __init__(
        self,
        records: Records,
        conversation: ConversationView,
        ask: Callable[[str, Sequence[str]], GuidanceAnswer],
    ) -> None:
        self._records = records
        self._saved = conversation
        self._ask = ask

    def view(self) -> DialogueView:
        """Where the chat stands."""
        return DialogueView(conversation=self._saved.id, title=self._saved.title, kind="chat")

    def past(self) -> tuple[PastTurn, ...]:
        """The saved turns, oldest first."""
        return past(self._saved)

    def open(self) -> Iterator[Event]:
        """Say what can be asked; where something was asked already, nothing more has to be said."""
        greeting = "" if self._saved.turns else _GREETING
        if greeting:
            yield Delta(greeting)
        yield Done(greeting)

    def reply(self, text: str, side: Side | None = None, field: str | None = None) -> Iterator[Event]:
        """Answer a question; `side` and `field` have no meaning here."""
        try:
            said = accepted(text)
            steered = command(said)
            if steered and steered.name != "ask":
                yield Failed(
                    f"There is no /{steered.name} here: just ask, or start a conversation with /talk."
                )
                return
            yield from self._answered(steered.rest if steered else said)
        except EXPECTED as error:
            yield Failed(str(error))

    def _answered(self, question: str) -> Iterator[Event]:
        yield Working("Looking it up")
        earlier = [turn.text for turn in self._saved.turns[-_REMEMBERED:]]
        answer = self._ask(question, earlier)
        conversations = self._records.conversations
        if not self._saved.turns:
            conversations.rename(self._saved.id, _title(question))
            self._saved = conversations.get(self._saved.id)
        self._saved = conversations.save_turn(
            self._saved.id,
            self._saved.version,
            turn_to_save(None, question, answer.answer, answer.citations),
            [],
            {},
            "open",
        )
        yield Saved(self._saved.id)
        yield Cited(answer.citations)
        note = "answered_guidance" if answer.source == "documents" else "answered_records"
        yield Noted(Note(note, {"answered": answer.answered}))
        for piece in re.findall(r"\S+\s*|\s+", answer.answer):
            yield Delta(piece)
        yield Done(answer.answer)


def _title(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= 60 else line[:59].rstrip() + "…"
