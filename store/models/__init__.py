"""The tables. Keys are random UUIDs, so that organisations' stores can be brought together one day.

Nothing outside this package sees a row: services return the dataclasses of `store.views`.
"""

from store.models.audit import Audit, AuditHead
from store.models.base import UtcDateTime, keys_from, metadata, new_key
from store.models.conversations import Answer, Comment, Conversation, CountedFact, Turn
from store.models.figures import EqualityAnswer, PublishedFigures, ShownFigure, TalkFigures
from store.models.people import Account, Person, ReportingLine
from store.models.plans import Plan, PlanAction, PortfolioItem
from store.models.pools import Membership, Pool, PoolEvent
from store.models.posts import FamilyDemand, Post, PostActing, PostCandidate, PostEvent
from store.models.privacy import (
    AccessRequest,
    Complaint,
    Correction,
    Erasure,
    Exemption,
    LegalHold,
    NoticeAcceptance,
    RetentionConfirmation,
    ThirdPartyName,
)

__all__ = [
    "AccessRequest",
    "Account",
    "Answer",
    "Audit",
    "AuditHead",
    "Comment",
    "Complaint",
    "Conversation",
    "Correction",
    "CountedFact",
    "EqualityAnswer",
    "Erasure",
    "Exemption",
    "FamilyDemand",
    "LegalHold",
    "Membership",
    "NoticeAcceptance",
    "Person",
    "Plan",
    "PlanAction",
    "Pool",
    "PoolEvent",
    "PortfolioItem",
    "Post",
    "PostActing",
    "PostCandidate",
    "PostEvent",
    "PublishedFigures",
    "ReportingLine",
    "RetentionConfirmation",
    "ShownFigure",
    "TalkFigures",
    "ThirdPartyName",
    "Turn",
    "UtcDateTime",
    "keys_from",
    "metadata",
    "new_key",
]
