"""A conversation's answers and position as the store keeps them, and the engine's state out of them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assistant.guide.moves import Keep, Withdraw
from assistant.guide.schema import Key
from assistant.guide.state import Given, State, Undo
from store.views import AnswerInput, AnswerView, ConversationView


def to_save(effect: Keep | Withdraw) -> AnswerInput:
    """A withdrawn answer is saved as one that says nothing; the store keeps the version before it."""
    key = effect.key
    given = effect.given if isinstance(effect, Keep) else Given("", None)
    return AnswerInput(
        key.stage, key.field, key.side, given.text, given.value, given.strength, given.check_again
    )


def position(state: State) -> dict[str, object]:
    return {
        "at": list(state.at) if state.at else None,
        "probed": state.probed,
        "missed": state.missed,
        "unread": sorted(map(list, state.unread)),
        "draft": state.draft,
        "adding": state.adding,
        "skipped": sorted(map(list, state.skipped)),
        "finished": state.finished,
        "only": state.only,
        "earlier": [[*key, value] for key, value in sorted(state.earlier.items())],
        "undo": state.undo
        and {
            "at": list(state.undo.at) if state.undo.at else None,
            "adding": state.undo.adding,
            "was": [[list(key), given and asdict(given)] for key, given in state.undo.was.items()],
        },
    }


def given(answer: AnswerView) -> Given:
    """A saved answer as the engine knows it."""
    return Given(answer.text, answer.value, answer.evidence_strength, answer.check_again)


def restored(conversation: ConversationView) -> State:
    """The engine's state of a saved conversation."""
    saved: Mapping[str, Any] = conversation.position
    at, undo = saved.get("at"), saved.get("undo")
    return State(
        mode=conversation.mode,
        answers={
            Key(answer.stage, answer.field, answer.side): given(answer)
            for answer in conversation.answers
            if answer.text or answer.value is not None
        },
        skipped=frozenset(itertools.starmap(Key, saved.get("skipped", ()))),
        at=Key(*at) if at else None,
        probed=int(saved.get("probed", 0)),
        missed=int(saved.get("missed", 0)),
        unread=frozenset(itertools.starmap(Key, saved.get("unread", ()))),
        draft=str(saved.get("draft", "")),
        adding=bool(saved.get("adding", False)),
        finished=bool(saved.get("finished", False)),
        only=saved.get("only"),
        earlier={(field, side): value for field, side, value in saved.get("earlier", ())},
        undo=undo
        and Undo(
            at=Key(*undo["at"]) if undo["at"] else None,
            adding=undo["adding"],
            was={Key(*key): Given(**given) if given else None for key, given in undo["was"]},
        ),
    )
