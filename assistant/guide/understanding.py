"""What was typed, understood without a model: a value of the question's kind, or why it has to be asked again.

Never a guess: where two readings are possible, or none, the answer is asked again with the likeliest ones named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from assistant.guide.dates import dates_in, months_after
from assistant.guide.schema import Choice, Question

_YES = re.compile(
    r"\b(yes|yep|yeah|yup|sure|of course|agreed?|i do|we do|we have|i have|happy to|fine|ok(ay)?|correct|right)\b"
)
_NO = re.compile(
    r"\b(no|nope|nah|not|don'?t|do not|never|rather not|refuse|decline|haven'?t|won'?t|cannot|can'?t)\b"
)
_NOTHING = re.compile(
    r"^\W*(no|none|nothing|nobody|no one|no more|nope|n/?a|that('?s| is) (it|all)|done|finished"
    r"|nothing (else|more|to add))"
    r"(,? (thanks|thank you))?\W*$"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_INTERROGATIVE = re.compile(
    r"^(what|who|whom|whose|which|where|when|why|how|is|are|was|were|do|does|did|can|could|should|would|will|may|has|have)\b"
)
_NUMBERED = re.compile(r"^(?:option |number |no\.? ?|#)?(\d{1,2})[.)]?$")
_HELPER = re.compile(
    r"\bwith (?:the )?(?:help (?:of|from) )?((?:[A-Z][\w'’-]+)(?: [A-Z][\w'’-]+){0,2}|my manager|[a-z]+ manager)"
)


class Action(TypedDict):
    """One action of a plan, as far as one line says it. Dates are ISO, or None where the line has none."""

    goal: str
    due: str | None
    helper: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer was understood to be.

    Attributes:
        value: The value, JSON-ready: str, bool, int, list; dates are ISO strings. None where it was not understood.
        unclear: Why it has to be asked again, for people; None where it was understood.
        sign: A sign of vagueness that belongs to the value's kind (an action without a date).
    """

    value: object = None
    unclear: str | None = None
    sign: str | None = None


def is_question(text: str) -> bool:
    """Whether somebody asks rather than answers: one sentence that begins and ends as a question does."""
    plain = text.strip().lower()
    return plain.endswith("?") and bool(_INTERROGATIVE.match(plain)) and not re.search(r"[.!?]\s+\w", plain)


def understand(question: Question, text: str, asked_on: date) -> Reading:
    """Read an answer.

    Args:
        question: What was asked.
        text: What was typed.
        asked_on: The day of asking, from which "next month" is counted.

    Returns:
        The value in the question's kind, or why it is to be asked again.
    """
    text = text.strip()
    if not text:
        return Reading(unclear="There was nothing in that answer.")
    match question.kind:
        case "text" | "time":
            return Reading(text)
        case "yes_no":
            return _yes_no(text)
        case "sign":
            return _sign(text, asked_on)
        case "choice":
            return _choice(question.options, text)
        case "number":
            return _number(question, text)
        case "date":
            return _one_date(question, text, asked_on)
        case "list":
            return _list(text, question.most)
        case "actions":
            return _actions(text, question.most, asked_on)


def proposed_date(question: Question, asked_on: date) -> str | None:
    """The date that the guide proposes with a question, ISO; None where it proposes none."""
    months = question.propose_months
    return months_after(asked_on, months).isoformat() if months else None


_ONE_DATE = "I need one date, for example 14 March or in six weeks."


def _yes_no(text: str) -> Reading:
    plain = text.lower()
    yes, no = bool(_YES.search(plain)), bool(_NO.search(plain))
    if plain in {"y", "n"}:
        yes, no = plain == "y", plain == "n"
    if re.match(r"^(yes|yep|yeah|no|nope)\b(?!.*\bbut\b)", plain):
        yes, no = plain.startswith("y"), plain.startswith("n")
    if yes == no or is_question(text):
        return Reading(unclear="I need a plain yes or no here.")
    return Reading(yes)


def _sign(text: str, asked_on: date) -> Reading:
    reading = _yes_no(text)
    if reading.value is True or re.match(r"^(i )?sign(ed)?\b", text.lower()):
        return Reading(asked_on.isoformat())
    return Reading(
        unclear="Nothing is signed without a yes. Use /back to change something, or /pause to stop here."
    )


def _choice(options: tuple[Choice, ...], text: str) -> Reading:
    plain = " ".join(re.sub(r"[^\w\s'’-]", " ", text.lower()).split())
    if numbered := _NUMBERED.match(plain):
        index = int(numbered.group(1)) - 1
        if 0 <= index < len(options):
            return Reading(options[index].key)
        return Reading(unclear=f"There are {len(options)} choices, numbered from 1.")
    for index, word in enumerate(_ORDINALS[: len(options)]):
        if re.fullmatch(rf"(the )?{word}( one| option)?", plain):
            return Reading(options[index].key)
    exact = [o for o in options if plain in {o.key, o.key.replace("_", " "), o.label.lower()}]
    if len(exact) == 1:
        return Reading(exact[0].key)
    if is_question(text):
        return Reading(unclear="Here is what the choices mean.")
    found = _named(options, plain)
    if len(found) == 1:
        return Reading(found[0].key)
    if found:
        likely = " or ".join(f"“{option.label}”" for option in found[:3])
        return Reading(unclear=f"That could be {likely}. Which one is it?")
    return Reading(unclear="I am not sure which of the choices that is. A number or a name will do.")


def _named(options: tuple[Choice, ...], plain: str) -> list[Choice]:
    """The options whose label, key or phrases a text holds, not negated; a longer phrase hides one inside it."""
    spans: list[tuple[int, int, Choice]] = []
    for option in options:
        for phrase in {option.label.lower(), option.key.replace("_", " "), *option.words}:
            for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", plain):
                negated = re.search(
                    r"\b(not|n'?t|never|hardly|wouldn'?t say)( (?!or\b|but\b)\w+){0,2} $",
                    plain[: match.start()],
                )
                if not negated:
                    spans.append((match.start(), match.end(), option))
    outer = [s for s in spans if not any(o[0] <= s[0] and s[1] <= o[1] and o[:2] != s[:2] for o in spans)]
    return list({span[2].key: span[2] for span in outer}.values())


def _number(question: Question, text: str) -> Reading:
    plain = re.sub(r"(/| out of )\s*\d+", "", text.lower())
    found = {int(figure) for figure in re.findall(r"(?<![\d.])\d{1,4}(?![\d.]*\d)", plain)}
    if not found:
        found = {index for index, word in enumerate(_NUMBERS) if re.search(rf"\b{word}\b", plain)}
    least, most = question.least, question.most
    wanted = (
        f"one of {', '.join(map(str, question.one_of))}"
        if question.one_of
        else f"a whole number from {least} to {most}"
    )
    value = found.pop() if len(found) == 1 else None
    in_bounds = value is not None and (least is None or value >= least) and (most is None or value <= most)
    if not in_bounds or (question.one_of and value not in question.one_of):
        return Reading(unclear=f"I need {wanted}.")
    return Reading(value)


def _one_date(question: Question, text: str, asked_on: date) -> Reading:
    found = dates_in(text, asked_on)
    if len(found) == 1:
        return Reading(found[0])
    if not found and question.propose_months and _yes_no(text).value is True:
        return Reading(proposed_date(question, asked_on))
    return Reading(unclear=_ONE_DATE)


def _list(text: str, most: int | None) -> Reading:
    if nothing(text):
        return Reading([])
    items = _pieces(
        re.split(r"\n|;|,(?! ?and\b)|,? and (?=\w+\s?\w*$)", text) if "\n" not in text else text.split("\n")
    )
    if most is not None and len(items) > most:
        return Reading(unclear=f"That is {len(items)} entries; please name at most {most}.")
    return Reading(items)


def nothing(text: str) -> bool:
    """Whether an answer says that there is nothing (more) to say."""
    return bool(_NOTHING.match(text.strip().lower()))


def _actions(text: str, most: int | None, asked_on: date) -> Reading:
    if nothing(text):
        return Reading([])
    actions = [_action(piece, asked_on) for piece in _pieces(re.split(r"\n|;", text))]
    if most is not None and len(actions) > most:
        return Reading(unclear=f"Few actions are kept, many are not: please choose at most {most}.")
    return Reading(actions, sign=None if all(action["due"] for action in actions) else "no_due_date")


def _action(piece: str, asked_on: date) -> Action:
    due = dates_in(piece, asked_on)
    helper = _HELPER.search(piece)
    return {"goal": piece, "due": due[-1] if due else None, "helper": helper.group(1) if helper else None}


def _pieces(parts: Iterable[str]) -> list[str]:
    bare = (re.sub(r"^\s*(?:[-*•]|\d{1,2}[.)])\s*", "", part).strip(" \t,.") for part in parts)
    return [piece for piece in bare if piece]
