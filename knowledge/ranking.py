"""Dense and lexical candidates become one ranking. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.types import Hit, Passage
from knowledge.words import Vocabulary, terms

_RANK_CONSTANT = 60
"""How quickly a lower place counts for less (the k of reciprocal rank fusion, Cormack and others 2009)."""
_COVERAGE_WEIGHT = 0.1
_TITLE_WEIGHT = 0.03


def rank(
    question: str,
    passages: Sequence[Passage],
    dense: Sequence[tuple[int, float]],
    lexical: Sequence[tuple[int, float]],
    k: int,
    *,
    vocabulary: Vocabulary,
) -> list[Hit]:
    """Fuse two candidate lists.

    Args:
        question: What was asked.
        passages: The library's passages.
        dense: Indexes into them with cosines, best first.
        lexical: Indexes into them with BM25 scores, best first.
        k: How many hits at most.
        vocabulary: What these passages teach about words.

    Returns:
        Hits, best first: reciprocal ranks of both lists added, and the share of the question's telling words that a
        passage holds. The same text is there once. Equal scores keep the library's order.
    """
    cosines = dict(dense)
    fused: dict[int, float] = {}
    for candidates in (dense, lexical):
        for place, (index, _) in enumerate(candidates):
            fused[index] = fused.get(index, 0.0) + 1 / (_RANK_CONSTANT + place)
    asked = vocabulary.understood(question)
    hits: list[Hit] = []
    for index, score in fused.items():
        passage = passages[index]
        held = coverage(asked, f"{passage.section} {passage.text}", vocabulary)
        named = coverage(asked, f"{passage.title} {passage.section}", vocabulary)
        hits.append(
            Hit(
                passage,
                score + _COVERAGE_WEIGHT * held + _TITLE_WEIGHT * named,
                cosines.get(index, 0.0),
                held,
            )
        )
    hits.sort(key=lambda hit: (-hit.score, hit.passage.document, hit.passage.start))
    seen: set[str] = set()
    once: list[Hit] = []
    for hit in hits:
        words = " ".join(re.findall(r"\w+", hit.passage.text.lower()))
        if words not in seen:
            seen.add(words)
            once.append(hit)
    return once[:k]


def coverage(asked: Sequence[str], text: str, vocabulary: Vocabulary) -> float:
    """The share of the asked words, weighted by rarity, that a text holds as they are, shortened, or spelt out."""
    held = vocabulary.spelt_both_ways(terms(text))
    weights = {term: vocabulary.rarity(term) for term in asked}
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in held) / total if total else 0.0
