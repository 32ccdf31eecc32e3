"""How far an article gets for each topic: the steps of the gate, apart.

classify stops at the first step that lets nothing through; who asks why wants to know which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.classify.gate import Candidates, Gate
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
    candidates = gate.candidates(headline, body)
    prose = [each.text for each in paragraphs if each.role.counts]
    return GateSteps(
        somewhere=gate.in_one(candidates, headline, [body]),
        together=gate.in_one(candidates, headline, [each.text for each in paragraphs]),
        in_prose=gate.in_one(candidates, headline, prose),
    )
