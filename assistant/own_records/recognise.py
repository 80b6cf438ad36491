"""Whether a question is about one's own records, and what it asks of them: rules, no model. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assistant.own_records.kinds import BEYOND, PROTECTED, Kinds, Whom
from assistant.own_records.periods import MONTHS, Period, period_in
from store.equality import questions

Colour = Literal["red", "amber", "green", "grey"]

_BY = re.compile(
    r"\b(?:split |broken down |grouped |divided )?(?:by|per|for each|for every) (unit|level|manager)s?\b"
)
_LEVEL = (
    r"(?:at |among |for |of |in )?(?:the )?(?:{names})(?: level| grades?| tier)s?\b|"
    r"(?:at|on|for) level (?:{names})\b"
)
_COLOUR = re.compile(r"\b(red|amber|green|gr[ea]y)\b")
_LONGEST = 30
"""Words that a question about records has at most; what is longer tells a story."""
_COLOURS: Mapping[str, Colour] = {
    "red": "red",
    "amber": "amber",
    "green": "green",
    "grey": "grey",
    "gray": "grey",
}
_HINT = re.compile(
    r"\b(?:nominations?|"
    r"who|whose|which|how many|list|any|critical|bench|posts?|pools?|gap|demand|supply|[a-z]+\d+)\b|'s\b"
)
_NAME_WITHIN = re.compile(r"[a-z,] [A-Z]")
_OF_OTHERS = frozenset({"no_conversation", "held_conversations", "no_plan"})
_WHO = re.compile(
    r"who\b|whom\b|whose\b|which (?:of )?(?:people|staff|ones?|colleagues)\b|how many (?:people|staff)\b"
)
_LATE = re.compile(r"\b(?:overdue|over due|late|behind|past due|missed|outstanding)\b")
_MYSELF = re.compile(r"@me\b(?! manager)")
_PLACE = re.compile(r"(@\w+)(?: (?:unit|department|directorate|ward|division|service|team))\b")
_OWNED = re.compile(r"\b([a-z][a-z-]+)'s\b")
_WHO_ELSE = re.compile(
    r"(?:^|\b(?:is|has|does|did|was|about|for|with|of|and|when|if) )([A-Z][a-z]+(?:-[A-Z][a-z]+)?)\b"
)
_NAMED_FIRST = re.compile(
    r"(?:what about|how about|and|also|for|is|has|does|did|was|with|of|about|which|when) $"
)
_FRAGMENT = re.compile(
    r"^[^\w@]*(?:(?:and|but|ok(?:ay)?|so|what about|how about|what of|same (?:question |again )?(?:for|in|but)|now|"
    r"only|just|also|then|for|in|by|at|within|per|over|during|those|the|please|instead|again|not|with)\b[ ,]*)*"
)
_LEFT = re.compile(r"@\w+|\b(?:in|for|at|by|of|on|the|a|an|to|with|is|are|was|about|only|just|instead|too|as well|"
                   r"then|please|unit|department|team|and|or|what|how|again|people|staff|ones?|those)\b|\W+"
)  # fmt: skip
_LEANS = re.compile(
    r"^\W*(?:and|what about|how about|what of|same|why(?: not)?\W*$|who else|what else|since when)\b"
)
_PEOPLE_TWICE = re.compile(
    r"\bpeople (?=(?:people|staff|colleagues|members?|nurses?|managers?|leaders?|employees|ones|@team|@org)\b)"
)
_WHICH_OF_US = re.compile(r"(?:list|names? of|how many|which|who(?:se)?)\b")
_THEM = re.compile(r"\b(?:them|they|those|these)\b")
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|do|does|did|should|can|could|will|would|may|must|mean|means|has|have)\b"
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What may be named in a question, as far as the account knows of it.

    Attributes:
        people: References and names of those whose records the account may see.
        units: Names of units.
        levels: Names of levels.
        pools: Names of pools.
        posts: Titles of posts.
        families: Names of job families.
    """

    people: tuple[tuple[str, str], ...] = ()
    units: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    families: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one's own records.

    Attributes:
        kind: Which; an id of the data file, or `BEYOND`.
        whom: Whom it is about; None where it does not say.
        people: References of those named, several where a name fits several; empty where nobody is.
        named: The name as it was typed, where `whom` is "person" or "nobody".
        unit: The unit named.
        level: The level named.
        pool: The pool named.
        post: The post named.
        family: The job family named.
        by: By what figures are to be split; of the kind `PROTECTED`, by what people would be singled out.
        period: The stretch of time named.
        late: Whether only what is past its day is meant.
        colour: The colour named.
        measure: The measure named.
        text: The question, plain: lower case, and what was recognised in place of its words.
        as_guided: Whether the documents are asked the same.
    """

    kind: str
    whom: Whom | None = None
    people: tuple[str, ...] = ()
    named: str = ""
    unit: str = ""
    level: str = ""
    pool: str = ""
    post: str = ""
    family: str = ""
    by: str = ""
    period: Period | None = None
    late: bool = False
    colour: Colour | None = None
    measure: str = ""
    text: str = ""
    as_guided: bool = False


def may_be(question: str, kinds: Kinds) -> bool:
    """Whether it is worth looking up who and what is named: for most questions to the documents it is not."""
    plain = _plain(question)
    mine = any(kinds.owners[token].search(plain) for token in ("@me", "@team"))
    if kinds.general.search(plain) and not mine:
        return False
    named = _HINT.search(plain) or _NAME_WITHIN.search(question) or kinds.owners["@org"].search(plain)
    return bool(
        ((mine or named) and kinds.topics.search(plain))
        or any(one.search(plain) for one in kinds.measures.values())
        or kinds.owners["@team"].search(plain)
    )


def recognised(
    question: str, kinds: Kinds, lexicon: Lexicon, today: date, before: Asked | None = None
) -> Asked | None:
    """What a question asks of records.

    Args:
        question: As it was typed.
        kinds: What questions are known by.
        lexicon: What may be named.
        today: From when stretches of time are counted.
        before: What the question before asked, where that was about records.

    Returns:
        None where it is not about records: then it is one to the documents.
    """
    if len(question.split()) > _LONGEST:
        return None
    slots, text = _slots(question, kinds, lexicon, today)
    text, guided = _without(kinds.as_guided, text)
    if guided:
        slots = replace(slots, as_guided=True)
    anybody, characteristic = _of_anybody(text, kinds)
    if not characteristic:
        return _of_records(question, text, slots, kinds, before)
    found = _of_records(question, anybody, slots, kinds, before)
    if found is not None and found.kind == "measure":
        return replace(found, by=characteristic)
    found = found or _of_records(question, text, slots, kinds, before)
    named = slots.whom in {"person", "nobody", "team", "unit"} or bool(slots.pool or slots.post)
    named = named or (slots.whom == "org" and _WHICH_OF_US.match(text) is not None)
    goes_on = before is not None and (_LEANS.search(question.lower()) or _THEM.search(question.lower()))
    if found is not None or goes_on or (named and not kinds.general.search(text)):
        return replace(slots, kind=PROTECTED, by=characteristic, text=text)
    return None


def _of_anybody(text: str, kinds: Kinds) -> tuple[str, str]:
    """The text without words for what people say of themselves, and by which characteristic; "" for none."""
    first = next((key for key, words in kinds.characteristics.items() if words.search(text)), "")
    if first:
        text = re.sub(
            rf"\b(?:(?:split|broken down|grouped) )?(?:by|per) {kinds.characteristics[first].pattern}",
            "@by",
            text,
        )
        for words in kinds.characteristics.values():
            text = words.sub("people", text)
        text = _PEOPLE_TWICE.sub("", text)
    return text, first


def _of_records(question: str, text: str, slots: Asked, kinds: Kinds, before: Asked | None) -> Asked | None:
    """What a question asks of records, with its slots filled: the first kind that fits."""
    general = kinds.general.search(text) is not None
    bare = kinds.opening.sub("", text)
    for kind in kinds.kinds:
        if general and not kind.even_if_general:
            continue
        found, plain = (_measured(bare, slots, kinds)) if kind.id == "measure" else (slots, bare)
        if kind.fits(plain, bare):
            found = replace(found, kind=kind.id, text=plain)
            if found.whom == "me" and kind.id in _OF_OTHERS and _WHO.match(plain):
                found = replace(found, whom=None)  # "whom have I not met": of those whom one may see
            return _inherited(found, before, question)
    if before is not None and (again := _again(question, text, slots, before, kinds)):
        return again
    if not general and kinds.beyond.search(bare):
        return replace(slots, kind=BEYOND, text=bare)
    return None


def _measured(text: str, slots: Asked, kinds: Kinds) -> tuple[Asked, str]:
    """The text with a measure's name in place of its words."""
    for measure, pattern in kinds.measures.items():
        if found := pattern.search(text):
            return replace(slots, measure=measure), f"{text[: found.start()]}@measure{text[found.end() :]}"
    return slots, text


def _inherited(asked: Asked, before: Asked | None, question: str) -> Asked:
    """A question that goes on from the one before is about the same people, unless it says about whom."""
    if before is None or not _LEANS.search(question.lower()):
        return asked
    together = (
        asked.kind == "agreed" and asked.whom == "org" and before.whom == "person"
    )  # "and what did we agree?"
    if (
        asked.whom is None
        or together
        or re.search(r"\b(?:they|them|their|he|she|his|her)\b", question.lower())
    ):
        same = replace(asked, whom=before.whom, people=before.people, named=before.named)
        return replace(same, unit=asked.unit or before.unit, pool=asked.pool or before.pool)
    return asked


def _again(question: str, text: str, slots: Asked, before: Asked, kinds: Kinds) -> Asked | None:
    """The question before with another stretch of time, unit, person …; None where this one is not such a rest."""
    rest = _LEFT.sub(" ", _FRAGMENT.sub("", text)).split()
    new = {
        name: value
        for name in ("period", "unit", "level", "pool", "post", "family", "by", "colour", "measure")
        if (value := getattr(slots, name))
    }
    if not new.get("measure") and before.kind == "measure":
        slots, measured = _measured(text, slots, kinds)
        if slots.measure:
            new["measure"] = slots.measure
            rest = _LEFT.sub(" ", _FRAGMENT.sub("", measured)).split()
    if slots.whom in {"person", "nobody"}:
        new |= {"whom": slots.whom, "people": slots.people, "named": slots.named, "unit": ""}
    elif slots.whom in {"team", "me"} or (slots.whom == "org" and "our" not in text):
        new |= {"whom": slots.whom, "people": (), "named": "", "unit": ""}
    elif slots.unit:
        new |= {"whom": "unit", "people": (), "named": ""}
    if slots.colour:
        rest = [word for word in rest if word not in _COLOURS]
    if slots.late:
        new["late"] = True
        rest = [word for word in rest if word not in {"late", "overdue", "behind"}]
    elif "period" in new:
        new["late"] = False
    if new and not rest:
        return replace(before, **new, text=before.text, as_guided=False)
    if _LEANS.search(question.lower()) and not _SENTENCE.search(question.lower()) and len(rest) <= 1:
        return replace(before, kind=BEYOND, text=text)
    return None


def _slots(question: str, kinds: Kinds, lexicon: Lexicon, today: date) -> tuple[Asked, str]:
    """What is named, and the plain question with tokens in place of it."""
    text = kinds.opening.sub("", _plain(question))
    text, pool = _named(text, lexicon.pools, "@pool")
    text, post = _named(text, lexicon.posts, "@post")
    text, unit = _named(text, lexicon.units, "@unit")
    text, people, named = _people(text, question, kinds, lexicon)
    text = _PLACE.sub(r"\1", text)
    text, by = _split_by(text)
    text, level = _level(text, lexicon.levels)
    text, family = _family(text, lexicon.families)
    period: Period | None = None
    if timed := period_in(text, today):
        period, start, end = timed
        text = f"{text[:start]}@when{text[end:]}"
    colour = _COLOUR.search(text)
    late = _LATE.search(text) is not None
    for token, pattern in kinds.owners.items():
        text = pattern.sub(token, text)
    asked = Asked(
        kind="",
        whom=_whom(text, unit=bool(unit), person=bool(people), nobody=bool(named)),
        people=people,
        named=named,
        unit=unit,
        level=level,
        pool=pool,
        post=post,
        family=family,
        by=by,
        period=period,
        late=late,
        colour=_COLOURS[colour[1]] if colour else None,
    )
    return asked, text


def _whom(text: str, *, unit: bool, person: bool, nobody: bool) -> Whom | None:
    """Whom a question with tokens is about: who is named goes before who owns."""
    found: tuple[tuple[object, Whom], ...] = (
        (person, "person"),
        (nobody, "nobody"),
        ("@team" in text, "team"),
        (unit, "unit"),
        (_MYSELF.search(text), "me"),
        ("@org" in text, "org"),
        ("@me" in text, "me"),
    )
    return next((whom for there, whom in found if there), None)


def _split_by(text: str) -> tuple[str, str]:
    if found := _BY.search(text):
        return _put(text, found, "@by"), found[1]
    for key in questions():
        spoken = key.replace("_", " ")
        if found := re.search(rf"\b(?:split |broken down )?(?:by|per) (?:{key}|{spoken})\b", text):
            return _put(text, found, "@by"), key
    return text, ""


def _level(text: str, levels: Sequence[str]) -> tuple[str, str]:
    names = "|".join(re.escape(level.lower()) for level in levels)
    found = re.search(_LEVEL.replace("{names}", names), text) if levels else None
    if found is None:
        return text, ""
    return _put(text, found, "@level"), next(one for one in levels if one.lower() in found[0])


def _family(text: str, families: Sequence[str]) -> tuple[str, str]:
    for family in families:
        name = re.escape(family.lower())
        if family and re.search(rf"\b{name}\b", text):
            return re.sub(rf"\b(in|for|of|among) {name}\b", r"\1 @family", text), family
    return text, ""


def _plain(question: str) -> str:
    return " ".join(
        question.lower().replace("’", "'").replace("?", " ").replace("!", " ").strip(" .").split()
    )


def _named(text: str, names: Iterable[str], token: str) -> tuple[str, str]:
    """The text with a token for the longest name in it, and that name."""
    for name in sorted(names, key=len, reverse=True):
        spelt = re.escape(name.lower()).replace(r"\ ", " ").replace("and", "(?:and|&)")
        if found := re.search(rf"(?<!\w){spelt}(?:'s)?(?!\w)", text) if name else None:
            return f"{text[: found.start()]}{token}{text[found.end() :]}", name
    return text, ""


def _people(text: str, question: str, kinds: Kinds, lexicon: Lexicon) -> tuple[str, tuple[str, ...], str]:
    """The text with a token for somebody who is named, references of whom that may be, and the name."""
    for reference, name in sorted(lexicon.people, key=lambda one: -len(one[1])):
        for spelt in (name.lower(), reference.lower()):
            if found := re.search(rf"(?<![\w@]){re.escape(spelt)}(?:'s)?(?!\w)", text):
                return _put(text, found, "@person"), (reference,), name
    typed = question.replace("’", "'")
    parts: dict[str, list[str]] = {}
    for reference, name in lexicon.people:
        for part in set(name.split()):
            parts.setdefault(part, []).append(reference)
    for part, references in parts.items():
        plain = part.lower()
        if len(plain) < 2 or not (found := re.search(rf"(?<![\w@]){re.escape(plain)}(?:'s)?(?!\w)", text)):
            continue
        if plain in kinds.words_too and not re.search(rf"(?<!\w){re.escape(part)}(?!\w)", typed):
            continue
        return _put(text, found, "@person"), tuple(references), part
    for owned in _OWNED.finditer(text):
        if owned[1] not in kinds.nobody_is_called:
            return _put(text, owned, "@nobody"), (), owned[1].capitalize()
    for capital in _WHO_ELSE.finditer(typed):
        word = capital[1]
        if any(words.fullmatch(word.lower()) for words in kinds.characteristics.values()):
            continue  # "who is Muslim" names nobody
        start = capital.start(1)
        known = re.search(rf"(?<![\w@]){re.escape(word.lower())}(?!\w)", text)
        if start and known and _NAMED_FIRST.search(typed[:start].lower()) and word.lower() not in MONTHS:
            return _put(text, known, "@nobody"), (), word
    return text, (), ""


def _put(text: str, found: re.Match[str], token: str) -> str:
    return f"{text[: found.start()]}{token}{text[found.end() :]}"


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    found = pattern.search(text)
    return (f"{text[: found.start()]}{text[found.end() :]}".strip(" ,"), True) if found else (text, False)


def resolved(
    question: str, history: Sequence[str], kinds: Kinds, lexicon: Lexicon, today: date
) -> tuple[Asked | None, tuple[str, ...]]:
    """What a question asks of records after those before it, and which of those the documents were asked.

    Args:
        history: Earlier questions, oldest first.
    """
    before: Asked | None = None
    to_documents: list[str] = []
    for line in history:
        before = recognised(line, kinds, lexicon, today, before)
        if before is None:
            to_documents.append(line)
    return recognised(question, kinds, lexicon, today, before), tuple(to_documents)
