"""A career portfolio on paper: somebody's own evidence, and the timeline of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.paper.paper import Fields, Note, Paper, Paragraph, Section, Table, spelled
from assistant.plan.timeline import Moment
from store.portfolio import TYPES
from store.views import PortfolioItemView

_NOTICE = (
    "A portfolio belongs to the person it is about. Others read an item of it only once it is shared with them, and "
    "sharing can be taken back."
)


def portfolio_paper(
    owner_name: str, items: Sequence[PortfolioItemView], moments: Sequence[Moment] = ()
) -> Paper:
    """The portfolio as a document: its items by kind, of each kind the latest first, then everything by day."""
    sections = [Section("Who sees it", (Paragraph(_NOTICE),))]
    by_kind = sorted(items, key=lambda item: (TYPES.index(item.type), -item.when.toordinal(), item.title))
    sections += [Section(item.title, (Fields(tuple(_fields(item))),)) for item in by_kind]
    if not items:
        sections.append(Section("Evidence", (Note("Nothing is in this portfolio yet."),)))
    if moments:
        rows = tuple((spelled(one.on), one.title) for one in moments)
        sections.append(Section("Timeline", (Table(("Day", "What happened"), rows),)))
    return Paper(
        title=f"Career portfolio: {owner_name}",
        lines=(f"{len(items)} {'piece' if len(items) == 1 else 'pieces'} of evidence.",),
        sections=tuple(sections),
        confidential=f"for {owner_name}, and for those with whom they share it.",
    )


def _fields(item: PortfolioItemView) -> Iterator[tuple[str, str]]:
    yield "Kind", _words(item.type)
    yield "When", spelled(item.when)
    said = (
        ("What I did", item.what_i_did),
        ("What came of it", item.result),
        ("Skills that it shows", ", ".join(item.skill_tags)),
        ("Where it can be seen", item.link),
        ("Who can confirm it", item.verified_by),
    )
    yield from ((label, text) for label, text in said if text)
    yield "Shared", "With manager and HR" if item.shared else "With nobody"


def _words(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
