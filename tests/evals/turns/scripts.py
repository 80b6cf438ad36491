"""Whole conversations, from files in `tests/evals/scripts`: what ends up in the record, and what is done on the way.

A script is two people's lines in the order in which they speak. What is expected was written from what a careful human
would put down, before looking at what the program does, so a miss is a finding and not a mistake in the file.

    guide, about, as, mode, asked_on: as for `talent converse`; `as` is an account of the sample organisation
    turns:
      - individual: what is said         # or manager
        to: performance                  # the question it was meant for, which only this module knows
        field: performance               # names the field, as people do who go back to something
        if: objective_results.outcome    # said only where that field (and part) is being asked, such as "no, no more"
        expect: [probe too_short, resumes]
    sittings: [...]                      # in place of mode, as and turns, where there are several in a row
    record: {stage: {field: value}}      # at the end of the last of them

Where another question than `to` waits, that is a miss; the line then names its field, so that the rest of the script
still says what it would have said. With `blind` it does not, and one slip is paid for until the end: this is what a
program meets that feeds lines.

A value in `record` is equal to what is recorded, or `~ some words & others` for a text that holds those in any case
(`not others` for words it must not hold), `"*"` for anything, null for nothing, a list of as many items in any order,
parts of an entry, or `any: [...]` of several. Where both sides answer it is a value for each, and each counts as a
field.

A behaviour is a kind of note and the data it has to name (`probe we_throughout`, `check_again ambition_text`), `not`
and a kind, `asks` and a field (the field that is asked next), `resumes` (what was asked is asked again) or `finished`.

`python -m tests.evals.turns.scripts [NAME ...]` prints whole dialogues, to be read as the two people; with
`--blind` the figures where lines are fed blindly.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.compose import Home, open_home
from assistant.dialogue import Dialogue, DialogueView
from assistant.events import Asked, Done, Failed, Note, Noted, Side

HERE = Path(__file__).parent.parent / "scripts"
SIDES: tuple[Side, ...] = ("individual", "manager")
FAILED = "failed"
BLIND = "--blind"


@dataclass(frozen=True)
class Reply:
    """What came back to a line: what was asked before and after it, the notes, and all that was said."""

    before: Asked | None
    after: Asked | None
    notes: tuple[Note, ...]
    said: str
    finished: bool


@dataclass
class Score:
    """How much of the expected came about, and a sentence for everything that did not."""

    fields: list[bool] = field(default_factory=list)
    in_step: list[bool] = field(default_factory=list)
    behaviours: list[bool] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)


def load(folder: Path = HERE) -> dict[str, dict[str, Any]]:
    """The scripts of a folder by name."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))
    }


def figures(home: Home, scripts: Mapping[str, Mapping[str, Any]], *, blind: bool = False) -> Iterator[str]:
    """Hold every script in a home that has the sample organisation; a line of figures, then one for each miss."""
    scores = {name: hold(home, script, blind=blind) for name, script in scripts.items()}
    fields = [right for score in scores.values() for right in score.fields]
    behaviours = [right for score in scores.values() for right in score.behaviours]
    in_step = [right for score in scores.values() for right in score.in_step]
    yield (
        f"{len(scores)} conversations: {sum(fields)} of {len(fields)} fields captured, "
        f"{sum(behaviours)} of {len(behaviours)} behaviours, {sum(in_step)} of {len(in_step)} lines met their question"
    )
    for name, score in scores.items():
        yield (
            f"{name}: {sum(score.fields)} of {len(score.fields)} fields, "
            f"{sum(score.behaviours)} of {len(score.behaviours)} behaviours"
        )
        yield from (f"{name}, {miss}" for miss in score.misses)


def hold(home: Home, script: Mapping[str, Any], *, blind: bool = False, tell: bool = False) -> Score:
    """Hold one script's sittings one after the other, and compare; `tell` prints the dialogue as it goes."""
    score = Score()
    for sitting in script.get("sittings", [script]):
        asked_on = script["asked_on"]
        dialogue = home.sign_in(sitting["as"]).converse(
            script["guide"], script["about"], sitting.get("mode"), asked_on
        )
        reply = _take(dialogue, None, dialogue.open())
        if tell:
            print(f"\n{reply.said}")
        for number, turn in enumerate(sitting["turns"], 1):
            asked = reply.after
            if "if" in turn and turn["if"] != _name(asked):
                continue
            side = next(side for side in SIDES if side in turn)
            named = turn.get("field")
            if "to" in turn:
                score.in_step.append(_waits(asked, turn["to"], side))
                if not score.in_step[-1]:
                    asks = "answered_guidance" in turn.get("expect", ())  # a question names no field
                    named = None if blind or asks else turn["to"]
                    score.misses.append(
                        f"turn {number}: {turn['to']} of the {side} should have been asked, {_name(asked)} was"
                    )
            reply = _take(dialogue, asked, dialogue.reply(turn[side], side, named))
            missed = [one for one in turn.get("expect", ()) if not happened(one, reply)]
            score.behaviours += [one not in missed for one in turn.get("expect", ())]
            if missed:
                score.misses.append(
                    f"turn {number}, {_name(asked)}: {turn[side]!r} expects {', '.join(missed)}; {_notes(reply)}, "
                    f"then asks {_name(reply.after)}"
                )
            if tell:
                print(f"\n{number} {side.upper()} ({named or _name(asked)}): {turn[side]}")
                print(f"   [{_notes(reply)}] {'MISSED ' + str(missed) if missed else ''}\n   {reply.said}")
    for where, right, miss in compared(script["record"], dialogue.view().record):
        score.fields.append(right)
        if not right:
            score.misses.append(f"{where}: {miss}")
    if tell:
        print("\n".join(score.misses))
    return score


def _take(dialogue: Dialogue, before: Asked | None, events: Iterable[object]) -> Reply:
    notes: list[Note] = []
    said = ""
    for event in events:
        match event:
            case Noted(note):
                notes.append(note)
            case Done(said):
                pass
            case Failed(said):
                notes.append(Note(FAILED))
    view: DialogueView = dialogue.view()
    return Reply(before, view.asked, tuple(notes), said, view.finished)


def _name(asked: Asked | None) -> str:
    if asked is None:
        return "nothing"
    return f"{asked.field}.{asked.part}" if asked.part else asked.field


def _waits(asked: Asked | None, name: str, side: str) -> bool:
    return asked is not None and name in (asked.field, _name(asked)) and asked.side == side


def _notes(reply: Reply) -> str:
    return ", ".join(f"{note.kind} {dict(note.data)}" for note in reply.notes) or "no notes"


def happened(behaviour: str, reply: Reply) -> bool:
    """Whether a reply shows a behaviour, as this module's docstring words them."""
    kind, _, rest = behaviour.partition(" ")
    match kind:
        case "not":
            return all(note.kind != rest for note in reply.notes)
        case "asks":
            return reply.after is not None and rest in (reply.after.field, _name(reply.after))
        case "resumes":
            return reply.after == reply.before
        case "finished":
            return reply.finished
    return any(
        note.kind == kind and all(word in _words(note.data.values()) for word in rest.split())
        for note in reply.notes
    )


def _words(values: Iterable[object]) -> set[str]:
    return {str(word) for value in values for word in (value if isinstance(value, list | tuple) else [value])}


def compared(
    expected: Mapping[str, Mapping[str, Any]], record: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, bool, str]]:
    """For each expected field and side: where it is, whether the record holds it, and what it holds instead."""
    for stage, fields in expected.items():
        for name, wanted in fields.items():
            found = record.get(stage, {}).get(name)
            if isinstance(wanted, dict) and set(wanted) <= set(SIDES):
                for side, own in wanted.items():
                    said = found.get(side) if isinstance(found, dict) else found
                    yield (
                        f"{stage}.{name} of the {side}",
                        same(own, said),
                        f"{own!r} expected, {said!r} found",
                    )
            else:
                yield f"{stage}.{name}", same(wanted, found), f"{wanted!r} expected, {found!r} found"


def same(wanted: Any, found: Any) -> bool:
    """Whether a recorded value is what was expected; the module's docstring says in which forms that is written."""
    if wanted == "*":
        return found not in (None, "", [], {})
    if wanted is None:
        return found in (None, "", [], {})
    if isinstance(wanted, dict) and set(wanted) == {"any"}:
        return any(same(one, found) for one in wanted["any"])
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(same(value, found.get(part)) for part, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(wanted) == len(found) and _paired(wanted, list(found))
    if isinstance(wanted, str) and wanted.startswith("~ "):
        return all(_says(str(found).lower(), words.strip().lower()) for words in wanted[2:].split("&"))
    if isinstance(wanted, date):
        return str(found) == wanted.isoformat()
    if isinstance(wanted, str) and isinstance(found, str):
        return wanted.lower() == found.lower()
    return type(wanted) is type(found) and wanted == found


def _says(text: str, words: str) -> bool:
    return words[4:] not in text if words.startswith("not ") else words in text


def _paired(wanted: list[Any], found: list[Any]) -> bool:
    """Whether every expected item has an item of its own; "*" is left for last."""
    for one in sorted(wanted, key=lambda item: item == "*"):
        match = next((item for item in found if same(one, item)), None)
        if match is None:
            return False
        found.remove(match)
    return True


def main(arguments: list[str]) -> None:
    """Print dialogues, or with `--blind` the figures where lines are fed blindly."""
    names = [one for one in arguments if one != BLIND]
    scripts = {name: script for name, script in load().items() if name in names or not names}
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(Path(folder)).sample()
        if BLIND in arguments:
            print("\n".join(figures(home, scripts, blind=True)))
            return
        for name, script in scripts.items():
            print(f"\n# {name}")
            hold(home, script, tell=True)


if __name__ == "__main__":
    main(sys.argv[1:])
