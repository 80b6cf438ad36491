"""What a sentence means among some choices, by its nearness to what people are known to say for each.

Sayings (`assistant/data/sayings.yaml`) are embedded, and a linear model over the embeddings is fitted to them in closed
form (kernel ridge regression on one-of-k targets; Saunders, Gammerman and Vovk 1998). No language model takes part.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
_RIDGE = 1.0
"""How strongly single sayings are smoothed over; the best of 0.3, 1 and 3 by leaving one saying out."""

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
    keys: tuple[str, ...]
    vectors: NDArray[np.float32]
    weights: NDArray[np.float64]


class Meanings:
    """Fitted at the first question of each field; safe in threads.

    Args:
        encode: Texts to vectors of length 1.
    """

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
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
        nearness = vector @ fitted.vectors.T @ fitted.weights
        return dict(zip(fitted.keys, map(float, nearness), strict=True))

    def _fit(self, field: str) -> _Fitted:
        import numpy as np

        said = [(key, text) for key, texts in sayings()[field].items() for text in texts]
        keys = tuple(sayings()[field])
        vectors = self._encode([text for _, text in said])
        wanted = np.array([[float(key == one) for one in keys] for key, _ in said])
        kernel = vectors @ vectors.T + _RIDGE * np.eye(len(said))
        fitted = self._fitted[field] = _Fitted(keys, vectors, np.linalg.solve(kernel, wanted))
        return fitted
