"""An embedding model that another program serves, at an address that speaks as OpenAI's does."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from knowledge.encoder import Encoder
from knowledge.errors import EncoderUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FIXED = "A talent conversation is held once a year."
"""What is embedded on connecting, to tell one model's vectors from another's."""
_TELLING = 16
"""The places of so many of that vector's largest numbers, with their signs, are a model's mark: rounding does not
change them, another model does."""
_AT_ONCE = 64
_CONNECT, _ANSWER = 3.0, 30.0
"""Seconds that a server may take."""


class ServedEncoder(Encoder):
    """A model behind `URL/embeddings`.

    Args:
        url: The address, as far as `/v1`.
        model: What the server calls the model.
    """

    def __init__(self, url: str, model: str) -> None:
        self._url = url.rstrip("/")
        self._model = model
        self._name = ""
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The model and a mark of its vectors: another model behind the same address has another name."""
        self.load()
        return self._name

    @property
    def loaded(self) -> bool:
        """Whether the server has been asked once."""
        return bool(self._name)

    def load(self) -> None:
        """Ask the server for the vector of a fixed sentence."""
        with self._lock:
            if not self._name:
                self._name = f"{self._model}, served, {_mark(self._vectors([_FIXED])[0])}"

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        rows: list[Any] = []
        for start in range(0, len(texts), _AT_ONCE):
            batch = [text or " " for text in texts[start : start + _AT_ONCE]]
            rows += self._asked(batch)
        try:
            vectors = np.array(rows, dtype=np.float32)
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        except (ValueError, TypeError) as error:
            raise self._unusable("its vectors are of different lengths") from error
        if vectors.ndim != 2 or not lengths.all():
            raise self._unusable("its vectors are empty")
        return np.asarray(vectors / lengths, dtype=np.float32)

    def _asked(self, texts: list[str]) -> list[Any]:
        import httpx

        try:
            # no proxy of the environment's stands between: texts go to this address and nowhere else
            answer = httpx.post(
                f"{self._url}/embeddings",
                json={"model": self._model, "input": texts},
                timeout=httpx.Timeout(_ANSWER, connect=_CONNECT),
                trust_env=False,
            )
            answer.raise_for_status()
            rows = sorted(answer.json()["data"], key=lambda row: row["index"])
            found = [row["embedding"] for row in rows]
        except httpx.TimeoutException as error:
            raise self._unusable("it did not answer in time") from error
        except httpx.HTTPStatusError as error:
            raise self._unusable(f"it answered {error.response.status_code}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unusable("it cannot be reached") from error
        except (ValueError, KeyError, TypeError) as error:
            raise self._unusable("its answer is not one of an embeddings server") from error
        if len(found) != len(texts):
            raise self._unusable("it gave another number of vectors than texts")
        return found

    def _unusable(self, why: str) -> EncoderUnavailable:
        return EncoderUnavailable(
            f"The embeddings server {self._url}: {why}; check embeddings_url and that it serves {self._model}."
        )


def _mark(vector: NDArray[np.float32]) -> str:
    import numpy as np

    places = np.sort(np.argsort(-np.abs(vector))[:_TELLING])
    said = ",".join(f"{place}{'+' if vector[place] > 0 else '-'}" for place in places)
    return hashlib.sha256(f"{len(vector)}:{said}".encode()).hexdigest()[:8]
