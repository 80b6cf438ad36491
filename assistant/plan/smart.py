"""The SMART check of a plan: five rules for each action, warnings for the whole. It explains and asks; never blocks.

The rules are the domain's; limits, words and what is asked are data (`assistant/data/smart.yaml`). Pure: today is an
argument. Nothing is said of a person, only of what a plan leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal, Protocol, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from assistant.data_file import load
from assistant.plan.catalogue import Catalogue, catalogue
from store.days import months_after

BUILT_IN = Path(__file__).parent.parent / "data" / "smart.yaml"
Rule = Literal["specific", "measurable", "achievable", "relevant", "time_bound"]
Kind = Literal[
    "all_formal", "too_many_open", "no_helper", "nothing_soon", "still_right", "review_due", "impact_due"
]
RULES: tuple[Rule, ...] = get_args(Rule)
KINDS: tuple[Kind, ...] = get_args(Kind)
_Missing = Literal["steps", "time", "cost", "release", "refused"]
CLOSED = frozenset({"done", "evidenced", "cancelled"})
"""An action that is one of these is not checked any more."""
_LONGEST = 4_000
"""Characters of a text that are looked at; no goal that is one has more."""
_FORMAL = 10
_WORD = re.compile(r"[a-z0-9£%]+(?:['’-][a-z0-9]+)*")
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_WHEN = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b|"
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})\b|\b(?:{_MONTHS}) \d{{1,4}}\b|\b(?:19|20)\d\d\b|"
    r"\bq[1-4]\b|\b(?:in|within|after|over the next|for the next|the next) (?:\d+|[a-z]+) (?:day|week|month|year)s?\b"
)
"""Days and spans of time: they say when, not how much."""
_CLAUSE = re.compile(r"[.;:!?,()–—]|\s-\s")
_SMALL_WORDS = """
a an and at by for from in into it its me my next of on onto or our own so than that the their them then this those
through to up us well with your more better each every all
"""
_SMALL = frozenset(_SMALL_WORDS.split())
"""Words that no object consists of."""
_NAMED = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)* ([a-z]+)\b")
"""A name, and what somebody of that name does."""


class Action(Protocol):
    """What is needed of an action to check it: `ActionInput` and `ActionView` have it."""

    @property
    def goal(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def share(self) -> int | None: ...
    @property
    def steps(self) -> Sequence[str]: ...
    @property
    def start(self) -> date | None: ...
    @property
    def due(self) -> date | None: ...
    @property
    def helper(self) -> str | None: ...
    @property
    def cost(self) -> str: ...
    @property
    def release(self) -> str | None: ...
    @property
    def gained(self) -> str: ...
    @property
    def target_role(self) -> str: ...


class Followed(Action, Protocol):
    """An action that has begun its life: `ActionView`."""

    @property
    def status(self) -> str: ...
    @property
    def reviewed_by(self) -> str: ...
    @property
    def impact(self) -> str: ...
    @property
    def done_on(self) -> date | None: ...


class Aims(Protocol):
    """What of a plan its actions can serve: `PlanInput` and `PlanView` have it."""

    @property
    def ambition_link(self) -> str: ...
    @property
    def growth_areas(self) -> Sequence[str]: ...
    @property
    def org_objective(self) -> str: ...


class Plan(Aims, Protocol):
    """What is needed of a plan to check it: `PlanView`."""

    @property
    def status(self) -> str: ...
    @property
    def next_review_on(self) -> date | None: ...
    @property
    def changed_on(self) -> date | None: ...
    @property
    def actions(self) -> Sequence[Followed]: ...


@dataclass(frozen=True, slots=True)
class Fail:
    """A rule that an action does not meet: why, and what to ask."""

    rule: Rule
    ask: str
    why: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about a whole plan that is worth a second look."""

    kind: Kind
    text: str


def check(action: Action, aims: Aims, today: date) -> tuple[Fail, ...]:
    """The rules that an action fails, in their order; none for one that is done or cancelled.

    Args:
        action: The action, saved or not.
        aims: The plan that it is part of.
        today: The day from which its own is counted.
    """
    if getattr(action, "status", "") in CLOSED:
        return ()
    words = smart_words()
    missing = [words.missing[name] for name in _unanswered(action)]
    passes: dict[Rule, bool] = {
        "specific": _specific(action.goal, words),
        "measurable": _measurable(action, words),
        "achievable": not missing,
        "relevant": _relevant(action, aims, words),
        "time_bound": _time_bound(action.due, today, words.limits.due_within_months),
    }
    named = f" {', '.join(missing)}."
    return tuple(
        Fail(rule, said.ask, said.why + named if rule == "achievable" else said.why)
        for rule, said in words.rules_in_order
        if not passes[rule]
    )


def warnings(plan: Plan, today: date, methods: Catalogue | None = None) -> tuple[Warned, ...]:
    """What is worth a second look in a plan; nothing in one that is closed.

    Args:
        plan: The plan.
        today: The day of looking.
        methods: The catalogue that knows the classes of methods; None is the built-in one.
    """
    if plan.status == "closed":
        return ()
    known, words = methods or catalogue(), smart_words()
    live = [one for one in plan.actions if one.status != "cancelled"]
    still_open = [one for one in live if one.status not in CLOSED]
    limits = words.limits
    unchanged = (today - plan.changed_on).days if plan.changed_on else 0
    found: dict[Kind, bool] = {
        "all_formal": bool(live) and all(known.class_of(one) == _FORMAL for one in live),
        "too_many_open": len(still_open) > limits.most_open,
        "no_helper": bool(still_open) and not any((one.helper or "").strip() for one in still_open),
        "nothing_soon": not any(_soon(one, today, limits.soon_days) for one in still_open),
        "still_right": unchanged >= limits.unchanged_days,
        "review_due": plan.next_review_on is not None and plan.next_review_on < today,
        "impact_due": any(_impact_due(one, today, limits.impact_after_months) for one in live),
    }
    return tuple(Warned(kind, words.warnings[kind]) for kind, holds in found.items() if holds)


# --- The rules ---------------------------------------------------------------------------------------------------


def _specific(goal: str, words: _Words) -> bool:
    """Whether a goal has an action and its object, and not only a wish to be better."""
    return any(_acts(clause, words) for clause in _clauses(goal))


def _acts(clause: list[str], words: _Words) -> bool:
    clause = _without_lead_ins(clause, words)
    vague_from = next((at for at in range(len(clause)) if _starts(clause, at, words.vague)), None)
    for at, word in enumerate(clause):
        if not _says_something(clause[at + 1 :]):
            break
        before = clause[at - 1] if at else ""
        in_turn = not at or before in words.connectors
        if vague_from is not None and vague_from <= at and (at == vague_from or not in_turn):
            continue
        if word in words.doing and (in_turn or before in words.verbs_plain):
            return True
        if word in words.verbs_plain and before not in words.before_a_noun:
            return True
        # what was done may also stand after it: "the rota redesigned"
        if word in words.was_done and vague_from is None:
            return True
    if vague_from is None:
        named = any(word in words.was_done for word in clause[1:]) and _says_something(clause[:1])
        return named or bool(clause and _MADE_A_VERB.fullmatch(clause[0]) and _says_something(clause[1:]))
    # to develop something that is made is to make it
    return any(word in words.deliverables for word in clause[vague_from + 1 :]) and clause[vague_from] in {
        "develop",
        "developing",
    }


_MADE_A_VERB = re.compile(r"\w{3,}(?:ise|ize|ify)")
"""How verbs end that no list knows."""


def _measurable(action: Action, words: _Words) -> bool:
    """Whether there is a number, something made, or somebody named who sees it."""
    if getattr(action, "reviewed_by", "").strip():
        return True
    text = "\n".join([action.goal, action.measure, *action.steps])[:_LONGEST]
    plain = _WHEN.sub(" ", _plain(text))
    found = _WORD.findall(plain)
    if any(
        (word[0].isdigit() or word[0] == "£") and (not at or found[at - 1] not in words.labels)
        for at, word in enumerate(found)
    ):
        return True
    telling = words.number_words | words.deliverables
    if any(word in telling for word in found):
        return True
    if any(_follows(plain, phrase) for phrase in words.observed_by):
        return True
    watched = any(
        word in words.observers and any(one in words.observing for one in found[at + 1 : at + 4])
        for at, word in enumerate(found)
    )
    named = any(match[1] in words.observing for match in _NAMED.finditer(text))
    return watched or named or any(word in words.observers for word in _WORD.findall(_plain(action.measure)))


def _unanswered(action: Action) -> Iterator[_Missing]:
    """What nobody has said yet of whether the person can do it: steps, time, cost, release."""
    if not any(step.strip() for step in action.steps):
        yield "steps"
    if action.start is None and action.due is None:
        yield "time"
    if not action.cost.strip():
        yield "cost"
    if action.release is None:
        yield "release"
    elif action.release == "refused":
        yield "refused"


def _relevant(action: Action, aims: Aims, words: _Words) -> bool:
    """Whether it is linked to a hope, to a role's or one's own gap, or to an objective of the organisation."""
    linked = (action.target_role, aims.ambition_link, aims.org_objective)
    if any(one.strip() for one in linked):
        return True
    text = _plain(f"{action.goal}\n{action.gained}")
    if any(_follows(text, phrase) for phrase in words.because):
        return True
    said = set(_WORD.findall(text)) - _SMALL
    return any(said & (set(_WORD.findall(_plain(area))) - _SMALL) for area in aims.growth_areas)


def _time_bound(due: date | None, today: date, months: int) -> bool:
    return due is not None and today < due <= months_after(today, months)


def _soon(action: Followed, today: date, days: int) -> bool:
    """Whether an action is under way, or begins, goes on or ends within the next days."""
    if action.status == "in_progress":
        return True
    begins, ends = action.start or action.due, action.due or action.start
    if begins is None or ends is None:
        return False
    return begins <= today + timedelta(days=days) and today <= ends


def _impact_due(action: Followed, today: date, months: int) -> bool:
    done = action.done_on
    return done is not None and not action.impact.strip() and months_after(done, months) <= today


# --- Words -------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return text[:_LONGEST].lower().replace("’", "'")


def _clauses(text: str) -> Iterator[list[str]]:
    for clause in _CLAUSE.split(_WHEN.sub(" ", _plain(text))):
        if words := _WORD.findall(clause):
            yield words


def _without_lead_ins(clause: list[str], words: _Words) -> list[str]:
    """A clause without what only leads to its verb: "I want to", "be able to"."""
    at = 0
    while at < len(clause):
        length = max((len(run) for run in words.lead_ins if _is_at(clause, at, run)), default=0)
        if not length:
            break
        at += length
    return clause[at:]


def _starts(clause: list[str], at: int, runs: frozenset[tuple[str, ...]]) -> bool:
    return any(_is_at(clause, at, run) for run in runs)


def _is_at(clause: list[str], at: int, run: tuple[str, ...]) -> bool:
    return tuple(clause[at : at + len(run)]) == run


def _says_something(rest: list[str]) -> bool:
    return any(word not in _SMALL and not word.isdigit() for word in rest)


def _follows(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text with a word after it."""
    return re.search(rf"\b{re.escape(phrase)}\s+\w", text) is not None


def _split(value: object) -> object:
    return value.split() if isinstance(value, str) else value


_Text = Annotated[str, BeforeValidator(str), StringConstraints(strip_whitespace=True, min_length=1)]
_List = Annotated[tuple[_Text, ...], BeforeValidator(_split), Field(min_length=1)]


def _whole(names: Sequence[str]) -> Callable[[dict[str, object]], dict[str, object]]:
    """The check that a mapping has something for each of these names."""

    def check_whole(said: dict[str, object]) -> dict[str, object]:
        if left := [name for name in names if name not in said]:
            raise ValueError(f"there is nothing for {left[0]}")
        return said

    return check_whole


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Limits(_Part):
    due_within_months: Annotated[int, Field(gt=0)]
    most_open: Annotated[int, Field(gt=0)]
    soon_days: Annotated[int, Field(gt=0)]
    unchanged_days: Annotated[int, Field(gt=0)]
    impact_after_months: Annotated[int, Field(gt=0)]


class _Said(_Part):
    label: _Text
    why: _Text
    ask: _Text


class _File(_Part):
    version: int
    limits: _Limits
    rules: Annotated[dict[Rule, _Said], AfterValidator(_whole(RULES))]
    warnings: Annotated[dict[Kind, _Text], AfterValidator(_whole(KINDS))]
    missing: Annotated[dict[_Missing, _Text], AfterValidator(_whole(get_args(_Missing)))]
    lead_ins: _List
    vague: _List
    connectors: _List
    before_a_noun: _List
    verbs: _List
    irregular: _List
    number_words: _List
    labels_before_a_number: _List
    deliverables: _List
    observers: _List
    observing: _List
    observed_by: _List
    because: _List


class _Words:
    """A file's words as the rules look for them."""

    def __init__(self, file: _File) -> None:
        self._file = file
        self.limits = file.limits
        self.rules_in_order = tuple((rule, file.rules[rule]) for rule in RULES)
        named = file.limits.model_dump()
        self.warnings = {kind: text.format_map(named) for kind, text in file.warnings.items()}
        self.missing = file.missing
        self.connectors = frozenset(file.connectors)
        self.before_a_noun = frozenset(file.before_a_noun)
        self.verbs_plain = frozenset(file.verbs)
        self.labels = frozenset(file.labels_before_a_number)
        self.number_words = frozenset(file.number_words)
        self.observers = frozenset(file.observers)
        self.observing = frozenset(file.observing)
        self.observed_by = file.observed_by
        self.because = file.because

    @cached_property
    def deliverables(self) -> frozenset[str]:
        """What can be made; each also in the plural."""
        return frozenset(form for one in self._file.deliverables for form in (one, _plural(one)))

    @cached_property
    def lead_ins(self) -> frozenset[tuple[str, ...]]:
        """Runs of words that only lead to a verb."""
        return frozenset(tuple(_WORD.findall(one.lower())) for one in self._file.lead_ins)

    @cached_property
    def vague(self) -> frozenset[tuple[str, ...]]:
        """Runs of words of a wish, the first word also as what is being done."""
        runs = [tuple(_WORD.findall(one.lower())) for one in self._file.vague]
        return frozenset(
            (form, *rest) for first, *rest in runs for form in (first, _ending(first, "ing"), f"{first}s")
        )

    @cached_property
    def doing(self) -> frozenset[str]:
        """Verbs as what is being done: leading."""
        return frozenset(_ending(verb, "ing") for verb in self._file.verbs)

    @cached_property
    def was_done(self) -> frozenset[str]:
        """Verbs as what was done: led, completed."""
        return frozenset([*self._file.irregular, *(_ending(verb, "ed") for verb in self._file.verbs)])


@cache
def smart_words(path: Path = BUILT_IN) -> _Words:
    """The words and limits of a file. Raises GuideError, with file and line, where it does not hold together."""
    return _Words(load(path, _File, "SMART check"))


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"


def _ending(verb: str, ending: str) -> str:
    """A verb with -ing or -ed, by the rules of spelling that hold for most."""
    if verb.endswith("e") and not verb.endswith(("ee", "be")):
        return verb[:-1] + ending
    if verb.endswith("y") and ending == "ed" and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ied"
    if _DOUBLES.fullmatch(verb):
        return verb + verb[-1] + ending
    return verb + ending


_DOUBLES = re.compile(r"[^aeiou]*(?:[aeiou]|qui)[bdgmnpt]|.*(?:fer|trol|mit)")
"""Short verbs, and some others, that double their last letter: run, running."""
