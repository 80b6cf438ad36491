"""A career portfolio on paper: somebody's own evidence, and the timeline of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.paper.paper import Block, Fields, Note, Paper, Paragraph, Section, Table, spelled
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
    """The portfolio as a document: what it is evidence of by kind, the latest first, then everything by day."""
    kinds = [kind for kind in TYPES if any(item.type == kind for item in items)]
    sections = [Section("Who sees it", (Paragraph(_NOTICE),))]
    sections += [
        Section(_words(kind), tuple(_items([item for item in items if item.type == kind]))) for kind in kinds
    ]
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


def _items(items: Sequence[PortfolioItemView]) -> Iterator[Block]:
    for item in sorted(items, key=lambda item: (item.when, item.title), reverse=True):
        rows = (
            ("What", item.title),
            ("When", spelled(item.when)),
            ("What I did", item.what_i_did),
            ("What came of it", item.result),
            ("Skills that it shows", ", ".join(item.skill_tags)),
            ("Where it can be seen", item.link),
            ("Who can confirm it", item.verified_by),
            ("Shared", "With manager and HR" if item.shared else "With nobody"),
        )
        yield Fields(tuple((label, said) for label, said in rows if said))


def _words(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
