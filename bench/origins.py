"""Whom alerts name for what they lead with, beside a list made by hand.

    python -m bench.origins [dev seeds] [--terms-only]

tests/labels/origins.jsonl names for each article who may be named, by a word of the name; null says
that the article may speak itself. Named: of the names given, those on the list. Found: of the
articles whose list has a name and no null, those where one was given. Copies: alerts that count two
sites as two origins, of which one printed the other's text (labelled so); there must be none.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, cast

from bench.developments import labels, sets_asked

if TYPE_CHECKING:
    from bench.developments import Told
    from streams.records import Development


def quoted() -> dict[str, list[str | None]]:
    """By article, the words by which those are known who may be named for its news."""
    lines = cast("list[dict[str, Any]]", labels("origins.jsonl"))
    return {line["article"]: line["quoted"] for line in lines}


def is_right(name: str, listed: list[str | None]) -> bool:
    """Whether a name holds a word of the list."""
    return any(word and word.casefold() in name.casefold() for word in listed)


def report(name: str, told: Told, listed: dict[str, list[str | None]]) -> None:
    """Three lines for a set."""
    given = right = asked = found = 0
    for each in told.developments:
        may = listed.get(each.article.id)
        if may is None or not told.firsts(each):
            continue
        speaker = each.changes[0].asserted_by
        hit = speaker is not None and is_right(speaker.name, may)
        given += speaker is not None
        right += hit
        asked += None not in may
        found += hit and None not in may
    print(f"{name}: named {right}/{given} {right / max(1, given):.2f}", end="   ")
    print(f"found {found}/{asked} {found / max(1, asked):.2f}", end="   ")
    double = sum(_counts_a_copy(told, each) for each in told.developments)
    print(f"copies counted as a second origin {double} of {len(told.developments)} alerts")


def _counts_a_copy(told: Told, development: Development) -> bool:
    families: dict[str, set[str]] = {}
    for article in told.classified:
        truth = told.gold.truths[article.article.id]
        family = truth.copy_of or truth.id
        families.setdefault(article.article.publisher or "", set()).add(family)
    known = [each for each in development.origins if each in families]
    about = {told.gold.truths[one.article.id].story for one in told.developments}
    return any(
        shared and _of_story(told, shared, development, about)
        for one, other in combinations(known, 2)
        if (shared := families[one] & families[other])
    )


def _of_story(told: Told, family: set[str], development: Development, about: set[Any]) -> bool:
    """Whether the shared text is of the development's own story, and not of other news."""
    story = told.gold.truths[development.article.id].story
    return story in about and any(told.gold.truths[one].story == story for one in family)


def main() -> None:
    """Scores every set that was read by hand."""
    listed = quoted()
    for name, told in sets_asked("whom alerts name", "dev", "seeds"):
        report(name, told, listed)


if __name__ == "__main__":
    main()
