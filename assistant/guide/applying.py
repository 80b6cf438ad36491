"""Which questions a conversation asks, given what has been said: conditions, circumstances, entries' parts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.events import Side
from assistant.guide.schema import Condition, Guide, Key, Part, Question
from assistant.guide.state import Given, State


def applicable(guide: Guide, state: State) -> tuple[Key, ...]:
    """The answers that the mode wants and whose conditions hold, in order."""
    without = left_out(guide, state.answers)
    keys = guide.keys(state.mode, state.only)
    return tuple(key for key in keys if applies(guide, state, key, state.answers, without))


def progress(guide: Guide, state: State) -> tuple[int, int]:
    """How many questions that apply are answered or skipped, and how many apply."""
    keys = applicable(guide, state)
    return sum(not is_open(state, key) for key in keys), len(keys)


def lacking(question: Question, side: Side, value: object) -> tuple[int, Part] | None:
    """The first entry (from 0) that lacks a part which the side is asked for, and that part; None where none does."""
    for number, entry in enumerate(listed(value)):
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


def is_asked(guide: Guide, key: Key) -> bool:
    return guide.question(key).kind != "fact"


def is_open(state: State, key: Key) -> bool:
    return key not in state.answers and key not in state.skipped


def applies(
    guide: Guide, state: State, key: Key, answers: Mapping[Key, Given], without: frozenset[str]
) -> bool:
    if without & {key.stage, key.field}:
        return False
    conditions = guide.question(key).when
    return all(_holds(guide, state, condition, key.side, answers) for condition in conditions)


def no_longer(guide: Guide, state: State, answers: Mapping[Key, Given]) -> list[Key]:
    without = left_out(guide, answers)
    return [key for key in answers if not applies(guide, state, key, answers, without)]


def left_out(guide: Guide, answers: Mapping[Key, Given]) -> frozenset[str]:
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


def rests_on(guide: Guide, key: Key, answers: Mapping[Key, Given]) -> Iterator[Key]:
    return (k for k in list(answers) if k != key and key.field in guide.question(k).depends_on)


def signatures_over(guide: Guide, mode: str, key: Key, answers: Mapping[Key, Given]) -> tuple[Key, ...]:
    """The signatures that stand below an answer: changing it takes them back, for they were given to other words."""
    order = guide.keys(mode)
    signed = (k for k in answers if guide.question(k).kind == "sign")
    return tuple(
        k for k in signed if guide.question(key).kind != "sign" and order.index(key) < order.index(k)
    )


def listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
