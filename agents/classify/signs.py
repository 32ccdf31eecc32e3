"""By what sign a paragraph of a page was told to be none of its article's prose."""

from __future__ import annotations

from enum import StrEnum


class Sign(StrEnum):
    """What told that a paragraph is none of the article's prose."""

    NO_FINAL_MARK = "no-final-mark"
    SEPARATORS = "separators"
    SHORT_LABEL = "short-label"
    CAPTION = "caption"
    BYLINE = "byline"
    COPYRIGHT = "copyright"
    REPEATS_TITLE = "repeats-title"
    REPEATED = "repeated"
    CUT_OFF = "cut-off"
    OTHER_SCRIPT = "other-script"
    AMONG_LABELS = "among-labels"
    OPENING_BLOCK = "opening-block"
    CLOSING_BLOCK = "closing-block"
    LIVE_NOTICE = "live-notice"
    CLOSING_TEASER = "closing-teaser"
    PUBLISHER = "publisher-hint"


#: The sign of each paragraph of a page; None for prose.
Signs = list[Sign | None]

#: Signs of a line that heads or names something; what stands below may hang on it.
LABELS = (Sign.NO_FINAL_MARK, Sign.SEPARATORS, Sign.SHORT_LABEL, Sign.CUT_OFF)
