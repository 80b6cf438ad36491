"""What a search asks of an index, and the index that needs no files: every vector compared, every word counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from knowledge.words import terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from knowledge.types import Passage

Ranked = list[tuple[int, float]]
"""Indexes into the passages with a cosine or a BM25 score, best first."""


class Index(Protocol):
    """Nearest passages by meaning and by words, whether they lie in files or in memory.

    Attributes:
        trouble: Why it is not what the library should be searched with; empty where all is well.
    """

    trouble: str

    def dense(self, vector: NDArray[np.float32], count: int) -> Ranked:
        """The passages whose vectors are nearest to one, with their cosines."""

    def lexical(self, words: Sequence[str], count: int) -> Ranked:
        """The passages that hold the words, with their BM25 scores, none of them 0."""


class Exact:
    """All vectors compared, the words' index made in memory: the fallback, and the referee in tests."""

    def __init__(self, passages: Sequence[Passage], vectors: NDArray[np.float32], trouble: str = "") -> None:
        self.trouble = trouble
        self._vectors = vectors
        self._words = words_index(passages)

    def dense(self, vector: NDArray[np.float32], count: int) -> Ranked:
        """See `Index`."""
        return nearest(self._vectors, vector, count)

    def lexical(self, words: Sequence[str], count: int) -> Ranked:
        """See `Index`."""
        return best_by_words(self._words, words, count)


def nearest(vectors: NDArray[np.float32], vector: NDArray[np.float32], count: int) -> Ranked:
    """The rows of a matrix that are nearest to a vector, with their cosines; equal ones keep their order."""
    return _best(vectors @ vector, count) if len(vectors) else []


def words_index(passages: Sequence[Passage]) -> Any:
    """A bm25s index of passages' words under their headings; None where there is no word at all."""
    import bm25s

    tokens = [terms(f"{passage.section} {passage.text}") for passage in passages]
    if not any(tokens):
        return None
    index = bm25s.BM25()
    index.index(tokens, show_progress=False)
    return index


def best_by_words(index: Any, words: Sequence[str], count: int) -> Ranked:
    """The best of a bm25s index; equal scores keep the passages' order."""
    if index is None or not words:
        return []
    return [(i, score) for i, score in _best(index.get_scores(list(words)), count) if score > 0]


def _best(scores: NDArray[np.float32], count: int) -> Ranked:
    import numpy as np

    some = np.arange(len(scores))
    if count < len(scores):  # to sort all of many would take longest
        some = np.flatnonzero(scores >= np.partition(scores, -count)[-count])
    order = some[np.argsort(-scores[some], kind="stable")][:count]
    return [(int(i), float(scores[i])) for i in order]
