"""What the sample's people say in a light talent conversation: both sides' answers, in the guide's order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Literal, NamedTuple

from store.days import months_after
from store.sample.diary import moment
from store.sample.staff import Staff
from store.sample.texts import Texts

Kind = Literal[
    "signed",
    "disagree",
    "pools_no",
    "no_word",
    "hr_no",
    "expired",
    "open",
    "paused",
    "both",
    "none",
    "review",
    "in_full",
    "differ_in_full",
    "old_in_full",
    "first_in_full",
    "unprepared",
    "open_in_full",
    "again",
    "reviewed",
]
"""How a person's conversations went. `both` is an expired one and a signed one, and so is `again`, the first of them in
full; `reviewed` is one in full and the review that it named a day for; `no_word` leaves pools out."""
DIFFER = frozenset[Kind]({"disagree", "differ_in_full"})
"""Those in which the two see things differently."""

_SURE_ENOUGH = 7
"""What somebody is less sure of is asked about: what would make it surer?"""
_FITS = {
    "Daniel Okonkwo": "step_up",
    "Samira Rahman": "step_up",
    "Priya Nair": "deepen",
    "Mei Ling Chow": "step_up",
}
"""Whom the sample's pools should find, and what they hope for."""
_WANTS = (
    *("deepen", "deepen", "broaden", "step_up", "step_up", "change_path", "steady", "steady", "undecided"),
)
AGREEMENTS = ("share_with_hr", "use_in_pools", "be_approached", "share_with_partners", "quote")


class Said(NamedTuple):
    """One answer, in the guide's order."""

    stage: str
    field: str
    side: Literal["individual", "manager"]
    text: str
    value: Any
    strength: str = "none"


@dataclass(frozen=True)
class Voice:
    """What two people say to each other: the texts of one's job family, at the months of one conversation."""

    texts: Texts
    family: str
    fills: Mapping[str, str]

    def draw(self, *path: str) -> str:
        """The next text of a list, filled in."""
        return self.fill(self.texts.next(*path))

    def fill(self, text: object) -> str:
        """A text with its months and names filled in."""
        return str(text).format(**self.fills)

    def of_family(self, name: str) -> str:
        """The next text of one of the job family's lists."""
        return self.draw("families", self.family, name)


def own(stage: str, field: str, text: str, value: Any = None, strength: str = "none") -> Said:
    """An answer of whom it is about; a value that is not given is the text."""
    return Said(stage, field, "individual", text, text if value is None else value, strength)


def seen(stage: str, field: str, text: str, value: Any = None, strength: str = "none") -> Said:
    """The manager's, likewise."""
    return Said(stage, field, "manager", text, text if value is None else value, strength)


def voice_of(staff: Staff, texts: Texts, day: date, name: str) -> Voice:
    """The voice in which somebody and their manager speak on a day."""
    fills = {
        "month": f"{day - timedelta(days=70):%B}",
        "earlier": f"{day - timedelta(days=230):%B}",
        "manager": staff.manager[name].split()[0],
    }
    return Voice(texts, staff.family[name], fills)


def answers(staff: Staff, texts: Texts, chance: Random, day: date, name: str, kind: Kind) -> Iterator[Said]:
    """A light conversation's answers in the guide's order, both sides'."""
    voice = voice_of(staff, texts, day, name)
    yield from beginning(staff, voice, chance, day, name, prepared=False)
    yield from _year(voice, *performance(chance, name, kind, new=staff.new_in_role(name)))
    yield from hopes(voice, chance, name)
    yield from steps(voice, chance, day)
    yield from ending(voice, chance, day, kind)


def beginning(
    staff: Staff, voice: Voice, chance: Random, day: date, name: str, *, prepared: bool
) -> Iterator[Said]:
    """What is said first, and how they are."""
    both = [name, staff.manager[name]]
    yield own("open", "started_at", moment(day, 30).isoformat(timespec="seconds"))
    yield own("open", "prepared", "yes" if prepared else "no")
    yield own("open", "purpose", voice.draw("purpose"))
    yield own("open", "what_recorded_read", "Yes", True)
    new = staff.new_in_role(name)
    yield own(
        "open",
        "circumstances",
        "New in the role" if new else "Nothing special",
        ["new_in_role" if new else "none"],
    )
    yield own("open", "adjustments", voice.draw("adjustments"))
    yield own("open", "attendees", ", ".join(both), both)
    offer = chance.choice(("none_needed", "none_needed", "signposted", "action_agreed", "declined"))
    yield own("wellbeing", "wellbeing_offer", offer.replace("_", " "), offer)
    if offer == "action_agreed":
        yield own("wellbeing", "support_action", voice.draw("support_action"))


def _year(voice: Voice, mine: str, theirs: str) -> Iterator[Said]:
    for said, result in ((own, voice.of_family("results")), (seen, voice.of_family("saw"))):
        entry = {"result": result, "outcome": "met"}
        yield said("performance", "objective_results", result, [entry], "example")
    yield own("performance", "performance", mine.replace("_", " "), mine)
    yield seen("performance", "performance", theirs.replace("_", " "), theirs)


def hopes(voice: Voice, chance: Random, name: str) -> Iterator[Said]:
    """What somebody hopes for."""
    family = voice.texts.data["families"][voice.family]
    wants = _FITS.get(name) or chance.choice(_WANTS)
    yield own("ambition", "ambition", wants.replace("_", " "), wants)
    yield own("ambition", "ambition_text", voice.of_family("hopes"))
    years = 1 if wants == "steady" else chance.choice((1, 3, 3, 5))
    yield own("ambition", "horizon_years", f"{years} years", years)
    roles = [] if wants in {"steady", "undecided"} else chance.sample(family["roles"], chance.randint(1, 2))
    yield own("ambition", "target_roles", ", ".join(roles) or "None", roles)
    kinds = [voice.family, *chance.sample(family["others"], chance.randint(0, 1))]
    yield own("ambition", "job_families", ", ".join(kinds), kinds)


def steps(voice: Voice, chance: Random, day: date) -> Iterator[Said]:
    """What they will do, and what the manager promises."""
    helper = voice.fills["manager"]
    goals = [
        voice.texts.next("families", voice.family, "actions")["goal"] for _ in range(chance.randint(1, 2))
    ]
    dues = [(day + timedelta(days=60 + 75 * number)).isoformat() for number in range(len(goals))]
    actions = [{"goal": goal, "due": due, "helper": helper} for goal, due in zip(goals, dues, strict=True)]
    spelt = "; ".join(f"{goal} by {due} with {helper}" for goal, due in zip(goals, dues, strict=True))
    yield own("plan", "actions", spelt, actions, "example")
    sure = chance.randint(6, 10)
    yield own("plan", "commitment", str(sure), sure)
    if sure < _SURE_ENOUGH:
        yield own("plan", "would_raise_it", voice.draw("would_raise_it"))
    promise = {"goal": voice.draw("promises"), "due": dues[0]}
    yield seen("plan", "manager_promises", f"{promise['goal']} by {dues[0]}", [promise], "example")


def ending(voice: Voice, chance: Random, day: date, kind: Kind) -> Iterator[Said]:
    """What they have agreed, what they see differently, how it may be used, and that they sign."""
    agreed = str(voice.texts.data["agreed"])
    differ = kind in DIFFER
    yield own("agree", "summary", voice.draw("summary"))
    yield own("agree", "disagreement", voice.draw("disagreement_individual") if differ else agreed)
    yield seen("agree", "disagreement", voice.draw("disagreement_manager") if differ else agreed)
    yield from _agreements(chance, kind)
    yield own("agree", "sign_individual", "Yes, I sign", day.isoformat())
    yield seen("agree", "sign_manager", "Yes, I sign", day.isoformat())
    yield own("follow_up", "review_on", "Yes", months_after(day, 6).isoformat())
    helpful = chance.choice((3, 4, 4, 5, 5))
    yield own("follow_up", "helpful", str(helpful), helpful)
    yield own("follow_up", "changes", voice.draw("changes"))


def _agreements(chance: Random, kind: Kind) -> Iterator[Said]:
    chances = (
        kind != "hr_no",
        kind != "pools_no",
        chance.random() < 0.8,
        chance.random() < 0.4,
        chance.random() < 0.5,
    )
    for field, yes in zip(AGREEMENTS, chances, strict=True):
        if not (kind == "no_word" and field in {"use_in_pools", "be_approached"}):
            yield Said("agree", field, "individual", "Yes" if yes else "No", yes)


def performance(chance: Random, name: str, kind: Kind, *, new: bool) -> tuple[str, str]:
    """How each side sees the year."""
    if new:
        return "too_new", "too_new"
    if kind in DIFFER:
        return "exceeded", "met"
    if name in _FITS:
        return "met", "exceeded"
    both = chance.choice(("met", "met", "met", "exceeded", "exceeded", "partly_met"))
    return both, both
