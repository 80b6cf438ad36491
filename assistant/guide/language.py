"""Words about people that are worth a second look: underlined, explained, asked about. Never a score, never a block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from assistant.data_file import load
from assistant.errors import GuideError

PATTERNS = Path(__file__).parent.parent / "data" / "inclusive_language.yaml"
_LONGEST = 20_000
_AFTER_A_TRAIT = (
    "in|with|at|to|about|when|and|but|or|towards?|on|under|during|for|by|as|yet|sometimes|enough|around|if|because|"
    "while|who|so|though|although|over|of|not|again|now|lately|these|this|last|that|than|until|too|from|after|before|"
    "every|most|some|even|first|all|any|here|there|but|without|outside|inside|whenever|where|how|through|is|was|are"
)
"""What may follow a word that is said of somebody; before a thing ("an aggressive timetable") it is said of that."""
_DEGREE = "very|too|so|really|quite|rather|a bit|a little|somewhat|pretty|often|sometimes|always|never|overly|fairly|"
_DEGREE += (
    "extremely|incredibly|consistently|generally|usually|more|less|not|just|such a|a|an|being|also|both"
)
_VERB = (
    "is|isn't|was|wasn't|are|were|be|been|being|'s|'re|'m|am|seems?|seemed|can be|could be|may be|might be|comes? "
    "(?:across|over) as|came (?:across|over) as|(?:is|was) seen as|gets?|got|becomes?|became|feels?|felt|sounds?|"
    "appears?|acts?|acted|behaves?|remains?|stays?|finds? (?:her|him|them)|found (?:her|him|them)"
)
_WHO = "she|he|they|i|you|who"
_NAME = (
    r"(?<=[a-z,;] )(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|I|Band|Ward|NHS|CQC)\b)(?-i:[A-Z][a-z]+)"
)


class _Pattern(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,39}$")]
    why: str
    ask: str
    matches: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    of_people: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class _Patterns(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    person: str
    other: str
    patterns: tuple[_Pattern, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """Words to look at again.

    Attributes:
        start: Offset of the first character.
        end: Offset after the last one.
        span: The words.
        pattern: Which pattern they are of.
        why: What is the matter with such words.
        ask: A question that leads to better ones.
    """

    start: int
    end: int
    span: str
    pattern: str
    why: str
    ask: str


def flags(text: str) -> list[Flag]:
    """Words of a text about a person that are worth a second look.

    Args:
        text: What somebody wrote about somebody.

    Returns:
        Flags in the order of the text; none overlaps another.
    """
    text = text.replace("’", "'")[:_LONGEST]
    found: list[Flag] = []
    for pattern, expressions, unless in _compiled():
        spared = [match.span() for one in unless for match in one.finditer(text)]
        spans = sorted(
            (span for one in expressions for span in _spans(one, text)), key=lambda span: (span[0], -span[1])
        )
        for start, end in spans:
            taken = [(flag.start, flag.end) for flag in found]
            if not any(start < other[1] and other[0] < end for other in (*spared, *taken)):
                found.append(Flag(start, end, text[start:end], pattern.id, pattern.why, pattern.ask))
    return sorted(found, key=lambda flag: flag.start)


def _spans(expression: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for match in expression.finditer(text):
        yield match.span("it") if "it" in expression.groupindex else match.span()


@cache
def _compiled() -> list[tuple[_Pattern, list[re.Pattern[str]], list[re.Pattern[str]]]]:
    """The patterns as regular expressions.

    Raises:
        GuideError: the file does not hold together.
    """
    data = load(PATTERNS, _Patterns, "list of language patterns")
    try:
        return [
            (
                one,
                [_whole(one_of, data.other) for one_of in one.matches] + list(_traits(one, data.person)),
                [_whole(one_of, data.other) for one_of in one.unless],
            )
            for one in data.patterns
        ]
    except re.error as error:
        raise GuideError(f"The patterns of language in {PATTERNS} cannot be used: {error}.") from error


def _whole(pattern: str, other: str) -> re.Pattern[str]:
    pattern = pattern.replace("{Other}", other).replace("{Name}", _NAME)
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def _traits(pattern: _Pattern, person: str) -> Iterator[re.Pattern[str]]:
    """Words where they are said of somebody, and not of a thing that follows them or that the sentence is about."""
    after = rf"(?=\s*(?:[.,;:!?)\"]|$)|\s+(?:{_AFTER_A_TRAIT})\b)"
    degree = rf"(?:(?:{_DEGREE})\s+)"
    if pattern.traits:
        words = "|".join(sorted(map(re.escape, pattern.traits), key=len, reverse=True))
        yield re.compile(rf"(?<![\w-])(?P<it>(?:{words})(?:\s+(?:{person})\b|{after}))", re.IGNORECASE)
    if pattern.of_people:
        words = "|".join(sorted(map(re.escape, pattern.of_people), key=len, reverse=True))
        subject = rf"(?:^|[.;!?]\s+|\b(?:{_WHO}|(?:my |the |our |this )?(?:{person})|{_NAME}))"
        said = rf"{subject}(?:'s|\s+(?:\w+\s+){{0,2}}?(?:{_VERB}))?\s*{degree}{{0,3}}(?:\w+\s+(?:and|but|or)\s+)?"
        yield re.compile(rf"{said}(?P<it>(?:{words}){after})", re.IGNORECASE)
        yield re.compile(rf"(?<![\w-])(?P<it>(?:{words})\s+(?:{person})\b)", re.IGNORECASE)
