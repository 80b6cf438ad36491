"""Drives a guided conversation: understands what was typed, lets the engine decide, saves, and then speaks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from assistant.commands import Command, command
from assistant.dialogue import DialogueView, PastTurn, StageState, StageView
from assistant.errors import EXPECTED
from assistant.events import (
    Asked,
    Citation,
    Cited,
    Delta,
    Done,
    Event,
    Failed,
    GuidanceAnswer,
    Note,
    Noted,
    Saved,
    Side,
    Working,
)
from assistant.guide import wording
from assistant.guide.engine import (
    Answered,
    Ask,
    AskAgain,
    Begun,
    CheckAgain,
    Decline,
    Effect,
    Finish,
    Given,
    Keep,
    Move,
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
from assistant.guide.meaning import Meanings
from assistant.guide.probing import probe_for, sign_of
from assistant.guide.schema import Guide, Key, Question
from assistant.guide.understanding import Reading, is_question, nothing, understand
from assistant.turns import past, turn_to_save
from assistant.typed import accepted
from store.service import Records
from store.views import AnswerInput, ConversationView, Status

Answerer = Callable[[str, Sequence[str]], GuidanceAnswer]

ACTIONS = "actions"
"""The field whose actions become the person's plan."""
REVIEW_ON = "review_on"
"""The field whose date is the plan's next review."""


class GuidedConversation:
    """A guided conversation that is being held. It is a `Dialogue`.

    Args:
        guide: The guide it follows, in the version that the conversation was begun with.
        records: The store, bound to the signed-in account.
        conversation: The conversation as it was loaded.
        ask: Answers a question from the guidance library.
        now: The clock.
        meanings: What sentences mean that name no choice; None goes by names and phrases alone.
    """

    def __init__(
        self,
        guide: Guide,
        records: Records,
        conversation: ConversationView,
        ask: Answerer,
        now: Callable[[], datetime],
        meanings: Meanings | None = None,
    ) -> None:
        self._meanings = meanings
        self._guide = guide
        self._records = records
        self._saved = conversation
        self._ask = ask
        self._now = now
        self._state = restored(conversation)
        self._people = {"individual": conversation.about_name or "", "manager": conversation.host_name or ""}

    def view(self) -> DialogueView:
        """Where the conversation stands."""
        state, guide = self._state, self._guide
        done, total = progress(guide, state)
        return DialogueView(
            conversation=self._saved.id,
            title=self._saved.title,
            kind="guided",
            stages=tuple(self._stage(stage) for stage in guide.modes[state.mode].stages),
            lines=tuple(wording.lines(guide, state)),
            record=wording.record(guide, state),
            asked=self._asked(),
            done=done,
            total=total,
            finished=state.finished,
            sides=("individual", "manager"),
            people=self._people,
        )

    def past(self) -> tuple[PastTurn, ...]:
        """The saved turns, oldest first."""
        return past(self._saved)

    def open(self) -> Iterator[Event]:
        """Greet and ask the first question, or say where it was left and ask again what waits."""
        new = not self._saved.turns
        state, effects = step(self._guide, self._state, Begun(self._now().isoformat(timespec="seconds")))
        opening = wording.opening(self._guide, state.mode, self._people) if new else "You left off here."
        yield from self._turn(None, "", state, effects, opening, heading=True, reopened=not new)

    def reply(self, text: str, side: Side | None = None, field: str | None = None) -> Iterator[Event]:
        """Take a turn; see `Dialogue.reply`."""
        try:
            said = accepted(text)
            steered = command(said)
            if steered:
                yield from self._steered(said, side, steered)
            elif self._asks_guidance(said, field):
                yield from self._guidance(said, side, said)
            else:
                yield from self._answered(said, side, field)
        except EXPECTED as error:
            yield Failed(str(error))

    def _answered(self, text: str, side: Side | None, field: str | None) -> Iterator[Event]:
        key = self._key(side, field)
        if key is None:
            state, effects = step(self._guide, self._state, Answered(None, text))
            if field:
                effects = (Decline("not_asked_here"),)
            yield from self._turn(side, text, state, effects)
            return
        question = self._guide.question(key)
        probing = key == self._state.at and bool(self._state.draft)
        whole = f"{self._state.draft}{_joint(question)}{text}" if probing and not nothing(text) else text
        if probing and nothing(text):
            whole = self._state.draft
        move = self._read(question, key, whole)
        state, effects = step(self._guide, self._state, move)
        yield from self._turn(key.side, text, state, effects, _understood(question, move, effects))

    def _steered(self, text: str, side: Side | None, steered: Command) -> Iterator[Event]:
        match steered.name:
            case "ask":
                yield from self._guidance(text, side, steered.rest)
            case "back":
                yield from self._moved(text, side, WentBack())
            case "skip" if self._state.draft and self._state.at:
                question = self._guide.question(self._state.at)
                move = self._read(question, self._state.at, self._state.draft, final=True)
                yield from self._moved(text, side, move)
            case "skip":
                yield from self._moved(text, side, Skipped())
            case "stage":
                yield from self._moved(text, side, WentTo(steered.rest.lower().replace(" ", "_")))
            case "summary":
                told = wording.summary(self._guide, self._state, self._people)
                yield from self._turn(side, text, self._state, (), told)
            case "pause":
                told = f"Saved. Take it up again with: talent converse --resume {self._saved.id[:8]}"
                yield from self._turn(side, text, self._state, (), told, status="paused")
            case _:
                known = "\n".join(f"{name}  {what}" for name, what in wording.COMMANDS.items())
                lead = "" if steered.name == "help" else f"There is no /{steered.name}. "
                yield from self._turn(side, text, self._state, (), f"{lead}What you can use here:\n{known}")

    def _moved(self, text: str, side: Side | None, move: Move) -> Iterator[Event]:
        state, effects = step(self._guide, self._state, move)
        yield from self._turn(side, text, state, effects)

    def _guidance(self, text: str, side: Side | None, question: str) -> Iterator[Event]:
        """Answer a question in the middle, then put the waiting question again."""
        yield Working("Looking in the guidance")
        answer = self._ask(question or self._stage_query(), ())
        yield Cited(answer.citations)
        yield Noted(Note("answered_guidance", {"answered": answer.answered}))
        again = (Ask(self._state.at, more=self._state.adding),) if self._state.at else ()
        yield from self._turn(side, text, self._state, again, answer.answer, citations=answer.citations)

    def _turn(
        self,
        side: Side | None,
        text: str,
        state: State,
        effects: Sequence[Effect],
        told: str = "",
        *,
        heading: bool = False,
        reopened: bool = False,
        status: Status | None = None,
        citations: tuple[Citation, ...] = (),
    ) -> Iterator[Event]:
        """Save the turn, then acknowledge it. Where a conversation is only reopened, there is none to save."""
        heading = heading or (
            state.at is not None and (self._state.at is None or state.at.stage != self._state.at.stage)
        )
        said = self._said(state, effects, told, heading=heading)
        if not reopened:
            self._saved = self._records.conversations.save_turn(
                self._saved.id,
                self._saved.version,
                turn_to_save(side, text, said, citations),
                [_to_save(effect) for effect in effects if isinstance(effect, Keep | Withdraw)],
                _position(state),
                status or ("finished" if state.finished else "open"),
            )
        self._state = state
        if state.finished and self._saved.status != "signed":
            self._close()
        yield Saved(self._saved.id)
        yield from (Noted(note) for note in _notes(effects))
        yield Delta(said)
        if asked := self._asked():
            yield asked
        yield Done(said, finished=state.finished)

    def _said(self, state: State, effects: Sequence[Effect], told: str, *, heading: bool) -> str:
        parts = [told] if told else []
        for effect in effects:
            match effect:
                case Ask(key):
                    if self._guide.question(key).shows_summary:
                        parts.append(wording.summary(self._guide, state, self._people))
                    asked_on = self._saved.asked_on
                    parts.append(
                        wording.put(self._guide, state, effect, self._people, asked_on, heading=heading)
                    )
                case Probe(_, sign):
                    parts.append(probe_for(sign))
                case AskAgain(key, why):
                    parts.append(f"{why}\n{wording.asked(self._guide.question(key), key)}")
                case CheckAgain(keys):
                    labels = ", ".join(dict.fromkeys(self._guide.question(key).label for key in keys))
                    parts.append(f"Because that has changed, please look again at: {labels}.")
                case Decline():
                    parts.append(wording.declined(self._guide, state, effect))
                case Finish():
                    parts.append(wording.ending(self._saved.id[:8]))
                case Keep() | Withdraw():
                    pass
        return "\n\n".join(parts)

    def _close(self) -> None:
        """Make the signatures and the plan part of the records."""
        values = {key.field: given.value for key, given in self._state.answers.items()}
        signed: dict[Side, date] = {
            key.side: date.fromisoformat(str(given.value))
            for key, given in self._state.answers.items()
            if self._guide.question(key).kind == "sign"
        }
        actions = values.get(ACTIONS)
        review = values.get(REVIEW_ON)
        self._saved = self._records.conversations.close(
            self._saved.id,
            self._saved.version,
            signed,
            actions if isinstance(actions, list) else [],
            date.fromisoformat(review) if isinstance(review, str) else None,
        )

    def _read(self, question: Question, key: Key, text: str, *, final: bool = False) -> Answered:
        reading: Reading = understand(question, text, self._saved.asked_on, self._meanings)
        vague = sign_of(text) if question.probe and question.kind == "text" else None
        return Answered(key, text, reading.value, reading.sign or vague, reading.unclear, final)

    def _asks_guidance(self, text: str, field: str | None) -> bool:
        """A question put instead of an answer; in a choice, one about the choices is answered by their meanings."""
        if field or self._state.at is None or not is_question(text):
            return False
        return self._guide.question(self._state.at).kind not in {"choice", "yes_no", "sign"}

    def _stage_query(self) -> str:
        return self._guide.stage(self._state.at.stage).guidance if self._state.at else self._guide.about

    def _key(self, side: Side | None, field: str | None) -> Key | None:
        """The answer that is meant: the waiting one, or the named field's, on the side that speaks."""
        if field is None:
            at = self._state.at
            if at and side and side in self._guide.question(at).sides:
                return at._replace(side=side)
            return at
        keys = [key for key in applicable(self._guide, self._state) if key.field == field]
        return next((key for key in keys if key.side == side), keys[0] if keys else None)

    def _asked(self) -> Asked | None:
        key = self._state.at
        if key is None:
            return None
        return Asked(key.stage, key.field, key.side, wording.options(self._guide.question(key)))

    def _stage(self, stage_id: str) -> StageView:
        keys = [key for key in applicable(self._guide, self._state) if key.stage == stage_id]
        done = sum(key in self._state.answers or key in self._state.skipped for key in keys)
        stale = any(key in self._state.answers and self._state.answers[key].check_again for key in keys)
        state: StageState = "done" if keys and done == len(keys) else "to_do"
        if stale:
            state = "check_again"
        if self._state.at and self._state.at.stage == stage_id:
            state = "now"
        return StageView(stage_id, self._guide.stage(stage_id).title, state, done, len(keys))


def _joint(question: Question) -> str:
    return ", " if question.kind == "actions" else "\n"


def _understood(question: Question, move: Answered, effects: Sequence[Effect]) -> str:
    """What was understood is shown wherever it is not simply the words themselves."""
    kept = any(isinstance(effect, Keep) and effect.key == move.key for effect in effects)
    if not kept or question.kind == "text":
        return ""
    return f"Noted: {question.label} - {wording.shown(question, move.value)}."


def _notes(effects: Sequence[Effect]) -> Iterator[Note]:
    for effect in effects:
        match effect:
            case Probe(_, sign):
                yield Note("probe", {"sign": sign})
            case AskAgain(_, why):
                yield Note("not_understood", {"why": why})
            case CheckAgain(keys):
                yield Note("check_again", {"fields": list(dict.fromkeys(key.field for key in keys))})
            case Withdraw(key):
                yield Note("withdrawn", {"field": key.field})
            case Keep(key, given):
                yield Note("understood", {"field": key.field, "side": key.side, "value": given.value})
                if given.strength == "claimed":
                    yield Note("claimed", {"field": key.field})
            case Decline(why):
                yield Note("declined", {"why": why})
            case Ask() | Finish():
                pass


def _to_save(effect: Keep | Withdraw) -> AnswerInput:
    """A withdrawn answer is saved as one that says nothing; the store keeps the version before it."""
    key = effect.key
    given = effect.given if isinstance(effect, Keep) else Given("", None)
    return AnswerInput(
        key.stage, key.field, key.side, given.text, given.value, given.strength, given.check_again
    )


def _position(state: State) -> dict[str, object]:
    return {
        "at": list(state.at) if state.at else None,
        "probed": state.probed,
        "draft": state.draft,
        "adding": state.adding,
        "skipped": sorted(map(list, state.skipped)),
        "finished": state.finished,
    }


def restored(conversation: ConversationView) -> State:
    """The engine's state of a saved conversation."""
    position: Mapping[str, Any] = conversation.position
    at = position.get("at")
    return State(
        mode=conversation.mode,
        answers={
            Key(answer.stage, answer.field, answer.side): Given(
                answer.text, answer.value, answer.evidence_strength, answer.check_again
            )
            for answer in conversation.answers
            if answer.text or answer.value is not None
        },
        skipped=frozenset(itertools.starmap(Key, position.get("skipped", ()))),
        at=Key(*at) if at else None,
        probed=int(position.get("probed", 0)),
        draft=str(position.get("draft", "")),
        adding=bool(position.get("adding", False)),
        finished=bool(position.get("finished", False)),
    )
