"""What was typed, understood without a model: a value of the question's kind, or why it has to be asked again.

Never a guess: where two readings are possible, or none, the answer is asked again with the likeliest ones named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.guide.dates import dates_in, months_in
from assistant.guide.meaning import AGAIN, Meanings
from assistant.guide.probing import GOAL
from assistant.guide.schema import Choice, Part, Question
from assistant.guide.steering import asks_about_choices, is_question, nothing, unsure
from store.days import months_after

_YES = re.compile(
    r"\b(yes|yep|yeah|yeh|yea|yh|ya|yup|aye|sure|of course|agreed?|i do|i did|we do|we did|we have|i have|please do|"
    r"i'?ve read (?:it|them|that)|happy (?:to|for|with)|fine|ok(ay)?|correct|right|go on|by all means|why not|"
    r"(?:absolutely|definitely|definately|defiantly|certainly)(?! not)|suits me|be my guest|count me in|"
    r"sorted|booked|arranged)\b"
)
_NO = re.compile(
    r"\b(no|nope|nah|not|don'?t|do not|never|rather not|refuse|decline|haven'?t|won'?t|cannot|can'?t|"
    r"(?:keep|stays?) (?:it |this |that |things )?(?:inside|in|within|between|private|here|to)|leave .{1,20} out|"
    r"count me out)\b"
)
_FINE = re.compile(
    r"\bno (?:objection|problem|worries|issue)s?\b|\bnot (?:at all )?against (?:it|that|this)\b|"
    r"\bdon'?t mind(?: at all| that| it)?\W*$|\bfine by me\b|\bgo ahead\b"
)
"""Ways to agree that may hold a "no" of their own; any other "no" beside them counts."""
_RATHER_NOT = re.compile(
    r"\b(?:rather|sooner|prefer)\b.*(?:\bnot\b|n'?t\b)|\brather (?:you|they|it) (?:didn|weren|wasn)'?t\b|\bno way\b"
)
_PARTLY = re.compile(
    r"\b(?:either way|maybe|perhaps|depends|not sure|possibly|some of|partly|in part|might|once|until|unless|"
    r"provided|if (?:i|you|we|they))\b"
)
"""A condition is no yes: nobody has agreed to anything before it is met."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = tuple(_NUMBER_WORDS.split())
_NOT_THIS = re.compile(
    rf"\b(?:not|(?:i'd|would|could|might|should) have (?:said|put|given)) (?:a |an |quite )?"
    rf"(?:\d+|{'|'.join(_NUMBERS)})\b"
)
_SETTLES = re.compile(
    r"\b(?:(?:let us|let's|we'?ll|i'?ll|so) )?(?:say|put|call it|make it|go (?:for|with)|settle on)\b[\s,:]+",
    re.IGNORECASE,
)
"""After several things have been weighed, which one it is."""
_PLACES = re.compile(r"\b(?:middle|longest|last|furthest|shortest|nearest) (?:one|of (?:them|the three))\b")
_EITHER = re.compile(
    r"\beither\b.*\bor\b|\b\d{1,2}(?:st|nd|rd|th)? or (?:the )?\d{1,2}(?:st|nd|rd|th)?\b", re.IGNORECASE
)
_CORRECTION = re.compile(
    r"\b(?:actually(?:,? no)?|no,? (?:wait|hang on|hold on|sorry)|scrap that|hang on|hold on|i meant?|"
    r"make (?:that|it)|(?:change|put|switch) (?:it|that) (?:to|down as)|call it|no,? say|sorry,|rather,|or rather|"
    r"on second thoughts?|no,)[\s,.…]+",
    re.IGNORECASE,
)
_NOT = r"\w+n't|\b(?:do|does|did|is|was|are|were|have|has|had|wo|ca|could|would|should)nt"
_DENIES = re.compile(
    rf"(?:\b(?:not|never|hardly|far from|short of|rather than|instead of|no longer)|{_NOT})"
    r"(?: (?:say|think|call|describe|see)(?: (?!or\b|but\b)[\w']+){0,5}|(?: (?!or\b|but\b)\w+){0,3}) $"
)
_CLOSED = frozenset({"choice", "choices", "number", "yes_no", "date", "list"})
_OPEN = frozenset({"text", "entries", "list"})
_INSTRUCTION = re.compile(
    r"^\W*(?:system|assistant|ignore|disregard|pretend)\b|"
    r"\b(?:set|put|mark|give|make) (?:every|all|them all|every\w+)\b|"
    r"\bfor (?:everyone|everybody|all of (?:them|us))\b|"
    r"\byou (?:decide|choose|pick|tell me)\b|\bwhatever (?:you|looks|is)\b|"
    r"\b(?:same|copy) (?:as|from) last (?:year|time)\b|\bfill (?:it|this) in\b",
    re.IGNORECASE,
)
_NAMED = 0.45
"""What it adds that a choice is named, on the scale of `Meanings.of`; one that is named to be denied comes last."""
_SURE, _APART, _FAR_APART, _OVER_AGAIN = 0.2, 0.04, 0.5, -0.05
"""How near the likeliest choice has to be, how far before the next one (further where both are named), and before what
is no answer."""
_LIKELY = 0.1
"""How near a choice has to be to be offered as a likely one."""
_ALL_BUT = re.compile(
    r"^(?:any|anything|all|everything|all of them|any of them)\b.*?"
    r"\b(?:except|apart from|other than|but|bar) (?P<but>.+?)(?:,? so\b(?P<so>.*))?$"
)
_BUT = re.compile(r"\b(?:but|although|though|except|only)\b", re.IGNORECASE)
_BESIDE_A_NAME = 2
_UNDECIDED = re.compile(
    r"\b(?:not|maybe|perhaps|or|almost|nearly|partly|half|more|less|never|hardly|if|but)\b"
)
"""Words beside a choice's name that leave it open whether it is meant."""
_FILLER = re.compile(
    r"(?:maybe|perhaps|possibly|probably|obviously|really|ideally|of course|i (?:think|suppose|guess)|please|or so|tbh|"
    r"basically|mainly|mostly|though)"
)
"""Words set off by a comma that name nothing."""
_SURE_OF_ONE = 0.4
"""How near one of several choices has to be."""
_CERTAIN = 0.45
"""How far the likeliest choice has to be before the next where nobody asked for it."""
_UNSURE_OF_SEVERAL = "I am not sure which of the choices those are. Numbers or names will do, several too."
_BEHIND = re.compile(r"\b(?:ago|since|for the (?:last|past)|been|joined|started|in post)\b", re.IGNORECASE)
"""Words by which a length of time lies behind."""
_UNSURE = "I am not sure which of the choices that is. A number or a name will do."
_NUMBERED = re.compile(r"^(?:option |number |no\.? ?|#)?(\d{1,2})[.)]?$")
_PERSON = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}"
_HELPER = re.compile(
    r"\bwith (?:the )?(?:help (?:of|from) )?((?:[A-Z][\w'’-]+)(?: [A-Z][\w'’-]+){0,2}|my manager|[a-z]+ manager)|"
    rf"\b(?:[Ss]hadow(?:ing)?|[Aa]sk|[Mm]eet|[Jj]oin|from|by) ({_PERSON})|"
    rf"(?:^|[.;,] )({_PERSON}) (?:to|will|is going to|has offered)\b"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer was understood to be.

    Attributes:
        value: The value, JSON-ready: str, bool, int, list; dates are ISO strings. None where it was not understood.
        unclear: Why it has to be asked again, for people; None where it was understood.
    """

    value: object = None
    unclear: str | None = None


def names_a_choice(question: Question | Part, text: str) -> bool:
    """Whether a question is about the choices that are offered."""
    return any(_named(question.options, _plain(text))) or asks_about_choices(text)


def understand(
    question: Question | Part, text: str, asked_on: date, meanings: Meanings | None = None
) -> Reading:
    """Read an answer.

    Args:
        question: What was asked: a field's question, or a part of an entry.
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
    if question.kind in _OPEN and unsure(text):
        return Reading(unclear="Take your time. Say it roughly, or /skip leaves it out.")
    match question.kind:
        case "person":
            return Reading(None if nothing(text) else text)
        case "text" | "fact":
            return Reading(None if isinstance(question, Part) and nothing(text) else text)
        case "yes_no":
            return _yes_no(text)
        case "sign":
            return _sign(text, asked_on)
        case "choice":
            return _choice(question, text, meanings)
        case "choices":
            return _choices(question, text, meanings)
        case "number":
            return _number(question, text)
        case "date":
            return _one_date(question, text, asked_on)
        case "list":
            return _list(text, question.most)
        case "entries":
            assert isinstance(question, Question)
            return _entries(question, text, asked_on, meanings)


def proposed_date(question: Question | Part, asked_on: date) -> str | None:
    """The date that the guide proposes with a question, ISO; None where it proposes none."""
    months = question.propose_months
    return months_after(asked_on, months).isoformat() if months else None


_ONE_DATE = "I need one date, for example 14 March or in six weeks."


def _yes_no(text: str) -> Reading:
    plain = text.lower().replace("’", "'")
    taken_back = [match for match in _CORRECTION.finditer(plain) if match.start()]
    if taken_back:  # "yes, actually no, …": what counts begins there
        return _yes_no(plain[taken_back[-1].start() :])
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


def _choice(question: Question | Part, text: str, meanings: Meanings | None) -> Reading:
    options = question.options
    plain = _plain(text)
    exact = [o for o in options if plain in {o.key, o.key.replace("_", " "), o.label.lower()}]
    if len(exact) == 1:
        return Reading(exact[0].key)
    if numbered := _NUMBERED.match(plain):
        index = int(numbered.group(1)) - 1
        if 0 <= index < len(options):
            return Reading(options[index].key)
        return Reading(unclear=f"There are {len(options)} choices, numbered from 1.")
    for index, word in enumerate(_ORDINALS[: len(options)]):
        if re.fullmatch(rf"(?:the )?{word}(?: one| option)?(?: please)?", plain):
            return Reading(options[index].key)
    if is_question(text):
        return Reading(unclear="Here is what the choices mean.")
    corrected = _CORRECTION.split(text)[-1]
    if corrected not in {text, ""}:
        read = _choice(question, corrected, meanings)
        if read.value is not None:
            return read
    named, denied = _named(options, plain)
    if _too_far(options, text):
        return Reading(unclear="That is further ahead than any of the choices.")
    if reaching := _reaching(options, text):
        if others := [option for option in named if option != reaching]:
            return _by_name([reaching, *others])
        return Reading(reaching.key)
    if len(named) == 1 and not denied and _little_beside(named[0], plain):
        return Reading(named[0].key)
    near = meanings.of(question.id, text) if meanings else {}
    if not near:
        return _by_name(named)
    scores = {option.key: near.get(option.key, 0.0) + _NAMED * (option in named) for option in options}
    first, second, *_ = sorted(options, key=lambda option: (option in denied, -scores[option.key]))
    if scores[first.key] < max(_SURE, near.get(AGAIN, 0.0) + _OVER_AGAIN):
        likely = scores[first.key] >= _LIKELY and scores[first.key] - scores[second.key] >= _APART
        return Reading(unclear=f"{_UNSURE} Perhaps “{first.label}”?" if likely else _UNSURE)
    apart = _FAR_APART if len(named) > 1 else _APART
    if scores[first.key] - scores[second.key] < apart:
        return Reading(unclear=f"That could be “{first.label}” or “{second.label}”. Which one is it?")
    return Reading(first.key)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s'’-]", " ", text.lower()).split())


def _too_far(options: Sequence[Choice], text: str) -> bool:
    far = [option.months for option in options if option.months is not None]
    lengths = months_in(text) if far and not _BEHIND.search(text) else []
    return bool(lengths) and min(lengths) > max(far)


def _reaching(options: Sequence[Choice], text: str) -> Choice | None:
    """The nearest choice that reaches as far ahead as the one length of time which a text names."""
    far = sorted((option for option in options if option.months is not None), key=lambda o: o.months or 0)
    lengths = months_in(text) if far else []
    if not lengths or _BEHIND.search(text):
        return None
    reached = {next((o.key for o in far if (o.months or 0) >= length), None) for length in lengths}
    return next((o for o in far if reached == {o.key}), None)


def _choices(question: Question | Part, text: str, meanings: Meanings | None) -> Reading:
    """Several choices; one that stands apart from the others ("none") stands alone."""
    options = question.options
    if is_question(text):
        return Reading(unclear="Here is what the choices mean.")
    plain = _plain(text)
    numbers = [int(n) for n in re.findall(r"\d{1,2}", plain)]
    if numbers and re.fullmatch(r"(?:options? |numbers? |nos?\.? ?|and |\d{1,2}|\s|,|&)+", plain):
        if all(1 <= number <= len(options) for number in numbers):
            return _together([options[number - 1] for number in numbers])
        return Reading(unclear=f"There are {len(options)} choices, numbered from 1.")
    corrected = _CORRECTION.split(text)[-1]
    if corrected not in {text, ""} and (read := _choices(question, corrected, meanings)).value is not None:
        return read
    if (all_but := _ALL_BUT.search(plain)) and all_but["so"]:
        return _choices(question, text[text.lower().rfind(" so ") :], meanings)
    if all_but:
        left_out = _choices(question, all_but["but"], meanings).value
        if isinstance(left_out, list):
            return _together([o for o in options if o.key not in left_out and not o.apart])
    chosen: list[Choice] = []
    denied: list[Choice] = []
    unread = False
    for clause in _clauses(text):
        named, refused = _named(options, _plain(clause))
        near = meanings.of(question.id, clause) if meanings else {}
        likely = [
            option
            for option in options
            if option not in refused
            and near.get(option.key, 0.0) + _NAMED * (option in named) >= _SURE_OF_ONE
        ]
        found = likely or (named if not near else [])
        denied += [*refused, *(option for option in found if _denies(clause, found) and not option.apart)]
        chosen += found
        if not found and not refused and _BUT.search(text[: text.find(clause)]):
            unread = True
    kept = [option for option in options if option in chosen and option not in denied]
    if not kept and nothing(text):
        kept = [option for option in options if option.apart][:1]
    if not kept or (unread and any(option.apart for option in kept)):  # "none of it, but …" is not none
        return Reading(unclear=_UNSURE_OF_SEVERAL)
    return _together(kept)


def _denies(clause: str, found: Sequence[Choice]) -> bool:
    """Whether a clause says no to what it names; a "no" that belongs to the name ("do not get on") says nothing."""
    plain = _plain(clause)
    for phrase in (phrase for option in found for phrase in option.words if _NO.search(phrase)):
        plain = plain.replace(phrase, " ")
    return bool(_NO.search(plain)) and not _FINE.search(plain)


def _together(chosen: Sequence[Choice]) -> Reading:
    keys = list(dict.fromkeys(option.key for option in chosen))
    apart = [option for option in chosen if option.apart]
    if apart and len(keys) > 1:
        return Reading(unclear=f"“{apart[0].label}” does not go together with the others. Which is it?")
    return Reading(keys)


def _clauses(text: str) -> list[str]:
    """A text in pieces that may each say one thing."""
    pieces = re.split(r"[,;.\n]|\b(?:and|but|or|also|plus)\b", text)
    return [piece.strip() for piece in pieces if re.search(r"\w", piece)]


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


def _little_beside(option: Choice, plain: str) -> bool:
    """Whether a text is the name of a choice and next to nothing else: "met then", "a secondment please"."""
    names = {option.label.lower(), option.key.replace("_", " "), *option.words}
    rest = [plain.replace(name, " ", 1) for name in names if name in plain]
    return any(len(one.split()) <= _BESIDE_A_NAME and not _UNDECIDED.search(one) for one in rest)


def _number(question: Question | Part, text: str) -> Reading:
    plain = _NOT_THIS.sub(" ", re.sub(rf"(?:/| out of )\s*(?:\d+|{'|'.join(_NUMBERS)})\b", "", text.lower()))
    if question.one_of and (place := _PLACES.search(plain)):
        ranked = sorted(question.one_of)
        return Reading(ranked[{"m": len(ranked) // 2, "l": -1, "f": -1}.get(place[0][0], 0)])
    found = _numbers(plain)
    for settled in (_CORRECTION.split(plain)[-1], _SETTLES.split(plain)[-1]):
        if len(found) > 1 and settled != plain:
            found = _numbers(settled) or found
    if question.one_of and not found and (lengths := months_in(plain.replace("next year", "a year"))):
        found = [round(lengths[0] / 12)]
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


def _one_date(question: Question | Part, text: str, asked_on: date) -> Reading:
    past, by = (question.past, question.by) if isinstance(question, Part) else (False, False)
    found = dates_in(text, asked_on, past=past, by=by)
    if _EITHER.search(text) or is_question(text):
        return Reading(unclear=_ONE_DATE)
    if len(found) == 1:
        return Reading(found[0])
    for settled in (_CORRECTION.split(text)[-1], _SETTLES.split(text)[-1]):
        if len(found) > 1 and settled != text:
            return _one_date(question, settled, asked_on)
    if not found and question.propose_months and _yes_no(text).value is True:
        return Reading(proposed_date(question, asked_on))
    return Reading(unclear=_ONE_DATE)


def _list(text: str, most: int | None) -> Reading:
    if nothing(text):
        return Reading([])
    if is_question(text):
        return Reading(unclear="That was a question; ask it with /ask, and then name them here.")
    said = re.sub(r"(?:^|[.;,]\s+|\bbut )not [^.;\n]*", ". ", text)
    apart = r"\n|;|[.]\s|, ?(?:and |or )?"
    joined = r" (?:and|or|n|&) (?=(?:[^\s.]+ ?){1,6}(?:[.]|$))"
    items = _pieces(text.split("\n") if "\n" in text else re.split(f"{apart}|{joined}", said))
    if most is not None and len(items) > most:  # "budgets and finance" may be one thing
        items = _pieces(re.split(apart, said))
    if most is not None and len(items) > most:
        return Reading(unclear=f"That is {len(items)} entries; please name at most {most}.")
    return Reading(items)


def _entries(question: Question, text: str, asked_on: date, meanings: Meanings | None) -> Reading:
    if nothing(text):
        return Reading([])
    # who plans lists several in a line; who tells what happened joins its sentences
    pieces = _pieces(re.split(r"\n|;" if question.told_in.id == GOAL else r"\n", text))
    if not pieces:
        return Reading(unclear="There was nothing in that answer.")
    if question.most is not None and len(pieces) > question.most:
        return Reading(unclear=f"A few are kept, many are not: please choose at most {question.most}.")
    if len(pieces) == 1:
        pieces = [text]  # in the speaker's words, to the last full stop
    return Reading([entry_of(question, piece, asked_on, meanings) for piece in pieces])


def entry_of(
    question: Question, text: str, asked_on: date, meanings: Meanings | None = None
) -> dict[str, object]:
    """One entry, as far as one text tells it: what was said, and the parts that can be read from it for certain.

    Returns:
        Values by part, dates in ISO; a part that the text does not tell is not in it.
    """
    entry: dict[str, object] = {question.told_in.id: text}
    for part in question.parts:
        read: object = None
        if part.set_months:
            read = months_after(asked_on, part.set_months).isoformat()
        elif part.kind == "date":
            read = next(reversed(dates_in(text, asked_on, past=part.past, by=part.by)), None)
        elif part.kind == "person":
            helper = _HELPER.search(text)
            read = next(filter(None, helper.groups()), None) if helper else None
        elif part.kind == "choice":
            read = _certain(part, text, meanings)
        if read is not None:
            entry[part.id] = read
    return entry


def _certain(part: Part, text: str, meanings: Meanings | None) -> str | None:
    """A choice that a text which was not asked for it makes all the same: named at its end, or where that may be
    inferred, named anywhere or as near as can be."""
    if not part.inferred:
        last = _plain(re.split(r"[,;:.(–-]\s*", text.rstrip(" .)"))[-1])
        exact = [o for o in part.options if last in {o.key.replace("_", " "), o.label.lower(), *o.words}]
        return exact[0].key if len(exact) == 1 else None
    if reaching := _reaching(part.options, text):
        return reaching.key
    named, denied = _named(part.options, _plain(text))
    if len(named) == 1 and not denied:
        return named[0].key
    near = meanings.of(part.id, text) if meanings and not named else {}
    ranked = sorted(part.options, key=lambda option: -near.get(option.key, 0.0))
    if len(ranked) > 1 and near.get(ranked[0].key, 0.0) - near.get(ranked[1].key, 0.0) >= _CERTAIN:
        return ranked[0].key
    return None


def _pieces(parts: Iterable[str]) -> list[str]:
    bare = (re.sub(r"^\s*(?:[-*•]|\d{1,2}[.)])\s*", "", part).strip(" \t,.") for part in parts)
    return [piece for piece in bare if piece and not _FILLER.fullmatch(piece.lower())]
