"""The kinds of questions about one's own records: a data file, so that wording can be added where people use it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.data_file import load
from assistant.errors import GuideError
from store.equality import questions

BUILT_IN = Path(__file__).parent.parent / "data" / "own_records.yaml"
Whom = Literal["me", "team", "org", "person", "nobody", "unit"]
"""Whom a question is about; `nobody` is a name that none of the people has whose records one may see."""
BEYOND = "beyond"
"""The kind of what is about records and is not kept in any."""
PROTECTED = "protected"
"""The kind of what would single people out by what they have said of themselves."""


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    patterns: tuple[str | tuple[str, ...], ...] = Field(min_length=1)
    unless: str = ""
    asks: str = "{owner}"
    even_if_general: bool = False
    guidance: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    words: Mapping[str, str]
    topics: tuple[str, ...]
    opening: tuple[str, ...]
    team: tuple[str, ...]
    me: tuple[str, ...]
    org: tuple[str, ...]
    words_too: frozenset[str]
    nobody_is_called: frozenset[str]
    general: tuple[str, ...]
    as_guided: tuple[str, ...]
    characteristics: Mapping[str, str]
    kinds: tuple[_Kind, ...] = Field(min_length=1)
    beyond: tuple[str, ...]
    measures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question.

    Attributes:
        id: What it is called; a function of `answers` answers it.
        patterns: What it is known by: one of these, and of each of them everything.
        unless: What it is never said with.
        asks: What says that it is about records, and not about what holds in general.
        even_if_general: Whether it is one even with words that otherwise ask for what holds in general.
        guidance: The question to the documents that goes with it; empty for none.
    """

    id: str
    patterns: tuple[tuple[re.Pattern[str], ...], ...]
    unless: re.Pattern[str] | None
    asks: re.Pattern[str] | None
    even_if_general: bool
    guidance: str

    def fits(self, text: str, as_asked: str = "") -> bool:
        """Whether a text is a question of this kind; `as_asked` is the same before names were taken out of it."""
        return (
            any(all(one.search(text) for one in every) for every in self.patterns)
            and not (self.unless and self.unless.search(text))
            and (self.asks is None or any(self.asks.search(one) for one in (text, as_asked)))
        )


@dataclass(frozen=True, slots=True)
class Kinds:
    """All that questions about one's own records are known by.

    Attributes:
        kinds: In the order in which they are tried.
        topics: What any of them speaks of.
        opening: What is put in front out of politeness.
        owners: What says whom a question is about, in the order in which it is looked for.
        words_too: Names that are words as well.
        nobody_is_called: Words that are no names although they own something.
        general: What asks for what holds in general.
        as_guided: What asks the documents the same.
        characteristics: Words for what people may say of themselves, by the key of the equality question.
        beyond: What is plainly about records that are not kept.
        measures: Everyday names of the dashboard's measures.
    """

    kinds: tuple[Kind, ...]
    topics: re.Pattern[str]
    opening: re.Pattern[str]
    owners: Mapping[str, re.Pattern[str]]
    words_too: frozenset[str]
    nobody_is_called: frozenset[str]
    general: re.Pattern[str]
    as_guided: re.Pattern[str]
    characteristics: Mapping[str, re.Pattern[str]]
    beyond: re.Pattern[str]
    measures: Mapping[str, re.Pattern[str]]

    def guidance(self, kind: str) -> str:
        """The question to the documents that goes with a kind."""
        return next((one.guidance for one in self.kinds if one.id == kind), "")


@cache
def load_kinds(path: Path = BUILT_IN) -> Kinds:
    """The kinds of a file. Raises GuideError: says in which line, or which pattern cannot be used."""
    file = load(path, _File, "list of questions about records")

    def whole(patterns: Iterable[str]) -> re.Pattern[str]:
        return _compiled(
            path, file.words, rf"(?<![\w@'])(?:{'|'.join(f'(?:{one})' for one in patterns)})(?![\w'])"
        )

    def owner(patterns: Iterable[str]) -> re.Pattern[str]:
        return whole(f"(?:{one})(?:'s)?" for one in patterns)

    def anywhere(pattern: str) -> re.Pattern[str] | None:
        return _compiled(path, file.words, pattern) if pattern else None

    return Kinds(
        kinds=tuple(
            Kind(
                one.id,
                tuple(
                    (_compiled(path, file.words, every),)
                    if isinstance(every, str)
                    else tuple(_compiled(path, file.words, rf"(?<!\w)(?:{part})(?!\w)") for part in every)
                    for every in one.patterns
                ),
                anywhere(one.unless),
                None if one.even_if_general else anywhere(one.asks),
                one.even_if_general,
                one.guidance,
            )
            for one in file.kinds
        ),
        topics=whole(file.topics),
        opening=_compiled(path, file.words, rf"^(?:(?:{'|'.join(file.opening)})(?![\w'])[ ,:]*)+"),
        owners={
            token: owner(words)
            for token, words in (("@team", file.team), ("@org", file.org), ("@me", file.me))
        },
        words_too=file.words_too,
        nobody_is_called=file.nobody_is_called,
        general=whole(file.general),
        as_guided=whole(file.as_guided),
        characteristics={
            key: whole(one for one in (file.characteristics.get(key, ""), re.escape(label)) if one)
            for key, label in _characteristics(file)
        },
        beyond=_compiled(path, file.words, "|".join(f"(?:{one})" for one in file.beyond)),
        measures={measure: whole([pattern]) for measure, pattern in file.measures.items()},
    )


def _characteristics(file: _File) -> list[tuple[str, str]]:
    """The equality questions and what they are called: those with words here first, in the order of these."""
    labels = {key: one.label.lower() for key, one in questions().items()}
    return [(key, labels[key]) for key in (*file.characteristics, *labels.keys() - file.characteristics.keys())
            if key in labels]  # fmt: skip


def _compiled(path: Path, words: Mapping[str, str], pattern: str) -> re.Pattern[str]:
    for name, meant in words.items():
        pattern = pattern.replace(f"{{{name}}}", rf"(?<![\w@]){meant}(?!\w)")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise GuideError(f"{path}: the pattern {pattern!r} cannot be used: {error}.") from error
