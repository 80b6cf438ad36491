"""Dense and lexical candidates become one ranking. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from knowledge.types import Hit, Passage
from knowledge.words import Vocabulary

_RANK_CONSTANT = 60
"""How quickly a lower place counts for less (the k of reciprocal rank fusion, Cormack and others 2009)."""
_COVERAGE, _TITLE, _NEAREST = 0.1, 0.03, 0.1
"""What a passage's share of the question's words, its headings' share, and its nearest unit add to fused ranks
(docs/retrieval.md says what each is worth)."""


def rank(
    question: str,
    passages: Sequence[Passage],
    dense: Sequence[tuple[int, float]],
    lexical: Sequence[tuple[int, float]],
    k: int,
    *,
    vocabulary: Vocabulary,
    units: Mapping[int, Sequence[float]],
) -> list[Hit]:
    """Fuse two candidate lists.

    Args:
        question: What was asked.
        passages: The library's passages.
        dense: Indexes into them with cosines, best first.
        lexical: Indexes into them with BM25 scores, best first.
        k: How many hits at most.
        vocabulary: What these passages teach about words.
        units: Cosines of the question and of each candidate's units.

    Returns:
        Hits, best first: reciprocal ranks of both lists added, the share of the question's telling words that a
        passage holds, and the cosine of its nearest unit. The same text is there once. Equal scores keep the
        library's order.
    """
    fused: dict[int, float] = {}
    for candidates in (dense, lexical):
        for place, (index, _) in enumerate(candidates):
            fused[index] = fused.get(index, 0.0) + 1 / (_RANK_CONSTANT + place)
    asked = vocabulary.asked(question)
    hits: list[Hit] = []
    for index, score in fused.items():
        passage = passages[index]
        held = asked.share(vocabulary.held(f"{passage.section} {passage.text}"))
        named = asked.share(vocabulary.held(f"{passage.title} {passage.section}"))
        cosines = tuple(units.get(index, ()))
        nearest = max(cosines, default=0.0)
        total = score + _COVERAGE * held + _TITLE * named + _NEAREST * nearest
        hits.append(Hit(passage, total, nearest, held, cosines))
    hits.sort(key=lambda hit: (-hit.score, hit.passage.document, hit.passage.start))
    seen: set[str] = set()
    once: list[Hit] = []
    for hit in hits:
        words = " ".join(re.findall(r"\w+", hit.passage.text.lower()))
        if words not in seen:
            seen.add(words)
            once.append(hit)
        if len(once) == k:
            break
    return once[:k]
