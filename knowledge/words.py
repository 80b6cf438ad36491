"""Words as the lexical index has them, and what a library's own words teach: rarity, abbreviations, spelling."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
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
arent cant couldnt didnt doesnt dont hasnt havent im isnt ive shouldnt theyre theyve wasnt wed weve whats whos wont
wouldnt youre
"""
_STOP = frozenset(_STOP_WORDS.split())
_FRAME_WORDS = """
come comes define defined definition describe explain list mean meaning meant name term
actual actually anyway basically besides bit currently exactly get gets getting got hi honestly kind kinds lot lots
moment n normal normally ok okay plain quite really sort stuff thing things usual usually wat whats wot yes
"""
_FRAME = frozenset(_FRAME_WORDS.split())
"""Words of a question that say what is wanted of its subject, or nothing, and need not stand where it is told."""
_LIGHT = re.compile(
    r"(?:come|get|give|go|keep|look|make|put|set|take|turn) (?:at|down|in|into|off|on|out|over|up)"
)
_QUANTITY = re.compile(
    r"\b(?:(?:what|which) (?:share|proportion|percentage|per ?cent|number|amount)(?: of)?|"
    r"how (?:many|much|long|often|old))\b"
)
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


_Run = tuple[str, ...]
"""Words of the index that follow one another."""
INSTEAD = 0.7
"""How much of a word's weight counts where a text holds not itself but what the glossary has for it."""
_LONG = 8
"""Letters from which on a word may be mistyped in two places, not in one, and still be told."""
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Glossary:
    """Words that stand for one another because somebody said so.

    Attributes:
        abbreviations: What short forms stand for.
        alike: Groups of words and phrases of which any finds the others.
    """

    abbreviations: Mapping[str, str] = field(default_factory=dict)
    alike: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the index understands it.

    Attributes:
        weights: Its telling words with how telling they are.
        instead: Runs of these words, each with the sets of words that the glossary has for it.
    """

    weights: Mapping[str, float]
    instead: tuple[tuple[_Run, tuple[frozenset[str], ...]], ...] = ()

    def share(self, held: frozenset[str]) -> float:
        """The share of the question, by weight, that a text of these words holds, 0 to 1."""
        lacking = self.weights.keys() - held
        if not lacking:
            return 1.0 if self.weights else 0.0
        total = math.fsum(self.weights.values())
        missed = math.fsum(map(self.weights.__getitem__, lacking))
        for run, others in self.instead:
            found = lacking.intersection(run)
            if found and any(other <= held for other in others):
                missed -= INSTEAD * math.fsum(map(self.weights.__getitem__, found))
                lacking -= found
        return 1 - missed / total


@dataclass(frozen=True)
class Vocabulary:
    """What a library's passages teach about words, and what its glossary adds.

    Attributes:
        passages: How many passages there are.
        frequency: In how many passages a word of the index stands.
        long_forms: Words of the index that an abbreviation stands for.
        words: Every word as it is written, by its stem.
        alike: Groups of runs of words that stand for one another.
    """

    passages: int = 0
    frequency: Mapping[str, int] = field(default_factory=dict)
    long_forms: Mapping[str, _Run] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    alike: tuple[tuple[_Run, ...], ...] = ()
    _held: dict[str, frozenset[str]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def with_glossary(self, glossary: Glossary) -> Vocabulary:
        """This vocabulary and a glossary's words; what the glossary says of an abbreviation goes first."""
        said = {_stem(short.lower()): tuple(terms(long)) for short, long in glossary.abbreviations.items()}
        runs = (tuple(dict.fromkeys(tuple(_phrase(one)) for one in group)) for group in glossary.alike)
        alike = tuple(tuple(run for run in group if run) for group in runs)
        long_forms = {**self.long_forms, **{short: long for short, long in said.items() if long}}
        return replace(self, long_forms=long_forms, alike=alike)

    def rarity(self, term: str) -> float:
        """How telling a word is: the logarithm of how few passages have it, or an abbreviation that stands for it."""
        passages = max(self.frequency.get(one, 0) for one in (term, *self._short_forms.get(term, ())))
        return math.log(1 + self.passages / (0.5 + passages))

    def understood(self, question: str) -> list[str]:
        """The question's words of the index; one that no passage has is taken for the nearest written like it."""
        plain = unicodedata.normalize("NFKD", question.lower()).encode("ascii", "ignore").decode()
        words = [word for word in _split(_QUANTITY.sub(" ", plain)) if word not in _STOP]
        subject = [word for word in words if word not in _FRAME]
        return [self._known(word) for word in subject or words]

    def asked(self, question: str) -> Asked:
        """The question's words with their weights, and what the glossary has for them."""
        found = self.understood(question)
        instead: dict[_Run, set[frozenset[str]]] = {}
        for start in range(len(found)):
            for run, others in self._instead.get(found[start], ()):
                if tuple(found[start : start + len(run)]) == run:
                    instead.setdefault(run, set()).update(others)
        weights = {word: self.rarity(word) for word in sorted(set(found))}
        return Asked(weights, tuple((run, tuple(others)) for run, others in instead.items()))

    def unheard(self, question: str) -> frozenset[str]:
        """The question's telling words that neither a passage nor the glossary has."""
        asked = self.asked(question)
        said = {word for run, _ in asked.instead for word in run}
        known = self.frequency.keys() | self.long_forms.keys() | said
        return frozenset(word for word in asked.weights if word not in known)

    def expanded(self, question: str) -> list[str]:
        """As `understood`, with abbreviations and their long forms both ways."""
        found = self.understood(question)
        return list(dict.fromkeys([*found, *sorted(self.spelt_both_ways(found))]))

    def held(self, text: str) -> frozenset[str]:
        """The words of the index that a text holds, abbreviations and their long forms both ways."""
        found = self._held.get(text)
        if found is None:
            if len(self._held) >= _REMEMBERED:
                self._held.clear()
            found = self._held[text] = frozenset(self.spelt_both_ways(terms(text)))
        return found

    def spelt_both_ways(self, words: Iterable[str]) -> set[str]:
        """Words of the index with the abbreviations they make up and the words that abbreviations stand for."""
        present = set(words)
        more = {word for short in present & self.long_forms.keys() for word in self.long_forms[short]}
        return present | more | {s for s, long in self.long_forms.items() if present.issuperset(long)}

    @cached_property
    def _short_forms(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for short, long in self.long_forms.items():
            for word in long:
                found.setdefault(word, []).append(short)
        return found

    @cached_property
    def _instead(self) -> Mapping[str, list[tuple[_Run, list[frozenset[str]]]]]:
        """Runs of the glossary by their first words, each with what may stand in its place in these passages."""
        found: dict[str, list[tuple[_Run, list[frozenset[str]]]]] = {}
        known = self.frequency.keys() | self.long_forms.keys()
        for group in self.alike:
            here = [run for run in group if known >= set(run)]
            for run in group:
                others = [frozenset(other) for other in here if other != run]
                if others:
                    found.setdefault(run[0], []).append((run, others))
        return found

    def _known(self, word: str) -> str:
        stem = _stem(_NUMBERS.get(word, word))
        if stem in self._understandable or len(word) < 5 or not word.isalpha():
            return stem
        if longer := [other for other in self.words if other.startswith(word)]:
            return _stem(min(longer, key=lambda other: (len(other), other)))
        alike = [other for other in self.words if other[0] == word[0] and abs(len(other) - len(word)) < 3]
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = 2 if len(word) >= _LONG else 1
        near = process.extractOne(word, sorted(alike), scorer=OSA.distance, score_cutoff=slips)
        return _stem(near[0]) if near else stem

    @cached_property
    def _understandable(self) -> frozenset[str]:
        """Words that are nobody's mistake: the passages', and the glossary's."""
        said = {word for group in self.alike for run in group for word in run}
        return frozenset(self.frequency.keys() | self.long_forms.keys() | said)


def _phrase(written: str) -> list[str]:
    """The words of a glossary's phrase; none of a light verb whose word of direction the index leaves out ("put off" is
    not "put")."""
    return [] if _LIGHT.fullmatch(written.lower()) else terms(written)


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
