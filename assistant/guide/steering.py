"""What kind of turn it is: how people steer a conversation in words. The words are data."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant import data_file

WORDS = Path(__file__).parent.parent / "data" / "turns.yaml"
_SHORT, _FEW = 6, 4
"""How many words a refusal to add another entry has at most, and a mere promise of one."""


class Words(BaseModel):
    """The lists of `turns.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    asks: tuple[str, ...]
    before_asking: tuple[str, ...]
    guidance: tuple[str, ...]
    about_this: tuple[str, ...]
    about_choices: tuple[str, ...]
    skips: tuple[str, ...]
    takes_back: tuple[str, ...]
    before_taking_back: tuple[str, ...]
    enough: tuple[str, ...]
    beside_enough: tuple[str, ...]
    refuses: tuple[str, ...]
    more: tuple[str, ...]
    explains: tuple[str, ...]
    unsure: tuple[str, ...]


def is_question(text: str) -> bool:
    """Whether somebody asks rather than answers: one sentence that begins and ends as a question does."""
    plain = _plain(text)
    asks = _interrogative().match(plain) or re.search(r"\b(?:which|what|who|whose|how)\b", plain)
    return plain.endswith("?") and bool(asks) and not re.search(r"[.!?]\s+\w", plain)


def asks_guidance(text: str) -> bool:
    """Whether a question names the guidance, so that it is no answer whatever was asked."""
    plain = _plain(text)
    return bool(_interrogative().match(plain) and _of("guidance").search(plain))


def asks_about_this(text: str) -> bool:
    """Whether a question is about this conversation: who sees it, where it goes, how long it is kept."""
    return is_question(text) and bool(_of("about_this").search(_plain(text)))


def asks_about_choices(text: str) -> bool:
    """Whether a question speaks of the choices that are offered, without naming one."""
    return bool(_of("about_choices").search(_plain(text)))


def skips(text: str) -> bool:
    """Whether somebody says in words that a question is to be left out."""
    return bool(re.fullmatch(rf"\W*(?:{_joined('skips')})\W*", _plain(text)))


def unsure(text: str) -> bool:
    """Whether somebody has nothing to say yet: no idea, not sure."""
    return bool(
        re.fullmatch(rf"\W*(?:{_joined('unsure')})\W*(?:{_joined('beside_enough')})?\W*", _plain(text))
    )


def corrects(text: str) -> bool:
    """Whether a text begins by taking something back."""
    return bool(_taking_back().match(_plain(text)))


def afresh(text: str) -> str | None:
    """What is said in place of what was said before: "scrap that. In May I …"; None where nothing is taken back."""
    taken = _taking_back().match(_plain(text))
    rest = text.strip()[taken.end() :].lstrip(" ,.:-") if taken else ""
    return rest or None


def nothing(text: str) -> bool:
    """Whether an answer says that there is nothing (more) to say."""
    return bool(_nothing().fullmatch(_plain(text)))


def ends_list(text: str) -> bool:
    """Whether an answer to "another one?" says that there is none."""
    plain = _plain(text)
    short = re.match(rf"(?:{_joined('refuses')})\b", plain) and len(plain.split()) <= _SHORT
    return nothing(text) or bool(short and not re.search(rf"\d|\b(?:{_joined('explains')})\b", plain))


def goes_on(text: str) -> bool:
    """Whether an answer to "another one?" only says that there is one."""
    return bool(re.match(rf"(?:{_joined('more')})\b", _plain(text))) and len(text.split()) <= _FEW


def _plain(text: str) -> str:
    return text.strip().lower().replace("’", "'")


@cache
def _words() -> Words:
    return data_file.load(WORDS, Words, "list of turns")


def _joined(name: str) -> str:
    return "|".join(f"(?:{pattern})" for pattern in getattr(_words(), name))


@cache
def _of(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_joined(name)})\b")


@cache
def _interrogative() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{_joined('before_asking')})[, ]+)?(?:{_joined('asks')})\b")


@cache
def _taking_back() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{_joined('before_taking_back')}),? )*(?:{_joined('takes_back')})\b")


@cache
def _nothing() -> re.Pattern[str]:
    enough, beside = _joined("enough"), _joined("beside_enough")
    return re.compile(rf"\W*(?:(?:{beside})\W+)*(?:{enough})(?:\W+(?:{enough}|{beside}))*\W*")
