"""Answers that are figures: the dashboard's own, worked out, hidden and worded as there."""

from __future__ import annotations

from dataclasses import replace

from assistant.figures import Line, Page, in_words
from assistant.own_records.look import Look
from assistant.own_records.shown import CannotShow, Shown, Statement
from store.equality import questions
from store.errors import Forbidden, Invalid, NotAllowed, NotFound

_ASK_HR = "HR can say more."
_BY_THAT = "For those who see figures: talent dashboard --by {by}."


def figure(look: Look, measure: str = "") -> Shown:
    """A measure of the dashboard, of whom the account sees figures of; by a unit or a level where one is named.

    Args:
        look: Who asks what.
        measure: Which one; the one asked for where none is given.

    It is the dashboard's own page with every other measure left out, so that chat, screen and file say the same.
    """
    asked = look.asked
    by = asked.by or ("level" if asked.level else "")
    unit = asked.unit
    sees_own_figures = bool({"manager", "hr", "panel"} & set(look.account.roles))
    try:
        if sees_own_figures:
            page = look.records.dashboard.show(by=by or None, unit=unit or None)
        else:
            page = look.records.dashboard.show()
    except (NotFound, Invalid, Forbidden, NotAllowed) as error:
        raise CannotShow(f"{error}") from error
    if not page.lines:
        raise CannotShow(
            "Figures about others are HR's and managers'; you see those that HR has published, and there are none yet. "
            f"{_ASK_HR}"
        )
    (line,) = (one for one in page.lines if one.measure == (measure or asked.measure))
    if asked.by in questions() and not line.groups and sees_own_figures:
        # The whole instead would look like an answer about some.
        raise CannotShow(f"{line.label} is not shown by {_called(asked.by)}. {_BY_THAT.format(by=asked.by)}")
    if asked.level:
        line = _of_group(line, asked.level)
    where = " ".join(
        (
            "talent dashboard",
            *(("--unit", f'"{unit}"') if unit and sees_own_figures else ()),
            *(("--by", by) if by else ()),
        )
    )
    lines = _alone(page, line)
    note = (
        ("What is narrower than that: published figures are as HR published them.",)
        if (by or unit) and not sees_own_figures
        else ()
    )
    return Shown((Statement(lines[0], (), where, tuple(lines[1:])),), note)


def never_singled_out(look: Look) -> Shown:
    """Who has said what of themself is never looked up: says so, and where the figures are."""
    by = look.asked.by
    raise CannotShow(
        f"Nobody is looked up or counted here by {_called(by)}: what people say of themselves is for figures alone, "
        f"with small numbers hidden. {_BY_THAT.format(by=by)} What you have said yourself: talent equality show."
    )


def _called(characteristic: str) -> str:
    return questions()[characteristic].label.lower()


def counts(look: Look) -> Shown:
    """How much is on record: for an administrator; whoever sees people, how many."""
    page = look.records.dashboard.show() if "admin" in look.account.roles and not look.is_hr else None
    if page is not None and page.records:
        items = tuple(f"{name}: {number}" for name, number in page.records.items())
        return Shown(
            (Statement("How many records there are, whoever they are about:", items, "talent dashboard"),)
        )
    here = len(look.people)
    seen = "1 person" if here == 1 else f"{here:,} people"
    return Shown(
        (
            Statement(
                f"You see the profiles of {seen}, your own among them.",
                (),
                "talent people list, or People (F4)",
            ),
        ),
        () if look.is_hr else ("Everybody else; HR sees the organisation.",),
    )


def _alone(page: Page, line: Line) -> list[str]:
    """The page's words for one measure: a list in a list, so that no line runs into the next where it is drawn."""
    said = in_words(replace(page, lines=(line,), records={}))
    return [
        f"  - {one.strip()}" if one.startswith("    ") else one
        for one in said
        if one and one != line.chapter.capitalize()
    ]


def _of_group(line: Line, group: str) -> Line:
    groups = tuple(one for one in line.groups if one.group == group)
    if not groups:
        raise CannotShow(f"{line.label} is not shown for the level {group}. {_ASK_HR}")
    return replace(line, groups=groups)
