"""What the engine asks next, given what was answered."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.guide.engine import (
    Answered,
    Ask,
    AskAgain,
    Begun,
    CheckAgain,
    Decline,
    Finish,
    Keep,
    Probe,
    Skipped,
    State,
    WentBack,
    WentTo,
    Withdraw,
    applicable,
    progress,
    step,
)
from assistant.guide.loader import BUILT_IN, load_all
from assistant.guide.schema import Guide, Key

NOW = "2026-03-10T09:00:00"


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
    state, effects = play(small, Begun(NOW))
    assert effects[-1] == Ask(Key("start", "ready", "individual"))
    assert state.answers[Key("start", "begun", "individual")].value == NOW


def test_both_sides_answer_the_individual_first(small):
    state, effects = play(small, Begun(NOW), said(True))
    assert effects[-1] == Ask(Key("middle", "colour", "individual"))
    state, effects = play(small, said("blue"), state=state)
    assert effects[-1] == Ask(Key("middle", "colour", "manager"))
    state, _ = play(small, said("red"), state=state)
    assert state.answers[Key("middle", "colour", "individual")].value == "blue"
    assert state.answers[Key("middle", "colour", "manager")].value == "red"


def test_a_question_whose_condition_does_not_hold_is_not_asked(small):
    _, effects = play(small, Begun(NOW), said(True), said("blue"), said("blue"))
    assert effects[-1] == Ask(Key("middle", "example", "individual"))
    _, effects = play(small, Begun(NOW), said(True), said("red"), said("blue"))
    assert effects[-1] == Ask(Key("middle", "why_red", "individual"))


def test_an_answer_that_was_not_understood_is_asked_again_and_nothing_is_kept(small):
    state, effects = play(small, Begun(NOW), said(None, unclear="Yes or no?"))
    assert effects == (AskAgain(Key("start", "ready", "individual"), "Yes or no?"),)
    assert Key("start", "ready", "individual") not in state.answers


def test_a_vague_answer_is_probed_once_and_then_taken_as_claimed(small):
    key = Key("middle", "example", "individual")
    state, _ = play(small, Begun(NOW), said(True), said("blue"), said("blue"))
    state, effects = play(small, said("Fine.", "Fine.", sign="too_short"), state=state)
    assert effects == (Probe(key, "too_short"),)
    assert state.draft == "Fine."
    state, effects = play(small, said("Fine.\nReally.", "Fine.\nReally.", sign="too_short"), state=state)
    assert state.answers[key].strength == "claimed"
    assert state.answers[key].text == "Fine.\nReally."
    assert isinstance(effects[-1], Ask)


def test_a_concrete_answer_counts_as_an_example(small):
    state, _ = play(small, Begun(NOW), said(True), said("blue"), said("blue"), said("In May I led it."))
    assert state.answers[Key("middle", "example", "individual")].strength == "example"


def test_a_changed_answer_marks_what_rested_on_it_and_deletes_nothing(small):
    example = Key("middle", "example", "individual")
    state, _ = play(small, Begun(NOW), said(True), said("blue"), said("blue"), said("In May I led it."))
    colour = Key("middle", "colour", "individual")
    state, effects = play(small, Answered(colour, "red", "red"), state=state)
    assert CheckAgain((example,)) in effects
    assert state.answers[example].check_again
    assert state.answers[example].text == "said"


def test_an_answer_that_no_longer_applies_is_withdrawn(small):
    why = Key("middle", "why_red", "individual")
    state, _ = play(small, Begun(NOW), said(True), said("red"), said("blue"), said("Roses."))
    assert why in state.answers
    state, effects = play(small, Answered(Key("middle", "colour", "individual"), "blue", "blue"), state=state)
    assert Withdraw(why) in effects
    assert why not in state.answers


def test_actions_are_asked_for_until_there_are_no_more(small):
    actions = Key("middle", "actions", "individual")
    state, _ = play(small, Begun(NOW), said(True), said("blue"), said("blue"), said("In May I led it."))
    state, effects = play(small, said([{"goal": "Shadow"}]), state=state)
    assert effects[-1] == Ask(actions, more=True)
    state, effects = play(small, said([]), state=state)
    assert effects[-1] == Ask(Key("end", "signed", "individual"))
    assert state.answers[actions].value == [{"goal": "Shadow"}]


def test_what_was_signed_is_signed_again_when_it_changes(small):
    signed = Key("end", "signed", "individual")
    state, _ = play(small, Begun(NOW), said(True), said("blue"), said("blue"), said("In May I led it."))
    state, _ = play(small, said([]), said("2026-03-10"), state=state)
    assert signed in state.answers
    state, effects = play(
        small, Answered(Key("middle", "example", "individual"), "Other", "Other"), state=state
    )
    assert Withdraw(signed) in effects
    assert signed not in state.answers


def test_nobody_signs_before_stale_answers_were_looked_at(small):
    state, _ = play(small, Begun(NOW), said(True), said("blue"), said("blue"), said("In May I led it."))
    state, _ = play(small, Answered(Key("middle", "colour", "manager"), "red", "red"), state=state)
    state, _ = play(small, WentTo("middle"), state=state)
    while state.at and state.at.field != "actions":
        state, _ = step(small, state, Skipped())
    state, effects = play(small, said([]), state=state)
    assert not any(given.check_again for given in state.answers.values()) or isinstance(effects[-1], Ask)


def test_back_and_stage_move_without_losing_anything(small):
    state, _ = play(small, Begun(NOW), said(True), said("blue"))
    before = dict(state.answers)
    state, effects = play(small, WentBack(), state=state)
    assert effects[-1] == Ask(Key("middle", "colour", "individual"))
    state, effects = play(small, WentTo("end"), state=state)
    assert effects[-1] == Ask(Key("end", "signed", "individual"))
    assert state.answers == before
    assert play(small, WentTo("nowhere"), state=state)[1] == (Decline("no_such_stage"),)


def test_a_required_question_cannot_be_skipped_and_others_can(small):
    state, effects = play(small, Begun(NOW), Skipped())
    assert effects == (Decline("required"),)
    _, effects = play(small, said(True), Skipped(), state=state)
    assert effects[-1] == Ask(Key("middle", "colour", "manager"))


def test_it_finishes_when_everything_is_answered_or_skipped(small):
    state, effects = play(small, Begun(NOW), said(True), *[Skipped()] * 4, said("2026-03-10"), Skipped())
    assert effects == (Finish(),)
    assert state.finished
    assert progress(small, state)[0] == progress(small, state)[1]


GUIDE = load_all(BUILT_IN)["talent_conversation"]
KEYS = GUIDE.keys("light")
VALUES = st.one_of(
    st.none(), st.booleans(), st.sampled_from(["met", "action_agreed", "2026-03-10"]), st.just([])
)
MOVES = st.one_of(
    st.just(Begun(NOW)),
    st.just(Skipped()),
    st.just(WentBack()),
    st.sampled_from([*GUIDE.modes["light"].stages, "nowhere"]).map(WentTo),
    st.builds(
        Answered,
        key=st.one_of(st.none(), st.sampled_from(KEYS), st.just(Key("no", "such", "manager"))),
        text=st.text(max_size=20),
        value=VALUES,
        sign=st.sampled_from([None, "too_short"]),
        unclear=st.sampled_from([None, None, "What?"]),
        final=st.booleans(),
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(MOVES, max_size=60))
def test_no_sequence_of_moves_raises_and_the_record_stays_whole(moves):
    state = State(mode="light")
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
