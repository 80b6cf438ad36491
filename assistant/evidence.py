"""What kind of thing a question asks for, and how strongly what was found speaks for an answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.types import Hit
from knowledge.words import Vocabulary

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_COUNTED = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_PERIOD = re.compile(
    rf"\b(?:\d+|{_COUNTED})(?:\s*(?:-|to|–)\s*\d+)?[ -](?:day|week|month|year|hour|minute)s?\b", re.IGNORECASE
)
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (  # money
        re.compile(
            r"\bhow much (?:money|does|do|did|is|was)\b|\bsalary|\bcosts?\b|\bbudget|\bpaid\b|\bprice|\bfees?\b"
        ),
        re.compile(r"£|€|\$\s?\d|\bmillion\b|\bpounds?\b|\b\d+k\b|% of", re.IGNORECASE),
    ),
    (re.compile(r"\bhow long\b"), _PERIOD),
    (  # time of day
        re.compile(r"\bwhat time\b"),
        re.compile(r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b", re.IGNORECASE),
    ),
    (  # date
        re.compile(r"\bwhen\b|\bdeadline|\bwhat (?:date|year|month)|\bwhich (?:year|quarter|month)"),
        re.compile(
            rf"\b(?:19|20)\d\d\b|\b(?:{_MONTHS}|spring|summer|autumn|winter)\b|{_PERIOD.pattern}",
            re.IGNORECASE,
        ),
    ),
    (  # share
        re.compile(r"percentage|%|\bper ?cent\b|\bshare of\b|\bproportion"),
        re.compile(r"\d\s*%|per ?cent|\b(?:half|third|quarter|majority|most)\b", re.IGNORECASE),
    ),
    (  # number, but not a year
        re.compile(r"\bhow (?:many|much|often|old)\b|\bscored?\b|\brating\b|\bnumber of\b|\bmark\b"),
        re.compile(
            rf"(?<![/\d.])(?!(?:19|20)\d\d\b)\d|\b(?:{_COUNTED}|half|twice|once|bi-?annual\w*|annual\w*)\b",
            re.IGNORECASE,
        ),
    ),
    (  # a person's name
        re.compile(r"\bwho is\b|\bwhose\b|\bname of\b"),
        re.compile(r"\b[A-Z][a-z]+(?: [A-Z]\.?)* [A-Z][\w’'-]+"),
    ),
    (  # where to find something
        re.compile(r"\bwhere can i\b|\bdownload|\bweb ?site\b|\blink\b|\burl\b|\be-?mail\b"),
        re.compile(r"www\.|https?:|@"),
    ),
)
_NAMED = re.compile(r"(?<=\s)['‘\"“]?([A-Z][\w/-]+|\w*\d[\w/%-]*)")

_NAMES, _LEAD = 0.55, 1.5
"""How much the presence of all named things, and the best passage's lead over the tenth, weigh beside the best
unit's fit: about what a logistic regression on questions with and without an answer gives them."""


def kind_of_answer(question: str) -> re.Pattern[str] | None:
    """What the answer has to hold if the question asks for a number, date, sum, name or address; else None."""
    plain = question.lower()
    return next((kind for asks, kind in _KINDS if asks.search(plain)), None)


def strength(question: str, hits: Sequence[Hit], fit: float, vocabulary: Vocabulary) -> float:
    """How strongly hits speak for an answer; only its order has a meaning.

    Args:
        question: What was asked.
        hits: Passages, best first.
        fit: How much of the question the best sentence, item or row holds that also has the kind of thing asked for,
            in words and in meaning together, 0 to 2.
        vocabulary: What the library teaches about words.
    """
    similarities = sorted((hit.similarity for hit in hits), reverse=True)
    lead = similarities[0] - similarities[min(9, len(similarities) - 1)]
    return fit + _NAMES * _named_share(question, hits[:5], vocabulary) + _LEAD * lead


def _named_share(question: str, hits: Sequence[Hit], vocabulary: Vocabulary) -> float:
    """Share of the names and figures of a question that one of the best passages holds; 1 where there are none."""
    named = {word for found in _NAMED.findall(question) for word in vocabulary.understood(found)}
    if not named:
        return 1.0
    held = (vocabulary.held(f"{hit.passage.title} {hit.passage.section} {hit.passage.text}") for hit in hits)
    return max(len(named & words) for words in held) / len(named)
