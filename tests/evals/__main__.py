"""`make eval EVAL=FOLDER`: ask a question set's questions and have the set's own script score what comes back.

FOLDER holds `questions.jsonl` and `score.py`. The questions are put to a new library: once with the built-in notes
alone, and where TALENT_TEST_GUIDANCE names a folder of documents, once more with those.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.compose import open_home
from assistant.guide.meaning import Meanings
from tests.evals import refusals, turns
from tests.evals.turns import scripts

DIALOGUES = Path(__file__).parent.parent / "assistant" / "dialogues.jsonl"
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
    _turns(folder)
    _conversations()
    refusals.main([])
    _score("The built-in notes alone", folder, None)
    if documents := os.environ.get("TALENT_TEST_GUIDANCE"):
        _score(f"With the documents in {documents}", folder, documents)
    return 0


def _turns(folder: Path) -> None:
    """Print how turns of conversations are understood: of this project's sets, and of the folder's."""
    with tempfile.TemporaryDirectory() as home:
        here = open_home(Path(home))
        meanings = Meanings(here.guidance.library.encoder.encode)
        for whose, sets in (("this project's", turns.HERE), (f"those in {folder}", folder)):
            for line in turns.figures(sets, here.guides, meanings):
                print(f"turns, {whose}: {line}", flush=True)


def _conversations() -> None:
    """Print how whole conversations go, and every line at which one does not go as it should."""
    with tempfile.TemporaryDirectory() as home:
        for line in scripts.figures(open_home(Path(home)).sample(), scripts.load()):
            print(f"conversations: {line}", flush=True)


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
        _dialogues(Path(home) / "dialogues.jsonl", environment)
        score = [sys.executable, str(folder / "score.py"), str(questions)]
        files = ["--passages", str(found["search"]), "--answers", str(found["ask"])]
        subprocess.run([*score, *files], check=True)


def _dialogues(questions: Path, environment: dict[str, str]) -> None:
    """Ask the last turn of each dialogue after the others; print how many end with what was asked for."""
    dialogues = [json.loads(line) for line in DIALOGUES.read_text(encoding="utf-8").splitlines()]
    rows = [
        {"id": number, "question": one["turns"][-1], "history": one["turns"][:-1]}
        for number, one in enumerate(dialogues)
    ]
    questions.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    ask = [TALENT, "ask", "--questions", str(questions), "--json"]
    said = subprocess.run(ask, env=environment, check=True, capture_output=True, text=True).stdout
    answers = [json.loads(line) for line in said.splitlines()]
    right = sum(holds(one["facts"], answer) for one, answer in zip(dialogues, answers, strict=True))
    print(f"dialogues that end with what was asked for: {right} of {len(dialogues)}", flush=True)


def holds(facts: Sequence[str], answer: Mapping[str, Any]) -> bool:
    """Whether an answer says every fact in one of its wordings; where there is none to say, whether it refuses."""
    said = str(answer["answer"]).lower()
    return answer["answered"] == bool(facts) and all(
        any(way.lower() in said for way in fact.split("|")) for fact in facts
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
