"""What the engine asks next, given what was answered."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.guide.applying import applicable, progress
from assistant.guide.engine import step
from assistant.guide.moves import (
    TOO_FEW_WORDS,
    Answered,
    Ask,
    AskAgain,
    Begun,
    Brought,
    CheckAgain,
    Decline,
    Finish,
    Keep,
    LeaveOpen,
    Probe,
    Skipped,
    Undone,
    WentBack,
    WentTo,
    Withdraw,
)
from assistant.guide.schema import Guide, Key
from assistant.guide.state import Given, State
from tests.assistant.guide.anything import BEGUN, GUIDE, MOVES


def play(guide: Guide, *moves, state: State | None = None):
    """Make the moves in turn; the state after them and the effects of the last one."""
    state = state or State(mode="light")
    effects = ()
    for move in moves:
        state, effects = step(guide, state, move)
    return state, effects


def said(value, text="said", **more) -> Answered:
    return Answered(None, text, value, **more)


def test_the_first_question_is_put_and_the_moment_is_noted(small):
    state, effects = play(small, BEGUN)
    assert effects[-1] == Ask(Key("start", "ready", "individual"))
    assert state.answers[Key("start", "begun", "individual")].value == BEGUN.facts["begun"]


def test_both_sides_answer_the_individual_first(small):
    state, effects = play(small, BEGUN, said(True))
    assert effects[-1] == Ask(Key("middle", "colour", "individual"))
    state, effects = play(small, said("blue"), state=state)
    assert effects[-1] == Ask(Key("middle", "colour", "manager"))
    state, _ = play(small, said("red"), state=state)
    assert state.answers[Key("middle", "colour", "individual")].value == "blue"
    assert state.answers[Key("middle", "colour", "manager")].value == "red"


def test_a_question_whose_condition_does_not_hold_is_not_asked(small):
    _, effects = play(small, BEGUN, said(True), said("blue"), said("blue"))
    assert effects[-1] == Ask(Key("middle", "example", "individual"))
    _, effects = play(small, BEGUN, said(True), said("red"), said("blue"))
    assert effects[-1] == Ask(Key("middle", "why_red", "individual"))


def test_an_answer_that_was_not_understood_is_asked_again_and_nothing_is_kept(small):
    state, effects = play(small, BEGUN, said(None, unclear="Yes or no?"))
    assert effects == (AskAgain(Key("start", "ready", "individual"), "Yes or no?"),)
    assert Key("start", "ready", "individual") not in state.answers


def test_a_vague_answer_is_probed_once_and_then_taken_as_claimed(small):
    key = Key("middle", "example", "individual")
    state, _ = play(small, BEGUN, said(True), said("blue"), said("blue"))
    state, effects = play(small, said("Fine.", "Fine.", sign="too_short"), state=state)
    assert effects == (Probe(key, "too_short"),)
    assert state.draft == "Fine."
    state, effects = play(small, said("Fine.\nReally.", "Fine.\nReally.", sign="too_short"), state=state)
    assert state.answers[key].strength == "claimed"
    assert state.answers[key].text == "Fine.\nReally."
    assert isinstance(effects[-1], Ask)


def test_a_concrete_answer_counts_as_an_example(small):
    state, _ = play(small, BEGUN, said(True), said("blue"), said("blue"), said("In May I led it."))
    assert state.answers[Key("middle", "example", "individual")].strength == "example"


def test_a_changed_answer_marks_what_rested_on_it_and_deletes_nothing(small):
    example = Key("middle", "example", "individual")
    state, _ = play(small, BEGUN, said(True), said("blue"), said("blue"), said("In May I led it."))
    colour = Key("middle", "colour", "individual")
    state, effects = play(small, Answered(colour, "red", "red"), state=state)
    assert CheckAgain((example,)) in effects
    assert state.answers[example].check_again
    assert state.answers[example].text == "said"


def test_an_answer_that_no_longer_applies_is_withdrawn(small):
    why = Key("middle", "why_red", "individual")
    state, _ = play(small, BEGUN, said(True), said("red"), said("blue"), said("Roses."))
    assert why in state.answers
    state, effects = play(small, Answered(Key("middle", "colour", "individual"), "blue", "blue"), state=state)
    assert Withdraw(why) in effects
    assert why not in state.answers


ACTIONS = Key("middle", "actions", "individual")


@pytest.fixture
def at_actions(small) -> State:
    return play(small, BEGUN, said(True), said("blue"), said("blue"), said("In May I led it."))[0]


def test_entries_are_asked_for_until_there_are_no_more(small, at_actions):
    shadow = {"goal": "Shadow", "due": "2026-05-31"}
    state, effects = play(small, said([shadow]), state=at_actions)
    assert effects[-1] == Ask(ACTIONS, more=True)
    state, effects = play(small, said([]), state=state)
    assert effects[-1] == Ask(Key("end", "signed", "individual"))
    assert state.answers[ACTIONS].value == [shadow]


def test_what_an_entry_lacks_is_asked_for_and_may_be_left_out(small, at_actions):
    state, effects = play(small, said([{"goal": "Shadow"}]), state=at_actions)
    assert effects[-1] == Ask(ACTIONS, part="due", entry=0)
    assert state.answers[ACTIONS].value == [{"goal": "Shadow"}], "what was said is on record at once"
    filled, effects = play(small, said("2026-05-31", part="due"), state=state)
    assert filled.answers[ACTIONS].value == [{"goal": "Shadow", "due": "2026-05-31"}]
    assert effects[-1] == Ask(ACTIONS, more=True)
    left, effects = play(small, Skipped(), state=state)
    assert left.answers[ACTIONS].value == [{"goal": "Shadow", "due": None}]
    assert effects[-1] == Ask(ACTIONS, more=True)


def test_an_entry_named_again_comes_to_those_on_record(small, at_actions):
    first, second = {"goal": "Shadow", "due": "2026-05-31"}, {"goal": "Read", "due": "2026-06-30"}
    state, _ = play(small, said([first]), said([]), state=at_actions)
    state, _ = play(small, Answered(ACTIONS, "Read", [second], adds=True), state=state)
    assert state.answers[ACTIONS].value == [first, second]


def test_the_last_answer_can_be_taken_back_with_all_that_followed_from_it(small):
    why = Key("middle", "why_red", "individual")
    state, _ = play(small, BEGUN, said(True), said("red"), said("blue"), said("Roses."))
    changed, _ = play(small, Answered(Key("middle", "colour", "individual"), "blue", "blue"), state=state)
    assert why not in changed.answers
    back, effects = play(small, Undone(), state=changed)
    assert back.answers == state.answers
    assert isinstance(effects[-1], Ask)
    assert play(small, Undone(), state=back)[1] == (Decline("nothing_to_undo"),)


def test_what_was_prepared_goes_on_record_where_nothing_is_yet(small):
    colour, whose = Key("middle", "colour", "individual"), Key("middle", "colour", "manager")
    prepared = {colour: Given("red", "red"), whose: Given("blue", "blue")}
    state, effects = play(small, Begun({}, prepared))
    assert Brought((colour, whose)) in effects
    assert state.answers[colour].value == "red"
    later, effects = play(small, Begun({}, {colour: Given("blue", "blue")}), state=state)
    assert later.answers[colour].value == "red", "what is on record stands"


def test_a_choice_may_leave_out_stages_and_takes_back_what_was_said_in_them(talent_conversation):
    key = Key("behaviours", "behaviours", "manager")
    state = State(mode="full", answers={key: Given("consistent", "consistent")})
    circumstances = Key("open", "circumstances", "individual")
    state, effects = play(
        talent_conversation, Answered(circumstances, "a grievance", ["formal_process"]), state=state
    )
    assert Withdraw(key) in effects
    stages = {key.stage for key in applicable(talent_conversation, state)}
    assert stages.isdisjoint({"performance", "behaviours", "potential", "placement", "readiness"})
    assert {"wellbeing", "ambition", "plan"} <= stages


@pytest.mark.parametrize(
    ("performance", "potential", "asked"),
    [
        ("exceeded", "growing", True),
        ("exceeded", "stretch", False),
        ("met", "growing", False),
        ("partly_met", "growing", False),
        ("too_new", "growing", False),
        ("exceeded", "too_new", False),
    ],
)
def test_a_reason_is_wanted_where_results_rose_and_potential_did_not(
    talent_conversation, performance, potential, asked
):
    said_now = {
        Key("performance", "performance", "manager"): Given("", performance),
        Key("potential", "potential", "manager"): Given("", potential),
    }
    earlier = {("performance", "manager"): "met", ("potential", "manager"): "growing"}
    state = State(mode="full", earlier=earlier, answers=said_now)
    why = Key("potential", "why_not_higher", "manager")
    assert (why in applicable(talent_conversation, state)) is asked


def test_alone_each_side_is_asked_what_it_prepares_and_nothing_of_the_other(talent_conversation):
    for side, other in (("individual", "manager"), ("manager", "individual")):
        keys = applicable(talent_conversation, State(mode="prepare", only=side))
        assert {key.side for key in keys} == {side}
        assert Key("performance", "performance", side) in keys
        assert Key("performance", "performance", other) not in keys
        assert all(talent_conversation.question(key).prepared for key in keys)


def test_a_text_that_needs_more_words_is_gone_on_with_and_kept(talent_conversation):
    reason = Key("placement", "reason", "manager")
    state, effects = play(
        talent_conversation, Answered(reason, "She is good.", "She is good."), state=State(mode="full")
    )
    assert effects == (Probe(reason, TOO_FEW_WORDS),)
    assert state.draft == "She is good."
    enough = " ".join(["word"] * 20)
    state, _ = play(talent_conversation, Answered(None, enough, enough), state=state)
    assert state.answers[reason].value == enough


def test_what_was_signed_is_signed_again_when_it_changes(small):
    signed = Key("end", "signed", "individual")
    state, _ = play(small, BEGUN, said(True), said("blue"), said("blue"), said("In May I led it."))
    state, _ = play(small, said([]), said("2026-03-10"), state=state)
    assert signed in state.answers
    state, effects = play(
        small, Answered(Key("middle", "example", "individual"), "Other", "Other"), state=state
    )
    assert Withdraw(signed) in effects
    assert signed not in state.answers


def test_a_question_whose_answers_are_not_understood_twice_is_left_open(small):
    colour = Key("middle", "colour", "individual")
    unclear = said(None, unclear="Which?")
    state, effects = play(small, BEGUN, said(True), unclear)
    assert effects == (AskAgain(colour, "Which?"),)
    state, effects = play(small, unclear, state=state)
    assert effects == (LeaveOpen(colour, "Which?"), Ask(Key("middle", "colour", "manager")))
    assert colour in state.unread
    state, _ = play(small, Answered(colour, "red", "red"), state=state)
    assert colour not in state.unread
    state, _ = play(small, BEGUN, unclear, unclear, unclear)
    assert state.at == Key("start", "ready", "individual"), "what is required is asked until it is understood"


def test_back_and_stage_move_without_losing_anything(small):
    state, _ = play(small, BEGUN, said(True), said("blue"))
    before = dict(state.answers)
    state, effects = play(small, WentBack(), state=state)
    assert effects[-1] == Ask(Key("middle", "colour", "individual"))
    state, effects = play(small, WentTo("end"), state=state)
    assert effects[-1] == Ask(Key("end", "signed", "individual"))
    assert state.answers == before
    assert play(small, WentTo("nowhere"), state=state)[1] == (Decline("no_such_stage"),)


def test_a_required_question_cannot_be_skipped_and_others_can(small):
    state, effects = play(small, BEGUN, Skipped())
    assert effects == (Decline("required"),)
    _, effects = play(small, said(True), Skipped(), state=state)
    assert effects[-1] == Ask(Key("middle", "colour", "manager"))


def test_it_finishes_when_everything_is_answered_or_skipped(small):
    state, effects = play(small, BEGUN, said(True), *[Skipped()] * 4, said("2026-03-10"), Skipped())
    assert effects == (Finish(),)
    assert state.finished
    assert progress(small, state)[0] == progress(small, state)[1]


@settings(max_examples=150, deadline=None)
@given(st.lists(MOVES, max_size=60))
def test_no_sequence_of_moves_raises_and_the_record_stays_whole(moves):
    state = State(mode="full")
    for move in moves:
        before = state
        state, effects = step(GUIDE, state, move)
        assert effects, "every move has an effect"
        assert step(GUIDE, before, move) == (state, effects), "the same move has the same effect"
        assert set(state.answers) <= set(applicable(GUIDE, state)), (
            "no answer survives where it does not apply"
        )
        gone = set(before.answers) - set(state.answers)
        assert gone == {e.key for e in effects if isinstance(e, Withdraw)} & gone, (
            "nothing is lost without a word"
        )
        kept = {key: value for key, value in state.answers.items() if before.answers.get(key) != value}
        assert kept.items() <= {e.key: e.given for e in effects if isinstance(e, Keep)}.items()
        assert not (state.finished and state.at), "a finished conversation waits for nothing"
