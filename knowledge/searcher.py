"""What is searched now: the live generation, or every vector compared where that cannot be trusted."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge import generation
from knowledge.chroma import ChromaUse
from knowledge.database import Database, State
from knowledge.encoder import Encoder
from knowledge.indexes import Exact, Index
from knowledge.ranking import Candidate, rank
from knowledge.reports import Text
from knowledge.types import Hit, Passage
from knowledge.units import embeddable, units
from knowledge.words import Glossary, Vocabulary, vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BEGINNING = 220
"""Characters of a document's beginning that tell what all of it is about, where its title does not."""
_WORDS_ALONE = "Until then the documents are searched by their words alone."
CANDIDATES = 60
"""How many passages the dense and the lexical search each hand to the ranking."""


@dataclass(frozen=True, slots=True)
class Live:
    """What a process has loaded for searching.

    Attributes:
        state: The database's state that this belongs to.
        identities: The passages' numbers in the database.
        passages: What is searched; the index counts in their order.
        vectors: A row a passage.
        texts: Documents, as far as they were needed yet.
        made: Candidates, as far as they were needed yet, still without similarities.
    """

    state: State
    identities: list[int]
    passages: list[Passage]
    vectors: NDArray[np.float32]
    index: Index
    vocabulary: Vocabulary
    texts: dict[str, Text] = field(default_factory=dict)
    made: dict[int, Candidate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        hits: Passages, best first.
        vocabulary: What the library teaches about words.
        texts: The hits' documents, by name.
        remark: Why words alone were compared, so that every similarity is 0, and what to do; empty where all is well.
    """

    hits: list[Hit]
    vocabulary: Vocabulary
    texts: Mapping[str, Text]
    remark: str = ""


class Searcher:
    """Searches a library's folder. Loads at first use, notices other processes' changes, safe in threads.

    Attributes:
        noticed: Documents that a search has found damaged, or cut otherwise than this program does.
    """

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
        self.noticed: set[str] = set()

    @property
    def loaded(self) -> bool:
        """Whether a search can be answered without loading anything first."""
        return self._encoder.loaded and self._live is not None

    def search(self, question: str, k: int) -> Found:
        """The best `k` passages. Raises EncoderUnavailable, where `by_words` finds some all the same."""
        return self._found(question, k, self._encoder.encode([question])[0])

    def by_words(self, question: str, k: int, why: str) -> Found:
        """The best `k` passages as far as their words tell; `why` is remarked."""
        return self._found(question, k, None, f"{why} {_WORDS_ALONE}")

    def _found(self, question: str, k: int, vector: NDArray[np.float32] | None, remark: str = "") -> Found:
        while True:
            live = self.live()
            if not live.passages:
                return Found([], live.vocabulary, {}, remark)
            if vector is not None and (why := self._other_vectors(live, vector)):
                vector, remark = None, f"{why} {_WORDS_ALONE}"
            dense = live.index.dense(vector, CANDIDATES) if vector is not None else []
            lexical = live.index.lexical(live.vocabulary.expanded(question), CANDIDATES)
            both = ([number for number, _ in dense], [number for number, _ in lexical])
            numbers = {live.identities[number]: number for found in both for number in found}
            state, vectors = self._database.units(list(numbers), live.vectors.shape[1])
            if state == live.state:  # else another process has just changed the library
                break
        candidates = {}
        for identity, number in numbers.items():
            made = self._candidate(live, number)
            if made:
                its = self._similarities(live, number, made, vectors.get(identity), vector)
                candidates[number] = replace(made, similarities=its)
        ranked = [[number for number in found if number in candidates] for found in both]
        hits = rank(question, candidates, ranked, k, vocabulary=live.vocabulary)
        return Found(hits, live.vocabulary, live.texts, remark)

    def _other_vectors(self, live: Live, vector: NDArray[np.float32]) -> str:
        """Why a question's vector cannot be compared with the library's; empty where it can."""
        if live.state.encoder != self._encoder.name:
            return (
                f"The library has been made anew with another embedding model, {live.state.encoder}; "
                "start the program again."
            )
        if live.vectors.shape[1] != len(vector):
            self.noticed.update(passage.document for passage in live.passages)
            return "The library's vectors are damaged; run: talent library rebuild."
        return ""

    def _similarities(
        self,
        live: Live,
        number: int,
        made: Candidate,
        rows: NDArray[np.float16] | None,
        vector: NDArray[np.float32] | None,
    ) -> tuple[float, ...]:
        """Cosines of a passage's units; its own for each of them where theirs are not those of today's units."""
        if vector is None:
            return (0.0,) * len(made.units)
        if rows is not None and len(rows) == len(made.units):
            return tuple(map(float, rows.astype("f4") @ vector))
        self.noticed.add(made.passage.document)
        return (float(live.vectors[number] @ vector),) * len(made.units)

    def _candidate(self, live: Live, number: int) -> Candidate | None:
        """A passage, still without similarities; None where its document does not have it."""
        made = live.made.get(number)
        if made is None:
            passage = live.passages[number]
            if passage.document not in live.texts:
                live.texts[passage.document] = self._text(passage)
            text = live.texts[passage.document].text
            own = text[passage.start : passage.end]
            whole = own.strip() and passage.text.endswith(own)
            if not whole and self._database.state() == live.state:  # else another process has just changed it
                self.noticed.add(passage.document)
            if not own.strip():
                return None
            its = tuple(units(passage, text))
            made = live.made[number] = Candidate(
                passage,
                f"{passage.title} {' '.join(text[:_BEGINNING].split())}",
                its,
                tuple(embeddable(unit, text) for unit in its),
                (),
            )
        return made

    def _text(self, passage: Passage) -> Text:
        known = self._database.text(passage.document)
        if known is None:  # it has just been removed; the next search will not find it
            return Text(passage.document, passage.title, "", None, "")
        text, stored = known
        return Text(stored.name, stored.title, stored.publisher, stored.year, text)

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
        self.noticed |= held.damaged
        learned = learned.with_glossary(self._glossary)
        return Live(held.state, held.identities, held.passages, held.vectors, index, learned)
