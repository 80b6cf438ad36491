"""A made organisation of any size, as rows: what people, signed conversations, plans, pools and posts leave behind.

Everything comes from one seed. Shapes follow the sample organisation (33 answers and 27 facts of a conversation), with
two things left out because nothing that is measured reads them: older conversations' answers, and the audit's rows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from json import dumps
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, inspect

from store.equality import questions
from store.facts import counted
from store.models import metadata
from store.talk_figures import figures_of, is_review

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""The moment at which everything is looked at."""
TODAY = NOW.date()
TALKS = 3
"""Signed conversations of each person."""
POOLS = 5
HR = tuple(f"hr{number}" for number in range(20))
"""Accounts of HR, to whom no figure was shown yet."""
LEVELS = ("assistant", "practitioner", "senior", "lead", "head", "director")
FAMILIES = ("nursing", "medicine", "therapies", "science", "estates", "people", "finance", "digital")
_SEED = 20
_VARIANTS = 40
"""Different conversations; each is held on some two hundred days."""
_MOMENT = "2026-01-05 10:00:00.000000"
_GROUNDS = ("strategy", "safety", "scarce_skill", "long_time_to_fill", "single_holder", "legal_duty")
_ASKED = ("sex", "ethnicity", "disability", "age")

Rows = tuple[str, Sequence[str], Iterator[Sequence[Any]]]
"""A table's name, some of its columns, and their values; the others have their defaults."""


@dataclass(frozen=True, slots=True)
class Said:
    """A conversation as it was signed: answers, what of it counts, and its figures."""

    answers: Sequence[tuple[str, str, str, str, str]]
    facts: Sequence[tuple[str, str, str, str]]
    figures: dict[str, Any]


class Crowd:
    """An organisation of so many people: a tree of teams of eight to twelve."""

    def __init__(self, people: int) -> None:
        chance = Random(_SEED)
        self.size = people
        self.people = [_key(chance) for _ in range(people)]
        self.accounts = [_key(chance) for _ in range(people)]
        self.talks = [[_key(chance) for _ in range(TALKS)] for _ in range(people)]
        self.plans = [[_key(chance) for _ in range(TALKS)] for _ in range(people)]
        self.pools = [_key(chance) for _ in range(POOLS)]
        self.posts = [_key(chance) for _ in range(max(10, people // 200))]
        self.hr = [_key(chance) for _ in HR]
        self.manager: list[int | None] = [None]
        for place in range(people):
            team = min(chance.randint(8, 12), people - len(self.manager))
            self.manager += [place] * team
        self.days = [self._signed(chance) for _ in range(people)]
        self.level = [self._level(place) for place in range(people)]

    def managers(self) -> list[int]:
        """Everybody who has a whole team, the topmost first."""
        return sorted({one for one in self.manager if one is not None})[:-1]

    def team(self, manager: int) -> list[int]:
        """Who reports to somebody."""
        return [place for place, one in enumerate(self.manager) if one == manager]

    @staticmethod
    def _signed(chance: Random) -> list[date]:
        """The days of somebody's conversations, the oldest first."""
        return [TODAY - timedelta(days=300 * ago + chance.randrange(1, 299, 4)) for ago in (2, 1, 0)]

    def _level(self, place: int) -> str:
        up, depth = self.manager[place], 0
        while up is not None:
            up, depth = self.manager[up], depth + 1
        return LEVELS[max(0, len(LEVELS) - 1 - depth)]

    def unit(self, place: int) -> str:
        """Where somebody works: teams are in one unit, and units are of a few hundred people."""
        return f"Unit {(self.manager[place] or 0) % max(5, self.size // 300):03}"

    def tables(self) -> Iterator[Rows]:
        """Everything, in an order in which it can be entered."""
        yield "person", _PERSON, self._person()
        yield "account", ("id", "name", "person_id", "roles", "active"), self._account()
        yield "reporting_line", ("id", "person_id", "manager_id", "since"), self._line()
        yield "equality_answer", ("person_id", "characteristic", "answer", "answered_on"), self._equality()
        yield "conversation", _CONVERSATION, self._conversation()
        yield "turn", _TURN, self._turn()
        yield "answer", _ANSWER, self._answer()
        yield "fact", _FACT, self._fact()
        yield "talk_figures", _FIGURES, self._figures()
        yield "plan", _PLAN, self._plan()
        yield "plan_action", _ACTION, self._action()
        yield "pool", _POOL, self._pool()
        yield "membership", _MEMBERSHIP, self._membership()
        yield "pool_event", _POOL_EVENT, self._pool_event()
        yield "post", _POST, self._post()
        yield "post_candidate", _CANDIDATE, self._candidate()
        yield "demand", _DEMAND, self._demand()

    def _person(self) -> Iterator[Sequence[Any]]:
        chance = Random(_SEED + 1)
        for place, key in enumerate(self.people):
            started = TODAY - timedelta(days=chance.randint(20, 9000))
            left = TODAY - timedelta(days=chance.randint(1, 400)) if chance.random() < 0.03 else None
            if self.level[place] != LEVELS[0]:
                left = None
            name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)} {place}"
            yield (
                *(key, f"P{place:06}", name, f"p{place}@example.org", "Practitioner", self.unit(place)),
                *(self.level[place], FAMILIES[place % len(FAMILIES)], _iso(started), _iso(left), 1),
            )

    def _account(self) -> Iterator[Sequence[Any]]:
        for place, key in enumerate(self.accounts):
            yield key, f"P{place:06}", self.people[place], "[]", True
        for key, name in zip(self.hr, HR, strict=True):
            yield key, name, None, '["hr"]', True

    def _line(self) -> Iterator[Sequence[Any]]:
        for place, manager in enumerate(self.manager):
            if manager is not None:
                yield _numbered(1, place), self.people[place], self.people[manager], "2020-01-01"

    def _equality(self) -> Iterator[Sequence[Any]]:
        chance = Random(_SEED + 2)
        choices = {asked: list(questions()[asked].answers) for asked in _ASKED}
        for key in self.people:
            if chance.random() < 0.7:
                for asked, answers in choices.items():
                    yield key, asked, chance.choice(answers), "2025-06-01"

    def _each(self) -> Iterator[tuple[int, int, str, date]]:
        """Every conversation: whose, which, its key, its day."""
        for place in range(self.size):
            for number in range(TALKS):
                yield place, number, self.talks[place][number], self.days[place][number]

    def _conversation(self) -> Iterator[Sequence[Any]]:
        for place, _, key, day in self._each():
            manager = self.manager[place] or 0
            yield (
                *(key, "guided", "talent_conversation", 2, "full", f"Talent conversation: {place}"),
                *(self.people[place], self.people[manager], self.accounts[manager], _iso(day), "signed"),
                *("{}", _iso(day), _iso(day), _iso(day), f"{day} 09:00:00.000000", f"{day} 10:00:00.000000", 34),
            )  # fmt: skip

    def _turn(self) -> Iterator[Sequence[Any]]:
        for place, number, key, _ in self._each():
            if number == TALKS - 1:
                for sequence in range(1, 7):
                    name = _numbered(2, place, sequence)
                    yield (
                        name,
                        key,
                        sequence,
                        self.accounts[self.manager[place] or 0],
                        _MOMENT,
                        _WORDS,
                        _WORDS,
                        "[]",
                    )

    def _answer(self) -> Iterator[Sequence[Any]]:
        for place, number, key, day in self._each():
            if number < TALKS - 1:
                continue
            account = self.accounts[self.manager[place] or 0]
            for count, one in enumerate(_said((place + number) % _VARIANTS, day).answers):
                stage, field, side, words, value = one
                name = _numbered(3, place, count)
                yield name, key, stage, field, side, 1, True, words, value, "none", False, account, _MOMENT

    def _fact(self) -> Iterator[Sequence[Any]]:
        for place in range(self.size):
            day, key = self.days[place][-1], self.talks[place][-1]
            for field, side, value, until in _said((place + TALKS - 1) % _VARIANTS, day).facts:
                yield self.people[place], field, side, value, _iso(day), until, key

    def _figures(self) -> Iterator[Sequence[Any]]:
        for place, number, key, day in self._each():
            figures = _said((place + number) % _VARIANTS, day).figures
            later = self.days[place][number + 1 :]
            review_on = figures["review_on"]
            reviewed = next((one for one in later if is_review(day, review_on, one)), None)
            values = (figures[name] for name in _FIGURES[4:])
            yield (key, self.people[place], _iso(day), _iso(reviewed), *map(_plain, values))

    def _plan(self) -> Iterator[Sequence[Any]]:
        chance = Random(_SEED + 3)
        for place, number, key, day in self._each():
            status = "closed" if number < TALKS - 1 and chance.random() < 0.6 else "agreed"
            ends = day + timedelta(days=365) if chance.random() < 0.5 else None
            yield (
                self.plans[place][number],
                self.people[place],
                key,
                status,
                _iso(day),
                _iso(ends),
                _MOMENT,
                _MOMENT,
                1,
            )

    def _action(self) -> Iterator[Sequence[Any]]:
        chance = Random(_SEED + 4)
        for place, number, _, day in self._each():
            for ordinal in range(1, chance.randint(1, 5) + 1):
                due = day + timedelta(days=chance.randint(30, 300))
                done = due + timedelta(days=chance.randint(-60, 20)) if chance.random() < 0.7 else None
                done = done if done and done <= TODAY else None
                status = "done" if done else "cancelled" if chance.random() < 0.1 else "agreed"
                name = _numbered(6 + number, place, ordinal)
                share = chance.choice((70, 70, 20, 10, None))
                plan = self.plans[place][number]
                yield (
                    *(name, plan, self.people[place], ordinal, _WORDS, "", "", share, _iso(due), status, ""),
                    *(_iso(done), _iso(day)),
                )

    def _pool(self) -> Iterator[Sequence[Any]]:
        asked = dumps(
            [
                _criterion("Wants a bigger role", "ambition", "individual", ["step_up", "broaden"]),
                _criterion("Does the whole job well", "performance", "manager", ["met", "exceeded"]),
                _criterion("May be asked", "be_approached", "individual", ["yes"]),
            ]
        )
        for number, key in enumerate(self.pools):
            yield (
                *(key, f"Pool {number}", "organisation", "To lead", asked, "2024-01-01"),
                *(12, 36, self.hr[0], True, 1),
            )

    def _members(self) -> Iterator[tuple[str, int, int, date, int]]:
        """Everybody in or on the way into a pool: key, pool, person, the day of nomination, how many steps."""
        chance = Random(_SEED + 5)
        for pool in range(POOLS):
            for place in sorted(chance.sample(range(1, self.size), max(12, self.size // 50))):
                nominated = TODAY - timedelta(days=chance.randint(5, 700))
                yield _numbered(10, place, pool), pool, place, nominated, chance.choice((1, 2, 3, 3, 3, 4))

    def _membership(self) -> Iterator[Sequence[Any]]:
        for key, pool, place, day, steps in self._members():
            state = _STEPS[steps - 1][1]
            joined = day + timedelta(days=2) if steps > 2 else None
            expires = joined + timedelta(days=3 * 365) if joined else None
            yield (
                *(key, self.pools[pool], self.people[place], state, self.accounts[self.manager[place] or 0]),
                *(_iso(day), _iso(joined), _iso(joined), _iso(expires), steps),
            )

    def _pool_event(self) -> Iterator[Sequence[Any]]:
        for key, pool, place, day, steps in self._members():
            for sequence, (step, state) in enumerate(_STEPS[:steps], 1):
                by = self.hr[0] if step == "accept" else self.accounts[self.manager[place] or 0]
                at = f"{min(TODAY, day + timedelta(days=60 * (sequence == 4)))} 11:00:00.000000"
                yield (
                    _numbered(11, place, 10 * pool + sequence),
                    key,
                    sequence,
                    by,
                    at,
                    step,
                    state,
                    _WORDS,
                    "",
                )

    def _post(self) -> Iterator[Sequence[Any]]:
        chance = Random(_SEED + 6)
        managers = self.managers()
        for number, key in enumerate(self.posts):
            holder = managers[number % len(managers)] if chance.random() < 0.9 else None
            vacant = TODAY - timedelta(days=chance.randint(5, 300)) if holder is None else None
            grounds = chance.sample(_GROUNDS, chance.choice((1, 2, 2, 3, 3)))
            reviewed = TODAY - timedelta(days=chance.randint(1, 420))
            yield (
                *(key, f"Post {number}", self.unit(holder or 0), "lead", FAMILIES[number % len(FAMILIES)]),
                *(self.people[holder] if holder is not None else None, _iso(vacant), dumps(grounds)),
                *(chance.random() < 0.3, chance.random() < 0.2, _iso(reviewed), 1),
            )

    def _candidate(self) -> Iterator[Sequence[Any]]:
        chance = Random(_SEED + 7)
        for number, post in enumerate(self.posts):
            for place in chance.sample(range(1, self.size), chance.randint(0, 5)):
                agreed = TODAY - timedelta(days=chance.randint(1, 300)) if chance.random() < 0.9 else None
                yield (
                    *(_numbered(12, place, number), post, self.people[place]),
                    *(chance.choice(("ready_now", "within_1", "within_3", "within_5", None)),),
                    *(chance.choice(("yes", "yes", "unsure", "no")), chance.random() < 0.4, _iso(agreed)),
                    *(_iso(TODAY + timedelta(days=chance.randint(1, 300))), 1),
                )

    def _demand(self) -> Iterator[Sequence[Any]]:
        for number, family in enumerate(FAMILIES):
            yield _numbered(13, number), family, "0-1", number, 2, "known", self.hr[0], _MOMENT


def enter(engine: Engine, crowd: Crowd) -> None:
    """Put a whole organisation into an empty store: as a copy, with constraints and indexes seen to afterwards.

    Args:
        engine: The database, at the newest schema, for whoever may set constraints aside.
        crowd: The organisation.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _into_sqlite(connection, crowd)
        else:
            _into_postgresql(connection, crowd)


def _into_sqlite(connection: Connection, crowd: Crowd) -> None:
    raw: Any = connection.connection.driver_connection
    for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -500000"):
        raw.execute(f"PRAGMA {pragma}").close()
    raw.execute("BEGIN")
    kept = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in kept:
        raw.execute(f"DROP INDEX {name}")
    for table, columns, rows in crowd.tables():
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", _with(table, columns, rows))
    for _, statement in kept:
        raw.execute(statement)
    raw.execute("COMMIT")


def _into_postgresql(connection: Connection, crowd: Crowd) -> None:
    raw: Any = connection.connection.driver_connection
    inspected = inspect(connection)
    cursor = raw.cursor()
    cursor.execute(
        "SET session_replication_role = replica"
    )  # keys are right: they are not looked up one by one
    cursor.execute("SET timezone = 'UTC'")
    cursor.execute("SET maintenance_work_mem = '256MB'")
    ours = [(table, index) for table in metadata.tables for index in inspected.get_indexes(table)]
    names = [str(index["name"]) for _, index in ours if not index.get("duplicates_constraint")]
    kept = cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [names]).fetchall()
    for name in names:
        cursor.execute(f'DROP INDEX "{name}"')
    for table, columns, rows in crowd.tables():
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in _with(table, columns, rows):
                copy.write_row(row)
    for (statement,) in kept:
        cursor.execute(statement)
    raw.commit()
    raw.autocommit = True
    cursor.execute("VACUUM ANALYZE")  # as the server does for itself a minute later
    raw.autocommit = False


def _with(table: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Rows as they are; the columns that are not given must have a default, or be of those that may be missing."""
    missing = [
        one.name
        for one in metadata.tables[table].columns
        if one.name not in columns and not one.nullable and one.server_default is None
    ]
    assert not missing, f"{table} needs {', '.join(missing)}"
    return rows


@cache
def _said(variant: int, day: date) -> Said:
    chance = Random(variant)
    later = day + timedelta(days=chance.randint(150, 190))
    agreed = [
        ("use_in_pools", chance.random() < 0.7),
        ("be_approached", chance.random() < 0.6),
        ("share_with_hr", chance.random() < 0.95),
        ("share_with_partners", chance.random() < 0.5),
        ("quote", True),
    ]
    cell = chance.choice(_CELLS)
    performance = chance.choice(("not_met", "partly_met", "met", "met", "exceeded", "too_new"))
    example = [{"result": _WORDS, "outcome": "met", "date": _iso(day - timedelta(days=90))}]
    action = [{"goal": _WORDS, "due": _iso(later), "helper": "Farah"}]
    said: list[tuple[str, str, str, Any]] = [
        ("open", "purpose", "individual", _WORDS),
        ("open", "attendees", "individual", ["Zainab Mirza"]),
        ("open", "circumstances", "individual", ["none"]),
        ("open", "prepared", "individual", "yes"),
        ("open", "what_recorded_read", "individual", True),
        ("performance", "objective_results", "individual", example),
        ("performance", "objective_results", "manager", example * chance.randint(0, 2)),
        ("performance", "performance", "individual", performance),
        ("performance", "performance", "manager", performance),
        ("potential", "potential", "manager", chance.choice(("right_place", "growing", "stretch"))),
        ("potential", "cell_individual", "individual", cell),
        ("potential", "cell_manager", "manager", cell if chance.random() < 0.7 else _CELLS[0]),
        ("ambition", "ambition", "individual", chance.choice(("step_up", "deepen", "broaden", "undecided"))),
        ("ambition", "ambition_text", "individual", _WORDS),
        ("ambition", "horizon_years", "individual", chance.randint(1, 5)),
        ("ambition", "job_families", "individual", [chance.choice(FAMILIES)]),
        ("ambition", "target_roles", "individual", ["lead"]),
        ("plan", "actions", "individual", action),
        ("plan", "commitment", "individual", chance.randint(1, 10)),
        ("plan", "manager_promises", "manager", action),
        ("wellbeing", "wellbeing_offer", "individual", "signposted"),
        ("follow_up", "changes", "individual", _WORDS),
        ("follow_up", "helpful", "individual", chance.randint(1, 5)),
        ("follow_up", "review_on", "individual", _iso(later)),
        ("agree", "sign_individual", "individual", _iso(day)),
        ("agree", "sign_manager", "manager", _iso(day)),
        ("agree", "summary", "individual", _WORDS),
        *(("agree", field, "individual", value) for field, value in agreed),
    ]  # fmt: skip
    answers = {(field, side): value for _, field, side, value in said}
    told = counted(answers, day)
    return Said(
        [(stage, field, side, str(value), dumps(value)) for stage, field, side, value in said],
        [(*which, dumps(value), _iso(until)) for which, (value, until) in told.facts.items()],
        figures_of(answers, day),
    )


def _key(chance: Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _numbered(kind: int, place: int, number: int = 0) -> str:
    """A key of a row that nothing refers to from afar: those are entered in order, which is quicker."""
    return f"{kind:04x}{number:04x}-0000-4000-8000-{place:012x}"


def _criterion(name: str, field: str, side: str, values: list[str]) -> dict[str, Any]:
    return {"name": name, "field": field, "side": side, "values": values, "evidence": "A dated example."}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


_WORDS = "I would like to lead a team of my own in three years; I would be sorry to lose the home visits."
_FIRST = ("Ana", "Daniel", "Priya", "Oliver", "Kwame", "Ruth", "Samira", "Tomasz", "Zainab", "Mei Ling")
_LAST = ("Okonkwo", "Nair", "Hartley", "Duarte", "Boateng", "Silverman", "Rahman", "Mirza", "Chow", "Byrne")
_CELLS = ("steady", "solid", "strong", "growing", "ready", "new")
_STEPS = (("nominate", "nominated"), ("agree", "agreed"), ("accept", "active"), ("review", "active"))
_PERSON = (
    *("id", "reference", "name", "email", "job_title", "unit"),
    *("level", "job_family", "started_on", "left_on", "version"),
)
_CONVERSATION = (
    *("id", "kind", "guide", "guide_version", "mode", "title", "about_id", "host_id", "account_id", "asked_on"),
    *("status", "position", "signed_individual_on", "signed_manager_on", "signed_on", "created_at", "updated_at"),
    "version",
)  # fmt: skip
_TURN = ("id", "conversation_id", "sequence", "account_id", "said_at", "text", "reply", "citations")
_ANSWER = (
    *("id", "conversation_id", "stage", "field", "side", "revision", "present", "text", "value"),
    *("evidence_strength", "check_again", "account_id", "answered_at"),
)
_FACT = ("person_id", "field", "side", "value", "signed_on", "expires_on", "conversation_id")
_FIGURES = (
    *("conversation_id", "person_id", "signed_on", "reviewed_on", "dated_examples", "dated_actions"),
    *("placed_individual", "placed_manager", "differ", "placed_until", "helpful", "review_on"),
    *("performance", "potential"),
)
_PLAN = (
    *("id", "owner_id", "conversation_id", "status", "agreed_on", "period_end", "created_at", "changed_at"),
    "version",
)
_ACTION = (
    *(
        "id",
        "plan_id",
        "owner_id",
        "ordinal",
        "goal",
        "measure",
        "method",
        "share",
        "due",
        "status",
        "reason",
    ),
    *("done_on", "agreed_on"),
)
_POOL = (
    *("id", "name", "level", "purpose", "criteria", "opens", "review_months", "max_months", "owner_id"),
    *("published", "version"),
)
_MEMBERSHIP = (
    *("id", "pool_id", "person_id", "state", "nominated_by_id", "nominated_on", "agreed_on", "joined_on"),
    *("expires_on", "version"),
)
_POOL_EVENT = (
    *("id", "membership_id", "sequence", "account_id", "at", "step", "state", "reason", "would_change"),
)
_POST = (
    *("id", "title", "unit", "level", "job_family", "holder_id", "vacant_since", "grounds"),
    *("hard_to_recruit", "may_leave_soon", "last_reviewed", "version"),
)
_CANDIDATE = (
    *("id", "post_id", "person_id", "readiness", "wants_it", "can_act_up", "agreed_on", "expires_on"),
    "version",
)
_DEMAND = ("id", "job_family", "horizon", "growth", "leavers", "reason", "account_id", "changed_at")
