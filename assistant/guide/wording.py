"""What the guide says, made of its own texts: plain text, one question at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from assistant.dialogue import RecordLine
from assistant.events import Option
from assistant.guide.engine import Ask, Decline, State, applicable
from assistant.guide.schema import Guide, Key, Question
from assistant.guide.understanding import proposed_date

COMMANDS = {
    "/back": "go back to the question before",
    "/skip": "leave this question out",
    "/stage NAME": "go to a stage of the conversation",
    "/ask QUESTION": "ask the guidance something, then carry on here",
    "/summary": "show the record so far",
    "/pause": "stop here; it is saved, and you can take it up again",
    "/help": "show these commands",
}

_DECLINED = {
    "required": "This one cannot be left out: it decides whether there is a record at all. /pause stops here.",
    "nothing_before": "This is the first question.",
    "not_asked_here": "That is not asked in this conversation, so nothing was recorded.",
    "nothing_waits": "Every question has its answer. /summary shows the record.",
}


def opening(guide: Guide, mode: str, people: Mapping[str, str]) -> str:
    """What is said before the first question of a new conversation."""
    talk = guide.modes[mode]
    return (
        f"{guide.title} with {people['individual']}\n"
        f"{guide.about} About {talk.minutes} minutes when you have both prepared.\n\n{guide.notice.strip()}"
    )


def ending(conversation: str) -> str:
    """What is said when nothing is left to ask."""
    return (
        "That is the whole conversation, signed and saved. Thank you both.\n"
        f"To take it away: talent records export {conversation} --format md"
    )


def put(
    guide: Guide, state: State, ask: Ask, people: Mapping[str, str], asked_on: date, *, heading: bool
) -> str:
    """A question, with its stage's heading where a stage begins."""
    question = guide.question(ask.key)
    parts = [_heading(guide, state.mode, ask.key.stage)] if heading else []
    if ask.more:
        parts.append("Another one? Name it with its date, or say no to go on.")
    else:
        if ask.again:
            parts.append("Something this answer rested on has changed. Is it still right?")
        parts.append(f"{people[ask.key.side]}: {asked(question, ask.key)}")
        if question.help:
            parts.append(question.help)
        if given := state.answers.get(ask.key):
            parts.append(f"On record: {shown(question, given.value)}\n/skip keeps it as it is.")
        if offered := proposed_date(question, asked_on):
            parts.append(f"Say yes for {spell_date(offered)}, or name another day.")
    return "\n".join(parts)


def asked(question: Question, key: Key) -> str:
    """The question as it is put to one side."""
    mine = question.ask if key.side == "individual" else question.ask_manager
    return (mine or question.label).strip()


def options(question: Question) -> tuple[Option, ...]:
    """The choices that a front end may offer."""
    if question.kind == "yes_no":
        return (Option("yes", "Yes"), Option("no", "No"))
    return tuple(Option(choice.key, choice.label, choice.meaning) for choice in question.options)


def declined(guide: Guide, state: State, decline: Decline) -> str:
    """Why a move was not made."""
    if decline.why == "no_such_stage":
        return f"There is no such stage here. The stages are: {', '.join(guide.modes[state.mode].stages)}."
    return _DECLINED[decline.why]


def shown(question: Question, value: object) -> str:
    """A value as people read it."""
    if value is None:
        return "-"
    match question.kind:
        case "choice":
            return next((choice.label for choice in question.options if choice.key == value), str(value))
        case "yes_no":
            return "Yes" if value else "No"
        case "date" | "sign":
            return spell_date(str(value))
        case "time":
            return str(value)[:16].replace("T", " ")
        case "list" if isinstance(value, list):
            return ", ".join(map(str, value)) or "None"
        case "actions" if isinstance(value, list):
            return "; ".join(_action(action) for action in value) or "None"
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


def _heading(guide: Guide, mode: str, stage_id: str) -> str:
    stages = guide.modes[mode].stages
    stage = guide.stage(stage_id)
    return f"{stage.title} ({stages.index(stage_id) + 1} of {len(stages)}) - {stage.purpose}"


def _action(action: Mapping[str, object]) -> str:
    due = f" (by {spell_date(str(action['due']))})" if action.get("due") else ""
    return f"{action['goal']}{due}"
