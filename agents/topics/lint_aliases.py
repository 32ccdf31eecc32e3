"""What can be wrong with names that stand for each other, told against the topics that use them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agents.text.aliases import Groups
from agents.text.words import words
from agents.topics.lint_finding import Finding, LintReason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agents.text.aliases import Group, Name
    from agents.topics.definitions import TopicSet

#: Topics with the names of a group that they have in their terms.
_Uses = dict[str, set[str]]


def lint_aliases(topics: TopicSet) -> list[Finding]:
    """All findings on the groups that a user wrote, in the order of their file."""
    groups = topics.aliases.groups
    uses = _uses(topics)
    found: list[Finding] = []
    for index, group in enumerate(groups):
        found += _names_that_add_nothing(index, group)
        found += _names_of_earlier_groups(index, group, groups[:index])
        found += _use(index, uses.get(index, {}))
    return found


def _names_that_add_nothing(index: int, group: Group) -> Iterator[Finding]:
    if len(group) == 1:
        what = f"'{_text(group[0])}' is alone, so it stands for nothing"
        yield _finding(
            index, LintReason.ALIAS_ADDS_NOTHING, what, "add its other names, or drop it"
        )
    for position, name in enumerate(group):
        earlier = next((each for each in group[:position] if _is_form(name, each)), None)
        if earlier:
            what = f"'{_text(name)}' is a form of '{_text(earlier)}' and found with it"
            yield _finding(index, LintReason.ALIAS_ADDS_NOTHING, what, "drop one of the two")


def _names_of_earlier_groups(
    index: int, group: Group, earlier: tuple[Group, ...]
) -> Iterator[Finding]:
    for name in group:
        if any(_is_form(name, other) for each in earlier for other in each):
            what = f"'{_text(name)}' is in an earlier group too, and only that one counts for it"
            advice = "join the two groups, or give it to the one that is meant"
            yield _finding(index, LintReason.AMBIGUOUS_ALIAS, what, advice)


def _use(index: int, uses: _Uses) -> Iterator[Finding]:
    if not uses:
        what = "no term of any topic has one of its names in that name's language"
        yield _finding(index, LintReason.UNUSED_ALIAS, what, "drop it, or mend its names")
    names = sorted({name for each in uses.values() for name in each})
    apart = len(uses) > 1 and not set.intersection(*uses.values())
    if apart:
        what = f"{' and '.join(sorted(uses))} have {' and '.join(map(repr, names))} in their terms"
        what += ", which now find the same articles"
        advice = "take apart what the topics tell apart, or leave them one name in common"
        yield _finding(index, LintReason.ALIAS_JOINS_TOPICS, what, advice)


def _uses(topics: TopicSet) -> Mapping[int, _Uses]:
    """For each group, which of its names the terms of which topics have."""
    groups = topics.aliases.groups
    places = {group: index for index, group in enumerate(groups)}
    own = Groups(groups)
    found: dict[int, _Uses] = defaultdict(lambda: defaultdict(set))
    for topic in topics.topics:
        for language, terms in topic.terms.items():
            for written in ([word.group() for word in words(term)] for term in terms):
                for at in range(len(written)):
                    length, group = own.find(written[at:], language)
                    if group:
                        name = " ".join(written[at : at + length])
                        found[places[group]][topic.id].add(name)
    return found


def _is_form(name: Name, of: Name) -> bool:
    """Whether a name is found with another one of its language."""
    return len(name.carrying) == len(of.carrying) and of.is_named_by(name.carrying, name.language)


def _text(name: Name) -> str:
    return " ".join(name.words)


def _finding(index: int, reason: LintReason, what: str, advice: str) -> Finding:
    return Finding(index, ("names",), reason, what, advice)
