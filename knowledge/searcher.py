"""What is searched now: the live generation, or every vector compared where that cannot be trusted."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from knowledge import generation
from knowledge.chroma import ChromaUse
from knowledge.database import Database, State
from knowledge.encoder import Encoder
from knowledge.indexes import Exact, Index
from knowledge.ranking import rank
from knowledge.types import Hit, Passage
from knowledge.words import Glossary, Vocabulary, vocabulary

CANDIDATES = 60
"""How many passages the dense and the lexical search each hand to the ranking."""


@dataclass(frozen=True, slots=True)
class Live:
    """What a process has loaded for searching.

    Attributes:
        state: The database's state that this belongs to.
        identities: The passages' numbers in the database.
        passages: What is searched; the index counts in their order.
    """

    state: State
    identities: list[int]
    passages: list[Passage]
    index: Index
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        hits: Passages, best first.
        vocabulary: What the library teaches about words.
    """

    hits: list[Hit]
    vocabulary: Vocabulary


class Searcher:
    """Searches a library's folder. Loads at first use, notices other processes' changes, safe in threads."""

    def __init__(
        self, folder: Path, database: Database, encoder: Encoder, chroma: ChromaUse, glossary: Glossary
    ) -> None:
        self._glossary = glossary
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

    def search(self, question: str, k: int) -> Found:
        """The best `k` passages."""
        vector = self._encoder.encode([question])[0]
        while True:
            live = self.live()
            if not live.passages:
                return Found([], live.vocabulary)
            dense = live.index.dense(vector, CANDIDATES)
            lexical = live.index.lexical(live.vocabulary.expanded(question), CANDIDATES)
            wanted = {live.identities[i]: i for i, _ in (*dense, *lexical)}
            state, units = self._database.units(list(wanted))
            if state == live.state:  # else another process has just changed the library
                break
        cosines = {wanted[identity]: rows.astype("f4") @ vector for identity, rows in units.items()}
        nearest = {place: [float(one) for one in its] for place, its in cosines.items()}
        hits = rank(question, live.passages, dense, lexical, k, vocabulary=live.vocabulary, units=nearest)
        return Found(hits, live.vocabulary)

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
        held = self._database.snapshot()
        index: Index
        try:
            index = opened = generation.opened(
                self._folder, held.state.generation, held.state.content, held.vectors, self._chroma
            )
            learned = opened.vocabulary
        except generation.Damaged as error:
            index = Exact(held.passages, held.vectors, trouble=str(error))
            learned = vocabulary(held.passages)
        return Live(held.state, held.identities, held.passages, index, learned.with_glossary(self._glossary))
