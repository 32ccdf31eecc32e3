"""What `bench.gate_vs_lucene` asks the gate: topics of ../shared/bench-perf as topics of ours."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from agents.text.aliases import Aliases, Name
from agents.topics.definitions import Topic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: One word in so many has other names.
_NAMED: Final = 10

#: Topics as their maker wrote them.
Topics = list[dict[str, Any]]


def with_terms(topics: Topics) -> Iterator[Topic]:
    """Each with its words, phrases and pairs as terms."""
    for raw in topics:
        terms: dict[str, list[str]] = defaultdict(list)
        for index, term in enumerate(raw["any"]):
            # Its maker took the topic's languages in turn.
            text = term if isinstance(term, str) else " ".join(term["near"])
            terms[raw["langs"][index % len(raw["langs"])]].append(text)
        yield Topic.model_validate({"id": raw["id"], "name": raw["id"], "terms": terms})


def with_query(topics: Topics) -> Iterator[Topic]:
    """Each with all that is written as a query, other names among the alternatives."""
    named = {one.words[0]: other.words[0] for one, other in aliases(topics).groups}
    for raw in topics:
        clauses = [
            _any_of([*raw["any"], *(named[each] for each in raw["any"] if _is(each, named))])
        ]
        clauses += map(_any_of, raw["all"])
        clauses += [f"NOT {_clause(each)}" for each in raw["none"]]
        query = {"id": raw["id"], "name": raw["id"], "query": " AND ".join(clauses)}
        yield Topic.model_validate(query)


def _is(term: str | dict[str, Any], named: dict[str, str]) -> bool:
    return isinstance(term, str) and term in named


def _any_of(terms: Sequence[str | dict[str, Any]]) -> str:
    return f"({' OR '.join(map(_clause, terms))})"


def _clause(term: str | dict[str, Any]) -> str:
    """A word or a phrase; or two words that are so many places apart at most."""
    if isinstance(term, str):
        return f'"{term}"'
    one, other = term["near"]
    return f'("{one}" NEAR/{term["within"] - 1} "{other}")'


def aliases(topics: Topics) -> Aliases:
    """Every tenth word that is a term by itself, with the next one as another name of it."""
    words = [
        Name.read(term, topic["langs"][index % len(topic["langs"])])
        for topic in topics
        for index, term in enumerate(topic["any"])
        if isinstance(term, str) and " " not in term
    ]
    return Aliases(tuple(pairwise(words))[::_NAMED])
