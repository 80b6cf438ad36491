"""A generation's vectors in Chroma: in a folder of their own, or in a collection of a Chroma server."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EMBEDDED = "embedded"
_BATCH = 5_000
_EF_SEARCH = 400
_SECONDS = 5.0
"""A search waits no longer for a server: every vector is compared instead."""


@dataclass(frozen=True, slots=True)
class ChromaUse:
    """When Chroma finds the nearest vectors, and which one.

    Attributes:
        url: Address of a Chroma server, which is used for any number of passages then; None for Chroma in the
            library's folder.
        above: Up to so many passages every vector is compared instead: that is exact, and quicker than importing
            Chroma for one question (docs/retrieval.md has the figures).
    """

    url: str | None = None
    above: int = 20_000

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
    """

    def __init__(self, client: Any, name: str) -> None:
        self._collection = client.get_collection(name, embedding_function=None)

    def __len__(self) -> int:
        return int(self._collection.count())

    def nearest(self, vectors: NDArray[np.float32], count: int) -> list[list[int]]:
        """Places of the nearest to each of some vectors, nearest first."""
        if not count or not len(vectors):
            return []
        found = self._collection.query(query_embeddings=vectors, n_results=count, include=[])["ids"]
        return [[int(one) for one in ids] for ids in found]


def fill(client: Any, name: str, vectors: NDArray[np.float32], *, served: bool) -> None:
    """Put vectors into a new collection, whose distance is the cosine."""
    # of an embedded Chroma, each reader would have to write what has not been written yet
    at_once = {} if served else {"batch_size": 1, "sync_threshold": 1}
    settings = {"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH, **at_once}}
    collection = client.create_collection(name, embedding_function=None, configuration=settings)
    for start in range(0, len(vectors), _BATCH):
        batch = vectors[start : start + _BATCH]
        collection.upsert(ids=[str(start + i) for i in range(len(batch))], embeddings=batch)


def drop(client: Any, prefix: str, but: Sequence[str]) -> None:
    """Delete the collections whose names begin so, but for some."""
    for collection in client.list_collections():
        if collection.name.startswith(prefix) and collection.name not in but:
            client.delete_collection(collection.name)


def opened(place: str, folder: Path) -> AbstractContextManager[Any]:
    """A client, whatever the environment or a file called .env would have it do instead.

    Args:
        place: A server's address, or `EMBEDDED`.
        folder: Where an embedded Chroma's files lie.

    Raises:
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
    return _served(place, settings)


def _served(url: str, settings: Any) -> AbstractContextManager[Any]:
    """Chroma's own client, which would wait for ever and go through the environment's proxies, kept from both."""
    import chromadb
    import httpx

    limits: dict[str, Any] = {"timeout": _SECONDS, "trust_env": False}
    httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", **limits).raise_for_status()
    with _without_proxies():
        client: Any = chromadb.HttpClient(host=url, settings=settings)
    session = client._server._session
    client._server._session = httpx.Client(headers=session.headers, **limits)
    session.close()
    served: AbstractContextManager[Any] = client
    return served


@contextmanager
def _without_proxies() -> Iterator[None]:
    before = os.environ.get("NO_PROXY")
    os.environ["NO_PROXY"] = "*"
    try:
        yield
    finally:
        if before is None:
            del os.environ["NO_PROXY"]
        else:
            os.environ["NO_PROXY"] = before
