"""The pure engine: a guide, a state and a move make the next state and the effects to be done.

Nothing here reads, saves, words or understands: the driver does, and tells the engine what came of it. `step` is
total (no move raises) and deterministic, so that a conversation can be taken up anywhere from its saved state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.guide.applying import (
    applicable,
    applies,
    is_asked,
    is_open,
    lacking,
    left_out,
    listed,
    no_longer,
    rests_on,
    signatures_over,
    waiting_part,
)
from assistant.guide.moves import (
    TOO_FEW_WORDS,
    Answered,
    Ask,
    AskAgain,
    Begun,
    Brought,
    CheckAgain,
    Decline,
    Effect,
    Finish,
    Keep,
    LeaveOpen,
    Move,
    Probe,
    Skipped,
    Step,
    Undone,
    WentBack,
    WentTo,
    Withdraw,
)
from assistant.guide.schema import Guide, Key, Question
from assistant.guide.state import Given, State, Strength, Undo

_PATIENCE = 2
"""How many answers in a row may not be understood before a question is left open."""


def step(guide: Guide, state: State, move: Move) -> Step:
    """Make a move.

    Args:
        guide: The guide; `state.mode` is one of its modes.
        state: Where the conversation stands.
        move: What happened.

    Returns:
        Where it stands now, and what is to be done, in order. The last effect says what waits: a question put, a
        probe, a refusal, or the end.
    """
    match move:
        case Begun():
            return _begin(guide, state, move)
        case Answered():
            return _with_undo(state, *_answer(guide, state, move))
        case Undone():
            return _undo(guide, state)
        case Skipped():
            return _skip(guide, state)
        case WentBack():
            earlier = _before(guide, state)
            return _put(guide, state, earlier) if earlier else (state, (Decline("nothing_before"),))
        case WentTo(stage):
            here = [key for key in applicable(guide, state) if key.stage == stage and is_asked(guide, key)]
            if not here:
                return state, (Decline("no_such_stage"),)
            return _put(guide, state, next((key for key in here if is_open(state, key)), here[0]))


def _begin(guide: Guide, state: State, move: Begun) -> Step:
    facts = {
        key: Given(move.facts[key.field], move.facts[key.field])
        for key in applicable(guide, state)
        if guide.question(key).kind == "fact" and key.field in move.facts
    }
    facts = {key: given for key, given in facts.items() if state.answers.get(key) != given}
    brought = {key: given for key, given in move.prepared.items() if is_open(state, key)}
    wanted = set(applicable(guide, replace(state, answers={**state.answers, **facts, **brought})))
    new = facts | {key: given for key, given in brought.items() if key in wanted}
    effects: tuple[Effect, ...] = tuple(Keep(key, given) for key, given in new.items())
    if came := tuple(key for key in new if key in brought):
        effects = (*effects, Brought(came))
    state = replace(state, answers={**state.answers, **new})
    if state.at is not None and state.at in applicable(guide, state):
        return state, (*effects, _ask(guide, state, state.at))
    state, asks = _next(guide, state)
    return state, (*effects, *asks)


def _ask(guide: Guide, state: State, key: Key) -> Ask:
    given = state.answers.get(key)
    if state.adding:
        return Ask(key, more=True)
    if given and (lacks := lacking(guide.question(key), key.side, given.value)):
        return Ask(key, part=lacks[1].id, entry=lacks[0])
    return Ask(key, again=given is not None and given.check_again)


def _answer(guide: Guide, state: State, move: Answered) -> Step:
    key = move.key or state.at
    if key is None:
        return state, (Decline("nothing_waits"),)
    keys = applicable(guide, state)
    if key not in keys:
        return state, (Decline("not_asked_here"),)
    question = guide.question(key)
    needed = next((k for k in keys if k.field in question.needs and k not in state.answers), None)
    if needed:
        state, asks = _put(guide, state, needed)
        return state, (Decline("needed_first"), *asks)
    if key != state.at:
        state = replace(state, at=key, probed=0, draft="", adding=False)
    if move.unclear:
        return _not_understood(guide, state, key, question, move.unclear)
    if move.part:
        return _accept_part(guide, state, key, question, move)
    if question.least_words and len(move.text.split()) < question.least_words:
        return replace(state, draft=move.text), (Probe(key, TOO_FEW_WORDS),)
    may_probe = question.probe and not move.final and state.probed < guide.modes[state.mode].probes
    if move.sign and may_probe:
        return replace(state, probed=state.probed + 1, draft=move.text), (Probe(key, move.sign),)
    return _accept(guide, state, key, question, move)


def _not_understood(guide: Guide, state: State, key: Key, question: Question, why: str) -> Step:
    """Ask again once; then leave the question open and go on, so that nobody is held up by one word."""
    state = replace(state, missed=state.missed + 1)
    part = waiting_part(guide, state)
    needed = part.required if part else question.required
    if needed or state.missed < _PATIENCE:
        return state, (AskAgain(key, why),)
    if part:
        state, effects = _accept_part(guide, state, key, question, Answered(key, "", None, part=part.id))
        return state, (LeaveOpen(key, why), *effects)
    if key not in state.answers:
        state = replace(state, skipped=state.skipped | {key}, unread=state.unread | {key})
    state, asks = _next(guide, state)
    return state, (LeaveOpen(key, why), *asks)


def _accept(guide: Guide, state: State, key: Key, question: Question, move: Answered) -> Step:
    before = state.answers.get(key)
    if state.adding and move.value == []:
        return _next(guide, replace(state, probed=0, draft="", adding=False))
    given = Given(move.text, move.value, _strength(question, move))
    if (state.adding or move.adds) and before is not None and question.kind == "entries":
        entries = [*listed(before.value), *listed(move.value)][: question.most]
        strength = "claimed" if before.strength == "claimed" else given.strength
        given = Given(f"{before.text}\n{move.text}", entries, strength)
    state, effects = _put_on_record(guide, state, key, given)
    return _on(guide, state, key, effects)


def _accept_part(guide: Guide, state: State, key: Key, question: Question, move: Answered) -> Step:
    before = state.answers.get(key)
    entries = listed(before.value) if before else []
    number = next((n for n, e in enumerate(entries) if isinstance(e, dict) and move.part not in e), None)
    if number is None:
        number = len(entries) - 1
    if before is None or number < 0:
        return state, (Decline("not_asked_here"),)
    filled = {**dict(_entry(entries[number])), str(move.part): move.value}
    value = [*entries[:number], filled, *entries[number + 1 :]]
    state, effects = _put_on_record(guide, state, key, replace(before, value=value, check_again=False))
    return _on(guide, state, key, effects)


def _on(guide: Guide, state: State, key: Key, effects: list[Effect]) -> Step:
    """Ask for what an entry lacks, else for another one, else the next question."""
    question = guide.question(key)
    if question.kind == "entries":
        value = state.answers[key].value
        if lacks := lacking(question, key.side, value):
            return state, (*effects, Ask(key, part=lacks[1].id, entry=lacks[0]))
        if 0 < len(listed(value)) < (question.most or 1):
            return replace(state, adding=True), (*effects, Ask(key, more=True))
    state, asks = _next(guide, state)
    return state, (*effects, *asks)


def _put_on_record(guide: Guide, state: State, key: Key, given: Given) -> tuple[State, list[Effect]]:
    """Keep an answer, and do to the others what follows from it."""
    before = state.answers.get(key)
    answers = {**state.answers, key: given}
    effects: list[Effect] = [Keep(key, given)]
    if before is None or before.value != given.value:
        for other in rests_on(guide, key, answers):
            answers[other] = replace(answers[other], check_again=True)
            effects.append(Keep(other, answers[other]))
        gone = [*signatures_over(guide, state.mode, key, answers), *no_longer(guide, state, answers)]
        while gone:  # what is taken back may be what others rested on
            for other in dict.fromkeys(gone):
                del answers[other]
                effects.append(Withdraw(other))
            gone = no_longer(guide, state, answers)
        if marked := tuple(k for k in rests_on(guide, key, answers) if answers[k].check_again):
            effects.append(CheckAgain(marked))
    without = left_out(guide, answers)
    still = (k for k in state.skipped - {key} if applies(guide, state, k, answers, without))
    state = replace(
        state,
        answers=answers,
        skipped=frozenset(still),
        unread=state.unread - {key},
        probed=0,
        missed=0,
        draft="",
        adding=False,
        finished=False,
    )
    return state, effects


def _with_undo(before: State, after: State, effects: tuple[Effect, ...]) -> Step:
    changed = {
        effect.key: before.answers.get(effect.key)
        for effect in effects
        if isinstance(effect, Keep | Withdraw)
    }
    undo = Undo(before.at, before.adding, changed) if changed else before.undo
    return replace(after, undo=undo), effects


def _undo(guide: Guide, state: State) -> Step:
    undo = state.undo
    if undo is None:
        return state, (Decline("nothing_to_undo"),)
    answers = {key: given for key, given in state.answers.items() if key not in undo.was}
    answers |= {key: given for key, given in undo.was.items() if given}
    state = replace(
        state,
        answers=answers,
        at=undo.at,
        adding=undo.adding,
        probed=0,
        draft="",
        finished=False,
        undo=None,
    )
    effects = (Keep(key, given) if given else Withdraw(key) for key, given in undo.was.items())
    if state.at is not None and state.at in applicable(guide, state):
        return state, (*effects, _ask(guide, state, state.at))
    state, asks = _next(guide, state)
    return state, (*effects, *asks)


def _skip(guide: Guide, state: State) -> Step:
    key = state.at
    if key is None:
        return state, (Decline("nothing_waits"),)
    question = guide.question(key)
    if part := waiting_part(guide, state):
        if part.required:
            return state, (Decline("required"),)
        return _accept_part(guide, state, key, question, Answered(key, "", None, part=part.id))
    if question.required and key not in state.answers:
        return state, (Decline("required"),)
    effects: tuple[Effect, ...] = ()
    if key in state.answers:
        given = replace(state.answers[key], check_again=False)
        state = replace(state, answers={**state.answers, key: given})
        effects = (Keep(key, given),)
    else:
        state = replace(state, skipped=state.skipped | {key})
    state, asks = _next(guide, replace(state, probed=0, draft="", adding=False))
    return state, (*effects, *asks)


def _next(guide: Guide, state: State) -> Step:
    key = _pending(guide, state)
    if key is None:
        return replace(state, at=None, finished=True), (Finish(),)
    return _put(guide, state, key)


def _put(guide: Guide, state: State, key: Key) -> Step:
    state = replace(state, at=key, probed=0, missed=0, draft="", adding=False, finished=False)
    return state, (_ask(guide, state, key),)


def _pending(guide: Guide, state: State) -> Key | None:
    """The first open question after the one just dealt with, else the first open one."""
    keys = [key for key in applicable(guide, state) if is_asked(guide, key)]
    here = keys.index(state.at) + 1 if state.at in keys else 0
    return next((key for key in [*keys[here:], *keys[:here]] if is_open(state, key)), None)


def _before(guide: Guide, state: State) -> Key | None:
    keys = [key for key in applicable(guide, state) if is_asked(guide, key)]
    here = keys.index(state.at) if state.at in keys else len(keys)
    return keys[here - 1] if here else None


def _strength(question: Question, move: Answered) -> Strength:
    if not question.probe:
        return "none"
    return "claimed" if move.sign else "example"


def _entry(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
