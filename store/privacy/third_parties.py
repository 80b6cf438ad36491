"""Other people's names in what is said about somebody: found, and hidden. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

WITHHELD = "[name withheld]"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def name_parts(names: Iterable[str]) -> frozenset[str]:
    """The words of names and references in lower case, joined ones also in parts; single letters are left out."""
    words = (word.casefold() for name in names for word in _WORD.findall(name))
    return frozenset(part for word in words for part in (word, *word.split("-")) if len(part) > 1)


def named_in(text: str, others: Collection[str], own: Collection[str]) -> list[str]:
    """The names in a text that are not the person's own, as they are written there, each once.

    A name is a run of words that are each part of somebody's name and begin with a capital or a digit: "Samira Rahman"
    is one. Words such as Will or Grace are found, too: people decide.

    Args:
        text: The text.
        others: Words of everybody's names, as `name_parts` gives them.
        own: Those of the person whom the text is about.
    """
    found: dict[str, None] = {}
    run: list[re.Match[str]] = []
    for word in [*_WORD.finditer(text), None]:
        part = word and re.sub(r"['’]s$", "", word[0])
        is_name = part and part.casefold() in others and not part[0].islower()
        if word and is_name and run and text[run[-1].end() : word.start()].strip(" "):
            _close(text, run, own, found)
        if word and is_name:
            run.append(word)
        else:
            _close(text, run, own, found)
    return list(found)


def _close(text: str, run: list[re.Match[str]], own: Collection[str], found: dict[str, None]) -> None:
    """Take down a run of words as a name, unless it is the person's own, and begin anew."""
    if run:
        name = re.sub(r"['’]s$", "", text[run[0].start() : run[-1].end()])
        if not name_parts([name]) <= frozenset(own):
            found[name] = None
    run.clear()


def without(value: Any, names: Collection[str]) -> Any:
    """A value with these names hidden in every text of it, longer names first."""
    if isinstance(value, str):
        for name in sorted(names, key=len, reverse=True):
            value = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", WITHHELD, value)
        return value
    if isinstance(value, list):
        return [without(one, names) for one in value]
    if isinstance(value, dict):
        return {key: without(one, names) for key, one in value.items()}
    return value


def texts_in(value: Any) -> Iterable[str]:
    """Every text in a value as JSON has it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
