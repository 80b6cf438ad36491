"""What is no part of the text: running heads and feet, and lists of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from knowledge.readers.pdf.parts import Part, Style, Text

_EDGE = 2
"""A page's running head and foot are among so many of its first and last lines."""
_LARGE = 1.25
"""No running head is so many times as large as the body."""
CONTENTS = re.compile(r"(?:table of )?contents|index", re.IGNORECASE)
"""What a list of contents is called."""
_PAGED = re.compile(r"[\s.](\d{1,3})$")


def without_running_lines(pages: Sequence[Sequence[Text]], body: Style) -> list[list[Text]]:
    """The pages without what stands at the top or the bottom of most of them, whatever number is in it.

    In large type a number makes a difference: "Step 2" is a heading, whatever page follows that of "Step 1".
    """

    def told(line: Text) -> str:
        return line.text if line.size > body[0] * _LARGE else re.sub(r"\d+", "#", line.text)

    outer = [_outer(page) for page in pages]
    seen = Counter(text for page in outer for text in set(map(told, page)))
    running = {text for text, times in seen.items() if times > 2 and times * 2 > len(pages)}
    return [
        [line for line in page if line not in edge or told(line) not in running]
        for page, edge in zip(pages, outer, strict=True)
    ]


def _outer(page: Sequence[Text]) -> set[Text]:
    """The lines on a page's first and last baselines."""
    bases = sorted({round(line.base) for line in page})
    outer = {*bases[:_EDGE], *bases[-_EDGE:]}
    return {line for line in page if round(line.base) in outer}


def without_contents(parts: Sequence[Part]) -> list[Part]:
    """Without contents lists: a title, and what follows as long as page numbers that do not fall end its lines."""
    kept: list[Part] = []
    end = 0
    for number, part in enumerate(parts):
        if number >= end:
            end = _end_of_contents(parts, number)
            kept += [part] if end == number else []
    return kept


def _end_of_contents(parts: Sequence[Part], start: int) -> int:
    """Where the contents list ends that begins at a place; where none does, the place itself."""
    title = parts[start]
    if not (isinstance(title, Text) and CONTENTS.fullmatch(title.text)):
        return start
    last, page = start, 0
    for number, line in enumerate(islice(parts, start + 1, None), start + 1):
        if not isinstance(line, Text) or number - last > 3:
            break
        if (told := _PAGED.search(line.text)) and int(told[1]) >= page:
            last, page = number, int(told[1])
    return last + 1 if last - start > 1 else start
