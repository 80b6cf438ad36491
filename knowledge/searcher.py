"""What is searched now: the live generation, or every vector compared where that cannot be trusted."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge import generation
from knowledge.chroma import ChromaUse
from knowledge.database import Database, State
from knowledge.encoder import Encoder
from knowledge.indexes import Exact, Index
from knowledge.ranking import rank
from knowledge.types import Hit, Passage
from knowledge.words import Vocabulary, vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CANDIDATES = 60
"""How many passages the dense and the lexical search each hand to the ranking."""


@dataclass(frozen=True, slots=True)
class Live:
    """What a process has loaded for searching.

    Attributes:
        state: The database's state that this belongs to.
        passages: What is searched; the index counts in their order.
    """

    state: State
    passages: list[Passage]
    vectors: NDArray[np.float32]
    index: Index
    vocabulary: Vocabulary


class Searcher:
    """Searches a library's folder. Loads at first use, notices other processes' changes, safe in threads."""

    def __init__(self, folder: Path, database: Database, encoder: Encoder, chroma: ChromaUse) -> None:
        self._folder = folder
        self._chroma = chroma
        self._database = database
        self._encoder = encoder
        self._live: Live | None = None
        self._loading = threading.Lock()

    @property
    def loaded(self) -> bool:
        """Whether a search can be answered without loading anything first."""
        return self._encoder.loaded and self._live is not None

    def search(self, question: str, k: int) -> list[Hit]:
        """The best `k` passages."""
        live = self.live()
        if not live.passages:
            return []
        vector = self._encoder.encode([question])[0]
        words = live.vocabulary.expanded(question)
        dense = live.index.dense(vector, CANDIDATES)
        lexical = live.index.lexical(words, CANDIDATES)
        return rank(question, live.passages, dense, lexical, k, vocabulary=live.vocabulary)

    def live(self) -> Live:
        """What is searched now: the same as last time unless the database says that it has changed."""
        state = self._database.state()
        live = self._live
        if live is not None and live.state == state:
            return live
        with self._loading:
            live = self._live
            if live is None or live.state != state:
                live = self._live = self._load()
        return live

    def _load(self) -> Live:
        state, passages, vectors = self._database.snapshot()
        try:
            index = generation.opened(self._folder, state.generation, state.content, vectors, self._chroma)
        except generation.Damaged as error:
            exact = Exact(passages, vectors, trouble=str(error))
            return Live(state, passages, vectors, exact, vocabulary(passages))
        return Live(state, passages, vectors, index, index.vocabulary)
