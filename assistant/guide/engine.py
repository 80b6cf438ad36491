"""The pure engine: a guide, a state and a move make the next state and the effects to be done.

Nothing here reads, saves, words or understands: the driver does, and tells the engine what came of it. `step` is
total (no move raises) and deterministic, so that a conversation can be taken up anywhere from its saved state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.guide.schema import Condition, Guide, Key, Question

Strength = Literal["none", "claimed", "example", "verified"]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as the record keeps it.

    Attributes:
        text: What was said, in the speaker's words.
        value: What was understood by it: see `schema.Kind`.
        strength: How well it is evidenced; `none` where evidence is not a matter of the field.
        check_again: An answer that it rested on has changed since.
    """

    text: str
    value: object
    strength: Strength = "none"
    check_again: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Everything the engine knows of a conversation.

    Attributes:
        mode: The guide's mode.
        answers: The record.
        skipped: Questions left out on purpose.
        at: The question that was put last and waits; None before the beginning and at the end.
        probed: How often the waiting answer has been probed.
        draft: What has been said so far to the question that is being probed.
        adding: A list of actions has been begun and more of them are being asked for.
        finished: Every question that applies is answered or skipped.
    """

    mode: str
    answers: Mapping[Key, Given] = field(default_factory=dict)
    skipped: frozenset[Key] = frozenset()
    at: Key | None = None
    probed: int = 0
    draft: str = ""
    adding: bool = False
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """The conversation is opened, for the first time or again. `now` is an ISO date and time."""

    now: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer was given and understood.

    Attributes:
        key: Whose answer to what; None means the waiting question.
        text: What was said, the draft of a probed answer included.
        value: What was understood; None where it was not.
        sign: The sign of vagueness in the text, if any.
        unclear: Why it has to be asked again, if it has.
        final: Take it as it stands: it is not to be probed any more.
    """

    key: Key | None
    text: str
    value: object = None
    sign: str | None = None
    unclear: str | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """The waiting question is to be left out."""


@dataclass(frozen=True, slots=True)
class WentBack:
    """The question before the waiting one is wanted."""


@dataclass(frozen=True, slots=True)
class WentTo:
    """A stage is wanted."""

    stage: str


Move = Begun | Answered | Skipped | WentBack | WentTo


@dataclass(frozen=True, slots=True)
class Ask:
    """Put this question. `more` asks for a further action; `again` asks whether an older answer is still right."""

    key: Key
    more: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Probe:
    """Ask about this answer once more, because of this sign of vagueness."""

    key: Key
    sign: str


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The answer was not understood; say why and ask again."""

    key: Key
    why: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Save this answer."""

    key: Key
    given: Given


@dataclass(frozen=True, slots=True)
class Withdraw:
    """This answer no longer applies: it leaves the record, its old version stays in the store."""

    key: Key


@dataclass(frozen=True, slots=True)
class CheckAgain:
    """These answers rested on one that has changed."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Decline:
    """The move cannot be made; `why` is for people."""

    why: Literal["required", "nothing_before", "no_such_stage", "not_asked_here", "nothing_waits"]


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing is left to ask."""


Effect = Ask | Probe | AskAgain | Keep | Withdraw | CheckAgain | Decline | Finish
Step = tuple[State, tuple[Effect, ...]]


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
        case Begun(now):
            return _begin(guide, state, now)
        case Answered():
            return _answer(guide, state, move)
        case Skipped():
            return _skip(guide, state)
        case WentBack():
            earlier = _before(guide, state)
            return _put(guide, state, earlier) if earlier else (state, (Decline("nothing_before"),))
        case WentTo(stage):
            here = [key for key in applicable(guide, state) if key.stage == stage and _asked(guide, key)]
            if not here:
                return state, (Decline("no_such_stage"),)
            return _put(guide, state, next((key for key in here if _open(state, key)), here[0]))


def applicable(guide: Guide, state: State) -> tuple[Key, ...]:
    """The answers that the mode wants and whose conditions hold, in order."""
    return tuple(key for key in guide.keys(state.mode) if _holds(guide.question(key).when, state.answers))


def progress(guide: Guide, state: State) -> tuple[int, int]:
    """How many questions that apply are answered or skipped, and how many apply."""
    keys = applicable(guide, state)
    return sum(not _open(state, key) for key in keys), len(keys)


def _begin(guide: Guide, state: State, now: str) -> Step:
    moments = [k for k in applicable(guide, state) if not _asked(guide, k) and k not in state.answers]
    keeps = tuple(Keep(key, Given(now, now)) for key in moments)
    state = replace(state, answers={**state.answers, **{keep.key: keep.given for keep in keeps}})
    if state.at is not None and state.at in applicable(guide, state):
        return state, (*keeps, Ask(state.at, more=state.adding))
    state, effects = _next(guide, state)
    return state, (*keeps, *effects)


def _answer(guide: Guide, state: State, move: Answered) -> Step:
    key = move.key or state.at
    if key is None:
        return state, (Decline("nothing_waits"),)
    if key not in applicable(guide, state):
        return state, (Decline("not_asked_here"),)
    question = guide.question(key)
    if key != state.at:
        state = replace(state, at=key, probed=0, draft="", adding=False)
    if move.unclear:
        return state, (AskAgain(key, move.unclear),)
    may_probe = question.probe and not move.final and state.probed < guide.modes[state.mode].probes
    if move.sign and may_probe:
        return replace(state, probed=state.probed + 1, draft=move.text), (Probe(key, move.sign),)
    return _accept(guide, state, key, question, move)


def _accept(guide: Guide, state: State, key: Key, question: Question, move: Answered) -> Step:
    before = state.answers.get(key)
    nothing_more = state.adding and move.value == []
    if nothing_more:
        return _next(guide, replace(state, probed=0, draft="", adding=False))
    given = Given(move.text, move.value, _strength(question, move))
    if state.adding and before is not None:
        given = replace(
            given, text=f"{before.text}\n{move.text}", value=[*_listed(before.value), *_listed(move.value)]
        )
    changed = before is None or before.value != given.value
    answers = {**state.answers, key: given}
    effects: list[Effect] = [Keep(key, given)]
    if changed:
        for other in _rests_on(guide, key, answers):
            answers[other] = replace(answers[other], check_again=True)
            effects.append(Keep(other, answers[other]))
        unsigned = _signatures_over(guide, state.mode, key, answers)
        gone = [other for other in answers if not _holds(guide.question(other).when, answers)]
        for other in (*unsigned, *gone):
            del answers[other]
            effects.append(Withdraw(other))
        if marked := tuple(k for k in _rests_on(guide, key, answers) if answers[k].check_again):
            effects.append(CheckAgain(marked))
    state = replace(
        state,
        answers=answers,
        skipped=frozenset(k for k in state.skipped - {key} if _holds(guide.question(k).when, answers)),
        probed=0,
        draft="",
        adding=False,
        finished=False,
    )
    most = question.most or 1
    if question.kind == "actions" and 0 < len(_listed(given.value)) < most:
        return replace(state, adding=True), (*effects, Ask(key, more=True))
    state, asks = _next(guide, state)
    return state, (*effects, *asks)


def _skip(guide: Guide, state: State) -> Step:
    key = state.at
    if key is None:
        return state, (Decline("nothing_waits"),)
    if guide.question(key).required and key not in state.answers:
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
    state = replace(state, at=key, probed=0, draft="", adding=False, finished=False)
    return state, (Ask(key, again=key in state.answers and state.answers[key].check_again),)


def _pending(guide: Guide, state: State) -> Key | None:
    """The first open question after the one just dealt with, else the first open one.

    Before anything is signed, answers marked "check again" are asked about: nobody signs what has gone stale.
    """
    keys = [key for key in applicable(guide, state) if _asked(guide, key)]
    here = keys.index(state.at) + 1 if state.at in keys else 0
    upcoming = next((key for key in [*keys[here:], *keys[:here]] if _open(state, key)), None)
    if upcoming is None or guide.question(upcoming).kind == "sign":
        stale = (k for k in keys if k in state.answers and state.answers[k].check_again and k != state.at)
        return next(stale, upcoming)
    return upcoming


def _before(guide: Guide, state: State) -> Key | None:
    keys = [key for key in applicable(guide, state) if _asked(guide, key)]
    here = keys.index(state.at) if state.at in keys else len(keys)
    return keys[here - 1] if here else None


def _asked(guide: Guide, key: Key) -> bool:
    return guide.question(key).kind != "time"


def _open(state: State, key: Key) -> bool:
    return key not in state.answers and key not in state.skipped


def _holds(condition: Condition | None, answers: Mapping[Key, Given]) -> bool:
    if condition is None:
        return True
    values = (given.value for key, given in answers.items() if key.field == condition.field)
    return any(_spelt(value) in condition.is_ for value in values)


def _spelt(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _rests_on(guide: Guide, key: Key, answers: Mapping[Key, Given]) -> Iterator[Key]:
    return (k for k in list(answers) if k != key and key.field in guide.question(k).depends_on)


def _signatures_over(guide: Guide, mode: str, key: Key, answers: Mapping[Key, Given]) -> tuple[Key, ...]:
    """The signatures that stand below an answer: changing it takes them back, for they were given to other words."""
    order = guide.keys(mode)
    signed = (k for k in answers if guide.question(k).kind == "sign")
    return tuple(
        k for k in signed if guide.question(key).kind != "sign" and order.index(key) < order.index(k)
    )


def _strength(question: Question, move: Answered) -> Strength:
    if not question.probe:
        return "none"
    return "claimed" if move.sign else "example"


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
