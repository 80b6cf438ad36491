"""What was typed, understood without a model: a value of the question's kind, or why it has to be asked again.

Never a guess: where two readings are possible, or none, the answer is asked again with the likeliest ones named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from assistant.guide.dates import dates_in, months_after
from assistant.guide.meaning import AGAIN, Meanings
from assistant.guide.schema import Choice, Question

_YES = re.compile(
    r"\b(yes|yep|yeah|yup|sure|of course|agreed?|i do|we do|we have|i have|happy to|fine|ok(ay)?|correct|right)\b"
)
_NO = re.compile(
    r"\b(no|nope|nah|not|don'?t|do not|never|rather not|refuse|decline|haven'?t|won'?t|cannot|can'?t)\b"
)
_FINE = re.compile(
    r"\bno (?:objection|problem|worries|issue)s?\b|\bdon'?t mind(?: at all| that| it)?\W*$|\bfine by me\b|\bgo ahead\b"
)
"""Ways to agree that may hold a "no" of their own; any other "no" beside them counts."""
_RATHER_NOT = re.compile(
    r"\b(?:rather|prefer)\b.*\b(?:not|n'?t)\b|\brather (?:you|they|it) (?:didn|weren|wasn)'?t\b|\bno way\b"
)
_PARTLY = re.compile(
    r"\b(?:maybe|perhaps|depends|not sure|possibly|some of|partly|in part|might|once|until|unless|"
    r"provided|if (?:i|you|we|they))\b"
)
"""A condition is no yes: nobody has agreed to anything before it is met."""
_NOTHING = re.compile(
    r"^\W*(no|none|nothing|nobody|no one|no more|nope|n/?a|that('?s| is) (it|all)|done|finished"
    r"|nothing (else|more|to add))"
    r"(,? (thanks|thank you))?\W*$"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = tuple(_NUMBER_WORDS.split())
_NOT_THIS = re.compile(rf"\bnot (?:a |an |quite )?(?:\d+|{'|'.join(_NUMBERS)})\b")
_EITHER = re.compile(
    r"\beither\b.*\bor\b|\b\d{1,2}(?:st|nd|rd|th)? or (?:the )?\d{1,2}(?:st|nd|rd|th)?\b", re.IGNORECASE
)
_INTERROGATIVE = re.compile(
    r"^(what|who|whom|whose|which|where|when|why|how|is|are|was|were|do|does|did|can|could|should|would|will|may|has|have)\b"
)
_CORRECTION = re.compile(
    r"\b(?:actually(?:,? no)?|no,? (?:wait|hang on|hold on|sorry)|scrap that|hang on|hold on|i meant?|"
    r"make (?:that|it)|(?:change|put|switch) (?:it|that) (?:to|down as)|call it|no,? say|sorry,|rather,|or rather|"
    r"on second thoughts?|no,)\s",
    re.IGNORECASE,
)
_DENIES = re.compile(r"(?:\b(?:not|never|hardly|far from)|n'?t)(?: (?!or\b|but\b)\w+){0,3} $")
_CLOSED = frozenset({"choice", "number", "yes_no", "date", "list"})
_INSTRUCTION = re.compile(
    r"^\W*(?:system|assistant|ignore|disregard|pretend)\b|"
    r"\b(?:set|put|mark|give|make) (?:every|all|them all|every\w+)\b|"
    r"\bfor (?:everyone|everybody|all of (?:them|us))\b|"
    r"\byou (?:decide|choose|pick|tell me)\b|\bwhatever (?:you|looks|is)\b|"
    r"\b(?:same|copy) (?:as|from) last (?:year|time)\b|\bfill (?:it|this) in\b",
    re.IGNORECASE,
)
_NAMED, _DENIED = 0.45, 0.5
"""What it adds and takes that a choice is named, and that it is named to be denied, on the scale of `Meanings.of`."""
_SURE, _APART, _OVER_AGAIN = 0.2, 0.08, -0.05
"""How near the likeliest choice has to be, how far before the next one, and before what is no answer."""
_UNSURE = "I am not sure which of the choices that is. A number or a name will do."
_ASKS = re.compile(r"\b(?:which|what|who|whose|how)\b")
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
    asks = _INTERROGATIVE.match(plain) or _ASKS.search(plain)
    return plain.endswith("?") and bool(asks) and not re.search(r"[.!?]\s+\w", plain)


def understand(question: Question, text: str, asked_on: date, meanings: Meanings | None = None) -> Reading:
    """Read an answer.

    Args:
        question: What was asked.
        text: What was typed.
        asked_on: The day of asking, from which "next month" is counted.
        meanings: What sentences mean that name no choice; None goes by names and phrases alone.

    Returns:
        The value in the question's kind, or why it is to be asked again.
    """
    text = text.strip()
    if not text:
        return Reading(unclear="There was nothing in that answer.")
    if question.kind in _CLOSED and _INSTRUCTION.search(text):
        return Reading(unclear="I take down answers; I do not choose them, for nobody and not for everybody.")
    match question.kind:
        case "text" | "time":
            return Reading(text)
        case "yes_no":
            return _yes_no(text)
        case "sign":
            return _sign(text, asked_on)
        case "choice":
            return _choice(question, text, meanings)
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
    beside, fine = _FINE.subn(" ", plain)
    if (
        fine
        and not _NO.search(beside)
        and not re.search(r"\b(?:but|except|some|only|unless|once|if)\b", beside)
    ):
        return Reading(value=True)
    if _RATHER_NOT.search(plain):
        return Reading(value=False)
    if _PARTLY.search(plain):
        return Reading(unclear="I need a plain yes or no here.")
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


def _choice(question: Question, text: str, meanings: Meanings | None) -> Reading:
    options = question.options
    plain = " ".join(re.sub(r"[^\w\s'’-]", " ", text.lower()).split())
    if numbered := _NUMBERED.match(plain):
        index = int(numbered.group(1)) - 1
        if 0 <= index < len(options):
            return Reading(options[index].key)
        return Reading(unclear=f"There are {len(options)} choices, numbered from 1.")
    for index, word in enumerate(_ORDINALS[: len(options)]):
        if re.fullmatch(rf"(?:the )?{word}(?: one| option)?(?: please)?", plain):
            return Reading(options[index].key)
    exact = [o for o in options if plain in {o.key, o.key.replace("_", " "), o.label.lower()}]
    if len(exact) == 1:
        return Reading(exact[0].key)
    if is_question(text):
        return Reading(unclear="Here is what the choices mean.")
    corrected = _CORRECTION.split(text)[-1]
    if corrected != text and len(found := _named(options, corrected.lower())[0]) == 1:
        return Reading(found[0].key)
    named, denied = _named(options, plain)
    near = meanings.of(question.id, text) if meanings else {}
    if not near:
        return _by_name(named)
    scores = {
        option.key: near.get(option.key, 0.0) + _NAMED * (option in named) - _DENIED * (option in denied)
        for option in options
    }
    first, second, *_ = sorted(options, key=lambda option: -scores[option.key])
    if scores[first.key] < max(_SURE, near.get(AGAIN, 0.0) + _OVER_AGAIN):
        return Reading(unclear=f"{_UNSURE} Perhaps “{first.label}”?")
    if scores[first.key] - scores[second.key] < _APART:
        return Reading(unclear=f"That could be “{first.label}” or “{second.label}”. Which one is it?")
    return Reading(first.key)


def _by_name(named: Sequence[Choice]) -> Reading:
    if len(named) == 1:
        return Reading(named[0].key)
    if named:
        likely = " or ".join(f"“{option.label}”" for option in named[:3])
        return Reading(unclear=f"That could be {likely}. Which one is it?")
    return Reading(unclear=_UNSURE)


def _named(options: Sequence[Choice], plain: str) -> tuple[list[Choice], list[Choice]]:
    """The options whose label, key or phrases a text holds, and those that it denies; a longer phrase hides one inside
    it."""
    spans: list[tuple[int, int, Choice, bool]] = []
    for option in options:
        for phrase in {option.label.lower(), option.key.replace("_", " "), *option.words}:
            for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", plain):
                denied = bool(_DENIES.search(plain[: match.start()]))
                spans.append((match.start(), match.end(), option, denied))
    outer = [s for s in spans if not any(o[0] <= s[0] and s[1] <= o[1] and o[:2] != s[:2] for o in spans)]
    named = list({span[2].key: span[2] for span in outer if not span[3]}.values())
    refused = list({span[2].key: span[2] for span in outer if span[3] and span[2] not in named}.values())
    return named, refused


def _number(question: Question, text: str) -> Reading:
    plain = _NOT_THIS.sub(" ", re.sub(r"(/| out of )\s*\d+", "", text.lower()))
    found = _numbers(plain)
    if len(found) > 1 and (corrected := _CORRECTION.split(plain)[-1]) != plain:
        found = _numbers(corrected) or found
    if months := [
        number for number in found if re.search(rf"\b(?:{number}|{_spelt(number)}) months?\b", plain)
    ]:
        found = [number // 12 for number in months if number % 12 == 0] if question.one_of else found
    least, most = question.least, question.most
    wanted = (
        f"one of {', '.join(map(str, question.one_of))}"
        if question.one_of
        else f"a whole number from {least} to {most}"
    )
    value = found[0] if len(found) == 1 else None
    in_bounds = value is not None and (least is None or value >= least) and (most is None or value <= most)
    if not in_bounds or (question.one_of and value not in question.one_of):
        return Reading(unclear=f"I need {wanted}.")
    return Reading(value)


def _numbers(plain: str) -> list[int]:
    """The whole numbers of a text, each once, in figures or else in words."""
    figures = [int(figure) for figure in re.findall(r"(?<![\d.])\d{1,4}(?![\d.]*\d)", plain)]
    words = [number for number, word in enumerate(_NUMBERS) if re.search(rf"\b{word}\b", plain)]
    return list(dict.fromkeys(figures or sorted(words, key=lambda n: plain.find(_NUMBERS[n]))))


def _spelt(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _one_date(question: Question, text: str, asked_on: date) -> Reading:
    found = dates_in(text, asked_on)
    if _EITHER.search(text) or is_question(text):
        return Reading(unclear=_ONE_DATE)
    if len(found) == 1:
        return Reading(found[0])
    if len(found) > 1 and (corrected := _CORRECTION.split(text)[-1]) != text:
        return _one_date(question, corrected, asked_on)
    if not found and question.propose_months and _yes_no(text).value is True:
        return Reading(proposed_date(question, asked_on))
    return Reading(unclear=_ONE_DATE)


def _list(text: str, most: int | None) -> Reading:
    if nothing(text):
        return Reading([])
    if is_question(text):
        return Reading(unclear="That was a question; ask it with /ask, and then name them here.")
    items = _pieces(
        re.split(r"\n|;|,(?! ?and\b)|,? and (?=(?:\S+ ?){1,4}$)", text)
        if "\n" not in text
        else text.split("\n")
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
