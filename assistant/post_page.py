"""Posts and their cover in words, for screens, commands and files alike."""

from __future__ import annotations

from store.post_views import (
    CandidateInput,
    CoverView,
    PlanningView,
    PostCandidateView,
    PostInput,
    PostView,
    SuccessionView,
)

__all__ = [
    "CandidateInput",
    "CoverView",
    "PlanningView",
    "PostCandidateView",
    "PostInput",
    "PostView",
    "SuccessionView",
    "cover_row",
    "details",
    "holder",
    "named",
    "planned",
]


def cover_row(one: CoverView) -> dict[str, object]:
    """A post's cover as one row of a table."""
    planning = one.post.planning
    return {
        "post": one.post.title,
        "unit": one.post.unit,
        "level": one.post.level,
        "job_family": one.post.job_family,
        "holder": holder(planning),
        "colour": one.colour,
        "status": one.word,
        "row": one.row,
        "kind": one.kind,
        "because": "; ".join(one.because),
        "flags": "; ".join(flag.words for flag in one.flags),
        "named": "; ".join(named(candidate) for candidate in one.post.candidates),
        "impact": planning.impact_if_empty if planning else None,
        "last_reviewed": planning.last_reviewed if planning else None,
    }


def holder(planning: PlanningView | None) -> str:
    """Who holds a post; empty where that may not be seen."""
    if planning is None:
        return ""
    if planning.vacant_since is not None:
        return f"vacant since {planning.vacant_since}"
    return f"{planning.holder_name} ({planning.holder})" if planning.holder else "nobody knows"


def named(one: PostCandidateView) -> str:
    """Somebody named for a post: how soon, what they say, and whether that counts."""
    said = [_spoken(one.readiness)] if one.readiness else []
    said += ["can act up"] if one.can_act_up else []
    said += [f"wants it: {one.wants_it}", "counts" if one.active else "does not count now"]
    return f"{one.name} ({one.person}): {', '.join(said)}"


def details(one: PostCandidateView) -> list[str]:
    """What else stands in an entry."""
    told = {
        "agreed": one.agreed_on,
        "counts until": one.expires_on,
        "weeks": one.act_up_weeks,
        "to learn": one.gap,
        "place": f"{one.rank} ({one.rank_reason})" if one.rank else None,
        "cover tried out": one.cover_tested_on,
    }
    return [f"{name}: {value}" for name, value in told.items() if value]


def planned(planning: PlanningView) -> list[str]:
    """What is written down about a post for planning, a line each."""
    leaving = (
        f"The holder may leave soon ({_spoken(planning.leave_basis or '')})"
        if planning.may_leave_soon
        else ""
    )
    told = [
        f"Holder: {holder(planning)}",
        f"Critical: {'yes' if planning.critical else 'no'}"
        + (f" ({', '.join(map(_spoken, planning.grounds))})" if planning.grounds else ""),
        f"Impact if empty: {planning.impact_if_empty}" if planning.impact_if_empty else "",
        f"Hard to recruit to: {planning.hard_because}" if planning.hard_to_recruit else "",
        leaving,
        f"Rounds of recruitment: {planning.recruitment_rounds}" if planning.recruitment_rounds is not None else "",
        *(f"Acting up: {one.name} ({one.person}) since {one.since}" + (f" until {one.until}" if one.until else "")
          for one in planning.acting),
        f"Last reviewed: {planning.last_reviewed or 'never'}",
    ]  # fmt: skip
    return [words for words in told if words]


def _spoken(key: str) -> str:
    return key.replace("_", " ")
