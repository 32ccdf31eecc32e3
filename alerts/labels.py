"""What a development can be matched and grouped by, in the sense of Alertmanager's labels.

A development has several changes, so `kind` and `change` have several values, and its topic several
Media Topics; Alertmanager's labels have one. What is missing is the empty text, as there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from streams.records import ChangeType, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from streams.records import Development

#: Labels with one value, text.
TEXTS: Final = ("topic", "story", "publisher", "language")
#: Labels with a value for each change, of a closed list each.
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": tuple(Kind),
    "change": tuple(ChangeType),
}
#: Labels with one value, a number.
NUMBERS: Final = ("score", "origins", "update")
#: Labels that can have several values.
SEVERAL: Final = frozenset({*CHOICES, "iptc"})
#: All of them.
NAMES: Final = (*TEXTS, "iptc", *CHOICES, *NUMBERS)

Labels = Mapping[str, tuple[str, ...]]


def labels_of(development: Development) -> Labels:
    """The labels of a development; each has at least one value."""
    article = development.article
    changes = development.changes
    return {
        "topic": (development.topic,),
        "story": (development.story,),
        "publisher": (_text(article.publisher),),
        "language": (_text(article.language or changes[0].quote.language),),
        "iptc": development.iptc or ("",),
        "kind": _distinct(change.kind for change in changes),
        "change": _distinct(change.change for change in changes),
        "score": (repr(development.score),),
        "origins": (str(len(development.origins)),),
        "update": (str(development.update),),
    }


def group_labels(labels: Labels, group_by: Iterable[str]) -> dict[str, str]:
    """The labels that a group is known by; several values are joined."""
    return {name: ",".join(sorted(labels[name])) for name in group_by}


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values))


def _text(value: str | None) -> str:
    # What no regular expression can be asked about must not stop a worker.
    return (value or "").encode("utf-8", "replace").decode("utf-8")
