"""A generation's vectors in Chroma: in a folder of their own, or in a collection of a Chroma server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar

from knowledge.served import client as bounded
from knowledge.served import within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EMBEDDED = "embedded"
PATIENCE = 5.0
"""Seconds that a server may take where nothing else is said."""
_BATCH = 5_000
_EF_SEARCH = 400
_FILLING = 60.0
"""Seconds that a server may take over one batch of vectors."""
_LONGEST = 64 * 1024 * 1024
"""Bytes of a server's answer; identifiers and names of collections are all that is ever asked for."""

_T = TypeVar("_T")


class ServerSilent(Exception):
    """A Chroma server that has not answered in time."""


@dataclass(frozen=True, slots=True)
class ChromaUse:
    """When Chroma finds the nearest vectors, and which one.

    Attributes:
        url: Address of a Chroma server, which is used for any number of passages then; None for Chroma in the
            library's folder.
        above: Up to so many passages every vector is compared instead: that is exact, and quicker than importing
            Chroma for one question (docs/retrieval.md has the figures).
        patience: Seconds that a server may take over anything but a batch of vectors; a search that waits longer
            compares every vector instead.
    """

    url: str | None = None
    above: int = 20_000
    patience: float = PATIENCE

    def place(self, passages: int) -> str:
        """Where the vectors of so many passages lie: a server's address, `EMBEDDED`, or nowhere (empty)."""
        if self.url:
            return self.url
        return EMBEDDED if passages > self.above else ""


class Collection:
    """Vectors in Chroma, found by their places: 0, 1, 2, …

    Args:
        client: An opened client.
        name: The collection's name.
        patience: Seconds that any call may take before ServerSilent is raised; None for an embedded Chroma.
    """

    def __init__(self, client: Any, name: str, patience: float | None = None) -> None:
        self._patience = patience
        self._collection = _told(partial(client.get_collection, name, embedding_function=None), patience)

    def __len__(self) -> int:
        return int(_told(self._collection.count, self._patience))

    def nearest(self, vectors: NDArray[np.float32], count: int) -> list[list[int]]:
        """Places of the nearest to each of some vectors, nearest first."""
        if not count or not len(vectors):
            return []
        ask = partial(self._collection.query, query_embeddings=vectors, n_results=count, include=[])
        return [[int(one) for one in ids] for ids in _told(ask, self._patience)["ids"]]


def fill(client: Any, name: str, vectors: NDArray[np.float32], patience: float | None = None) -> None:
    """Put vectors into a new collection, whose distance is the cosine.

    Args:
        client: An opened client.
        name: The collection's name.
        vectors: A row each.
        patience: Of a server, seconds that it may take over making the collection; None for an embedded Chroma.
    """
    # of an embedded Chroma, each reader would have to write what has not been written yet
    at_once = {} if patience else {"batch_size": 1, "sync_threshold": 1}
    settings = {"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH, **at_once}}
    make = partial(client.create_collection, name, embedding_function=None, configuration=settings)
    collection = _told(make, patience)
    for start in range(0, len(vectors), _BATCH):
        batch = vectors[start : start + _BATCH]
        places = [str(start + i) for i in range(len(batch))]
        _told(partial(collection.upsert, ids=places, embeddings=batch), patience and max(patience, _FILLING))


def drop(client: Any, prefix: str, but: Sequence[str], patience: float) -> None:
    """Delete a server's collections whose names begin so, but for some."""
    for collection in _told(client.list_collections, patience):
        if collection.name.startswith(prefix) and collection.name not in but:
            _told(partial(client.delete_collection, collection.name), patience)


def opened(place: str, folder: Path, patience: float = PATIENCE) -> AbstractContextManager[Any]:
    """A client, whatever the environment or a file called .env would have it do instead.

    Args:
        place: A server's address, or `EMBEDDED`.
        folder: Where an embedded Chroma's files lie.
        patience: Seconds that a server may take.

    Raises:
        ServerSilent: a server takes longer.
        BaseException: whatever Chroma raises; its Rust part goes beyond Exception.
    """
    import chromadb
    from chromadb.config import Settings

    settings = Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        chroma_otel_collection_endpoint="",
    )
    if place == EMBEDDED:
        embedded: AbstractContextManager[Any] = chromadb.PersistentClient(str(folder), settings=settings)
        return embedded
    return _told(partial(_served, place, settings), patience)


def _served(url: str, settings: Any) -> AbstractContextManager[Any]:
    """Chroma's own client, which would wait for ever and go through the environment's proxies, kept from both."""
    import chromadb
    import chromadb.api.fastapi

    # it asks its server before anybody could give it another session
    chromadb.api.fastapi.httpx = SimpleNamespace(Client=lambda **_: bounded(_FILLING, _LONGEST))
    with bounded(_FILLING, _LONGEST) as connection:
        connection.get(f"{url.rstrip('/')}/api/v2/heartbeat").raise_for_status()
    served: AbstractContextManager[Any] = chromadb.HttpClient(host=url, settings=settings)
    return served


def _told(ask: Callable[[], _T], patience: float | None) -> _T:
    """What Chroma says to a question; errors as in `opened`."""
    if patience is None:
        return ask()
    try:
        return within(patience, ask)
    except TimeoutError as error:
        raise ServerSilent(f"the server of chroma_url did not answer within {patience:g} s") from error
