"""What comes of a comment on a record, and of a changed mind about what the record may be used for, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.views import ConversationView

EFFECTS: dict[str, tuple[str, str]] = {
    "share_with_hr": (
        "HR can read this record and the plan that came of it.",
        "HR can no longer read this record or the plan that came of it; your manager still can.",
    ),
    "use_in_pools": (
        "A search for people who fit a talent pool may use what this record says of you. You join no pool by that: "
        "you are asked each time.",
        "No search for people who fit a talent pool finds you by this record any more. A nomination or a place that "
        "you have already stays yours until you leave it: talent pool leave POOL",
    ),
    "be_approached": (
        "You may be approached about roles that fit, and count as willing where a pool asks for that.",
        "You are not to be approached about roles, and do not count as willing where a pool asks for that.",
    ),
    "share_with_partners": (
        "The record may be shared with partner organisations; the program sends it to nobody by itself.",
        "The record may not be shared with partner organisations from now on; ask HR about what was shared before.",
    ),
    "quote": (
        "You may be quoted, without your name, in reports on what staff say.",
        "You may not be quoted from now on; ask HR about reports that are out already.",
    ),
}
"""By agreement, as the guide calls it: what a yes does, and what a no does."""
_POOLS_GO_BY = ("use_in_pools", "be_approached")


def effect(agreement: str, *, yes: bool, newest: bool) -> str:
    """What an agreement, or a refusal, does from now on.

    Args:
        agreement: One of `EFFECTS`.
        yes: Whether it was agreed to.
        newest: Whether the record is the last one that was signed; pools go by that one.
    """
    said = EFFECTS[agreement][0 if yes else 1]
    if newest or agreement not in _POOLS_GO_BY:
        return said
    return f"{said} You have signed a newer record since; where that one answers this too, pools go by it."


def readers(saved: ConversationView) -> str:
    """Who reads a record beside whoever it is about: who is its manager, and HR where it is signed and not kept from
    them."""
    if saved.status != "signed":
        return f"{saved.host_name or 'your manager'} (HR once it is signed, unless you keep it from them)"
    kept = any(one.field == "share_with_hr" and one.value is False for one in saved.answers)
    return (
        "your present manager (HR cannot: you kept the record from them)" if kept else "your manager and HR"
    )
