"""How many independent sources stand behind a claim: those quoted, not the sites that print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.text.sources import is_same_source

if TYPE_CHECKING:
    from agents.track.claims import Claim
    from agents.track.links import Links


def origins_of(claim: Claim, publisher: str | None, known: Links) -> tuple[str, ...]:
    """The sources of a claim, its own first, then those of earlier claims about the same.

    Whoever is quoted is the source; a site that quotes nobody is one itself, by its whole name.
    """
    sources = [(claim.speaker.name if claim.speaker else "", publisher)]
    sources += [(each.speaker, each.quote.publisher) for each in known.about(claim)]
    found: dict[str, bool] = {}
    for speaker, site in sources:
        origin = speaker or site or ""
        if origin and not any(
            origin == name or (speaker and quoted and is_same_source(speaker, name))
            for name, quoted in found.items()
        ):
            found[origin] = bool(speaker)
    return tuple(found)
