"""`make bench EVAL=FOLDER`: this program beside other libraries, in one run: same machine, documents and weights.

FOLDER holds `questions.jsonl` and `scoring.py`; TALENT_TEST_GUIDANCE names the folder of documents. The others are
installed by `make bench` in an environment of their own; each is run in its own process, then this program in its.
`cold` is a fresh process's time to a first result. By their defaults most of the others keep no index on disk and
build one first; where one would, take the time under `ingest` off.
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.peers import PEERS
from tests.benchmarks.processes import timed

TALENT = str(Path(sys.executable).with_name("talent"))
PYTHON = Path(__file__).parent.parent.parent / ".venv-peers" / "bin" / "python"
_LONGEST = 600


def main(arguments: list[str]) -> int:
    """Print a table, a line a library."""
    documents = os.environ.get("TALENT_TEST_GUIDANCE")
    if not arguments or not documents:
        print(
            "Nothing is put beside; name documents and a question set: "
            "TALENT_TEST_GUIDANCE=FOLDER make bench EVAL=FOLDER"
        )
        return 0
    folder = Path(arguments[0])
    scoring = _module(folder / "scoring.py")
    questions = folder / "questions.jsonl"
    asked = scoring.load(questions)
    print(
        f"{'':22}{'@2000':>7}{'@4000':>7}{'@8000':>7}{'rr':>7}{'warm p50':>10}{'cold':>8}{'memory':>9}{'ingest':>8}"
    )
    for name in PEERS:
        command = [str(PYTHON), str(Path(__file__).with_name("peers.py")), name, documents, str(questions)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_LONGEST, check=False, cwd=tempfile.gettempdir()
        )
        if done.returncode:
            print(f"{name:22}  failed: {(done.stderr.strip().splitlines() or ['?'])[-1][:90]}")
            continue
        said = json.loads(done.stdout.splitlines()[-1])
        cold = timed([*command[:4], str(_one(questions))], dict(os.environ))
        _line(name, scoring, asked, said, cold.seconds)
    _line("talent", scoring, asked, *_ours(documents, questions, asked))
    return 0


def _ours(documents: str, questions: Path, asked: list[Any]) -> tuple[dict[str, Any], float]:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "TALENT_HOME": home, "HF_HUB_OFFLINE": "1"}
        first = [TALENT, "ask", asked[0]["question"]]
        timed(first, environment)  # indexes the notes, and exports the model once
        added = timed([TALENT, "library", "add", documents], environment)
        found = timed([TALENT, "search", "--questions", str(questions), "--json"], environment)
        rows = [json.loads(line) for line in found.out.splitlines()]
        answered = timed([TALENT, "ask", "--questions", str(questions), "--json"], environment)
        taken = [json.loads(line)["ms"] for line in answered.out.splitlines()]
        cold = statistics.median(timed(first, environment).seconds for _ in range(3))
        memory = timed(first, environment).megabytes
    return {
        "found": {row["id"]: [one["text"] for one in row["passages"]] for row in rows},
        "built": added.seconds,
        "p50": statistics.median(taken),
        "megabytes": memory,
    }, cold


def _line(name: str, scoring: Any, asked: list[Any], said: dict[str, Any], cold: float) -> None:
    score, _ = scoring.score_retrieval(asked, said["found"])
    recalls = "".join(f"{score[f'recall@{size}ch']:7.3f}" for size in (2000, 4000, 8000))
    print(
        f"{name:22}{recalls}{score['rr']:7.3f}{said['p50']:8.1f}ms{cold:7.1f}s{said['megabytes']:7.0f}MB"
        f"{said['built']:7.1f}s",
        flush=True,
    )


def _one(questions: Path) -> Path:
    """A file with the first question alone: what a fresh process takes to its first result, its index built anew."""
    one = Path(tempfile.mkdtemp()) / "one.jsonl"
    one.write_text(questions.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    return one


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("scoring", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
