"""How people steer a conversation in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guide import steering


@pytest.mark.parametrize(
    "said",
    [
        "No, that's it",
        "nope, that's everything thanks",
        "can't think of any more",
        "just the one",
        "I'm done",
        "n/a",
    ],
)
def test_nothing_more_is_said_in_many_ways(said):
    assert steering.nothing(said)


@pytest.mark.parametrize(
    "said", ["no falls since May", "nothing was done in March", "done the audit in May", "thanks", "really"]
)
def test_what_only_begins_so_says_something(said):
    assert not steering.nothing(said)


@pytest.mark.parametrize(
    "said", ["can we skip that one?", "Pass", "I'd rather not say", "come back to it later"]
)
def test_a_question_is_left_out(said):
    assert steering.skips(said)


def test_a_bare_no_takes_nothing_back_and_what_is_said_afresh_is_kept():
    assert not steering.corrects("no, not for pools")
    assert steering.corrects("actually no, make that growing")
    assert steering.afresh("Scrap that. In May I led the audit.") == "In May I led the audit."
    assert steering.afresh("In May I led the audit.") is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_steering_or_not(said):
    kinds = (
        steering.is_question,
        steering.asks_guidance,
        steering.asks_about_this,
        steering.skips,
        steering.nothing,
        steering.ends_list,
        steering.goes_on,
        steering.unsure,
        steering.corrects,
    )
    assert all(isinstance(kind(said), bool) for kind in kinds)
