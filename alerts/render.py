"""What an alert says, shared by Slack, the console and the demo.

Words in quotation are those of articles, verbatim but for white space and control
characters; everything else is a label or a value of the record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from streams.records import ChangeType, Modality, Qualifier

if TYPE_CHECKING:
    from streams.records import ArticleReference, Change, Development, Figure, OfficeConflict, Quote

# A sentence fits; a page that came without a full stop does not.
_QUOTE_LENGTH: Final = 500
_NAMED_LENGTH: Final = 200
# Larger whole numbers are not exact in a float.
_EXACT_BELOW: Final = 1e15
# They would reorder the words around them, in a terminal and in Slack.
_BIDI_CONTROLS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Unicode's categories Cc and Cs: controls, and halves of characters.
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Enough to tell stories of a topic apart; the whole id is in the record.
_STORY_LENGTH: Final = 12
_MOST_NAMES: Final = 5
# How far something has come goes without saying where an article simply states it.
_PLAIN: Final = frozenset({Modality.ASSERTED, Modality.OBSERVED})
# What is denied, or counted otherwise by another source, is not gone: both are claimed.
_STANDS: Final = {ChangeType.CONTRADICTED: "against", ChangeType.CONFIRMED: "confirms"}
_BEFORE_VALUE: Final = {
    None: "",
    Qualifier.ABOUT: "about ",
    Qualifier.AT_LEAST: "at least ",
    Qualifier.UP_TO: "up to ",
    Qualifier.RANGE: "",
}


@dataclass(frozen=True)
class ChangeText:
    """One change in words; `was` and `was_source` are empty where nothing was known.

    `stands` says how what was known stands to it: 'was', or 'against' where both are claimed.

    The label is kind and change, as 'figure/changed, expected'; that of the first change of an
    update begins with 'update 3, ', so that the alert's first line says both.
    """

    label: str
    quote: str
    figures: tuple[str, ...]
    was: str
    was_source: str
    stands: str = "was"


@dataclass(frozen=True)
class AlertText:
    """One development in words.

    Attributes:
        topic: the topic's name.
        changes: at least one.
        said_by: whom the article names for it, and its publisher or the host of its address.
        about: further facts for one line: origins, language, time, story.
        headline: the article's.
        link: the article's address, where a browser may be led there; else empty.
    """

    topic: str
    changes: tuple[ChangeText, ...]
    said_by: str
    about: tuple[str, ...]
    headline: str
    link: str

    @property
    def first_line(self) -> str:
        """What is new, in one line."""
        change = self.changes[0]
        return f"[{self.topic}] {change.label}: {change.quote}"


def alert_text(development: Development) -> AlertText:
    """Puts a development into words."""
    article = development.article
    return AlertText(
        topic=clean(development.topic_name) or clean(development.topic),
        changes=_changes(development),
        said_by=_said_by(development),
        about=tuple(_about(development)),
        headline=clean(article.headline),
        link=web_link(article),
    )


def render_text(development: Development) -> str:
    """The alert as plain text; the first line says what is new."""
    alert = alert_text(development)
    lines = [alert.first_line, *details_of(alert.changes[0])]
    for change in alert.changes[1:]:
        lines += [f"  {change.label}: {change.quote}", *details_of(change)]
    lines.append("  " + " · ".join((f"said by {alert.said_by}", *alert.about)))
    lines += [f"  {line}" for line in (alert.headline, alert.link) if line]
    return "\n".join(lines)


def clean(text: str) -> str:
    """One line without control characters: what is quoted can't act on where it is shown."""
    spaced = " ".join(_BIDI_CONTROLS.sub("", text).split())
    return _CONTROLS.sub("", spaced)


def cut(text: str, length: int) -> str:
    """At most `length` characters; the last is an ellipsis where something was cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def figure_text(figure: Figure, stands: str = "was") -> str:
    """'about 12,000 troops, expected (was 11,000 — Daily Example, 27 Nov 2024 08:00 UTC)'."""
    said = _counted(figure) + _unless_plain(figure.status)
    if figure.previous is None:
        return said
    was = figure.previous_quote
    source = f" — {_quote_source(was)}" if was else ""
    return f"{said} ({stands} {_number(figure.previous)}{source})"


def _counted(figure: Figure) -> str:
    """The value and what it is of, each once: the article's words may hold value and unit too."""
    value, unit, words = _value(figure), clean(figure.unit), clean(figure.quantity)
    if unit and unit.casefold() in words.casefold():
        words = ""
    elif not unit and _number(figure.value) in words:
        value = ""
    return " ".join(part for part in (value, unit, words) if part)


def web_link(article: ArticleReference) -> str:
    """The article's address where it is http or https with a host, else nothing."""
    url = article.url or ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = url.isprintable() and " " not in url
    return url if parts.scheme in {"http", "https"} and parts.netloc and plain else ""


def moment_text(moment: datetime) -> str:
    """'27 Nov 2024 08:00 UTC'."""
    return f"{moment.astimezone(UTC):%d %b %Y %H:%M} UTC"


def _changes(development: Development) -> tuple[ChangeText, ...]:
    first, *others = [_change_text(change) for change in development.changes]
    if development.update > 1:
        first = replace(first, label=f"update {development.update}, {first.label}")
    return first, *others


def _change_text(change: Change) -> ChangeText:
    was, stands = change.previous, _STANDS.get(change.change, "was")
    day = f", as of {change.as_of:%d %b %Y}" if change.as_of else ""
    return ChangeText(
        label=f"{change.kind}/{change.change}{_unless_plain(change.modality)}{day}",
        quote=cut(clean(change.quote.text), _QUOTE_LENGTH),
        figures=tuple(figure_text(figure, stands) for figure in change.figures),
        was=cut(clean(was.text), _QUOTE_LENGTH) if was else "",
        was_source=_quote_source(was) if was else "",
        stands=stands,
    )


def details_of(change: ChangeText) -> list[str]:
    """Lines below a change: its figures, and what was known with who said it and when."""
    lines = [f"  {', '.join(change.figures)}"] if change.figures else []
    known = f"  {change.stands}: {change.was} — {change.was_source}"
    return [*lines, known] if change.was else lines


def _quote_source(quote: Quote) -> str:
    return f"{_source(quote.publisher, quote.url)}, {moment_text(quote.at)}"


def _source(publisher: str | None, url: str | None) -> str:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        host = ""
    return cut(clean(publisher or "") or clean(host) or "unnamed source", 100)


def _said_by(development: Development) -> str:
    """Names as the article has them; without any, the publisher speaks itself."""
    article = development.article
    speakers = (one.asserted_by for one in development.changes)
    names = dict.fromkeys(cut(clean(speaker.name), 60) for speaker in speakers if speaker)
    source = _source(article.publisher, article.url)
    named = ", ".join(name for name in list(names)[:_MOST_NAMES] if name)
    return f"{named}, in {source}" if named else source


def _about(development: Development) -> list[str]:
    about = [line for each in development.conflicts for line in _names_of(each)]
    if development.origins:
        origins = ", ".join(cut(clean(name), 60) for name in development.origins[:_MOST_NAMES])
        about.append(f"{_origins(len(development.origins))}: {origins}")
    language = clean(development.article.language or "")
    if language:
        about.append(f"in {cut(language, 20)}")
    story = clean(development.story)[:_STORY_LENGTH]
    return [*about, moment_text(development.decided_at), f"story {story}"]


def _names_of(conflict: OfficeConflict) -> list[str]:
    """Two names for one office, and the words of each; neither is taken for the right one."""
    office, *names = (conflict.office, conflict.holder, conflict.known_holder)
    first, second = (cut(clean(each), 60) for each in names)
    quotes = (conflict.quote, conflict.known_quote)
    told = (f"“{cut(clean(one.text), _NAMED_LENGTH)}” — {_quote_source(one)}" for one in quotes)
    return [f"two names for {cut(clean(office), 100)}: {first} against {second}", *told]


def _value(figure: Figure) -> str:
    if figure.qualifier is Qualifier.RANGE and figure.upper is not None:
        return f"{_number(figure.value)} to {_number(figure.upper)}"
    return _BEFORE_VALUE[figure.qualifier] + _number(figure.value)


def _unless_plain(modality: Modality) -> str:
    return "" if modality in _PLAIN else f", {modality}"


def _number(value: float) -> str:
    """Thousands with commas; whole numbers without a point."""
    whole = value.is_integer() and abs(value) < _EXACT_BELOW
    return f"{value:,.0f}" if whole else f"{value:,.12g}"


def _origins(count: int) -> str:
    return "1 origin" if count == 1 else f"{count} independent origins"
