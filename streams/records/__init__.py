"""The records that flow between the parts: frozen, versioned, without I/O.

Names are those of schema.org's NewsArticle where it has one. How a record looks on the
wire is `streams.codec`'s business.

::

    articles ─▶ Article ─classify▶ ClassifiedArticle ─track▶ Verdict, Development
                                 close ones: ─track▶ Candidate ─reader▶ Verdict, Development
                                              Development ─notify▶ Notification ▶ Delivery
"""

from __future__ import annotations

from streams.records.article import Article, ArticleReference
from streams.records.base import Instant, Record, Score, WireRecord, digest
from streams.records.classified import (
    AlertPreset,
    ClassifiedArticle,
    ParagraphRole,
    PrototypeKind,
    ScoreParts,
    Sentence,
    Span,
    Standing,
    Support,
    TermMatch,
    Vector,
)
from streams.records.delivery import Delivery, DeliveryState, Notification, notification_id
from streams.records.development import (
    STORY_DIGITS,
    Change,
    ChangeType,
    Development,
    Figure,
    Kind,
    Modality,
    OfficeConflict,
    Qualifier,
    Quote,
    Reason,
    Speaker,
    Verdict,
    development_id,
    story_id,
    verdict_id,
)
from streams.records.reading import Candidate, EarlierArticle, Question, Reading, ReadingReason

__all__ = [
    "STORY_DIGITS",
    "AlertPreset",
    "Article",
    "ArticleReference",
    "Candidate",
    "Change",
    "ChangeType",
    "ClassifiedArticle",
    "Delivery",
    "DeliveryState",
    "Development",
    "EarlierArticle",
    "Figure",
    "Instant",
    "Kind",
    "Modality",
    "Notification",
    "OfficeConflict",
    "ParagraphRole",
    "PrototypeKind",
    "Qualifier",
    "Question",
    "Quote",
    "Reading",
    "ReadingReason",
    "Reason",
    "Record",
    "Score",
    "ScoreParts",
    "Sentence",
    "Span",
    "Speaker",
    "Standing",
    "Support",
    "TermMatch",
    "Vector",
    "Verdict",
    "WireRecord",
    "development_id",
    "digest",
    "notification_id",
    "story_id",
    "verdict_id",
]
