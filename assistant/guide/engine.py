"""The pure engine: a guide, a state and a move make the next state and the effects to be done.

Nothing here reads, saves, words or understands: the driver does, and tells the engine what came of it. `step` is
total (no move raises) and deterministic, so that a conversation can be taken up anywhere from its saved state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.events import Side
from assistant.guide.schema import Condition, Guide, Key, Part, Question

Strength = Literal["none", "claimed", "example", "verified"]
TOO_FEW_WORDS = "too_few_words"
"""The sign of a text that is shorter than its question wants; it is gone on with for as long as that takes."""


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
class Undo:
    """How to take the last answer back.

    Attributes:
        at: The question that waited for it.
        adding: Whether a further entry was being asked for.
        was: The answers that it changed, as they were; None where there was none.
    """

    at: Key | None
    adding: bool
    was: Mapping[Key, Given | None]


@dataclass(frozen=True, slots=True)
class State:
    """Everything the engine knows of a conversation.

    Attributes:
        mode: The guide's mode.
        only: The side that is by itself; None where both are there.
        earlier: What the last conversation on record said, as far as conditions ask: value by field and side.
        answers: The record.
        skipped: Questions left out on purpose.
        at: The question that was put last and waits; None before the beginning and at the end.
        probed: How often the waiting answer has been probed.
        draft: What has been said so far to the question that is being probed.
        adding: Entries have been given and more of them are being asked for.
        finished: Every question that applies is answered or skipped.
        undo: How to take the last answer back; None where there is nothing to take back.
    """

    mode: str
    only: Side | None = None
    earlier: Mapping[tuple[str, Side], str] = field(default_factory=dict)
    answers: Mapping[Key, Given] = field(default_factory=dict)
    skipped: frozenset[Key] = frozenset()
    at: Key | None = None
    probed: int = 0
    draft: str = ""
    adding: bool = False
    finished: bool = False
    undo: Undo | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """The conversation is opened, for the first time or again.

    Attributes:
        facts: What is known without asking, by field.
        prepared: What the sides have prepared, each alone; it goes on record where nothing is yet.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    prepared: Mapping[Key, Given] = field(default_factory=dict)


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
        part: The part of the last entry that it answers; None means the question itself.
        adds: Entries come to those on record instead of taking their place.
    """

    key: Key | None
    text: str
    value: object = None
    sign: str | None = None
    unclear: str | None = None
    final: bool = False
    part: str | None = None
    adds: bool = False


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


@dataclass(frozen=True, slots=True)
class Undone:
    """The last answer is to be taken back."""


Move = Begun | Answered | Skipped | WentBack | WentTo | Undone


@dataclass(frozen=True, slots=True)
class Ask:
    """Put this question.

    Attributes:
        more: Ask for a further entry.
        again: Ask whether an older answer is still right.
        part: Ask for this part of an entry, which one at `entry` (from 0) lacks.
    """

    key: Key
    more: bool = False
    again: bool = False
    part: str | None = None
    entry: int = 0


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
class Brought:
    """These answers came out of what the sides have prepared."""

    keys: tuple[Key, ...]


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

    why: Literal[
        "required",
        "nothing_before",
        "no_such_stage",
        "not_asked_here",
        "nothing_waits",
        "nothing_to_undo",
        "needed_first",
    ]


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing is left to ask."""


Effect = Ask | Probe | AskAgain | Keep | Brought | Withdraw | CheckAgain | Decline | Finish
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
            here = [key for key in applicable(guide, state) if key.stage == stage and _asked(guide, key)]
            if not here:
                return state, (Decline("no_such_stage"),)
            return _put(guide, state, next((key for key in here if _open(state, key)), here[0]))


def applicable(guide: Guide, state: State) -> tuple[Key, ...]:
    """The answers that the mode wants and whose conditions hold, in order."""
    left_out = _left_out(guide, state.answers)
    keys = guide.keys(state.mode, state.only)
    return tuple(key for key in keys if _applies(guide, state, key, state.answers, left_out))


def progress(guide: Guide, state: State) -> tuple[int, int]:
    """How many questions that apply are answered or skipped, and how many apply."""
    keys = applicable(guide, state)
    return sum(not _open(state, key) for key in keys), len(keys)


def lacking(question: Question, side: Side, value: object) -> tuple[int, Part] | None:
    """The first entry (from 0) that lacks a part which the side is asked for, and that part; None where none does."""
    for number, entry in enumerate(_listed(value)):
        for part in question.parts:
            if asked_for(part, side) and isinstance(entry, dict) and _wanted(part, entry):
                return number, part
    return None


def _wanted(part: Part, entry: Mapping[str, object]) -> bool:
    fits = part.when is None or entry.get(part.when.part) == part.when.is_
    return fits and part.id not in entry


def asked_for(part: Part, side: Side) -> str | None:
    """How a side is asked for a part of an entry; None where it is not."""
    return (part.ask_manager or part.ask) if side == "manager" else part.ask


def waiting_part(guide: Guide, state: State) -> Part | None:
    """The part of an entry that is being asked for; None where a whole question is."""
    if state.at is None or state.adding or state.at not in state.answers:
        return None
    lacks = lacking(guide.question(state.at), state.at.side, state.answers[state.at].value)
    return lacks[1] if lacks else None


def _begin(guide: Guide, state: State, move: Begun) -> Step:
    facts = {
        key: Given(move.facts[key.field], move.facts[key.field])
        for key in applicable(guide, state)
        if guide.question(key).kind == "fact" and key.field in move.facts
    }
    facts = {key: given for key, given in facts.items() if state.answers.get(key) != given}
    brought = {key: given for key, given in move.prepared.items() if _open(state, key)}
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
        return state, (AskAgain(key, move.unclear),)
    if move.part:
        return _accept_part(guide, state, key, question, move)
    if question.least_words and len(move.text.split()) < question.least_words:
        return replace(state, draft=move.text), (Probe(key, TOO_FEW_WORDS),)
    may_probe = question.probe and not move.final and state.probed < guide.modes[state.mode].probes
    if move.sign and may_probe:
        return replace(state, probed=state.probed + 1, draft=move.text), (Probe(key, move.sign),)
    return _accept(guide, state, key, question, move)


def _accept(guide: Guide, state: State, key: Key, question: Question, move: Answered) -> Step:
    before = state.answers.get(key)
    if state.adding and move.value == []:
        return _next(guide, replace(state, probed=0, draft="", adding=False))
    given = Given(move.text, move.value, _strength(question, move))
    if (state.adding or move.adds) and before is not None and question.kind == "entries":
        entries = [*_listed(before.value), *_listed(move.value)][: question.most]
        strength = "claimed" if before.strength == "claimed" else given.strength
        given = Given(f"{before.text}\n{move.text}", entries, strength)
    state, effects = _put_on_record(guide, state, key, given)
    return _on(guide, state, key, effects)


def _accept_part(guide: Guide, state: State, key: Key, question: Question, move: Answered) -> Step:
    before = state.answers.get(key)
    entries = _listed(before.value) if before else []
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
        if 0 < len(_listed(value)) < (question.most or 1):
            return replace(state, adding=True), (*effects, Ask(key, more=True))
    state, asks = _next(guide, state)
    return state, (*effects, *asks)


def _put_on_record(guide: Guide, state: State, key: Key, given: Given) -> tuple[State, list[Effect]]:
    """Keep an answer, and do to the others what follows from it."""
    before = state.answers.get(key)
    answers = {**state.answers, key: given}
    effects: list[Effect] = [Keep(key, given)]
    if before is None or before.value != given.value:
        for other in _rests_on(guide, key, answers):
            answers[other] = replace(answers[other], check_again=True)
            effects.append(Keep(other, answers[other]))
        gone = [*_signatures_over(guide, state.mode, key, answers), *_no_longer(guide, state, answers)]
        while gone:  # what is taken back may be what others rested on
            for other in dict.fromkeys(gone):
                del answers[other]
                effects.append(Withdraw(other))
            gone = _no_longer(guide, state, answers)
        if marked := tuple(k for k in _rests_on(guide, key, answers) if answers[k].check_again):
            effects.append(CheckAgain(marked))
    left_out = _left_out(guide, answers)
    still = (k for k in state.skipped - {key} if _applies(guide, state, k, answers, left_out))
    state = replace(
        state,
        answers=answers,
        skipped=frozenset(still),
        probed=0,
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
    state = replace(state, at=key, probed=0, draft="", adding=False, finished=False)
    return state, (_ask(guide, state, key),)


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
    return guide.question(key).kind != "fact"


def _open(state: State, key: Key) -> bool:
    return key not in state.answers and key not in state.skipped


def _applies(
    guide: Guide, state: State, key: Key, answers: Mapping[Key, Given], left_out: frozenset[str]
) -> bool:
    if left_out & {key.stage, key.field}:
        return False
    conditions = guide.question(key).when
    return all(_holds(guide, state, condition, key.side, answers) for condition in conditions)


def _no_longer(guide: Guide, state: State, answers: Mapping[Key, Given]) -> list[Key]:
    left_out = _left_out(guide, answers)
    return [key for key in answers if not _applies(guide, state, key, answers, left_out)]


def _left_out(guide: Guide, answers: Mapping[Key, Given]) -> frozenset[str]:
    """The stages and fields that what was chosen leaves out."""
    return frozenset(
        name
        for key, given in answers.items()
        for option in guide.question(key).options
        if option.leaves_out and option.key in _values(given.value)
        for name in option.leaves_out
    )


def _holds(
    guide: Guide, state: State, condition: Condition, side: Side, answers: Mapping[Key, Given]
) -> bool:
    if condition.rose_but_not:
        rose = _moved(guide, state, condition.field, side, answers)
        return rose == 1 and _moved(guide, state, condition.rose_but_not, side, answers) == 0
    said = (
        value
        for key, given in answers.items()
        if key.field == condition.field and condition.side in (None, key.side)
        for value in _values(given.value)
    )
    return any(value in condition.is_ for value in said)


def _moved(guide: Guide, state: State, name: str, side: Side, answers: Mapping[Key, Given]) -> int | None:
    """Whether a side's choice stands higher (1), as high (0) or lower (-1) in its options' order than last time; None
    where either is missing or stands apart from that order."""
    now = next((given.value for key, given in answers.items() if (key.field, key.side) == (name, side)), None)
    question = guide.named(name)
    order = [option.key for option in question.options if not option.apart] if question else []
    then = state.earlier.get((name, side))
    if now not in order or then not in order:
        return None
    was, is_now = order.index(str(then)), order.index(str(now))
    return (is_now > was) - (is_now < was)


def _values(value: object) -> list[str]:
    return [_spelt(one) for one in (value if isinstance(value, list) else [value])]


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


def _entry(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
