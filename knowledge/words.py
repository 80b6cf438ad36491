"""Words as the lexical index has them, and what a library's own words teach: rarity, abbreviations, spelling."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.types import Passage

_TOKEN = re.compile(r"[a-z0-9]+(?:[.'’&/][a-z0-9]+)*%?")
_STOP_WORDS = """
a about above after again all also am an and any are as at be because been before being below between both but by
can could did do does doing done down during each few for from further get had has have having he her here hers him
his how i if in into is it its itself just me more most much my no nor not of off on once only or other our out
over own per same say says she should so some such than that the their them then there these they this those
through to too under until up us very was we were what when where which while who whom why will with would you your
please tell give
"""
_STOP = frozenset(_STOP_WORDS.split())
_ABBREVIATED = re.compile(
    r"\b((?:[A-Z][\w&'’-]*|of|and|for|the|in|on|to)(?:\s+(?:[\w&'’-]+)){1,7}?)\s*\(([A-Z][A-Za-z&]{1,7}?)s?\)"
)
_CAPITALS = re.compile(r"\b[A-Z]{3,6}\b")
_NAME = re.compile(r"[A-Z][a-z]+(?:(?: (?:of|and|for|the|in))* [A-Z][a-z]+)+")
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: str(number) for number, word in enumerate(_NUMBER_WORDS.split())}


def terms(text: str) -> list[str]:
    """The index's words of a text: lower case, without accents, stemmed, numbers as figures, stop words left out."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return [_stem(_NUMBERS.get(word, word)) for word in _split(plain) if word not in _STOP]


@dataclass(frozen=True)
class Vocabulary:
    """What a library's passages teach about words.

    Attributes:
        passages: How many passages there are.
        frequency: In how many passages a word of the index stands.
        long_forms: Words of the index that an abbreviation stands for.
        words: Every word as it is written, by its stem.
    """

    passages: int = 0
    frequency: Mapping[str, int] = field(default_factory=dict)
    long_forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    def rarity(self, term: str) -> float:
        """How telling a word is: the logarithm of how few passages have it; rarest for one that none has."""
        return math.log(1 + self.passages / (0.5 + self.frequency.get(term, 0)))

    def understood(self, question: str) -> list[str]:
        """The question's words of the index; one that no passage has is taken for the nearest written like it."""
        plain = unicodedata.normalize("NFKD", question.lower()).encode("ascii", "ignore").decode()
        return [self._known(word) for word in _split(plain) if word not in _STOP]

    def expanded(self, question: str) -> list[str]:
        """As `understood`, with abbreviations and their long forms both ways."""
        found = self.understood(question)
        return list(dict.fromkeys([*found, *sorted(self.spelt_both_ways(found))]))

    def spelt_both_ways(self, words: Iterable[str]) -> set[str]:
        """Words of the index with the abbreviations they make up and the words that abbreviations stand for."""
        present = set(words)
        more = {word for short in present & self.long_forms.keys() for word in self.long_forms[short]}
        return present | more | {s for s, long in self.long_forms.items() if present.issuperset(long)}

    def _known(self, word: str) -> str:
        stem = _stem(_NUMBERS.get(word, word))
        if stem in self.frequency or stem in self.long_forms or len(word) < 5 or not word.isalpha():
            return stem
        if longer := [other for other in self.words if other.startswith(word)]:
            return _stem(min(longer, key=lambda other: (len(other), other)))
        alike = [other for other in self.words if other[0] == word[0] and abs(len(other) - len(word)) < 3]
        near = difflib.get_close_matches(word, sorted(alike), 1, 0.84)
        return _stem(near[0]) if near else stem


def vocabulary(passages: Sequence[Passage]) -> Vocabulary:
    """What passages teach; the same passages teach the same."""
    frequency: Counter[str] = Counter()
    written: set[str] = set()
    long_forms: dict[str, tuple[str, ...]] = {}
    capitals: set[tuple[str, str]] = set()
    names: dict[tuple[str, str], str] = {}
    for passage in passages:
        text = f"{passage.section} {passage.text}"
        frequency.update(set(terms(text)))
        written.update(re.findall(r"[a-z]{5,}", text.lower()))
        for long, short in _ABBREVIATED.findall(text):
            if words := _long_form(long, short):
                long_forms.setdefault(_stem(short.lower()), tuple(terms(words)))
        capitals.update((passage.document, short) for short in _CAPITALS.findall(text))
        for short, words in _names(f"{passage.title}. {text}"):
            names.setdefault((passage.document, short), words)
    for document, short in sorted(capitals):
        long = tuple(terms(names.get((document, short), "")))
        if len(long) > 1:
            long_forms.setdefault(_stem(short.lower()), long)
    return Vocabulary(len(passages), dict(frequency), long_forms, frozenset(written))


def _names(text: str) -> Iterator[tuple[str, str]]:
    """Names of three to six capitalised words ("Joint Commissioning Unit"), each by its initials."""
    for run in _NAME.findall(text):
        words = [word for word in run.split() if word[0].isupper()]
        for size in range(3, 7):
            for start in range(len(words) - size + 1):
                part = words[start : start + size]
                yield "".join(word[0] for word in part), " ".join(part)


def _long_form(words: str, short: str) -> str:
    """The words before a bracket whose initials the abbreviation in it has, or nothing."""
    parts = words.split()
    initials = [part[0].lower() for part in parts]
    wanted = [letter.lower() for letter in short if letter.isalpha()]
    for start in range(len(parts)):
        rest = [
            i for i, part in zip(initials[start:], parts[start:], strict=True) if part.lower() not in _STOP
        ]
        if rest == wanted or initials[start:] == wanted:
            return " ".join(parts[start:])
    return ""


def _split(plain: str) -> Iterable[str]:
    for token in _TOKEN.findall(plain):
        word = token.removesuffix("'s")
        yield from word.split("/") if "/" in word and not word[0].isdigit() else [word.replace("'", "")]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word)) if word.isalpha() else word


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
