"""Labelled turns of talent conversations, and how well they are understood, probed and flagged.

`understanding.jsonl` (guide, field, utterance, asked_on, expected, accept), `vagueness.jsonl` (field, utterance, vague,
sign) and `language.jsonl` (text, flags) were written by others than whoever wrote what is measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from assistant.guide.language import flags
from assistant.guide.meaning import Meanings
from assistant.guide.probing import GOAL, sign_of
from assistant.guide.schema import Guide
from assistant.guide.understanding import understand

HERE = Path(__file__).parent


def figures(folder: Path, guides: dict[str, Guide], meanings: Meanings) -> Iterator[str]:
    """A line for each of a folder's sets that is there."""
    for name, figure in (
        ("understanding", lambda rows: _understanding(rows, guides, meanings)),
        ("vagueness", _vagueness),
        ("language", _language),
    ):
        path = folder / f"{name}.jsonl"
        if path.is_file():
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
            yield f"{name}: {figure(rows)}"


def _understanding(rows: list[dict[str, Any]], guides: dict[str, Guide], meanings: Meanings) -> str:
    exact, again, unknown = [], [], 0
    for row in rows:
        question = guides[row["guide"]].named(row["field"]) if row["guide"] in guides else None
        if question is None:
            unknown += 1
            continue
        read = understand(question, row["utterance"], date.fromisoformat(row["asked_on"]), meanings)
        if row["expected"] is None:
            again.append(read.value is None)
        else:
            exact.append(read.value in row.get("accept", [row["expected"]]))
    return (
        f"{sum(exact)} of {len(exact)} captured exactly, {sum(again)} of {len(again)} asked again; "
        f"{unknown} of fields that no guide has"
    )


def _vagueness(rows: list[dict[str, Any]]) -> str:
    found = [sign_of(row["utterance"], GOAL if row["field"] == GOAL else "example") for row in rows]
    right = sum(sign is not None and row["vague"] for sign, row in zip(found, rows, strict=True))
    return f"F1 {_f1(right, sum(sign is not None for sign in found), sum(row['vague'] for row in rows)):.3f}"


def _language(rows: list[dict[str, Any]]) -> str:
    right = said = wanted = 0
    for row in rows:
        places = [_place(row["text"], one["span"]) for one in row["flags"]]
        found = [(one.start, one.end) for one in flags(row["text"])]
        said, wanted = said + len(found), wanted + len(places)
        right += sum(any(_half(one, other) for other in found) for one in places)
    return f"F1 {_f1(right, said, wanted):.3f}"


def _place(text: str, span: str) -> tuple[int, int]:
    start = text.lower().find(span.lower())
    return start, start + len(span)


def _half(one: tuple[int, int], other: tuple[int, int]) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= max(one[1] - one[0], other[1] - other[0])


def _f1(right: int, said: int, wanted: int) -> float:
    return 2 * right / (said + wanted) if said + wanted else 1.0
