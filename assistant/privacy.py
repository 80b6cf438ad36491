"""Privacy duties above the store: an organisation's own notice and rules, and the files of a copy of everything."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assistant.errors import InputError
from store.privacy.held import plain
from store.privacy.notices import Notice, load_notice
from store.privacy.rules import Rules, load_rules

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from store.privacy.views import Copy, Erased
    from store.views import EmergencyView

NOTICE = "notice.yaml"
"""Name of the file in a home with the organisation's own privacy notice, in place of the built-in one."""
RULES = "retention.yaml"
"""Name of the file in a home with the organisation's own retention rules, in place of the built-in ones."""
READABLE = ("md", "docx", "pdf")

Step = Literal["ask", "decide", "run"]
"""What an account does about an erasing: ask for its own, decide about another's, have an approved one done."""


def notice(home: Path) -> Notice:
    """The privacy notice of a home. Raises StoreError, with file and line, where it does not hold together."""
    own = home / NOTICE
    return load_notice(own) if own.exists() else load_notice()


def rules(home: Path) -> Rules:
    """The retention rules of a home. Raises StoreError, with file and line, where they do not hold together."""
    own = home / RULES
    return load_rules(own) if own.exists() else load_rules()


def to_be_told(assistant: Assistant) -> str:
    """What the account's person has not read yet of who opened their record in an emergency, in sentences."""
    if assistant.account.person is None:
        return ""
    return "\n\n".join(
        f"{opener(one)} opened your whole record on {one.opened_at.astimezone():%d %B %Y}, up to {one.until} (that day "
        f"not included). The reason given: {one.reason} What they looked at is in your audit: talent audit list."
        for one in assistant.records.emergency.all()
        if one.told_at is None and one.person == assistant.account.person
    )


def opener(one: EmergencyView) -> str:
    """Who opened a record: the person, and the account."""
    return one.by if one.by_name == one.by else f"{one.by_name} ({one.by})"


def told(assistant: Assistant) -> None:
    """Note that the account's person has read it."""
    assistant.records.emergency.told()


def step_of_erasing(assistant: Assistant, person: str) -> Step:
    """What the account would do by erasing a person: what its roles let it, an approved one first."""
    if person == assistant.account.person:
        return "ask"
    if "admin" not in assistant.account.roles:
        return "decide"
    if assistant.records.erasures.is_approved(person) or "hr" not in assistant.account.roles:
        return "run"
    return "decide"


def erase(assistant: Assistant, person: str, rules: Rules) -> Erased:
    """Erase a person as HR has approved; errors as in `Erasures.run`."""
    return assistant.records.erasures.run(person, rules.of("pool_trail"))


def file_names(person: str, as_format: str) -> tuple[str, str]:
    """What the files of a copy are called: the one that people read, and the one that programs read.

    Args:
        person: The person's reference.
        as_format: What people read: one of `READABLE`.

    Raises:
        InputError: there is no such format.
    """
    if as_format not in READABLE:
        raise InputError(
            f"A copy is written as {', '.join(READABLE[:-1])} or {READABLE[-1]}, not as {as_format!r}."
        )
    stem = re.sub(r"[^\w-]", "_", person) + "-everything"
    return f"{stem}.{as_format}", f"{stem}.json"


def files_of(copy: Copy, as_format: str, exported_on: date) -> Iterator[tuple[str, bytes]]:
    """The files of a copy, named by `file_names`, and what is in them; errors as there."""
    from assistant.paper.held import held_paper

    for_people, for_programs = file_names(copy.request.person, as_format)
    paper = held_paper(copy)
    match as_format:
        case "docx":
            from assistant.paper import docx

            readable = docx.render(paper, exported_on)
        case "pdf":
            from assistant.paper import pdf

            readable = pdf.render(paper, exported_on)
        case _:
            from assistant.paper import markdown

            readable = markdown.render(paper, exported_on).encode()
    yield for_people, readable
    text = json.dumps(_data(copy), ensure_ascii=False, indent=1, default=str) + "\n"
    yield for_programs, text.encode("utf-8", "backslashreplace")


def _data(copy: Copy) -> dict[str, Any]:
    from assistant.paper.held import remarks

    return {
        "person": copy.request.person,
        "request": copy.request.id,
        "made_on": copy.made_on,
        "final": copy.final,
        "names_withheld": copy.hidden,
        "left_out": dict(copy.left_out),
        "remarks": list(remarks(copy)),
        "opened_by": [{"at": one.at, "account": one.account, "record": one.record} for one in copy.opened],
        "held": plain(copy.held),
    }
