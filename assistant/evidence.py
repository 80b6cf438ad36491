"""What kind of thing a question asks for, and how strongly what was found speaks for an answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_COUNTED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen"
)
_PERIOD = re.compile(
    rf"\b(?:\d+|{_COUNTED})(?:\s*(?:-|to|–)\s*\d+)?[ -](?:day|week|month|year|hour|minute)s?\b", re.IGNORECASE
)
_CLOCK = (
    rf"\b\d{{1,2}}[:.]\d\d\b|\b\d{{1,2}} ?[ap]\.?m\b|\b(?:\d{{1,2}}|{_COUNTED}) "
    r"(?:o['’]clock|in the (?:morning|afternoon|evening))|\b(?:at|until|till|from|by) (?:noon|midday|midnight)\b"
)
_WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_OFTEN = (
    r"\b(?:daily|weekly|fortnightly|monthly|quarterly|yearly|bi-?annual\w*|annual\w*)\b|"
    r"\b(?:every|each|once an?|twice an?|times an?) (?:\w+ )?(?:day|week|fortnight|month|quarter|year)s?\b"
)
_NO_NAMES = (
    "academy|act|acute|ambulance|association|authority|board|care|centre|chair|chairman|chief|child|children|city|"
    "clinical|college|commission|commissioning|committee|community|council|county|department|deputy|development|"
    "director|district|division|east|england|executive|forum|foundation|general|government|group|head|health|"
    "healthcare|hospital|hospitals|human|improvement|institute|international|joint|leadership|learning|local|locality|"
    "manager|medical|mental|midlands|minister|national|network|nhs|north|northern|nurse|nursing|office|officer|"
    "organisation|organisational|partnership|pct|plan|practice|primary|professional|programme|provider|public|quality|"
    "regional|report|resources|review|royal|safety|scheme|school|secretary|senior|service|services|social|society|"
    "south|southern|staff|state|strategic|strategy|system|talent|team|trust|trusts|unit|university|vanguard|west|"
    "western|workforce|world"
)
_NAME = re.compile(
    rf"\b(?!(?i:{_NO_NAMES}|{_MONTHS}|the|this|these|our|in|a|an|of|for|as|we|it)\b)[A-Z][a-z]+(?: [A-Z]\.?)* "
    rf"(?!(?i:{_NO_NAMES}|{_MONTHS})\b)[A-Z][a-z’'-]+[A-Za-z’'-]*\b"
)
"""Two words in capitals that do not name a body, a post or a place."""
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (  # money
        re.compile(
            r"\bhow much (?:money|does|do|did|is|was)\b|(?<!\ba )\bsalary|\bcosts?\b|\bbudget|\bpaid\b|\bprice|"
            r"\bfees?\b"
        ),
        re.compile(
            r"£|€|\$\s?\d|\bmillion\b|\bpounds?\b|\bcosts?\b|\b\d+k\b|% of|\bfree\b|\bno charge\b|\bnothing\b",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"\bhow long\b"),
        re.compile(
            rf"{_PERIOD.pattern}|\b(?:until|as long as|for good|for life|indefinitely)\b", re.IGNORECASE
        ),
    ),
    (  # time of day
        re.compile(r"\bwhat time\b"),
        re.compile(_CLOCK, re.IGNORECASE),
    ),
    (  # whom to contact, and how
        re.compile(
            r"\b(?:tele)?phone\b(?! (?:interview|call|survey))|\bcontact (?:details|number|person)\b|"
            r"\bwho (?:can|could|do|must|should) (?:i|we|you|one) "
            r"(?:ask|call|contact|e-?mail|phone|reach|ring|speak to)\b"
        ),
        re.compile(r"\b0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b|\w@\w"),
    ),
    (  # month
        re.compile(r"\b(?:which|what) month\b"),
        re.compile(rf"\b(?:{_MONTHS})\b", re.IGNORECASE),
    ),
    (  # date
        re.compile(
            r"^\W*when\b|\bwhen (?:was|were|is|are|did|does|will|should|must|do)\b|\bdeadline|\bby when\b|"
            r"\b(?:what|which) (?:year|quarter)|\bdates?\b(?! of birth)"
        ),
        re.compile(
            rf"\b(?:19|20)\d\d\b|\b(?:{_MONTHS}|spring|summer|autumn|winter|easter|christmas)\b|{_PERIOD.pattern}|"
            rf"{_CLOCK}|{_OFTEN}|\b(?:{_WEEKDAYS})s?\b|\b(?:until|once|as soon as|before|after|whenever|at any time)\b",
            re.IGNORECASE,
        ),
    ),
    (  # share
        re.compile(
            r"percentage|%|\bper ?cent\b|\b(?:what|which) (?:share|proportion)\b|\b(?:completion|response) rate"
        ),
        re.compile(r"\d\s*%|per ?cent|\b(?:half|third|quarter|majority|most)\b", re.IGNORECASE),
    ),
    (  # number, but not a year
        re.compile(
            r"\bhow (?:many|much|often|old)\b|\b(?:what|which) (?:rating|score|mark|number|level)\b|\bscored\b|"
            r"\bnumber of\b|\bpass mark\b|\bwhat (?:did|do|does) .{3,60} score\b"
        ),
        re.compile(
            rf"(?<![/\d.])(?!(?:19|20)\d\d\b)\d|\b(?:{_COUNTED}|half|twice|once|no|none|nobody)\b|{_OFTEN}|"
            r"\b(?:over|more than|fewer than|up to|all|both) ",
            re.IGNORECASE,
        ),
    ),
    (  # a person's name
        re.compile(
            r"\bwho (?:is|was|are|were) (?:the |its |their |our )?(?:[\w'’-]+ ){0,4}"
            r"(?:chair\w*|chief executive|director|head|president|minister|secretary|champion|author|vice-chair)\b|"
            r"\bwho (?:chairs?|chaired|heads?|headed|sits|sat|signed|wrote)\b|\bwho (?:did|has|have) .{3,60} appoint|"
            r"\bwhose (?:earlier |previous |original )?(?:idea|report|research|review|work)\b|"
            r"\bnames? of (?:the )?(?:person|people|director|chair\w*|manager|head|lead|members?|staff|author)\b"
        ),
        _NAME,
    ),
    (  # where to find something
        re.compile(r"\bwhere can i\b|\bdownload|\bweb ?site\b|\blink\b|\burl\b|\be-?mail\b"),
        re.compile(r"www\.|https?:|@"),
    ),
    (  # how to go about it oneself
        re.compile(
            r"\bhow (?:do|can|would) i (?:apply|book|request|register|reset|claim|join|order|"
            r"(?:get|make) (?:an?|the|my|hold|onto)\b)"
        ),
        re.compile(
            r"\b(?:apply|application|contact|form|request|e-?mail|submit|register)\b|www\.", re.IGNORECASE
        ),
    ),
)
SAYS_ITSELF = (
    "address author costs date deadline download email figure link month number paid per cent percent percentage phone "
    "price proportion quarter rate share site telephone time url website wrote year"
)
"""Words for kinds of answers. Where one is asked for, what is of the kind need not say so: a date seldom says
"date"."""
_TAIL = re.compile(r"\s*\([^()]*, (?:19|20)\d\d, sections? [^()]*\)")
_INSTRUCTION = re.compile(
    r"^\W*(?:please |now |just )*(?:ignore|disregard|forget|pretend|imagine|act as|you are now|from now on|"
    r"write|compose|"
    r"make up|invent|repeat|print|reveal)\b"
)
_KIND = 0.5
"""How much less a fit counts where a kind of thing is asked for: a text about the matter seldom lacks words like the
question's, and still may not say who, when or how many (docs/retrieval.md)."""


_UNHEARD, _NOT_SAID = 0.2, 0.37
"""How much less a fit counts where a word of the question stands nowhere: documents about the matter have its words. A
year that stands nowhere, and what a yes or no is wanted of, cannot be answered by texts that lack it."""
_YES_OR_NO = re.compile(
    r"^\W*(?:and |but |so )?(?:is|are|am|was|were|can|could|may|might|must|do|does|did|has|have|had|should|shall|will|"
    r"would)\b"
)


def has(kind: re.Pattern[str], text: str) -> bool:
    """Whether a text has a thing of a kind, apart from where a note says which section of which year it is from."""
    return bool(kind.search(_TAIL.sub("", text)))


def names_somebody(text: str) -> bool:
    """Whether a text is somebody's name and nothing else."""
    return bool(_NAME.fullmatch(text.strip()))


def kind_of_answer(question: str) -> re.Pattern[str] | None:
    """What the answer has to hold if the question asks for a number, date, sum, name or address; else None."""
    plain = question.lower()
    return next((kind for asks, kind in _KINDS if asks.search(plain)), None)


def is_instruction(question: str) -> bool:
    """Whether it is no question but an attempt to have something done, or made up."""
    return bool(_INSTRUCTION.search(question.lower()))


def strength(
    fit: float, kind: re.Pattern[str] | None, question: str = "", unheard: Collection[str] = ()
) -> float:
    """How strongly the documents speak for an answer; only its order has a meaning.

    Args:
        fit: How much of the question the best sentence, item or row holds that also has the kind of thing asked for,
            in words and in meaning together, 0 to 2.
        kind: What it asks for (`kind_of_answer`).
        question: As it was asked.
        unheard: Its telling words that the whole library lacks.
    """
    if not unheard:
        return fit - _KIND * (kind is not None)
    not_said = _YES_OR_NO.search(question.lower()) or any(word[0].isdigit() for word in unheard)
    return fit - _KIND * (kind is not None) - (_NOT_SAID if not_said else _UNHEARD)
