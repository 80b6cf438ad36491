"""What the forms of a pool ask: a reason for each criterion, who sits on a panel, a word for the evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tui.screens.form import Field, Form

if TYPE_CHECKING:
    from assistant.assistant import Assistant

RATINGS = (("met", "met"), ("partly", "partly shown"), ("not_shown", "not shown"))
Criteria = Sequence[tuple[str, str]]
"""Each criterion's name, and what evidence is wanted for it."""


def nomination(assistant: Assistant, pool: str, person: str, name: str, criteria: Criteria) -> Form:
    """A reason for each criterion, and what shows it."""
    fields = [
        Field(f"c{at}", f"{one}", hint=wanted or "40 words or more", long=True)
        for at, (one, wanted) in enumerate(criteria)
    ]
    fields.append(Field("evidence", "Evidence", hint="what there is to read, and who has seen it"))

    def save(words: Mapping[str, str]) -> None:
        reasons = {one: words[f"c{at}"] for at, (one, _) in enumerate(criteria)}
        shown = [words["evidence"]] if words["evidence"].strip() else []
        assistant.records.pools.nominate(pool, person, reasons, shown)

    about = "Say why, in 40 words or more for each criterion. They are asked before anything follows, and read it all."
    return Form(f"Nominate {name}", about, "Nominate", tuple(fields), save)


def edits(assistant: Assistant, pool: str) -> Form:
    """What whoever made a nomination is asked to change."""
    return _one(
        "Ask for changes",
        "Whoever nominated you reads it and can change the reasons; you answer afterwards.",
        "Ask",
        Field("what", "What should change", long=True),
        lambda text: assistant.records.pools.ask_edits(pool, text),
    )


def panel(assistant: Assistant, pool: str, person: str, name: str) -> Form:
    """Who sits on the panel about somebody."""

    def convene(text: str) -> None:
        seats = [one for one in text.replace(",", " ").split() if one]
        assistant.records.panels.convene(pool, person, seats)

    return _one(
        f"Convene a panel: {name}",
        "Three members or more, of whom one is outside the person's line. Not the line manager, and not the nominator.",
        "Convene",
        Field("seats", "Accounts", hint="names of accounts, with commas between"),
        convene,
    )


def rating(
    assistant: Assistant, pool: str, person: str, name: str, criteria: Criteria, *, again: bool
) -> Form:
    """A word about the evidence for each criterion; before that, whether one has a conflict of interest."""
    fields = [Field(f"c{at}", one, choices=RATINGS) for at, (one, _) in enumerate(criteria)]
    if not again:
        fields.insert(
            0, Field("conflict", "Conflict of interest", hint="which; stays empty where there is none")
        )

    def save(words: Mapping[str, str]) -> None:
        panels = assistant.records.panels
        if not again:
            panels.declare(pool, person, words["conflict"])
            if words["conflict"].strip():
                return
        panels.rate(pool, person, {one: words[f"c{at}"] for at, (one, _) in enumerate(criteria)})

    about = (
        "What you hold after the discussion; what you rated alone stays beside it."
        if again
        else "Rate the evidence alone. Nobody sees it before everybody present has rated."
    )
    return Form(f"The evidence: {name}", about, "Record", tuple(fields), save)


def _one(title: str, about: str, verb: str, field: Field, save: Callable[[str], object]) -> Form:
    return Form(title, about, verb, (field,), lambda words: save(words[field.name]))
