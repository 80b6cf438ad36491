"""`make eval EVAL=FOLDER`: ask a question set's questions and have the set's own script score what comes back.

FOLDER holds `questions.jsonl` and `score.py`. The questions are put to a new library: once with the built-in notes
alone, and where TALENT_TEST_GUIDANCE names a folder of documents, once more with those.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

TALENT = str(Path(sys.executable).with_name("talent"))


def main(arguments: list[str]) -> int:
    """Print the figures; without a folder, say why there are none."""
    if not arguments:
        print("No question set was named; nothing is measured. Name its folder: make eval EVAL=FOLDER")
        return 0
    folder = Path(arguments[0])
    for name in ("questions.jsonl", "score.py"):
        if not (folder / name).is_file():
            print(f"{folder} has no {name}; a question set is a folder with questions.jsonl and score.py.")
            return 1
    _score("The built-in notes alone", folder, None)
    if documents := os.environ.get("TALENT_TEST_GUIDANCE"):
        _score(f"With the documents in {documents}", folder, documents)
    return 0


def _score(title: str, folder: Path, documents: str | None) -> None:
    print(f"# {title}", flush=True)
    questions = folder / "questions.jsonl"
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "TALENT_HOME": home, "HF_HUB_OFFLINE": "1"}
        if documents:
            subprocess.run(
                [TALENT, "library", "add", documents], env=environment, check=True, stdout=sys.stderr
            )
        found = {}
        for command in ("search", "ask"):
            found[command] = Path(home) / f"{command}.jsonl"
            with found[command].open("w") as out:
                ask = [TALENT, command, "--questions", str(questions), "--json"]
                subprocess.run(ask, env=environment, check=True, stdout=out)
        score = [sys.executable, str(folder / "score.py"), str(questions)]
        files = ["--passages", str(found["search"]), "--answers", str(found["ask"])]
        subprocess.run([*score, *files], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
