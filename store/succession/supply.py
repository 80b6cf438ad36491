"""How many openings a job family expects, how many people are getting ready for it, and the difference. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from store.errors import Invalid
from store.succession.facts import HORIZONS, Horizon, Readiness, Somebody, counts


@dataclass(frozen=True, slots=True)
class Demand:
    """Openings that HR expects in a family within a horizon: `growth` (which may shrink) and known `leavers`.

    Raises:
        Invalid: together they are fewer than none.
    """

    family: str
    horizon: Horizon
    growth: int = 0
    leavers: int = 0

    def __post_init__(self) -> None:
        if self.leavers < 0 or self.openings < 0:
            raise Invalid(
                f"{self.family}, {self.horizon}: fewer than no openings cannot be expected; correct the numbers."
            )

    @property
    def openings(self) -> int:
        """How many there are together."""
        return self.growth + self.leavers


@dataclass(frozen=True, slots=True)
class Ready:
    """A readiness for a family, or for a role of it, that people have judged: see `Candidate` for the dates."""

    person: Somebody
    family: str
    readiness: Readiness
    agreed_on: date | None
    expires_on: date | None

    def active(self, on: date) -> bool:
        """Whether it counts on a day: agreed to, not expired, and of somebody employed."""
        return counts(self.person, self.agreed_on, self.expires_on, on)


@dataclass(frozen=True, slots=True)
class Gap:
    """A family's demand and supply within one horizon, and from now to its end.

    Attributes:
        demand: Expected openings; None where nobody has said anything of the family.
        supply: People who are ready in this horizon.
        so_far_demand: Openings from now to the end of this horizon; None likewise.
        so_far_supply: People ready by its end.
    """

    family: str
    horizon: Horizon
    demand: int | None
    supply: int
    so_far_demand: int | None
    so_far_supply: int

    @property
    def gap(self) -> int | None:
        """Openings without anybody ready in this horizon; positive is a shortfall."""
        return None if self.demand is None else self.demand - self.supply

    @property
    def so_far_gap(self) -> int | None:
        """The same from now to the end of the horizon."""
        return None if self.so_far_demand is None else self.so_far_demand - self.so_far_supply


def gaps(demands: Iterable[Demand], ready: Iterable[Ready], on: date) -> tuple[Gap, ...]:
    """Demand, supply and gap of every family in every horizon: families by name, soonest horizon first.

    Args:
        demands: What HR has written down; several for a family and horizon add up. For a family with any, the
            horizons that are not mentioned expect no openings; for a family with none, nobody knows.
        ready: Who is ready for which family; who counts is worked out here, once per family at the soonest horizon.
        on: The day.
    """
    openings: Counter[tuple[str, Horizon]] = Counter()
    said: set[str] = set()
    for one in demands:
        openings[one.family, one.horizon] += one.openings
        said.add(one.family)
    people = supply(ready, on)
    families = sorted(said | {family for family, _ in people})
    return tuple(gap for family in families for gap in _of(family, openings, people, family in said))


def supply(ready: Iterable[Ready], on: date) -> Counter[tuple[str, Horizon]]:
    """How many different people are ready for a family in a horizon, each once per family at their soonest."""
    order = {horizon: place for place, horizon in enumerate(Horizon)}
    soonest: dict[tuple[str, str], Horizon] = {}
    for one in ready:
        horizon = HORIZONS.get(one.readiness)
        if horizon is None or not one.active(on):
            continue
        who = (one.family, one.person.key)
        soonest[who] = min(soonest.get(who, horizon), horizon, key=order.__getitem__)
    return Counter((family, horizon) for (family, _), horizon in soonest.items())


def _of(
    family: str, openings: Counter[tuple[str, Horizon]], people: Counter[tuple[str, Horizon]], said: bool
) -> Iterable[Gap]:
    demands = [openings[family, horizon] for horizon in Horizon]
    supplies = [people[family, horizon] for horizon in Horizon]
    rows = zip(Horizon, demands, supplies, accumulate(demands), accumulate(supplies), strict=True)
    for horizon, demand, ready, so_far_demand, so_far_supply in rows:
        yield Gap(
            family=family,
            horizon=horizon,
            demand=demand if said else None,
            supply=ready,
            so_far_demand=so_far_demand if said else None,
            so_far_supply=so_far_supply,
        )
