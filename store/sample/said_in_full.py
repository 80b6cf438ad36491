"""What the sample's people say in a conversation held in full, beside what they say in a light one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from store.days import months_after
from store.sample.said import (
    DIFFER,
    Kind,
    Said,
    Voice,
    beginning,
    ending,
    hopes,
    own,
    performance,
    seen,
    steps,
    voice_of,
)
from store.sample.staff import Staff
from store.sample.texts import Texts

IN_FULL: frozenset[Kind] = frozenset(
    {"in_full", "differ_in_full", "old_in_full", "first_in_full", "unprepared", "open_in_full"}
)
"""The kinds of conversations that are held in full."""
PREPARED = frozenset(
    {
        "adjustments", "objective_results", "performance", "value_examples", "behaviours", "ambition", "ambition_text",
        "horizon_years", "target_roles", "job_families", "potential_evidence", "potential", "mobility_types",
        "range_text", "cell_individual", "cell_manager",
    }
)  # fmt: skip
"""The fields that each side is asked alone before."""
FRAMEWORK = "nine_box"
_CELLS = {
    "right_place": ("support_first", "solid_in_role", "expert_in_role"),
    "growing": ("build_confidence", "steady_growth", "strong_and_widening"),
    "stretch": ("remove_blockers", "growing_fast", "ready_to_stretch"),
}
_COLUMN = {"partly_met": 0, "met": 1, "exceeded": 2, "sometimes": 0, "consistent": 1, "role_model": 2}
_MOVES = (["none_now"], ["sideways", "secondment"], ["new_role_here"], ["secondment", "other_site"])
_READY = ("within_1", "within_3", "within_3", "within_5", "ready_now")
_SOON = "ready_now"


def answers_in_full(
    staff: Staff, texts: Texts, chance: Random, day: date, name: str, kind: Kind
) -> Iterator[Said]:
    """A full conversation's answers in the guide's order, both sides'.

    Args:
        kind: `differ_in_full` ends with two views of one place; `unprepared` has a reason in place of preparations.
    """
    voice = voice_of(staff, texts, day, name)
    mine, theirs = performance(chance, name, kind, new=False)
    yield from beginning(staff, voice, chance, day, name, prepared=kind != "unprepared")
    yield from _year(voice, day, mine, theirs)
    alike = chance.choice(("consistent", "consistent", "role_model", "sometimes"))
    behaviours = ("role_model", "consistent") if kind in DIFFER else (alike, alike)
    yield from _values(voice, day, *behaviours)
    hoped = list(hopes(voice, chance, name))
    yield from hoped
    wanted = next(one.value for one in hoped if one.field == "target_roles")
    potential = chance.choice(("right_place", "growing", "growing", "stretch"))
    held = "growing" if kind in DIFFER and potential == "stretch" else potential
    yield from _ahead(voice, day, potential, held)
    yield from _moves(voice, chance, day)
    yield from _support(staff, voice, day, name)
    cells = (_cell(mine, behaviours[0], potential), _cell(theirs, behaviours[1], held))
    yield from _place(voice, day, kind, *cells)
    yield from _ready(voice, chance, day, wanted)
    yield from steps(voice, chance, day)
    yield from ending(voice, chance, day, kind)


def _year(voice: Voice, day: date, mine: str, theirs: str) -> Iterator[Said]:
    for said, names in ((own, ("results", "results")), (seen, ("saw", "saw"))):
        results = [voice.of_family(one) for one in names]
        entries = [{"result": one, "outcome": "met", "when": _when(voice, day, one)} for one in results]
        yield said("performance", "objective_results", "\n".join(results), entries, "example")
    yield own("performance", "performance", mine.replace("_", " "), mine)
    yield seen("performance", "performance", theirs.replace("_", " "), theirs)


def _values(voice: Voice, day: date, mine: str, theirs: str) -> Iterator[Said]:
    for said, name in ((own, "own"), (seen, "saw")):
        drawn = voice.texts.next("values")
        example = voice.fill(drawn[name])
        entry = {"example": example, "value": drawn["value"], "when": _when(voice, day, example)}
        yield said("behaviours", "value_examples", example, [entry], "example")
    yield seen("behaviours", "keep_and_change", voice.draw("keep_and_change"))
    yield own("behaviours", "behaviours", mine.replace("_", " "), mine)
    yield seen("behaviours", "behaviours", theirs.replace("_", " "), theirs)


def _ahead(voice: Voice, day: date, mine: str, theirs: str) -> Iterator[Said]:
    for said, name in ((own, "own"), (seen, "saw")):
        drawn = voice.texts.next("potential")
        example = voice.fill(drawn[name])
        entry = {"example": example, "test": drawn["test"], "date": _when(voice, day, example)}
        yield said("potential", "potential_evidence", example, [entry], "example")
    yield own("potential", "potential", mine.replace("_", " "), mine)
    yield seen("potential", "potential", theirs.replace("_", " "), theirs)


def _moves(voice: Voice, chance: Random, day: date) -> Iterator[Said]:
    moves = list(chance.choice(_MOVES))
    yield own("mobility", "mobility_types", ", ".join(moves).replace("_", " "), moves)
    yield own("mobility", "range_text", voice.draw("range_text"))
    if moves != ["none_now"]:
        yield _on("mobility", "available_from", months_after(day, chance.choice((3, 6))))
    yield _on("mobility", "mobility_review_on", months_after(day, 12))


def _support(staff: Staff, voice: Voice, day: date, name: str) -> Iterator[Said]:
    need = voice.draw("support_needs")
    entry = {"need": need, "owner": staff.manager[name], "date": (day + timedelta(days=42)).isoformat()}
    yield own("support", "support_needs", f"{need}; {entry['owner']} by {entry['date']}", [entry])


def _place(voice: Voice, day: date, kind: Kind, mine: str, theirs: str) -> Iterator[Said]:
    yield own("placement", "framework_id", FRAMEWORK)
    if kind == "unprepared":
        yield seen("placement", "unprepared_reason", voice.draw("unprepared_reason"))
    agreed = theirs if kind not in DIFFER else "differs"
    yield own("placement", "cell_individual", mine.replace("_", " "), mine)
    yield seen("placement", "cell_manager", theirs.replace("_", " "), theirs)
    yield own("placement", "cell_agreed", agreed.replace("_", " "), agreed)
    yield seen("placement", "reason", voice.draw("reason"))
    yield own("placement", "would_move_it", voice.draw("would_move_it"))
    yield _on("placement", "valid_until", months_after(day, 12))


def _ready(voice: Voice, chance: Random, day: date, wanted: list[str]) -> Iterator[Said]:
    yield own("readiness", "role_wanted", "Yes" if wanted else "No", bool(wanted))
    if not wanted:
        return
    ready, until = chance.choice(_READY), months_after(day, 12).isoformat()
    gap = "Nothing that could not be learnt there" if ready == _SOON else voice.draw("gap")
    entry: dict[str, Any] = {"role": wanted[0], "readiness": ready, "gap": gap, "expires_on": until}
    spelt = f"{wanted[0]}, {ready.replace('_', ' ')}; missing: {gap}"
    yield own("readiness", "readiness", spelt, [entry])
    evidence = voice.draw("readiness_evidence")
    yield seen("readiness", "readiness", f"{spelt}; {evidence}", [{**entry, "evidence": evidence}], "example")


def prepared_alone(
    staff: Staff, texts: Texts, day: date, name: str, side: str, whole: list[Said]
) -> list[Said]:
    """What one side notes alone, in the guide's order: notes of its own, then its answers of the conversation.

    Args:
        whole: Everything that is said in the conversation.
    """
    voice = voice_of(staff, texts, day, name)
    notes: list[Said]
    if side == "individual":
        names = ("hard", "energy", "helps_and_hinders", "learning")
        notes = [own("preparation", one, voice.draw(one)) for one in names]
    else:
        saw = [
            one.value
            for one in whole
            if one.side == side and one.field in {"value_examples", "potential_evidence"}
        ]
        examples = [
            {"example": entry["example"], "when": entry.get("when") or entry["date"]} for (entry,) in saw
        ]
        notes = [
            seen("preparation", "last_plan_read", "Yes", True),
            seen(
                "preparation",
                "dated_examples",
                "\n".join(one["example"] for one in examples),
                examples,
                "example",
            ),
            seen("preparation", "others_asked", voice.draw("others_asked")),
            seen("preparation", "opportunities", voice.draw("opportunities")),
            seen("preparation", "time_protected", "Yes", True),
        ]
    return [*notes, *(one for one in whole if one.side == side and one.field in PREPARED)]


def _on(stage: str, field: str, day: date) -> Said:
    return own(stage, field, day.isoformat())


def _when(voice: Voice, day: date, text: str) -> str:
    """The day of an example that names one of the voice's two months."""
    ago = 70 if voice.fills["month"] in text else 230
    return (day - timedelta(days=ago)).isoformat()


def _cell(performance: str, behaviours: str, potential: str) -> str:
    """What the framework works out from three marks; those who place somebody may see it otherwise."""
    return _CELLS[potential][min(_COLUMN[performance], _COLUMN[behaviours])]
