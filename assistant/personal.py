"""Questions that the guidance is not asked: about somebody's worth or records, and what people say to be polite. Pure.

Nothing here rates, ranks or names people, and what documents say of competencies must not pass for a person's rating.
"""

from __future__ import annotations

import re

_WHO = r"(?:i|me|my|he|him|his|she|her|they|them|their|you)"
_JUDGING = (
    rf"^\W*(?:please |can you |could you |just |now )*(?:rate|rank|score|grade|assess|judge|mark)\b.{{0,30}}\b{_WHO}\b",
    rf"\b(?:is|are|am|was|will|would|could|can|should) {_WHO} (?:\w+ ){{0,2}}?(?:ready|good enough|suitable|right for|"
    r"promoted|capable|up to|fit for|strong enough|better than|leadership material|"
    r"a (?:good|future|natural|high|star))\b",
    r"\b(?:should|shall|do|can|may) i (?:give|rate|score|place|put|mark|promote|nominate|choose|pick|recommend) "
    rf"{_WHO}\b",
    r"\b(?:he|she|they) (?:is|are|'s|would be) (?:an? )?(?:\d|(?:high|low|top|star|good|poor)[ -])",
    rf"\b(?:give|assign|suggest|tell)\b.{{0,20}}\b{_WHO}\b.{{0,30}}\b(?:rating|score|mark|grade|box|number|placing)\b",
    rf"\bwhich (?:box|cell|grid|rating|category|placing)\b.{{0,30}}\b{_WHO}\b",
    r"\bwho (?:is|are|would be|would make|could be|should be) (?:the |an? |our |my )?(?:\w+ )?"
    r"(?:best|good|better|right|obvious|next|strongest|weakest|ideal|likely) "
    r"(?:\w+ )?(?:successor|candidate|person|choice|replacement|performer|leader|manager|one)\b",
    r"\bwho (?:should|could|would|will|can) (?:i |we )?"
    r"(?:promote|replace|succeed|pick|choose|appoint|take over from)\b",
)
_RECORDS = (
    r"\b(?:what|which|where|when|who|show me|tell me)\b(?: is| was| are| were|'s)? (?:in )?(?:my|his|her) "
    r"(?:\w+ ){0,2}?(?:ratings?|scores?|grade|box|placing|placement|readiness|potential|records?|appraisal|review|"
    r"line manager|notes|conversation|file)\b(?! (?:mean|for|about))",
    r"\bam i (?:in|on) (?:the|a|any|your|our) (?:\w+ )*(?:pool|list|shortlist|grid)\b|\bam i being considered\b|"
    r"\bam i (?:a )?(?:high potential|talent|star)\b",
    r"\b(?:will|when will|do|when do|when shall) i (?:ever )?(?:be|get) (?:\w+ )?"
    r"(?:promoted|promotion|chosen|selected|a rating|the job|the post|appraised)\b",
    r"\bwhat (?:did|does|do|has|have) (?:my|his|her|their) (?:\w+ )?(?:\w+ )?"
    r"(?:say|said|write|written|think|put|record\w*)\b",
    r"\bwho (?:is|are|was) (?:in|on) (?:the|our|my|your|this|that) "
    r"(?:[\w-]+ ){0,4}(?:pool|shortlist|succession plan)\b",
)
_NAMED = re.compile(
    r"\W*(?:is|are|was|should|will|would|can|could|does|do|did|has|what (?:did|does|has|is)|which|who is|give|rate|"
    r"rank|score|tell me about|show me|when (?:is|was|will|did)|where (?:is|does)|"
    r"how (?:good|ready|strong|old|did|does|is|many))\b"
)
"""How a question begins that is about whom it names; "how do I tell Priya …" is about telling."""
_JUDGED = re.compile(
    r"\b(?:ready|readiness|promot\w+|rat(?:e|ed|ing|ings)|score\w*|potential|box|grid|pool|perform\w*|successor|success\w*|"
    r"sa(?:y|id)|wr(?:ite|ote)|records?|apprais\w+|conversation|plan|pdp|good|best|better|about|earn|paid|age|sick|leave)\b"
)
_POLITE: tuple[tuple[str, str], ...] = (
    (
        r"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening))(?: there)?",
        "Hello. Ask me about talent, leadership and development; I answer with quotations from the documents in your "
        "library.",
    ),
    (
        r"(?:ok |okay |great |lovely )*(?:thanks|thank you|cheers|ta)(?: (?:very much|a lot|so much|for .{1,40}))?",
        "You are welcome.",
    ),
    (
        r"(?:who|what) are you|are you (?:an? )?(?:human|person|real(?: person)?|bot|robot|ai|machine|computer)|"
        r"what (?:can|do) you do",
        "I am a program, not a person. I look up what the documents in your library say and quote them with their "
        "places. I do not rate people, and nothing that you ask here is put on anybody's record.",
    ),
)
_WORTH = re.compile(r"\b(?:ready|promot|rat(?:e|ing)|scor|potential|box|good|best|better)")
_SHORT = 60
_NO_JUDGE = (
    "I do not rate or rank people, and I name nobody for a post: people who know them decide that, with reasons. I can "
    "say what the guidance has on how such decisions are made; ask for example: How is readiness for a post judged?"
)
_NO_RECORDS = (
    "That is about somebody's own records, and I answer from the guidance documents only. What is on record is under "
    "the conversations, plans and pools of whoever it concerns, and of those who may see it. Your manager or HR can "
    "help."
)


def reply(question: str, *, names: bool) -> str | None:
    """What to say instead of asking the guidance; None where the guidance should be asked.

    Args:
        question: As it was asked.
        names: Whether it names somebody.
    """
    plain = " ".join(question.lower().replace("’", "'").split())
    first = re.split(r"[.!?,]+(?:\s|$)", plain, maxsplit=1)[0]
    for pattern, said in _POLITE:
        if len(plain) < _SHORT and re.fullmatch(pattern, first):
            return said
    if any(re.search(pattern, plain) for pattern in _JUDGING):
        return _NO_JUDGE
    if any(re.search(pattern, plain) for pattern in _RECORDS):
        return _NO_RECORDS
    if names and _NAMED.match(plain) and _JUDGED.search(plain):
        return _NO_JUDGE if _WORTH.search(plain) else _NO_RECORDS
    return None
