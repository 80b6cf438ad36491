"""A page of figures as everybody reads it, on the screen, as JSON and in files: made once, hidden already. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from store.measures.catalogue import Definition
from store.measures.fairness import FairRating
from store.measures.figures import Frame, Groups, Measure, Spread
from store.suppression import NO_DATA, Figure, Portion

Value = float | int | str
"""A number; "*" where it is hidden; "no data" where there is none."""
_PLACES = 4


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A measure for one group of people; `parts` where it is a whole by its parts."""

    group: str
    label: str
    value: Value
    numerator: Value
    denominator: Value
    parts: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A measure with everything that is printed beside it.

    Attributes:
        measure: Its id; the words beside it are those of its definition.
        numerator_is: What is counted; `denominator_is`: of what.
        value: The figure, a share from 0 to 1 where `unit` is share; of a whole by its parts the whole.
        parts: The parts of a whole.
        groups: The measure for each group, where a split was asked for.
        not_stated: The share of those who gave no answer, beside groups.
        missing: What is not recorded here for it; empty where nothing is missing.
    """

    measure: str
    label: str
    chapter: str
    definition: str
    numerator_is: str
    denominator_is: str
    exclusions: tuple[str, ...]
    unit: str
    target: float | None
    source: str | None
    value: Value
    numerator: Value
    denominator: Value
    as_at: date
    profile: str
    parts: Mapping[str, Value] = field(default_factory=dict)
    groups: tuple[GroupLine, ...] = ()
    not_stated: Value | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Figures about some people as of a day.

    Attributes:
        among: About whom, in words.
        by: By what they are split; None for not at all.
        hidden_up_to: The largest count that the profile hides; 0 where there are no figures.
        lines: Every measure, in the catalogue's order; none where the account sees counts of records alone.
        records: How many records there are, for those who see no more than that, or of one's own.
        published_on: The day on which HR published it; None for what was worked out now.
    """

    as_at: date
    profile: str
    among: str
    by: str | None
    hidden_up_to: int
    lines: tuple[Line, ...]
    records: Mapping[str, int] = field(default_factory=dict)
    published_on: date | None = None

    def rows(self) -> list[dict[str, Any]]:
        """The page as one table: a row for each measure, each part of it, and each group of it."""
        table = [_row(self, None, label=name, value=count) for name, count in self.records.items()]
        for line in self.lines:
            table.append(_row(self, line))
            table += _parts(self, line, line.parts)
            for one in line.groups:
                of_group = {"group": one.label, "denominator": one.denominator}
                table.append(_row(self, line, value=one.value, numerator=one.numerator, **of_group))
                table += _parts(self, line, one.parts, **of_group)
        return table


def of_measure(measure: str, found: Measure, missing: str = "") -> Line:
    """A share, a ratio or a length."""
    return _line(measure, found.about, found.on, found.profile, found.value, found.numerator, found.denominator,
                 missing=missing)  # fmt: skip


def of_spread(measure: str, found: Spread[Any], missing: str = "") -> Line:
    """A whole by its parts."""
    total = found.total if found.total.value != 0 else NO_DATA
    parts = {_named(part): plain(one) for part, one in found.parts.items()} if total != NO_DATA else {}
    return _line(
        measure, found.about, found.on, found.profile, total, total, total, parts=parts, missing=missing
    )


def nothing(frame: Frame, measure: str, missing: str, shown: Figure = NO_DATA) -> Line:
    """A measure of which nothing can be said, and why."""
    return _line(measure, frame.about(measure), frame.on, frame.profile, *[shown] * 3, missing=missing)


def with_groups(line: Line, found: Groups, labels: Mapping[str, str]) -> Line:
    """A measure's line with its groups beside it: the whole is then the one that goes with them.

    Args:
        labels: The groups' words; a group without any is called by its key.
    """
    whole = found.table.total
    groups = [
        GroupLine(
            group,
            labels.get(group, group),
            plain(found.values[group]),
            *_both(found.table.groups[group]),
        )
        for group in _in_order(found.values, labels)
    ]
    same = line.unit == "share"
    return replace(
        line,
        value=plain(whole.share) if same else line.value,
        numerator=plain(whole.count) if same else line.numerator,
        denominator=plain(whole.base) if same else line.denominator,
        groups=tuple(groups),
        not_stated=plain(found.not_stated),
    )


def with_spreads(line: Line, found: Mapping[str, Spread[str]], labels: Mapping[str, str]) -> Line:
    """A measure's line with a whole by its parts for each group."""
    groups = tuple(
        _whole(
            group,
            labels.get(group, group),
            one.total,
            {labels.get(part, part): plain(number) for part, number in one.parts.items()},
        )
        for group, one in found.items()
    )
    return replace(line, groups=groups)


def with_placed(line: Line, found: FairRating, labels: Mapping[str, str]) -> Line:
    """The check of ratings: of each group and level of performance, the ratios by potential, and what is worth a look.

    What is worth a look is marked in words, since a mark alone says nothing to whoever does not see it.
    """
    groups: list[GroupLine] = []
    for level, placed in found.levels.items():
        for group, row in placed.rows.items():
            if (group, next(iter(row.cells))) not in placed.ratios:
                continue  # whoever gave no answer is no group
            parts: dict[str, Value] = {}
            for potential in row.cells:
                look = " (worth a look)" if (group, potential) in placed.flagged else ""
                parts[f"{potential}{look}"] = plain(placed.ratios[group, potential])
            label = f"{labels.get(group, group)}, performance {level}"
            groups.append(_whole(f"{group} {level}", label, row.total, parts))
    return replace(line, groups=tuple(groups))


def in_groups(line: Line, groups: tuple[GroupLine, ...]) -> Line:
    """A measure that has nothing to say but of groups."""
    return replace(line, groups=groups)


def plain(figure: Figure) -> Value:
    """A figure as it stands everywhere: a number to four places, or the sign or words instead."""
    value = figure.plain
    return round(value, _PLACES) if isinstance(value, float) else value


def as_data(page: Page) -> dict[str, Any]:
    """A page as JSON keeps it."""
    data = asdict(page)
    data["as_at"] = page.as_at.isoformat()
    data["published_on"] = page.published_on and page.published_on.isoformat()
    data["lines"] = [line_as_data(line) for line in page.lines]
    return data


def line_as_data(line: Line) -> dict[str, Any]:
    """A line as JSON keeps it."""
    return {**asdict(line), "as_at": line.as_at.isoformat()}


def line_from_data(data: Mapping[str, Any]) -> Line:
    """The line of `line_as_data`."""
    own = {
        "as_at": date.fromisoformat(data["as_at"]),
        "exclusions": tuple(data["exclusions"]),
        "groups": tuple(GroupLine(**one) for one in data["groups"]),
    }
    return Line(**{**data, **own})


def from_data(data: Mapping[str, Any], published_on: date) -> Page:
    """The page of `as_data`, published on a day."""
    lines = [line_from_data(line) for line in data["lines"]]
    whole = {**data, "as_at": date.fromisoformat(data["as_at"]), "published_on": published_on}
    return Page(**{**whole, "lines": tuple(lines)})


def _line(
    measure: str,
    about: Definition,
    on: date,
    profile: str,
    value: Figure,
    top: Figure,
    bottom: Figure,
    **more: Any,
) -> Line:
    return Line(
        measure=measure,
        label=about.label,
        chapter=about.chapter,
        definition=about.definition,
        numerator_is=about.numerator,
        denominator_is=about.denominator,
        exclusions=about.exclusions,
        unit=about.unit,
        target=about.target,
        source=about.source,
        value=plain(value),
        numerator=plain(top),
        denominator=plain(bottom),
        as_at=on,
        profile=profile,
        **more,
    )


def _whole(group: str, label: str, total: Figure, parts: Mapping[str, Value]) -> GroupLine:
    value = plain(total)
    return GroupLine(group, label, value, value, value, parts)


def _parts(page: Page, line: Line, parts: Mapping[str, Value], **own: Any) -> list[dict[str, Any]]:
    return [_row(page, line, part=part, value=value, numerator=value, **own) for part, value in parts.items()]


def _row(page: Page, line: Line | None, **own: Any) -> dict[str, Any]:
    """A row of the table; whatever is not its own is its measure's."""
    about = {
        "measure": "records",
        "label": "",
        "group": "",
        "part": "",
        "value": "",
        "unit": "count",
        "numerator": "",
        "denominator": "",
        "among": page.among,
        "as_at": page.as_at,
        "profile": page.profile,
        "definition": "",
        "numerator_is": "",
        "denominator_is": "",
        "exclusions": "",
        "not_stated": "",
        "missing": "",
        "target": "",
        "source": "",
    }
    if line is not None:
        theirs = {name: getattr(line, name) for name in about if hasattr(line, name)}
        about |= {name: "" if value is None else value for name, value in theirs.items()}
        about["exclusions"] = "; ".join(line.exclusions)
    return about | own


def _both(part: Portion) -> tuple[Value, Value]:
    return plain(part.count), plain(part.base)


def _in_order(values: Mapping[str, Figure], labels: Mapping[str, str]) -> list[str]:
    """Groups in the order of the questions' answers, all others by name."""
    known = [group for group in labels if group in values]
    return [*known, *sorted(values.keys() - set(known))]


def _named(part: object) -> str:
    return "unknown" if part is None else str(part)
