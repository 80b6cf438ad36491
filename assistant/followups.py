"""Questions that mean something only after the one before: fragments, or about the answer itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.events import Citation
from knowledge.units import NUMBERED
from knowledge.words import terms

AboutAnswer = Literal["place", "whole", "age"]

_CONTINUES = re.compile(
    r"^\W*(?:and|but|so|or|also|then|ok(?:ay)?|what about|how about|what of|same (?:question )?for|who else|what else|"
    r"why(?: is that| not)?\W*$|since when|how so)\b"
)
_POINTS_BACK = re.compile(r"\b(?:it|its|that|those|they|them|their|this|these|he|she|his|her|there|ones?)\b")
_PART_ENDS = re.compile(r"\s(?:and|but)\s|[-–,:;?.]\s")
_ASKS_ANEW = re.compile(r"^\W*(?:(?:and|but|so) )?(?:who|what|when|where|which|why|how)\b(?! about| of\b)")
_TWO = re.compile(
    r"(.{12,}?),? (?:and|but) (?=(?:when|who|what|how|where|which|why|whose)\b)(.{8,})",
    re.IGNORECASE | re.DOTALL,
)
_FEW = 3
"""A question of no more telling words than this, with a word that points back, is about what was asked before."""
_PLACE = re.compile(
    r"^\W*(?:in |on |from )?(?:which|what) (?:section|chapter|part|page|document|source|report|guidance)\b"
    r"(?=[^?]*\b(?:that|this|it|these|those|come|from)\b|\W*$)|"
    r"^\W*where (?:is|was|does|did|do) (?:that|this|it|these|those|they)"
    r"(?: (?:come|from|stand|say|said|written|taken|quoted|found|in the)\b[^?]*)?\W*$|"
    r"^\W*(?:source|citation|reference)s?\W*$|"
    r"^\W*says who\W*$|^\W*who (?:says|said|wrote) (?:so|that|this|it)\b|"
    r"^\W*(?:and )?whose (?:opinions?|views?|words?|ideas?) (?:is|was|are|were)\b"
)
_WHOLE = re.compile(
    r"\bin full\b|"
    r"\b(?:the )?(?:whole|full|complete) (?:thing|text|passage|paragraph|section|list|quotation|quote|sentence)\b|"
    r"^\W*(?:tell me |say |show me |show )?more\W*$|\bmore (?:about|on|of) (?:that|this|it)\b|"
    r"^\W*(?:and |show |show me |what is |what was |what about )?(?:the )?"
    r"(?:first|second|third|fourth|fifth|sixth|last|\d(?:st|nd|rd|th)) (?:one|point|item|quotation|quote|source)\b"
)
_AGE = re.compile(
    r"\bhow (?:old|recent|current|up to date) (?:is|are|was) (?:that|this|it|they|these)\b|"
    r"\bwhen (?:was|were) (?:that|this|it|they) (?:written|published|from|said)\b|"
    r"\b(?:is|are) (?:that|this|it|they) (?:still )?(?:valid|true|current|in force|out of date|up to date)\b|"
    r"^\W*(?:what|which) year (?:is|was) (?:that|this|it)\b"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_ORDINAL = re.compile(rf"\b(?:({'|'.join(_ORDINALS)})|(last)|(\d)(?:st|nd|rd|th))\b")
_QUOTATIONS = re.compile(r"\b(?:quotation|quote|source|citation)s?\b")
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Understood:
    """A question that stands by itself.

    Attributes:
        question: What to look for.
        news: The words that this turn adds to what was asked before; empty where it was a question of its own.
    """

    question: str
    news: str = ""

    @property
    def asks(self) -> str:
        """The words that say what kind of thing is asked for."""
        return self.news if _ASKS_ANEW.search(self.news.lower()) else self.question


def understood(question: str, history: Sequence[str]) -> Understood:
    """Read a question with those before it.

    Args:
        question: As it was asked.
        history: Earlier questions, oldest first. What was asked about an answer is passed over.
    """
    before = [one for one in history if about_answer(one) is None]
    telling = terms(question)
    plain = question.lower()
    leans = _CONTINUES.search(plain) or len(telling) <= 1 or (len(telling) <= _FEW and _points_back(plain))
    if not before or not leans:
        return Understood(question)
    return Understood(f"{understood(before[-1], before[:-1]).question} {question}", question)


def may_stand_alone(question: str) -> bool:
    """Whether a short question that could continue the one before says a subject of its own ("shadowing?")."""
    plain = question.lower()
    return bool(terms(question)) and not (_CONTINUES.search(plain) or _POINTS_BACK.search(plain))


def _points_back(plain: str) -> bool:
    """Whether a word points out of the sentence: not where a part of it before has a subject ("young GPs - how do we
    keep them?")."""
    found = _POINTS_BACK.search(plain)
    if found is None:
        return False
    *earlier, _ = _PART_ENDS.split(plain[: found.start()]) or [""]
    return not any(terms(part) for part in earlier)


def parts(question: str) -> tuple[str, ...]:
    """The questions that one sentence asks, if it asks two ("when was it set up, and who leads it?")."""
    found = _TWO.match(question)
    return found.groups() if found else (question,)


def about_answer(question: str) -> AboutAnswer | None:
    """What a question asks of the answer before it: where it stands, all of it, or how old it is; None of nothing."""
    plain = question.lower()
    if _AGE.search(plain):
        return "age"
    if _PLACE.search(plain):
        return "place"
    if _WHOLE.search(plain):
        return "whole"
    return None


def meant(
    question: str, citations: Sequence[Citation], text_of: Callable[[str], str]
) -> tuple[Citation, int, int] | None:
    """Which part of an answer "the second one" is.

    Args:
        question: What was asked of the answer.
        citations: The answer's.
        text_of: A document's stored text by its name.

    Returns:
        The citation, and where the part begins and ends in its document; None where there is no such part. Of an
        answer that quotes a list, the list's items are counted, unless it is quotations that are asked for.
    """
    if not citations:
        return None
    found = _ORDINAL.search(question.lower())
    if found is None:
        return citations[0], citations[0].start, citations[0].end
    pieces = [(one, one.start, one.end) for one in citations]
    if not _QUOTATIONS.search(question.lower()):
        pieces = next((its for its in (_items(one, text_of) for one in citations) if its), pieces)
    place = len(pieces) - 1 if found[2] else _ORDINALS.index(found[1]) if found[1] else int(found[3]) - 1
    return pieces[place] if 0 <= place < len(pieces) else None


def _items(citation: Citation, text_of: Callable[[str], str]) -> list[tuple[Citation, int, int]]:
    """The items of a quotation that is a list: a lead-in and at least two lines, or lines with numbers."""
    quote = text_of(citation.document)[citation.start : citation.end]
    lines = [
        (citation, citation.start + line.start(), citation.start + line.end())
        for line in re.finditer(r"[^\n]+", quote)
    ]
    if NUMBERED.match(quote):
        return lines if len(lines) > 1 else []
    return lines[1:] if len(lines) > 2 else []


def whole(text: str, start: int, end: int, *, item: bool) -> tuple[int, int]:
    """The paragraph, list or table around a stretch of a document; of an item, the item.

    Args:
        text: The document's stored text.
        start: Where the stretch begins.
        end: Where it ends.
        item: Whether it is one item of a list.
    """
    gap = "\n" if item else "\n\n"
    begin = text.rfind(gap, 0, start) + len(gap) if gap in text[:start] else 0
    stop = text.find(gap, end)
    stop = len(text) if stop < 0 else stop
    return begin, min(stop, begin + _LONGEST)
