"""Drives a guided conversation: understands what was typed, lets the engine decide, saves, and then speaks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

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
from assistant.framework import Framework, proposed
from assistant.guide import wording
from assistant.guide.applying import applicable, is_asked, is_open, progress, waiting_part
from assistant.guide.engine import step
from assistant.guide.language import Flag, flags
from assistant.guide.meaning import Meanings
from assistant.guide.moves import (
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
    Undone,
    WentBack,
    WentTo,
    Why,
    Withdraw,
)
from assistant.guide.outcome import named_gaps, to_plan, to_record
from assistant.guide.probing import DISTRESS, GOAL, About, probe_for, sign_of
from assistant.guide.saved import position, restored, to_save
from assistant.guide.schema import Guide, Key, Part, Question
from assistant.guide.state import Given, State
from assistant.guide.steering import (
    afresh,
    asks_about_this,
    asks_guidance,
    corrects,
    ends_list,
    goes_on,
    is_question,
    skips,
)
from assistant.guide.understanding import names_a_choice, understand
from assistant.plan.catalogue import Catalogue
from assistant.plan.suggest import Suggestion, suggestions
from assistant.turns import past, turn_to_save
from assistant.typed import accepted
from knowledge.words import terms
from store.service import Records
from store.views import ConversationView, Status

Answerer = Callable[[str, Sequence[str]], GuidanceAnswer]

_WAYS = 3
"""Ways to learn that are suggested at a time."""
_CHOSEN = frozenset({"choice", "choices", "number", "yes_no", "date"})


@dataclass(frozen=True, slots=True)
class Before:
    """What is known when a conversation is opened.

    Attributes:
        only: The side that is by itself, where it prepares or plans alone.
        earlier: What the last signed conversation chose, by field and side.
        facts: What nobody has to be asked, by field.
        prepared: What both sides have prepared; empty unless both have.
        sides_prepared: Which sides have prepared; None where there is nothing to prepare.
    """

    only: Side | None = None
    earlier: Mapping[tuple[str, Side], str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    prepared: Mapping[Key, Given] = field(default_factory=dict)
    sides_prepared: frozenset[Side] | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What a conversation is held with.

    Attributes:
        records: The store, bound to the signed-in account.
        ask: Answers a question from the guidance library.
        now: The clock.
        meanings: What sentences mean that name no choice; None goes by names and phrases alone.
        frameworks: The frameworks by id.
        methods: The catalogue out of which ways to learn are suggested; None suggests nothing.
        busy: Whether an answer from the library would have to be waited for: what nobody asked for is left out then.
    """

    records: Records
    ask: Answerer
    now: Callable[[], datetime]
    meanings: Meanings | None = None
    frameworks: Mapping[str, Framework] = field(default_factory=dict)
    methods: Catalogue | None = None
    busy: Callable[[], bool] = lambda: False


class GuidedConversation:
    """A guided conversation that is being held. It is a `Dialogue`.

    Args:
        guide: The guide it follows, in the version that the conversation was begun with.
        parts: What it is held with.
        conversation: The conversation as it was loaded.
        before: What is known when it is opened.
    """

    def __init__(
        self,
        guide: Guide,
        parts: Parts,
        conversation: ConversationView,
        before: Before,
    ) -> None:
        self._guide = guide
        self._records = parts.records
        self._ask = parts.ask
        self._now = parts.now
        self._meanings = parts.meanings
        self._frameworks = parts.frameworks
        self._methods = parts.methods
        self._busy = parts.busy
        self._saved = conversation
        self._before = before
        self._state = restored(conversation)
        if not conversation.turns:
            self._state = replace(self._state, only=self._before.only, earlier=self._before.earlier)
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
            minutes_left=round(guide.modes[state.mode].minutes * (total - done) / max(total, 1)),
            finished=state.finished,
            sides=(state.only,) if state.only else ("individual", "manager"),
            people=self._people,
        )

    def past(self) -> tuple[PastTurn, ...]:
        """The saved turns, oldest first."""
        return past(self._saved)

    def open(self) -> Iterator[Event]:
        """Greet and ask the first question, or say where it was left and ask again what waits."""
        new = not self._saved.turns
        facts = dict(self._before.facts)
        if new:
            facts[wording.STARTED_AT] = self._now().isoformat(timespec="seconds")
        state, effects = step(self._guide, self._state, Begun(facts, self._before.prepared))
        opening = self._opening(state) if new else "You left off here."
        changed = any(isinstance(effect, Keep) for effect in effects)
        yield from self._turn(None, "", state, effects, opening, heading=True, unsaved=not (new or changed))

    def _opening(self, state: State) -> str:
        told = wording.opening(self._guide, state, self._people)
        done = self._before.sides_prepared
        return f"{told}\n\n{wording.who_prepared(done, self._people)}" if done is not None else told

    def reply(self, text: str, side: Side | None = None, field: str | None = None) -> Iterator[Event]:
        """Take a turn; see `Dialogue.reply`."""
        try:
            said = accepted(text)
            steered = command(said)
            if steered:
                yield from self._steered(said, side, steered)
            elif field is None and skips(said) and self._state.at and not self._takes_no():
                yield from self._steered(said, side, Command("skip", ""))
            elif field is None and asks_about_this(said):
                yield from self._about_this(said, side)
            elif self._asks_guidance(said, field):
                yield from self._guidance(said, side, said)
            else:
                yield from self._answered(said, side, field)
        except EXPECTED as error:
            yield Failed(str(error))

    def _answered(self, text: str, side: Side | None, field: str | None) -> Iterator[Event]:
        key, part = self._meant(text, side, field)
        if field is None and (corrected := self._corrected(text, side)):
            key, part = corrected, None
        if key is None:
            why: Why = "not_asked_here" if field else "other_side" if self._state.at else "nothing_waits"
            yield from self._turn(side, text, self._state, (Decline(why),))
            return
        question = self._guide.question(key)
        probing = key == self._state.at and bool(self._state.draft) and part is None
        whole = self._state.draft if probing and ends_list(text) else text
        if probing and whole is text:
            whole = afresh(text) or _gone_on(question, self._state.draft, text)
        adding = self._state.adding and key == self._state.at and part is None and not probing
        if adding and ends_list(text):
            whole = "no"
        move = self._read(question, key, part, whole, said=text)
        if adding and goes_on(text):
            move = replace(move, unclear="Go on, what is it?")
        adds = field is not None and not probing and key in self._state.answers
        state, effects = step(self._guide, self._state, replace(move, adds=adds))
        found = _flags(text, move, question)
        notes = [Note("language", {"span": flag.span, "pattern": flag.pattern}) for flag in found]
        told = "\n".join(filter(None, [_understood(question, part, move, effects), _second_look(found)]))
        yield from self._turn(key.side, text, state, effects, told, notes=notes)

    def _corrected(self, text: str, side: Side | None) -> Key | None:
        """What a text takes back and says anew: the choice that it names, else the one just made.

        Where the other side speaks than made it, their own answer to the same is meant, never the other's.
        """
        undo = self._state.undo
        if undo is None or not undo.was or not corrects(text):
            return None
        last = next(iter(undo.was))
        closed = [key for key in self._state.answers if self._guide.question(key).kind in _CHOSEN]
        meant = self._labelled(text, closed) or last
        if side and meant.side != side:
            meant = meant._replace(side=side)
        if meant == self._state.at or meant not in closed:
            return None
        read = understand(self._guide.question(meant), text, self._saved.asked_on, self._meanings)
        return None if read.unclear else meant

    def _labelled(self, text: str, keys: Sequence[Key]) -> Key | None:
        """The one answer whose label has most words of a text; None where there are none or several."""
        said = {term for term in terms(text) if not term.isdigit()}
        shared = {key: len(said & set(terms(self._guide.question(key).label))) for key in keys}
        most = max(shared.values(), default=0)
        found = [key for key, words in shared.items() if words == most]
        return found[0] if most and len({key.field for key in found}) == 1 else None

    def _steered(self, text: str, side: Side | None, steered: Command) -> Iterator[Event]:
        match steered.name:
            case "ask":
                yield from self._guidance(text, side, steered.rest)
            case "back":
                yield from self._moved(text, side, WentBack())
            case "undo":
                yield from self._moved(text, side, Undone())
            case "skip" if self._state.draft and self._state.at:
                question = self._guide.question(self._state.at)
                if question.least_words:
                    yield from self._moved(text, side, Skipped())
                    return
                move = self._read(question, self._state.at, None, self._state.draft, final=True)
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

    def _about_this(self, text: str, side: Side | None) -> Iterator[Event]:
        """Who sees this and how long it is kept is what the guide itself says."""
        yield Noted(Note("answered_guidance", {"answered": True}))
        yield from self._turn(side, text, self._state, self._asks_again(), self._guide.notice.strip())

    def _guidance(self, text: str, side: Side | None, question: str) -> Iterator[Event]:
        """Answer a question in the middle, then put the waiting question again."""
        yield Working("Looking in the guidance")
        answer = self._ask(question or self._stage_query(), ())
        yield Cited(answer.citations)
        yield Noted(Note("answered_guidance", {"answered": answer.answered}))
        again = self._asks_again()
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
        unsaved: bool = False,
        status: Status | None = None,
        citations: tuple[Citation, ...] = (),
        notes: Sequence[Note] = (),
    ) -> Iterator[Event]:
        """Save the turn, then acknowledge it. Where a conversation is only reopened, there is none to save."""
        entered = state.at is not None and (self._state.at is None or state.at.stage != self._state.at.stage)
        heading = heading or entered
        guided = self._stage_guidance(state) if heading and not citations else None
        ways = self._ways(state, effects)
        if found := tuple(one for one in (guided, *(cited for _, cited in ways)) if one):
            citations = (*citations, *found)
            yield Cited(citations)
        said = self._said(state, effects, told, heading=heading, guided=guided, ways=ways)
        if not unsaved:
            self._saved = self._records.conversations.save_turn(
                self._saved.id,
                self._saved.version,
                turn_to_save(side, text, said, citations),
                [to_save(effect) for effect in effects if isinstance(effect, Keep | Withdraw)],
                position(state),
                status or ("finished" if state.finished else "open"),
            )
        self._state = state
        if state.finished and self._saved.status != "signed":
            self._close()
        yield Saved(self._saved.id)
        yield from (Noted(note) for note in (*_notes(effects), *notes))
        yield Delta(said)
        if asked := self._asked():
            yield asked
        yield Done(said, finished=state.finished)

    def _said(
        self,
        state: State,
        effects: Sequence[Effect],
        told: str,
        *,
        heading: bool,
        guided: Citation | None = None,
        ways: Sequence[tuple[Suggestion, Citation | None]] = (),
    ) -> str:
        parts = [told] if told else []
        for effect in effects:
            match effect:
                case Ask(key):
                    if self._guide.question(key).shows_summary and not effect.more:
                        parts.append(wording.summary(self._guide, state, self._people))
                        parts.append(wording.unsettled(self._guide, state))
                    if heading:
                        parts.append(wording.heading(self._guide, state, key.stage, self._people, guided))
                    parts.append(wording.put(self._guide, state, effect, self._people, self._saved.asked_on))
                    if ways:
                        parts.append(wording.ways(ways))
                    if proposal := self._proposal(state, key):
                        parts.append(wording.proposal(proposal))
                case Probe(key, sign):
                    parts.append(probe_for(sign, _told_of(self._guide.question(key))))
                case AskAgain(key, why):
                    parts.append(f"{why}\n{wording.asked_now(self._guide, state, key)}")
                case LeaveOpen():
                    parts.append(wording.left_open(effect))
                case Brought(keys):
                    parts.append(wording.brought(self._guide, state, keys, self._people))
                case CheckAgain(keys):
                    labels = ", ".join(dict.fromkeys(self._guide.question(key).label for key in keys))
                    parts.append(f"Because that has changed, please look again at: {labels}.")
                case Decline():
                    parts.append(wording.declined(self._guide, state, effect))
                case Finish():
                    parts.append(wording.ending(self._guide, state, self._saved.id[:8]))
                case Keep() | Withdraw():
                    pass
        return "\n\n".join(filter(None, parts))

    def _proposal(self, state: State, key: Key) -> str | None:
        """The label of the place that a side's own choices lead to, where that side is asked to place."""
        question = self._guide.question(key)
        framework = self._frameworks.get(question.cells_of or "")
        if framework is None or not question.prepared:
            return None  # on what both agree is for them to find, and nothing is worked out
        values = {k.field: str(given.value) for k, given in state.answers.items() if k.side == key.side}
        place = proposed(framework, values)
        return place.label if place else None

    def _close(self) -> None:
        """Make the signatures and the plan part of the records."""
        if self._state.only and self._guide.becomes == "record":
            return  # what is prepared becomes part of the conversation that it prepares
        if self._guide.becomes == "plan":
            to_plan(self._records, self._state)
        else:
            self._saved = to_record(self._records, self._guide, self._saved, self._state)

    def _read(
        self,
        question: Question,
        key: Key,
        part: Part | None,
        text: str,
        *,
        said: str = "",
        final: bool = False,
    ) -> Answered:
        """Read a text; what was `said` last counts as told well where it is so by itself."""
        asked = part or question
        if asked.kind in _CHOSEN and sign_of(said) == DISTRESS:
            return Answered(key, text, unclear=probe_for(DISTRESS), part=part.id if part else None)
        read = understand(asked, text, self._saved.asked_on, self._meanings)
        if part:
            return Answered(key, text, read.value, unclear=read.unclear, part=part.id)
        told = question.kind in {"text", "entries"} and question.probe and read.value != []
        about = _told_of(question)
        sign = sign_of(text, about) if told else None
        if sign and said and sign_of(said, about) is None:
            sign = None
        return Answered(key, text, read.value, sign, read.unclear, final)

    def _asks_guidance(self, text: str, field: str | None) -> bool:
        """A question put instead of an answer; one about the choices is answered by their meanings."""
        if field or self._state.at is None:
            return False
        asked = waiting_part(self._guide, self._state) or self._guide.question(self._state.at)
        if asks_guidance(text):
            return True
        if not is_question(text) or asked.kind == "sign":
            return False
        return not asked.options or not names_a_choice(asked, text)

    def _takes_no(self) -> bool:
        """Whether what waits takes a no for an answer."""
        assert self._state.at
        asked = waiting_part(self._guide, self._state) or self._guide.question(self._state.at)
        return asked.kind in {"yes_no", "sign"}

    def _asks_again(self) -> tuple[Effect, ...]:
        """What waits, put again."""
        if self._state.at is None:
            return ()
        return tuple(e for e in step(self._guide, self._state, Begun())[1] if isinstance(e, Ask))

    def _stage_guidance(self, state: State) -> Citation | None:
        """The first sentence that the library has on the stage which is entered, if any."""
        return self._sentence_on(self._guide.stage(state.at.stage).guidance) if state.at else None

    def _sentence_on(self, query: str) -> Citation | None:
        """The first whole sentence, or row of two cells, that the library answers with; None where it has neither."""
        if self._busy():
            return None
        try:
            answer = self._ask(query, ())
        except EXPECTED:
            return None
        said = (
            one for one in answer.citations if one.quote.rstrip().endswith(".") or one.quote.count("\t") == 1
        )
        return next(said, None) if answer.answered else None

    def _ways(self, state: State, effects: Sequence[Effect]) -> Sequence[tuple[Suggestion, Citation | None]]:
        """Where actions are asked for: ways to what the individual named as missing, and the guidance on them."""
        ask = next((e for e in effects if isinstance(e, Ask) and not e.part and not e.more), None)
        wanted = self._guide.question(ask.key).suggests if ask and ask.key != self._state.at else ()
        if not wanted or self._methods is None:
            return ()
        of_each = (
            [one for one in suggestions(gap, self._methods) if one.why == "fits"]
            for gap in named_gaps(state, wanted)
        )
        in_turn = (one for round_ in itertools.zip_longest(*of_each) for one in round_ if one)
        found: dict[str, Suggestion] = {}
        for one in in_turn:
            found.setdefault(one.method, one)
        return [(one, self._sentence_on(one.guidance)) for one in list(found.values())[:_WAYS]]

    def _stage_query(self) -> str:
        return self._guide.stage(self._state.at.stage).guidance if self._state.at else self._guide.about

    def _meant(self, text: str, side: Side | None, field: str | None) -> tuple[Key | None, Part | None]:
        """The answer that is meant, and the part of it: what waits, or the named field's, of the side that speaks."""
        if field is None:
            at = self._state.at
            if at and side and side != at.side:
                return self._of_other_side(text, at, side), None
            return at, waiting_part(self._guide, self._state)
        for key in self._of(side, applicable(self._guide, self._state)):
            question = self._guide.question(key)
            if key.field == field:
                return key, None
            part = next((part for part in question.parts if part.id == field), None)
            if part and key in self._state.answers:
                return key, part
        return None, None

    def _of_other_side(self, text: str, at: Key, side: Side) -> Key | None:
        """What a side answers that speaks although the other one is asked: the same where it may and has not yet, or
        takes its own back; else its next open question of the stage. Nobody answers for the other."""
        keys = applicable(self._guide, self._state)
        same = at._replace(side=side)
        if same in keys and (same not in self._state.answers or corrects(text)):
            return same
        after = (key for key in keys[keys.index(at) :] if key.stage == at.stage and key.side == side)
        return next((key for key in after if is_asked(self._guide, key) and is_open(self._state, key)), None)

    @staticmethod
    def _of(side: Side | None, keys: Sequence[Key]) -> list[Key]:
        """The keys, those of the side that speaks first."""
        return sorted(keys, key=lambda key: side is not None and key.side != side)

    def _asked(self) -> Asked | None:
        key = self._state.at
        if key is None:
            return None
        part = waiting_part(self._guide, self._state)
        asked = part or self._guide.question(key)
        several = asked.kind == "choices"
        return Asked(
            key.stage, key.field, key.side, wording.options(asked), part.id if part else None, several
        )

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


def _gone_on(question: Question, draft: str, text: str) -> str:
    """What was said first, and what was said when it was asked about."""
    if question.kind != "entries":
        return f"{draft}\n{text}"
    if _told_of(question) == GOAL and sign_of(text, GOAL) is None:
        return text  # a goal that is plain by itself takes the place of the vague one
    return f"{draft}{' ' if draft.endswith(('.', '!', '?')) else '. '}{text}"  # an entry is one line


def _told_of(question: Question) -> About:
    """Whether a question's answers tell of what is wanted or of what was done."""
    return "goal" if GOAL in {question.id, *(part.id for part in question.parts)} else "example"


def _flags(text: str, move: Answered, question: Question) -> Sequence[Flag]:
    """The words just typed that are worth a second look; in a choice nobody wrote about anybody."""
    return flags(text) if question.kind in {"text", "entries"} and not move.unclear else ()


def _second_look(found: Sequence[Flag]) -> str:
    """What is asked about the first of such words; the text stands as it is."""
    if not found:
        return ""
    first = found[0]
    return f"A second look at “{first.span}”: {first.why} {first.ask} It stays as you wrote it; /back to reword it."


def _understood(question: Question, part: Part | None, move: Answered, effects: Sequence[Effect]) -> str:
    """What was understood is shown wherever it is not simply the words themselves."""
    kept = any(isinstance(effect, Keep) and effect.key == move.key for effect in effects)
    if not kept or move.value == [] or (part or question).kind in {"text", "person"}:
        return ""
    chosen = [option for option in question.options if option.key in _chosen(move.value)]
    told = f"Noted: {(part or question).label} - {wording.shown(part or question, move.value)}. /undo takes it back."
    return " ".join([told, *(option.says for option in chosen if option.says)])


def _chosen(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _notes(effects: Sequence[Effect]) -> Iterator[Note]:
    for effect in effects:
        match effect:
            case Probe(_, sign):
                yield Note("probe", {"sign": sign})
            case AskAgain(_, why):
                yield Note("not_understood", {"why": why})
            case LeaveOpen(key, why):
                yield Note("not_understood", {"why": why})
                yield Note("left_open", {"field": key.field, "side": key.side})
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
            case Brought(keys):
                yield Note("prepared", {"fields": list(dict.fromkeys(key.field for key in keys))})
            case Ask() | Finish():
                pass
