"""Which answers are vague, and what to ask then. The signs are data; the first that fits counts."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.data_file import load
from assistant.errors import GuideError

About = Literal["example", "goal"]
GOAL = "goal"
"""The field in which something is said that is wanted."""
DISTRESS = "silence_or_distress"
"""The sign at which nobody is pressed on, whatever was asked."""
SIGNS = Path(__file__).parent.parent / "data" / "vagueness.yaml"
_LONGEST = 20_000


class Sign(BaseModel):
    """A sign of vagueness; it fits when everything it names is so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    probe: str
    matches: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    words_under: int | None = None
    of: About | None = None

    def fits(self, text: str, about: About) -> bool:
        """Whether a text, in lower case, shows this sign."""
        return (
            self.of in (None, about)
            and (not self.matches or any(re.search(pattern, text) for pattern in self.matches))
            and not any(re.search(pattern, text) for pattern in self.lacks)
            and (self.words_under is None or len(text.split()) < self.words_under)
        )


class _Signs(BaseModel):
    """What the file holds: the signs, and lists of patterns that they name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    lists: dict[str, tuple[str, ...]]
    signs: tuple[Sign, ...]


@cache
def signs(path: Path = SIGNS) -> tuple[Sign, ...]:
    """The signs of a file, with the lists they name put in.

    Raises:
        GuideError: the file does not hold together.
    """
    data = load(path, _Signs, "list of signs of vagueness")
    try:
        lists = {
            name: "|".join(f"(?:{pattern})" for pattern in patterns) for name, patterns in data.lists.items()
        }
        return tuple(sign.model_copy(update=_filled(sign, lists)) for sign in data.signs)
    except re.error as error:
        raise GuideError(f"The signs of vagueness in {path} cannot be used: {error}.") from error


def sign_of(text: str, about: About = "example") -> str | None:
    """The first sign of vagueness in an answer, or None where it is concrete.

    Args:
        text: What was said.
        about: Whether it tells of something done, or of something that is wanted.
    """
    plain = text[:_LONGEST].lower().replace("’", "'").strip()
    return next((sign.id for sign in signs() if sign.fits(plain, about)), None)


def probe_for(sign: str, about: About = "example") -> str:
    """What to ask about an answer that shows a sign; KeyError for an unknown one."""
    known = {one.id: one.probe for one in reversed(signs())}
    return (known | {one.id: one.probe for one in reversed(signs()) if one.of in (None, about)})[sign]


def _filled(sign: Sign, lists: dict[str, str]) -> dict[str, tuple[str, ...]]:
    def fill(pattern: str) -> str:
        for name, joined in lists.items():
            pattern = pattern.replace("{" + name + "}", joined)
        re.compile(pattern)
        return pattern

    return {
        "matches": tuple(map(fill, sign.matches)),
        "lacks": tuple(map(fill, sign.lacks)),
    }
