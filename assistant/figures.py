"""Figures in words: the one way in which the command line, the screens and the chat show them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from store.dashboard_page import GroupLine, Line, Page, Value

__all__ = ["GroupLine", "Line", "Page", "Value", "in_words", "spelt"]


GAP = "gap"
"""The measure of openings against people who get ready, which has groups alone: families and horizons."""


def in_words(page: Page) -> list[str]:
    """A page of figures, line by line: each measure with its value, what it is made of, and what is left out."""
    said = [f"About {page.among}, as at {page.as_at}{_split(page)}. {_hides(page)}"]
    if page.published_on:
        said.append(f"Published on {page.published_on}.")
    if not page.lines and not page.records:
        said.append("Nothing has been published yet.")
    chapter = ""
    for line in page.lines:
        if line.chapter != chapter:
            chapter = line.chapter
            said += ["", chapter.capitalize()]
        said += _measure(line)
    if page.records:
        said += ["", "Records", *(f"- {name}: {count}" for name, count in page.records.items())]
    return said


def _split(page: Page) -> str:
    return f", by {page.by.replace('_', ' ')}" if page.by else ""


def _hides(page: Page) -> str:
    if not page.hidden_up_to:
        return "Counts of records; no figure about people."
    return f"Profile {page.profile}: counts from 1 to {page.hidden_up_to}, and what would give them away, show as *."


def _measure(line: Line) -> list[str]:
    by_family = line.measure == GAP and line.groups
    said = [
        f"- {line.label}, by family"
        if by_family
        else f"- {line.label}: {spelt(line.value, line.unit)}{_counted(line)}{_parts(line.parts, line.unit)}"
    ]
    said.append(f"    {line.definition}. Counted: {line.numerator_is}; of: {line.denominator_is}.")
    if line.exclusions:
        said.append(f"    Left out: {'; '.join(line.exclusions)}.")
    if line.target is not None:
        said.append(f"    Aim: {spelt(line.target, line.unit)} ({line.source}).")
    if line.missing:
        said.append(f"    {line.missing}")
    said += [f"    {_of_family(one) if by_family else _group(one, line.unit)}" for one in line.groups]
    if line.not_stated is not None:
        said.append(f"    No answer: {spelt(line.not_stated, 'share')}")
    return said


def _of_family(one: GroupLine) -> str:
    return f"{one.label}: demand {one.numerator}, supply {one.denominator}, gap {one.value}"


def _group(one: GroupLine, unit: str) -> str:
    if one.parts:
        return f"{one.label}: {one.value}{_parts(one.parts, unit)}"
    return f"{one.label}: {spelt(one.value, unit)} ({one.numerator} of {one.denominator})"


def _counted(line: Line) -> str:
    shares = line.unit in {"share", "ratio"} and line.denominator != "no data"
    return f" ({line.numerator} of {line.denominator})" if shares else ""


def _parts(parts: Mapping[str, Value], unit: str) -> str:
    said = (f"{part.replace('_', ' ')}: {spelt(value, unit)}" for part, value in parts.items())
    return f"; {', '.join(said)}" if parts else ""


def spelt(value: object, unit: str) -> str:
    """A figure in words: the sign or the words where there is no number."""
    if not isinstance(value, int | float):
        return str(value)
    if unit == "share":
        return f"{value:.1%}"
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
