"""How another system's headings and words become ours: a file that people write. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    create_model,
    field_validator,
)

from store.data import Part
from store.imports.kinds import APPRAISALS, KINDS, Kind, Wrong

_PROBE = date(2024, 11, 28)


def _one_or_several(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _as_written(value: object) -> object:
    """What YAML takes for a number, or for nothing, is meant as it is written; what it takes for a yes may not be."""
    if isinstance(value, bool):
        raise ValueError("put yes and no, true and false, on and off in quotation marks")
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float | date) else value


def _seen(value: str) -> str:
    if not value.isprintable():
        raise ValueError("there are characters in it that cannot be seen; write it anew")
    return value


def _format(value: str) -> str:
    try:
        if datetime.strptime(_PROBE.strftime(value), value).date() == _PROBE:  # noqa: DTZ007 - a day has no zone
            return value
    except ValueError:
        pass
    raise ValueError(f"{value} does not say day, month and year; write it like %d-%b-%Y or %d/%m/%Y")


_Written = Annotated[str, BeforeValidator(_as_written), StringConstraints(strip_whitespace=True, max_length=300),
                     AfterValidator(_seen)]  # fmt: skip
_Heading = Annotated[_Written, StringConstraints(min_length=1)]
_Headings = Annotated[list[_Heading], BeforeValidator(_one_or_several), Field(min_length=1, max_length=5)]
_Key = Annotated[str, BeforeValidator(_as_written)]


class ImportMapping(Part):
    """A mapping of one kind; `schema_of` has the checks that belong to the kind.

    Attributes:
        kind: What kind of table it is for.
        heading_line: In which line of the file the headings stand.
        constants: By column of ours, what every row says.
        columns: By column of ours, the heading of theirs, or several whose cells are joined by a space.
        dates: How days may be written, beside year-month-day.
        values: By column of ours, what their words are in ours; other words stay as they are.
        ignore: Headings that are left out without a word.
    """

    kind: _Key
    heading_line: int = Field(default=1, ge=1, le=1_000)
    constants: dict[_Key, _Written] = Field(default_factory=dict)
    columns: dict[_Key, _Headings]
    dates: list[Annotated[_Heading, AfterValidator(_format)]] = Field(default_factory=list)
    values: dict[_Key, dict[_Written, _Written]] = Field(default_factory=dict)
    ignore: list[_Heading] = Field(default_factory=list)

    @field_validator("kind")
    @classmethod
    def _is_a_kind(cls, kind: str) -> str:
        if kind not in KINDS:
            raise ValueError(f"there is no kind {kind!r}; it is one of {', '.join(KINDS)}")
        return kind

    @field_validator("columns")
    @classmethod
    def _enough(cls, columns: dict[str, list[str]], info: ValidationInfo) -> dict[str, list[str]]:
        constants = info.data.get("constants", {})
        if "kind" in info.data:
            fields = KINDS[info.data["kind"]].fields
            for name in KINDS[info.data["kind"]].needed:
                if name not in columns and name not in constants:
                    raise ValueError(f"{name} has to be there, since every row needs it")
            for name, headings in columns.items():
                if len(headings) > 1 and fields[name].type != "text":
                    raise ValueError(f"{name} is no text, so it comes from one heading")
        if both := sorted(columns.keys() & constants.keys()):
            raise ValueError(f"{both[0]} is among the constants too; leave one of the two out")
        return columns

    @field_validator("constants", "values")
    @classmethod
    def _can_be(cls, said: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        fields = KINDS[info.data["kind"]].fields if "kind" in info.data else {}
        for name, words in said.items() if fields else ():
            for word in words.values() if isinstance(words, dict) else [words]:
                try:
                    if word:
                        fields[name].value(word, ())
                except Wrong as error:
                    raise ValueError(str(error)) from None
        return said


def schema_of(kind: Kind) -> type[ImportMapping]:
    """What a mapping of this kind has to be."""
    column: Any = Annotated[_Key, AfterValidator(partial(_known, kind))]
    columns: Any = dict[column, _Headings]
    constants: Any = dict[column, _Written]
    values: Any = dict[column, dict[_Written, _Written]]
    return create_model(
        "ImportMapping",
        __base__=ImportMapping,
        kind=(Annotated[_Key, AfterValidator(partial(_same, kind))], ...),
        constants=(constants, Field(default_factory=dict)),
        columns=(columns, ...),
        values=(values, Field(default_factory=dict)),
    )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of some names that is most like this one; None where none is."""
    by_key = {key_of(one): one for one in known}
    found = difflib.get_close_matches(key_of(name), by_key, n=1, cutoff=0.6)
    return by_key[found[0]] if found else None


def key_of(heading: str) -> str:
    """By what headings and words are told apart: neither by capitals nor by how many spaces there are."""
    return " ".join(heading.casefold().split())


def empty_table(kind: Kind) -> str:
    """The headings of a table that needs no mapping, as CSV."""
    return ",".join(kind.fields) + "\r\n"


def example(kind: Kind) -> str:
    """A mapping to begin from, with what each part of it is for."""
    widest = max(map(len, kind.fields))
    columns = [
        f"  {name}: {name}".ljust(2 * widest + 6) + f"# {'needed: ' if field.needed else ''}{field.says}"
        for name, field in kind.fields.items()
    ]
    optional = [name for name, field in kind.fields.items() if not field.needed]
    word = next((name for name in optional if kind.fields[name].type != "date"), optional[-1])
    return "\n".join(
        [
            f"# A mapping for {kind.says}.",
            f"# Try it with: talent import {kind.name} FILE --mapping THIS_FILE --dry-run",
            f"kind: {kind.name}",
            "",
            "# In which line of the file its headings stand.",
            "heading_line: 1",
            "",
            "# A column of ours: the heading in your file. Several in [brackets] are joined by a space. Take away the",
            "# lines of what your file does not have.",
            "columns:",
            *columns,
            "",
            '# How days are written, beside 2024-03-14: "%d-%b-%Y" is 14-Mar-2024, "%d/%m/%Y" is 14/03/2024,',
            '# "%d.%m.%y" is 14.03.24.',
            "dates: []",
            "",
            "# Your words for ours, such as",
            f"#   {word}:",
            '#     "what your file says": what is to be on record',
            "values: {}",
            "",
            f"# What every row says, such as    {word}: the same for all",
            "constants: {}",
            "",
            "# Headings of your file that are left out without a word.",
            "ignore: []",
            "",
        ]
    )


def _same(kind: Kind, value: str) -> str:
    if value in KINDS and value != kind.name:
        raise ValueError(f"this mapping is for {value}, not for {kind.name}")
    return value


def _known(kind: Kind, name: str) -> str:
    if name in kind.fields:
        return name
    meant = nearest(name, kind.fields)
    hint = f"did you mean {meant}?" if meant else f"the columns are {', '.join(kind.fields)}"
    if kind is APPRAISALS:
        hint += " What an appraisal came to is not taken over"
    raise ValueError(f"there is no column {name!r} of {kind.name}; {hint}")
