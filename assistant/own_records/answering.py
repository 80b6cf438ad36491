"""Answering questions about one's own records: recognised by rules, answered by the store's services as they are."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assistant.events import GuidanceAnswer
from assistant.guide.schema import Guide
from assistant.own_records import appraisals, figures, oneself, plans, pools, posts, talks
from assistant.own_records.kinds import BEYOND, PROTECTED, Kinds
from assistant.own_records.look import Look
from assistant.own_records.recognise import Asked, Lexicon, may_be, resolved
from assistant.own_records.shown import NOT_SHOWN, CannotShow, Shown, written
from store.errors import StoreError, StoreUnavailable
from store.service import Records
from store.views import AccountView

_ANSWERS: Mapping[str, Callable[[Look], Shown]] = {
    "review_due": talks.reviews,
    "no_conversation": talks.without_conversation,
    "held_conversations": talks.held,
    "last_conversation": talks.last_conversation,
    "appraisals": appraisals.last,
    "plan": plans.plans,
    "no_plan": plans.without_plan,
    "late_actions": plans.late_actions,
    "actions": plans.actions,
    "overdue": talks.overdue,
    "agreed": talks.agreed,
    "placement": talks.placement,
    "readiness": posts.own_readiness,
    "expiry": talks.expiring,
    "opened": oneself.opened,
    "opened_of_others": oneself.opened_of_others,
    "waiting": oneself.waiting,
    "my_manager": oneself.manager,
    "team_list": oneself.team,
    "portfolio": oneself.portfolio,
    "what_to_ask": oneself.help_,
    BEYOND: oneself.nothing_kept,
    PROTECTED: figures.never_singled_out,
    "pool_standing": pools.own_standing,
    "pool_members": pools.members,
    "pool_reviews": pools.reviews,
    "pool_decisions": pools.decisions,
    "posts": posts.critical_posts,
    "bench": posts.bench,
    "gap": posts.gaps,
    "post_entries": posts.own_entries,
    "own_post": posts.own_post,
    "followers": posts.followers,
    "measure": figures.figure,
    "counts": figures.counts,
}
_OF_ONESELF = frozenset({
    "opened", "placement", "readiness", "portfolio", "pool_standing", "post_entries", "own_post", "followers",
    "my_manager",
})  # fmt: skip
"""What is answered of whoever asks, and of nobody else."""
_OF_POSTS = re.compile(
    r"post|role|job|cover|succ|critical|vacan|candidate|bench|gap|demand|supply|named|\b(?:red|amber|green|rag)\b"
)
"""Words without which no post is asked about by its title."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a question is, beside those before it.

    Attributes:
        asked: What it asks of records; None where it is one to the documents.
        to_documents: Those of the earlier questions that were.
        about_records: Whether the question just before was about records.
    """

    asked: Asked | None
    to_documents: tuple[str, ...]
    about_records: bool


class OwnRecords:
    """One account's records as something to ask.

    Args:
        records: The store, bound to the account.
        account: Who asks.
        guides: The guides by id.
        kinds: What questions are known by.
        today: Says which day it is.
    """

    def __init__(
        self,
        records: Records,
        account: AccountView,
        guides: Mapping[str, Guide],
        kinds: Kinds,
        today: Callable[[], date],
    ) -> None:
        self._records = records
        self._account = account
        self._guides = guides
        self._kinds = kinds
        self._today = today

    def found(self, question: str, history: Sequence[str] = ()) -> Found:
        """What a question asks, read with those before it."""
        if not any(may_be(one, self._kinds) for one in (question, *history)):
            return Found(None, tuple(history), about_records=False)
        lexicon = self._lexicon(" ".join((question, *history)))
        asked, to_documents = resolved(question, history, self._kinds, lexicon, self._today())
        last = bool(history) and (not to_documents or to_documents[-1] != history[-1])
        return Found(asked, to_documents, last)

    def guidance(self, asked: Asked) -> str:
        """The question to the documents that goes with one about records; empty for none."""
        return self._kinds.guidance(asked.kind)

    def answer(self, question: str, asked: Asked) -> GuidanceAnswer:
        """What the records show, as far as the account may see them.

        What it may not see is answered like what is not there, with whom to ask.

        Raises:
            StoreUnavailable: the store cannot be read.
        """
        began = time.perf_counter()
        look = Look(self._records, self._account, self._guides, self._today(), asked)
        try:
            if asked.kind in _OF_ONESELF and asked.whom in {"person", "nobody"}:
                look.only_of_oneself()
            say = appraisals.meant(asked) or _ANSWERS[asked.kind]
            text, answered = written(say(look), look.today), True
        except CannotShow as why:
            text, answered = f"{NOT_SHOWN}. {why}", False
        except StoreUnavailable:
            raise
        except StoreError as error:
            text, answered = f"{NOT_SHOWN}. {error}", False
        ms = round((time.perf_counter() - began) * 1000, 1)
        return GuidanceAnswer(question, answered, text, ms=ms, source="records")

    def _lexicon(self, text: str) -> Lexicon:
        """What may be named in a text. People are read anew each time, since access ends on its day, and only where
        somebody is named; what units, levels and families are called is read once."""
        records = self._records
        people = Look.allowed(records.people.all) if records.people.names_in(text) else []
        posts_ = Look.allowed(records.posts.all) if _OF_POSTS.search(text.lower()) else []
        units, levels, families = self._places
        return Lexicon(
            people=tuple((one.reference, one.name) for one in people),
            units=tuple(sorted(units.union(one.unit for one in posts_))),
            levels=tuple(sorted(levels)),
            pools=tuple(one.name for one in Look.allowed(records.pools.all)),
            posts=tuple(one.title for one in posts_),
            families=tuple(sorted(families.union(one.job_family for one in posts_))),
        )

    @cached_property
    def _places(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Units, levels and job families of the people that the account sees."""
        people = Look.allowed(self._records.people.all)
        return (
            frozenset(one.unit for one in people),
            frozenset(one.level for one in people if one.level),
            frozenset(one.job_family for one in people),
        )
