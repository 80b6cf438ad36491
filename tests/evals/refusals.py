"""`python -m tests.evals.refusals`: how well questions without an answer are told from those with one.

`refusals.jsonl` has questions near the documents' words, about half of them with an answer there. Questions of odd
numbers are for fitting, the others are held out. They are put to a new library with the built-in notes, and where
TALENT_TEST_GUIDANCE names a folder of documents, to one with those. `--weights` shows what other weights of
`assistant.evidence` would give.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import assistant.choosing
import assistant.evidence
from assistant.answers import compose
from assistant.compose import open_home
from assistant.events import GuidanceAnswer
from assistant.followups import Understood
from assistant.guidance import Guidance

QUESTIONS = Path(__file__).with_suffix(".jsonl")
WEIGHTS = {
    "_KIND": (0.3, 0.5),
    "_UNHEARD": (0.1, 0.3),
    "_STRANGER": (0.3, 0.9),
    "_SINCE": (0.0, 0.6),
    "_POST_APART": (0.0, 0.8),
    "_COUNT_APART": (0.0, 0.4),
    "TURN": (0.0, 0.8),
}
"""Weights by their names, and others to try in their place."""
_HITS = 20


@dataclass(frozen=True, slots=True)
class Question:
    """One of the set; `fact` is what an answer has to say, in one of its wordings, and None where there is none."""

    id: str
    question: str
    answerable: bool
    fact: str | None

    @property
    def fitting(self) -> bool:
        """Whether weights may be fitted to it."""
        return int(self.id[1:]) % 2 == 1


def load() -> list[Question]:
    """The set."""
    return [Question(**json.loads(line)) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def figures(answers: Sequence[tuple[Question, GuidanceAnswer]]) -> str:
    """Precision, recall and F1 of refusals, and the share of answerable questions whose fact is in the answer."""
    refused = [one for one, answer in answers if not answer.answered]
    lacking = [one for one, _ in answers if not one.answerable]
    right = sum(not one.answerable for one in refused)
    precision, recall = right / max(1, len(refused)), right / max(1, len(lacking))
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    told = [says(one, answer) for one, answer in answers if one.answerable]
    facts = sum(told) / max(1, len(told))
    return f"refusals: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}; facts {facts:.3f}"


def says(one: Question, answer: GuidanceAnswer) -> bool:
    """Whether an answer says the question's fact."""
    ways = (one.fact or "").lower().split(" | ")
    return answer.answered and any(way in answer.answer.lower() for way in ways)


def _print(title: str, guidance: Guidance, questions: Sequence[Question], weights: bool) -> None:
    print(f"# {title}", flush=True)
    asked = [(one, guidance.ask(one.question)) for one in questions]
    for name, half in (("fitting", True), ("held out", False)):
        print(f"{name}: {figures([pair for pair in asked if pair[0].fitting == half])}", flush=True)
    if not weights:
        return
    found = [(one, guidance.library.find(one.question, _HITS)) for one in questions if one.fitting]
    for name, values in WEIGHTS.items():
        module = assistant.choosing if name == "TURN" else assistant.evidence
        used = getattr(module, name)
        for value in values:
            setattr(module, name, value)
            answers = [
                (
                    one,
                    compose(
                        Understood(one.question),
                        its.hits,
                        lambda name, its=its: its.texts[name].text,
                        vocabulary=its.vocabulary,
                    ),
                )
                for one, its in found
            ]
            print(f"fitting, {name.strip('_').lower()} {value} for {used}: {figures(answers)}", flush=True)
        setattr(module, name, used)


def main(arguments: list[str]) -> int:
    """Print the figures."""
    questions, weights = load(), "--weights" in arguments
    documents = os.environ.get("TALENT_TEST_GUIDANCE")
    for folder in [None, documents] if documents else [None]:
        with tempfile.TemporaryDirectory() as home:
            guidance = open_home(Path(home)).guidance
            if folder:
                guidance.library.add([Path(folder)])
            title = f"With the documents in {folder}" if folder else "The built-in notes alone"
            _print(title, guidance, questions, weights)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
