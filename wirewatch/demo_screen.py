"""What the demo shows: each article with its alert, or with the reason why there was none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console, ConsoleRenderable, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from agents.classify.reasons import ClassifyReason
from alerts.panel import render_panel
from alerts.render import clean, cut, moment_text
from streams.records import Reason
from wirewatch.demo_picture import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from agents.topics.definitions import TopicSet
    from streams.records import Article, Verdict
    from wirewatch.demo_watch import Result

# Where nobody says how wide the output is: a pipe, a file, a picture.
_WIDTH: Final = 100
_INDENT: Final = 3
_NAME_LENGTH: Final = 60
_EMBEDDED_WORDS: Final = (
    "Broker: embedded, in memory only. It guarantees nothing, and all that it holds goes when "
    "the demo ends. WIREWATCH_KAFKA=host:port runs the demo on a Kafka of yours."
)
_EXAMPLE: Final = '{"url": "https://…", "title": "…", "text": "…", "source": "…"}'
_BESIDE: Final = "named only beside the article: in links, lists or forms"
_OFF_TOPIC_WORDS: Final = {
    ClassifyReason.NO_TERM_MATCHED: "about none of the topics",
    ClassifyReason.FURNITURE_ONLY: _BESIDE,
    # Not while the demo's topics are those of classify.
    ClassifyReason.OUT_OF_SCOPE: "outside of what the topic takes",
    ClassifyReason.QUERY_NOT_MET: "not what the topic's query asks for",
    ClassifyReason.VETOED: "vetoed by the topic's query",
    ClassifyReason.MATCHED: "dropped by classify",
}
_IN_WORDS: Final = {
    Reason.DUPLICATE: "the same text as",
    Reason.TRANSLATION: "a translation of",
    Reason.REVISION_WITHOUT_NEWS: "a revision that adds nothing to",
    Reason.CORROBORATES: "a further source for what is known from",
    Reason.RECAP: "only what is known, last from",
    Reason.BELOW_THRESHOLD: "not enough about it",
    Reason.FURNITURE_ONLY: _BESIDE,
    Reason.PASSING_MENTION: "named in passing",
    Reason.READ_AS_KNOWN: "a second reader finds nothing new in it",
    Reason.TOO_OLD: "too old to be news",
}


class Screen:
    """Prints to a terminal, or to whatever standard output is; draws a picture beside it."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or _console()
        self._picture = Picture()
        self._names: dict[str, str] = {}

    def banner(
        self,
        articles: Sequence[Article],
        topics: TopicSet,
        *,
        named_broker: str = "",
        own: bool = False,
    ) -> None:
        """Says what is about to happen, and what it proves and doesn't.

        `named_broker` is the address of a broker of the user's; empty for the embedded one. `own`
        says that the articles are the user's.
        """
        made = "" if own else ", written for this demo,"
        languages = ", ".join(sorted({article.language or "?" for article in articles}))
        monitored = " · ".join(clean(topic.name) for topic in topics.topics)
        body = Group(
            Text(
                f"{len(articles)} articles ({languages}){made} go in on Kafka. "
                "An alert comes out for each that brings something new; the others say why not."
            ),
            Text(f"Monitored: {monitored}"),
            Text(f"Broker: {named_broker}" if named_broker else _EMBEDDED_WORDS),
        )
        self._print(Panel(body, title="Wirewatch", title_align="left"))

    def decided(self, article: Article, results: Sequence[Result]) -> None:
        """An article with its alerts, or with the reason why there is none, topic by topic."""
        self._picture.choose(_outcomes(results))
        self._heading(article)
        for result in results:
            if result.development is not None:
                self._indented(render_panel(result.development))
            else:
                why = f"{clean(result.topic_name)}: {self._why(result.verdict)}"
                self._reason("no alert", why)

    def off_topic(self, article: Article, reason: ClassifyReason) -> None:
        """An article that classify dropped."""
        self._picture.choose({reason})
        self._heading(article)
        self._reason("no alert", _OFF_TOPIC_WORDS[reason])

    def repeated(self, article: Article) -> None:
        """An article that came before, the same in every word."""
        self._heading(article)
        self._reason("seen before", "the same article is decided once")

    def unreadable(self, refusal: str) -> None:
        """What is no article."""
        self._print()
        self._reason("no article, kept in dead-letters", refusal)

    def say(self, words: str, *details: str) -> None:
        """A line for a person, with lines to copy below it."""
        self._print()
        self._print(Text(words))
        for detail in details:
            # Not folded: a folded command can't be copied.
            self._print(Text(f"  {detail}", style="cyan"), soft_wrap=True)

    def summary(
        self, *, articles: int, alerts: int, first_alert: float | None, total: float
    ) -> None:
        """How it went; times in seconds since the start, None for an alert that never came."""
        after = "" if first_alert is None else f", the first {first_alert:.1f} s after the start"
        words = f"{articles} articles, {alerts} alerts{after}; done after {total:.1f} s"
        self._print()
        self._print(Rule(Text(words)))

    def invitation(self, command: str) -> None:
        """How to go on."""
        self.say(
            "It goes on until Ctrl-C. Publish an article of your own from another shell:", command
        )
        self.say("FILE holds one JSON object a line:", _EXAMPLE)

    def failed(self, reason: str) -> None:
        """Why the demo ends early."""
        self._print()
        self._print(Text(f"The demo ends here: {reason}", style="red"))

    def save_picture(self, path: Path) -> None:
        """Saves a selection of what was printed as SVG."""
        path.write_text(self._picture.svg(), "utf-8")

    def _print(self, what: ConsoleRenderable | str = "", *, soft_wrap: bool = False) -> None:
        self._console.print(what, soft_wrap=soft_wrap)
        self._picture.add(what)

    def _heading(self, article: Article) -> None:
        self._names.setdefault(article.id, _name(article))
        moment = moment_text(article.ingested_at) if article.ingested_at else ""
        known = (moment, clean(article.publisher or ""), article.language or "")
        self._print()
        self._print(Text(f"▸ {_headline(article)}", style="bold"))
        self._indented(Text(" · ".join(part for part in known if part), style="dim"))

    def _why(self, verdict: Verdict) -> str:
        words = _IN_WORDS.get(verdict.reason, verdict.reason.value)
        other = verdict.copy_of or verdict.rests_on
        name = self._names.get(other, other) if other else ""
        return f"{words} {name}" if name else words

    def _reason(self, what: str, why: str) -> None:
        self._indented(Text.assemble((what, "magenta"), (f" · {why}", "dim")))

    def _indented(self, what: Panel | Text) -> None:
        self._print(Padding(what, (0, 0, 0, _INDENT), expand=False))


def _name(article: Article) -> str:
    publisher = f" ({clean(article.publisher)})" if article.publisher else ""
    return f"“{cut(_headline(article), _NAME_LENGTH)}”{publisher}"


def _headline(article: Article) -> str:
    return clean(article.headline) or cut(clean(article.body), _NAME_LENGTH)


def _outcomes(results: Sequence[Result]) -> set[str]:
    changes = {
        change.change for each in results if each.development for change in each.development.changes
    }
    return changes | {each.verdict.reason for each in results if each.development is None}


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH)
