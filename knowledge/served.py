"""An embedding model that another program serves, at an address that speaks as OpenAI's does.

What a server sends is never trusted: neither to come, nor to end, nor to be what was asked for.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from knowledge.encoder import Encoder
from knowledge.errors import EncoderUnavailable

if TYPE_CHECKING:
    import httpx
    import numpy as np
    from numpy.typing import NDArray

_FIXED = "A talent conversation is held once a year."
"""What is embedded on connecting, to tell one model's vectors from another's."""
_TELLING = 16
"""The places of so many of that vector's largest numbers, with their signs, are a model's mark: rounding does not
change them, another model does."""
_AT_ONCE = 64
_CONNECT = 3.0
_FIRST, _QUESTION, _ANSWER = 30.0, 10.0, 60.0
"""Seconds that a server may take in all: at first, when it may have to load the model; for one text; for more."""
_REST = 10.0
"""Seconds for which a server that has just cost such a wait is not asked again: one answer takes several searches."""
_ROOM = 512 * 1024
"""Bytes of an answer for each text; the longest vectors in use take less than half."""

_T = TypeVar("_T")


class AnswerTooLong(Exception):
    """A server has sent more than anything it was asked for could be."""


class ServedEncoder(Encoder):
    """A model behind `URL/embeddings`.

    Args:
        url: The address, as far as `/v1`.
        model: What the server calls the model.
        patience: Seconds that any one answer may take in all; None for as many as suit what is asked.
    """

    def __init__(self, url: str, model: str, patience: float | None = None) -> None:
        self._url = url.rstrip("/")
        self._model = model
        self._patience = patience
        self._name = ""
        self._length = 0
        self._rest = (0.0, "")
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
                vector = self._vectors([_FIXED], _FIRST)[0]
                self._name = f"{self._prefix}{_mark(vector)}"

    def may_be(self, name: str) -> bool:
        """Whether vectors of that name are this model's, as far as can be told without asking the server."""
        return name == self._name if self._name else name.startswith(self._prefix)

    @property
    def _prefix(self) -> str:
        return f"{self._model}, served, "

    def _vectors(self, texts: Sequence[str], seconds: float | None = None) -> NDArray[np.float32]:
        import numpy as np

        seconds = self._patience or seconds or (_QUESTION if len(texts) == 1 else _ANSWER)
        parts = [texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)]
        return np.concatenate([self._batch([text or " " for text in part], seconds) for part in parts])

    def _batch(self, texts: list[str], seconds: float) -> NDArray[np.float32]:
        """One answer's vectors, of length 1 each, in the texts' order."""
        import numpy as np

        body = self._asked(texts, seconds)
        try:
            rows = sorted(json.loads(body)["data"], key=lambda row: row["index"])
            found = [row["embedding"] for row in rows]
            lengths = {len(one) for one in found}
            if len(lengths) > 1:
                raise self._unusable("its vectors are of different lengths")
            vectors = np.array(found, dtype=np.float64)
        except OverflowError as error:
            raise self._unusable("its vectors hold numbers that are none") from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._unusable("its answer is not one of an embeddings server") from error
        if len(vectors) != len(texts):
            raise self._unusable("it gave another number of vectors than texts")
        if vectors.ndim != 2 or not np.isfinite(vectors).all():
            raise self._unusable("its vectors hold numbers that are none")
        if not vectors.any(axis=1).all():
            raise self._unusable("its vectors are empty")
        length = vectors.shape[1]
        if self._length not in {0, length}:
            raise self._unusable(f"its vectors have {length} numbers and had {self._length} before")
        self._length = length
        vectors /= np.abs(vectors).max(axis=1, keepdims=True)  # so that no square is too large
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def _asked(self, texts: list[str], seconds: float) -> bytes:
        """The body of one answer, whole and in time."""
        import httpx

        until, why = self._rest
        if time.monotonic() < until:
            raise self._unusable(why)
        try:
            with client(seconds, _ROOM * len(texts)) as connection:
                return within(seconds, partial(self._posted, connection, texts))
        except (TimeoutError, httpx.TimeoutException) as error:
            raise self._given_up("it did not answer in time") from error
        except httpx.HTTPStatusError as error:
            raise self._unusable(f"it answered {error.response.status_code}") from error
        except AnswerTooLong as error:
            raise self._unusable("its answer is far too long") from error
        except (httpx.ReadError, httpx.ProtocolError) as error:
            raise self._unusable("its answer breaks off") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise self._given_up("it cannot be reached") from error

    def _posted(self, connection: httpx.Client, texts: list[str]) -> bytes:
        answer = connection.post(f"{self._url}/embeddings", json={"model": self._model, "input": texts})
        return answer.raise_for_status().content

    def _given_up(self, why: str) -> EncoderUnavailable:
        self._rest = (time.monotonic() + _REST, why)
        return self._unusable(why)

    def _unusable(self, why: str) -> EncoderUnavailable:
        return EncoderUnavailable(
            f"The embeddings server {self._url}: {why}; check embeddings_url and that it serves {self._model}."
        )


def client(seconds: float, most: int) -> httpx.Client:
    """A client for a server that may do anything.

    Args:
        seconds: How long it may be silent, and how long a body may take to come.
        most: Bytes that a body may have; AnswerTooLong is raised beyond.

    Returns:
        One that sends texts to their address and nowhere else: no proxy of the environment's stands between.
    """
    import httpx

    class Counted(httpx.SyncByteStream):
        def __init__(self, stream: httpx.SyncByteStream) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            end, size = time.monotonic() + seconds, 0
            for part in self._stream:
                size += len(part)
                if size > most:
                    raise AnswerTooLong(f"more than {most} bytes")
                if time.monotonic() > end:
                    raise httpx.ReadTimeout("its body takes too long")
                yield part

        def close(self) -> None:
            self._stream.close()

    def count(answer: httpx.Response) -> None:
        answer.stream = Counted(answer.stream)  # type: ignore[arg-type]  # a client of this kind has no other
        answer.headers.pop("content-encoding", None)  # none was asked for, and a few bytes would become many

    return httpx.Client(
        timeout=httpx.Timeout(seconds, connect=min(_CONNECT, seconds)),
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [count]},
        trust_env=False,
    )


def within(seconds: float, call: Callable[[], _T]) -> _T:
    """What a call gives, if it comes back in time.

    A server that sends a byte now and then keeps every single wait short, and the whole going for ever.

    Raises:
        TimeoutError: it has not; it goes on in a thread that keeps nothing from ending.
    """
    outcome: Future[_T] = Future()

    def work() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is raised where the outcome is waited for
            outcome.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return outcome.result(seconds)


def _mark(vector: NDArray[np.float32]) -> str:
    import numpy as np

    places = np.sort(np.argsort(-np.abs(vector))[:_TELLING])
    said = ",".join(f"{place}{'+' if vector[place] > 0 else '-'}" for place in places)
    return hashlib.sha256(f"{len(vector)}:{said}".encode()).hexdigest()[:8]
