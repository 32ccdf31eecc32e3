"""The linter of topics: what a file says that can't be what its author meant.

All of it is told from the definitions alone, by the functions with which classify finds terms.
What only articles can tell is in `agents.topics.lint_sample`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from agents.classify.compile_terms import terms_of
from agents.classify.language import agreed, language_of
from agents.classify.terms import Forms
from agents.text.words import folded_words
from agents.topics.implication import bare
from agents.topics.lint_finding import Field, Finding, LintReason
from agents.topics.lint_query import lint_query
from agents.topics.lint_scripts import main_script
from agents.topics.lint_terms import lint_terms, placed_terms

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from agents.topics.definitions import Topic, TopicSet
    from agents.topics.query import Query

#: Two topics that share more than half of the smaller one's terms are hardly two subjects.
_OVERLAP: Final = 0.5

#: So many topics that have a term are compared with a later one that has it too. Thousands of
#: topics with one term in common would take minutes, and say the same of each.
_COMPARED: Final = 20

#: Characters by which a text tells its language, and not only its script.
_TELLING: Final = 60

#: One term in an exclude is how a near miss looks; all of several leave nothing to find.
_SEVERAL: Final = 2


def lint(topics: TopicSet) -> list[Finding]:
    """All findings that need no article, in the order of the file."""
    found: list[Finding] = []
    for index, topic in enumerate(topics.topics):
        found += lint_terms(index, topic)
        found += lint_query(index, topic)
        found += _lint_excludes(index, topic)
        found += _lint_languages(index, topic)
    found += _lint_pairs(topics)
    found += _lint_same_queries(topics)
    return sorted(found, key=lambda each: each.topic)


def _lint_excludes(index: int, topic: Topic) -> Iterator[Finding]:
    includes = {tuple(folded_words(include)) for include in topic.includes}
    for position, exclude in enumerate(topic.excludes):
        field: Field = ("excludes", position)
        if tuple(folded_words(exclude)) in includes:
            what = f"'{exclude}' is an include as well, and excludes win"
            advice = "keep it in the list where it belongs"
            yield Finding(index, field, LintReason.EXCLUDE_IS_INCLUDE, what, advice)
        elif language := _emptied(topic, exclude):
            what = f"'{exclude}' holds every term of {language}, so it speaks against all of them"
            advice = "say what sets the near miss apart, in other words than the terms"
            yield Finding(index, field, LintReason.EXCLUDE_HOLDS_TERMS, what, advice)


def _emptied(topic: Topic, exclude: str) -> str | None:
    """A language whose every term stands in an exclude, or whose only term is the exclude."""
    forms, by_language = Forms.of(exclude), defaultdict(list)
    for placed in placed_terms(topic):
        by_language[placed.language].append(placed)
    for language, terms in by_language.items():
        if not all(placed.stands_in(forms) for placed in terms):
            continue
        if len(terms) >= _SEVERAL or len(terms[0].term.words) == len(folded_words(exclude)):
            return language
    return None


def _lint_languages(index: int, topic: Topic) -> Iterator[Finding]:
    """Articles come in the languages of the examples; terms in another one never meet them."""
    if not topic.terms:
        return
    scripts = {main_script(text) for texts in topic.terms.values() for text in texts}
    told: set[str] = set()
    for field, text in _sentences(topic):
        missing = _missing_script(text, scripts) or _missing_language(text, topic)
        if missing and missing not in told:
            told.add(missing)
            what = f"it is written in {missing}, and no term is"
            advice = "give terms in that language too"
            yield Finding(index, field, LintReason.LANGUAGE_WITHOUT_TERMS, what, advice)


def _missing_script(text: str, scripts: Container[str | None]) -> str | None:
    script = main_script(text)
    return None if script is None or script in scripts else f"{script.capitalize()} letters"


def _missing_language(text: str, topic: Topic) -> str | None:
    told = language_of(text) if len(text) >= _TELLING else None
    # Where two languages can't be told from one another, either will do.
    if told is None or any(agreed(language, told) == language for language in topic.terms):
        return None
    return f"the language '{told}'"


def _sentences(topic: Topic) -> Iterator[tuple[Field, str]]:
    yield ("description",), topic.description
    for position, include in enumerate(topic.includes):
        yield ("includes", position), include


def _lint_pairs(topics: TopicSet) -> Iterator[Finding]:
    """Topics that share terms, told at the later of two."""
    keys = [_term_keys(topic) for topic in topics.topics]
    holders: dict[frozenset[str], list[int]] = defaultdict(list)
    for index, terms in enumerate(keys):
        for key in terms:
            holders[key].append(index)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for indexes in holders.values():
        for position, later in enumerate(indexes):
            for earlier in indexes[: min(position, _COMPARED)]:
                shared[earlier, later] += 1
    for (earlier, later), count in sorted(shared.items()):
        fewest = min(len(keys[earlier]), len(keys[later]))
        same = count == len(keys[earlier]) == len(keys[later])
        if same or count > _OVERLAP * fewest:
            yield _pair(topics, earlier, later, "all" if same else f"{count} of {fewest}")


def _lint_same_queries(topics: TopicSet) -> Iterator[Finding]:
    """Topics without terms that ask the same, told at the later of two."""
    asked: dict[Query, str] = {}
    for index, topic in enumerate(topics.topics):
        if topic.terms or topic.condition is None:
            continue
        earlier = asked.setdefault(bare(topic.condition), topic.id)
        if earlier != topic.id:
            what = f"asks the same as {earlier}, so one article raises both"
            advice = f"drop one of the two, or tell it from {earlier}"
            yield Finding(index, ("id",), LintReason.SAME_TOPIC, what, advice)


def _term_keys(topic: Topic) -> set[frozenset[str]]:
    return {frozenset(word.stem for word in term.words) for term in terms_of(topic)}


def _pair(topics: TopicSet, earlier: int, later: int, shares: str) -> Finding:
    name = topics.topics[earlier].id
    what = f"shares {shares} of its terms with {name}, so one article raises both"
    if shares == "all":
        advice = f"drop one of the two, or tell it from {name} by other terms"
        return Finding(later, ("id",), LintReason.SAME_TOPIC, what, advice)
    advice = f"join the two, or keep each term with the one that it tells from {name}"
    return Finding(later, ("id",), LintReason.OVERLAPPING_TOPICS, what, advice)
