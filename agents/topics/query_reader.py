"""luqum's tree of a query as ours, and what of it can't be taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from luqum import tree as lucene

from agents.topics.query import (
    All,
    AnyOf,
    LanguageIs,
    Near,
    Not,
    Phrase,
    PublisherIs,
    Query,
    Where,
    joined,
)
from agents.topics.query_words import WordError, query_words, unescaped
from streams.languages import code_meant, is_code

#: Brackets and operators that a clause may stand in.
MAX_DEPTH: Final = 50

#: Words apart, for slop and NEAR; a paragraph is hardly longer.
MAX_DISTANCE: Final = 100

#: Words that NEAR lets stand between its sides where it names no number.
_NEAR_DISTANCE: Final = 10

#: The two sides of NEAR, and itself.
_NEAR_PARTS: Final = 3

#: Characters of a clause by which it is named.
_SHOWN: Final = 200

_NEAR: Final = re.compile(r"NEAR(?:/(\d{1,9}))?")
_NAMED: Final = ("publisher", "language")
_FIELDS: Final = (*(where.value for where in Where if where is not Where.PROSE), *_NAMED)
_BRACKETS: Final = "NEAR stands between two sides; put brackets around it: (a NEAR/5 b)"
_SIDE: Final = "a side of NEAR is a word, a phrase, or several of them in brackets, joined by OR"
_UNSUPPORTED: Final = {
    lucene.Fuzzy: "fuzzy words are not supported; inflected forms are found anyway, and * widens",
    lucene.Boost: "boosts are not supported: a clause holds or does not",
    lucene.Range: "ranges are not supported",
    lucene.From: "ranges are not supported",
    lucene.To: "ranges are not supported",
    lucene.Regex: "regular expressions are not supported; * and ? are",
}
_KINDS: Final = {
    lucene.Group: "group",
    lucene.FieldGroup: "group",
    lucene.Plus: "group",
    lucene.Not: "negated",
    lucene.Prohibit: "negated",
    lucene.SearchField: "field",
    lucene.AndOperation: "all_of",
    lucene.OrOperation: "alternatives",
    lucene.UnknownOperation: "alternatives",
}
_OTHER_OPERATORS: Final = {"&&": "AND", "||": "OR", "!": "NOT"}


@dataclass(frozen=True)
class Fault:
    """What is wrong at a character of a query, counted from 0."""

    at: int
    reason: str


def read(tree: Any) -> tuple[Query | None, list[Fault]]:
    """The query that a tree stands for, or None, and all that is wrong with it."""
    reader = _Reader()
    return reader.read(tree, _Here()), reader.faults


@dataclass(frozen=True)
class _Here:
    """What surrounds the node that is read."""

    where: str = ""
    depth: int = 0

    def inside(self, where: str = "") -> _Here:
        return _Here(where or self.where, self.depth + 1)


@dataclass
class _Reader:
    """Reads luqum's tree; a node that can't be taken is None, with its fault on the list."""

    faults: list[Fault] = field(default_factory=list)

    def read(self, node: Any, here: _Here) -> Query | None:
        if here.depth > MAX_DEPTH:
            return self._fault(node, f"nested deeper than {MAX_DEPTH} levels")
        if type(node) in _UNSUPPORTED:
            return self._fault(node, _UNSUPPORTED[type(node)])
        kind = _KINDS.get(type(node))
        return getattr(self, kind)(node, here) if kind else self._clause(node, here.where)

    def group(self, node: Any, here: _Here) -> Query | None:
        return self.read(node.children[0], here.inside())

    def negated(self, node: Any, here: _Here) -> Query | None:
        part = self.read(node.children[0], here.inside())
        # Two of them are none.
        return part.part if isinstance(part, Not) else part and Not(part)

    def field(self, node: Any, here: _Here) -> Query | None:
        if here.where:
            return self._fault(node, f"a field within the field {here.where}")
        if node.name not in _FIELDS:
            known = ", ".join(_FIELDS)
            return self._fault(node, f"there is no field '{node.name[:20]}'; there are {known}")
        return self.read(node.children[0], here.inside(node.name))

    def all_of(self, node: Any, here: _Here) -> Query | None:
        parts = [self.read(each, here.inside()) for each in node.children]
        return None if None in parts else joined(All, tuple(each for each in parts if each))

    def alternatives(self, node: Any, here: _Here) -> Query | None:
        if any(_is_near(each) for each in node.children):
            return self._near(node, here)
        bound: list[Query | None] = []
        optional: list[Query | None] = []
        for each in node.children:
            is_bound = isinstance(each, lucene.Plus | lucene.Not | lucene.Prohibit)
            (bound if is_bound else optional).append(self.read(each, here.inside()))
        if None in bound or None in optional:
            return None
        parts = [each for each in bound if each]
        # Beside a word that must be there, the others only ever weighed.
        if optional and not any(isinstance(each, lucene.Plus) for each in node.children):
            parts.insert(0, joined(AnyOf, tuple(each for each in optional if each)))
        return joined(All, tuple(parts))

    def _near(self, node: Any, here: _Here) -> Query | None:
        if len(node.children) != _NEAR_PARTS or not _is_near(node.children[1]):
            return self._fault(next(each for each in node.children if _is_near(each)), _BRACKETS)
        left, near, right = node.children
        given = _NEAR.fullmatch(near.value)
        distance = int(given[1]) if given and given[1] else _NEAR_DISTANCE
        if distance > MAX_DISTANCE:
            return self._fault(near, f"more than {MAX_DISTANCE} words apart")
        sides = self._side(left, here), self._side(right, here)
        if not sides[0] or not sides[1]:
            return None
        return Near(_source(node), _at(node), *sides, distance)

    def _side(self, node: Any, here: _Here) -> tuple[Phrase, ...]:
        """A phrase, or several in brackets that stand for each other."""
        if isinstance(node, lucene.BaseOperation):
            self._fault(node, f"{_SIDE}; other operators beside NEAR need brackets around it")
            return ()
        part = self.read(node, here.inside())
        found = part.parts if isinstance(part, AnyOf) else (part,)
        phrases = tuple(each for each in found if isinstance(each, Phrase))
        if part and len(phrases) < len(found):
            self._fault(node, _SIDE)
            return ()
        return phrases

    def _clause(self, node: Any, where: str) -> Query | None:
        if where in _NAMED:
            return self._named(node, where)
        if isinstance(node, lucene.Proximity):
            slop, words = node.degree, node.term
        else:
            slop, words = 0, node
        if fault := _fault_of(words, slop):
            return self._fault(node, fault)
        try:
            found = query_words(words.value)
        except WordError as error:
            return self._fault(node, str(error))
        return Phrase(_source(node), _at(node), found, slop, Where(where or "prose"))

    def _named(self, node: Any, where: str) -> Query | None:
        if type(node) not in {lucene.Word, lucene.Phrase}:
            return self._fault(node, f"{where}: takes a name, or several joined by OR")
        value = unescaped(node.value).strip('" ').casefold()
        if not value:
            return self._fault(node, "it is empty")
        if where == "language" and not is_code(value):
            return self._fault(node, f"{where}: takes a code, as en or uk{code_meant(value)}")
        kind = PublisherIs if where == "publisher" else LanguageIs
        return kind(f"{where}:{node.value}", _at(node), value)

    def _fault(self, node: Any, reason: str) -> Query | None:
        """Notes a fault; then there is no query."""
        self.faults.append(Fault(_at(node), reason))
        return None


def _fault_of(node: Any, slop: int) -> str | None:
    """Why words, or a phrase with its slop, can't be taken as they stand."""
    if type(node) not in {lucene.Word, lucene.Phrase}:
        return "this part of the syntax is not supported"
    if slop > MAX_DISTANCE:
        return f"the slop of a phrase is at most {MAX_DISTANCE}"
    if node.value in _OTHER_OPERATORS or node.value.startswith("!"):
        return f"write {_OTHER_OPERATORS.get(node.value, 'NOT')} for '{node.value[:2]}'"
    return _BRACKETS if _is_near(node) else None


def _is_near(node: Any) -> bool:
    return type(node) is lucene.Word and _NEAR.fullmatch(node.value) is not None


def _source(node: Any) -> str:
    """A clause as its author wrote it; it goes on in records, so not at any length."""
    text = str(node).strip()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _at(node: Any) -> int:
    return node.pos or 0
