"""What a sentence means among some choices, by its nearness to what people are known to say for each.

Sayings (`assistant/data/sayings.yaml`) are near one another by their embeddings and by the words and pairs of words
that they share, and a linear model over both is fitted to them in closed form (kernel ridge regression on one-of-k
targets; Saunders, Gammerman and Vovk 1998). No language model takes part.
"""

from __future__ import annotations

import hashlib
import math
import re
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant import data_file
from knowledge.errors import EncoderUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAYINGS = Path(__file__).parent.parent / "data" / "sayings.yaml"
AGAIN = "again"
"""The class of what is no answer yet."""
_RIDGE, _WORDS = 0.5, 2.0
"""How strongly single sayings are smoothed over, and how much shared words count beside meaning: the best of 0.5, 1 and
of 0, 0.3, 0.6, 1, 2 by leaving one saying out (right 0.60 without words, 0.66 with them; wrong 0.17 and 0.10)."""
_WORD = re.compile(r"[a-z']+")

Encode = Callable[[Sequence[str]], "NDArray[np.float32]"]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


class Sayings(BaseModel):
    """What people say, by field and option."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    sayings: dict[str, Annotated[dict[str, tuple[Said, ...]], Field(min_length=2)]]


@cache
def sayings(path: Path = SAYINGS) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The sayings of a file. Raises GuideError: says in which line."""
    return data_file.load(path, Sayings, "list of sayings").sayings


@dataclass(frozen=True, slots=True)
class _Fitted:
    """The options, the sayings' vectors and words, and what each saying adds to each option."""

    keys: tuple[str, ...]
    vectors: NDArray[np.float32]
    words: _Words
    weights: NDArray[np.float64]

    def near(self, text: str, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """How near a text is to each saying."""
        nearness: NDArray[np.float64] = self.vectors @ vector + _WORDS * self.words.near(text)
        return nearness


class _Words:
    """Texts by the words and pairs of words in them, rare ones counting more: the cosine of logarithmic weights."""

    def __init__(self, texts: Sequence[str]) -> None:
        import numpy as np

        self._texts = len(texts)
        counted = [Counter(_runs(text)) for text in texts]
        frequency = Counter(run for counts in counted for run in counts)
        self._rarity = {run: math.log(1 + self._texts / times) for run, times in frequency.items()}
        self._where: dict[str, list[tuple[int, float]]] = {}
        for number, counts in enumerate(counted):
            length = self._length(counts)
            for run, times in counts.items():
                self._where.setdefault(run, []).append((number, times * self._rarity[run] / length))
        self.alike = np.array([self.near(text) for text in texts])

    def near(self, text: str) -> NDArray[np.float64]:
        """The cosine of a text with each of the texts."""
        import numpy as np

        counts = Counter(run for run in _runs(text) if run in self._rarity)
        length = self._length(counts)
        found = np.zeros(self._texts)
        for run, times in counts.items():
            for number, weight in self._where[run]:
                found[number] += weight * times * self._rarity[run] / length
        return found

    def _length(self, counts: Mapping[str, int]) -> float:
        return math.sqrt(math.fsum((times * self._rarity[run]) ** 2 for run, times in counts.items())) or 1.0


def _runs(text: str) -> list[str]:
    words = _WORD.findall(text.lower().replace("’", "'"))
    return [*words, *(f"{one} {other}" for one, other in pairwise(words))]


class Meanings:
    """Fitted at the first question of each field; safe in threads.

    Args:
        encode: Texts to vectors of length 1.
        folder: Where the sayings' vectors are kept, so that only the first process ever embeds them; None keeps none.
        model: The name of what `encode` runs; other vectors have another name.
    """

    def __init__(
        self, encode: Encode, folder: Path | None = None, model: Callable[[], str] = lambda: ""
    ) -> None:
        self._encode = encode
        self._folder = folder
        self._model = model
        self._fitted: dict[str, _Fitted] = {}
        self._lock = threading.Lock()

    def of(self, field: str, text: str) -> dict[str, float]:
        """How near a text is to what is said for each option of a field, and for none of them (`AGAIN`).

        Args:
            field: The field's id.
            text: What was said.

        Returns:
            A number per option, about 1 for what is certainly meant and about 0 for what is not; empty where no
            sayings are known for the field, or the encoder cannot be used: names and phrases have to do then.
        """
        if field not in sayings():
            return {}
        try:
            with self._lock:
                fitted = self._fitted.get(field) or self._fit(field)
            vector = self._encode([text])[0]
        except EncoderUnavailable:
            return {}
        nearness = fitted.near(text, vector) @ fitted.weights
        return dict(zip(fitted.keys, map(float, nearness), strict=True))

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The texts' vectors, from the file that has them where there is one."""
        import numpy as np

        if self._folder is None:
            return self._encode(texts)
        digest = hashlib.sha256("\n".join([self._model(), *texts]).encode()).hexdigest()[:32]
        path = self._folder / f"{digest}.npy"
        try:
            kept: NDArray[np.float32] = np.load(path)
            if kept.shape[:1] == (len(texts),):
                return kept
        except (OSError, ValueError, EOFError):
            pass  # none yet, or a damaged one: embedded again
        vectors = self._encode(texts)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                np.save(file, vectors)
            Path(file.name).replace(path)
        except OSError:
            pass  # a full disk costs the next process its time, and nobody an answer
        return vectors

    def _fit(self, field: str) -> _Fitted:
        import numpy as np

        said = [(key, text) for key, texts in sayings()[field].items() for text in texts]
        keys = tuple(sayings()[field])
        texts = [text for _, text in said]
        vectors, words = self._vectors(texts), _Words(texts)
        wanted = np.array([[float(key == one) for one in keys] for key, _ in said])
        kernel = vectors @ vectors.T + _WORDS * words.alike + _RIDGE * np.eye(len(said))
        fitted = self._fitted[field] = _Fitted(keys, vectors, words, np.linalg.solve(kernel, wanted))
        return fitted
