"""How many independent sources stand behind a claim: those quoted, not the sites that print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.track.claims import key_of

if TYPE_CHECKING:
    from agents.track.claims import Claim
    from agents.track.links import Links


def origins_of(claim: Claim, publisher: str | None, known: Links) -> tuple[str, ...]:
    """The sources of a claim, its own first, then those of earlier claims about the same.

    Whoever is quoted is the source; a site that quotes nobody is one itself. Two names that share
    a part are one source: 'President Zelensky' and 'Volodymyr Zelenskyy'.
    """
    own = claim.speaker.name if claim.speaker else publisher or ""
    others = [each.speaker or each.quote.publisher or "" for each in known.about(claim)]
    found: dict[str, frozenset[int]] = {}
    for origin in (own, *others):
        key = key_of(origin)
        if origin and not any(key & taken or origin == name for name, taken in found.items()):
            found[origin] = key
    return tuple(found)
