"""The kinds of tables that are taken in, and what each column of them holds. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, get_args

from store import appraisals
from store.imports.table import UNWORKED, Cell
from store.post_views import Impact, LeaveBasis
from store.succession.facts import Ground

Type = Literal["text", "date", "yes_no", "number", "choice", "choices"]
Value = str | date | bool | int | tuple[str, ...] | None
ISO = "%Y-%m-%d"
_EXAMPLE = date(2024, 3, 14)
_PARTED = re.compile(r"[;,|]")
_ERRORS = {UNWORKED, "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}
_YES_NO = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}


class Wrong(ValueError):
    """A cell that does not hold what its column does; the message says what it should be."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of ours.

    Attributes:
        name: What it is called.
        says: What stands in it, for people who write a mapping.
        type: What it holds.
        longest: How many characters a text may have.
        needed: Whether every row has to say it.
        blank: What an empty cell stands for, in a text: nothing known, or an empty text.
        choices: What a choice may be; asked for when one is read, since it may stand in a data file.
    """

    name: str
    says: str
    type: Type = "text"
    longest: int = 200
    needed: bool = False
    blank: Literal["", None] = None
    choices: Callable[[], tuple[str, ...]] = tuple

    def value(self, cell: Cell, formats: Sequence[str]) -> Value:
        """What a cell says.

        Args:
            cell: The cell.
            formats: How days may be written, beside year-month-day.

        Raises:
            Wrong: it does not say what stands in this column.
        """
        if isinstance(cell, date):
            if self.type == "date":
                return cell
            cell = cell.isoformat()
        text = cell.strip()
        if not text:
            if self.needed:
                raise Wrong(f"there is no {self.name}")
            return self.blank if self.type == "text" else None
        if len(text) > self.longest:
            raise Wrong(f"the {self.name} is longer than {self.longest} characters")
        if not text.isprintable() and any(unicodedata.category(one) in {"Cc", "Cs"} for one in text):
            raise Wrong(f"the {self.name} has characters that are not text")
        if text in _ERRORS:
            raise Wrong(
                f"the {self.name} is a formula that came to nothing ({text}); write down what it should be"
            )
        if "\ufffd" in text:
            raise Wrong(f"the {self.name} has characters that were lost on the way; save the file as UTF-8")
        return self._of_type(text, formats)

    def _of_type(self, text: str, formats: Sequence[str]) -> Value:
        match self.type:
            case "date":
                found = _day(text, tuple(formats))
                if found is None:
                    like = " or ".join(_EXAMPLE.strftime(one) for one in formats or (ISO,))
                    raise Wrong(f"{self.name} is not a date like {like}: {_short(text)}")
                return found
            case "yes_no":
                if text.lower() not in _YES_NO:
                    raise Wrong(f"{self.name} is yes or no, not {_short(text)}")
                return _YES_NO[text.lower()]
            case "number":
                if not re.fullmatch(r"[0-9]{1,9}", text):
                    raise Wrong(f"{self.name} is a whole number, not {_short(text)}")
                return int(text)
            case "choice":
                return self._chosen(text)
            case "choices":
                return tuple(sorted({self._chosen(one) for one in _PARTED.split(text) if one.strip()}))
        return text

    def _chosen(self, text: str) -> str:
        key = "_".join(text.lower().split())
        if key not in (choices := self.choices()):
            raise Wrong(f"{self.name} is one of {', '.join(choices)}, not {_short(text)}")
        return key


@lru_cache(maxsize=50_000)
def _day(text: str, formats: tuple[str, ...]) -> date | None:
    """A day written in one of the formats, or as year-month-day; None where it is none."""
    for one in (*formats, ISO):
        try:
            if one == ISO:
                return date.fromisoformat(text)
            return datetime.strptime(text, one).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table: what it is called, and its columns in the order of an empty one."""

    name: str
    says: str
    fields: Mapping[str, Field]

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns without which there is no row."""
        return tuple(name for name, field in self.fields.items() if field.needed)


def _kind(name: str, says: str, *fields: Field) -> Kind:
    return Kind(name, says, MappingProxyType({field.name: field for field in fields}))


STAFF = _kind(
    "staff",
    "who works here, one row a person",
    Field("reference", "the staff number, which everything else names people by", longest=60, needed=True),
    Field("name", "the full name", needed=True),
    Field("email", "an e-mail address", longest=254),
    Field("job_title", "what the job is called", blank=""),
    Field("unit", "ward, team or department", blank=""),
    Field("level", "on which level the job is", longest=60, blank=""),
    Field("job_family", "which roles share its skills", longest=100, blank=""),
    Field("manager", "the line manager's staff number; empty for nobody", longest=60),
    Field("started_on", "first day here", "date"),
    Field("left_on", "the day after the last one here; their reporting lines end on it", "date"),
)
LINES = _kind(
    "lines",
    "who reported to whom from when until when, one row a line",
    Field("person", "the staff number of who reports", longest=60, needed=True),
    Field("manager", "the staff number of whom to", longest=60, needed=True),
    Field("since", "from which day", "date", needed=True),
    Field("until", "until (not including) which day; empty until the next line begins", "date"),
)
POSTS = _kind(
    "posts",
    "posts that are planned for, one row a post; an empty cell leaves what is on record",
    Field("title", "what the post is called", needed=True),
    Field("unit", "where it is; with the title this tells one post from another", needed=True),
    Field("level", "on which level", longest=60),
    Field("job_family", "which roles share its skills", longest=100),
    Field("holder", "the staff number of who holds it", longest=60),
    Field("vacant_since", "since when nobody does", "date"),
    Field(
        "grounds",
        "why it is critical (any two make it so), apart by ;",
        "choices",
        choices=lambda: tuple(Ground),
    ),
    Field(
        "impact_if_empty", "how much harm an empty post would do", "choice", choices=lambda: get_args(Impact)
    ),
    Field("hard_to_recruit", "whether somebody from outside would be hard to find", "yes_no"),
    Field("hard_because", "why that is", longest=2_000),
    Field("may_leave_soon", "whether the holder is known to leave; never a guess", "yes_no"),
    Field("leave_basis", "from where that is known", "choice", choices=lambda: get_args(LeaveBasis)),
    Field("recruitment_rounds", "how many rounds there were to fill it", "number"),
    Field("last_reviewed", "when people last looked at what is written about it", "date"),
)
APPRAISALS = _kind(
    "appraisals",
    "that an appraisal took place, one row each; what it came to is not taken over",
    Field("person", "the staff number of whose it was", longest=60, needed=True),
    Field("held_on", "when it was held", "date"),
    Field("completed_on", "when it was completed; without this day it does not count as done", "date"),
    Field("reviewer", "the staff number of who held it", longest=60),
    Field("kind", "what kind it was", "choice", choices=lambda: appraisals.kinds().kinds),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in (STAFF, LINES, POSTS, APPRAISALS)})
