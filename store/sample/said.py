"""What the sample's people say in a light talent conversation: both sides' answers, in the guide's order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Literal, NamedTuple

from store.days import months_after
from store.sample.diary import moment
from store.sample.staff import Staff

Kind = Literal[
    "signed", "disagree", "pools_no", "no_word", "hr_no", "expired", "open", "paused", "both", "none"
]
"""How a person's conversations went. `both` is an expired one and a signed one; `no_word` leaves pools out."""

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


@dataclass
class Texts:
    """The texts, drawn from in turn so that neighbours differ."""

    data: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Begin every list at its beginning."""
        self._turns: dict[str, Iterator[Any]] = {}

    @property
    def actions(self) -> dict[str, Mapping[str, Any]]:
        """Every action, by its goal."""
        return {one["goal"]: one for family in self.data["families"].values() for one in family["actions"]}

    def next(self, *path: str) -> Any:
        """The next entry of a list."""
        key = "/".join(path)
        if key not in self._turns:
            found: Any = self.data
            for part in path:
                found = found[part]
            self._turns[key] = itertools.cycle(found)
        return next(self._turns[key])


@dataclass(frozen=True)
class _Voice:
    """What two people say to each other: the texts of one's job family, at the months of one conversation."""

    texts: Texts
    family: str
    fills: Mapping[str, str]

    def draw(self, *path: str) -> str:
        """The next text of a list, filled in."""
        return str(self.texts.next(*path)).format(**self.fills)

    def of_family(self, name: str) -> str:
        """The next text of one of the job family's lists."""
        return self.draw("families", self.family, name)


def _own(stage: str, field: str, text: str, value: Any = None, strength: str = "none") -> Said:
    return Said(stage, field, "individual", text, text if value is None else value, strength)


def _managers(stage: str, field: str, text: str, value: Any = None, strength: str = "none") -> Said:
    return Said(stage, field, "manager", text, text if value is None else value, strength)


def answers(staff: Staff, texts: Texts, chance: Random, day: date, name: str, kind: Kind) -> Iterator[Said]:
    """A light conversation's answers in the guide's order, both sides'."""
    fills = {
        "month": f"{day - timedelta(days=70):%B}",
        "earlier": f"{day - timedelta(days=230):%B}",
        "manager": staff.manager[name].split()[0],
    }
    voice = _Voice(texts, staff.family[name], fills)
    yield from _beginning(staff, voice, chance, day, name)
    yield from _year(voice, *_performance(chance, name, kind, new=staff.new_in_role(name)))
    yield from _hopes(voice, chance, name)
    yield from _plan(voice, chance, day)
    yield from _ending(voice, chance, day, kind)


def _beginning(staff: Staff, voice: _Voice, chance: Random, day: date, name: str) -> Iterator[Said]:
    both = [name, staff.manager[name]]
    yield _own("open", "started_at", moment(day, 30).isoformat(timespec="seconds"))
    yield _own("open", "prepared", "no")
    yield _own("open", "purpose", voice.draw("purpose"))
    yield _own("open", "what_recorded_read", "Yes", True)
    new = staff.new_in_role(name)
    yield _own(
        "open",
        "circumstances",
        "New in the role" if new else "Nothing special",
        ["new_in_role" if new else "none"],
    )
    yield _own("open", "adjustments", voice.draw("adjustments"))
    yield _own("open", "attendees", ", ".join(both), both)
    offer = chance.choice(("none_needed", "none_needed", "signposted", "action_agreed", "declined"))
    yield _own("wellbeing", "wellbeing_offer", offer.replace("_", " "), offer)
    if offer == "action_agreed":
        yield _own("wellbeing", "support_action", voice.draw("support_action"))


def _year(voice: _Voice, mine: str, seen: str) -> Iterator[Said]:
    for said, result in ((_own, voice.of_family("results")), (_managers, voice.of_family("saw"))):
        entry = {"result": result, "outcome": "met"}
        yield said("performance", "objective_results", result, [entry], "example")
    yield _own("performance", "performance", mine.replace("_", " "), mine)
    yield _managers("performance", "performance", seen.replace("_", " "), seen)


def _hopes(voice: _Voice, chance: Random, name: str) -> Iterator[Said]:
    family = voice.texts.data["families"][voice.family]
    wants = _FITS.get(name) or chance.choice(_WANTS)
    yield _own("ambition", "ambition", wants.replace("_", " "), wants)
    yield _own("ambition", "ambition_text", voice.of_family("hopes"))
    years = 1 if wants == "steady" else chance.choice((1, 3, 3, 5))
    yield _own("ambition", "horizon_years", f"{years} years", years)
    roles = [] if wants in {"steady", "undecided"} else chance.sample(family["roles"], chance.randint(1, 2))
    yield _own("ambition", "target_roles", ", ".join(roles) or "None", roles)
    kinds = [voice.family, *chance.sample(family["others"], chance.randint(0, 1))]
    yield _own("ambition", "job_families", ", ".join(kinds), kinds)


def _plan(voice: _Voice, chance: Random, day: date) -> Iterator[Said]:
    helper = voice.fills["manager"]
    goals = [
        voice.texts.next("families", voice.family, "actions")["goal"] for _ in range(chance.randint(1, 2))
    ]
    dues = [(day + timedelta(days=60 + 75 * number)).isoformat() for number in range(len(goals))]
    actions = [{"goal": goal, "due": due, "helper": helper} for goal, due in zip(goals, dues, strict=True)]
    spelt = "; ".join(f"{goal} by {due} with {helper}" for goal, due in zip(goals, dues, strict=True))
    yield _own("plan", "actions", spelt, actions, "example")
    sure = chance.randint(6, 10)
    yield _own("plan", "commitment", str(sure), sure)
    if sure < _SURE_ENOUGH:
        yield _own("plan", "would_raise_it", voice.draw("would_raise_it"))
    promise = {"goal": voice.draw("promises"), "due": dues[0]}
    yield _managers("plan", "manager_promises", f"{promise['goal']} by {dues[0]}", [promise], "example")


def _ending(voice: _Voice, chance: Random, day: date, kind: Kind) -> Iterator[Said]:
    agreed = str(voice.texts.data["agreed"])
    differ = kind == "disagree"
    yield _own("agree", "summary", voice.draw("summary"))
    yield _own("agree", "disagreement", voice.draw("disagreement_individual") if differ else agreed)
    yield _managers("agree", "disagreement", voice.draw("disagreement_manager") if differ else agreed)
    yield from _agreements(chance, kind)
    yield _own("agree", "sign_individual", "Yes, I sign", day.isoformat())
    yield _managers("agree", "sign_manager", "Yes, I sign", day.isoformat())
    yield _own("follow_up", "review_on", "Yes", months_after(day, 6).isoformat())
    helpful = chance.choice((3, 4, 4, 5, 5))
    yield _own("follow_up", "helpful", str(helpful), helpful)
    yield _own("follow_up", "changes", voice.draw("changes"))


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


def _performance(chance: Random, name: str, kind: Kind, *, new: bool) -> tuple[str, str]:
    """How each side sees the year."""
    if new:
        return "too_new", "too_new"
    if kind == "disagree":
        return "exceeded", "met"
    if name in _FITS:
        return "met", "exceeded"
    both = chance.choice(("met", "met", "met", "exceeded", "exceeded", "partly_met"))
    return both, both
