"""What the linter finds wrong with a topic: where, why, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LintReason(StrEnum):
    """What is wrong; each is a warning, since the workers take the file as it is."""

    SAME_TERM = "same-term"
    DEAD_TERM = "dead-term"
    LOOSENING_TERM = "loosening-term"
    JOINING_WORDS_ONLY = "joining-words-only"
    ONE_SHORT_WORD = "one-short-word"
    ONLY_NUMBERS = "only-numbers"
    WRONG_SCRIPT = "wrong-script"
    MIXED_SCRIPTS = "mixed-scripts"
    LANGUAGE_WITHOUT_TERMS = "language-without-terms"
    EXCLUDE_IS_INCLUDE = "exclude-is-include"
    EXCLUDE_HOLDS_TERMS = "exclude-holds-terms"
    DEAD_CLAUSE = "dead-clause"
    VETO_ALWAYS_WINS = "veto-always-wins"
    SMALL_OPERATOR = "small-operator"
    WIDE_CLAUSE = "wide-clause"
    SAME_TOPIC = "same-topic"
    OVERLAPPING_TOPICS = "overlapping-topics"
    MATCHES_TOO_MUCH = "matches-too-much"
    HITS_NOTHING = "hits-nothing"
    ALIAS_ADDS_NOTHING = "alias-adds-nothing"
    AMBIGUOUS_ALIAS = "ambiguous-alias"
    UNUSED_ALIAS = "unused-alias"
    ALIAS_JOINS_TOPICS = "alias-joins-topics"


#: Keys and indexes that lead from a topic to a value: ("terms", "en", 2).
Field = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a topic, or with a group of names.

    Attributes:
        topic: its index in its file.
        field: where within it.
        reason: what kind of mistake it is.
        what: what is wrong, for a person.
        advice: what to do about it.
    """

    topic: int
    field: Field
    reason: LintReason
    what: str
    advice: str
