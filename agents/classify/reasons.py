"""Why classify lets an article through or not, as a closed list."""

from __future__ import annotations

from enum import StrEnum


class ClassifyReason(StrEnum):
    """Why an article went on or not; the further down, the further a dropped one came."""

    MATCHED = "matched"
    NO_TERM_MATCHED = "no-term-matched"
    FURNITURE_ONLY = "furniture-only"
    OUT_OF_SCOPE = "out-of-scope"
    QUERY_NOT_MET = "query-not-met"
    VETOED = "vetoed"
    FAR_FROM_TOPIC = "far-from-topic"
