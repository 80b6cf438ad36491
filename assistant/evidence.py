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
_LABELS = "action|actions|band|bands|competency|grade|level|page|pages|priority|section|sections|version|year"
_COUNT = re.compile(
    "".join(rf"(?<!\b{label} )" for label in _LABELS.split("|"))
    + rf"(?<!one to )(?<![/\d.])\b(?!(?:19|20)\d\d\b)(?:\d[\d,.]*|{_COUNTED})\b"
    r"(?!\s?(?:%|per ?cent)|[ –-]+(?:\d+ )?(?:minute|hour|day|week|month|year)s?\b|[:/]\d|-(?:1|one)\b|-to| to one)|"
    r"\b(?:half|twice|none|nobody|no|over|more than|fewer than|up to|all|both) ",
    re.IGNORECASE,
)
"""How many there are of something: not which grade or page, how long, or what share."""
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (  # money
        re.compile(
            r"\bhow much (?:money|does|do|did|is|was)\b|(?<!\ba )\bsalary|\bcosts?\b|\bbudget|\bpaid\b|\bprice|"
            r"\bfees?\b|\bwhat (?:do|does|did|will|would) .{2,60} (?:charge|earn)\b|\bpay band\b"
        ),
        re.compile(
            r"£|€|\$\s?\d|\bmillion\b|\bpounds?\b|\bcosts?\b(?=[^.]*\d)|\b\d+k\b|% of|\bfree (?:of|for)\b|"
            r"\bno charge\b|\bnothing\b",
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
    (  # postal address
        re.compile(r"(?<!mail )\baddress(?:es)? of\b|\bpostal address\b|\bpost ?code\b"),
        re.compile(r"\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b"),
    ),
    (  # place
        re.compile(r"^\W*where (?:is|are|was|were|do|does|did|will) "),
        re.compile(
            r"\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b|[A-Z][a-z]+shire\b|\b(?:at|across|from|in|near|to|outside) "
            rf"(?:the )?(?!(?:NHS|CCG|PCT|SHA|{_MONTHS.title()})\b)[A-Z][a-z]"
        ),
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
            r"percentage|%|\bper ?cent\b|\b(?:what|which) (?:share|proportion)\b|"
            r"\b(?:absence|birth|completion|death|employment|mortality|obesity|pass|response|return|sickness|"
            r"success|turnover|vacancy) rates?\b"
        ),
        re.compile(r"\d\s*%|per ?cent|\b(?:half|third|quarter|majority|most)\b", re.IGNORECASE),
    ),
    (re.compile(r"\bhow (?:many|big|large|high|tall|far|wide)\b"), _COUNT),
    (  # number, but not a year
        re.compile(
            r"\bhow (?:much|often|old)\b|\b(?:what|which) age\b|\b(?:what|which) (?:rating|score|mark|number|level)\b|"
            r"\bscored\b|\bnumber of\b|\bpass mark\b|\bwhat (?:did|do|does) .{3,60} score\b"
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
_KIND = 0.4
"""How much less a fit counts where a kind of thing is asked for: a text about the matter seldom lacks words like the
question's, and still may not say who, when or how many (docs/retrieval.md)."""
_UNHEARD, _NOT_SAID, _STRANGER = 0.2, 0.37, 0.6
"""How much less a fit counts where a word of the question stands nowhere: documents about the matter have its words. A
year that stands nowhere, and what a yes or no is wanted of, cannot be answered by texts that lack it; less still can a
place or body that is named."""
_SINCE = 0.4
"""How much less where it is asked what came of something: a document is written before that."""
_POST_APART, _COUNT_APART = 0.5, 0.2
"""How much less where a name stands without the post that is asked for, or a number without what is counted."""
TURN = 0.55
"""How much less where the word is lacking that a question turns on."""
_YES_OR_NO = re.compile(
    r"^\W*(?:and |but |so )?(?:is|are|am|was|were|can|could|may|might|must|do|does|did|has|have|had|should|shall|will|"
    r"would)\b"
)
_CAME_OF_IT = re.compile(
    r"\b(?:these days|nowadays|by now|in the end|so far|afterwards|still|eventually|today)\b|"
    r"^\W*who\b.*\b(?:now|current|currently)\b"
)
_WITHIN = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?:-[A-Z][a-z]+)?\b")
"""Capitalised words that do not begin a sentence."""
_PERIODS = re.compile(r"\bhow many (minute|hour|day|week|month|year)s\b")
_LISTED = re.compile(
    rf"\bwhich (?:are |were )?(?:the |of the )?(?:other )?(?:{_COUNTED}) "
    r"(?:[a-z]+ )?(?:awards|boards|bodies|ccgs|cities|committees|companies|counties|countries|districts|firms|"
    r"hospitals|members|organisations|pcts|people|prizes|regions|sites|towns|trusts|universities)\b|"
    r"^\W*(?:what are the )?names of\b"
)
"""Asks for the names of bodies, places or people that are numbered, or of whatever."""
_COUNTS = re.compile(r"\b(?:how many|number of(?= [\w'’-]+s\b))((?: [\w'’-]+)+)")
_COUNTED_UNTIL = re.compile(
    r" (?:a|an|and|are|at|be|been|can|come|could|did|do|does|for|from|get|go|got|had|has|have|i|in|is|join|joined|may|"
    r"might|must|of|on|or|per|should|so|take|takes|that|the|there|to|took|use|used|uses|was|we|went|were|who|will|with|"
    r"work|works|would|you)\b.*"
)
"""Words that end what is counted in a question."""
_ANYTHING = ("organisations", "others", "people", "person", "persons", "places", "staff", "time", "times")
"""Words for what a text may count under other names."""
_POST = re.compile(
    r"\bwho (?:is|was|are|were) (?:the |its |their |our )?(?:[\w'’-]+ ){0,3}?"
    r"(chair|chief executive|director|head|president|minister|secretary|champion|vice-chair)|\bwho (chair)(?:s|ed)\b"
)
_TURNS_ON = (
    re.compile(  # what of it
        r"^\W*(?:(?:what|which|who) (?:is|are|was|were) )?(?:the )?(?!(?:how|what|which|who|when|why|where)\b)"
        r"(?:[\w'’-]+ ){0,2}?([\w'’-]+) (?:of|for|in|at) "
    ),
    re.compile(r"^\W*what (?:do|does|did|will|would|has|have) .{2,60}?\b(\w+)\W*$"),  # what it does
)
_TURNS_ON_NOTHING = frozenset(
    (
        f"{SAYS_ITSELF} about amount costs definition do example in like list look mean meaning name names need "
        "number of on out overview say stand summary to want"
    ).split()
)


def has(kind: re.Pattern[str], text: str) -> bool:
    """Whether a text has a thing of a kind, apart from where a note says which section of which year it is from."""
    return bool(kind.search(_TAIL.sub("", text)))


def names_somebody(text: str) -> bool:
    """Whether a text is somebody's name and nothing else."""
    return bool(_NAME.fullmatch(text.strip()))


def kind_of_answer(question: str) -> re.Pattern[str] | None:
    """What the answer has to hold if the question asks for a number, date, sum, name, place or address; else None."""
    plain = question.lower()
    if found := _PERIODS.search(plain):
        return re.compile(rf"\b(?:\d[\d,.]*|{_COUNTED}|half an?)[ -](?:\w+ )?{found[1]}s?\b", re.IGNORECASE)
    kind = next((kind for asks, kind in _KINDS if asks.search(plain)), None)
    return kind or (_new_names(question) if _LISTED.search(plain) else None)


def _new_names(question: str) -> re.Pattern[str]:
    """Names that the question does not have."""
    its = "|".join(word[:5] for word in re.findall(r"[A-Za-z]{3,}", question))
    name = rf"(?!(?i:{its})|(?:NHS|PCTs?|SHAs?|CCGs?|GPs?|{_MONTHS.title()})\b)[A-Z][A-Za-z&'’-]+"
    return re.compile(rf"(?<=[a-z,;:)(“] ){name}|(?:^|(?<=\t)){name} [A-Z&]")


def belongs(question: str) -> tuple[re.Pattern[str], float] | None:
    """What a thing of the kind that is asked for stands with if it is the one that is asked for: a number with what is
    counted, or as a table's cell; a name with the post. And how much less a fit counts that lacks it; None where
    nothing can be told."""
    plain = question.lower()
    if found := _POST.search(plain):
        return re.compile(found[1] or found[2], re.IGNORECASE), _POST_APART
    found = _COUNTS.search(plain)
    if found is None:
        return None
    counted = _COUNTED_UNTIL.sub("", found[1]).split()
    if not counted or any(word in _ANYTHING for word in counted):
        return None
    stem = re.escape(re.sub(r"(?:ies|es|s|['’]s?|s['’])$", "", counted[-1]))
    number = rf"(?<![\w/.])(?!(?:19|20)\d\d\b)(?:\d[\d,.]*%?|{_COUNTED}|half|both|no)"
    cell = r"\t[^\t]*?\b\d[\d,.]*%?\s*(?=\t|$)"
    return re.compile(rf"{number}\b[ -](?:[\w'’()-]+ ){{0,3}}{stem}|{cell}", re.IGNORECASE), _COUNT_APART


def turns_on(question: str) -> str:
    """The word without which a text on the same matter does not answer: which thing of it is asked for, or what it does
    ("pass mark of", "what does it charge"). Empty where that cannot be told."""
    plain = question.lower()
    if _YES_OR_NO.search(plain):
        return ""
    found = next((found for one in _TURNS_ON if (found := one.search(plain))), None)
    return found[1] if found and found[1] not in _TURNS_ON_NOTHING else ""


def named_within(question: str) -> str:
    """The capitalised words of a question that do not begin it."""
    return " ".join(_WITHIN.findall(question))


def is_instruction(question: str) -> bool:
    """Whether it is no question but an attempt to have something done, or made up."""
    return bool(_INSTRUCTION.search(question.lower()))


def strength(
    fit: float,
    kind: re.Pattern[str] | None,
    question: str = "",
    unheard: Collection[str] = (),
    strangers: Collection[str] = (),
) -> float:
    """How strongly the documents speak for an answer; only its order has a meaning.

    Args:
        fit: How much of the question the best sentence, item or row holds that also has the kind of thing asked for,
            in words and in meaning together, 0 to 2.
        kind: What it asks for (`kind_of_answer`).
        question: As it was asked.
        unheard: Its telling words that the whole library lacks.
        strangers: Those of them that are a name's.
    """
    plain = question.lower()
    less = _KIND * (kind is not None) + _SINCE * bool(_CAME_OF_IT.search(plain))
    if strangers:
        return fit - less - _STRANGER
    if unheard:
        not_said = _YES_OR_NO.search(plain) or any(word[0].isdigit() for word in unheard)
        return fit - less - (_NOT_SAID if not_said else _UNHEARD)
    return fit - less
