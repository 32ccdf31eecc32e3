"""Which sentences of an article an alert quotes, and which of their figures it states."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from agents.text.speech import says, spoken_language
from agents.track.facts import prose_of, sentence_digest, titles_of
from agents.track.measures import is_measure
from agents.track.previous import is_replaced_in
from agents.track.quantities import Quantity, content_stems, quantities_of, same_status
from agents.vectors.quantised import similarity
from streams.records import ParagraphRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agents.track.facts import News
    from agents.track.memory import Memory
    from agents.track.state import KnownFigure
    from streams.records import Sentence, Span

#: An alert names the news and at most so many further facts; the rest is in the article.
_MOST: Final = 2

#: A number below this is more often a part of the telling ('two insurers') than its figure; it
#: counts where the headline has it.
_FEWEST: Final = 10

#: The news is told in so many sentences on the topic; what follows is mostly background.
_OPENING: Final = 4

#: Sentences in which an earlier value is looked for.
_SENTENCES: Final = 40

#: Two sentences say as much of the headline where they lie no further apart: the first tells it.
_AS_MUCH: Final = 0.02

#: The paragraph that is the headline.
_HEADLINE: Final = 0

#: And in so many paragraphs of an article whose headline is on it.
_PARAGRAPHS: Final = 2


class Telling:
    """An article as an alert tells it."""

    def __init__(self, news: News, memory: Memory, known: Sequence[KnownFigure]) -> None:
        self.news = news
        self.memory = memory
        self.known = known
        #: Figures that another one replaces; filled as changes are told.
        self.taken: list[Quantity] = []
        self._rows: dict[Span, list[Quantity]] = {}
        self._decided: dict[Span, bool] = {}

    @cached_property
    def chosen(self) -> list[Sentence]:
        """The newest sentence first, then those with further figures that matter."""
        leading = [] if self._in_entries else [each for each in self.news.lead if self._leads(each)]
        prose = prose_of(self._speaking)
        opening = prose_of(leading) or self._opening or leading
        chosen = [self._newest(opening)]
        stated = {each.number.value for each in self.stated_in(chosen[0], lead=True)}
        for sentence in (*leading, *prose):
            further = {each.number.value for each in self._further(sentence, stated)}
            if further:
                chosen.append(self._told_in_full(sentence, further))
                stated |= further
        return list({each.span.start: each for each in chosen}.values())[:_MOST]

    @cached_property
    def _speaking(self) -> list[Sentence]:
        """The sentences on the topic; with a headline on it, all that the article opens with."""
        spans = {each.span for each in self.news.article.support if each.against is None}
        speaking = {each.paragraph for each in self.news.on_topic}
        speaking |= {each.paragraph for each in self.news.sentences if each.span in spans}
        if _HEADLINE in speaking or self.news.article.rank == 1:
            paragraphs = dict.fromkeys(each.paragraph for each in prose_of(self.news.sentences))
            speaking.update(list(paragraphs)[:_PARAGRAPHS])
        found = [each for each in self.news.sentences if each.paragraph in speaking]
        # What a live page or a digest says above its entries is about all of them.
        return [each for each in found if each.entry] or found

    @property
    def _in_entries(self) -> bool:
        return any(each.entry for each in self._speaking)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The quantities of the article's prose, of a long article those of its first half."""
        prose = prose_of(self.news.sentences)[:_SENTENCES]
        return [each for sentence in prose for each in self.row(sentence)]

    def row(self, sentence: Sentence) -> list[Quantity]:
        """All quantities of a sentence; the same objects every time."""
        if sentence.span not in self._rows:
            self._rows[sentence.span] = quantities_of(sentence)
        return self._rows[sentence.span]

    def stated_in(self, sentence: Sentence, *, lead: bool) -> list[Quantity]:
        """The figures of a sentence that an alert states."""
        found = self.row(sentence)
        return [
            each
            for each in found
            if not is_replaced_in(each, found) and self._matters(each, lead=lead)
        ]

    def _further(self, sentence: Sentence, stated: set[float]) -> Iterable[Quantity]:
        """Figures of a further sentence that matter and that nobody stated."""
        for each in self.stated_in(sentence, lead=False):
            known = each.number.value in stated or each.earlier
            if not known and self.is_fresh(each):
                yield each

    def _matters(self, quantity: Quantity, *, lead: bool) -> bool:
        """Whether a figure is of the topic's news and not of what the article says beside it."""
        number = quantity.number
        if number.value in self._headline_values:
            return True
        if number.money:
            leads = lead or self._opens(quantity.sentence)
            return (leads and self._tells_of_money) or self._is_decided(quantity.sentence)
        small = number.value < _FEWEST and not number.percent
        if small or quantity.whole:
            return False
        return lead or (not is_measure(quantity) and self._is_on_subject(quantity))

    def _is_on_subject(self, quantity: Quantity) -> bool:
        """Whether a figure of a further sentence counts what the article is about.

        By the noun counted; where the article leads with figures, also by what its sentence says:
        one of those that say most of the topic, or one that takes a total apart.
        """
        if (quantity.unit or quantity.words) & self._subject:
            return True
        if not self._opens(quantity.sentence):
            return False
        supporting = any(each.span == quantity.sentence.span for each in self.news.article.support)
        return quantity.part or (supporting and self._leads_with_figures)

    @cached_property
    def _leads_with_figures(self) -> bool:
        return any(self.row(sentence) for sentence in self._first)

    @property
    def _first(self) -> list[Sentence]:
        """The headline and the first sentence on the topic."""
        titles = titles_of(self.news.sentences)
        return [*titles, *prose_of(self._speaking)[:1]]

    def _opens(self, sentence: Sentence) -> bool:
        """Whether a sentence is among the first that speak of the topic."""
        return sentence in self._opening

    @cached_property
    def _opening(self) -> list[Sentence]:
        return prose_of(self._speaking)[:_OPENING]

    def _leads(self, sentence: Sentence) -> bool:
        if sentence in self._speaking:
            return True
        return any(each.number.value in self._headline_values for each in self.row(sentence))

    def _is_decided(self, sentence: Sentence) -> bool:
        if sentence.span not in self._decided:  # asked for each of its figures
            language = spoken_language(sentence.text, sentence.language)
            self._decided[sentence.span] = says("decided", sentence.text, language)
        return self._decided[sentence.span]

    def is_fresh(self, quantity: Quantity) -> bool:
        """Whether nobody on the topic stated this value, or not of this unit."""
        if quantity.number.value not in self.memory.numbers:
            return True
        value, unit = quantity.number.value, quantity.unit
        return bool(unit) and not any(
            value == each.value
            and unit & set(each.unit)
            and same_status(quantity.status, each.status)
            for each in self.known
        )

    @cached_property
    def _headline_values(self) -> frozenset[float]:
        titles = titles_of(self.news.sentences)
        return frozenset(each.number.value for title in titles for each in self.row(title))

    @cached_property
    def _tells_of_money(self) -> bool:
        return any(each.number.money for sentence in self._first for each in self.row(sentence))

    @cached_property
    def _subject(self) -> frozenset[str]:
        """Stems of what the article is about: its headline, and the topic's terms in it."""
        titles = [each.text for each in titles_of(self.news.sentences)]
        terms = [match.term for match in self.news.article.matches]
        first = [each.text for each in prose_of(self.news.on_topic)[:1]]
        return frozenset().union(*map(content_stems, [*titles, *terms, *first]))

    def _told_in_full(self, sentence: Sentence, values: set[float]) -> Sentence:
        """For a headline the sentence that states the same numbers: it says what they count."""
        if sentence.role is not ParagraphRole.TITLE:
            return sentence
        return next(
            (each for each in prose_of(self.news.on_topic) if values <= _values(each)), sentence
        )

    def _newest(self, candidates: Sequence[Sentence]) -> Sentence:
        """The first sentence with a figure that is new; else the first that nobody published.

        Candidates hold a headline only where there is no sentence: that one says who and when.
        """
        unseen = [each for each in candidates if sentence_digest(each) not in self.memory.sentences]
        found = unseen or candidates
        figured = [each for each in found if self._brings_figure(each)]
        gists = [(self._gist(each), each) for each in figured or found]
        best = max(gist for gist, _ in gists)
        return next(each for gist, each in gists if gist >= best - _AS_MUCH)

    def _gist(self, sentence: Sentence) -> float:
        """How much a sentence says of what the article tells the topic.

        That is what its headline says; where that is of another topic, what is nearest to this one.
        """
        title = next((each for each in self.news.sentences if each.paragraph == _HEADLINE), None)
        if title is None or title not in self._speaking:
            near = (
                each.similarity for each in self.news.article.support if each.span == sentence.span
            )
            return next(near, 0.0)
        if title.vector and sentence.vector:
            return similarity(title.vector, sentence.vector)
        words = content_stems(title.text)
        return len(words & content_stems(sentence.text)) / max(1, len(words))

    def _brings_figure(self, sentence: Sentence) -> bool:
        stated = self.stated_in(sentence, lead=True)
        return any(self.is_fresh(each) for each in stated if not is_measure(each))


def _values(sentence: Sentence) -> set[float]:
    return {each.number.value for each in quantities_of(sentence)}
