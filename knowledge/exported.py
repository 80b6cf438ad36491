"""Embedding models as ONNX graphs: exported once from sentence-transformers, verified, then run without torch.

Importing torch and sentence-transformers takes seconds and hundreds of megabytes; a graph of the same model, with its
pooling and normalising inside, gives the same vectors in a fraction of both. What cannot be exported, or comes out
different, is run by sentence-transformers as before.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import secrets
import shutil
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

FORMAT = 1
TOLERANCE = 1e-5
"""The largest difference in any number of a vector that counts as equal; float32 rounding is below it."""
_OPSET = 17
_GRAPH, _TOKENIZER, _MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"
_TOKENS_AT_ONCE = 4_096
"""Texts of like length are run together as long as they make no more tokens, padding included, than this."""
_SHORTEST = 16
_FED = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
"""What a graph asks for, and what tokenizers calls it."""
_TRIED = (
    "talent",
    "",
    "Who may nominate somebody for a talent pool?",
    "Les compétences – 75 % of the panel’s members, £30k, e-mail a.b@c.org; 多样性",
    "A manager prepares for the conversation. " * 5,
    "Succession cover is amber when one person could take a post over within a year. " * 60,
)
"""Texts whose vectors have to be the same: short, empty, of several scripts, and longer than a model reads."""


class NotExported(Exception):
    """There is no usable export, for a reason that is no fault: sentence-transformers is used instead."""


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What an export is of.

    Attributes:
        model: The encoder's name, which holds the weights' digest.
        made_with: Versions of the libraries that made it.
        longest: Tokens after which the model stops reading.
        padding: Id of the token that fills shorter texts up.
        files: SHA-256 by file name.
        trouble: Why these versions could not export the model; empty where they could.
    """

    format: int
    model: str
    made_with: str
    longest: int = 0
    padding: int = 0
    padding_token: str = ""
    files: dict[str, str] = field(default_factory=dict)
    trouble: str = ""


class Exported:
    """A verified export, opened: texts in, vectors out.

    Args:
        place: The export's folder.
        model: The name of the encoder that it has to be of.

    Raises:
        NotExported: there is none, or it is damaged.
    """

    def __init__(self, place: Path, model: str) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        manifest = _manifest(place, model)
        if manifest is None or manifest.trouble:
            raise NotExported(manifest.trouble if manifest else "it has not been exported yet")
        try:
            for name, digest in manifest.files.items():
                if _digest(place / name) != digest:
                    raise NotExported(f"{place / name} has changed")
            self._tokenizer = Tokenizer.from_file(str(place / _TOKENIZER))
            options = onnxruntime.SessionOptions()
            options.log_severity_level = 4
            self._session = onnxruntime.InferenceSession(
                str(place / _GRAPH), options, providers=["CPUExecutionProvider"]
            )
        except NotExported:
            raise
        except Exception as error:  # both libraries raise what they like about files they cannot use
            raise NotExported(f"{place} cannot be opened ({type(error).__name__})") from error
        self._tokenizer.enable_truncation(manifest.longest)
        self._tokenizer.enable_padding(pad_id=manifest.padding, pad_token=manifest.padding_token)
        self._inputs = [one.name for one in self._session.get_inputs()]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts, a row each, of length 1."""
        import numpy as np

        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        rows: list[Any] = [None] * len(texts)
        while order:
            longest = len(self._tokenizer.encode(texts[order[0]]).ids)
            size = max(1, _TOKENS_AT_ONCE // max(longest, _SHORTEST))
            batch, order = order[:size], order[size:]
            for i, vector in zip(batch, self._run([texts[i] for i in batch]), strict=True):
                rows[i] = vector
        return np.asarray(rows, dtype=np.float32)

    def _run(self, texts: list[str]) -> Any:
        import numpy as np

        tokens = self._tokenizer.encode_batch(texts)
        fed = {
            name: np.array([getattr(one, _FED[name]) for one in tokens], dtype=np.int64)
            for name in self._inputs
        }
        return self._session.run(None, fed)[0]


def place_of(folder: Path, model: str) -> Path:
    """Where the export of a model lies in the folder of exports."""
    return folder / re.sub(r"[^\w.@-]", "_", model)


def worth_trying(place: Path, model: str) -> bool:
    """Whether these versions have not yet tried in vain."""
    manifest = _manifest(place, model)
    return manifest is None or not manifest.trouble or manifest.made_with != _made_with()


def export(place: Path, model: str, original: SentenceTransformer) -> Exported:
    """Export a loaded model, and verify that the export gives the same vectors.

    Args:
        place: The export's folder; made, whole or not at all.
        model: The encoder's name.
        original: The model.

    Raises:
        NotExported: it cannot be exported, gives other vectors, or cannot be written. That the model is at fault is
            remembered, so that it is not tried again before the versions change.
    """
    work = place.with_name(f".{secrets.token_hex(8)}")
    try:
        work.mkdir(mode=0o700, parents=True)
        try:
            _write(work, model, original)
            _compare(Exported(work, model), original)
        except (
            Exception
        ) as error:  # torch's exporter raises what it likes about a model that it does not know
            if isinstance(error, OSError):
                raise
            trouble = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
            shutil.rmtree(work)
            work.mkdir(mode=0o700)
            _note(work, _Manifest(FORMAT, model, _made_with(), trouble=trouble))
        shutil.rmtree(place, ignore_errors=True)
        with contextlib.suppress(OSError):  # another process has been quicker, with the same model
            work.rename(place)
        return Exported(place, model)
    except OSError as error:
        raise NotExported(f"{place} cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write(work: Path, model: str, original: SentenceTransformer) -> None:
    import torch

    tokens = original.tokenize(list(_TRIED[:3]))
    names = [name for name in tokens if name in _FED]

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.original = original

        def forward(self, *fed: torch.Tensor) -> torch.Tensor:
            found = self.original(dict(zip(names, fed, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(found, p=2, dim=1)

    axes = {name: {0: "texts", 1: "tokens"} for name in names}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Graph().eval(),
            tuple(tokens[name] for name in names),
            str(work / _GRAPH),
            input_names=names,
            output_names=["vectors"],
            dynamic_axes={**axes, "vectors": {0: "texts"}},
            opset_version=_OPSET,
            dynamo=False,  # by tracing: a fifth of the time, and the graph runs batches half as fast again
        )
    tokenizer = original.tokenizer
    tokenizer.backend_tokenizer.save(str(work / _TOKENIZER))
    files = {name: _digest(work / name) for name in (_GRAPH, _TOKENIZER)}
    manifest = _Manifest(
        FORMAT,
        model,
        _made_with(),
        longest=int(original.get_max_seq_length() or tokenizer.model_max_length),
        padding=int(tokenizer.pad_token_id),
        padding_token=str(tokenizer.pad_token),
        files=files,
    )
    _note(work, manifest)


def _compare(exported: Exported, original: SentenceTransformer) -> None:
    import numpy as np

    want = original.encode(
        list(_TRIED), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
    )
    worst = float(np.abs(exported.encode(_TRIED) - want).max())
    if not worst <= TOLERANCE:
        raise NotExported(f"its vectors differ by up to {worst:.2g}")


def _note(work: Path, manifest: _Manifest) -> None:
    (work / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def _manifest(place: Path, model: str) -> _Manifest | None:
    """What an export says of itself; None where there is none of this model that this program could read."""
    try:
        manifest = _Manifest(**json.loads((place / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return manifest if (manifest.format, manifest.model) == (FORMAT, model) else None


def _made_with() -> str:
    return " ".join(f"{name} {version(name)}" for name in ("torch", "sentence-transformers", "onnxruntime"))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
