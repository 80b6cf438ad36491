"""What a diagnosis has found: how many sources of how many speak of each theme, and what may be quoted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from store.assess.parts import DOCUMENT, Finding, Heard, Note, PartView, Quote, Report, Theme, number_of
from store.suppression import Portion, Profile, portion, profiles, table


def report(parts: Iterable[PartView], profile: str) -> Report:
    """What a diagnosis's parts say of its themes.

    Args:
        parts: Its themes and notes, among others.
        profile: How much is hidden, by the profile's id.

    Returns:
        The themes in the order of their numbers: in that of what was counted, it would tell of what is hidden.
    """
    ordered = sorted(parts, key=lambda one: number_of(one.key))
    notes = [one.content for one in ordered if isinstance(one.content, Note)]
    rules = profiles()[profile]
    return Report(
        profile,
        tuple(
            finding(one.key, one.content, notes, rules) for one in ordered if isinstance(one.content, Theme)
        ),
    )


def finding(key: str, theme: Theme, notes: Sequence[Note], rules: Profile | None) -> Finding:
    """How many speak of a theme, each source once, and what may be quoted of it.

    Whoever was heard is in the base, whether or not anything of it was coded. Nobody is quoted on a theme whose number
    is hidden, and no kind of source is named beside a quotation where its number is: either would tell of it.

    Args:
        key: The theme's key.
        notes: All notes, in the order in which quotations are shown.
        rules: What is hidden of people; None for nothing.
    """
    asked: dict[str, set[str]] = {}
    speak: dict[str, set[str]] = {}
    for note in notes:
        asked.setdefault(note.kind, set()).add(note.source)
        if key in note.themes:
            speak.setdefault(note.kind, set()).add(note.source)
    counts = {kind: (len(speak.get(kind, ())), len(asked[kind])) for kind in sorted(asked)}
    people = table({kind: both for kind, both in counts.items() if kind != DOCUMENT}, rules)
    shown = dict(people.groups)
    if DOCUMENT in counts:
        shown[DOCUMENT] = portion(*counts[DOCUMENT], None)
    quotes = [
        Quote(note.text, "" if shown[note.kind].count.hidden else note.kind)
        for note in notes
        if key in note.themes and note.may_quote and (note.kind == DOCUMENT or not people.total.count.hidden)
    ]
    return Finding(
        key,
        theme.name,
        theme.definition,
        _heard(people.total),
        {kind: _heard(one) for kind, one in shown.items()},
        tuple(quotes),
    )


def _heard(part: Portion) -> Heard:
    return Heard(_plain(part.count.plain), _plain(part.base.plain))


def _plain(value: float | int | str) -> int | str:
    return value if isinstance(value, str) else int(value)
