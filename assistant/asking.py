"""A question of an account: answered from its own records, from the documents, or from both, never mixed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from assistant.events import AnswerPart, GuidanceAnswer
from assistant.followups import about_answer, parts
from assistant.guidance import Guidance
from assistant.own_records.answering import OwnRecords
from assistant.own_records.recognise import Asked
from assistant.own_records.shown import DOCUMENTS, DOCUMENTS_ASKED

_RULE = "---"
_IN_A_CONVERSATION = (
    "That is about records, and what is said here becomes part of this conversation's own record, which others read. "
    "Ask it in a chat of your own (Ctrl+N) or with: talent ask"
)


class Asking:
    """The library and one account's records as one thing to ask.

    Args:
        guidance: The library.
        own: The account's records.
    """

    def __init__(self, guidance: Guidance, own: OwnRecords) -> None:
        self._guidance = guidance
        self._own = own

    def ask(self, question: str, history: Sequence[str] = ()) -> GuidanceAnswer:
        """Answer a question from one's records, or else from the documents.

        Args:
            question: As it was typed.
            history: Earlier questions of the same conversation, oldest first.

        Returns:
            What the records show, marked so; where the documents are asked as well, their part apart from it.

        Raises:
            InputError: an empty or a far too long question.
            KnowledgeError, StoreError: the library or the store cannot be used.
        """
        began = time.perf_counter()
        answer = self._asked(question, [line for line in history if line.strip()])
        return replace(answer, question=question.strip(), ms=round((time.perf_counter() - began) * 1000, 1))

    def ask_in_conversation(self, question: str, history: Sequence[str] = ()) -> GuidanceAnswer:
        """Answer a question that interrupts a guided conversation: two people sit before it, so never from records."""
        if self._guidance.declines(question) is None and self._own.found(question, history).asked:
            return GuidanceAnswer(question, False, _IN_A_CONVERSATION)
        return self._guidance.ask(question, history)

    def _asked(self, question: str, history: Sequence[str]) -> GuidanceAnswer:
        declined = self._guidance.declines(question)
        if declined not in {None, "records"}:
            return self._guidance.ask(question, history)
        found = self._own.found(question, history)
        if two := self._in_parts(question, history):
            return two
        if found.asked:
            return self._from_records(question, found.asked)
        if declined:  # about somebody's records, in words that no rule knows
            said = self._guidance.ask(question)
            return replace(said, source="records")
        if found.about_records and about_answer(
            question
        ):  # where it stands and of which day it is, it says itself
            return self._asked(history[-1], history[:-1])
        return self._guidance.ask(question, found.to_documents)

    def _from_records(self, question: str, asked: Asked) -> GuidanceAnswer:
        shown = self._own.answer(question, asked)
        general = self._own.guidance(asked) if asked.as_guided else ""
        if not general:
            return shown
        return _both(shown, self._guidance.ask(general), general)

    def _in_parts(self, question: str, history: Sequence[str]) -> GuidanceAnswer | None:
        """Both questions of a sentence that asks two; None unless one of them is about records."""
        asked = parts(question)
        if len(asked) != 2:
            return None
        first, second = asked
        one = self._own.found(first, history)
        two = self._own.found(f"and {second}", [*history, first])
        if one.asked and two.asked:
            answers = [self._own.answer(first, one.asked), self._own.answer(second, two.asked)]
            text = "\n\n".join(answer.answer for answer in answers)
            return replace(answers[0], answer=text, answered=any(answer.answered for answer in answers))
        if one.asked and not one.asked.as_guided:
            return _both(
                self._own.answer(first, one.asked), self._guidance.ask(second, one.to_documents), second
            )
        if two.asked and one.asked is None:
            return _both(
                self._own.answer(second, two.asked), self._guidance.ask(first, one.to_documents), first
            )
        return None


def _both(shown: GuidanceAnswer, said: GuidanceAnswer, asked: str) -> GuidanceAnswer:
    """What the records show and, below a rule, what the documents say to their part of the question.

    The rule is Markdown's too, so that a screen draws it as one.
    """
    says = DOCUMENTS if said.answered else DOCUMENTS_ASKED
    heading = f"{says}, asked “{asked.strip(' ?.!')}”:"
    return replace(
        said,
        answered=shown.answered or said.answered,
        answer=f"{shown.answer}\n\n{_RULE}\n\n{heading}\n\n{said.answer}",
        source="both",
        parts=tuple(AnswerPart(one.source, one.answered, one.answer) for one in (shown, said)),
    )
