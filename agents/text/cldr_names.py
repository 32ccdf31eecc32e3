"""Names of territories, cities and currencies that ship: the same in every topics file."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from agents.text.aliases import Groups, Name

#: Made by `agents.text.make_names` from Unicode CLDR.
SHIPPED: Final = Path(__file__).parent / "data" / "names.json"


@lru_cache(maxsize=1)
def cldr_names() -> Groups:
    """The groups of the file, in its order."""
    groups = json.loads(SHIPPED.read_text("utf-8"))["groups"]
    read = (
        tuple(Name.read(text, language) for language, each in group.items() for text in each)
        for group in groups
    )
    return Groups(tuple(read), proper=True)
