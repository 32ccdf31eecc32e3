"""What track remembers of the offices of a topic."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from streams.records import Quote, Record

#: Offices of a topic whose holder is kept.
MAX_OFFICES: Final = 30


class KnownOffice(Record):
    """An office with the name that it was first seen with."""

    words: tuple[str, ...] = Field(description="its words, folded, without those that join them")
    holder: str
    formal: bool = Field(default=False, description="whether its words are a title in English")
    publishers: tuple[str, ...] = Field(default=(), description="that had this name, two at most")
    several: bool = Field(default=False, description="whether it was seen with other names too")
    quote: Quote
