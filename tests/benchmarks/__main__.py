"""`make bench`: what the program takes beside the least that its parts would take, in pairs of one run.

Every line is the median of pairs that were measured one after the other, so that a busy machine weighs on both. The
documents are the built-in notes and, where TALENT_TEST_GUIDANCE names a folder, the documents in it.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.benchmarks.processes import timed
from tests.benchmarks.questions import QUESTIONS
from tests.benchmarks.terminal import first_frame

TALENT = str(Path(sys.executable).with_name("talent"))
BARE = """
from textual.app import App
from textual.widgets import Footer, Input, Static

class Bare(App):
    def compose(self):
        yield Static("This is the first frame")
        yield Input()
        yield Footer()

Bare().run()
"""
ENCODE_ONE = """
from knowledge.encoder import LocalEncoder
LocalEncoder().encode(["Who may nominate somebody for a talent pool?"])
"""
GUIDANCE = os.environ.get("TALENT_TEST_GUIDANCE")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: ours and what it is measured against, both in `unit`."""

    what: str
    ours: float
    beside: float
    unit: str
    against: str


def main() -> int:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TALENT_")},
            "TALENT_HOME": folder,
            "HF_HUB_OFFLINE": "1",
            "TERM": "xterm-256color",
        }
        lines = [
            _frame(Path(folder), environment),
            *_cold(environment),
            *_warm(Path(folder) / "warm"),
        ]
    print(f"{'':34}{'ours':>10}{'beside':>10}{'ratio':>8}  unit  beside is")
    for line in lines:
        ratio = line.ours / line.beside
        print(
            f"{line.what:34}{line.ours:10.2f}{line.beside:10.2f}{ratio:8.2f}  {line.unit:4}  {line.against}"
        )
    return 0


def _frame(folder: Path, environment: Mapping[str, str]) -> Line:
    timed([TALENT, "--demo", "people", "list"], environment)  # makes the sample organisation
    bare = folder / "bare.py"
    bare.write_text(BARE)
    ours, beside = _pairs(
        7,
        lambda: first_frame([TALENT, "--demo"], b"Ask", environment),
        lambda: first_frame([sys.executable, str(bare)], b"first frame", environment),
    )
    return Line("first frame", ours, beside, "s", "a bare Textual app")


def _warm(folder: Path) -> list[Line]:
    from assistant.compose import NOTES
    from assistant.guidance import Guidance
    from knowledge.encoder import LocalEncoder
    from knowledge.incoming import load, load_notes
    from knowledge.library import Library
    from knowledge.passages import passages
    from knowledge.units import embeddable, units

    encoder = LocalEncoder(exports=folder / "encoders")
    library = Library(folder / "library", encoder, NOTES)
    library.warm()
    files = sorted(Path(GUIDANCE).glob("*.txt")) if GUIDANCE else []
    library.add(files)
    sources = [one.read() for one in (*load_notes(NOTES), *map(load, files))]
    cut = [(passage, source.text) for source in sources for passage in passages(source)]
    texts = list(
        dict.fromkeys(embeddable(unit, text) for passage, text in cut for unit in units(passage, text))
    )
    guidance = Guidance(library)
    for question in QUESTIONS:
        guidance.ask(question)
    return [
        Line(
            "question to cited answer, warm",
            *_pairs(
                5,
                lambda: _each(guidance.ask) * 1000,
                lambda: _each(lambda question: encoder.encode([question])) * 1000,
            ),
            "ms",
            "the question encoded",
        ),
        Line(
            f"{len(cut)} passages into the library",
            *_pairs(3, lambda: _seconds(library.rebuild), lambda: _seconds(lambda: encoder.encode(texts))),
            "s",
            "their sentences, items and rows encoded",
        ),
        Line(
            "the same documents added again",
            *_pairs(
                3,
                lambda: _seconds(lambda: library.add(files)),
                lambda: _seconds(lambda: encoder.encode(texts)),
            ),
            "s",
            "their sentences, items and rows encoded",
        ),
    ]


def _each(do: Callable[[str], object]) -> float:
    """Seconds that a question takes, in the middle of all of them."""
    return statistics.median(_seconds(partial(do, question)) for question in QUESTIONS)


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _cold(environment: Mapping[str, str]) -> list[Line]:
    ask = [TALENT, "--demo", "ask", QUESTIONS[0], "--json"]
    encode = [sys.executable, "-c", ENCODE_ONE]
    timed(ask, environment)
    runs = [(timed(ask, environment), timed(encode, environment)) for _ in range(3)]
    against = "the same model, one question encoded"
    return [
        Line(
            what,
            *(statistics.median(getattr(run[side], name) for run in runs) for side in (0, 1)),
            unit,
            against,
        )
        for what, name, unit in (
            ("fresh process to a cited answer", "seconds", "s"),
            ("memory while answering", "megabytes", "MB"),
        )
    ]


def _pairs(times: int, ours: Callable[[], float], beside: Callable[[], float]) -> tuple[float, float]:
    """Medians of two measures, taken in turns."""
    taken: Sequence[tuple[float, float]] = [(ours(), beside()) for _ in range(times)]
    return statistics.median(one for one, _ in taken), statistics.median(two for _, two in taken)


if __name__ == "__main__":
    sys.exit(main())
