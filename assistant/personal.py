"""Questions that the guidance is not asked: distress, somebody's worth or records, and what people say to be polite.

Nothing here rates, ranks or names people, and what documents say of competencies must not pass for a person's rating.
Patterns and replies are data (`assistant/data/personal.yaml`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.data_file import load
from assistant.errors import GuideError

BUILT_IN = Path(__file__).parent / "data" / "personal.yaml"
_SHORT = 60
"""Characters of a line that may be nothing but polite."""

Name = Literal["distress", "polite", "worth", "records"]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    reply: str
    patterns: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    who: str
    named: str
    judged: str
    worth: str
    groups: tuple[_Group, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of thing that is said and what is said to it: by patterns anywhere, or of a whole short line."""

    name: Name
    reply: str
    anywhere: re.Pattern[str] | None
    whole: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Personal:
    """What the guidance is not asked.

    Attributes:
        groups: In the order in which they are tried.
        named: How a question begins that is about whom it names ("how do I tell Priya …" is about telling).
        judged: What it goes on about.
        worth: What of that is about worth; the rest is about records.
    """

    groups: tuple[Group, ...]
    named: re.Pattern[str]
    judged: re.Pattern[str]
    worth: re.Pattern[str]

    def reply(self, question: str, *, names: bool) -> str | None:
        """What to say instead of asking the guidance; None where the guidance should be asked.

        Args:
            question: As it was asked.
            names: Whether it names somebody.
        """
        group = self.group(question, names=names)
        return group.reply if group else None

    def group(self, question: str, *, names: bool) -> Group | None:
        """The kind of thing that is said, for `reply`."""
        plain = " ".join(question.lower().replace("’", "'").split())
        first = re.split(r"[.!?,]+(?:\s|$)", plain, maxsplit=1)[0]
        for group in self.groups:
            if group.whole and len(plain) < _SHORT and group.whole.fullmatch(first):
                return group
            if group.anywhere and group.anywhere.search(plain):
                return group
        if names and self.named.match(plain) and self.judged.search(plain):
            return self._of("worth" if self.worth.search(plain) else "records")
        return None

    def _of(self, name: Name) -> Group | None:
        return next((group for group in self.groups if group.name == name), None)


def load_personal(own: Path) -> Personal:
    """An organisation's own patterns, or the built-in ones. Raises GuideError: says in which line."""
    path = own if own.exists() else BUILT_IN
    file = load(path, _File, "list of what is not asked")
    try:
        groups = tuple(
            Group(
                group.name,
                " ".join(group.reply.split()),
                _any(group.patterns, file.who),
                _any(group.whole, file.who),
            )
            for group in file.groups
        )
        named = re.compile(rf"\W*{_spaced(file.named)}\b")
        judged, worth = (re.compile(rf"\b(?:{_spaced(words)})") for words in (file.judged, file.worth))
    except re.error as error:
        raise GuideError(f"{path}: a pattern cannot be used: {error}.") from error
    return Personal(groups, named, judged, worth)


def _any(patterns: tuple[str, ...], who: str) -> re.Pattern[str] | None:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns).replace("{who}", who)
    return re.compile(joined) if joined else None


def _spaced(folded: str) -> str:
    """A pattern that YAML has folded: the space where a line ended was none of it."""
    return folded.replace("| ", "|").strip()
