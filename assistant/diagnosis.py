"""A diagnosis of the organisation's talent management in words: its stages, its coded notes, what was heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.errors import InputError
from store.assess.parts import OPEN, Assessment, Finding, Heard, Note, PartView, Stage, Theme

if TYPE_CHECKING:
    from store.assess.words import Words
    from store.service import Records

HIDDEN = "* is a number that is hidden, because somebody could be told from it"
_COMMAND = "talent assess diagnostic"


def write_note(
    records: Records,
    title: str,
    number: str,
    given: Mapping[str, Any],
    words: Words,
    reason: str,
    *,
    nobody_named: bool = False,
) -> PartView:
    """Write a note down, or change something of one and leave the rest of it.

    Args:
        number: The note to change; empty for a new one.
        given: What of a `Note` is given, by its names; themes by their keys or names.
        reason: Why; a new note does without.
        nobody_named: That its words which look like names of people here are none.

    Raises:
        InputError: no such note or theme, something missing in a new note, or somebody is named.
        StoreError: as in `Assessments.put`.
    """
    found = records.assessments.get("diagnostic", title)
    changes = dict(given)
    if "themes" in changes:
        changes["themes"] = tuple(_theme(found, one) for one in changes["themes"])
    if number:
        there = found.content(number)
        if not isinstance(there, Note):
            raise InputError(f'There is no note {number!r} in {title!r}; see: {_COMMAND} notes "{title}"')
        note = replace(there, **changes)
    elif missing := [name for name in ("text", "source", "kind") if name not in changes]:
        raise InputError(f"A new note needs its {', '.join(missing)}; see: {_COMMAND} note --help")
    else:
        note = Note(**changes)
    said = f"{changes.get('text', '')} {changes.get('source', '')}"
    named = [word for word in records.people.names_in(said) if word[0].isupper() or word[0].isdigit()]
    if named and not nobody_named:
        # Asked before it is stored: the history keeps what once stood in a note.
        raise InputError(
            f"{', '.join(named)}: people here are called so, and names of people do not belong in notes. Write what "
            "they are instead; if nobody is meant, say --nobody-named."
        )
    why = reason if number or reason else "Taken down"
    return records.assessments.put("diagnostic", title, number, note, words, why)


def next_step(found: Assessment, words: Words) -> str:
    """What HR does next, in a line; empty for whoever only reads it, and for other kinds of assessment."""
    if found.report is None or found.report.profile != "internal":
        return ""
    title = found.about.title
    for one in words.diagnostic.stages:
        stage = found.content(one.id)
        if not isinstance(stage, Stage) or stage.status in OPEN:
            done = f'{_COMMAND} stage "{title}" {one.id} done --text "…" --reason "…"'
            return f"Next: {one.title}. {_sentence(one.prompt)} Then: {done}"
    if found.about.status == "published":
        return f"Next: talent assess actions add TABLE ACTION --from {found.about.id[:8]} …"
    return f'Next: {_COMMAND} publish "{title}" --reason "…"'


def stage_rows(found: Assessment, words: Words) -> list[dict[str, object]]:
    """The stages in their order, with how far each has got."""
    rows: list[dict[str, object]] = []
    for one in words.diagnostic.stages:
        content = found.content(one.id)
        stage = content if isinstance(content, Stage) else Stage("not_started")
        rows.append(
            {
                "id": one.id,
                "stage": one.title,
                "status": words.diagnostic.statuses[stage.status],
                "text": stage.text,
                "date": stage.on,
            }
        )
    return rows


def finding_rows(found: Assessment, words: Words) -> list[dict[str, object]]:
    """How many speak of each theme: of all people, and of each kind of source; hidden as the account reads it."""
    return [
        {"id": one.theme, "theme": one.name, "among": among, "n": heard.n, "base": heard.base}
        for one in findings(found)
        for among, heard in heard_among(one, words)
    ]


def note_rows(found: Assessment, words: Words, theme: str = "") -> list[dict[str, object]]:
    """The notes, all of them or those of a theme, for those who may read them. Raises InputError: no such theme."""
    only = _theme(found, theme) if theme else ""
    return [
        {
            "id": key,
            "source": note.source,
            "kind": words.diagnostic.sources.get(note.kind, note.kind),
            "themes": ", ".join(note.themes),
            "may_quote": note.may_quote,
            "text": note.text,
        }
        for key, note in _notes(found)
        if not only or only in note.themes
    ]


def findings(found: Assessment) -> tuple[Finding, ...]:
    """What was heard, theme by theme; none where nothing was published of it."""
    return found.report.findings if found.report else ()


def heard_among(finding: Finding, words: Words) -> list[tuple[str, Heard]]:
    """Of whom how many speak of a theme: all people first, then the kinds of source in their order."""
    labels = words.diagnostic.sources
    order = [*labels, *(kind for kind in finding.kinds if kind not in labels)]
    kinds = [(labels.get(kind, kind), finding.kinds[kind]) for kind in order if kind in finding.kinds]
    return [("All people", finding.people), *kinds]


def quotes(finding: Finding, words: Words) -> list[str]:
    """What may be quoted, each with the kind of source where that may be said."""
    labels = words.diagnostic.sources
    return [
        f"“{one.text}”{f' ({labels.get(one.kind, one.kind).lower()})' if one.kind else ''}"
        for one in finding.quotes
    ]


def heard_text(heard: Heard) -> str:
    """So many of so many, in words."""
    return "no data" if heard.base == "no data" else f"{heard.n} of {heard.base}"


def hidden(found: Assessment) -> bool:
    """Whether a number of the report is hidden."""
    return any(
        "*" in (one.n, one.base)
        for finding in findings(found)
        for one in (finding.people, *finding.kinds.values())
    )


def told(found: Assessment, words: Words) -> list[str]:
    """A diagnosis line by line: its stages, what was heard, and for HR its notes in sum and what is next."""
    said = ["Stages"]
    for row in stage_rows(found, words):
        more = "; ".join(str(one) for one in (row["text"], row["date"]) if one)
        said.append(f"- {row['id']} [{row['status']}] {row['stage']}{f' ({more})' if more else ''}")
    said.append("What was heard: how many sources of how many speak of it")
    for one in findings(found):
        among = "; ".join(f"{label} {heard_text(heard)}" for label, heard in heard_among(one, words))
        said += [f"- {one.theme} {one.name}: {_sentence(one.definition)} {among}"]
        said += [f"  {quote}" for quote in quotes(one, words)]
    said += [] if findings(found) else ["  No theme has been written down yet."]
    said += [f"  {HIDDEN}."] if hidden(found) else []
    notes = [note for _, note in _notes(found)]
    if notes:
        apart, uncoded = len({note.source for note in notes}), sum(not note.themes for note in notes)
        see = f'{_COMMAND} notes "{found.about.title}"'
        said.append(
            f"Notes, which HR alone reads: {len(notes)} of {apart} sources, {uncoded} without a theme; {see}"
        )
    return [*said, *([step] if (step := next_step(found, words)) else [])]


def _notes(found: Assessment) -> list[tuple[str, Note]]:
    from store.assess.parts import number_of

    notes = [(one.key, one.content) for one in found.parts if isinstance(one.content, Note)]
    return sorted(notes, key=lambda one: number_of(one[0]))


def _theme(found: Assessment, given: str) -> str:
    """The key of a theme that is given by its key or its name."""
    names = {one.key: one.content.name for one in found.parts if isinstance(one.content, Theme)}
    wanted = given.strip().casefold()
    for key, name in names.items():
        if wanted in {key, name.casefold()}:
            return key
    there = ", ".join(f"{key} ({name})" for key, name in names.items()) or f"none yet; see: {_COMMAND} theme"
    raise InputError(f"There is no theme {given!r}; there are: {there}.")


def _sentence(text: str) -> str:
    return text if text[-1] in ".?!" else f"{text}."
