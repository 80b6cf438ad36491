"""One encoder for several processes of a machine: it lives in one of them, the others ask it by a socket.

The socket is a file that its owner alone can open, in a folder that is theirs alone. A request is a line of JSON, a
list of texts; the answer a line of JSON that says what follows, and the vectors as float32.
"""

from __future__ import annotations

import json
import os
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from knowledge import child
from knowledge.encoder import Encoder, LocalEncoder
from knowledge.errors import EncoderUnavailable, KnowledgeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FIXED = "A talent conversation is held once a year."
"""What is embedded on connecting, to tell that the model behind the socket is still the same."""
_ALIKE = 0.999
_READY = "ready"
_AT_ONCE = 64
_LONGEST_LINE = 8 << 20
_LONGEST_HEADER = 4_096
_PATIENCE = 30.0
"""Seconds that an answer may take."""


class SharedEncoder(Encoder):
    """The encoder of another process of this machine.

    Args:
        path: The socket.
        patience: Seconds that an answer may take.
    """

    def __init__(self, path: Path, patience: float = _PATIENCE) -> None:
        self._path = path
        self._patience = patience
        self._lock = threading.Lock()
        self._stream: IO[bytes] | None = None
        self._name = ""
        self._fixed: NDArray[np.float32] | None = None

    @property
    def name(self) -> str:
        """What the other process's encoder is called: vectors made here and there belong together."""
        self.load()
        return self._name

    @property
    def loaded(self) -> bool:
        """Whether the other process has been asked once."""
        return bool(self._name)

    def load(self) -> None:
        """Connect, and ask for the vector of a fixed sentence. Raises EncoderUnavailable."""
        with self._lock:
            if not self._name:
                self._connected()

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        parts = [texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)]
        with self._lock:
            return np.concatenate([self._asked(part) for part in parts])

    def _asked(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors by the connection that there is; where it has broken, by another one."""
        if self._stream is not None:
            with suppress(OSError, ValueError):
                return self._exchange(self._stream, texts)
            self._disconnect()
        try:
            return self._exchange(self._connected(), texts)
        except (OSError, ValueError) as error:
            self._disconnect()
            raise self._unusable("does not answer") from error

    def _connected(self) -> IO[bytes]:
        import numpy as np

        if self._stream is None:
            try:
                connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                connection.settimeout(self._patience)
                connection.connect(str(self._path))
                self._stream = stream = cast(IO[bytes], connection.makefile("rwb"))
                connection.close()  # the stream keeps it
                fixed = self._exchange(stream, [_FIXED])[0]
            except (OSError, ValueError) as error:
                self._disconnect()
                raise self._unusable("cannot be reached") from error
            if self._fixed is not None and not float(np.dot(self._fixed, fixed)) >= _ALIKE:
                self._disconnect()
                raise self._unusable("is another model now")
            self._fixed = fixed
            return stream
        return self._stream

    def _exchange(self, stream: IO[bytes], texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        stream.write(json.dumps(list(texts)).encode() + b"\n")
        stream.flush()
        header = json.loads(stream.readline(_LONGEST_HEADER))
        if "error" in header:
            raise EncoderUnavailable(str(header["error"]))
        name, columns = str(header["name"]), int(header["columns"])
        if self._name not in {"", name} or not 0 < columns <= 1 << 16:
            raise ValueError("another model")
        length = len(texts) * columns * 4
        body = stream.read(length)
        if len(body) != length:
            raise ValueError("broken off")
        self._name = name
        return np.frombuffer(body, dtype="<f4").reshape(len(texts), columns)

    def _disconnect(self) -> None:
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
        self._stream = None

    def _unusable(self, why: str) -> EncoderUnavailable:
        return EncoderUnavailable(f"The encoder that visitors share {why}; it is started again in a moment.")


class _Answering(socketserver.StreamRequestHandler):
    """One process that asks."""

    def handle(self) -> None:
        """Answer until it has gone."""
        with suppress(OSError):
            while line := self.rfile.readline(_LONGEST_LINE):
                header, body = _answer(self.server.encoder, line)  # type: ignore[attr-defined]
                self.wfile.write(json.dumps(header).encode() + b"\n" + body)
                self.wfile.flush()


def _answer(encoder: Encoder, line: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        texts = json.loads(line)
        if not isinstance(texts, list) or not texts or not all(isinstance(one, str) for one in texts):
            raise ValueError("no list of texts")
        vectors = encoder.encode(texts).astype("<f4")
        return {"name": encoder.name, "columns": vectors.shape[1]}, vectors.tobytes()
    except (ValueError, RecursionError) as error:
        return {
            "error": f"The shared encoder was asked for something that is no list of texts ({error})."
        }, b""
    except KnowledgeError as error:
        return {"error": str(error)}, b""


def serve(path: Path, encoder: Encoder) -> socketserver.BaseServer:
    """A server at a socket of its owner's alone, to be run by whoever calls."""

    class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True
        request_queue_size = 128

    before = os.umask(0o177)
    try:
        server = Server(str(path), _Answering)
    finally:
        os.umask(before)
    server.encoder = encoder  # type: ignore[attr-defined]
    return server


def serve_in_child(path: Path, exports: Path, model: str | None) -> subprocess.Popen[bytes]:
    """Serve a model from a process of its own, which ends when this one does; comes back once the model is loaded.

    Args:
        path: The socket that is made; what was there is removed.
        exports: The folder of exports to ONNX.
        model: The model's name or folder; None for the one that comes along.

    Raises:
        EncoderUnavailable: it cannot be loaded there.
    """
    path.unlink(missing_ok=True)
    command = [sys.executable, "-m", "knowledge.shared", str(path), str(exports), *([model] if model else [])]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child.environment(),
    )
    assert process.stdout is not None
    if said := process.stdout.readline().decode().strip():
        if said == _READY:
            return process
        process.kill()
    process.wait()
    raise EncoderUnavailable(
        said or "The encoder that visitors would share cannot be started; run: talent doctor"
    )


def _run(path: Path, exports: Path, model: str | None) -> None:
    encoder = LocalEncoder(model, exports)
    try:
        encoder.load()
    except KnowledgeError as error:
        sys.stdout.write(f"{error}\n")
        sys.exit(1)
    server = serve(path, encoder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{_READY}\n")
    sys.stdout.flush()
    sys.stdin.buffer.read()  # ends when the process that started this one does
    os._exit(0)


if __name__ == "__main__":
    _run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
