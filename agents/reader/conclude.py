"""What an answer makes of a decision: yes or no within the grey band, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from streams.records import Reason

if TYPE_CHECKING:
    from streams.records import Candidate, Development, Reading, Verdict

_SAYS: Final = "a second reader finds news in it"


def concluded(candidate: Candidate, reading: Reading) -> tuple[Verdict, Development | None]:
    """The verdict, and the development where there is one.

    Without a usable answer both are what they would be without a second reader.
    """
    plain, development = candidate.verdict, candidate.development
    alerts = plain.development is not None
    if reading.brings is None or reading.brings is alerts:
        return plain, development if alerts else None
    if not reading.brings:
        known = plain.model_copy(update={"reason": Reason.READ_AS_KNOWN, "development": None})
        return known, None
    update = {"reason": Reason.BRINGS_SOMETHING, "development": development.id}
    reasons = (*development.reasons, _SAYS)
    return plain.model_copy(update=update), development.model_copy(update={"reasons": reasons})
