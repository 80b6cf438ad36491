"""What is saved after a turn is what is loaded."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.guide.engine import step
from assistant.guide.moves import Answered, Keep, Withdraw
from assistant.guide.saved import position, restored, to_save
from assistant.guide.schema import Key
from assistant.guide.state import State
from store.views import AnswerView, ConversationView
from tests.assistant.guide.anything import GUIDE, MOVES


def stored(state: State, answers: dict[Key, dict[str, object]]) -> ConversationView:
    """What the store gives back of a conversation: everything has been through JSON."""
    return ConversationView(
        id="c",
        version=1,
        kind="guided",
        guide=GUIDE.id,
        guide_version=GUIDE.version,
        mode=state.mode,
        title="",
        about="P0001",
        about_name="",
        host_name="",
        asked_on=date(2026, 3, 10),
        status="open",
        position=json.loads(json.dumps(position(state))),
        signed_on=None,
        updated_at=datetime(2026, 3, 10, tzinfo=UTC),
        answers=tuple(AnswerView(**json.loads(json.dumps(one)), revision=1) for one in answers.values()),
    )


@settings(max_examples=100, deadline=None)
@given(
    st.lists(MOVES.filter(lambda move: not isinstance(move, Answered) or bool(move.text)), max_size=40),
    st.sampled_from([None, "individual", "manager"]),
    st.sampled_from([{}, {("performance", "manager"): "met"}]),
)
def test_a_conversation_can_be_loaded_after_any_turn_and_is_the_same(moves, only, earlier):
    state = State(mode="full", only=only, earlier=earlier)
    answers: dict[Key, dict[str, object]] = {}
    for move in moves:
        state, effects = step(GUIDE, state, move)
        for effect in effects:
            if isinstance(effect, Keep | Withdraw):
                answers[effect.key] = asdict(to_save(effect))
        assert restored(stored(state, answers)) == state
