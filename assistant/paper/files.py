"""Records, plans and portfolios as files: in which formats, and their bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.paper.paper import Paper

if TYPE_CHECKING:
    from assistant.assess import Assessment
    from assistant.plan.timeline import Moment
    from assistant.record import Record
    from store.assess.words import Words
    from store.views import PlanView, PortfolioItemView

FORMATS = ("md", "docx", "pdf", "json", "ics")
BINARY = ("docx", "pdf")
"""Those of them that are not text."""


def record_file(record: Record, as_format: str, exported_on: date) -> bytes:
    """A conversation's record in one of `FORMATS`; the same record on the same day is the same bytes.

    Raises:
        InputError: there is no such format.
    """
    from assistant.paper.calendar import record_calendar
    from assistant.paper.conversation import conversation_paper

    return _file(
        as_format,
        exported_on,
        data=lambda: asdict(record),
        paper=lambda: conversation_paper(record),
        calendar=lambda: record_calendar(record, exported_on),
    )


def plan_file(
    plan: PlanView, as_format: str, exported_on: date, methods: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """A development plan, likewise; `methods` is what ways to learn are called, by their keys."""
    from assistant.paper.calendar import plan_calendar
    from assistant.paper.plan import plan_paper

    return _file(
        as_format,
        exported_on,
        data=lambda: asdict(plan),
        paper=lambda: plan_paper(plan, methods),
        calendar=lambda: plan_calendar(plan, exported_on),
    )


def portfolio_file(
    owner_name: str,
    items: Sequence[PortfolioItemView],
    moments: Sequence[Moment],
    as_format: str,
    exported_on: date,
) -> bytes:
    """A career portfolio with its timeline, likewise; it has no days to keep, so no calendar."""
    from assistant.paper.portfolio import portfolio_paper

    if as_format == "ics":
        raise InputError("A portfolio has no days to keep; it is exported as md, docx, pdf or json.")
    return _file(
        as_format,
        exported_on,
        data=lambda: {
            "owner": owner_name,
            "items": [asdict(item) for item in items],
            "timeline": [asdict(one) for one in moments],
        },
        paper=lambda: portfolio_paper(owner_name, items, moments),
        calendar=bytes,
    )


def assessment_file(found: Assessment, words: Words, as_format: str, exported_on: date, today: date) -> bytes:
    """What an organisation looked at in itself, likewise; an action table is the committee's report.

    Args:
        today: The day by which an action is overdue.
    """
    from assistant.paper.assess import assessment_paper

    if as_format == "ics":
        raise InputError("This is exported as md, docx, pdf or json; it is no calendar.")
    return _file(
        as_format,
        exported_on,
        data=lambda: asdict(found),
        paper=lambda: assessment_paper(found, words, today),
        calendar=bytes,
    )


def _file(
    as_format: str,
    exported_on: date,
    *,
    data: Callable[[], dict[str, object]],
    paper: Callable[[], Paper],
    calendar: Callable[[], bytes],
) -> bytes:
    match as_format:
        case "json":
            text = json.dumps(data(), ensure_ascii=False, indent=1, default=str) + "\n"
            return text.encode(
                "utf-8", "backslashreplace"
            )  # half a character has no bytes; JSON escapes it so
        case "ics":
            return calendar()
        case "md":
            from assistant.paper import markdown

            return markdown.render(paper(), exported_on).encode()
        case "docx":
            from assistant.paper import docx

            return docx.render(paper(), exported_on)
        case "pdf":
            from assistant.paper import pdf

            return pdf.render(paper(), exported_on)
        case _:
            raise InputError(
                f"It is exported as {', '.join(FORMATS[:-1])} or {FORMATS[-1]}, not as {as_format!r}."
            )
