"""How far an article gets for each topic: the steps of the gate, apart.

classify stops at the first step that lets nothing through; who asks why wants to know which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.classify.paragraphs import prose_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.classify.gate import Gate
    from agents.classify.gate_paragraphs import Candidates
    from agents.classify.paragraphs import Paragraph


@dataclass(frozen=True)
class GateSteps:
    """The terms that each step let through, by topic; each step's are among those before it.

    Attributes:
        somewhere: enough of the words stand in the article.
        together: they stand in one paragraph, read with the headline.
        in_prose: in one that counts. These are what is scored.
    """

    somewhere: Candidates
    together: Candidates
    in_prose: Candidates


def gate_steps(gate: Gate, headline: str, body: str, paragraphs: Sequence[Paragraph]) -> GateSteps:
    """Takes an article through the gate without stopping on the way."""
    sighting = gate.look(headline, body)
    return GateSteps(
        somewhere=sighting.somewhere,
        together=sighting.together(),
        in_prose=sighting.together(prose_of(paragraphs)),
    )
