"""Where the words of an article stand, for queries that ask which are how near each other."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from agents.classify.compile_terms import compile_term
from agents.classify.terms import Forms, TermWord
from agents.text.words import is_unspaced
from agents.topics.query import Where, is_wildcard
from agents.topics.query_words import longest_run
from streams.records import ParagraphRole, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from agents.classify.reading import Page, Part

#: Places apart that no distance of a query bridges: paragraphs are no neighbours.
_GAP: Final = 10_000

#: Letters of a word that a wildcard takes for one; what is longer is no word.
_LONGEST: Final = 100

#: Places of one word that are looked at. A text that says a word more often is a dump of pages.
MAX_PLACES: Final = 1000

_ROLES: Final = {
    Where.PROSE: frozenset(ParagraphRole),
    Where.TITLE: frozenset({ParagraphRole.TITLE}),
    Where.LEAD: frozenset({ParagraphRole.LEAD}),
    Where.BODY: frozenset(ParagraphRole) - {ParagraphRole.TITLE},
}


class Place(NamedTuple):
    """Where a word stands, alone or as a part of a row.

    Attributes:
        position: counted in words over the whole article; in characters where a script puts no
            blanks between words.
        length: how many positions it takes.
        role: that of its paragraph.
        of, start, end: its characters, in the headline or in the body.
    """

    position: int
    length: int
    role: ParagraphRole
    of: Literal["headline", "body"]
    start: int
    end: int

    @property
    def behind(self) -> int:
        """The position behind it."""
        return self.position + self.length

    @property
    def span(self) -> Span:
        """Its characters, as records have them."""
        return Span(part=self.of, start=self.start, end=self.end)


@dataclass(frozen=True)
class Sought:
    """A word of a query as the text is asked for it; `pattern` is what a wildcard stands for."""

    word: TermWord
    pattern: re.Pattern[str] | None = None


@lru_cache(maxsize=50_000)
def sought(word: str) -> Sought:
    """A word of a query, ready to be sought."""
    if not is_wildcard(word):
        return Sought(compile_term(word).words[0])
    run, unspaced = longest_run(word), is_unspaced(word)
    inside = unspaced or word[0] in "*?" or not word.startswith(run)
    pattern = glob(f"*{word}*" if unspaced else word)
    return Sought(TermWord(run, run, _LONGEST, inside), pattern)


@cache
def glob(pattern: str) -> re.Pattern[str]:
    """`*` as any characters and `?` as one, to be matched in full, in linear time."""
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


class ArticleWords:
    """The words of an article's headline and prose, ready to be asked for those of queries."""

    def __init__(self, page: Page) -> None:
        self._forms = Forms(token for part in page.parts for token in part.forms.tokens)
        self._places: dict[str, list[Place]] = {}
        self._at: dict[int, tuple[str, Place]] = {}
        self._found: dict[str, tuple[Place, ...]] = {}
        position = 0
        for part in page.parts:
            position = self._read(part, position) + _GAP

    def places(self, word: str, where: Where) -> list[Place]:
        """Where forms of a query's word stand, in their order, the first ones of very many."""
        if word not in self._found:
            self._found[word] = tuple(sorted(self._seek(sought(word))))
        roles = _ROLES[where]
        return list(islice((one for one in self._found[word] if one.role in roles), MAX_PLACES))

    def _read(self, part: Part, position: int) -> int:
        for form, start, end in part.forms.tokens:
            length = len(form) if is_unspaced(form) else 1
            place = Place(position, length, part.role, part.of, start, end)
            self._places.setdefault(form, []).append(place)
            self._at[position] = form, place
            position += length
        return position

    def _seek(self, wanted: Sought) -> Iterator[Place]:
        if wanted.pattern is None:
            for row in wanted.word.rows:
                yield from self._rows(row)
            return
        for form in self._forms.each(wanted.word):
            if len(form) <= _LONGEST and wanted.pattern.match(form):
                yield from islice(self._places[form], MAX_PLACES)

    def _rows(self, row: Sequence[TermWord]) -> Iterator[Place]:
        """Where a word stands, or a name of several words."""
        first, *further = row
        for form in self._forms.each(first):
            places: Iterable[Place] = self._places[form]
            if first.inside:
                places = _inside(form, first.text, places)
            found = (self._with_following(place, further) for place in places)
            yield from islice((place for place in found if place), MAX_PLACES)

    def _with_following(self, place: Place, words_behind: Iterable[TermWord]) -> Place | None:
        """A place and those of the words right behind it, as one; None where others follow."""
        for word in words_behind:
            form, following = self._at.get(place.behind, ("", place))
            if not word.takes(form):
                return None
            length = following.behind - place.position
            place = place._replace(length=length, end=following.end)
        return place


def _inside(form: str, text: str, places: Iterable[Place]) -> Iterator[Place]:
    """The places of a word within words of a script without blanks."""
    for at in places:
        if len(form) != at.end - at.start:
            # Where the folding made a word longer or shorter, places in it can't be told.
            yield at
            continue
        for found in re.finditer(re.escape(text), form):
            start, position = at.start + found.start(), at.position + found.start()
            yield Place(position, len(text), at.role, at.of, start, start + len(text))
