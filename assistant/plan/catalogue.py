"""The methods' catalogue: how people develop, what kind of learning each way is, who uses it. Data, read once. Pure.

What the classes are, and which figures there are, is in `assistant/data/methods.yaml`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from assistant.data_file import load
from assistant.errors import InputError
from knowledge.words import terms

BUILT_IN = Path(__file__).parent.parent / "data" / "methods.yaml"
Class = Literal[70, 20, 10]
"""Learning by doing, with and from others, formal."""
CLASSES: dict[Class, str] = {70: "by doing", 20: "with others", 10: "formal"}
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
_Words = Annotated[str, BeforeValidator(str), StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, slots=True)
class Adoption:
    """How many of the organisations that were asked use a method."""

    count: int
    of: int

    @property
    def percent(self) -> float:
        """The share, with the two decimals in which the source has it."""
        return round(100 * self.count / self.of, 2)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Part):
    """Where the figures are from."""

    title: _Words
    publisher: _Words
    year: int
    section: _Words
    organisations: Annotated[int, Field(gt=0)]


class Method(_Part):
    """One way to develop; `used_by` is None where no figure is published."""

    id: _Id
    label: _Words
    class_: Class = Field(alias="class")
    used_by: Annotated[int, Field(ge=0)] | None = None
    aliases: tuple[_Words, ...] = Field(min_length=1)
    suits: tuple[_Words, ...] = Field(min_length=1)
    guidance: _Words

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it is called."""
        return (self.id.replace("_", " "), self.label, *self.aliases)

    def runs(self, *, suits: bool = False) -> frozenset[tuple[str, ...]]:
        """The words of the index by which a text names it; with `suits` also those of the gaps that it helps with."""
        phrases = (self.label, *self.aliases, *(self.suits if suits else ()))
        return frozenset(run for run in map(tuple, map(terms, phrases)) if run)


class Catalogue(_Part):
    """All methods, in the order in which they are shown."""

    version: int
    source: Source
    methods: tuple[Method, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> Catalogue:
        owners: dict[str, str] = {}
        for method in self.methods:
            if method.used_by is not None and method.used_by > self.source.organisations:
                raise ValueError(
                    f"{method.id}: no more than {self.source.organisations} organisations were asked"
                )
            for name in {_plain(name) for name in method.names}:
                if owners.setdefault(name, method.id) != method.id:
                    raise ValueError(f"{name!r} names both {owners[name]} and {method.id}")
        if len({method.id for method in self.methods}) < len(self.methods):
            raise ValueError("two methods have the same id")
        return self

    def adoption(self, method: Method) -> Adoption | None:
        """How widely a method is used; None where no figure is published."""
        return None if method.used_by is None else Adoption(method.used_by, self.source.organisations)

    def named(self, typed: str) -> Method:
        """The method that somebody means by an id, a label or an alias.

        Raises:
            InputError: there is none; names the nearest.
        """
        plain = _plain(typed)
        known = {_plain(name): method for method in self.methods for name in method.names}
        if plain in known:
            return known[plain]
        near = difflib.get_close_matches(plain, known, n=1)
        hint = f"did you mean {known[near[0]].id}? See" if near else "see"
        raise InputError(f"There is no method {typed!r} in the catalogue; {hint}: talent plan methods")

    def find(self, method: str) -> Method | None:
        """The method of an id; None for one that the catalogue does not know (any more)."""
        return next((one for one in self.methods if one.id == method), None)

    def class_of(self, action: Classed) -> Class | None:
        """The class of an action.

        It is what the action says; else its method's; else, where every method that its goal names is of one class,
        that one; else nobody knows.
        """
        if said := next((one for one in CLASSES if one == action.share), None):
            return said
        if method := self.find(action.method):
            return method.class_
        named = {one.class_ for one in self.methods_in(action.goal)}
        return named.pop() if len(named) == 1 else None

    def methods_in(self, text: str) -> tuple[Method, ...]:
        """The methods that a text names; of names within one another the longest counts."""
        words = tuple(terms(text))
        spans = [
            (start, start + len(run), method)
            for method in self.methods
            for run in method.runs()
            for start in range(len(words) - len(run) + 1)
            if words[start : start + len(run)] == run
        ]
        outer = [one for one in spans if not any(_within(one[:2], other[:2]) for other in spans)]
        return _each_once(method for _, _, method in outer)


class Classed(Protocol):
    """What is needed of an action to know its class."""

    @property
    def goal(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def share(self) -> int | None: ...


@cache
def catalogue(path: Path = BUILT_IN) -> Catalogue:
    """The catalogue of a file. Raises GuideError, with file and line, where it does not hold together."""
    return load(path, Catalogue, "methods catalogue")


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]


def _each_once(methods: Iterable[Method]) -> tuple[Method, ...]:
    return tuple({method.id: method for method in methods}.values())
