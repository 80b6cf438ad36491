"""`python -m tests.benchmarks.scale PASSAGES…`: how long an answer takes in libraries of so many made passages.

Words and vectors are made up, from one seed, for it is only their number that counts; the question is embedded by the
real model, the library is the real one, and its index the one that a library of that size gets.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from assistant.compose import open_home
from assistant.guidance import Guidance
from knowledge import generation
from knowledge.database import Database, Entry
from knowledge.library import Library
from knowledge.passages import CHUNKER, passages
from knowledge.reading import read_bytes
from tests.benchmarks.questions import QUESTIONS

_A_DOCUMENT = 500
"""Passages in a made document."""
_TOPICS = 1_000
_LONGEST = 1_200
_SYLLABLES = [
    "ta",
    "len",
    "man",
    "lead",
    "ca",
    "reer",
    "pool",
    "plan",
    "re",
    "view",
    "men",
    "tor",
    "con",
    "ver",
    "sa",
]


def main(arguments: list[str]) -> int:
    """Build each, in a process of its own so that its memory is its own, ask, and print a line of JSON."""
    if len(arguments) > 1:
        for size in arguments:
            subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.scale", size], check=True, timeout=_LONGEST
            )
        return 0
    size = int(arguments[0])
    with tempfile.TemporaryDirectory() as folder:
        library, seconds = _made(Path(folder), size)
        guidance = Guidance(library)
        for question in QUESTIONS:
            guidance.ask(question)
        taken = []
        for question in QUESTIONS * 5:
            began = time.perf_counter()
            guidance.ask(question)
            taken.append((time.perf_counter() - began) * 1000)
        held = library.status()
    unit = 1 if sys.platform == "darwin" else 1024
    print(
        json.dumps(
            {
                "passages": held.passages,
                "index": held.index,
                "index_seconds": round(seconds, 1),
                "p50_ms": round(statistics.median(taken), 1),
                "p95_ms": round(sorted(taken)[int(len(taken) * 0.95)], 1),
                "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6),
            }
        )
    )
    return 0


def _made(folder: Path, size: int) -> tuple[Library, float]:
    """A library of made passages, and how long its index took."""
    pick = random.Random(9)
    numbers = np.random.default_rng(9)
    encoder = open_home(folder).guidance.library.encoder
    asked = {word for question in QUESTIONS for word in re.findall(r"[a-z]{4,}", question.lower())}
    made = {"".join(pick.choices(_SYLLABLES, k=pick.randrange(2, 5))) for _ in range(20_000)}
    words = sorted(asked | made, key=lambda word: hashlib.sha256(word.encode()).digest())
    weights = [1 / (rank + 5) for rank in range(len(words))]
    # texts are about something: their vectors lie together where they are about the same
    centres = numbers.standard_normal((_TOPICS, encoder.dimension)).astype(np.float32)
    database = Database(folder / "library")
    entries = []
    for number in range(-(-size // _A_DOCUMENT)):
        paragraphs = []
        for place in range(min(_A_DOCUMENT, size - number * _A_DOCUMENT)):
            sentences = (" ".join(pick.choices(words, weights, k=14)).capitalize() + "." for _ in range(3))
            paragraphs.append(f"## {number}.{place} {pick.choice(words)}\n\n{' '.join(sentences)}")
        source = read_bytes(f"{number}.md", "\n\n".join(paragraphs).encode())
        its = passages(source)
        about = centres[numbers.integers(len(centres), size=len(its))][:, None, :]
        units = about + 0.7 * numbers.standard_normal((len(its), 4, encoder.dimension)).astype(np.float32)
        units /= np.linalg.norm(units, axis=2, keepdims=True)
        means = units.mean(axis=1)
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        entries.append(Entry(source, b"", {}, its, means, list(units.astype(np.float16))))
    database.replace(entries, removed=[], superseded={}, encoder=encoder.name, chunker=CHUNKER, now="")
    began = time.perf_counter()
    generation.build_in_child(folder / "library")
    return Library(folder / "library", encoder), time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
