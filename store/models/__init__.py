"""The tables. Keys are random UUIDs, so that organisations' stores can be brought together one day.

Nothing outside this package sees a row: services return the dataclasses of `store.views`.
"""

from store.models.access import EmergencyAccess
from store.models.appraisals import Appraisal
from store.models.assess import Assessment, AssessmentPart
from store.models.audit import Audit, AuditHead
from store.models.base import UtcDateTime, keys_from, metadata, new_key
from store.models.colleagues import colleague
from store.models.conversations import Answer, Comment, Conversation, CountedFact, Turn
from store.models.figures import EqualityAnswer, PublishedFigures, ShownFigure, TalkFigures
from store.models.people import Account, Person, ReportingLine
from store.models.plans import Plan, PlanAction, PortfolioItem
from store.models.pools import Membership, Pool, PoolAppeal, PoolCase, PoolEvent, PoolSeat, PoolVersion
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
from store.models.sign_in import Admission, Credential

__all__ = [
    "AccessRequest",
    "Account",
    "Admission",
    "Answer",
    "Appraisal",
    "Assessment",
    "AssessmentPart",
    "Audit",
    "AuditHead",
    "Comment",
    "Complaint",
    "Conversation",
    "Correction",
    "CountedFact",
    "Credential",
    "EmergencyAccess",
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
    "PoolAppeal",
    "PoolCase",
    "PoolEvent",
    "PoolSeat",
    "PoolVersion",
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
    "colleague",
    "keys_from",
    "metadata",
    "new_key",
]
