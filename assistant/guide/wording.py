"""What the guide says, made of its own texts: plain text, one question at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from assistant.dialogue import RecordLine
from assistant.events import Citation, Option, Side
from assistant.guide.applying import applicable, asked_for, waiting_part
from assistant.guide.moves import Ask, Decline, LeaveOpen
from assistant.guide.schema import Guide, Key, Part, Question
from assistant.guide.state import State
from assistant.guide.understanding import proposed_date
from assistant.plan.catalogue import CLASSES
from assistant.plan.suggest import Suggestion

COMMANDS = {
    "/back": "go back to the question before",
    "/undo": "take the last answer back",
    "/skip": "leave this question out",
    "/stage NAME": "go to a stage of the conversation",
    "/ask QUESTION": "ask the guidance something, then carry on here",
    "/summary": "show the record so far",
    "/pause": "stop here; it is saved, and you can take it up again",
    "/help": "show these commands",
}

STARTED_AT = "started_at"
"""The field that keeps the moment of the first question."""
_ALONE = " The other side does not see it before both of you have prepared."
_QUOTED, _IN_A_LIST = 220, 120
_DECLINED = {
    "required": "This one cannot be left out: it decides whether there is a record at all. /pause stops here.",
    "nothing_before": "This is the first question.",
    "not_asked_here": "That is not asked in this conversation, so nothing was recorded.",
    "other_side": "That is for the other one of you to answer, so nothing was recorded.",
    "needed_first": "That waits for another answer, so nothing was recorded yet.",
    "nothing_to_undo": "There is no answer of this sitting to take back; /back goes to the question before.",
    "nothing_waits": "Every question has its answer. /summary shows the record.",
}


def opening(guide: Guide, state: State, people: Mapping[str, str]) -> str:
    """What is said before the first question of a new conversation."""
    talk = guide.modes[state.mode]
    if state.only:
        return (
            f"{guide.title}, {people[state.only]} alone\n{guide.about} About {talk.minutes} minutes."
            f"{_ALONE if talk.alone else ''}\n\n{guide.notice.strip()}"
        )
    return (
        f"{guide.title} with {people['individual']}\n"
        f"{guide.about} About {talk.minutes} minutes when you have both prepared.\n\n{guide.notice.strip()}"
    )


def who_prepared(done: Collection[Side], people: Mapping[str, str]) -> str:
    """Which sides have prepared; what they noted is not told."""
    told = (f"{name} {'yes' if side in done else 'not yet'}" for side, name in people.items())
    return f"Prepared: {', '.join(told)}."


def ending(guide: Guide, state: State, conversation: str) -> str:
    """What is said when nothing is left to ask."""
    if guide.becomes == "plan":
        return "That is the plan, saved as a draft of yours that nobody else sees yet. To read or share it: talent plan"
    if state.only:
        return "That is your preparation, saved. It is yours alone until both of you have prepared."
    return (
        "That is the whole conversation, signed and saved. Thank you both.\n"
        f"To take it away: talent records export {conversation} --format md"
    )


def heading(
    guide: Guide, state: State, stage_id: str, people: Mapping[str, str], guided: Citation | None = None
) -> str:
    """Where a stage begins: what it is for, what is on record for it already, and what the guidance says on it."""
    stages = guide.modes[state.mode].stages
    stage = guide.stage(stage_id)
    out = [f"{stage.title} ({stages.index(stage_id) + 1} of {len(stages)}) - {stage.purpose}"]
    if guided:
        out.append(f"From the guidance: “{_short(guided.quote)}” ({guided.title}) /ask says more.")
    told = (line for line in lines(guide, state) if line.stage == stage_id)
    there = [line for line in told if guide.question(_key(line)).kind != "fact"]
    if there:
        out.append("On record already:")
        out += [f"- {_line(line, people)}" for line in there]
    return "\n".join(out)


def put(guide: Guide, state: State, ask: Ask, people: Mapping[str, str], asked_on: date) -> str:
    """A question, or the part of an entry that it asks for."""
    question = guide.question(ask.key)
    if ask.part:
        part = next(part for part in question.parts if part.id == ask.part)
        return f"{people[ask.key.side]}: {asked_for(part, ask.key.side)}" + (
            f"\n{part.help}" if part.help else ""
        )
    if ask.more:
        return f"{people[ask.key.side]}: Another one? Say it, or say no to go on."
    parts = ["Something this answer rested on has changed. Is it still right?"] if ask.again else []
    parts.append(f"{people[ask.key.side]}: {asked(question, ask.key)}")
    if question.help:
        parts.append(question.help)
    if given := state.answers.get(ask.key):
        parts.append(f"On record: {shown(question, given.value)}\n/skip keeps it as it is.")
    if offered := proposed_date(question, asked_on):
        parts.append(f"Say yes for {spell_date(offered)}, or name another day.")
    return "\n".join(parts)


def proposal(label: str) -> str:
    """The place that one's own choices lead to, said as what it is."""
    return f"(From your own choices the grid would offer “{label}”. It is an offer only: you choose, and say why.)"


def ways(found: Sequence[tuple[Suggestion, Citation | None]]) -> str:
    """Ways to what somebody said is missing, with the words of theirs that each fits, who uses it, and the guidance."""
    out = ["Ways that fit what you named, from the catalogue; yours may be quite another:"]
    for one, cited in found:
        used = (
            f", used by {one.adoption.count} of {one.adoption.of} organisations asked" if one.adoption else ""
        )
        out.append(f"- {one.label} ({CLASSES[one.class_]}{used}), for “{' '.join(one.words)}”")
        if cited:
            out.append(f"  “{_short(cited.quote, _IN_A_LIST)}” ({cited.title})")
    return "\n".join(out)


def asked(question: Question, key: Key) -> str:
    """The question as it is put to one side."""
    mine = question.ask if key.side == "individual" else question.ask_manager
    return (mine or question.label).strip()


def asked_now(guide: Guide, state: State, key: Key) -> str:
    """What one side is being asked: a question, or the part of an entry."""
    part = waiting_part(guide, state) if key == state.at else None
    return (asked_for(part, key.side) or part.label) if part else asked(guide.question(key), key)


def left_open(left: LeaveOpen) -> str:
    """That a question is left open for now."""
    return f"{left.why} Let us leave that one open for now; /back answers it."


def unsettled(guide: Guide, state: State) -> str:
    """What was left open and what is to be checked again, told before anybody signs; empty where there is nothing."""
    keys = applicable(guide, state)
    open_ = [key for key in keys if key in state.unread and key not in state.answers]
    stale = [key for key in keys if key in state.answers and state.answers[key].check_again]
    told = [
        f"{what}: {', '.join(dict.fromkeys(guide.question(key).label for key in found))} (/stage {found[0].stage})."
        for what, found in (("Left open", open_), ("Marked to be checked again", stale))
        if found
    ]
    return "\n".join(told)


def brought(guide: Guide, state: State, keys: Sequence[Key], people: Mapping[str, str]) -> str:
    """What came out of the preparations."""
    told = [f"- {_line(line, people)}" for line in lines(guide, state) if _key(line) in keys]
    return "\n".join(["You have both prepared. This is on record from it, and can be changed:", *told])


def options(question: Question | Part) -> tuple[Option, ...]:
    """The choices that a front end may offer."""
    if question.kind == "yes_no":
        return (Option("yes", "Yes"), Option("no", "No"))
    return tuple(Option(choice.key, choice.label, choice.meaning) for choice in question.options)


def declined(guide: Guide, state: State, decline: Decline) -> str:
    """Why a move was not made."""
    if decline.why == "no_such_stage":
        return f"There is no such stage here. The stages are: {', '.join(guide.modes[state.mode].stages)}."
    return _DECLINED[decline.why]


def shown(question: Question | Part, value: object) -> str:
    """A value as people read it."""
    if value is None:
        return "-"
    match question.kind:
        case "choice":
            return _label(question, value)
        case "choices" if isinstance(value, list):
            return ", ".join(_label(question, one) for one in value) or "None"
        case "yes_no":
            return "Yes" if value else "No"
        case "date" | "sign":
            return spell_date(str(value))
        case "fact" if question.id == STARTED_AT:
            return str(value)[:16].replace("T", " ")
        case "fact":
            return str(value).replace("_", " ").capitalize()
        case "list" if isinstance(value, list):
            return ", ".join(map(str, value)) or "None"
        case "entries" if isinstance(value, list) and isinstance(question, Question):
            return "; ".join(_entry(question, entry) for entry in value) or "None"
        case _:
            return str(value)


def spell_date(iso: str) -> str:
    """An ISO date as people write it: 14 March 2027."""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def lines(guide: Guide, state: State) -> Iterator[RecordLine]:
    """The record, line by line, in the guide's order."""
    for key in applicable(guide, state):
        if given := state.answers.get(key):
            question = guide.question(key)
            yield RecordLine(
                stage=key.stage,
                stage_title=guide.stage(key.stage).title,
                field=key.field,
                label=question.label,
                side=key.side,
                shown=shown(question, given.value),
                check_again=given.check_again,
                two_sided=len(question.sides) > 1,
            )


def record(guide: Guide, state: State) -> dict[str, dict[str, object]]:
    """The record for programs: `{stage: {field: value}}`; where both sides answer, `{side: value}` is the value."""
    out: dict[str, dict[str, object]] = {}
    for key in applicable(guide, state):
        if (given := state.answers.get(key)) is None:
            continue
        fields = out.setdefault(key.stage, {})
        if len(guide.question(key).sides) > 1:
            both = fields.setdefault(key.field, {})
            assert isinstance(both, dict)
            both[key.side] = given.value
        else:
            fields[key.field] = given.value
    return out


def summary(guide: Guide, state: State, people: Mapping[str, str]) -> str:
    """The record as it would be read aloud: stage by stage, both sides named where they differ."""
    out: list[str] = []
    stage = ""
    for line in lines(guide, state):
        if line.stage != stage:
            stage = line.stage
            out.append(f"\n{line.stage_title}")
        whose = f" ({people[line.side]})" if line.two_sided else ""
        again = " [check again]" if line.check_again else ""
        told = line.shown.replace("\n", "\n  ")
        out.append(f"- {line.label}{whose}: {told}{again}")
    return "\n".join(out).strip() or "Nothing has been recorded yet."


def _line(line: RecordLine, people: Mapping[str, str]) -> str:
    whose = f" ({people[line.side]})" if line.two_sided else ""
    return f"{line.label}{whose}: {line.shown}"


def _key(line: RecordLine) -> Key:
    return Key(line.stage, line.field, line.side)


def _short(text: str, most: int = _QUOTED) -> str:
    plain = " ".join(text.replace("\t", ": ").split())
    return plain if len(plain) <= most else f"{plain[:most].rsplit(' ', 1)[0]} …"


def _label(question: Question | Part, value: object) -> str:
    return next((choice.label for choice in question.options if choice.key == value), str(value))


def _entry(question: Question, entry: Mapping[str, object]) -> str:
    """An entry: what was said, and in brackets the parts that it has."""
    told = question.told_in
    more = (
        f"by {shown(part, entry[part.id])}"
        if part.id == "due"
        else f"{part.label}: {shown(part, entry[part.id])}"
        for part in question.parts
        if part is not told and entry.get(part.id) is not None
    )
    rest = "; ".join(more)
    return f"{entry.get(told.id, '-')}" + (f" ({rest})" if rest else "")
