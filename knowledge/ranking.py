"""Dense and lexical candidates become one ranking. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.types import Hit, Passage, Unit
from knowledge.words import Vocabulary

_RANK_CONSTANT = 60
"""How quickly a lower place counts for less (the k of reciprocal rank fusion, Cormack and others 2009)."""
_COVERAGE, _NEAREST = 0.15, 0.15
"""What a candidate's best share of the question's words and its nearest unit's cosine add to fused ranks
(docs/retrieval.md says what each is worth)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with what it is ranked by.

    Attributes:
        about: What its document is called and how it begins, which goes for all of its passages.
        units: What it consists of.
        texts: The units' words, each under its lead-in or header.
        similarities: Cosines of the question and of each unit.
    """

    passage: Passage
    about: str
    units: tuple[Unit, ...]
    texts: tuple[str, ...]
    similarities: tuple[float, ...]


def rank(
    question: str,
    candidates: Mapping[int, Candidate],
    found: Sequence[Sequence[int]],
    k: int,
    *,
    vocabulary: Vocabulary,
) -> list[Hit]:
    """Fuse lists of candidates.

    Args:
        question: What was asked.
        candidates: The passages, by their numbers.
        found: What each kind of search found: numbers, best first.
        k: How many hits at most.
        vocabulary: What the library teaches about words.

    Returns:
        Hits, best first: reciprocal ranks of all lists added, the share of the question's telling words that one of
        the passage's units holds, and the cosine of the nearest one. The same text is there once. Equal scores keep
        the documents' order.
    """
    fused: dict[int, float] = {}
    for places in found:
        for place, number in enumerate(places):
            fused[number] = fused.get(number, 0.0) + 1 / (_RANK_CONSTANT + place)
    asked = vocabulary.asked(question)
    hits: list[Hit] = []
    for number, score in fused.items():
        one = candidates[number]
        around = vocabulary.held(f"{one.about} {one.passage.section}")
        held = max(asked.share(around | vocabulary.held(text)) for text in one.texts)
        nearest = max(one.similarities)
        total = score + _COVERAGE * held + _NEAREST * nearest
        hits.append(Hit(one.passage, total, nearest, held, one.about, one.units, one.similarities))
    hits.sort(key=lambda hit: (-hit.score, hit.passage.document, hit.passage.start))
    seen: set[str] = set()
    once: list[Hit] = []
    for hit in hits:
        words = " ".join(re.findall(r"\w+", hit.passage.text.lower()))
        if words not in seen:
            seen.add(words)
            once.append(hit)
        if len(once) >= k:
            break
    return once[:k]
